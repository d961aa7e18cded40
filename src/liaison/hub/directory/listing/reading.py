"""Reading the directory: a page of the list, one organisation, the town one looks around."""

import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, overload

from django.core.paginator import Page, Paginator
from django.db.models import Avg, Count, Exists, Model, OuterRef, Prefetch, QuerySet
from django.utils import timezone

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.choices import State
from liaison.hub.directory.listing.counting import Counted, count
from liaison.hub.directory.listing.matching import Asked, ask, narrowed, sorted_keys, within
from liaison.hub.directory.listing.members import (
    ShownMembership,
    has_memberships,
    memberships_of,
)
from liaison.hub.directory.listing.people import ShownPerson, has_people, people_shown
from liaison.hub.directory.listing.reasons import Reason, reasons_of
from liaison.hub.directory.listing.relations import Related, has_relations, relations_shown
from liaison.hub.directory.listing.selections import CLUSTER, MEMBER, Selection, Sort
from liaison.hub.directory.listing.told_above import asked_above, told_of
from liaison.hub.directory.lookup import Found, directory_version, read_question
from liaison.hub.directory.lookup.finding import CANDIDATES, rank
from liaison.hub.directory.models import (
    Figure,
    Identifier,
    MapEntry,
    Organisation,
    OrganisationName,
    OrganisationTerm,
    Place,
)
from liaison.hub.directory.visibility import EVERYBODY, Sight, organisations_in, sight_of

UnknownOrganisation = Organisation.DoesNotExist

ORGANISATIONS_PER_PAGE = 20
_QUESTIONS_REMEMBERED = 256


@dataclass(frozen=True)
class Listed:
    """
    An organisation in the list.

    :ivar found_by: the further name that answers the text, where the legal one does less
    :ivar reason: what else of it answers the text, where no name does
    :ivar kilometres: how far away its nearest place is from where the reader looks
    :ivar member_of: the clusters of which everybody may see that it is a member
    """

    organisation: Organisation
    found_by: str = ""
    kilometres: float | None = None
    member_of: Sequence[ShownMembership] = ()
    reason: Reason | None = None

    @property
    def main_place(self) -> Place | None:
        """Where it is in the first place; of several the main one."""
        places = self.organisation.places.all()
        return next((place for place in places if place.is_main), next(iter(places), None))


@dataclass(frozen=True)
class Listing:
    """
    A page of the directory.

    :ivar counted: how many there are, and how many each further choice would leave
    :ivar sight: what the reader sees, for what else is shown of the same organisations
    :ivar is_whole: whether all have each word of the text; else none has, and these have some
    """

    page: Page[Listed]
    counted: Counted
    sight: Sight
    is_whole: bool = True


@dataclass(frozen=True)
class Profile:
    """
    All that is recorded of an organisation and may be seen.

    :ivar clusters: those on whose sector maps it stands
    :ivar figures: by kind, the oldest first
    :ivar relations: to other organisations, near ones first
    :ivar people: those who chose to be shown to the reader, as far as they chose
    :ivar member_of: those of which everybody may see that it is a member
    :ivar successor: into which it merged, if the reader may see that one
    :ivar sight: what the reader sees, for what else is shown of the organisation
    :ivar told_above: codes of the parts above that may have something to show of it
    """

    organisation: Organisation
    names: list[OrganisationName] = field(default_factory=list)
    identifiers: list[Identifier] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    clusters: list[str] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    people: list[ShownPerson] = field(default_factory=list)
    relations: list[Related] = field(default_factory=list)
    terms: list[OrganisationTerm] = field(default_factory=list)
    successor: Organisation | None = None
    member_of: Sequence[ShownMembership] = ()
    sight: Sight = EVERYBODY
    told_above: frozenset[str] = frozenset()


def list_organisations(selection: Selection, *, page: Any = 1, for_user: Any) -> Listing:
    """
    Return a page of the organisations that `for_user` may see and that answer a selection.

    :param page: its number; what is none leads to the first page, what is too high to the last
    """
    sight = sight_of(for_user)
    asked, counted = _understood(selection, sight)
    rows = _Rows(selection, sight, asked, counted)
    paginator: Paginator[Listed] = Paginator(rows, ORGANISATIONS_PER_PAGE)
    shown = paginator.get_page(page)
    return Listing(shown, counted, sight, is_whole=asked is None or asked.wholly)


def selected(selection: Selection, sight: Sight) -> QuerySet[Organisation]:
    """Return the organisations that answer a selection, all of the pages of the list."""
    asked, _number = _understood(selection, sight)
    found = within(sight, asked=asked, near=selection.near)
    return narrowed(found, selection, today=timezone.localdate())


def age_of_the_directory() -> tuple[str, int]:
    """Return what is another one once anything that lists show may have changed."""
    return directory_version(), this_minute()


def all_listed(selection: Selection, *, for_user: Any) -> Iterator[int]:
    """
    Yield the keys of all organisations on the pages of a selection, in the order of the list.

    Memory does not grow with them.
    """
    sight = sight_of(for_user)
    asked, counted = _understood(selection, sight)
    return _Rows(selection, sight, asked, counted).keys()


def this_minute() -> int:
    """Return a number that is another one a minute later."""
    return int(time.monotonic() // 60)


def get_profile(public_id: uuid.UUID, *, for_user: Any) -> Profile:
    """
    Return what is recorded of an organisation.

    :raises UnknownOrganisation: if there is none that `for_user` may see
    """
    sight = sight_of(for_user)
    seen = organisations_in(sight)
    # What few organisations have is looked for together, and read only where it is.
    told = seen.annotate(
        has_figures=_has(Figure),
        has_people=has_people(),
        has_relations=has_relations(),
        has_terms=_has(OrganisationTerm),
        is_member=has_memberships(),
        **asked_above(),
    )
    organisation = told.prefetch_related(
        Prefetch("names", OrganisationName.objects.order_by("kind", "-until", "name")),
        Prefetch("identifiers", Identifier.objects.order_by("scheme", "value")),
        Prefetch("places", Place.objects.order_by("-is_main", "country", "city", "pk")),
        Prefetch("map_entries", MapEntry.objects.select_related("cluster")),
    ).get(public_id=public_id)
    return Profile(
        organisation,
        list(organisation.names.all()),
        list(organisation.identifiers.all()),
        list(organisation.places.all()),
        [entry.cluster.name for entry in organisation.map_entries.all()],
        _figures(organisation) if organisation.has_figures else [],
        people_shown(organisation, sight) if organisation.has_people else [],
        relations_shown(organisation, sight) if organisation.has_relations else [],
        _terms(organisation) if organisation.has_terms else [],
        _successor(organisation, seen),
        _memberships(organisation) if organisation.is_member else (),
        sight,
        told_of(organisation),
    )


def _memberships(organisation: Organisation) -> Sequence[ShownMembership]:
    return memberships_of([organisation.pk]).get(organisation.pk, ())


def get_visible(public_id: uuid.UUID, *, for_user: Any) -> Organisation:
    """
    Return an organisation by itself.

    :raises UnknownOrganisation: if there is none that `for_user` may see
    """
    return organisations_in(sight_of(for_user)).get(public_id=public_id)


def nearest_town(name: str, *, for_user: Any) -> tuple[float, float, str] | None:
    """
    Return where a town is, by the organisations there that `for_user` may see.

    :returns: degrees north and east, and its name as most write it; of towns of one name the one
        with most organisations
    """
    places = Place.objects.filter(city__iexact=name.strip(), latitude__isnull=False)
    here = places.filter(organisation__in=organisations_in(sight_of(for_user)))
    towns = here.values("country", "city").annotate(
        number=Count("pk"), lat=Avg("latitude"), lon=Avg("longitude")
    )
    town = towns.order_by("-number", "city").first()
    return (town["lat"], town["lon"], town["city"]) if town else None


def organisations_answering(selection: Selection, *, sight: Sight) -> QuerySet[Organisation]:
    """
    Return the organisations seen that have all that was chosen, in no order.

    Of a text they have every word: those that have only some are shown to readers, but they are no
    answer on which something could be built.
    """
    asked = _asked(selection.text, age_of_the_directory())
    if asked and not asked.wholly:
        return Organisation.objects.none()
    found = within(sight, asked=asked, near=selection.near)
    return narrowed(found, selection, today=timezone.localdate()).order_by()


def organisations_open_to_all() -> QuerySet[Organisation]:
    """Return the living organisations that everybody sees, for search engines; in a fixed order."""
    return organisations_in(EVERYBODY).living().order_by("pk")


def readers_clusters() -> dict[str, str]:
    """Return the names of all clusters by their slugs; they are public."""
    return dict(Cluster.objects.order_by("name").values_list("slug", "name"))


def numbers_on_maps(*, for_user: Any) -> dict[str, int]:
    """Return how many organisations on each sector map `for_user` may see, by a cluster's slug."""
    age = {"version": directory_version(), "minute": this_minute()}
    seen = sight_of(for_user)
    return dict(count(Selection(), seen, None, **age, today=timezone.localdate()).facets[CLUSTER])


def numbers_of_members_shown(*, for_user: Any) -> dict[str, int]:
    """Return how many members of each cluster `for_user` finds in the directory, by its slug."""
    age = {"version": directory_version(), "minute": this_minute()}
    seen = sight_of(for_user)
    return dict(count(Selection(), seen, None, **age, today=timezone.localdate()).facets[MEMBER])


def _understood(selection: Selection, sight: Sight) -> tuple[Asked | None, Counted]:
    """Return as what the text is looked for, and how many that leaves; some words if not all."""
    version, minute = age_of_the_directory()
    asked = _asked(selection.text, (version, minute))
    today = timezone.localdate()
    age: dict[str, Any] = {"version": version, "minute": minute, "today": today}
    counted = count(selection, sight, asked, **age)
    if asked and asked.question.known and not counted.total:
        elsewhere = count(Selection(text=selection.text), sight, asked, **age)
        if not elsewhere.total:
            asked = ask(asked.question, wholly=False)
            counted = count(selection, sight, asked, **age)
    return asked, counted


@lru_cache(maxsize=_QUESTIONS_REMEMBERED)
def _asked(text: str, age: tuple[str, int]) -> Asked | None:
    """Read a text once for all parts of a page, and for whoever writes the same."""
    if not text.strip():
        return None
    question = read_question(text)
    return ask(question, wholly=question.is_known)


def _terms(organisation: Organisation) -> list[OrganisationTerm]:
    return list(organisation.terms.with_meaning().order_by("pk"))


def _has(model: type[Model]) -> Exists:
    return Exists(model._base_manager.filter(organisation=OuterRef("pk")))


def _figures(organisation: Organisation) -> list[Figure]:
    return list(organisation.figures.order_by("kind", "on", "source", "pk"))


def _successor(organisation: Organisation, seen: QuerySet[Organisation]) -> Organisation | None:
    """Return the one that answers for it now, however often it merged."""
    passed = {organisation.pk}
    while organisation.state == State.MERGED:
        organisation = seen.filter(pk=organisation.merged_into_id).first()
        if organisation is None or organisation.pk in passed:
            return None
        passed.add(organisation.pk)
    return organisation if len(passed) > 1 else None


class _Rows(Sequence[Listed]):
    """The organisations of a selection, read from the database where a page of them is shown."""

    def __init__(
        self, selection: Selection, sight: Sight, asked: Asked | None, counted: Counted
    ) -> None:
        self._selection, self._asked, self._number = selection, asked, counted.total
        # Else nobody need be asked of whom those on the page are members.
        self._any_member = bool(counted.facets[MEMBER])
        found = within(sight, asked=asked, near=selection.near)
        self._found = narrowed(found, selection, today=timezone.localdate())

    def __len__(self) -> int:
        return self._number

    @overload
    def __getitem__(self, at: int) -> Listed: ...
    @overload
    def __getitem__(self, at: slice) -> list[Listed]: ...
    def __getitem__(self, at: int | slice) -> Listed | list[Listed]:
        if isinstance(at, int):
            return self[at : at + 1][0]
        if not self._number:
            return []
        if self._is_best and at.stop <= CANDIDATES:
            listed = self._with_reasons(self._closely()[at])
        else:
            keys = list(sorted_keys(self._found, self._selection, self._asked)[at])
            kept = self._read(keys)
            listed = [self._listed(kept[key]) for key in keys if key in kept]
        if not self._any_member:
            return listed
        member_of = memberships_of(each.organisation.pk for each in listed)
        return [replace(each, member_of=member_of.get(each.organisation.pk, ())) for each in listed]

    def keys(self) -> Iterator[int]:
        """Yield the keys of all, as the pages have them."""
        first = [each.organisation.pk for each in self._closely()] if self._is_best else []
        yield from first
        passed = set(first)
        keys = sorted_keys(self._found, self._selection, self._asked)
        yield from (key for key in keys.iterator() if key not in passed)

    @property
    def _is_best(self) -> bool:
        return self._asked is not None and self._selection.sort == Sort.BEST

    def _closely(self) -> list[Found]:
        """Return the first ones by a closer look than the database takes."""
        assert self._asked is not None
        keys = sorted_keys(self._found, self._selection, self._asked)[:CANDIDATES]
        kept = self._read(list(keys)).values()
        return rank(self._asked.question, kept, day=timezone.localdate())

    def _with_reasons(self, found: list[Found]) -> list[Listed]:
        assert self._asked is not None
        described = [each.organisation for each in found if each.is_described]
        reasons = reasons_of(self._asked.question, described) if described else {}
        return [
            replace(self._listed(each.organisation, each), reason=reasons.get(each.organisation.pk))
            for each in found
        ]

    def _listed(self, organisation: Organisation, found: Found | None = None) -> Listed:
        near = self._selection.near
        away = [
            near.distance_to(place.latitude, place.longitude)
            for place in organisation.places.all()
            if near and place.latitude is not None and place.longitude is not None
        ]
        return Listed(
            organisation,
            found_by=found.name if found and found.name_kind else "",
            kilometres=min(away, default=None),
        )

    def _read(self, keys: list[int]) -> dict[int, Organisation]:
        organisations = self._found.filter(pk__in=keys).prefetch_related("places")
        return {each.pk: each for each in organisations}
