"""What we write to people about the needs they handed to the cluster team."""

import logging

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import override

from liaison.hub.partner_search.models import HandOver

logger = logging.getLogger(__name__)


def send_answer(hand_over_id: int) -> None:
    """
    Send the team's answer to whoever waits for it, in their language; replies go to the team.

    The letter does not repeat the need. If it cannot be sent, the answer still stands on the page
    of the search.
    """
    hand_overs = HandOver.objects.select_related("search__cluster", "person")
    answered = hand_overs.filter(pk=hand_over_id).first()
    if answered is None:
        # The person has forgotten the search, and with it the wish for an answer.
        return
    try:
        _letter(answered).send()
    except OSError:
        # The mail server's own words would name the address.
        logger.error("The answer to hand-over %s could not be sent.", answered.public_id)


def _letter(answered: HandOver) -> EmailMessage:
    cluster, person = answered.search.cluster, answered.person
    with override(person.language if person else answered.search.language):
        body = _(
            "Hello,\n"
            "\n"
            "you handed a need to the team of %(cluster)s. This is their answer:\n"
            "\n"
            "%(answer)s\n"
            "\n"
            "You also find it on the page of your search."
        ) % {"cluster": cluster.name, "answer": answered.answer}
        subject = _("An answer from %(cluster)s") % {"cluster": cluster.name}
    return EmailMessage(
        subject,
        body,
        to=[person.email if person else answered.email],
        reply_to=[cluster.contact_email] if cluster.contact_email else None,
    )
