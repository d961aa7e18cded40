"""What is kept of the asked side, and whether letters still reach it."""

from dataclasses import dataclass

from liaison.hub.introductions.models import Introduction
from liaison.hub.notifications.choices import LetterKind
from liaison.hub.notifications.models import digest_of
from liaison.hub.notifications.queries import is_wanted


@dataclass(frozen=True)
class KeptOfAsked:
    """
    What is kept of the asked side, as its page tells it.

    :ivar address: hidden but for its first letter and its domain: links are passed on
    """

    organisation: str
    country: str
    contact: str
    address: str
    source: str


def kept_of_asked(introduction: Introduction) -> KeptOfAsked:
    """Return what is kept of the asked side, and from where it is."""
    person = introduction.asked_person
    email = person.email if person else introduction.asked_email
    box, _at, domain = email.partition("@")
    return KeptOfAsked(
        organisation=introduction.asked_side,
        country=introduction.asked_country,
        contact=person.full_name if person else introduction.asked_contact,
        address=f"{box[:1]}…@{domain}" if email else "",
        source=introduction.asked_email_source,
    )


def is_written_to(introduction: Introduction) -> bool:
    """Say whether who was asked still receives letters that ask whether they want to meet."""
    person = introduction.asked_person
    address = person.email if person else introduction.asked_email
    return is_wanted(LetterKind.CONTACT, address=address, digest=digest_of(address))
