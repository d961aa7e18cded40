"""What we write to people about cases; replies go to the team's address."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from liaison.hub.accounts.models import User
from liaison.hub.clusters.models import Cluster
from liaison.hub.notifications.actions import (
    Words,
    send_letter,
    send_letter_about,
    write_to_team,
)
from liaison.hub.notifications.choices import LetterKind
from liaison.hub.notifications.links import page_link
from liaison.hub.postbox.addresses import Addressed, reply_address
from liaison.hub.support import policies
from liaison.hub.support.choices import ASKER, RECEIVER, CaseState, WordKind
from liaison.hub.support.links import write_link
from liaison.hub.support.models import Case, Word
from liaison.hub.support.queries import is_away, words_about


def tell_team_of_word(word_id: int, *, now: dt.datetime) -> None:
    """Tell whoever answers a case that something was asked; while they are away, the team."""
    word = _word(word_id)
    owner = _who_answers(word.case, now)
    if owner is None or owner != word.by:
        _to_who_answers(word.case, partial(_asked, word.case), now=now)


def tell_discontent(case_id: int, *, now: dt.datetime) -> None:
    """Tell whoever answered a case that it did not help; while they are away, the team."""
    case = _case(case_id)

    def words(_language: str) -> tuple[str, str]:
        body = _(
            "Hello,\n"
            "\n"
            "whoever asked “%(subject)s” says that the way in which it was dealt with was not "
            "good. Perhaps you ask what is still missing. What they add in words stands with the "
            "question:"
        )
        said = {"subject": case.subject}
        return _("Not content: %(subject)s") % said, body % said

    _to_who_answers(case, words, now=now)


def tell_of_feedback(case_id: int, *, now: dt.datetime) -> None:
    """Tell whoever answered a case that words were added to how content somebody is."""
    case = _case(case_id)

    def words(_language: str) -> tuple[str, str]:
        body = _(
            "Hello,\n"
            "\n"
            "whoever asked “%(subject)s” added words to how content they are with the way in which "
            "it was dealt with. They stand with the question:"
        )
        said = {"subject": case.subject}
        return _("A word on your answer: %(subject)s") % said, body % said

    _to_who_answers(case, words, now=now)


def _who_answers(case: Case, now: dt.datetime) -> User | None:
    """Return who of the team has a case; None where nobody has, or they are away."""
    owner, day = case.owner, timezone.localdate(now)
    is_there = (
        owner is not None
        and policies.can_own(owner, case.cluster)
        and not is_away(owner, case.cluster, on=day)
    )
    return owner if is_there else None


def _to_who_answers(
    case: Case, words: Callable[[str], tuple[str, str]], *, now: dt.datetime
) -> None:
    """Write to who has a case; while nobody has it, to the team."""
    owner = _who_answers(case, now)
    if owner is not None:
        _to_colleague(case, owner, lambda: words(owner.language), now=now)
        return
    write_to_team(
        "support:answer",
        case.public_id,
        lambda: words(case.cluster.main_language),
        cluster=case.cluster,
        now=now,
    )


def tell_answer(word_id: int, *, now: dt.datetime) -> None:
    """Tell who asked, and colleagues who wrote too and still may read it, what the team says."""
    word = _word(word_id)
    for person in _people_of(word.case):
        _to_asker(word, person, now=now)


def tell_colleague(case_id: int, *, by: Any, said: str, now: dt.datetime) -> None:
    """Tell somebody of the team that a colleague gives them a case."""
    case = _case(case_id)
    if case.owner is not None:
        _to_colleague(case, case.owner, lambda: _given(case, by, said), now=now)


def tell_colleague_of_several(
    person: User, *, number: int, cluster: Cluster, by: Any, now: dt.datetime
) -> None:
    """Tell somebody of the team that a colleague gives them several cases."""
    with override(person.language):
        subject = ngettext(
            "%(number)d question is yours now", "%(number)d questions are yours now", number
        )
        body = _(
            "Hello,\n"
            "\n"
            "%(colleague)s has given you questions of members to answer. You find them under "
            "“Questions of members”, “Mine”."
        )
        link = page_link("support:desk", cluster=cluster, language=person.language)
        words = {"number": number, "colleague": _name(by)}
        send_letter(
            about=LetterKind.WORK_WAITS,
            to=person.email,
            language=person.language,
            subject=subject % words,
            text=f"{body % words}\n\n{link}?owner=mine",
            cluster=cluster,
            reply_to=cluster.contact_email,
            now=now,
        )


def ask_how_it_was(case_id: int, *, now: dt.datetime) -> None:
    """Tell who asked that the case is closed, and ask how content they are."""
    case = _case(case_id)
    person, cluster = case.asked_by, case.cluster
    with override(person.language):
        subject = _("How did we do? %(subject)s") % {"subject": case.subject}
        body = _(
            "Hello,\n"
            "\n"
            "your question “%(subject)s” to the team of %(cluster)s is closed. Did the answer "
            "help you? One click is enough, and you do not have to sign in:\n"
            "\n"
            "%(link)s\n"
            "\n"
            "The link opens a page on which you choose; by itself it changes nothing. If something "
            "is still open, write once more under your question, and it is open again:"
        )
        token = write_link(case, now=now)
        words = {
            "subject": case.subject,
            "cluster": cluster.name,
            "link": page_link(
                "support:how-was-it", token, cluster=cluster, language=person.language
            ),
        }
        page = page_link("support:case", case.public_id, cluster=cluster, language=person.language)
        send_letter(
            about=LetterKind.SUPPORT,
            to=person.email,
            language=person.language,
            subject=subject,
            text=f"{body % words}\n\n{page}",
            cluster=cluster,
            reply_to=cluster.contact_email,
            key=f"support:how-was-it:{case.public_id}",
            now=now,
        )


def remind_of_answer(case_id: int, *, closes_on: dt.date, now: dt.datetime) -> None:
    """Remind those who asked that the team waits for them, and say when the case closes."""
    case = _case(case_id)
    for person in _people_of(case):
        with override(person.language):
            subject = (
                _("The team waits for your answer: %(subject)s")
                if case.state == CaseState.WAITING
                else _("Is it settled? %(subject)s")
            )
            body = (
                _(
                    "Hello,\n"
                    "\n"
                    "the team of %(cluster)s asked you something about your question "
                    "“%(subject)s”, and has not heard from you since. If you need nothing more, "
                    "you do not have to do anything: on %(day)s the question closes by itself, and "
                    "you can open it again whenever you like."
                )
                if case.state == CaseState.WAITING
                else _(
                    "Hello,\n"
                    "\n"
                    "the team of %(cluster)s has answered your question “%(subject)s”. If that "
                    "settles it, you do not have to do anything: on %(day)s the question closes by "
                    "itself, and you can open it again whenever you like."
                )
            )
            words = {
                "subject": case.subject,
                "cluster": case.cluster.name,
                "day": date_format(closes_on),
            }
            ending = (
                _("If something is still open, answer this letter, or write under your question:")
                if _reply_to(case)
                else _("If something is still open, write under your question:")
            )
        _to_person(case, person, subject % words, [body % words, ending], now=now)


def tell_closed(case_id: int, *, after: int, asks: bool, now: dt.datetime) -> None:
    """
    Tell those who asked that a case has closed by itself, and how it is opened again.

    :param after: how many working days nobody wrote
    :param asks: whether whoever asked first is asked how it was, too
    """
    case = _case(case_id)
    for person in _people_of(case):
        with override(person.language):
            subject = _("Closed: %(subject)s")
            body = ngettext(
                "Hello,\n"
                "\n"
                "we have not heard of your question “%(subject)s” to the team of %(cluster)s for "
                "%(number)d working day, so it is closed now. Nothing is lost.",
                "Hello,\n"
                "\n"
                "we have not heard of your question “%(subject)s” to the team of %(cluster)s for "
                "%(number)d working days, so it is closed now. Nothing is lost.",
                after,
            )
            words = {"subject": case.subject, "cluster": case.cluster.name, "number": after}
            parts = [body % words]
            if asks and person == case.asked_by:
                parts.append(_how_was_it(case, now=now))
            parts.append(
                _("To open it again, answer this letter, or write once more under your question:")
                if _reply_to(case)
                else _("To open it again, write once more under your question:")
            )
        _to_person(case, person, subject % words, parts, now=now)


def _how_was_it(case: Case, *, now: dt.datetime) -> str:
    """Return the sentence with the link behind which somebody says how it was."""
    language = case.asked_by.language
    token = write_link(case, now=now)
    link = page_link("support:how-was-it", token, cluster=case.cluster, language=language)
    asked = _("Did the answer help you? One click is enough, and you do not have to sign in:")
    return f"{asked}\n{link}"


def _to_person(
    case: Case, person: User, subject: str, parts: list[str], *, now: dt.datetime
) -> None:
    """Write to somebody who asked; the letter ends with the page of the case."""
    page = page_link("support:case", case.public_id, cluster=case.cluster, language=person.language)
    send_letter(
        about=LetterKind.SUPPORT,
        to=person.email,
        language=person.language,
        subject=subject,
        text="\n\n".join(parts) + f"\n{page}",
        cluster=case.cluster,
        reply_to=_reply_to(case) or case.cluster.contact_email,
        now=now,
    )


def _reply_to(case: Case) -> str:
    """Return the address by which an answer gets into the thread; "" where there is none."""
    return reply_address(Addressed(RECEIVER, ASKER, case.public_id))


def _asked(case: Case, language: str) -> tuple[str, str]:
    # What was asked is confidential: it is read here, not in a mail box that several share.
    subject = _("A question of a member: %(subject)s")
    body = _(
        "Hello,\n"
        "\n"
        "%(person)s writes about “%(subject)s” (%(topic)s). An answer is promised by %(day)s.\n"
        "\n"
        "What was written stands under “Questions of members”:"
    )
    words = {
        "subject": case.subject,
        "person": _for_whom(case),
        "topic": case.topic.name_in(language),
        "day": date_format(case.answer_due_on) if case.answer_due_on else "–",
    }
    return subject % words, body % words


def _for_whom(case: Case) -> str:
    if case.organisation is None:
        return _name(case.asked_by)
    return _("%(person)s, %(organisation)s") % {
        "person": _name(case.asked_by),
        "organisation": case.organisation.name,
    }


def _given(case: Case, by: Any, said: str) -> tuple[str, str]:
    subject = _("A question is yours now: %(subject)s")
    body = _(
        "Hello,\n"
        "\n"
        "%(colleague)s gives you the question “%(subject)s” to answer. An answer is promised by "
        "%(day)s."
    )
    words = {
        "subject": case.subject,
        "colleague": _name(by),
        "day": date_format(case.answer_due_on) if case.answer_due_on else "–",
    }
    noted = f"\n\n{said.strip()}" if said.strip() else ""
    return subject % words, body % words + noted


def _to_asker(word: Word, person: User, *, now: dt.datetime) -> None:
    case, cluster = word.case, word.case.cluster
    waits = case.days_left is not None
    with override(person.language):
        subject = (
            _("The team has a question: %(subject)s") if waits else _("Answer: %(subject)s")
        ) % {"subject": case.subject}
        number = word.files.count()
        attached = ngettext(
            "A file belongs to it; you find it with your question:",
            "%(number)d files belong to it; you find them with your question:",
            number,
        ) % {"number": number}
        ending = attached if number else _("To your question, and to write more:")
        greeting = _("Hello,\n\n%(colleague)s of the team of %(cluster)s writes:") % {
            "colleague": _name(word.by),
            "cluster": cluster.name,
        }
        link = page_link("support:case", case.public_id, cluster=cluster, language=person.language)
    send_letter(
        about=LetterKind.SUPPORT,
        to=person.email,
        language=person.language,
        subject=subject,
        text=f"{greeting}\n\n{word.said}\n\n{ending}\n{link}",
        cluster=cluster,
        # Into the thread where this installation has a mailbox, else to the team's own.
        reply_to=_reply_to(case) or cluster.contact_email,
        now=now,
    )


def _to_colleague(case: Case, person: User, words: Words, *, now: dt.datetime) -> None:
    send_letter_about(
        "support:answer",
        case.public_id,
        words,
        about=LetterKind.WORK_WAITS,
        to=person.email,
        language=person.language,
        cluster=case.cluster,
        now=now,
    )


def _people_of(case: Case) -> list[User]:
    wrote = words_about(case).filter(kind=WordKind.ASKER)
    people = User.objects.filter(Q(pk=case.asked_by_id) | Q(pk__in=wrote.values("by")))
    return [person for person in people.order_by("pk") if policies.can_write(person, case)]


def _name(person: Any) -> str:
    return person.full_name or _("Somebody")


def _case(case_id: int) -> Case:
    related = ("cluster", "topic", "asked_by", "organisation", "owner")
    return Case.objects.select_related(*related).get(pk=case_id)


def _word(word_id: int) -> Word:
    related = ("case__cluster", "case__topic", "case__asked_by", "case__organisation")
    return Word.objects.select_related("by", "case__owner", *related).get(pk=word_id)
