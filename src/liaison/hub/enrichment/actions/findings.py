"""Noting what there is for organisations, so that lists do not ask what was answered."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import islice

from liaison.hub.directory.models import Organisation
from liaison.hub.enrichment.likely import Likely, likely_of
from liaison.hub.enrichment.models import Finding
from liaison.hub.enrichment.proposals import Proposal
from liaison.hub.enrichment.queries import facts_of, likely_in, undismissed
from liaison.hub.identities.queries import current_pictures
from liaison.hub.lifecycle.records import AT_ONCE

# More than likeness ever gives.
_POINTS_OF_A_NUMBER = 100.0


def look_again(organisation: Organisation, *, now: dt.datetime) -> None:
    """Note anew what there is for one organisation, so that lists do not ask what was answered."""
    pictures = current_pictures()
    if pictures is None:
        return
    organisation = Organisation.objects.get(pk=organisation.pk)
    likely: list[Likely] = []
    proposals: list[Proposal] = []
    if organisation.open_data_id:
        proposals = undismissed(organisation, facts_of(organisation)[1])
    else:
        likely = likely_of(organisation, pictures)
    version = str(pictures.manifest["sha256"])
    keep([finding_of(organisation, version, likely, proposals=len(proposals), now=now)])


def forget_likely(organisation: Organisation, identity: str) -> None:
    """Have lists not ask of an organisation and the entries of one identity any more."""
    finding = Finding.objects.filter(organisation=organisation).first()
    if finding is None:
        return
    left = [each for each in likely_in(finding) if each.identity != identity]
    Finding.objects.filter(pk=finding.pk).update(
        likely=[asdict(each) for each in left], points=_points(left)
    )


def finding_of(
    organisation: Organisation,
    version: str,
    likely: Sequence[Likely],
    *,
    proposals: int = 0,
    now: dt.datetime,
) -> Finding:
    """Return what is noted of an organisation; not written yet."""
    return Finding(
        organisation=organisation,
        version=version,
        looked_at=now,
        likely=[asdict(each) for each in likely],
        points=_points(likely),
        proposals=proposals,
    )


def _points(likely: Sequence[Likely]) -> float | None:
    points = (_POINTS_OF_A_NUMBER if each.scheme else each.points for each in likely)
    return max(points, default=None)


def keep(findings: Iterable[Finding]) -> None:
    """Write findings, each in the place of the organisation's last one."""
    waiting = iter(findings)
    while some := list(islice(waiting, AT_ONCE)):
        Finding.objects.bulk_create(
            some,
            update_conflicts=True,
            unique_fields=["organisation"],
            update_fields=["version", "looked_at", "likely", "points", "proposals"],
        )
