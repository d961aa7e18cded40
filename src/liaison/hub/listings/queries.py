"""Reading needs and offers; every question names who asks it, and the day on which."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Exists, OuterRef, Q, QuerySet

from liaison.hub.calls.queries import calls_fitting, get_call
from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.listing import tell_of_profiles
from liaison.hub.directory.models import Organisation, OrganisationRole
from liaison.hub.directory.models.plain import plain_name
from liaison.hub.directory.queries import get_organisation as get_from_open_data
from liaison.hub.directory.queries import involvements_of
from liaison.hub.directory.visibility import (
    Sight,
    organisations_in,
    people_acting_for,
    sight_of,
)
from liaison.hub.listings import visibility
from liaison.hub.listings.checking import (
    HARD_IF_ANONYMOUS,
    OF_PATIENTS,
    Finding,
    Known,
    findings_in,
)
from liaison.hub.listings.choices import (
    MOST_SIMILAR,
    WITH_THE_TEAM,
    Direction,
    ListingKind,
    ListingState,
    Tier,
    VersionState,
)
from liaison.hub.listings.describing import Answer, tell_answers
from liaison.hub.listings.models import Listing, ListingVersion, Matched, Review
from liaison.hub.membership.models import Membership
from liaison.hub.membership.queries import own_organisations
from liaison.matching import NoCalls, NoIndex, UnknownCall, UnknownOrganisation

NoListing = Listing.DoesNotExist
# By which a profile says that an organisation may have some.
ON_PROFILES = "listings"
MOST_CALLS = 3
MOST_FOUND = 10
# Two texts of which so much is the same words are similar; of 1.
_SIMILAR = 0.25
# In words of fewer letters the meaning seldom lies.
_SHORTEST_WORD = 4
_RELATED = ("cluster", "organisation")


@dataclass(frozen=True)
class Choice:
    """
    To what the board is narrowed; empty for all.

    :ivar text: words that all stand in a listing's own words
    :ivar level: a technology readiness level that it spans
    :ivar until: the last day on which the last day for answers may be
    """

    text: str = ""
    directions: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    level: int | None = None
    until: dt.date | None = None

    @property
    def is_narrow(self) -> bool:
        return self != Choice()


@dataclass(frozen=True)
class Shown:
    """
    A listing as one reader may see it.

    :ivar organisation: whose it is; None where that is not for the reader to know
    :ivar title: and the others in the reader's language where somebody wrote them in it
    :ivar language: in which they are
    """

    listing: Listing
    organisation: Organisation | None
    country: str
    is_own: bool
    language: str
    title: str
    summary: str
    public_text: str

    @property
    def kind_and_direction(self) -> tuple[str, str]:
        return (
            str(ListingKind(self.listing.kind).label),
            str(Direction(self.listing.direction).label),
        )


@dataclass(frozen=True)
class Board:
    """
    What of the board answers a choice.

    :ivar counts: by facet and value, how many each further choice would leave
    """

    shown: list[Shown]
    counts: Mapping[str, Mapping[str, int]]


def board(choice: Choice, *, cluster: Cluster, language: str, for_user: Any, now: dt.date) -> Board:
    """Return what is published in a cluster and open to the user, the newest first."""
    sight = sight_of(for_user)
    on_board = visibility.seen_on_the_board(sight, day=now).filter(cluster=cluster)
    on_board = on_board.select_related(*_RELATED).prefetch_related("focus_areas")
    every = list(on_board.order_by("-published_at", "-pk"))
    kept = [each for each in every if _answers(each, choice)]
    counts = {facet: _counted(every, choice, facet) for facet in _VALUES}
    return Board([show(each, sight=sight, language=language) for each in kept], counts)


def show(listing: Listing, *, sight: Sight, language: str) -> Shown:
    """Return a listing as one reader may see it; whose it is only where they may know."""
    in_language, words = listing.words_in(language)
    is_known = visibility.shows_organisation(listing, sight)
    return Shown(
        listing=listing,
        organisation=listing.organisation if is_known else None,
        country=listing.organisation.country,
        is_own=listing.organisation_id in sight.own,
        language=in_language,
        **words,
    )


def shown_on_profile(
    organisation: Organisation, cluster: Cluster, *, sight: Sight, language: str, now: dt.date
) -> list[Shown]:
    """
    Return what an organisation seeks and offers under its name, the newest first.

    Never what is anonymous, not to those who know whose it is either: a profile is passed on, and
    looked at together.
    """
    on_board = visibility.seen_on_the_board(sight, day=now)
    named = on_board.filter(organisation=organisation, cluster=cluster, is_anonymous=False)
    found = list(named.order_by("-published_at", "-pk"))
    for each in found:
        # Read already with its profile.
        each.organisation = organisation
    return [show(each, sight=sight, language=language) for each in found]


def get_shown(public_id: uuid.UUID, *, language: str, for_user: Any, now: dt.date) -> Shown:
    """Return a listing that the user may see; raises NoListing."""
    sight = sight_of(for_user)
    seen = visibility.seen(sight, day=now).select_related(*_RELATED)
    return show(seen.get(public_id=public_id), sight=sight, language=language)


def get_listing(public_id: uuid.UUID, *, for_user: Any, now: dt.date) -> Listing:
    """Return a listing that the user may see, for what they may do with it; raises NoListing."""
    seen = visibility.seen(sight_of(for_user), day=now)
    return seen.select_related(*_RELATED, "written_by", "reviewer").get(public_id=public_id)


def is_open(listing: Listing, *, now: dt.date) -> bool:
    """Say whether others may answer it."""
    return Listing.objects.filter(visibility.open_on(now), pk=listing.pk).exists()


def wants_agreement(listing: Listing, organisation: Organisation) -> bool:
    """Say whether an organisation reads the private brief only after an agreement it lacks."""
    signed = Matched.objects.filter(
        listing=listing, organisation=organisation, nda_signed_on__isnull=False
    )
    return listing.tier == Tier.AFTER_NDA and not signed.exists()


def get_own(public_id: uuid.UUID, *, for_user: Any) -> Listing:
    """Return a listing of an organisation for which the user acts; raises NoListing."""
    own = visibility.own(sight_of(for_user)).select_related(*_RELATED, "reviewer", "written_by")
    return own.get(public_id=public_id)


def own_listings(*, cluster: Cluster, language: str, for_user: Any) -> list[Shown]:
    """Return the listings of all for whom the user acts, what was changed last first."""
    sight = sight_of(for_user)
    own = visibility.own(sight).filter(cluster=cluster).select_related(*_RELATED)
    return [show(each, sight=sight, language=language) for each in own.order_by("-changed_at")]


def brief_of(listing: Listing, *, for_user: Any) -> str | None:
    """Return the private brief to those for whom it is; None to everybody else."""
    is_theirs = visibility.shows_brief(listing, sight_of(for_user))
    return listing.private_brief if is_theirs else None


def members_one_acts_for(cluster: Cluster, *, for_user: Any) -> list[Organisation]:
    """Return the members of a cluster for which the user acts."""
    return [each for each in own_organisations(for_user=for_user) if is_member(each, cluster)]


def is_member(organisation: Organisation, cluster: Cluster) -> bool:
    running = Membership.objects.giving_rights()
    return running.filter(organisation=organisation, cluster=cluster).exists()


def to_review(cluster: Cluster, *, for_user: Any) -> list[Listing]:
    """Return what waits for the team: new ones and changed words, the oldest first."""
    waiting = Q(state__in=WITH_THE_TEAM) | Q(versions__state=VersionState.WAITING)
    found = visibility.for_team(sight_of(for_user)).filter(waiting, cluster=cluster).distinct()
    return list(found.select_related(*_RELATED, "reviewer").order_by("submitted_at", "pk"))


def all_for_team(cluster: Cluster, *, for_user: Any) -> QuerySet[Listing]:
    """Return all that was ever submitted in a cluster, to its team, the newest first."""
    found = visibility.for_team(sight_of(for_user)).filter(cluster=cluster)
    return found.select_related(*_RELATED).order_by("-changed_at", "-pk")


def called_for_team(public_ids: Iterable[uuid.UUID], *, for_user: Any) -> list[Listing]:
    """Return those of some listings that the reader's team looks after."""
    found = visibility.for_team(sight_of(for_user))
    return list(found.filter(public_id__in=list(public_ids)))


def get_to_review(public_id: uuid.UUID, *, for_user: Any) -> Listing:
    """Return a listing to the team that reads it; raises NoListing."""
    found = visibility.for_team(sight_of(for_user))
    return found.select_related(*_RELATED, "reviewer", "written_by").get(public_id=public_id)


def get_noted(public_id: uuid.UUID, *, for_user: Any) -> Listing:
    """
    Return a listing that the reader's team wrote down for its organisation; raises NoListing.

    Its words are for them while it `waits_to_be_taken_up`, and again once it was submitted.
    """
    found = visibility.noted(sight_of(for_user))
    return found.select_related(*_RELATED, "noted_by").get(public_id=public_id)


def noted_for_team(public_ids: Iterable[uuid.UUID], *, for_user: Any) -> list[Listing]:
    """Return those drafts among some listings that the reader's team wrote down."""
    found = visibility.noted(sight_of(for_user)).filter(state=ListingState.DRAFT)
    return list(found.filter(public_id__in=list(public_ids)).select_related("organisation"))


def has_people(organisation: Organisation) -> bool:
    """Say whether anybody with an account acts for it."""
    return people_acting_for(organisation).exists()


def waiting_version(listing: Listing) -> ListingVersion | None:
    """Return the words that wait for the team; None where none do."""
    return listing.versions.filter(state=VersionState.WAITING).first()


def versions_of(listing: Listing) -> list[ListingVersion]:
    """Return the words of a listing as they were submitted, the newest first, with reviews."""
    return list(listing.versions.prefetch_related("reviews__reviewer").select_related("written_by"))


def last_review(listing: Listing) -> Review | None:
    """Return how the team decided last; None where it has not yet."""
    reviews = Review.objects.filter(version__listing=listing).select_related("reviewer")
    return reviews.order_by("-at", "-pk").first()


def matched_of(listing: Listing) -> list[Matched]:
    """Return the organisations to which a listing was opened, for its own people and the team."""
    return list(listing.matched.select_related("organisation").order_by("organisation__name"))


def kept_from(listing: Listing) -> list[Organisation]:
    """Return the organisations that never see a listing, for its own people and the team."""
    kept = listing.kept_from.select_related("organisation").order_by("organisation__name")
    return [each.organisation for each in kept]


def organisations_to_pick(text: str, *, for_user: Any) -> list[Organisation]:
    """Return up to MOST_FOUND organisations of this name that the user may see."""
    plain = plain_name(text) if text.strip() else ""
    if not plain:
        return []
    named = Q(plain__contains=plain) | Q(names__plain__contains=plain)
    found = organisations_in(sight_of(for_user)).living().filter(named).distinct()
    return list(found.order_by("name", "pk")[:MOST_FOUND])


def get_organisation_to_pick(public_id: uuid.UUID, *, for_user: Any) -> Organisation:
    """Return one of `organisations_to_pick`; raises DoesNotExist."""
    return organisations_in(sight_of(for_user)).living().get(public_id=public_id)


def similar_to(listing: Listing, *, language: str, for_user: Any, now: dt.date) -> list[Shown]:
    """Return what the user may see that says much the same, so that nothing is published twice."""
    sight = sight_of(for_user)
    wanted = _telling_words(plain_of(listing.words()))
    seen = visibility.seen_on_the_board(sight, day=now) | visibility.own(sight)
    others = seen.filter(cluster=listing.cluster).exclude(pk=listing.pk).select_related(*_RELATED)
    likened = [(_likeness(wanted, _telling_words(each.plain)), each) for each in others.distinct()]
    near = sorted((pair for pair in likened if pair[0] >= _SIMILAR), key=lambda pair: -pair[0])
    return [show(each, sight=sight, language=language) for _, each in near[:MOST_SIMILAR]]


def akin_to(
    listing: Listing, *, but: Collection[int], language: str, for_user: Any, now: dt.date
) -> list[Shown]:
    """
    Return what on the board is sought, or offered, most like a listing, the likest first.

    :param but: keys of listings that are not among them
    """
    sight = sight_of(for_user)
    wanted, areas = _telling_words(plain_of(listing.words())), set(listing.focus_areas.all())
    others = visibility.seen_on_the_board(sight, day=now).filter(
        cluster=listing.cluster, direction=listing.direction
    )
    others = others.exclude(pk__in=[listing.pk, *but]).exclude(organisation__in=sight.own)
    near = []
    for each in others.distinct().select_related(*_RELATED).prefetch_related("focus_areas"):
        likeness = _likeness(wanted, _telling_words(each.plain))
        is_near = each.kind == listing.kind or areas.intersection(each.focus_areas.all())
        if likeness >= _SIMILAR or is_near:
            near.append((likeness, each))
    near.sort(key=lambda pair: (-pair[0], pair[1].pk))
    return [show(each, sight=sight, language=language) for _, each in near]


@dataclass(frozen=True)
class Checked:
    """
    What the check found in a listing's words.

    :ivar allowed: of those that somebody said are all right, the reason by their mark
    """

    findings: list[Finding]
    allowed: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def hard(self) -> list[Finding]:
        return [each for each in self.findings if each.is_hard]

    @cached_property
    def open(self) -> list[Finding]:
        """Those that can be allowed, and are not yet."""
        return [
            each for each in self.findings if not each.is_hard and each.mark not in self.allowed
        ]

    @property
    def is_clear(self) -> bool:
        return not self.hard and not self.open


def check(listing: Listing, words: Mapping[str, Mapping[str, str]] | None = None) -> Checked:
    """
    Look through what readers would see of a listing, in all languages.

    :param words: other words than the listing has now
    """
    texts = {
        f"{code}_{language}": text
        for language, in_language in (words or listing.words()).items()
        for code, text in in_language.items()
    }
    texts |= {"partner_role": listing.partner_role, "keywords": listing.keywords}
    known = known_of(listing.organisation) if listing.is_anonymous else Known()
    found = findings_in(texts, known, is_anonymous=listing.is_anonymous)
    # The brief may name whom it likes, but no patient.
    in_brief = findings_in({"private_brief": listing.private_brief}, Known(), is_anonymous=False)
    found += [each for each in in_brief if each.rule in OF_PATIENTS]
    # It is an address, so that alone is nothing; but it may be the client's own.
    in_link = findings_in({"call_link": listing.call_link}, known, is_anonymous=True)
    found += [each for each in in_link if each.rule in HARD_IF_ANONYMOUS]
    return Checked(found, dict(listing.allowed.values_list("mark", "reason")))


def known_of(organisation: Organisation) -> Known:
    """Return by what a text may give an organisation away."""
    names = list(organisation.names.values_list("kind", "name"))
    people = OrganisationRole.objects.filter(organisation=organisation, person__erased_at=None)
    domain = (urlsplit(organisation.website).hostname or "").removeprefix("www.")
    return Known(
        names=(organisation.name, *(name for kind, name in names if kind != "acronym")),
        acronyms=tuple(name for kind, name in names if kind == "acronym"),
        domains=(domain,) if domain else (),
        numbers=tuple(organisation.identifiers.values_list("value", flat=True)),
        people=(
            *people.values_list("person__full_name", flat=True),
            *organisation.named_people.values_list("full_name", flat=True),
        ),
        projects=_projects_of(organisation),
    )


def evidence_of(organisation: Organisation) -> list[Any]:
    """Return the projects, studies and works that open data knows of it, the newest first."""
    if not organisation.open_data_id:
        return []
    try:
        described = get_from_open_data(organisation.open_data_id, for_user=None)
        involvements = involvements_of(described, for_user=None)
    except (UnknownOrganisation, NoIndex):
        return []
    earliest = dt.date.min
    return sorted(involvements, key=lambda each: each.project.starts or earliest, reverse=True)


def call_of(listing: Listing, *, for_user: Any) -> Any:
    """Return the call to which a listing belongs; None where it is of none that is known."""
    if not listing.call_id:
        return None
    try:
        return get_call(listing.call_id, for_user=for_user)
    except (UnknownCall, NoCalls):
        return None


def plain_of(words: Mapping[str, Mapping[str, str]]) -> str:
    """Return all that readers see, as it is looked up; whose it is stands nowhere in it."""
    texts = (text for in_language in words.values() for text in in_language.values())
    return _plain(" ".join(texts))


def is_known_call(call_id: str, *, for_user: Any) -> bool:
    try:
        get_call(call_id, for_user=for_user)
    except (UnknownCall, NoCalls):
        return False
    return True


def expiring(*, on: dt.date, until: dt.date) -> QuerySet[Listing]:
    """Return what is open and ends between two days."""
    running = (ListingState.PUBLISHED, ListingState.PAUSED)
    return Listing.objects.filter(state__in=running, valid_until__range=(on, until))


def _calls(text: str, *, cluster: Cluster, for_user: Any, day: dt.date) -> list[Answer]:
    """Answer a need with the open calls that suit it."""
    try:
        found = calls_fitting(text, day=day, for_user=for_user)[:MOST_CALLS]
    except NoCalls:
        return []
    return [
        Answer(
            title=each.call.title,
            reason=", ".join(each.words[:5]),
            view="calls:call",
            arguments=(each.call.id,),
            language=each.call.language,
            until=each.deadline,
        )
        for each in found
    ]


tell_answers("calls", _calls)


def _has_named() -> Exists:
    named = Listing.objects.filter(state=ListingState.PUBLISHED, is_anonymous=False)
    return Exists(named.filter(organisation=OuterRef("pk")))


tell_of_profiles(ON_PROFILES, _has_named)


def _projects_of(organisation: Organisation) -> tuple[str, ...]:
    projects = [
        each.project for each in evidence_of(organisation) if each.project.kind == "project"
    ]
    told = {name for each in projects for name in (each.acronym, each.id) if name}
    return tuple(sorted(told))


def _plain(text: str) -> str:
    # `plain_name` stops at the length of a name, so it is asked word by word.
    return " ".join(filter(None, map(plain_name, text.split())))


_VALUES: dict[str, Any] = {
    "directions": lambda listing: [listing.direction],
    "kinds": lambda listing: [listing.kind],
    "areas": lambda listing: [area.code for area in listing.focus_areas.all()],
    "countries": lambda listing: [listing.organisation.country],
}


def _answers(listing: Listing, choice: Choice, *, but: str = "") -> bool:
    """Say whether a listing is among what was chosen, one facet aside."""
    for facet, values in _VALUES.items():
        chosen = getattr(choice, facet)
        if facet != but and chosen and not chosen.intersection(values(listing)):
            return False
    if choice.level is not None and not _spans(listing, choice.level):
        return False
    if choice.until and not (listing.deadline and listing.deadline <= choice.until):
        return False
    words = _plain(choice.text).split()
    return all(word in listing.plain for word in words)


def _spans(listing: Listing, level: int) -> bool:
    return listing.trl_from is not None and listing.trl_from <= level <= listing.trl_to


def _counted(every: Iterable[Listing], choice: Choice, facet: str) -> Mapping[str, int]:
    answering = (each for each in every if _answers(each, choice, but=facet))
    return Counter(value for each in answering for value in _VALUES[facet](each) if value)


def _telling_words(plain: str) -> frozenset[str]:
    return frozenset(word for word in plain.split() if len(word) >= _SHORTEST_WORD)


def _likeness(some: frozenset[str], others: frozenset[str]) -> float:
    """Return how much of two texts is the same words, from 0 to 1 (Jaccard)."""
    return len(some & others) / len(some | others) if some and others else 0.0
