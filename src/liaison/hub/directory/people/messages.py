"""What we write to people who are named as people of an organisation."""

import logging

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import override

from liaison.hub.directory.models import OrganisationPerson

logger = logging.getLogger(__name__)


def send_choice(person_id: int, *, link: str) -> None:
    """
    Ask somebody whether, and to whom, they want to be shown.

    :param link: opens a page with buttons; by itself it decides nothing
    """
    person = (
        OrganisationPerson.objects.filter(pk=person_id)
        .select_related("organisation", "named_by")
        .first()
    )
    if person is None:
        return
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
        _send(subject % words, body % words, person)


def _send(subject: str, body: str, person: OrganisationPerson) -> None:
    # A name with a line break in it must not add a line to the head of a letter.
    letter = EmailMessage(" ".join(subject.split()), body, to=[person.email])
    try:
        letter.send()
    except OSError:
        # The mail server's own words would name the address.
        logger.error("A letter to a named person could not be sent: %s.", person.public_id)
