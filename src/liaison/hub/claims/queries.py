"""Reading claims and invitations; every question names who asks it."""

import datetime as dt
import hashlib
import re
import uuid
from typing import Any
from urllib.parse import urlsplit

from liaison.hub.accounts.choices import Role
from liaison.hub.claims.choices import (
    INVITATION_COUNTS_FOR,
    LETTER_COUNTS_FOR,
    SETTLED_AFTER,
    SHARED_DOMAINS,
    SHARED_NAMES,
)
from liaison.hub.claims.models import Claim, Invitation
from liaison.hub.directory.choices import State, Teller
from liaison.hub.directory.models import FieldChange, Organisation, OrganisationRole
from liaison.hub.directory.provenance import Provenance

# Some servers send on what is for "x%evil.com@here" or "evil.com!x@here".
_PLAIN_BOX = re.compile(r"[A-Za-z0-9._+-]+")

# Whose word on a website is nobody's of the organisation; and whose may be an accomplice's.
_OF_OTHERS = (Teller.TEAM, Teller.OPEN_DATA)
_OWN_WORDS = (Teller.ORGANISATION, Teller.APPLICATION)

NoClaim = Claim.DoesNotExist
NoInvitation = Invitation.DoesNotExist
NoRole = OrganisationRole.DoesNotExist
NoOrganisation = Organisation.DoesNotExist


def claims_of(*, for_user: Any) -> list[Claim]:
    """Return the user's own claims, the newest first."""
    own = Claim.objects.of_claimant(for_user).select_related("organisation")
    return list(own.order_by("-asked_at", "-pk"))


def claims_to_decide(*, for_user: Any) -> Any:
    """Return the waiting claims on which the user decides, the oldest first."""
    waiting = Claim.objects.for_those_who_decide(for_user).waiting()
    return waiting.select_related("organisation", "person").distinct().order_by("asked_at", "pk")


def get_claim(public_id: uuid.UUID, *, for_user: Any) -> Claim:
    """Return one's own claim, or one on which one decides; raises NoClaim."""
    related = ("organisation", "person", "cluster", "decided_by")
    for claims in (
        Claim.objects.of_claimant(for_user),
        Claim.objects.for_those_who_decide(for_user),
    ):
        if found := claims.filter(public_id=public_id).select_related(*related).first():
            return found
    raise NoClaim


def roles_in_organisations(*, for_user: Any) -> list[OrganisationRole]:
    """Return the roles that the user holds in organisations, by their names."""
    if not for_user.is_authenticated:
        return []
    held = OrganisationRole.objects.filter(person=for_user).select_related("organisation")
    return list(held.order_by("organisation__name", "role"))


def get_own_organisation(public_id: uuid.UUID, *, for_user: Any) -> Organisation:
    """Return an organisation that the user answers for; raises NoOrganisation."""
    owned = Organisation.objects.filter(roles__person=for_user, roles__role=Role.ORGANISATION_OWNER)
    return owned.get(public_id=public_id)


def people_of(organisation: Organisation, *, for_user: Any) -> list[OrganisationRole]:
    """Return who acts for an organisation, to those who answer for it; raises NoOrganisation."""
    own = get_own_organisation(organisation.public_id, for_user=for_user)
    held = OrganisationRole.objects.filter(organisation=own).select_related("person")
    return list(held.order_by("person__full_name", "person", "role"))


def get_person_of(role_id: int, organisation: Organisation, *, for_user: Any) -> OrganisationRole:
    """Return one of `people_of`; raises NoRole."""
    for held in people_of(organisation, for_user=for_user):
        if held.pk == role_id:
            return held
    raise NoRole


def invitations_of(
    organisation: Organisation, *, for_user: Any, now: dt.datetime
) -> list[Invitation]:
    """Return the invitations that wait, to those who answer for it; raises NoOrganisation."""
    own = get_own_organisation(organisation.public_id, for_user=for_user)
    waiting = Invitation.objects.filter(
        organisation=own, accepted_at=None, invited_at__gt=now - INVITATION_COUNTS_FOR
    ).exclude(digest="")
    return list(waiting.select_related("invited_by").order_by("invited_at", "pk"))


def get_invitation(public_id: uuid.UUID, *, for_user: Any) -> Invitation:
    """Return an invitation of an organisation that the user answers for; raises NoInvitation."""
    owned = for_user.organisation_roles.filter(role=Role.ORGANISATION_OWNER)
    return Invitation.objects.get(
        public_id=public_id, organisation__in=owned.values("organisation")
    )


def claim_with(secret: str, *, for_user: Any, now: dt.datetime) -> Claim:
    """
    Return the user's own waiting claim whose letter holds this secret; raises NoClaim.

    Somebody else who gets the letter, or a program that follows its link, opens nothing by it.
    """
    own = Claim.objects.of_claimant(for_user).waiting()
    return own.select_related("organisation").get(
        letter_digest=digest_of(secret), letter_sent_at__gt=now - LETTER_COUNTS_FOR
    )


def invitation_with(secret: str, *, for_user: Any, now: dt.datetime) -> Invitation:
    """Return the waiting invitation whose letter holds this secret; raises NoInvitation."""
    if not for_user.is_authenticated:
        raise NoInvitation
    waiting = Invitation.objects.filter(invited_at__gt=now - INVITATION_COUNTS_FOR)
    return waiting.select_related("organisation", "invited_by").get(digest=digest_of(secret))


def has_owner(organisation: Organisation) -> bool:
    """Say whether somebody answers for an organisation already."""
    owners = OrganisationRole.objects.filter(role=Role.ORGANISATION_OWNER, person__is_active=True)
    return owners.filter(organisation=organisation).exists()


def domain_of(organisation: Organisation) -> str:
    """
    Return the domain at which an organisation gets mail by its website; "" if that is unclear.

    A website that is a part of somebody else's, such as a page below an address or at a host of
    many, proves nothing.
    """
    address = urlsplit(organisation.website)
    host = _host_of(organisation.website)
    if address.path.strip("/") or address.query or "." not in host or _is_shared(host):
        return ""
    return host


def _host_of(website: Any) -> str:
    host = urlsplit(website or "").hostname or ""
    return host.rstrip(".").removeprefix("www.")


def _is_shared(host: str) -> bool:
    parts = host.split(".")
    ends = {".".join(parts[start:]) for start in range(len(parts))}
    return not (ends.isdisjoint(SHARED_DOMAINS) and SHARED_NAMES.isdisjoint(parts[:-1]))


def domain_for(claim: Claim, *, now: dt.datetime) -> str:
    """
    Return the domain at which a letter may prove a claim; "" for none.

    A website that the claimant wrote down proves nothing; nor does one of another domain that only
    people of the organisation wrote down, who may be accomplices, until it has stood for
    SETTLED_AFTER.
    """
    organisation = claim.organisation
    if organisation.state == State.MERGED:
        return ""
    if _wrote_website(claim.person, organisation) or not is_settled(organisation, now=now):
        return ""
    return domain_of(organisation)


def is_settled(organisation: Organisation, *, now: dt.datetime) -> bool:
    """
    Say whether the domain of an organisation's website is more than its own people's recent word.

    It is where a cluster's team wrote, took over or confirmed it, where it came from a source, or
    where it has stood for SETTLED_AFTER.
    """
    origin = Provenance(organisation).of("website")
    if origin is not None and origin.source in _OF_OTHERS:
        return True
    domain, stands_since = _host_of(organisation.website), organisation.created_at
    changes = FieldChange.objects.filter(organisation=organisation, field="website")
    for change in changes.order_by("-at", "-pk"):
        if _is_of_others(change):
            return True
        if _host_of(change.old) != domain:
            stands_since = change.at
            break
    else:
        if origin is None or origin.source not in _OWN_WORDS:
            return True
    return stands_since <= now - SETTLED_AFTER


def _is_of_others(change: FieldChange) -> bool:
    was_looked_at = change.asked_by_id is not None and change.asked_by_id != change.by_id
    return was_looked_at or change.teller in _OF_OTHERS


def is_address_for(address: str, claim: Claim, *, now: dt.datetime) -> bool:
    """Say whether an e-mail address is plainly at the domain that `domain_for` gives."""
    domain = domain_for(claim, now=now)
    box, _at, host = address.rpartition("@")
    return bool(domain) and host.lower() == domain and _PLAIN_BOX.fullmatch(box) is not None


def letter_proves(claim: Claim, *, now: dt.datetime) -> bool:
    """Say whether the letter went to what still is the domain of the same living organisation."""
    is_same = claim.letter_about == claim.organisation.public_id
    return (
        is_same and bool(claim.letter_domain) and claim.letter_domain == domain_for(claim, now=now)
    )


def _wrote_website(person: Any, organisation: Organisation) -> bool:
    origin = Provenance(organisation).of("website")
    if origin is not None and origin.by == str(person.public_id):
        return True
    # Somebody else may have confirmed since what the claimant wrote.
    changes = FieldChange.objects.filter(organisation=organisation, field="website")
    newest = changes.order_by("-at", "-pk").first()
    return newest is not None and newest.by_id == person.pk


def digest_of(secret: str) -> str:
    """Return the checksum under which a secret is kept; the secret itself is in the letter only."""
    return hashlib.sha256(secret.encode()).hexdigest()
