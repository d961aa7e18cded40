"""Writing letters, choosing which to receive, and deciding on those that got stuck."""

import datetime as dt
import uuid
from collections.abc import Callable
from email.utils import make_msgid
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.dispatch import Signal, receiver
from django.utils.translation import override

from liaison.hub.accounts.actions import person_leaves
from liaison.hub.accounts.queries import NoPerson, get_person
from liaison.hub.audit.actions import record_done
from liaison.hub.clusters.models import Cluster
from liaison.hub.clusters.policies import is_of_the_team
from liaison.hub.jobs.actions import enqueue
from liaison.hub.jobs.recurring import recurring_key
from liaison.hub.notifications.choices import CHOOSABLE, LetterKind, LetterState
from liaison.hub.notifications.links import Stop, page_link
from liaison.hub.notifications.models import Letter, Preference, ReturnedAddress, digest_of
from liaison.hub.notifications.queries import get_letter, is_wanted

SEND = "notifications.send"
# Makes subject and body; called in the reader's language.
Words = Callable[[], tuple[str, str]]
# Sent in the transaction in which it is noted that nobody reads where a letter went, with
# `address` and `now`.
address_unknown = Signal()


class NotAllowed(PermissionDenied):
    """This person is not of the team."""


class TooLate(Exception):
    """Somebody has decided on this letter meanwhile."""


def send_letter(
    *,
    about: LetterKind,
    to: str,
    language: str,
    subject: str,
    text: str,
    now: dt.datetime,
    html: str = "",
    cluster: Any = None,
    reply_to: str = "",
    key: str = "",
) -> Letter | None:
    """
    Write a letter into the outbox, in the caller's transaction; it goes out once that is saved.

    :param text: the whole letter as plain text, without a frame; its links become links in HTML
    :param html: HTML inside the frame, for letters that are more than their text
    :param cluster: whose name stands above it
    :param reply_to: where answers go; empty: nowhere
    :param key: the same key never makes a second letter; the first one is returned instead
    :returns: None if this person does not want letters of this kind
    """
    digest = digest_of(to)
    if not is_wanted(about, address=to, digest=digest):
        return None
    letter = Letter(
        about=about,
        key=key,
        address=to,
        digest=digest,
        language=language,
        # A name with a line break in it must not add a line to the head of a letter, be it here
        # or in its sender.
        subject=" ".join(subject.split())[:300],
        text=text,
        html=html,
        sender=" ".join(cluster.name.split()) if cluster else "",
        reply_to=reply_to,
        message_id=make_msgid(domain=urlsplit(settings.SITE_ADDRESS).hostname or "localhost"),
        next_attempt=now,
        created_at=now,
    )
    try:
        with transaction.atomic():
            letter.save(force_insert=True)
    except IntegrityError:
        same = Letter.objects.filter(key=key).first() if key else None
        if same is None:
            raise
        return same
    # After the caller's transaction: two long ones must not wait for each other because of it.
    transaction.on_commit(partial(wake_sender, now=now))
    return letter


def send_letter_about(
    page: str,
    subject: uuid.UUID,
    words: Words,
    *,
    about: LetterKind,
    to: str,
    language: str,
    cluster: Any,
    now: dt.datetime,
    key: str = "",
) -> Letter | None:
    """
    Write a letter that ends with the link of a page; answers go to the cluster's team.

    :param page: the view that shows it, and `subject` the public id of what it shows
    :param words: see `send_letter` for the rest
    """
    with override(language):
        headline, text = words()
    link = page_link(page, subject, cluster=cluster, language=language)
    return send_letter(
        about=about,
        to=to,
        language=language,
        subject=headline,
        text=f"{text}\n\n{link}",
        cluster=cluster,
        # The team does not answer itself.
        reply_to="" if to == cluster.contact_email else cluster.contact_email,
        key=key,
        now=now,
    )


def write_to_team(
    page: str, subject: uuid.UUID, words: Words, *, cluster: Any, now: dt.datetime
) -> None:
    """
    Write to a cluster's team, in its language, what waits for it; nothing where it has no address.

    :param page: the view that shows it, and `subject` the public id of what it shows
    """
    if cluster.contact_email:
        send_letter_about(
            page,
            subject,
            words,
            about=LetterKind.WORK_WAITS,
            to=cluster.contact_email,
            language=cluster.main_language,
            cluster=cluster,
            now=now,
        )


def wake_sender(*, now: dt.datetime) -> None:
    """Let a worker send what waits; without this it would within a minute."""
    enqueue(SEND, arguments={}, key=recurring_key(SEND), by=None, now=now)


@transaction.atomic
def choose(kinds: set[LetterKind], *, by: Any, now: dt.datetime) -> None:
    """Receive these kinds of letters from now on, and none of the others that one may choose."""
    for kind in CHOOSABLE:
        _switch(kind, kind in kinds, person=by, digest=digest_of(by.email), now=now)


def stop(stopped: Stop, *, now: dt.datetime) -> None:
    """Stop a kind of letters to whoever holds the signed link, with or without an account."""
    _switch_by_link(stopped, False, now=now)


def receive_again(stopped: Stop, *, now: dt.datetime) -> None:
    """Undo `stop`."""
    _switch_by_link(stopped, True, now=now)


@transaction.atomic
def send_again(public_id: uuid.UUID, *, by: Any, now: dt.datetime) -> None:
    """
    Send a letter of which it is not known whether it was sent, or that could not be.

    :raises NoLetter: if there is none that `by` may decide on
    :raises TooLate: if its words are gone
    """
    letter = get_letter(public_id, for_user=by)
    stuck = Letter.objects.to_be_looked_at().filter(pk=letter.pk).exclude(text="")
    if not stuck.update(state=LetterState.WAITING, attempts=0, next_attempt=now):
        raise TooLate
    record_done("letter.sent_again", letter, by=by, now=now)
    transaction.on_commit(partial(wake_sender, now=now))


@transaction.atomic
def set_aside(public_id: uuid.UUID, *, by: Any, now: dt.datetime) -> None:
    """Forget a letter that got stuck, with its words; raises NoLetter."""
    letter = get_letter(public_id, for_user=by)
    Letter.objects.to_be_looked_at().filter(pk=letter.pk).delete()
    record_done("letter.set_aside", letter, by=by, now=now)


@transaction.atomic
def note_returned(address: str, *, message_id: str, now: dt.datetime) -> bool:
    """
    Note that a letter could not be brought to an address, as a mail server says; return whether so.

    Anybody can write such a mail: it counts if it names a letter of ours by what only its receiver
    and the servers on the way know.
    """
    digest = digest_of(address)
    letter = Letter.objects.filter(digest=digest, message_id=message_id).first()
    if letter is None or not message_id:
        return False
    note_unknown(letter, now=now)
    return True


@transaction.atomic
def note_unknown(letter: Letter, *, now: dt.datetime) -> None:
    """Note that nobody reads at the address of a letter, as a mail server says."""
    _, is_new = ReturnedAddress.objects.update_or_create(
        digest=letter.digest,
        defaults={"last_at": now},
        create_defaults={"since": now, "last_at": now},
    )
    if is_new:
        record_done("letters.came_back", letter, by=None, now=now)
    if letter.address:
        address_unknown.send(sender=Letter, address=letter.address, now=now)


@transaction.atomic
def try_address_again(*, by: Any, now: dt.datetime) -> None:
    """Write to a person's address again, since they say that it works."""
    gone, _ = ReturnedAddress.objects.filter(digest=digest_of(by.email)).delete()
    if gone:
        record_done("letters.tried_again", by.public_id, by=by, now=now)


@transaction.atomic
def try_team_again(cluster: Cluster, *, by: Any, now: dt.datetime) -> None:
    """
    Write to a team's address again, since one of it says that it works.

    :raises NotAllowed: if `by` is not of the team
    """
    if not is_of_the_team(by, cluster):
        raise NotAllowed
    gone, _ = ReturnedAddress.objects.filter(digest=digest_of(cluster.contact_email)).delete()
    if gone:
        record_done("letters.tried_again", cluster.slug, by=by, now=now, cluster=cluster.slug)


def forget_addresses(*, before: dt.datetime) -> int:
    """Erase address and subject of letters sent, and all of what got stuck, before a moment."""
    sent = Letter.objects.filter(sent_at__lt=before).exclude(address="")
    number = sent.update(address="", subject="")
    stuck, _ = Letter.objects.to_be_looked_at().filter(created_at__lt=before).delete()
    return number + stuck


@receiver(person_leaves)
def _let_go(sender: Any, *, person: Any, **more: Any) -> None:
    """Write to nobody who has left, and forget what was written."""
    to_them = Letter.objects.filter(digest=digest_of(person.email))
    to_them.exclude(state=LetterState.SENT).delete()
    to_them.update(address="", subject="", digest="")
    Preference.objects.filter(person=person).delete()
    ReturnedAddress.objects.filter(digest=digest_of(person.email)).delete()


@transaction.atomic
def _switch_by_link(stopped: Stop, is_on: bool, *, now: dt.datetime) -> None:
    """Switch for the person with this address, else for the address itself."""
    letter = Letter.objects.filter(digest=stopped.digest).exclude(address="").first()
    try:
        person = get_person(letter.address) if letter else None
    except NoPerson:
        person = None
    _switch(stopped.kind, is_on, person=person, digest=stopped.digest, now=now)


def _switch(kind: LetterKind, is_on: bool, *, person: Any, digest: str, now: dt.datetime) -> None:
    """Note what a person wants, or where there is none who reads at an address."""
    if is_on:
        refused = Q(digest=digest) | Q(person=person) if person else Q(digest=digest)
        changed, _ = Preference.objects.filter(refused, kind=kind).delete()
    else:
        who = {"person": person} if person else {"digest": digest}
        _, changed = Preference.objects.get_or_create(**who, kind=kind, defaults={"off_since": now})
    if changed:
        verb = "letters.wanted" if is_on else "letters.not_wanted"
        record_done(verb, kind, by=person, now=now)
