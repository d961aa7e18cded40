"""How many organisations have which terms."""

from django.db.models import Count

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
