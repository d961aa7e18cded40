"""
What we write to people about policy needs.

No letter says who else stands behind a challenge, and none to an office more than its page does.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from liaison.hub.accounts.models import User
from liaison.hub.directory.visibility import people_acting_for
from liaison.hub.notifications.actions import Words, send_letter, send_letter_about, write_to_team
from liaison.hub.notifications.choices import LetterKind
from liaison.hub.policy_needs.describing import read_challenge, title_of
from liaison.hub.policy_needs.models import Addressee, Challenge, OfficialAnswer, Signal
from liaison.hub.policy_needs.queries.addressees import still_asked


def tell_noted(signal_id: int, *, now: dt.datetime) -> None:
    """Tell those who act for an organisation what the team noted for it."""
    signal = _signal(signal_id)
    if signal is None:
        return

    def words() -> tuple[str, str]:
        said = {
            "cluster": signal.cluster.name,
            "organisation": signal.organisation.name,
            "theme": signal.get_theme_display(),
            "words": signal.words,
        }
        body = _(
            "Hello,\n"
            "\n"
            "after talking with you the team of %(cluster)s wrote down what hinders "
            "%(organisation)s:\n"
            "\n"
            "%(theme)s\n"
            "%(words)s\n"
            "\n"
            "The team may carry it to the government. Whoever reads it there learns that there is "
            "one more organisation that says so: neither your name nor these words, unless you "
            "allow it. You can change it, say what may be read, or erase it."
        )
        return _("Written down for you: what hinders %(organisation)s") % said, body % said

    _to_organisation(signal, words, about=LetterKind.REMINDER, now=now)


def tell_set_aside(signal_id: int, *, now: dt.datetime) -> None:
    """Tell an organisation that the team does not carry on what hinders it, and why."""
    signal = _signal(signal_id)
    if signal is None:
        return

    def words() -> tuple[str, str]:
        said = {"organisation": signal.organisation.name, "word": signal.word_back}
        body = _(
            "Hello,\n"
            "\n"
            "thank you for telling what hinders %(organisation)s. The cluster team has looked at "
            "it and does not carry it on:\n"
            "\n"
            "%(word)s\n"
            "\n"
            "If you see it otherwise, please answer this letter; it reaches the team."
        )
        return _("What hinders %(organisation)s: not carried on") % said, body % said

    _to_organisation(signal, words, now=now)


def tell_sorted_again(signal_id: int, *, now: dt.datetime) -> None:
    """Tell an organisation that the team looks at what hinders it once more."""
    signal = _signal(signal_id)
    if signal is None:
        return

    def words() -> tuple[str, str]:
        said = {"organisation": signal.organisation.name}
        body = _(
            "Hello,\n"
            "\n"
            "we wrote to you that what hinders %(organisation)s is not carried on. The cluster "
            "team has taken that back and looks at it once more. You need not do anything."
        )
        return _("What hinders %(organisation)s: we look once more") % said, body % said

    _to_organisation(signal, words, now=now)


def tell_answer(answer_id: int, *, now: dt.datetime) -> None:
    """Tell everybody who stands behind a challenge what a ministry or funder answered."""
    related = ("addressee__challenge__cluster",)
    answer = OfficialAnswer.objects.select_related(*related).get(pk=answer_id)
    challenge = answer.addressee.challenge

    def words() -> tuple[str, str]:
        body = _(
            "Hello,\n"
            "\n"
            "you told the cluster team what hinders you, and it was carried to %(office)s as "
            "“%(title)s”. This is the answer of %(day)s: %(kind)s.\n"
            "\n"
            "%(words)s\n"
            "\n"
            "The cluster team says to it:\n"
            "\n"
            "%(word)s"
        )
        said = _of(challenge) | {
            "office": answer.addressee.name,
            "day": date_format(answer.given_on),
            "kind": answer.get_kind_display(),
            "words": _words_of(answer),
            "word": answer.team_word,
        }
        return _("An answer to “%(title)s”") % said, body % said

    _to_who_told(challenge, words, key=f"policy_needs.told:{answer.public_id}", now=now)


def tell_closed(challenge_id: int, *, now: dt.datetime) -> None:
    """Tell everybody who stands behind a challenge what became of it."""
    challenge = _challenge(challenge_id)

    def words() -> tuple[str, str]:
        body = _(
            "Hello,\n"
            "\n"
            "you told the cluster team what hinders you; it became part of “%(title)s”. The team "
            "has closed that: %(outcome)s.\n"
            "\n"
            "%(word)s\n"
            "\n"
            "Thank you for telling it. If it still hinders you, please answer this letter."
        )
        said = _of(challenge) | {
            "outcome": challenge.get_outcome_display(),
            "word": challenge.closing_word,
        }
        return _("What became of “%(title)s”") % said, body % said

    _to_who_told(challenge, words, key=_key("closed", challenge, now), now=now)


def tell_opened_again(challenge_id: int, *, now: dt.datetime) -> None:
    """Tell everybody who stands behind a challenge that the team goes on with it."""
    challenge = _challenge(challenge_id)

    def words() -> tuple[str, str]:
        body = _(
            "Hello,\n"
            "\n"
            "we wrote to you that “%(title)s” is closed. The cluster team has opened it again and "
            "goes on with it; you hear from us when there is news."
        )
        return _("“%(title)s” goes on") % _of(challenge), body % _of(challenge)

    _to_who_told(challenge, words, key=_key("opened_again", challenge, now), now=now)


def ask_to_answer(addressee_id: int, people: Iterable[int], *, now: dt.datetime) -> None:
    """Ask people of an office to answer a challenge."""
    addressee = _addressee(addressee_id)
    if addressee is None:
        return

    def words() -> tuple[str, str]:
        read = read_challenge(addressee.challenge)
        body = _(
            "Hello,\n"
            "\n"
            "members of %(cluster)s are hindered by something that your office could help with. "
            "Their cluster team carries it to you:\n"
            "\n"
            "%(title)s\n"
            "\n"
            "%(summary)s\n"
            "\n"
            "It is carried to: %(office)s. On the page below you find what members say of it, and "
            "you can answer. The team tells your answer to those who asked."
        )
        summary = read.summary.text if read.summary else ""
        said = _of_office(addressee) | {"title": read.title.text, "summary": summary}
        return _("Members ask for an answer: %(title)s") % said, body % said

    for person in _people(people):
        send_letter_about(
            "policy_needs:official",
            addressee.public_id,
            words,
            about=LetterKind.WORK_WAITS,
            to=person.email,
            language=person.language,
            cluster=addressee.challenge.cluster,
            # Whoever is asked anew after a while hears of it again.
            key=f"policy_needs.ask:{addressee.public_id}:{person.public_id}:{now:%Y%m%d%H%M%S}",
            now=now,
        )


def tell_carried(addressee_id: int, *, now: dt.datetime) -> None:
    """Tell those who told what hinders them that it was carried, and to which office."""
    addressee = _addressee(addressee_id)
    if addressee is None:
        return

    def words() -> tuple[str, str]:
        body = _(
            "Hello,\n"
            "\n"
            "you told %(cluster)s what hinders you. Together with what others told, we carried it "
            "to this office: %(office)s.\n"
            "\n"
            "%(title)s\n"
            "\n"
            "As soon as there is an answer, you hear of it. You need not do anything."
        )
        said = _of_office(addressee)
        return _("Carried to the government: %(title)s") % said, body % said

    _to_who_told(
        addressee.challenge, words, key=f"policy_needs.carried:{addressee.public_id}", now=now
    )


def tell_office_closed(addressee_id: int, *, now: dt.datetime) -> None:
    """Tell people of an office that they need not answer a challenge any more."""
    addressee = _addressee(addressee_id)
    if addressee is None:
        return

    def words() -> tuple[str, str]:
        body = _(
            "Hello,\n"
            "\n"
            "the cluster team has closed what it had carried to you: “%(title)s”. You need not "
            "answer it any more; thank you for your time.\n"
            "\n"
            "%(cluster)s"
        )
        return _("Closed: %(title)s") % _of_office(addressee), body % _of_office(addressee)

    for person in still_asked(addressee):
        send_letter_about(
            "policy_needs:official",
            addressee.public_id,
            words,
            about=LetterKind.WORK_WAITS,
            to=person.email,
            language=person.language,
            cluster=addressee.challenge.cluster,
            now=now,
        )


def tell_taken_back(
    challenge_id: int, office: str, *, addressee: uuid.UUID, asked: Iterable[int], now: dt.datetime
) -> None:
    """Tell people of an office, and those who told it, that a challenge is not carried there."""
    challenge = Challenge.objects.select_related("cluster").get(pk=challenge_id)

    def said() -> dict[str, Any]:
        named = {"cluster": challenge.cluster.name, "office": office}
        return named | {"title": title_of(challenge)}

    def to_office() -> tuple[str, str]:
        body = _(
            "Hello,\n"
            "\n"
            "we took back what we had carried to you: “%(title)s”. You need not answer it any "
            "more; thank you for your time.\n"
            "\n"
            "%(cluster)s"
        )
        return _("Taken back: %(title)s") % said(), body % said()

    def to_member() -> tuple[str, str]:
        body = _(
            "Hello,\n"
            "\n"
            "we had written to you that “%(title)s” was carried to this office: %(office)s. We "
            "took it back from there, and look for the right place. You need not do anything."
        )
        return _("Taken back: %(title)s") % said(), body % said()

    for person in _people(asked):
        # Its own page is gone: no link.
        with override(person.language):
            headline, text = to_office()
        send_letter(
            about=LetterKind.WORK_WAITS,
            to=person.email,
            language=person.language,
            subject=headline,
            text=text,
            cluster=challenge.cluster,
            reply_to=challenge.cluster.contact_email,
            key=f"policy_needs.taken_back:{addressee}:{person.public_id}",
            now=now,
        )
    _to_who_told(challenge, to_member, key=f"policy_needs.taken_back:{addressee}", now=now)


def tell_team(answer_id: int, *, now: dt.datetime) -> None:
    """Tell the team that an office answered."""
    found = OfficialAnswer.objects.select_related("addressee__challenge__cluster")
    answer = found.get(pk=answer_id)
    challenge = answer.addressee.challenge

    def words() -> tuple[str, str]:
        body = _(
            "Hello,\n"
            "\n"
            "an answer came to “%(title)s”, from this office: %(office)s.\n"
            "\n"
            "%(kind)s\n"
            "\n"
            "Please tell it to those who asked, with a word of your own."
        )
        said = _of_office(answer.addressee) | {"kind": answer.get_kind_display()}
        return _("The government answers: %(title)s") % said, body % said

    page = "policy_needs:challenge"
    write_to_team(page, challenge.public_id, words, cluster=challenge.cluster, now=now)


def _to_organisation(
    signal: Signal, words: Words, *, about: LetterKind = LetterKind.LISTING, now: dt.datetime
) -> None:
    for person in people_acting_for(signal.organisation):
        _to_member(signal, person, words, about=about, now=now)


def _to_who_told(challenge: Challenge, words: Words, *, key: str, now: dt.datetime) -> None:
    """Write to each who acts for those behind a challenge, once; the link is of their own."""
    told: dict[int, tuple[User, Signal]] = {}
    for signal in challenge.signals.select_related("cluster", "organisation").order_by(
        "told_at", "pk"
    ):
        for person in people_acting_for(signal.organisation):
            told.setdefault(person.pk, (person, signal))
    for person, signal in told.values():
        _to_member(signal, person, words, key=f"{key}:{person.public_id}", now=now)


def _to_member(
    signal: Signal,
    person: User,
    words: Words,
    *,
    about: LetterKind = LetterKind.LISTING,
    key: str = "",
    now: dt.datetime,
) -> None:
    send_letter_about(
        "policy_needs:own",
        signal.public_id,
        words,
        about=about,
        to=person.email,
        language=person.language,
        cluster=signal.cluster,
        key=key,
        now=now,
    )


def _words_of(answer: OfficialAnswer) -> str:
    if answer.due_on is None:
        return answer.words
    until = _("To be done by %(day)s.") % {"day": date_format(answer.due_on)}
    return f"{answer.words}\n\n{until}"


def _of(challenge: Challenge) -> dict[str, Any]:
    return {"title": title_of(challenge)}


def _key(what: str, challenge: Challenge, now: dt.datetime) -> str:
    # A challenge can be closed and opened more than once.
    return f"policy_needs.{what}:{challenge.public_id}:{now:%Y%m%d%H%M%S}"


def _signal(signal_id: int) -> Signal | None:
    """Return a signal; None where it was taken back meanwhile."""
    found = Signal.objects.select_related("cluster", "organisation")
    return found.filter(pk=signal_id).first()


def _challenge(challenge_id: int) -> Challenge:
    return Challenge.objects.select_related("cluster").get(pk=challenge_id)


def _people(keys: Iterable[int]) -> Iterable[User]:
    return User.objects.filter(pk__in=list(keys), is_active=True).order_by("pk")


def _of_office(addressee: Addressee) -> dict[str, Any]:
    challenge = addressee.challenge
    return _of(challenge) | {"office": addressee.name, "cluster": challenge.cluster.name}


def _addressee(addressee_id: int) -> Addressee | None:
    """Return an addressee; None where it was taken back meanwhile."""
    found = Addressee.objects.select_related("challenge__cluster")
    return found.filter(pk=addressee_id).first()
