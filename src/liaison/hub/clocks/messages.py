"""The usual letters about what waits: a reminder, and a word to those accountable for a cluster."""

import datetime as dt
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from liaison.hub.clocks.kinds import Described, described, get_kind
from liaison.hub.clocks.ladders import local_day, started_on
from liaison.hub.clocks.models import Clock
from liaison.hub.clocks.readers import Reader, managers_of, owners_of
from liaison.hub.notifications.actions import send_letter
from liaison.hub.notifications.choices import LetterKind
from liaison.hub.notifications.links import whole_address


def remind(clock: Clock, *, now: dt.datetime) -> None:
    """Remind those for whom it waits, in the caller's transaction; who may not see it, not."""
    is_late = clock.due_on < local_day(now)
    for reader in owners_of(clock):
        _send("reminder", clock, reader, _late_reminder if is_late else _reminder, now=now)


def escalate(clock: Clock, *, now: dt.datetime) -> None:
    """Tell the cluster's managers that something stays undone, in the caller's transaction."""
    for reader in managers_of(clock.cluster):
        _send("escalation", clock, reader, _escalation, now=now)


def _reminder() -> tuple[str, str]:
    return (
        _("A reminder: %(title)s"),
        _(
            "Hello,\n"
            "\n"
            "a kind reminder: this has been waiting for you since %(since)s. The last day for it "
            "is %(due)s.\n"
            "\n"
            "%(words)s:\n"
            "%(title)s"
        ),
    )


def _late_reminder() -> tuple[str, str]:
    return (
        _("Late: %(title)s"),
        _(
            "Hello,\n"
            "\n"
            "this has been waiting for you since %(since)s. The last day for it was %(due)s; "
            "others would be glad to hear from you.\n"
            "\n"
            "%(words)s:\n"
            "%(title)s"
        ),
    )


def _escalation() -> tuple[str, str]:
    return (
        _("Nobody has answered yet: %(title)s"),
        _(
            "Hello,\n"
            "\n"
            "nobody has dealt with the following since %(since)s; its last day is %(due)s. You "
            "read this because you are accountable for %(cluster)s.\n"
            "\n"
            "%(words)s:\n"
            "%(title)s"
        ),
    )


def _send(what: str, clock: Clock, reader: Reader, sentences: Any, *, now: dt.datetime) -> None:
    with override(reader.language):
        seen = described([clock], for_user=reader.person).get(clock.public_id)
        if seen is None:
            return
        subject, text = (each % _words(clock, seen) for each in sentences())
    cluster = clock.cluster
    send_letter(
        about=LetterKind.REMINDER,
        to=reader.address,
        language=reader.language,
        subject=subject,
        text=f"{text}\n\n{whole_address(seen.url, cluster=cluster)}",
        cluster=cluster,
        # The team does not answer itself.
        reply_to="" if reader.address == cluster.contact_email else cluster.contact_email,
        key=f"clock:{clock.public_id}:{what}:{clock.step}:{clock.due_on}:{reader.person.public_id}",
        now=now,
    )


def _words(clock: Clock, seen: Described) -> dict[str, str]:
    return {
        "words": str(get_kind(clock.kind).words),
        "title": seen.title,
        "since": date_format(started_on(clock)),
        "due": date_format(clock.due_on),
        "cluster": clock.cluster.name,
    }
