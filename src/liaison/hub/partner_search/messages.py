"""What we write to people about the needs they handed to the cluster team."""

import datetime as dt

from django.utils.translation import gettext as _

from liaison.hub.notifications.actions import send_letter_about
from liaison.hub.notifications.choices import LetterKind
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

    def words() -> tuple[str, str]:
        body = _(
            "Hello,\n"
            "\n"
            "you handed a need to the team of %(cluster)s. This is their answer:\n"
            "\n"
            "%(answer)s\n"
            "\n"
            "You also find it on the page of your search."
        )
        said = {"cluster": cluster.name, "answer": answered.answer}
        return _("An answer from %(cluster)s") % said, body % said

    send_letter_about(
        "partner_search:results",
        answered.search.public_id,
        words,
        about=LetterKind.ANSWER,
        to=person.email if person else answered.email,
        language=person.language if person else answered.search.language,
        cluster=cluster,
        now=now,
    )
