"""
What we write to people about answers to needs and offers.

Until both sides agreed no letter to a sender says whose an anonymous listing is, and none to the
other side says who would be the contact.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liaison.hub.accounts.models import User
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.visibility import people_acting_for
from liaison.hub.interests.models import Interest, InterestNote
from liaison.hub.interests.queries import reason_for_sender, senders_of
from liaison.hub.notifications.actions import Words, send_letter_about, write_to_team
from liaison.hub.notifications.choices import LetterKind


def tell_team(interest_id: int, *, now: dt.datetime) -> None:
    """Tell the team that an answer waits to be read."""
    interest = _get(interest_id)

    def words() -> tuple[str, str]:
        body = _(
            "Hello,\n\n%(organisation)s answers “%(title)s”. Please read it, and pass it on or not."
        )
        said = _of(interest) | {"organisation": interest.organisation.name}
        return _("An answer waits for you: %(title)s") % said, body % said

    write_to_team(
        "interests:screen", interest.public_id, words, cluster=interest.listing.cluster, now=now
    )


def pass_on(interest_id: int, *, now: dt.datetime) -> None:
    """Tell the side whose need or offer it is that somebody answers."""
    interest = _get(interest_id)

    def words() -> tuple[str, str]:
        body = _(
            "Hello,\n"
            "\n"
            "%(organisation)s answers “%(title)s”. The cluster team has read it and passes it on:\n"
            "\n"
            "%(brings)s\n"
            "\n"
            "You can accept, ask for more, say not now, or decline. They learn who you are only if "
            "you accept."
        )
        said = _of(interest) | {
            "organisation": interest.organisation.name,
            "brings": interest.brings,
        }
        return _("Somebody answers: %(title)s") % said, body % said

    _to_owner(interest, words, now=now)


def wake(interest_id: int, *, now: dt.datetime) -> None:
    """Remind the other side of what it said not now to."""
    interest = _get(interest_id)

    def words() -> tuple[str, str]:
        body = _(
            "Hello,\n"
            "\n"
            "you said “not now” to the answer of %(organisation)s to “%(title)s”, until today. How "
            "is it now?"
        )
        said = _of(interest) | {"organisation": interest.organisation.name}
        return _("Now? %(title)s") % said, body % said

    _to_owner(interest, words, now=now)


def tell_no(interest_id: int, *, now: dt.datetime) -> None:
    """Tell the sender that it is not available, and a reason only where that may be told."""
    interest = _get(interest_id)

    def words() -> tuple[str, str]:
        body = _(
            "Hello,\n"
            "\n"
            "thank you for your answer to “%(title)s”. It is not available to you. %(reason)s\n"
            "\n"
            "Others may suit you: the page of your answer leads on."
        )
        reason = reason_for_sender(interest)
        said = _of(interest) | {
            "reason": _("The reason given: %(reason)s.") % {"reason": reason} if reason else ""
        }
        text = "\n".join(line.rstrip() for line in (body % said).splitlines())
        return _("Not available: %(title)s") % said, text

    _to_sender(interest, words, now=now)


def tell_not_now(interest_id: int, *, now: dt.datetime) -> None:
    interest = _get(interest_id)

    def words() -> tuple[str, str]:
        body = _(
            "Hello,\n"
            "\n"
            "thank you for your answer to “%(title)s”. The other side would rather look at it "
            "later; they are reminded of it on %(day)s. You need not do anything."
        )
        day = date_format(interest.not_now_until) if interest.not_now_until else ""
        said = _of(interest) | {"day": day}
        return _("Not now: %(title)s") % said, body % said

    _to_sender(interest, words, now=now)


def tell_expired(interest_id: int, *, now: dt.datetime) -> None:
    interest = _get(interest_id)

    def words() -> tuple[str, str]:
        body = _(
            "Hello,\n"
            "\n"
            "no answer came to what you wrote on “%(title)s”, or it ended meanwhile. It is not "
            "available any more; please do not wait for it. Others may suit you: the page of your "
            "answer leads on."
        )
        return _("Not available: %(title)s") % _of(interest), body % _of(interest)

    _to_sender(interest, words, now=now)


def tell_owner_of_silence(interest_id: int, *, now: dt.datetime) -> None:
    """Tell the side that asked for more that nothing came, so that it does not wait either."""
    interest = _get(interest_id)

    def words() -> tuple[str, str]:
        body = _(
            "Hello,\n"
            "\n"
            "%(organisation)s has not answered your question on “%(title)s” in time, so we ended "
            "the matter. You need not do anything."
        )
        said = _of(interest) | {"organisation": interest.organisation.name}
        return _("No answer to your question: %(title)s") % said, body % said

    _to_owner(interest, words, now=now)


def tell_question(note_id: int, *, now: dt.datetime) -> None:
    """Pass a question on to the sender."""
    note = InterestNote.objects.get(pk=note_id)
    interest = _get(note.interest_id)

    def words() -> tuple[str, str]:
        body = _(
            "Hello,\n"
            "\n"
            "the other side has a question on your answer to “%(title)s”:\n"
            "\n"
            "%(said)s\n"
            "\n"
            "Please answer on the page below."
        )
        said = _of(interest) | {"said": note.said}
        return _("A question on your answer: %(title)s") % said, body % said

    _to_sender(interest, words, now=now)


def tell_more(note_id: int, *, now: dt.datetime) -> None:
    """Pass what the sender says on to the other side."""
    note = InterestNote.objects.get(pk=note_id)
    interest = _get(note.interest_id)

    def words() -> tuple[str, str]:
        body = _("Hello,\n\n%(organisation)s answers your question on “%(title)s”:\n\n%(said)s")
        said = _of(interest) | {"organisation": interest.organisation.name, "said": note.said}
        return _("Your question is answered: %(title)s") % said, body % said

    _to_owner(interest, words, now=now)


def give_contacts(interest_id: int, *, now: dt.datetime) -> None:
    """Tell each side who the other is and how to reach them."""
    interest = _get(interest_id)
    owner = interest.answered_by
    assert owner is not None
    sides = (
        (interest.organisation, interest.listing.organisation, owner, _to_sender),
        (interest.listing.organisation, interest.organisation, interest.contact, _to_owner),
    )
    for _own, other, person, write in sides:
        write(interest, _contact(interest, other, person), now=now)


def _contact(interest: Interest, other: Organisation, person: Any) -> Words:
    def words() -> tuple[str, str]:
        body = _(
            "Hello,\n"
            "\n"
            "you both would like to talk about “%(title)s”. This is the other side:\n"
            "\n"
            "%(organisation)s\n"
            "%(person)s\n"
            "%(address)s\n"
            "\n"
            "Please write to each other directly; the cluster team wishes you a good talk."
        )
        said = _of(interest) | {
            "organisation": other.name,
            "person": person.full_name,
            "address": person.email,
        }
        return _("You can talk now: %(title)s") % said, body % said

    return words


def _to_owner(interest: Interest, words: Words, *, now: dt.datetime) -> None:
    people = people_acting_for(interest.listing.organisation)
    _to_people(interest, people, words, page="interests:received", now=now)


def _to_sender(interest: Interest, words: Words, *, now: dt.datetime) -> None:
    _to_people(interest, senders_of(interest), words, page="interests:sent", now=now)


def _to_people(
    interest: Interest, people: Iterable[User], words: Words, *, page: str, now: dt.datetime
) -> None:
    for person in people:
        send_letter_about(
            page,
            interest.public_id,
            words,
            about=LetterKind.LISTING,
            to=person.email,
            language=person.language,
            cluster=interest.listing.cluster,
            now=now,
        )


def _of(interest: Interest) -> dict[str, Any]:
    _language, words = interest.listing.words_in(get_language())
    return {"title": words["title"], "cluster": interest.listing.cluster.name}


def _get(interest_id: int) -> Interest:
    related = ("listing__cluster", "listing__organisation", "organisation", "contact")
    return Interest.objects.select_related(*related, "answered_by").get(pk=interest_id)
