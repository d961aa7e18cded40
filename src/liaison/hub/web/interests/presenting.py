"""How answers to needs and offers are put before people."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liaison.hub.interests.actions import GivesContact, NotUsable
from liaison.hub.interests.choices import WAITING
from liaison.hub.interests.policies import Hindrance
from liaison.hub.interests.queries import (
    reason_for_sender,
    standing_for_sender,
    state_for_sender,
)


@dataclass(frozen=True)
class ProofShown:
    """A piece of evidence with the address of its page; "" for none."""

    label: str
    address: str


@dataclass(frozen=True)
class SentShown:
    """An answer as its sender may see it: without what can still be taken back."""

    interest: Any
    state: str
    reason: str
    is_waiting: bool


def proofs_shown(interest: Any) -> list[ProofShown]:
    """Return the evidence of an answer; projects lead to their pages here."""
    return [
        ProofShown(_label(each), _address(each["kind"], each["link"])) for each in interest.evidence
    ]


def _label(kept: dict[str, Any]) -> str:
    """Return what evidence is called in the reader's language, or was in the sender's."""
    name: str = kept.get("names", {}).get(get_language()) or kept["label"]
    return name


def sent_shown(interest: Any) -> SentShown:
    words, reason = standing_for_sender(interest), reason_for_sender(interest)
    return SentShown(interest, words, reason, state_for_sender(interest) in WAITING)


def introduction_of(interest: Any, person: Any, reader: Any) -> Any:
    """Return the introduction that came of it, to the one of a side who is introduced."""
    return interest.introduction if interest.is_agreed and person == reader else None


def why_not(hindrance: Hindrance) -> str:
    """Return why an organisation cannot answer, in words."""
    return {
        Hindrance.NOT_YOURS: _("You do not act for this organisation."),
        Hindrance.ITS_OWN: _("It is a need or an offer of yours."),
        Hindrance.NOT_OPEN: _("It is not open any more."),
        Hindrance.SERVICE_PROVIDER: _("Service providers and consultants are asked not to answer."),
        Hindrance.TOO_LATE: _("The last day for answers has passed."),
    }[hindrance]


def complaint(error: Exception) -> str:
    """Return what is wrong with words that somebody entered."""
    if isinstance(error, GivesContact):
        passages = ", ".join(_("“%(text)s”") % {"text": each.passage} for each in error.findings)
        return _(
            "Please take out %(passages)s: contacts are given once both sides agree, and nobody "
            "is named before."
        ) % {"passages": passages}
    if isinstance(error, NotUsable) and error.args[0] == "evidence":
        return _("Please choose ten pieces of evidence at most.")
    return _("This cannot be kept as it is; please look again.")


def _address(kind: str, link: str) -> str:
    if kind == "project":
        return reverse("directory:project", args=[link])
    return link if link.startswith(("https://", "http://")) else ""
