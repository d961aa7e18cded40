"""Who is asked for often, and who never."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.queries import get_described
from liaison.hub.directory.visibility import organisations_visible_to
from liaison.hub.introductions.models import Introduction
from liaison.hub.introductions.queries.asked import entry_asked
from liaison.hub.membership.queries import organisations_of
from liaison.hub.partner_search.queries import requests_counted
from liaison.matching import NoIndex, UnknownOrganisation


@dataclass(frozen=True)
class AskedFor:
    """
    How often one organisation was asked for.

    :ivar lately: requests that count towards the cap now
    :ivar ever: all that were ever counted
    :ivar public_id: of its entry; None where the directory has none that the reader may see
    """

    name: str
    public_id: uuid.UUID | None
    open_data_id: str
    lately: int
    ever: int


def most_asked_for(cluster: Cluster, *, now: dt.datetime, for_user: Any) -> list[AskedFor]:
    """Return who was ever asked for, the most wanted first; to the cluster's managers only."""
    counted = requests_counted(cluster, now=now, for_user=for_user)
    entries = _entries_called(counted, for_user)
    rows = [
        AskedFor(*_name_of(id_, entries.get(id_), for_user), lately=numbers[0], ever=numbers[1])
        for id_, numbers in counted.items()
    ]
    return sorted(rows, key=lambda each: (-each.lately, -each.ever, each.name))


def never_asked_for(cluster: Cluster, *, now: dt.datetime, for_user: Any) -> list[Organisation]:
    """Return members of a cluster that nobody ever asked to meet, by name; to its managers only."""
    if not Cluster.objects.managed_by(for_user).filter(pk=cluster.pk).exists():
        return []
    counted = requests_counted(cluster, now=now, for_user=for_user)
    asked = {entry.pk for entry in _entries_called(counted, for_user).values()}
    met = Introduction.objects.filter(cluster=cluster, asked_organisation__isnull=False)
    asked |= set(met.values_list("asked_organisation", flat=True))
    seen = organisations_visible_to(for_user).living()
    members = seen.filter(pk__in=organisations_of([cluster.pk]))
    return [each for each in members.order_by("name", "pk") if each.pk not in asked]


def _entries_called(ids: Iterable[str], for_user: Any) -> dict[str, Organisation]:
    """Return the entries that are counted under these ids, as far as the user may see them."""
    wanted = set(ids)
    seen = organisations_visible_to(for_user).living()
    public_ids = [id_.removeprefix("directory:") for id_ in wanted if id_.startswith("directory:")]
    found = seen.filter(Q(open_data_id__in=wanted) | Q(public_id__in=public_ids))
    return {entry_asked(each).counted_as: each for each in found}


def _name_of(
    id_: str, entry: Organisation | None, for_user: Any
) -> tuple[str, uuid.UUID | None, str]:
    if entry is not None:
        return entry.name, entry.public_id, entry.open_data_id
    if id_.startswith("directory:"):
        return "", None, ""
    try:
        return get_described(id_, for_user=for_user).name, None, id_
    except (UnknownOrganisation, NoIndex):
        return id_, None, id_
