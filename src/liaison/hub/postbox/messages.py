"""What we write to people whose answer could not be taken."""

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from liaison.hub.accounts.queries import NoPerson, get_person
from liaison.hub.notifications.actions import send_letter
from liaison.hub.notifications.choices import LetterKind
from liaison.hub.postbox.receivers import Reply


def tell_refused(reply: Reply, why: str, *, language: str = "", now: dt.datetime) -> None:
    """
    Tell somebody that their answer did not arrive.

    :param why: one sentence in words for them; "" where they wrote nothing
    :param language: in which that is; "" for the language of their account
    """
    language = language or _language_of(reply.sender)
    with override(language):
        subject = _("Your answer did not arrive")
        text = _(
            "Hello,\n"
            "\n"
            "you answered to an address of ours by e-mail, and your answer was not passed on to "
            "anybody. %(why)s\n"
            "\n"
            "Please open the link in the letter that you answered to, and go on there."
        ) % {"why": why or _("There were no words of your own in it.")}
    send_letter(
        about=LetterKind.ANSWER,
        to=reply.sender,
        language=language,
        subject=subject,
        text=text,
        now=now,
    )


def _language_of(address: str) -> str:
    try:
        return str(get_person(address).language)
    except NoPerson:
        return settings.LANGUAGE_CODE
