"""Looking up the whole directory in open data."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from liaison import opendata
from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import Organisation
from liaison.hub.enrichment.actions.findings import finding_of, keep
from liaison.hub.enrichment.actions.linking import (
    AnotherIsLinked,
    NotLinked,
    check_free,
    link,
)
from liaison.hub.enrichment.actions.steps import (
    data,
    joined_pictures,
)
from liaison.hub.enrichment.likely import Likely, likely_of_all
from liaison.hub.enrichment.models import Finding
from liaison.hub.enrichment.queries import facts_of, undismissed
from liaison.hub.identities.queries import ids_of
from liaison.hub.lifecycle.records import AT_ONCE
from liaison.opendata.resolution.places import positions_of

Progress = Callable[[int, int | None, str], None]


@dataclass
class Look:
    """
    What a look at open data for the whole directory found.

    :ivar linked: organisations that a number links, and the entry of each
    :ivar unsure: numbers lead to an entry, but something stands against linking it: what, in words
    :ivar alike: how many look like entries; for people to judge
    :ivar proposing: of how many linked ones open data says more; `proposals` in all
    :ivar fresh: how many were left out because nothing changed since the last look
    """

    linked: list[tuple[Organisation, str]] = field(default_factory=list)
    unsure: list[tuple[Organisation, str]] = field(default_factory=list)
    alike: int = 0
    proposing: int = 0
    proposals: int = 0
    fresh: int = 0


def look_at_open_data(
    *, now: dt.datetime, progress: Progress, write: bool, only_changed: bool = False
) -> Look:
    """
    Look up the whole directory in open data: link what a number decides, and note the rest.

    :param write: link, and note what is for people; else only tell
    :param only_changed: leave out organisations that nobody changed since the last look at what the
        sources say now
    :raises NotJoined: if the sources were not joined yet
    :raises DecisionRefused: if what people decided cannot be read
    """
    pictures = joined_pictures()
    version = str(pictures.manifest["sha256"])
    look = Look()
    living = _to_look_at(version, look, only_changed=only_changed)
    waiting = list(living.filter(open_data_id="").order_by("pk").values_list("pk", flat=True))
    claimed: set[str] = set()
    findings: list[Finding] = []
    for kept, likely in likely_of_all(waiting, pictures, progress=progress):
        organisation = kept.organisation
        by_number = [each for each in likely if each.scheme]
        if len(by_number) > 1:
            look.unsure.append((organisation, _("its numbers lead to more than one entry")))
        elif by_number and by_number[0].identity in claimed:
            look.unsure.append((organisation, _another()))
        elif by_number:
            claimed.add(by_number[0].identity)
            if _is_linked(organisation, by_number[0], look, now=now, write=write):
                continue
        look.alike += bool(likely)
        findings.append(finding_of(organisation, version, likely, now=now))
    findings += _proposing(look, living, version, now=now, progress=progress)
    if write:
        keep(findings)
        # Lists and pictures of the directory show what is linked.
        refresh_lookup([])
    return look


def _to_look_at(version: str, look: Look, *, only_changed: bool) -> QuerySet[Organisation]:
    living = Organisation.objects.living()
    if not only_changed:
        return living
    seen = Finding.objects.filter(version=version, looked_at__gte=F("organisation__updated_at"))
    look.fresh = living.filter(pk__in=seen.values("organisation")).count()
    wanted = living.exclude(pk__in=seen.values("organisation")).values("pk")
    return living.filter(pk__in=wanted)


def _is_linked(
    organisation: Organisation, likely: Likely, look: Look, *, now: dt.datetime, write: bool
) -> bool:
    try:
        with transaction.atomic():
            if write:
                link(_lock(organisation.public_id), likely.key, by=None, now=now)
            else:
                check_free(organisation, likely.key)
    except (AnotherIsLinked, NotLinked):
        look.unsure.append((organisation, _another()))
        return False
    look.linked.append((organisation, likely.key))
    return True


def _another() -> str:
    return _("another organisation here is linked to its entry")


def _proposing(
    look: Look,
    living: QuerySet[Organisation],
    version: str,
    *,
    now: dt.datetime,
    progress: Progress,
) -> Iterator[Finding]:
    # In the order of what the sources say, which is read in pieces.
    linked = living.exclude(open_data_id="").order_by("open_data_id", "pk")
    total = linked.count()
    positions = positions_of(
        data(),
        (
            key
            for id_ in linked.values_list("open_data_id", flat=True)
            for key in map(opendata.entry_key, ids_of(id_) or (id_,))
        ),
    )
    for done, organisation in enumerate(linked.iterator(AT_ONCE), start=1):
        proposals = undismissed(organisation, facts_of(organisation, positions)[1])
        look.proposing += bool(proposals)
        look.proposals += len(proposals)
        yield finding_of(organisation, version, [], proposals=len(proposals), now=now)
        if done % 100 == 0 or done == total:
            progress(done, total, _("Comparing entries with open data"))


def _lock(public_id: uuid.UUID) -> Organisation:
    """Return an organisation that nobody else changes until the transaction ends."""
    found = Organisation.objects.select_for_update().filter(public_id=public_id)
    organisation = found.living().first()
    if organisation is None:
        raise NotLinked
    return organisation
