"""Mails that somebody of a team forwards to the register of contacts."""

from liaison.hub.accounts.queries import NoPerson, get_person_confirmed
from liaison.hub.interactions.actions import NotAllowed
from liaison.hub.interactions.choices import RECEIVER
from liaison.hub.interactions.drafting import draft_from_mail
from liaison.hub.interactions.queries import cluster_addressed
from liaison.hub.postbox.receivers import NotOurs, WholeMail, takes_mails


@takes_mails(RECEIVER)
def take(mail: WholeMail) -> None:
    """
    Keep a mail as a draft of whoever sent it.

    :raises NotOurs: if it comes from another address than that to which its own belongs, or from
        somebody who is no longer of the team; they are not answered
    """
    try:
        person = get_person_confirmed(mail.sender)
    except NoPerson as error:
        raise NotOurs from error
    cluster = cluster_addressed(mail.addressed.subject, for_user=person)
    if cluster is None:
        raise NotOurs
    try:
        draft_from_mail(mail.raw, cluster=cluster, by=person, now=mail.at)
    except NotAllowed as error:
        raise NotOurs from error
