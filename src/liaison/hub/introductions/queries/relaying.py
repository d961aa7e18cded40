"""Who may write before both said yes, and which names must not be passed on."""

import datetime as dt
from typing import Any

from liaison.hub.accounts.queries import NoPerson, get_person
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.visibility import acts_for
from liaison.hub.introductions.choices import MOST_MESSAGES, Side
from liaison.hub.introductions.models import Introduction
from liaison.hub.introductions.queries.answering import waits_for_answer


def can_explain(introduction: Introduction, *, now: dt.datetime) -> bool:
    """Say whether the asking side may write: the asked one did, and it has not done so often."""
    if not waits_for_answer(introduction, now=now):
        return False
    sides = list(introduction.relayed.values_list("side", flat=True))
    return Side.ASKED in sides and sides.count(Side.ASKING) < MOST_MESSAGES


def names_to_relay_not(introduction: Introduction, side: Side) -> set[str]:
    """Return the names that would tell the other side what it may not know of this one yet."""
    if side == Side.ASKED:
        person = introduction.asked_person
        name = person.full_name if person else introduction.asked_contact
        return {each for each in (name, *name.split()[-1:]) if each}
    if not introduction.is_anonymous or introduction.asking_person is None:
        return set()
    return names_to_keep_out(introduction.asking_person, introduction.asking_organisation)


def names_to_keep_out(person: Any, organisation: Organisation | None) -> set[str]:
    """Return the names that would tell who an anonymous asking side is."""
    names = {person.full_name, *person.full_name.split()[-1:]}
    if organisation is not None:
        names |= {organisation.name, *organisation.names.values_list("name", flat=True)}
        names |= set(organisation.identifiers.values_list("value", flat=True))
        names |= {_without_legal_form(organisation.name)}
    return {name for name in names if name}


def writes_for(introduction: Introduction, side: Side, *, address: str) -> tuple[bool, Any]:
    """
    Say whether e-mail from an address is of one side, and who wrote it; None without an account.

    It is of the asked side where it was written to, and of whoever acts for a side's organisation.
    """
    try:
        person = get_person(address)
    except NoPerson:
        asked = introduction.asked_email if side == Side.ASKED else ""
        return bool(asked) and address.casefold() == asked.casefold(), None
    if person.is_active and person.pk == getattr(introduction.person_on(side), "pk", None):
        return True, person
    own = introduction.asking_organisation
    if side == Side.ASKED:
        own = introduction.asked_organisation
        if address.casefold() == introduction.asked_email.casefold():
            return True, person
    return person.is_active and own is not None and acts_for(person, own), person


def _without_legal_form(name: str) -> str:
    """Return a name without what stands at its end in small capitals, such as "S.A."."""
    words = name.split()
    short = [word for word in words if len(word.strip(".,").replace(".", "")) > len("SARL")]
    return " ".join(short) if len(short) < len(words) else name
