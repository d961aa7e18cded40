"""What we write to people about claims and invitations."""

import datetime as dt
from typing import Any

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from liaison.hub.accounts.choices import Role
from liaison.hub.claims.models import Claim, Invitation
from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import OrganisationRole
from liaison.hub.notifications.actions import send_letter
from liaison.hub.notifications.choices import LetterKind
from liaison.hub.notifications.links import page_link


def send_proof(claim_id: int, *, address: str, link: str, now: dt.datetime) -> None:
    """
    Send the letter that proves that somebody reads mail at an organisation.

    :param link: opens a page with a button; by itself it decides nothing
    """
    claim = Claim.objects.select_related("organisation", "person", "cluster").get(pk=claim_id)
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
        _letter(
            LetterKind.CLAIM, subject % words, body % words, to=address, of=claim.cluster, now=now
        )


def tell_those_who_decide(claim_id: int, *, now: dt.datetime) -> None:
    """Tell those who answer for an organisation, or else the team, that a claim waits."""
    claim = Claim.objects.select_related("organisation", "person", "cluster").get(pk=claim_id)
    owners = OrganisationRole.objects.filter(
        organisation=claim.organisation, role=Role.ORGANISATION_OWNER, person__is_active=True
    )
    people = [(held.person.email, held.person.language) for held in owners.select_related("person")]
    if not people:
        people = [
            (team.contact_email, team.main_language)
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
            _letter(
                LetterKind.WORK_WAITS,
                subject % words,
                body % words + "\n\n" + _my_organisations(claim.cluster, language),
                to=address,
                of=claim.cluster,
                now=now,
            )


def _deciding_clusters(claim: Claim) -> list[Cluster]:
    """Return the cluster where it was asked for, unless the organisation is on others' maps."""
    mapped = Cluster.objects.filter(map_entries__organisation=claim.organisation)
    if not mapped.exists() or mapped.filter(pk=claim.cluster_id).exists():
        return [claim.cluster]
    return list(mapped.order_by("pk"))


def tell_decision(claim_id: int, *, now: dt.datetime) -> None:
    """Tell the claimant what was decided."""
    claim = Claim.objects.select_related("organisation", "person", "cluster").get(pk=claim_id)
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
        _letter(
            LetterKind.CLAIM,
            subject % words,
            body % words + "\n\n" + _my_organisations(claim.cluster, claim.person.language),
            to=claim.person.email,
            of=claim.cluster,
            now=now,
        )


def send_invitation(invitation_id: int, *, link: str, language: str, now: dt.datetime) -> None:
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
        _letter(
            LetterKind.INVITATION,
            subject % words,
            body % words,
            to=invitation.address,
            of=None,
            now=now,
        )


def _my_organisations(cluster: Cluster, language: str) -> str:
    return page_link("claims:mine", cluster=cluster, language=language)


def _letter(
    about: LetterKind, subject: str, text: str, *, to: str, of: Any, now: dt.datetime
) -> None:
    """Write a letter in the language that is spoken just now."""
    send_letter(
        about=about,
        to=to,
        language=(get_language() or "en")[:2],
        subject=subject,
        text=text,
        cluster=of,
        now=now,
    )
