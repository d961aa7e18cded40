"""What we write to people about the needs they handed to the cluster team."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import override

from liaison.hub.notifications.actions import send_letter
from liaison.hub.notifications.choices import LetterKind
from liaison.hub.notifications.links import page_link
from liaison.hub.partner_search.models import HandOver


def send_answer(hand_over_id: int, *, now: dt.datetime) -> None:
    """
    Send the team's answer to whoever waits for it, in their language; replies go to the team.

    The letter does not repeat the need. If it cannot be sent, the answer still stands on the page
    of the search.
    """
    hand_overs = HandOver.objects.select_related("search__cluster", "person")
    answered = hand_overs.get(pk=hand_over_id)
    cluster, person = answered.search.cluster, answered.person
    language = person.language if person else answered.search.language
    with override(language):
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
    page = page_link(
        "partner_search:results", answered.search.public_id, cluster=cluster, language=language
    )
    send_letter(
        about=LetterKind.ANSWER,
        to=person.email if person else answered.email,
        language=language,
        subject=subject,
        text=f"{body}\n\n{page}",
        cluster=cluster,
        reply_to=cluster.contact_email,
        now=now,
    )
