"""Reading taxonomies. What is published is public; a draft is seen by those who may edit it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from liaison.hub.clusters.models import Cluster
from liaison.hub.taxonomies.choices import ObjectType, VersionState
from liaison.hub.taxonomies.models import (
    Crosswalk,
    Taxonomy,
    TaxonomyUse,
    TaxonomyVersion,
    Term,
    TermPlacement,
)

NoTaxonomy = Taxonomy.DoesNotExist
NoVersion = TaxonomyVersion.DoesNotExist
NoTerm = Term.DoesNotExist


@dataclass(frozen=True)
class Placed:
    """A term in its tree; `depth` is 0 for one at the top."""

    term: Term
    depth: int


@dataclass(frozen=True)
class Demand:
    """
    What is asked of the terms that an organisation has of a taxonomy.

    :ivar is_required: it has one at least
    :ivar allows_several: it may have more than one
    """

    taxonomy: Taxonomy
    is_required: bool
    allows_several: bool

    def number_in(self, keys: Iterable[str]) -> int:
        """Return how many terms of the taxonomy these keys or values name, whatever the version."""
        slug = self.taxonomy.slug
        return len({key for key in keys if key.partition(":")[0].partition("@")[0] == slug})


@dataclass(frozen=True)
class Difference:
    """
    What becomes of a term in the next version.

    :ivar older: None for a term that is new
    :ivar newer: None for one that is gone
    """

    older: Term | None
    newer: Term | None


def key_of(term: Term) -> str:
    """Return what a term is kept by in histories and forms: "biohealth-skills@2:cell-culture"."""
    version = term.version
    return f"{version.taxonomy.slug}@{version.number}:{term.code}"


def value_of(term: Term) -> str:
    """Return what a term is in addresses, whatever its version: "biohealth-skills:screening"."""
    return f"{term.version.taxonomy.slug}:{term.code}"


def terms_by_key(keys: Iterable[str]) -> dict[str, Term]:
    """Return the published terms that these keys mean, in one question; others are left out."""
    wanted = Q()
    for key in set(keys):
        slug, _at, rest = key.partition("@")
        number, _colon, code = rest.partition(":")
        if number.isdecimal() and len(number) < 5:
            wanted |= Q(version__taxonomy__slug=slug, version__number=int(number), code=code)
    if not wanted:
        return {}
    found = Term.objects.filter(wanted).exclude(version__state=VersionState.DRAFT)
    return {key_of(term): term for term in found.select_related("version__taxonomy")}


def terms_in_use(cluster_id: int) -> QuerySet[Term]:
    """Return the terms in force that a cluster gives to organisations."""
    uses = TaxonomyUse.objects.filter(cluster=cluster_id, object_type=ObjectType.ORGANISATION)
    in_force = Term.objects.filter(version__state=VersionState.PUBLISHED)
    return in_force.filter(version__taxonomy__in=uses.values("taxonomy")).order_by()


def terms_in_force(
    *, cluster_ids: Iterable[int] | None, object_type: ObjectType = ObjectType.ORGANISATION
) -> list[Term]:
    """
    Return the terms that may be given now, taxonomy by taxonomy, each in its order.

    :param cluster_ids: of the clusters that use them; None for any
    """
    uses = TaxonomyUse.objects.filter(object_type=object_type)
    if cluster_ids is not None:
        uses = uses.filter(cluster__in=list(cluster_ids))
    terms = Term.objects.filter(
        version__state=VersionState.PUBLISHED, version__taxonomy__in=uses.values("taxonomy")
    )
    found = terms.select_related("version__taxonomy")
    return list(found.order_by("version__taxonomy__name_en", "position", "pk"))


def in_tree(terms: Iterable[Term]) -> list[Placed]:
    """Return terms as a tree is read: each below its parent, brothers in their order."""
    terms = list(terms)
    known = {term.pk for term in terms}
    below: dict[int | None, list[Term]] = defaultdict(list)
    for term in terms:
        below[term.parent_id if term.parent_id in known else None].append(term)
    return list(_walk(below, None, 0))


def _walk(below: dict[int | None, list[Term]], parent: int | None, depth: int) -> Iterator[Placed]:
    for term in below.get(parent, ()):
        yield Placed(term, depth)
        yield from _walk(below, term.pk, depth + 1)


def taxonomies_for(cluster: Cluster, *, for_user: Any) -> QuerySet[Taxonomy]:
    """
    Return what a cluster has, may use or may copy: its own, the installation's, others' published.

    Of another cluster only what is published counts, to whomever it is shown.
    """
    own = Q(cluster=cluster) | Q(cluster=None)
    shared = Q(versions__state=VersionState.PUBLISHED)
    found = Taxonomy.objects.filter(own | shared).distinct()
    return found.select_related("cluster").order_by("subject", "name_en")


def get_taxonomy(slug: str, *, cluster: Cluster, for_user: Any) -> Taxonomy:
    """Return one of `taxonomies_for`; raises NoTaxonomy."""
    return taxonomies_for(cluster, for_user=for_user).get(slug=slug)


def versions_of(taxonomy: Taxonomy, *, with_draft: bool) -> list[TaxonomyVersion]:
    """Return its versions, the newest first, with how many terms each has."""
    found = taxonomy.versions.annotate(size=Count("terms")).order_by("-number")
    return [each for each in found if with_draft or not each.is_draft]


def get_version(taxonomy: Taxonomy, number: int, *, with_draft: bool) -> TaxonomyVersion:
    """Return a version; raises NoVersion, for a draft too where it may not be seen."""
    found = taxonomy.versions.all()
    if not with_draft:
        found = found.exclude(state=VersionState.DRAFT)
    return found.select_related("taxonomy").get(number=number)


def terms_of(version: TaxonomyVersion) -> QuerySet[Term]:
    """Return the terms of a version, in their order."""
    return version.terms.order_by("position", "pk")


def tree_of(version: TaxonomyVersion) -> list[Placed]:
    """Return the terms of a version as a tree."""
    return in_tree(version.terms.select_related("version__taxonomy"))


def get_term(version: TaxonomyVersion, code: str) -> Term:
    """Return a term of a version; raises NoTerm."""
    return version.terms.select_related("version__taxonomy", "parent").get(code=code)


def uses_of(cluster: Cluster) -> dict[tuple[int, str], TaxonomyUse]:
    """Return what a cluster uses, by the taxonomy's key and the type of object."""
    found = TaxonomyUse.objects.filter(cluster=cluster)
    return {(use.taxonomy_id, use.object_type): use for use in found}


def taxonomies_by_key(keys: Iterable[int]) -> list[Taxonomy]:
    """Return taxonomies by the keys of their records, those that are there."""
    keys = list(keys)
    return list(Taxonomy.objects.filter(pk__in=keys).order_by("pk")) if keys else []


def demands_of(cluster_ids: Iterable[int] | None) -> list[Demand]:
    """
    Return what clusters ask of the terms of organisations, taxonomy by taxonomy.

    Where several use one, the strictest holds. Only what asks for something is returned.

    :param cluster_ids: of the clusters; None for all
    """
    uses = TaxonomyUse.objects.filter(
        object_type=ObjectType.ORGANISATION, taxonomy__versions__state=VersionState.PUBLISHED
    ).filter(Q(is_required=True) | Q(allows_several=False))
    if cluster_ids is not None:
        uses = uses.filter(cluster__in=list(cluster_ids))
    found: dict[int, Demand] = {}
    for use in uses.select_related("taxonomy").order_by("taxonomy__name_en", "pk"):
        before = found.get(use.taxonomy_id, Demand(use.taxonomy, False, True))
        found[use.taxonomy_id] = Demand(
            use.taxonomy,
            before.is_required or use.is_required,
            before.allows_several and use.allows_several,
        )
    return list(found.values())


def previous_version(version: TaxonomyVersion) -> TaxonomyVersion | None:
    """Return the published version before this one; none for the first."""
    earlier = version.taxonomy.versions.exclude(state=VersionState.DRAFT)
    return earlier.filter(number__lt=version.number).order_by("-number").first()


def lines_into(version: TaxonomyVersion) -> list[Crosswalk]:
    """Return what is said of the terms before this version, in their order."""
    before = previous_version(version)
    if before is None:
        return []
    lines = Crosswalk.objects.filter(older__version=before)
    return list(lines.select_related("older", "newer", "said_by").order_by("older__position", "pk"))


def changes_in(draft: TaxonomyVersion) -> list[Difference]:
    """Return what a draft would change, term by term; those that are gone come last."""
    before = previous_version(draft)
    related = ("parent", "version__taxonomy")
    older = {term.code: term for term in before.terms.select_related(*related)} if before else {}
    found = []
    for term in draft.terms.select_related(*related).order_by("position", "pk"):
        codes = [term.code, *term.former_codes]
        was = next((older.pop(code) for code in codes if code in older), None)
        if was is None or _said_by(was) != _said_by(term):
            found.append(Difference(was, term))
    return [*found, *(Difference(was, None) for was in older.values())]


def _said_by(term: Term) -> tuple[str, ...]:
    names = (term.name_en, term.name_fr, term.name_de)
    return (term.code, *names, term.definition, term.parent.code if term.parent else "")


def terms_without_way(version: TaxonomyVersion) -> list[Term]:
    """Return terms of the version before that are gone from this one, and nobody says where to."""
    before = previous_version(version)
    if before is None:
        return []
    there: set[str] = set()
    for code, former in version.terms.values_list("code", "former_codes"):
        there |= {code, *former}
    gone = before.terms.exclude(code__in=there)
    return list(gone.filter(leads_to=None).order_by("position", "pk"))


def unplaced(taxonomy: Taxonomy) -> QuerySet[Term]:
    """Return the terms of older versions that are the same as none in force."""
    older = Term.objects.filter(version__taxonomy=taxonomy, version__state=VersionState.RETIRED)
    placed = TermPlacement.objects.filter(distance=0).values("below")
    return older.exclude(pk__in=placed)


def ways_from(term: Term) -> list[Term]:
    """Return the terms in force that an older one may have become, the likeliest first."""
    found: list[Term] = []
    lines = term.leads_to.select_related("newer__version").order_by("-share", "pk")
    for line in lines:
        if line.newer is None:
            continue
        if line.newer.version.state == VersionState.PUBLISHED:
            found.append(line.newer)
        else:
            found += ways_from(line.newer)
    return list({each.pk: each for each in found}.values())
