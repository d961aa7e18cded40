"""
The taxonomies of an openXeco node as those of a cluster: planned, written, taken back.

A node keeps values in categories. A category may lie under others, and its values under theirs; the
categories that hang together are one taxonomy here, called as the one at the top. What a node calls
ENTITY TYPE tells kinds and is none.
"""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import OrganisationTerm
from liaison.hub.lifecycle.models import ImportRun
from liaison.hub.lifecycle.openxeco.nodes import CATEGORY_OF_KINDS, Reading, UnusableNode, text_of
from liaison.hub.taxonomies.actions import place_terms, put_in_force, terms_changed
from liaison.hub.taxonomies.choices import ObjectType, Subject, VersionState
from liaison.hub.taxonomies.models import (
    LONGEST_CODE,
    LONGEST_NAME,
    Taxonomy,
    TaxonomyUse,
    TaxonomyVersion,
    Term,
)
from liaison.opendata.resolution.words import fold

_MOST_VALUES = 5_000
_OF_TERM = ("name_en", "name_fr", "name_de", "definition", "synonyms", "former_codes")


class TaxonomyChanged(Exception):
    """Somebody changed a taxonomy since the import was planned, so nothing is written."""


@dataclass(frozen=True)
class Value:
    """A value of a node's taxonomy; `parent` is the number of another one, or None."""

    number: int
    name: str
    parent: int | None


@dataclass(frozen=True)
class PlannedTaxonomy:
    """
    What becomes of one taxonomy.

    :ivar version: the key of the version in force; None for a taxonomy that is new
    :ivar codes: of terms here, by the numbers of the values at the node; all it may be given by
    :ivar new: the values that become terms
    :ivar renamed: new names of terms, by their codes
    :ivar moved: codes of what terms lie under from now on, by their codes; "" for nothing
    :ivar in_the_way: whether somebody works on a draft, so that nothing is added
    :ivar further_parents: how many values lie under more than one, of which the first one counts
    """

    slug: str
    name: str
    subject: str
    version: int | None
    codes: Mapping[int, str]
    new: Sequence[Value] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)
    in_the_way: bool = False
    further_parents: int = 0

    @property
    def changes(self) -> bool:
        """Whether a new version comes into force."""
        return bool(self.new or self.renamed or self.moved)

    def references(self, numbers: Iterable[int]) -> list[str]:
        """Return what a file calls the terms that are these values."""
        return [f"{self.slug}:{self.codes[each]}" for each in numbers if each in self.codes]


def plan_taxonomies(reading: Reading, *, cluster: Cluster) -> list[PlannedTaxonomy]:
    """
    Find out what a node's taxonomies would do to those of a cluster; nothing is changed.

    A taxonomy is matched before it is made: by what an import made before, else by its name among
    the cluster's own; likewise its terms.

    :raises UnusableNode: if the taxonomy has another shape, or something lies under itself
    """
    told = _Told(reading)
    return [
        _Planner(told, names, reading, cluster).plan()
        for names in told.groups()
        if told.values_of(names)
    ]


def write_taxonomies(
    planned: Iterable[PlannedTaxonomy],
    run: ImportRun,
    *,
    cluster: Cluster,
    source: str,
    now: dt.datetime,
) -> None:
    """
    Put what is planned in force and note it with the import; in the caller's transaction.

    :raises TaxonomyChanged: if somebody changed one of them since
    """
    brought = [
        _write(each, cluster=cluster, source=source, now=now) for each in planned if each.changes
    ]
    if brought:
        run.taxonomies = brought
        run.save(update_fields=["taxonomies"])


def take_taxonomies_back(run: ImportRun, *, write: bool) -> list[str]:
    """
    Take back what an import brought of taxonomies; return the names of those that stay.

    One stays where another version came since, somebody works on a draft, or other organisations
    have got its terms.

    :param write: do it; else only find out what stays
    """
    stays = []
    touched = run.rows.values("organisation")
    for each in reversed(run.taxonomies):
        version = TaxonomyVersion.objects.filter(pk=each["version"]).first()
        if version is None:
            continue
        given = OrganisationTerm.objects.filter(term__version=version)
        if not write:
            given = given.exclude(organisation__public_id__in=touched)
        is_drafted = version.taxonomy.versions.filter(state=VersionState.DRAFT).exists()
        if version.state != VersionState.PUBLISHED or is_drafted or given.exists():
            stays.append(str(version.taxonomy))
        elif write:
            _take_back(version, each)
    return stays


def _take_back(version: TaxonomyVersion, brought: Mapping[str, Any]) -> None:
    taxonomy = version.taxonomy
    version.delete()
    before = TaxonomyVersion.objects.filter(pk=brought["before"]).first()
    if before:
        until = brought["valid_until"]
        before.state = VersionState.PUBLISHED
        before.valid_until = dt.date.fromisoformat(until) if until else None
        before.save()
        place_terms(taxonomy)
        terms_changed.send(Taxonomy, taxonomy=taxonomy)
    elif brought["is_new"]:
        taxonomy.delete()


class _Told:
    """What a node tells of its taxonomy, looked through."""

    def __init__(self, reading: Reading) -> None:
        told = reading.taxonomy
        categories, values = _rows(told, "categories"), _rows(told, "values")
        if len(values) > _MOST_VALUES:
            raise UnusableNode(
                _("The node’s taxonomy has more than %(count)d values, so nothing was changed.")
                % {"count": _MOST_VALUES}
            )
        self._categories = [
            name for each in categories if (name := text_of(each.get("name"))) and _is_used(each)
        ]
        self._names = {
            each["id"]: text_of(each.get("name"))[:LONGEST_NAME]
            for each in values
            if isinstance(each.get("id"), int) and text_of(each.get("name"))
        }
        self._category = {each["id"]: text_of(each.get("category")) for each in values}
        self._above = _pairs(_rows(told, "category_hierarchy"), "category", text_of)
        self._parents = _pairs(_rows(told, "value_hierarchy"), "value", _number)

    def groups(self) -> list[list[str]]:
        """Return the categories that hang together, the ones at the top first."""
        names = [each for each in self._categories if each.upper() != CATEGORY_OF_KINDS]
        _check_no_ring(self._above, {name: name for name in names})
        near: dict[str, set[str]] = defaultdict(set)
        for child, parents in self._above.items():
            for parent in parents:
                near[child].add(parent)
                near[parent].add(child)
        found, passed = [], set[str]()
        for name in names:
            group, waiting = [], [name]
            while waiting:
                one = waiting.pop()
                if one in names and one not in passed:
                    passed.add(one)
                    group.append(one)
                    waiting += sorted(near[one])
            if group:
                is_below = {each: bool(self._above.get(each)) for each in group}
                found.append(sorted(group, key=lambda each: (is_below[each], names.index(each))))
        return found

    def values_of(self, names: Sequence[str]) -> list[Value]:
        """Return the values of some categories, each below its first parent; none in a ring."""
        inside = {
            number: name for number, name in self._names.items() if self._category[number] in names
        }
        parents = {each: self.parents_of(each, inside) for each in inside}
        _check_no_ring(parents, inside)
        return [
            Value(number, name, next(iter(parents[number]), None))
            for number, name in sorted(inside.items())
        ]

    def parents_of(self, number: int, inside: Mapping[int, str]) -> list[int]:
        """Return what a value lies under among others, by their numbers."""
        return sorted(each for each in self._parents.get(number, ()) if each in inside)


class _Planner:
    """Plans one taxonomy: the categories that hang together, and those of the cluster."""

    def __init__(
        self, told: _Told, names: Sequence[str], reading: Reading, cluster: Cluster
    ) -> None:
        self._told, self._reading = told, reading
        self._name = names[0][:LONGEST_NAME]
        self._values = told.values_of(names)
        self._slug = _slug_of(self._name, reading.node.name, cluster)
        self._taxonomy = self._match(cluster)

    def _match(self, cluster: Cluster) -> Taxonomy | None:
        own = Taxonomy.objects.filter(cluster=cluster)
        return own.filter(slug=self._slug).first() or next(
            (each for each in own.order_by("pk") if fold(self._name) in _names_of(each)), None
        )

    def plan(self) -> PlannedTaxonomy:
        taxonomy = self._taxonomy
        versions = list(taxonomy.versions.all()) if taxonomy else []
        in_force = next((each for each in versions if each.state == VersionState.PUBLISHED), None)
        in_the_way = any(each.is_draft for each in versions)
        terms = list(in_force.terms.select_related("parent")) if in_force else []
        matched = self._matched(terms)
        new = [] if in_the_way else [each for each in self._values if each.number not in matched]
        codes = {number: term.code for number, term in matched.items()}
        taken = {term.code for term in terms}
        for each in new:
            codes[each.number] = _free_code(each, taken)
        # What people published since is theirs: only what is missing is added.
        is_ours = in_force is not None and in_force.source == self._reading.node.source
        follows = is_ours and not in_the_way
        return PlannedTaxonomy(
            taxonomy.slug if taxonomy else self._slug,
            taxonomy.name_en if taxonomy else self._name,
            taxonomy.subject if taxonomy else Subject.OTHER.value,
            in_force.pk if in_force else None,
            codes,
            new,
            self._renamed(matched) if follows else {},
            self._moved(matched, codes) if follows else {},
            in_the_way,
            sum(len(self._told.parents_of(each.number, codes)) > 1 for each in self._values),
        )

    def _matched(self, terms: Sequence[Term]) -> dict[int, Term]:
        """Return the terms that values are here, by the mark of an import or else by a name."""
        said: dict[str, Term] = {}
        for term in terms:
            for word in (term.code, *_names_of(term), *map(fold, term.synonyms)):
                said.setdefault(word, term)
        found: dict[int, Term] = {}
        for value in self._values:
            marked = said.get(fold(self._mark(value.number)))
            term = marked or said.get(fold(value.name))
            if term and term not in found.values():
                found[value.number] = term
        return found

    def _mark(self, number: int) -> str:
        return mark_of(self._reading.node.name, number)

    def _renamed(self, matched: Mapping[int, Term]) -> dict[str, str]:
        return {
            matched[value.number].code: value.name
            for value in self._values
            if value.number in matched and matched[value.number].name_en != value.name
        }

    def _moved(self, matched: Mapping[int, Term], codes: Mapping[int, str]) -> dict[str, str]:
        found = {}
        for value in self._values:
            term = matched.get(value.number)
            parent = codes.get(value.parent, "") if value.parent is not None else ""
            if term and parent != (term.parent.code if term.parent else ""):
                found[term.code] = parent
        return found


def mark_of(node: str, number: int) -> str:
    """Return by which word a term is known that came as a value of a node."""
    return f"{node}:{number}"


def _write(
    planned: PlannedTaxonomy, *, cluster: Cluster, source: str, now: dt.datetime
) -> dict[str, Any]:
    taxonomy, before = _locked(planned, cluster, now)
    last = taxonomy.versions.order_by("-number").first()
    version = TaxonomyVersion.objects.create(
        taxonomy=taxonomy,
        number=last.number + 1 if last else 1,
        source=source[:300],
        is_reviewed=False,
    )
    node = source.removeprefix("openXeco node ")
    terms = _copied(before, version, planned)
    for position, value in enumerate(planned.new, start=len(terms) + 1):
        code = planned.codes[value.number]
        terms[code] = Term.objects.create(
            version=version,
            code=code,
            name_en=value.name,
            position=position,
            synonyms=[mark_of(node, value.number)],
        )
    lies_under = _parents_before(before) | dict(planned.moved) | _parents_of_new(planned)
    for code, parent in lies_under.items():
        if parent:
            terms[code].parent = terms[parent]
    Term.objects.bulk_update(terms.values(), ["parent"], 200)
    until = before.valid_until if before else None
    put_in_force(version, by=None, now=now)
    return {
        "version": version.pk,
        "before": before.pk if before else None,
        "valid_until": until.isoformat() if until else None,
        "is_new": planned.version is None and before is None,
    }


def _locked(
    planned: PlannedTaxonomy, cluster: Cluster, now: dt.datetime
) -> tuple[Taxonomy, TaxonomyVersion | None]:
    taxonomy = Taxonomy.objects.select_for_update().filter(slug=planned.slug).first()
    if taxonomy is None:
        taxonomy = Taxonomy.objects.create(
            slug=planned.slug,
            name_en=planned.name,
            subject=planned.subject,
            cluster=cluster,
            created_at=now,
        )
        TaxonomyUse.objects.create(
            cluster=cluster, taxonomy=taxonomy, object_type=ObjectType.ORGANISATION
        )
    versions = taxonomy.versions.all()
    before = versions.filter(state=VersionState.PUBLISHED).first()
    is_drafted = versions.filter(state=VersionState.DRAFT).exists()
    if taxonomy.cluster_id != cluster.pk or is_drafted:
        raise TaxonomyChanged
    if (before.pk if before else None) != planned.version:
        raise TaxonomyChanged
    return taxonomy, before


def _copied(
    before: TaxonomyVersion | None, version: TaxonomyVersion, planned: PlannedTaxonomy
) -> dict[str, Term]:
    """Return the terms of a new version: those before, with what became of them."""
    old = before.terms.order_by("position", "pk") if before else ()
    terms = {}
    for position, term in enumerate(old, start=1):
        said = {name: getattr(term, name) for name in _OF_TERM}
        said["name_en"] = planned.renamed.get(term.code, term.name_en)
        terms[term.code] = Term.objects.create(
            version=version, code=term.code, position=position, **said
        )
    return terms


def _parents_before(before: TaxonomyVersion | None) -> dict[str, str]:
    pairs = before.terms.values_list("code", "parent__code") if before else ()
    return {code: parent or "" for code, parent in pairs}


def _parents_of_new(planned: PlannedTaxonomy) -> dict[str, str]:
    return {
        planned.codes[value.number]: planned.codes[value.parent] if value.parent else ""
        for value in planned.new
    }


def _names_of(named: Any) -> set[str]:
    return {fold(name) for name in (named.name_en, named.name_fr, named.name_de) if name}


def _slug_of(name: str, node: str, cluster: Cluster) -> str:
    """Return the same slug whenever this category of this node comes to this cluster."""
    digest = hashlib.sha256(f"{node} {name}".encode()).hexdigest()[:8]
    return f"{slugify(f'{cluster.slug}-{name}')[:41].strip('-')}-{digest}"


def _free_code(value: Value, taken: set[str]) -> str:
    stem = slugify(value.name)[: LONGEST_CODE - 11].strip("-") or "value"
    code = stem if stem not in taken else f"{stem}-{value.number}"
    taken.add(code)
    return code


def _is_used(category: Mapping[str, Any]) -> bool:
    """Say whether a category is for organisations; nodes before version 1.9 call them companies."""
    flags = [category.get(f"active_on_{word}") for word in ("entities", "companies")]
    said = [bool(flag) for flag in flags if flag is not None]
    return any(said) or not said


def _rows(told: Any, name: str) -> list[dict[str, Any]]:
    rows = told.get(name, []) if isinstance(told, dict) else None
    if not isinstance(rows, list) or not all(isinstance(each, dict) for each in rows):
        raise UnusableNode(
            _("The node’s taxonomy has another shape than those of openXeco; nothing was changed.")
        )
    return rows


def _pairs(rows: Iterable[Mapping[str, Any]], what: str, read: Any) -> dict[Any, list[Any]]:
    """Return by each child what it lies under."""
    found: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        child, parent = read(row.get(f"child_{what}")), read(row.get(f"parent_{what}"))
        if child and parent and parent not in found[child]:
            found[child].append(parent)
    return found


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _check_no_ring(parents: Mapping[Any, Sequence[Any]], names: Mapping[Any, str]) -> None:
    """Refuse something that lies under itself, by however many steps."""
    sound: set[Any] = set()
    for start in names:
        path: list[tuple[Any, list[Any]]] = [(start, list(parents.get(start, ())))]
        on_path = [start]
        while path:
            one, above = path[-1]
            if not above:
                path.pop()
                on_path.pop()
                sound.add(one)
                continue
            upper = above.pop()
            if upper in on_path:
                ring = [*on_path[on_path.index(upper) :], upper]
                raise UnusableNode(
                    _(
                        "In the node’s taxonomy something lies under itself, so nothing was"
                        " changed: %(ring)s. Please ask those who run the node to correct it."
                    )
                    % {"ring": " < ".join(str(names.get(each, each)) for each in ring)}
                )
            if upper in names and upper not in sound:
                path.append((upper, list(parents.get(upper, ()))))
                on_path.append(upper)
