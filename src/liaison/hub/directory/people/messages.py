"""What we write to people who are named as people of an organisation."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import override

from liaison.hub.directory.models import OrganisationPerson
from liaison.hub.notifications.actions import send_letter
from liaison.hub.notifications.choices import LetterKind


def send_choice(person: OrganisationPerson, *, link: str, now: dt.datetime) -> None:
    """
    Ask somebody whether, and to whom, they want to be shown; in the caller's transaction.

    :param link: opens a page with buttons; by itself it decides nothing
    """
    with override(person.language):
        subject = _("Would you like to be shown as a person of %(organisation)s?")
        body = _(
            "Hello %(person)s,\n"
            "\n"
            "%(teller)s named you as a person of %(organisation)s. Nobody outside sees it unless "
            "you want it. On this page you choose who sees your name, your e-mail address and your "
            "telephone number, or have all of it erased:\n"
            "\n"
            "%(link)s\n"
            "\n"
            "The link works once, within a month. If you do nothing, you are shown to nobody, and "
            "what was entered is erased after three months."
        )
        words = {
            "person": person.full_name,
            "teller": (person.named_by and person.named_by.full_name) or _("Somebody"),
            "organisation": person.organisation.name,
            "link": link,
        }
        if person.has_chosen:
            body = _(
                "Hello %(person)s,\n"
                "\n"
                "you are named as a person of %(organisation)s. On this page you change who sees "
                "what of you, or have all of it erased:\n"
                "\n"
                "%(link)s\n"
                "\n"
                "The link works once, within a month. If you did not ask for it, do nothing."
            )
        send_letter(
            about=LetterKind.NAMED,
            to=person.email,
            language=person.language,
            subject=subject % words,
            text=body % words,
            now=now,
        )
