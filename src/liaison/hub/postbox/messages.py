"""What we write to people whose answer could not be taken."""

import datetime as dt

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import override

from liaison.hub.accounts.queries import NoPerson, get_person
from liaison.hub.notifications.actions import send_letter
from liaison.hub.notifications.choices import LetterKind
from liaison.hub.notifications.queries import returned_since


def tell_refused(address: str, why: str, *, language: str = "", now: dt.datetime) -> None:
    """
    Tell somebody that their answer did not arrive, once a day at most.

    Anybody can write any address into a mail: whoever did not write it is not to be flooded. So
    nothing is written either where letters come back.

    :param why: one sentence in words for them; "" where they wrote nothing
    :param language: in which that is; "" for the language of their account
    """
    if returned_since(address):
        return
    language = language or _language_of(address)
    with override(language):
        subject = _("Your answer did not arrive")
        text = _(
            "Hello,\n"
            "\n"
            "you answered to an address of ours by e-mail, and your answer was not passed on to "
            "anybody. %(why)s\n"
            "\n"
            "Please open the link in the letter that you answered to, and go on there. Should "
            "another answer by e-mail not be passed on today, we do not write to you once more."
        ) % {"why": why or _("There were no words of your own in it.")}
    send_letter(
        about=LetterKind.ANSWER,
        to=address,
        language=language,
        subject=subject,
        text=text,
        key=_once_a_day(address, now),
        now=now,
    )


def _once_a_day(address: str, now: dt.datetime) -> str:
    """Return a key of an address and a day, in which nobody reads the address."""
    day = timezone.localdate(now, timezone.get_default_timezone()).isoformat()
    told = salted_hmac("liaison.postbox.refused", f"{day} {address.lower()}", algorithm="sha256")
    return f"postbox:refused:{day}:{told.hexdigest()[:32]}"


def _language_of(address: str) -> str:
    try:
        return str(get_person(address).language)
    except NoPerson:
        return settings.LANGUAGE_CODE
