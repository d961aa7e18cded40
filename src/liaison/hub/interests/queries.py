"""Reading expressions of interest; every question names who asks it."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liaison.hub.accounts.models import User
from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.choices import Kind, TermsOf
from liaison.hub.directory.models import Organisation, OrganisationRole, OrganisationTerm
from liaison.hub.directory.visibility import people_acting_for, sight_of
from liaison.hub.interests.choices import (
    AGREED,
    CAN_BE_TAKEN_BACK_FOR,
    OPEN,
    TOLD_LATER,
    InterestState,
)
from liaison.hub.interests.models import Interest
from liaison.hub.listings.models import KeptFrom
from liaison.hub.listings.queries import Shown, akin_to, evidence_of
from liaison.hub.membership.queries import own_organisations

NoInterest = Interest.DoesNotExist
MOST_PROJECTS = 20
MOST_OTHERS = 3
_PROOFS = (TermsOf.FACILITIES, TermsOf.CERTIFICATES)
# What can still be taken back has not happened yet for its sender.
_UNDER_WAY = Q(state__in=OPEN) | Q(state__in=TOLD_LATER, told_at=None)
_AS_IF_NEVER_SENT = (InterestState.WITHDRAWN, InterestState.ONE_SIDE)
# What is told in the same words, so that nothing tells apart why nobody answers.
_NOT_AVAILABLE = (InterestState.DECLINED, InterestState.EXPIRED, InterestState.TURNED_DOWN)
_RELATED = ("listing__cluster", "listing__organisation", "organisation", "contact", "answered_by")


@dataclass(frozen=True)
class Proof:
    """
    Something that is known of an organisation and that it may show.

    :ivar kind: "project", "facilities", "certificates" or "link"
    :ivar link: the address of a page about it; "" for none
    :ivar names: what it is called, by code of language; empty where it has one name only
    """

    code: str
    kind: str
    label: str
    link: str = ""
    names: Mapping[str, str] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        kept = {"kind": self.kind, "label": self.label, "link": self.link}
        return kept | ({"names": dict(self.names)} if self.names else {})


def proofs_of(organisation: Organisation) -> list[Proof]:
    """Return what an organisation may choose from: projects, facilities, certificates, its page."""
    projects = [
        Proof(
            code=f"project:{each.project.id}",
            kind="project",
            label=_dated(each.project.acronym or each.project.title, each.project.starts),
            link=each.project.id,
        )
        for each in evidence_of(organisation)[:MOST_PROJECTS]
    ]
    terms = OrganisationTerm.objects.filter(organisation=organisation, subject__in=_PROOFS)
    has = [
        _term_as_proof(each)
        for each in terms.select_related("term", "focus_area").order_by("subject", "pk")
    ]
    site = organisation.website
    return [*projects, *has, *([Proof("website", "link", site, site)] if site else [])]


def _term_as_proof(has: OrganisationTerm) -> Proof:
    """Return what an organisation has, named in the languages of whoever reads of it later."""
    known = has.term or has.focus_area
    names = {code: known.name_in(code) for code, _name in settings.LANGUAGES} if known else {}
    label = names.get(get_language() or "") or str(has)
    return Proof(code=f"term:{has.pk}", kind=has.subject, label=label, names=names)


def colleagues_in(organisation: Organisation) -> list[User]:
    """Return who acts for an organisation, of whom one is the contact."""
    return list(people_acting_for(organisation).order_by("full_name", "pk"))


def senders_of(interest: Interest) -> QuerySet[User]:
    """Return who of the sender is written to: not who acts for one it is kept from as well."""
    kept = KeptFrom.objects.filter(listing=interest.listing_id).values("organisation")
    close = OrganisationRole.objects.filter(organisation__in=kept).values("person")
    return people_acting_for(interest.organisation).exclude(pk__in=close)


def own_of(user: Any) -> list[Organisation]:
    """Return the organisations in whose name a person may answer."""
    return own_organisations(for_user=user)


def sent_by(*, for_user: Any) -> list[Interest]:
    """Return what organisations of the user sent, the newest first."""
    return list(_sent(for_user).order_by("-submitted_at", "-pk"))


def get_sent(public_id: uuid.UUID, *, for_user: Any) -> Interest:
    """Return one that an organisation of the user sent; raises NoInterest."""
    return _sent(for_user).get(public_id=public_id)


def received(*, for_user: Any) -> list[Interest]:
    """Return what was passed on to organisations of the user, the newest first."""
    return list(_received(for_user).order_by("-forwarded_at", "-pk"))


def get_received(public_id: uuid.UUID, *, for_user: Any) -> Interest:
    """Return one that was passed on to an organisation of the user; raises NoInterest."""
    return _received(for_user).get(public_id=public_id)


def to_screen(cluster: Cluster, *, for_user: Any) -> list[Interest]:
    """Return what waits for the team of a cluster, the oldest first."""
    waiting = for_team(for_user).filter(listing__cluster=cluster, state=InterestState.SUBMITTED)
    return list(waiting.order_by("submitted_at", "pk"))


def all_for_team(cluster: Cluster, *, for_user: Any) -> QuerySet[Interest]:
    """Return all in a cluster, to its team, the newest first."""
    found = for_team(for_user).filter(listing__cluster=cluster)
    return found.order_by("-submitted_at", "-pk")


def get_to_screen(public_id: uuid.UUID, *, for_user: Any) -> Interest:
    """Return one to the team that screens it; raises NoInterest."""
    return for_team(for_user).get(public_id=public_id)


def for_team(user: Any) -> QuerySet[Interest]:
    """
    Return those that a team looks after.

    Not those in which an organisation takes part for which one acts, nor of listings that are kept
    from it.
    """
    sight = sight_of(user)
    found = Interest.objects.filter(listing__cluster__in=sight.team)
    if sight.own:
        kept = KeptFrom.objects.filter(organisation__in=sight.own).values("listing")
        found = found.exclude(
            Q(organisation__in=sight.own)
            | Q(listing__organisation__in=sight.own)
            | Q(listing__in=kept)
        )
    return found.select_related(*_RELATED, "screened_by")


def open_interest_of(listing_id: int, organisations: Iterable[Organisation]) -> Interest | None:
    """Return what one of these organisations has open as it may know; None for none."""
    found = Interest.objects.filter(listing=listing_id, organisation__in=list(organisations))
    return found.filter(_UNDER_WAY).first()


def was_refused(listing_id: int, organisation: Organisation) -> bool:
    """Say whether an answer was declined, or not passed on, also if it was taken back then."""
    found = Interest.objects.filter(listing=listing_id, organisation=organisation)
    # Whoever takes back what was decided does not undo that: who answered, or why not, is kept.
    decided = ~Q(not_passed_on="") | Q(answered_at__isnull=False)
    return found.filter(
        Q(state__in=[InterestState.DECLINED, InterestState.TURNED_DOWN])
        | Q(decided, state=InterestState.WITHDRAWN)
    ).exists()


def is_refused(listing_id: int, organisation: Organisation, *, now: dt.datetime) -> bool:
    """
    Say whether an organisation is told at once that it cannot send another answer.

    Whoever has just taken one back is told so only later, be it refused meanwhile or not.
    """
    too_soon = taken_back_since(now - CAN_BE_TAKEN_BACK_FOR, listing_id, organisation)
    return not too_soon and was_refused(listing_id, organisation)


def taken_back_since(moment: dt.datetime, listing_id: int, organisation: Organisation) -> bool:
    """Say whether an organisation took an answer to a listing back after a moment."""
    return Interest.objects.filter(
        listing=listing_id,
        organisation=organisation,
        state=InterestState.WITHDRAWN,
        state_since__gt=moment,
    ).exists()


@dataclass(frozen=True)
class OwnAnswers:
    """
    What organisations of a person answered to a listing.

    :ivar sent: the last answer of each, but for those taken back; the oldest first
    :ivar left: the organisations in whose name an answer may still be sent
    :ivar can_answer: whether one may be, or whoever asks is told how to speak for an organisation
    """

    sent: list[Interest]
    left: list[Organisation]
    can_answer: bool


def own_answers_to(listing: Any, *, for_user: Any) -> OwnAnswers:
    """Return what a person's organisations answered to a listing, for its page."""
    if not for_user.is_authenticated:
        return OwnAnswers([], [], can_answer=True)
    sent = _sent(for_user).filter(listing=listing).exclude(state__in=_AS_IF_NEVER_SENT)
    last = {each.organisation_id: each for each in sent.order_by("submitted_at", "pk")}
    # Nobody answered in time, or it ended and was renewed since: they may send another one.
    settled = {key for key, each in last.items() if each.state != InterestState.EXPIRED}
    own = own_of(for_user)
    left = [each for each in own if each.pk not in settled]
    return OwnAnswers(list(last.values()), left, can_answer=bool(left) or not own)


def state_for_sender(interest: Interest) -> InterestState:
    """
    Return how far it has come as its sender may know.

    What can still be taken back has not happened yet; nothing tells apart why nobody answers.
    """
    if interest.state in TOLD_LATER and interest.told_at is None:
        return InterestState(interest.state_before)
    return InterestState(interest.state)


def came_to_nothing(interest: Interest) -> bool:
    """Say whether it is not available any more, as its sender may know."""
    return state_for_sender(interest) in _NOT_AVAILABLE


def others_to_answer(
    interest: Interest, *, language: str, for_user: Any, now: dt.date
) -> list[Shown]:
    """Return what else an answer that came to nothing may suit, as its sender may read it."""
    organisation = interest.organisation
    answered = Interest.objects.filter(organisation=organisation).values_list("listing", flat=True)
    akin = akin_to(
        interest.listing, but=set(answered), language=language, for_user=for_user, now=now
    )
    is_provider = organisation.kind == Kind.SERVICE_PROVIDER
    open_to = [each for each in akin if each.listing.welcomes_service_providers or not is_provider]
    return [each for each in open_to if not _is_too_late(each.listing, now)][:MOST_OTHERS]


def _is_too_late(listing: Any, day: dt.date) -> bool:
    return listing.deadline is not None and listing.deadline < day


def standing_for_sender(interest: Interest) -> str:
    """Return in words how far it has come, as its sender may know."""
    return (
        _("Not available") if came_to_nothing(interest) else str(state_for_sender(interest).label)
    )


def reason_for_sender(interest: Interest) -> str:
    """Return why, in words, where its sender may know and was told; else ""."""
    if interest.told_at is None:
        return ""
    if interest.state == InterestState.TURNED_DOWN:
        return str(interest.get_not_passed_on_display())  # type: ignore[attr-defined]
    if interest.state == InterestState.DECLINED and interest.tells_reason:
        return str(interest.get_decline_reason_display())  # type: ignore[attr-defined]
    return ""


def can_be_taken_back(interest: Interest, *, now: dt.datetime) -> bool:
    """Say whether an answer can still be undone."""
    decided = interest.state in TOLD_LATER and interest.told_at is None
    return decided and now < interest.state_since + CAN_BE_TAKEN_BACK_FOR


def to_tell(now: dt.datetime) -> QuerySet[Interest]:
    """Return those of whose answer the sender is to be told now."""
    decided = Interest.objects.filter(state__in=TOLD_LATER, told_at=None)
    return decided.filter(state_since__lte=now - CAN_BE_TAKEN_BACK_FOR).order_by("state_since")


def to_wake(today: dt.date) -> QuerySet[Interest]:
    """Return those that were "not now" until today or earlier."""
    return Interest.objects.filter(state=InterestState.NOT_NOW, not_now_until__lte=today)


def notes_of(interest: Interest) -> list[Any]:
    """Return what was asked and answered, the oldest first; who wrote it is not told."""
    return list(interest.notes.all())


def knows_both(interest: Interest) -> bool:
    """Say whether each side knows the other."""
    return interest.state in AGREED


def _sent(user: Any) -> QuerySet[Interest]:
    own = sight_of(user).own
    # Not to whoever acts for one from which the listing is kept, though a colleague answered it.
    kept = KeptFrom.objects.filter(organisation__in=own).values("listing")
    sent = Interest.objects.filter(organisation__in=own).exclude(listing__in=kept)
    return sent.select_related(*_RELATED)


def _received(user: Any) -> QuerySet[Interest]:
    own = sight_of(user).own
    passed_on = Interest.objects.filter(listing__organisation__in=own, forwarded_at__isnull=False)
    return passed_on.select_related(*_RELATED)


def _dated(name: str, day: dt.date | None) -> str:
    return f"{name} ({day.year})" if day else name
