"""What we write to people about claims and invitations."""

import logging

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import override

from liaison.hub.accounts.choices import Role
from liaison.hub.claims.models import Claim, Invitation
from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import OrganisationRole

logger = logging.getLogger(__name__)


def send_proof(claim_id: int, *, address: str, link: str) -> None:
    """
    Send the letter that proves that somebody reads mail at an organisation.

    :param link: opens a page with a button; by itself it decides nothing
    """
    claim = Claim.objects.select_related("organisation", "person").get(pk=claim_id)
    with override(claim.person.language):
        subject = _("Please confirm that you speak for %(organisation)s")
        body = _(
            "Hello,\n"
            "\n"
            "%(person)s says in the directory of %(cluster)s to speak for %(organisation)s. If "
            "that is you, please open this page, sign in as you did there, and confirm:\n"
            "\n"
            "%(link)s\n"
            "\n"
            "The link works once, within two days. If it is not you, do nothing: without your "
            "confirmation nothing happens."
        )
        words = {
            "person": claim.person.full_name or _("Somebody"),
            "cluster": claim.cluster.name,
            "organisation": claim.organisation.name,
            "link": link,
        }
        _send(subject % words, body % words, address, about=claim)


def tell_those_who_decide(claim_id: int) -> None:
    """Tell those who answer for an organisation, or else the team, that a claim waits."""
    claim = Claim.objects.select_related("organisation", "person", "cluster").get(pk=claim_id)
    owners = OrganisationRole.objects.filter(
        organisation=claim.organisation, role=Role.ORGANISATION_OWNER, person__is_active=True
    )
    people = [(held.person.email, held.person.language) for held in owners.select_related("person")]
    if not people:
        people = [
            (team.contact_email, (team.languages or ["en"])[0])
            for team in _deciding_clusters(claim)
            if team.contact_email
        ]
    for address, language in people:
        with override(language):
            subject = _("Somebody says to speak for %(organisation)s")
            body = _(
                "Hello,\n"
                "\n"
                "%(person)s asks to act for %(organisation)s. The claim waits for you under “My "
                "organisations”."
            )
            words = {
                "person": claim.person.full_name,
                "organisation": claim.organisation.name,
            }
            _send(subject % words, body % words, address, about=claim)


def _deciding_clusters(claim: Claim) -> list[Cluster]:
    """Return the cluster where it was asked for, unless the organisation is on others' maps."""
    mapped = Cluster.objects.filter(map_entries__organisation=claim.organisation)
    if not mapped.exists() or mapped.filter(pk=claim.cluster_id).exists():
        return [claim.cluster]
    return list(mapped.order_by("pk"))


def tell_decision(claim_id: int) -> None:
    """Tell the claimant what was decided."""
    claim = Claim.objects.select_related("organisation", "person").get(pk=claim_id)
    words = {"organisation": claim.organisation.name, "answer": claim.answer}
    with override(claim.person.language):
        if claim.state == "granted":
            subject = _("You now act for %(organisation)s")
            body = _(
                "Hello,\n\nyou now act for %(organisation)s. You find it under “My organisations”."
            )
        else:
            subject = _("On your claim to speak for %(organisation)s")
            body = _(
                "Hello,\n\nyour claim to speak for %(organisation)s was not granted:\n\n%(answer)s"
            )
        _send(subject % words, body % words, claim.person.email, about=claim)


def send_invitation(invitation_id: int, *, link: str, language: str) -> None:
    """
    Invite a colleague; the letter is in the language of whoever invites.

    :param link: opens a page with a button; by itself it decides nothing
    """
    invitation = Invitation.objects.select_related("organisation", "invited_by").get(
        pk=invitation_id
    )
    with override(language):
        subject = _("Please act for %(organisation)s with us")
        body = _(
            "Hello,\n"
            "\n"
            "%(person)s invites you to act for %(organisation)s in the directory, as: %(role)s.\n"
            "\n"
            "Please open this page, sign in or open an account, and accept:\n"
            "\n"
            "%(link)s\n"
            "\n"
            "The link works once, within two weeks."
        )
        words = {
            "person": invitation.invited_by.full_name,
            "organisation": invitation.organisation.name,
            "role": str(Role(invitation.role).label),
            "link": link,
        }
        _send(subject % words, body % words, invitation.address, about=invitation)


def _send(subject: str, body: str, address: str, *, about: Claim | Invitation) -> None:
    # A name with a line break in it must not add a line to the head of a letter.
    letter = EmailMessage(" ".join(subject.split()), body, to=[address])
    try:
        letter.send()
    except OSError:
        # The mail server's own words would name the address.
        logger.error("A letter about %s could not be sent.", about.public_id)
