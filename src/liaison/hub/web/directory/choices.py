"""What a reader of the directory chose, read from the address; what cannot be is passed over."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from liaison.hub.directory.choices import Kind, SizeClass, State
from liaison.hub.directory.listing import (
    MEMBER,
    Counted,
    Near,
    Selection,
    Sort,
    Vocabulary,
    nearest_town,
)
from liaison.hub.web.components.countries import country_name, country_names
from liaison.hub.web.components.facets import Group, group
from liaison.hub.web.directory.chosen_terms import ChosenTerms

LONGEST_TEXT = 200
KILOMETRES = (10, 25, 50, 100, 250)
USUAL_KILOMETRES = 50
_LABELS: dict[str, Promise] = {
    "kind": _("Kind of organisation"),
    "country": _("Country"),
    "size": _("Size"),
    "state": _("State"),
}
_UNKNOWN = "unknown"


@dataclass(frozen=True)
class Chip:
    """Something that was chosen, in words, and the address of the list without it."""

    label: str
    remove_url: str


@dataclass(frozen=True)
class SortLink:
    """An order, and the address of the list in it."""

    label: str
    url: str
    is_current: bool


class Choices:
    """
    What was chosen.

    :param clusters: names of clusters by their slugs
    :param vocabulary: terms and focus areas that may be chosen; none where nobody uses any
    """

    def __init__(
        self,
        data: QueryDict,
        *,
        clusters: Mapping[str, str],
        for_user: Any,
        vocabulary: Vocabulary | None = None,
    ) -> None:
        self.data = data
        self.terms = ChosenTerms(data, vocabulary or {})
        self.clusters = clusters
        self._reader = for_user
        self._known = {
            "kind": set(Kind.values),
            "size": {*SizeClass.values, _UNKNOWN},
            "state": set(State.values) - {State.MERGED},
        }

    @property
    def text(self) -> str:
        """What organisations are looked for by."""
        return self.data.get("q", "").replace("\x00", "").strip()[:LONGEST_TEXT]

    def chosen(self, facet: str) -> list[str]:
        """Return what was ticked of a facet, as far as it may exist, each once."""
        ticked = dict.fromkeys(self.data.getlist(facet))
        if facet == "country":
            return [code for code in ticked if len(code) == 2 and code.isalpha()]
        return [value for value in ticked if value in self._known[facet]]

    @property
    def cluster(self) -> str:
        """On whose sector map organisations stand; "" for all."""
        slug = self.data.get("cluster", "")
        return slug if slug in self.clusters else ""

    @property
    def member(self) -> str:
        """Of which cluster organisations are members; "" for whoever there is."""
        slug = self.data.get("member", "")
        return slug if slug in self.clusters else ""

    @property
    def town(self) -> str:
        """The town around which one looks, as it was written."""
        return self.data.get("near", "").replace("\x00", "").strip()[:LONGEST_TEXT]

    @property
    def kilometres(self) -> int:
        """How far around it."""
        chosen = self.data.get("within", "")
        return int(chosen) if chosen in map(str, KILOMETRES) else USUAL_KILOMETRES

    @property
    def distances(self) -> tuple[int, ...]:
        """How far one may look, in kilometres."""
        return KILOMETRES

    @cached_property
    def near(self) -> Near | None:
        """Where one looks; none where nobody in the directory is in that town."""
        found = nearest_town(self.town, for_user=self._reader) if self.town else None
        return Near(found[0], found[1], self.kilometres) if found else None

    @property
    def town_is_unknown(self) -> bool:
        """Whether a town was written that nobody is in."""
        return bool(self.town) and self.near is None

    @property
    def sort(self) -> Sort:
        """What comes first: what was chosen, as far as it means something here."""
        chosen = self.data.get("sort", "")
        return Sort(chosen) if chosen in self._sorts() else self._sorts()[0]

    @property
    def selection(self) -> Selection:
        """What was chosen, in the directory's terms."""
        chosen = ((facet, self._values(facet)) for facet in _LABELS)
        return Selection(
            text=self.text,
            chosen=tuple((facet, values) for facet, values in chosen if values),
            terms=self.terms.selected,
            cluster=self.cluster,
            member=self.member,
            near=self.near,
            sort=self.sort,
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the order was chosen."""
        return bool(self.chips)

    @property
    def is_filtered(self) -> bool:
        """Whether anything but a text was chosen to narrow the list."""
        one_of_all = (self.cluster, self.member, self.town, self.terms.selected)
        return any(one_of_all) or any(map(self.chosen, _LABELS))

    def groups(self, counted: Counted) -> list[Group]:
        """Return the facets, with how many organisations each choice would leave."""
        facets = counted.facets
        countries = {code for code in facets["country"] if code} | {*self.chosen("country")}
        choices = {
            "kind": [(kind.value, str(kind.label)) for kind in Kind],
            "country": sorted(
                country_names(countries).items(),
                # What is chosen stays in sight; the others keep their order.
                key=lambda country: country[0] not in self.chosen("country"),
            ),
            "size": [(size, self._words("size", size)) for size in (*SizeClass.values, _UNKNOWN)],
            "state": [(state.value, str(state.label)) for state in State if state != State.MERGED],
        }
        shown = [
            group(
                facet,
                str(_LABELS[facet]),
                [
                    (value, words, facets[facet].get(_stored(value), 0))
                    for value, words in choices[facet]
                    if facets[facet].get(_stored(value)) or value in self.chosen(facet)
                ],
                chosen=self.chosen(facet),
            )
            for facet in _LABELS
        ]
        shown += self.terms.groups(counted)
        if len(self.clusters) > 1:
            shown.append(self._maps(counted))
        if self.member or counted.facets[MEMBER]:
            shown.append(self._members(counted))
        return shown

    @property
    def chips(self) -> list[Chip]:
        """What was chosen, each to be taken back."""
        chips = [
            Chip(self._words(facet, value), self._without(facet, value))
            for facet in _LABELS
            for value in self.chosen(facet)
        ]
        chips += [
            Chip(words, self._without(name, value)) for name, value, words in self.terms.in_words()
        ]
        if self.text:
            chips.insert(0, Chip(gettext("“%(text)s”") % {"text": self.text}, self._without("q")))
        if self.cluster:
            chips.append(Chip(self.clusters[self.cluster], self._without("cluster")))
        if self.member:
            words = gettext("Member of %(cluster)s") % {"cluster": self.clusters[self.member]}
            chips.append(Chip(words, self._without("member")))
        if self.near:
            words = gettext("%(number)d km around %(town)s")
            label = words % {"number": self.kilometres, "town": self.town}
            chips.append(Chip(label, self._without("near")))
        return chips

    @property
    def address(self) -> str:
        """All that was chosen, as addresses have it behind a question mark; no page of the list."""
        rest = self.data.copy()
        rest.pop("page", None)
        return rest.urlencode()

    @property
    def sort_links(self) -> list[SortLink]:
        """The orders that mean something here."""
        return [
            SortLink(str(Sort(sort).label), self._with("sort", sort), sort == self.sort)
            for sort in self._sorts()
        ]

    def _maps(self, counted: Counted) -> Group:
        everywhere = ("", pgettext("on whose sector map", "Any or none"), None)
        maps = [
            (slug, name, counted.facets["cluster"].get(slug, 0))
            for slug, name in self.clusters.items()
        ]
        label = gettext("On the sector map of")
        found = group("cluster", label, [everywhere, *maps], chosen=[self.cluster], one_only=True)
        return replace(found, is_open=bool(self.cluster))

    def _members(self, counted: Counted) -> Group:
        everybody = ("", pgettext("of whom a member", "Any or none"), None)
        members = [
            (slug, name, counted.facets[MEMBER].get(slug, 0))
            for slug, name in self.clusters.items()
            if counted.facets[MEMBER].get(slug) or slug == self.member
        ]
        choices, label = [everybody, *members], gettext("Member of")
        found = group("member", label, choices, chosen=[self.member], one_only=True)
        return replace(found, is_open=bool(self.member))

    def _sorts(self) -> list[Sort]:
        """Return the orders that mean something here, the usual one first."""
        sorts = [Sort.NAME, Sort.VERIFIED]
        if self.near:
            sorts.insert(0, Sort.NEAREST)
        if self.text:
            sorts.insert(0, Sort.BEST)
        return sorts

    def _values(self, facet: str) -> frozenset[str]:
        return frozenset(map(_stored, self.chosen(facet)))

    def _words(self, facet: str, value: str) -> str:
        if value == _UNKNOWN:
            return gettext("Size not known")
        if facet == "country":
            return country_name(value)
        return str({"kind": Kind, "size": SizeClass, "state": State}[facet](value).label)

    def _without(self, name: str, value: str = "") -> str:
        """Return the address of the first page without a choice, or without any of that name."""
        rest = self.data.copy()
        rest.pop("page", None)
        others = [other for other in rest.getlist(name) if value and other != value]
        rest.setlist(name, others)
        return f"?{rest.urlencode()}"

    def _with(self, name: str, value: str) -> str:
        rest = self.data.copy()
        rest.pop("page", None)
        rest[name] = value
        return f"?{rest.urlencode()}"


def written(selection: Selection, town: str, vocabulary: Vocabulary) -> QueryDict:
    """
    Return what was chosen as it stands in the address of the list; `Choices` reads it.

    :param town: around which the reader looks; distances are told from there
    """
    query = QueryDict(mutable=True)
    if selection.text:
        query["q"] = selection.text
    for facet, values in selection.chosen:
        query.setlist(facet, [value or _UNKNOWN for value in sorted(values)])
    for subject, keys in selection.terms:
        query.setlist(subject, [each.value for each in vocabulary[subject] if each.key in keys])
    for name, slug in (("cluster", selection.cluster), ("member", selection.member)):
        if slug:
            query[name] = slug
    if selection.near:
        query["near"], query["within"] = town, str(round(selection.near.kilometres))
    query["sort"] = selection.sort
    return query


def _stored(value: str) -> str:
    return "" if value == _UNKNOWN else value
