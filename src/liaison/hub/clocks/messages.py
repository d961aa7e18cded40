"""The usual letters about what waits: a reminder, and a word to those accountable for a cluster."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from liaison.hub.clocks.choices import MOST_IN_A_LETTER
from liaison.hub.clocks.kinds import Described, described, get_kind
from liaison.hub.clocks.ladders import local_day, started_on
from liaison.hub.clocks.models import Clock
from liaison.hub.clocks.queries import with_digests
from liaison.hub.clocks.readers import Reader, managers_of, owners_of
from liaison.hub.notifications.actions import send_letter
from liaison.hub.notifications.choices import LetterKind
from liaison.hub.notifications.links import page_link, whole_address


def remind(clocks: list[Clock], *, key: str = "", now: dt.datetime) -> None:
    """
    Remind of clocks that wait for the same people, in the caller's transaction.

    Each gets one letter, on what they may see; who may see nothing of it gets none.

    :param key: tells letters by hand from each other and from those that come by themselves
    """
    if clocks:
        is_late = all(clock.due_on < local_day(now) for clock in clocks)
        readers = owners_of(clocks[0])
        # Who wants one letter for all gets it in the morning; a team's own address wants none.
        others = with_digests(reader.person for reader in readers if _reads_it_themselves(reader))
        for reader in readers:
            if not key and reader.person.pk in others and _reads_it_themselves(reader):
                continue
            sentences = _late_reminder if is_late else _reminder
            _send(f"reminder{key}", clocks, reader, sentences, now=now)


def escalate(clocks: list[Clock], *, now: dt.datetime) -> None:
    """Tell a cluster's managers what stays undone, in the caller's transaction."""
    if clocks:
        for reader in managers_of(clocks[0].cluster):
            _send("escalation", clocks, reader, _escalation, now=now)


def write_digest(person: Any, clocks: list[Clock], *, now: dt.datetime) -> bool:
    """Write to a person about all that waits for them; say whether they may see any of it."""
    with override(person.language):
        seen = described(clocks, for_user=person)
        shown = [clock for clock in clocks if clock.public_id in seen]
        if not shown:
            return False
        number, named, cluster = len(shown), shown[:MOST_IN_A_LETTER], shown[0].cluster
        subject, opening = (each % {"number": number} for each in _digest(number))
        parts = [_part(clock, seen[clock.public_id], now=now) for clock in named]
        more = [_and_more(number - len(named))] if number > len(named) else []
        link = page_link("desk:own", cluster=cluster, language=person.language)
    send_letter(
        about=LetterKind.REMINDER,
        to=person.email,
        language=person.language,
        subject=subject,
        text="\n\n".join([opening, *parts, *more, link]),
        cluster=cluster,
        reply_to=cluster.contact_email,
        key=f"clocks-digest:{person.public_id}:{local_day(now)}",
        now=now,
    )
    return True


def _digest(number: int) -> tuple[str, str]:
    return (
        ngettext("%(number)d thing waits for you", "%(number)d things wait for you", number),
        ngettext(
            "Hello,\n\nthis waits for you.",
            "Hello,\n\nthese %(number)d things wait for you, the most urgent first.",
            number,
        ),
    )


def _and_more(number: int) -> str:
    return ngettext(
        "And %(number)d thing more; you find it here:",
        "And %(number)d things more; you find them here:",
        number,
    ) % {"number": number}


def _reads_it_themselves(reader: Reader) -> bool:
    return bool(reader.address == reader.person.email)


def _reminder(number: int) -> tuple[str, str]:
    return (
        ngettext(
            "A reminder: %(title)s",
            "A reminder: %(number)d things are waiting for you",
            number,
        ),
        ngettext(
            "Hello,\n\na kind reminder: this is waiting for you.",
            "Hello,\n\na kind reminder: these %(number)d things are waiting for you.",
            number,
        ),
    )


def _late_reminder(number: int) -> tuple[str, str]:
    return (
        ngettext("Late: %(title)s", "Late: %(number)d things are waiting for you", number),
        ngettext(
            "Hello,\n\nthe last day for this is over, and others would be glad to hear from you.",
            "Hello,\n\nthe last day for these %(number)d things is over, and others would be glad "
            "to hear from you.",
            number,
        ),
    )


def _escalation(number: int) -> tuple[str, str]:
    return (
        ngettext(
            "Nobody has answered yet: %(title)s",
            "Nobody has answered yet: %(number)d things are waiting",
            number,
        ),
        ngettext(
            "Hello,\n\nnobody has dealt with the following yet. You read this because you are "
            "accountable for %(cluster)s.",
            "Hello,\n\nnobody has dealt with these %(number)d things yet. You read this because "
            "you are accountable for %(cluster)s.",
            number,
        ),
    )


def _send(
    what: str,
    clocks: list[Clock],
    reader: Reader,
    sentences: Callable[[int], tuple[str, str]],
    *,
    now: dt.datetime,
) -> None:
    cluster, first = clocks[0].cluster, clocks[0]
    with override(reader.language):
        seen = described(clocks, for_user=reader.person)
        shown = [clock for clock in clocks if clock.public_id in seen]
        if not shown:
            return
        words = {
            "number": len(shown),
            "title": seen[shown[0].public_id].title,
            "cluster": cluster.name,
        }
        subject, opening = (each % words for each in sentences(len(shown)))
        parts = [_part(clock, seen[clock.public_id], now=now) for clock in shown]
    send_letter(
        about=LetterKind.REMINDER,
        to=reader.address,
        language=reader.language,
        subject=subject,
        text="\n\n".join([opening, *parts]),
        cluster=cluster,
        # The team does not answer itself.
        reply_to="" if reader.address == cluster.contact_email else cluster.contact_email,
        key=f"clock:{first.public_id}:{what}:{first.step}:{first.due_on}:{reader.person.public_id}",
        now=now,
    )


def _part(clock: Clock, seen: Described, *, now: dt.datetime) -> str:
    """Return what is said of one thing, in the language of the reader: three lines and a link."""
    is_late = clock.due_on < local_day(now)
    days = (
        _("Waiting since %(since)s; the last day for it was %(due)s.")
        if is_late
        else _("Waiting since %(since)s; the last day for it is %(due)s.")
    )
    return "\n".join(
        [
            f"{get_kind(clock.kind).words}:",
            seen.title,
            days % {"since": date_format(started_on(clock)), "due": date_format(clock.due_on)},
            whole_address(seen.url, cluster=clock.cluster),
        ]
    )
