"""
What a cluster's team decides of entries: who sees them, on whose map they stand, that they are so.

Each is noted in the history of the entry; whoever calls these functions records the event and
refreshes the look-up, once for all organisations of an edit.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from liaison.hub.clusters.models import Cluster
from liaison.hub.core.choices import Visibility
from liaison.hub.directory import policies
from liaison.hub.directory.actions import (
    ChangedMeanwhile,
    Conflict,
    NotAllowed,
    confirm_entry,
    locked_to_edit,
)
from liaison.hub.directory.choices import Teller
from liaison.hub.directory.editing.days import write_day
from liaison.hub.directory.models import FieldChange, MapEntry, Organisation
from liaison.hub.directory.visibility import sight_of

VISIBILITY, MAP = "visibility", "map"
# To whom a team may show an entry; whoever works in it must see it still.
SHOWN_BY_TEAMS = (
    Visibility.PUBLIC,
    Visibility.MEMBERS,
    Visibility.STRATEGIC,
    Visibility.STAFF,
)


class NobodyWouldSee(Exception):
    """Whoever decides this would not see the entry any more: no cluster of theirs would keep it."""


@transaction.atomic
def show_to(public_id: uuid.UUID, visibility: str, *, seen: str, by: Any, now: dt.datetime) -> bool:
    """
    Open an entry to more people or to fewer.

    :param visibility: one of SHOWN_BY_TEAMS
    :param seen: to whom it was shown when that was decided
    :returns: whether that changed anything
    :raises NotAllowed: if `by` may not edit it, or is in no cluster's team
    :raises ChangedMeanwhile: if somebody else changed it since, otherwise
    :raises NobodyWouldSee: if `by` would not see it any more
    """
    organisation = _locked_for_the_team(public_id, by=by)
    old = organisation.visibility
    if old == visibility:
        return False
    if visibility not in SHOWN_BY_TEAMS:
        raise NotAllowed
    if old != seen:
        raise ChangedMeanwhile([Conflict(VISIBILITY, old, visibility)])
    Organisation.objects.filter(pk=organisation.pk).update(visibility=visibility, updated_at=now)
    _check_still_seen(organisation, by=by)
    _note(organisation, VISIBILITY, old, visibility, by=by, now=now)
    return True


@transaction.atomic
def put_on_map(
    public_id: uuid.UUID,
    cluster: Cluster,
    *,
    source: str = Teller.TEAM.value,
    since: dt.date | None = None,
    by: Any,
    now: dt.datetime,
) -> int | None:
    """
    Put an organisation on the sector map of a cluster.

    :returns: the key of its entry there; None if it stands there already
    :raises NotAllowed: if `by` may not edit it, or is not in the team of the cluster
    """
    organisation = _locked_for_the_team(public_id, cluster, by=by)
    entry, is_new = MapEntry.objects.get_or_create(
        cluster=cluster,
        organisation=organisation,
        defaults={"since": since or now.date(), "source": source},
    )
    if not is_new:
        return None
    _note(organisation, MAP, None, cluster.name, by=by, now=now)
    return entry.pk


@transaction.atomic
def take_off_map(
    public_id: uuid.UUID,
    cluster: Cluster,
    *,
    entry: int | None = None,
    by: Any,
    now: dt.datetime,
) -> dict[str, Any] | None:
    """
    Take an organisation off the sector map of a cluster.

    :param entry: the key of its entry there; None for whichever it is
    :returns: what its entry there said; None if it does not stand there
    :raises NotAllowed: if `by` may not edit it, or is not in the team of the cluster
    :raises NobodyWouldSee: if `by` would not see it any more
    """
    organisation = _locked_for_the_team(public_id, cluster, by=by)
    standing = MapEntry.objects.filter(cluster=cluster, organisation=organisation)
    found = (standing if entry is None else standing.filter(pk=entry)).first()
    if found is None:
        return None
    found.delete()
    _check_still_seen(organisation, by=by)
    _note(organisation, MAP, cluster.name, None, by=by, now=now)
    return {"since": found.since.isoformat(), "source": found.source}


@transaction.atomic
def verify(public_id: uuid.UUID, *, by: Any, now: dt.datetime) -> dict[str, Any]:
    """
    Note that a whole entry was looked through and is so, as `confirm_organisation` does.

    :returns: what was noted before, and since, for `take_back_verification`
    :raises NotAllowed: if `by` may not edit it
    """
    organisation = locked_to_edit(public_id, by=by)
    before = _verification_of(organisation)
    confirm_entry(organisation, by=by, now=now)
    organisation.refresh_from_db()
    return {"before": before, "after": _verification_of(organisation)}


@transaction.atomic
def take_back_verification(
    public_id: uuid.UUID, noted: Mapping[str, Any], *, by: Any, now: dt.datetime
) -> bool:
    """
    Have an entry be verified as it was before `verify`; what was noted since stays.

    :param noted: what `verify` returned
    :returns: whether it could be; not if somebody verified it anew, or something of it
    :raises NotAllowed: if `by` may not edit it
    """
    organisation = locked_to_edit(public_id, by=by)
    before, after = noted["before"], noted["after"]
    current = _verification_of(organisation)
    if current["entry"] != after["entry"]:
        return False
    for code, origin in after["origins"].items():
        if organisation.provenance.get(code) == origin:
            organisation.provenance.pop(code)
            if code in before["origins"]:
                organisation.provenance[code] = before["origins"][code]
    on, who = before["entry"]
    Organisation.objects.filter(pk=organisation.pk).update(
        provenance=organisation.provenance, verified_on=on, verified_by=who, updated_at=now
    )
    for rows, related in (("figures", organisation.figures), ("terms", organisation.terms)):
        for key, said in before[rows].items():
            if current[rows].get(key) == after[rows].get(key):
                related.filter(pk=int(key)).update(verified_on=said[0], verified_by=said[1])
    return True


def _locked_for_the_team(
    public_id: uuid.UUID, cluster: Cluster | None = None, *, by: Any
) -> Organisation:
    team = sight_of(by).team
    if not team or (cluster is not None and cluster.pk not in team):
        raise NotAllowed
    return locked_to_edit(public_id, by=by)


def _check_still_seen(organisation: Organisation, *, by: Any) -> None:
    if not policies.can_edit(by, organisation):
        raise NobodyWouldSee


def _note(
    organisation: Organisation, code: str, old: Any, new: Any, *, by: Any, now: dt.datetime
) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(updated_at=now)
    FieldChange.objects.create(
        organisation=organisation, field=code, old=old, new=new, teller=Teller.TEAM, by=by, at=now
    )


def _verification_of(organisation: Organisation) -> dict[str, Any]:
    """Return, as JSON, who saw when that an entry and each part of it is so."""
    return {
        "entry": [write_day(organisation.verified_on), organisation.verified_by_id],
        "origins": dict(organisation.provenance),
        "figures": _verified_rows(organisation.figures),
        "terms": _verified_rows(organisation.terms),
    }


def _verified_rows(rows: Any) -> dict[str, list[Any]]:
    noted = rows.values_list("pk", "verified_on", "verified_by")
    return {str(key): [write_day(on), who] for key, on, who in noted}
