"""What happened between a cluster and an organisation, in one row, read from what parts keep."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat

from liaison.hub.accounts.choices import TEAM
from liaison.hub.change_requests.models import ChangeRequest
from liaison.hub.claims.models import Claim
from liaison.hub.clusters.models import Cluster, ClusterRole
from liaison.hub.directory.choices import FigureKind
from liaison.hub.directory.models import FieldChange, Organisation, OrganisationRole
from liaison.hub.directory.visibility import keys_kept_by
from liaison.hub.interactions.choices import Happening, InteractionState
from liaison.hub.interactions.models import Interaction
from liaison.hub.interests.choices import InterestState
from liaison.hub.interests.models import Interest
from liaison.hub.introductions.choices import Step as IntroductionStepKind
from liaison.hub.introductions.models import Introduction, IntroductionStep
from liaison.hub.listings.choices import ENDED, ListingState
from liaison.hub.listings.models import KeptFrom, Listing
from liaison.hub.membership.models import Application, Membership, MembershipStep, Step
from liaison.hub.partner_search.models import IntroductionRequest

Source = Callable[[Organisation, Cluster, Any], list[QuerySet[Any]]]
# What of an introduction is only on the way to what is told.
_IN_BETWEEN = (
    IntroductionStepKind.VETTED,
    IntroductionStepKind.CONFIRMED,
    IntroductionStepKind.ASKED,
)


@dataclass(frozen=True)
class Happened:
    """
    One thing on a timeline.

    :ivar what: a short code or a kind, in the words of the part it is from
    :ivar link: the public id of what it is about; "" for none
    :ivar said: what was written, for the team
    :ivar person: the key of who did it; None where that is not kept
    """

    at: dt.datetime
    happening: Happening
    what: str
    link: str
    said: str
    person: int | None


_further: dict[Happening, Source] = {}


def register_source(happening: Happening, source: Source) -> None:
    """
    Have a part above add to timelines.

    :param source: gives queries made by `as_rows`, of what happened with an organisation
    """
    _further[happening] = source


def timeline_of(
    organisation: Organisation,
    cluster: Cluster,
    *,
    happenings: Iterable[Happening] = (),
    for_user: Any,
) -> QuerySet[Any]:
    """
    Return what happened with an organisation, newest first, to the team of a cluster.

    One question to the database, however many parts tell of it; see `read_happened`.

    :param happenings: of which parts; all if none is named
    """
    wanted = set(happenings) or set(Happening)
    parts: list[QuerySet[Any]] = []
    for happening, source in (_OWN | _further).items():
        if happening in wanted:
            parts += source(organisation, cluster, for_user)
    first, *others = parts or [as_rows(Interaction.objects.none(), Happening.CONTACT)]
    return first.union(*others, all=True).order_by("-t_at", "t_happening", "t_link", "t_what")


def read_happened(row: Iterable[Any]) -> Happened:
    """Return one row of `timeline_of` as what it is."""
    at, happening, what, link, said, person = row
    return Happened(at, Happening(happening), what or "", link or "", said or "", person)


def as_rows(
    found: QuerySet[Any],
    happening: Happening,
    *,
    at: str = "at",
    what: str = "",
    link: str = "",
    said: str = "",
    person: str = "",
) -> QuerySet[Any]:
    """Return a query whose columns are those of a timeline; names of fields, or "" for none."""
    told: dict[str, Any] = {
        "t_at": Cast(F(at), DateTimeField()),
        "t_happening": _text(Value(happening.value)),
        "t_what": _text(F(what) if what else Value("")),
        "t_link": _text(F(link) if link else Value("")),
        "t_said": _text(F(said) if said else Value("")),
        "t_person": Cast(F(person) if person else Value(None), IntegerField()),
    }
    return found.order_by().annotate(**told).values_list(*told)


def _text(expression: Any) -> Cast:
    # Said of every column: PostgreSQL joins rows only of the same types.
    return Cast(expression, CharField())


def _contacts(organisation: Organisation, cluster: Cluster, user: Any) -> list[QuerySet[Any]]:
    seen = Interaction.objects.for_the_team_of(user).filter(
        cluster=cluster,
        state=InteractionState.KEPT,
        with_organisations__organisation=organisation,
    )
    return [
        as_rows(
            seen,
            Happening.CONTACT,
            at="happened_at",
            what="kind",
            link="public_id",
            said="summary",
            person="written_by",
        )
    ]


def _membership(organisation: Organisation, cluster: Cluster, user: Any) -> list[QuerySet[Any]]:
    kept = Membership.objects.for_the_team_of(user)
    kept = kept.filter(cluster=cluster, organisation=organisation)
    steps = MembershipStep.objects.filter(membership__in=kept.values("pk"))
    named = {"what": "kind", "link": "membership__public_id", "said": "said", "person": "by"}
    return [as_rows(steps, Happening.MEMBERSHIP, **named)]


def _applications(organisation: Organisation, cluster: Cluster, user: Any) -> list[QuerySet[Any]]:
    reviewed = Application.objects.for_the_team_of(user)
    reviewed = reviewed.filter(cluster=cluster, organisation=organisation)
    steps = Step.objects.filter(application__in=reviewed.values("pk"))
    named = {"what": "kind", "link": "application__public_id", "said": "said", "person": "by"}
    return [as_rows(steps, Happening.APPLICATION, **named)]


def _change_requests(
    organisation: Organisation, cluster: Cluster, user: Any
) -> list[QuerySet[Any]]:
    decided_here = ChangeRequest.objects.for_the_team_of(user).filter(
        pk__in=ChangeRequest.objects.decided_in([cluster.pk]).values("pk")
    )
    asked = decided_here.filter(organisation=organisation)
    closed = asked.exclude(closed_at=None)
    named = {"link": "public_id"}
    return [
        as_rows(asked, Happening.CHANGE_REQUEST, at="asked_at", person="asked_by", **named),
        as_rows(closed, Happening.CHANGE_REQUEST, at="closed_at", what="state", **named),
    ]


def _claims(organisation: Organisation, cluster: Cluster, user: Any) -> list[QuerySet[Any]]:
    made = _for_the_team(Claim.objects.filter(organisation=organisation), cluster, user)
    made = made.filter(cluster=cluster)
    decided = made.exclude(decided_at=None)
    named = {"link": "public_id"}
    return [
        as_rows(made, Happening.CLAIM, at="asked_at", person="person", **named),
        as_rows(
            decided,
            Happening.CLAIM,
            at="decided_at",
            what="state",
            person="decided_by",
            **named,
        ),
    ]


def _listings(organisation: Organisation, cluster: Cluster, user: Any) -> list[QuerySet[Any]]:
    own, kept = _own_of(user), _kept_from(user)
    handed_in = Listing.objects.filter(
        cluster=cluster, organisation=organisation, submitted_at__isnull=False
    )
    seen = _for_the_team(handed_in.exclude(Q(organisation__in=own) | Q(pk__in=kept)), cluster, user)
    named = {"link": "public_id", "said": "title"}
    published = seen.filter(published_at__isnull=False).annotate(
        became=Value(ListingState.PUBLISHED.value)
    )
    # Once it is taken up its words are the organisation's, until it is submitted.
    noted = _for_the_team(
        Listing.objects.filter(cluster=cluster, organisation=organisation, noted_by__isnull=False)
        .exclude(Q(organisation__in=own) | Q(pk__in=kept))
        .annotate(
            begun_as=Value(ListingState.DRAFT.value),
            read=Case(
                When(state=ListingState.DRAFT, taken_up_at__isnull=False, then=Value("")),
                default=F("title"),
            ),
        ),
        cluster,
        user,
    )
    ended = seen.filter(state__in=(*ENDED, ListingState.EXPIRED, ListingState.PAUSED))
    return [
        as_rows(
            noted,
            Happening.LISTING,
            at="created_at",
            what="begun_as",
            link="public_id",
            said="read",
            person="noted_by",
        ),
        as_rows(published, Happening.LISTING, at="published_at", what="became", **named),
        as_rows(ended, Happening.LISTING, at="state_since", what="state", **named),
    ]


def _interests(organisation: Organisation, cluster: Cluster, user: Any) -> list[QuerySet[Any]]:
    """Return what it answered and what was answered to it; each says who answers what."""
    own, kept = _own_of(user), _kept_from(user)
    of_it = Q(organisation=organisation) | Q(listing__organisation=organisation)
    too_close = Q(organisation__in=own) | Q(listing__organisation__in=own) | Q(listing__in=kept)
    sent = Interest.objects.filter(of_it, listing__cluster=cluster).exclude(too_close)
    seen = _for_the_team(sent, cluster, user).annotate(
        answers=Concat("organisation__name", Value(" → "), "listing__title"),
        begun_as=Value(InterestState.SUBMITTED.value),
    )
    moved_on = seen.exclude(state=InterestState.SUBMITTED)
    named = {"link": "public_id", "said": "answers"}
    return [
        as_rows(seen, Happening.INTEREST, at="submitted_at", what="begun_as", **named),
        as_rows(moved_on, Happening.INTEREST, at="state_since", what="state", **named),
    ]


def _introductions(organisation: Organisation, cluster: Cluster, user: Any) -> list[QuerySet[Any]]:
    """Return its introductions, to those who manage them; and requests that came to none."""
    kept = Introduction.objects.for_the_team_of(user).filter(cluster=cluster)
    of_it = Q(asking_organisation=organisation) | Q(asked_organisation=organisation)
    if known_as := organisation.open_data_id:
        of_it |= Q(asked_open_data_id=known_as)
    steps = IntroductionStep.objects.exclude(step__in=_IN_BETWEEN).annotate(
        both=Concat(
            Coalesce(
                "introduction__asking_organisation__name",
                "introduction__asking_person__full_name",
                Value("–"),
            ),
            Value(" → "),
            "introduction__asked_name",
        )
    )
    told = as_rows(
        steps.filter(introduction__in=kept.filter(of_it).values("pk")),
        Happening.INTRODUCTION,
        what="step",
        link="introduction__public_id",
        said="both",
        person="by",
    )
    if not known_as:
        return [told]
    asked = IntroductionRequest.objects.filter(
        sought__cluster=cluster, sought__organisation_id=known_as
    ).exclude(Exists(Introduction.objects.filter(request=OuterRef("pk"))))
    asked = _for_the_team(asked, cluster, user)
    return [told, as_rows(asked, Happening.INTRODUCTION, at="asked_at")]


def _figures(organisation: Organisation, cluster: Cluster, user: Any) -> list[QuerySet[Any]]:
    changes = _changes(organisation, cluster, user).filter(field__in=FigureKind.values)
    return [as_rows(changes, Happening.FIGURES, what="field", person="by")]


def _entry(organisation: Organisation, cluster: Cluster, user: Any) -> list[QuerySet[Any]]:
    changes = _changes(organisation, cluster, user).exclude(field__in=FigureKind.values)
    return [as_rows(changes, Happening.ENTRY, what="field", person="by")]


def _changes(organisation: Organisation, cluster: Cluster, user: Any) -> QuerySet[Any]:
    """Return what people changed of it; of one that only other clusters keep, nothing."""
    here, anywhere = (_kept_by(clusters) for clusters in ([cluster.pk], None))
    changes = FieldChange.objects.filter(here | ~anywhere, organisation=organisation)
    return _for_the_team(changes, cluster, user)


def _for_the_team(found: QuerySet[Any], cluster: Cluster, user: Any) -> QuerySet[Any]:
    """Return what was found to the team; nothing to others, without a further question."""
    if user.is_superuser and user.is_active:
        return found
    held = ClusterRole.objects.filter(person=user, cluster=cluster, role__in=TEAM)
    return found.filter(Exists(held)) if user.is_active else found.none()


def _own_of(user: Any) -> QuerySet[Any]:
    """Return the keys of the organisations for which somebody acts: of these the team is not."""
    return OrganisationRole.objects.filter(person=user).values("organisation")


def _kept_from(user: Any) -> QuerySet[Any]:
    return KeptFrom.objects.filter(organisation__in=_own_of(user)).values("listing")


def _kept_by(clusters: list[int] | None) -> Q:
    kept = Q()
    for keys in keys_kept_by(clusters):
        kept |= Q(organisation__in=keys)
    return kept


_OWN: dict[Happening, Source] = {
    Happening.CONTACT: _contacts,
    Happening.MEMBERSHIP: _membership,
    Happening.APPLICATION: _applications,
    Happening.CHANGE_REQUEST: _change_requests,
    Happening.CLAIM: _claims,
    Happening.LISTING: _listings,
    Happening.INTEREST: _interests,
    Happening.INTRODUCTION: _introductions,
    Happening.FIGURES: _figures,
    Happening.ENTRY: _entry,
}
