"""Who of the directory is a member of which cluster, as far as everybody may see it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, Q, QuerySet, Value
from django.db.models.functions import Concat

from liaison.hub.directory.models import Organisation
from liaison.hub.directory.visibility import memberships_shown


@dataclass(frozen=True)
class ShownMembership:
    """
    An organisation is a member of a cluster.

    :ivar cluster: its name
    :ivar category: as what, in the short codes of those who keep memberships
    """

    cluster: str
    category: str


def is_member_of(slug: str) -> Q:
    """Return those that are shown as members of a cluster; nobody where there is none such."""
    found = Q(pk__in=[])
    for shown in memberships_shown():
        found |= Q(pk__in=shown.filter(cluster__slug=slug).values("organisation"))
    return found


def has_memberships() -> Q:
    """Return the condition that an organisation is shown as a member of some cluster."""
    found = Q(pk__in=[])
    for shown in memberships_shown():
        found |= Q(pk__in=shown.values("organisation"))
    return found


def counted_members(
    found: QuerySet[Organisation], fields: Iterable[str], *, before: str
) -> list[QuerySet[Any, Any]]:
    """
    Return questions for how many of these organisations are shown as members, by some fields.

    :param before: what stands before a cluster's slug in the first column; the fields follow, and
        the number
    """
    keys = found.order_by().values("pk")
    by = [f"organisation__{field}" for field in fields]
    return [
        shown.filter(organisation__in=keys)
        .order_by()
        .annotate(at=Concat(Value(before), "cluster__slug", output_field=CharField()))
        .values_list("at", *by)
        .annotate(number=Count("organisation"))
        for shown in memberships_shown()
    ]


def memberships_of(keys: Iterable[int]) -> Mapping[int, list[ShownMembership]]:
    """Return the memberships shown of organisations, by their keys, and by the clusters' names."""
    found: dict[int, list[ShownMembership]] = defaultdict(list)
    for shown in memberships_shown():
        rows = shown.filter(organisation__in=list(keys)).order_by("cluster__name", "pk")
        for key, cluster, category in rows.values_list("organisation", "cluster__name", "category"):
            found[key].append(ShownMembership(cluster, category))
    return found
