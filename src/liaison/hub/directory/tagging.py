"""Which organisations have which terms: counted, and those that are to be looked at."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, QuerySet

from liaison.hub.clusters.models import FocusArea
from liaison.hub.directory.editing import editable_by
from liaison.hub.directory.models import OrganisationTerm
from liaison.hub.directory.visibility import keys_kept_by
from liaison.hub.taxonomies.models import Taxonomy


def organisations_by_term(taxonomy: Taxonomy, *, cluster_id: int) -> dict[int, int]:
    """Return how many organisations that a cluster keeps have each term, by the term's key."""
    rows = OrganisationTerm.objects.filter(term__version__taxonomy=taxonomy)
    kept, *others = keys_kept_by([cluster_id])
    ours = rows.filter(organisation__in=kept)
    for keys in others:
        ours |= rows.filter(organisation__in=keys)
    counted = ours.values("term").annotate(number=Count("organisation", distinct=True))
    return dict(counted.values_list("term", "number"))


def organisations_with_focus_area(area: FocusArea) -> int:
    """Return how many organisations have a focus area, for those who decide what becomes of it."""
    return OrganisationTerm.objects.filter(focus_area=area).count()


def rows_to_look_at(terms: Iterable[int], *, for_user: Any) -> QuerySet[OrganisationTerm]:
    """Return what organisations that a person may edit have of these terms, by name."""
    rows = OrganisationTerm.objects.filter(
        term__in=list(terms), organisation__in=editable_by(for_user).values("pk")
    )
    related = rows.select_related("organisation", "term__version__taxonomy")
    return related.order_by("term__position", "organisation__plain", "pk")


def get_row(row_id: int, *, for_user: Any) -> OrganisationTerm:
    """Return what an organisation has; raises DoesNotExist where a person may not edit it."""
    rows = OrganisationTerm.objects.filter(organisation__in=editable_by(for_user).values("pk"))
    return rows.select_related("organisation", "term__version__taxonomy").get(pk=row_id)
