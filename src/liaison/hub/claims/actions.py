"""What people do to speak for an organisation, and to let colleagues do so."""

import datetime as dt
import secrets
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.dispatch import receiver

from liaison.hub.accounts.actions import person_leaves
from liaison.hub.accounts.choices import Role
from liaison.hub.audit.actions import record_done
from liaison.hub.audit.queries import times_done
from liaison.hub.claims import messages, policies
from liaison.hub.claims.choices import (
    COUNTED_FOR,
    DECISION_CLOCK,
    INVITATION_COUNTS_FOR,
    LONGEST_MESSAGE,
    MOST_CLAIMS,
    MOST_INVITATIONS,
    MOST_LETTERS,
    ORGANISATION_ROLES,
    ClaimState,
    Way,
)
from liaison.hub.claims.models import Claim, Invitation
from liaison.hub.claims.queries import (
    NoClaim,
    claim_with,
    digest_of,
    domain_for,
    has_owner,
    invitation_with,
    is_address_for,
    letter_proves,
)
from liaison.hub.clocks.actions import cancel_clocks, meet_clocks, start_clock
from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import Organisation, OrganisationRole
from liaison.hub.membership.queries import get_organisation_to_apply_for

# Makes the address of the page that a secret opens; the pages know it.
Link = Callable[[str], str]


class NotAllowed(PermissionDenied):
    """This person may not do this for this organisation."""


class AlreadyActs(Exception):
    """The person acts for the organisation already, in this role."""


class AlreadyClaimed(Exception):
    """The person's claim on the organisation waits already."""


class NotAnAddressThere(ValueError):
    """The address is none, or not at the domain of the organisation's website."""


class TooManyLetters(Exception):
    """As many letters were sent, or people invited, as anybody may ask for."""


class TooManyClaims(Exception):
    """As many claims were made as anybody may make within a day."""


class TooLate(Exception):
    """It was decided, used or taken back in the meantime."""


class NotSaid(ValueError):
    """Words are missing where somebody waits for them, or there are too many."""


class HasOwner(Exception):
    """Somebody came to answer for the organisation in the meantime, who decides now."""


class LastOwner(Exception):
    """Without this person nobody would answer for the organisation."""


def claim(
    organisation: Organisation,
    *,
    cluster: Cluster,
    role: Role,
    said: str,
    by: Any,
    now: dt.datetime,
) -> Claim:
    """
    Say that one speaks for an organisation; whoever answers for it, or the team, is told.

    :raises NotAllowed: if `by` has no account, or it is no role in an organisation
    :raises NoOrganisation: if `by` may not see it
    :raises AlreadyActs: if `by` holds the role
    :raises AlreadyClaimed: if a claim of theirs waits
    :raises TooManyClaims: if `by` made MOST_CLAIMS within a day
    """
    if not (by.is_authenticated and by.is_active) or role not in ORGANISATION_ROLES:
        raise NotAllowed
    organisation = get_organisation_to_apply_for(organisation.public_id, for_user=by)
    if OrganisationRole.objects.filter(person=by, organisation=organisation, role=role).exists():
        raise AlreadyActs
    if Claim.objects.filter(person=by, asked_at__gt=now - COUNTED_FOR).count() >= MOST_CLAIMS:
        raise TooManyClaims
    try:
        with transaction.atomic():
            claimed = Claim.objects.create(
                organisation=organisation,
                cluster=cluster,
                person=by,
                role=role,
                said=_usable(said, is_needed=False),
                asked_at=now,
            )
            record_done("claim.made", claimed.organisation.public_id, by=by, now=now, role=role)
            start_decision_clock(claimed, by=by, now=now)
            messages.tell_those_who_decide(claimed.pk, now=now)
    except IntegrityError as error:
        if Claim.objects.waiting().filter(person=by, organisation=organisation).exists():
            raise AlreadyClaimed from error
        raise
    return claimed


@transaction.atomic
def send_proof(claim: Claim, *, address: str, link: Link, by: Any, now: dt.datetime) -> None:
    """
    Send a letter to an address of the organisation; whoever confirms it proves the claim.

    A letter that was sent before opens nothing any more.

    :raises NotAllowed: if it is not the claim of `by`, or somebody answers for the organisation
    :raises NotAnAddressThere: if the address is not at the domain that `domain_for` gives
    :raises TooManyLetters: if `by` had MOST_LETTERS sent within a day
    :raises TooLate: if it is decided
    """
    if by.pk != claim.person_id:
        raise NotAllowed
    waiting = _locked(claim)
    if not policies.can_send_letter(by, waiting):
        raise NotAllowed
    try:
        validate_email(address)
    except ValidationError as error:
        raise NotAnAddressThere from error
    if not is_address_for(address, waiting, now=now):
        raise NotAnAddressThere
    counted = Claim.objects.filter(person=by, letter_sent_at__gt=now - COUNTED_FOR)
    if sum(counted.values_list("letters_sent", flat=True)) >= MOST_LETTERS:
        raise TooManyLetters
    secret = secrets.token_urlsafe(32)
    waiting.letter_digest, waiting.letter_sent_at = digest_of(secret), now
    waiting.letter_domain = domain_for(waiting, now=now)
    waiting.letter_about = waiting.organisation.public_id
    waiting.letters_sent += 1
    waiting.save()
    # The claim does not keep the address: it has served once the letter is out.
    messages.send_proof(waiting.pk, address=address, link=link(secret), now=now)


@transaction.atomic
def confirm_proof(secret: str, *, by: Any, now: dt.datetime) -> Claim:
    """
    Prove a claim by the secret from the letter, once.

    :raises NoClaim: if it opens no waiting claim of `by` (any more), or the domain is another now
    :raises HasOwner: if somebody came to answer for the organisation since
    """
    found = claim_with(secret, for_user=by, now=now)
    # One at a time for each organisation: of two who prove their claims the second finds an owner.
    Organisation.objects.select_for_update().get(pk=found.organisation_id)
    proved = _locked(found)
    if not letter_proves(proved, now=now):
        raise NoClaim
    if has_owner(proved.organisation):
        raise HasOwner
    return _grant(proved, Way.LETTER, by=by, now=now)


@transaction.atomic
def grant(claim: Claim, *, by: Any, now: dt.datetime) -> Claim:
    """
    Let the claimant act for the organisation.

    :raises NotAllowed: if `by` neither answers for it nor is of a team that may edit it
    :raises TooLate: if it is decided or taken back
    """
    if not policies.can_decide(by, claim):
        raise NotAllowed
    granted = _grant(_locked(claim), _way(by, claim), by=by, now=now)
    messages.tell_decision(granted.pk, now=now)
    return granted


@transaction.atomic
def refuse(claim: Claim, *, said: str, by: Any, now: dt.datetime) -> Claim:
    """
    Do not let the claimant act for the organisation, and say why.

    :raises NotAllowed: if `by` neither answers for it nor is of a team that may edit it
    :raises NotSaid: if nothing is said, or too much
    :raises TooLate: if it is decided or taken back
    """
    if not policies.can_decide(by, claim):
        raise NotAllowed
    refused = _locked(claim)
    refused.answer = _usable(said, is_needed=True)
    _decide(refused, ClaimState.REFUSED, _way(by, claim), by=by, now=now)
    record_done("claim.refused", refused.organisation.public_id, by=by, now=now)
    messages.tell_decision(refused.pk, now=now)
    return refused


@transaction.atomic
def withdraw(claim: Claim, *, by: Any, now: dt.datetime) -> None:
    """
    Take one's claim back.

    :raises NotAllowed: if it is not the claim of `by`
    :raises TooLate: if it is decided
    """
    if by.pk != claim.person_id:
        raise NotAllowed
    taken_back = _locked(claim)
    taken_back.state, taken_back.letter_digest = ClaimState.WITHDRAWN, ""
    taken_back.save()
    record_done("claim.withdrawn", taken_back.organisation.public_id, by=by, now=now)
    cancel_clocks(DECISION_CLOCK, taken_back.public_id, by=by, now=now)


@transaction.atomic
def invite(
    organisation: Organisation, *, address: str, role: Role, link: Link, by: Any, now: dt.datetime
) -> Invitation:
    """
    Invite a colleague to act for an organisation; an earlier invitation to them counts no more.

    :raises NotAllowed: if `by` does not answer for the organisation
    :raises NotAnAddressThere: if the address is none
    :raises TooManyLetters: if MOST_INVITATIONS wait, or went out by `by` within a day
    """
    if not policies.owns(by, organisation) or role not in ORGANISATION_ROLES:
        raise NotAllowed
    address = address.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise NotAnAddressThere from error
    # The lock comes before the count: two who invite at once take their turns here.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    waiting = Invitation.objects.filter(organisation=organisation, accepted_at=None)
    waiting.filter(address=address).delete()
    forget_what_ran_out(now=now)
    sent = times_done("invitation.made", by=by, since=now - COUNTED_FOR)
    if max(waiting.count(), sent) >= MOST_INVITATIONS:
        raise TooManyLetters
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation=organisation,
        role=role,
        address=address,
        digest=digest_of(secret),
        invited_by=by,
        invited_at=now,
    )
    record_done("invitation.made", organisation.public_id, by=by, now=now, role=role)
    messages.send_invitation(invitation.pk, link=link(secret), language=by.language, now=now)
    return invitation


def forget_what_ran_out(*, now: dt.datetime) -> int:
    """Erase invitations that nobody accepted in time, with the addresses; return how many."""
    ran_out = now - INVITATION_COUNTS_FOR
    erased, _by_table = Invitation.objects.filter(
        accepted_at=None, invited_at__lte=ran_out
    ).delete()
    return erased


@transaction.atomic
def accept_invitation(secret: str, *, by: Any, now: dt.datetime) -> Invitation:
    """
    Accept an invitation by the secret from its letter, once; its address is erased.

    :raises NoInvitation: if it opens none (any more)
    :raises NotAllowed: if whoever invited no longer answers for the organisation
    """
    found = invitation_with(secret, for_user=by, now=now)
    if not policies.owns(found.invited_by, found.organisation):
        raise NotAllowed
    accepted = Invitation.objects.select_for_update().get(pk=found.pk, digest=digest_of(secret))
    accepted.accepted_by, accepted.accepted_at = by, now
    accepted.address = accepted.digest = ""
    accepted.save()
    _hold(accepted.organisation, Role(accepted.role), person=by, by=accepted.invited_by, now=now)
    return accepted


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: Any, now: dt.datetime) -> None:
    """
    Take back an invitation that waits; its link opens nothing any more.

    :raises NotAllowed: if `by` does not answer for the organisation
    """
    if not policies.owns(by, invitation.organisation):
        raise NotAllowed
    waiting = Invitation.objects.filter(pk=invitation.pk, accepted_at=None)
    if waiting.delete()[0]:
        record_done("invitation.withdrawn", invitation.organisation.public_id, by=by, now=now)


@transaction.atomic
def take_role(held: OrganisationRole, *, by: Any, now: dt.datetime) -> None:
    """
    Take a colleague's role in an organisation, or lay down one's own.

    :raises NotAllowed: if `by` does not answer for the organisation
    :raises LastOwner: if nobody would answer for it any more
    """
    # The lock comes first: of two owners who take each other's role one stays.
    Organisation.objects.select_for_update().get(pk=held.organisation_id)
    if not policies.owns(by, held.organisation):
        raise NotAllowed
    owners = OrganisationRole.objects.filter(
        organisation=held.organisation, role=Role.ORGANISATION_OWNER, person__is_active=True
    )
    if held.role == Role.ORGANISATION_OWNER and not owners.exclude(person=held.person).exists():
        raise LastOwner
    if OrganisationRole.objects.filter(pk=held.pk).delete()[0]:
        _record_role("withdrawn", held.organisation, held.role, person=held.person, by=by, now=now)


@receiver(person_leaves)
@transaction.atomic
def let_go_of_claims(sender: Any, *, person: Any, now: dt.datetime, **signal: Any) -> None:
    """Delete the claims of a person who leaves, and their invitations that wait."""
    for claim in Claim.objects.waiting().filter(person=person).order_by("pk"):
        cancel_clocks(DECISION_CLOCK, claim.public_id, by=None, now=now)
    Claim.objects.filter(person=person).delete()
    Invitation.objects.filter(invited_by=person, accepted_at=None).delete()


def start_decision_clock(claim: Claim, *, by: Any, now: dt.datetime) -> None:
    """Have a claim wait for whoever answers for the organisation, else for the team."""
    start_clock(
        DECISION_CLOCK,
        claim.public_id,
        cluster=claim.cluster,
        organisation=claim.organisation if has_owner(claim.organisation) else None,
        by=by,
        now=now,
    )


def _locked(claim: Claim) -> Claim:
    waiting = Claim.objects.select_for_update().filter(pk=claim.pk).waiting().first()
    if waiting is None:
        raise TooLate
    return waiting


def _grant(claim: Claim, way: Way, *, by: Any, now: dt.datetime) -> Claim:
    _decide(claim, ClaimState.GRANTED, way, by=by, now=now)
    _hold(claim.organisation, Role(claim.role), person=claim.person, by=by, now=now)
    record_done("claim.granted", claim.organisation.public_id, by=by, now=now, way=way)
    return claim


def _decide(claim: Claim, state: ClaimState, way: Way, *, by: Any, now: dt.datetime) -> None:
    claim.state, claim.way = state, way
    claim.decided_by, claim.decided_at = by, now
    claim.letter_digest = ""
    claim.save()
    meet_clocks(DECISION_CLOCK, claim.public_id, by=by, now=now)


def _way(by: Any, claim: Claim) -> Way:
    return Way.OWNER if policies.owns(by, claim.organisation) else Way.TEAM


def _hold(
    organisation: Organisation, role: Role, *, person: Any, by: Any, now: dt.datetime
) -> None:
    _held, is_new = OrganisationRole.objects.get_or_create(
        person=person,
        organisation=organisation,
        role=role,
        defaults={"granted_by": by, "granted_at": now},
    )
    if is_new:
        _record_role("granted", organisation, role, person=person, by=by, now=now)


def _usable(text: str, *, is_needed: bool) -> str:
    text = text.replace("\x00", "").strip()
    if len(text) > LONGEST_MESSAGE or (is_needed and not text):
        raise NotSaid
    return text


def _record_role(
    what: str, organisation: Organisation, role: str, *, person: Any, by: Any, now: dt.datetime
) -> None:
    verb = f"organisation_role.{what}"
    record_done(
        verb, organisation.public_id, by=by, now=now, person=str(person.public_id), role=role
    )
