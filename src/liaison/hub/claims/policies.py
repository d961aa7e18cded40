"""Who may do what with claims, invitations and roles in an organisation."""

from typing import Any

from liaison.hub.accounts.choices import Role
from liaison.hub.claims.models import Claim
from liaison.hub.claims.queries import has_owner
from liaison.hub.directory.models import Organisation, OrganisationRole


def can_send_letter(user: Any, claim: Claim) -> bool:
    """Say whether a letter can decide: as long as nobody answers for the organisation."""
    return user.pk == claim.person_id and claim.is_waiting and not has_owner(claim.organisation)


def can_decide(user: Any, claim: Claim) -> bool:
    """
    Say whether the user decides: whoever answers for the organisation, and a team.

    A team decides on what it may edit alone: not on an organisation of another cluster.
    """
    if user.pk == claim.person_id:
        return False
    return Claim.objects.for_those_who_decide(user).filter(pk=claim.pk).exists()


def owns(user: Any, organisation: Organisation) -> bool:
    """Say whether the user answers for an organisation."""
    if not (user.is_authenticated and user.is_active):
        return False
    return OrganisationRole.objects.filter(
        person=user, organisation=organisation, role=Role.ORGANISATION_OWNER
    ).exists()
