"""Saying which entry of open data an organisation is, and taking that back."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db import IntegrityError, transaction

from liaison import opendata
from liaison.hub.audit.actions import record_done, record_event
from liaison.hub.directory.actions import organisation_is_edited
from liaison.hub.directory.editing import teller_of
from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import FieldChange, Organisation
from liaison.hub.directory.queries import get_described
from liaison.hub.enrichment.actions.findings import forget_likely, look_again
from liaison.hub.enrichment.actions.steps import (
    NotRecorded,
    data,
    joined_pictures,
    locked,
)
from liaison.hub.enrichment.choices import LINK, Answer
from liaison.hub.enrichment.likely import own_key
from liaison.hub.identities.queries import ids_of
from liaison.matching import IndexUnreadable, NoIndex, UnknownOrganisation

# Kept with a decision; whoever wants to say more does so on the page about the pair.
_BECAUSE = "Said of an organisation of the directory and an entry of open data."


class UnknownEntry(Exception):
    """No source has an entry under this key."""


class LinkedAlready(Exception):
    """The organisation is linked to an entry; that link has to be taken back first."""


class AnotherIsLinked(Exception):
    """
    Another organisation of the directory is linked to this entry: the two may be one.

    :ivar organisation: that one; whoever is told may not see it
    """

    def __init__(self, organisation: Organisation | None) -> None:
        super().__init__()
        self.organisation = organisation


class NotLinked(Exception):
    """The organisation is not linked; somebody was faster."""


class NothingSaid(Exception):
    """What was said does not hold any more; somebody was faster."""


def answer(public_id: uuid.UUID, key: str, *, said: str, by: Any, now: dt.datetime) -> None:
    """
    Keep what `by` says of an organisation and an entry; if it is the same, link the two.

    :param key: of the entry
    :param said: a code of `Answer`
    :raises NotAllowed: if `by` may not edit the organisation
    :raises UnknownEntry: if no source has the entry
    :raises LinkedAlready: if it is linked already, be it to this one
    :raises AnotherIsLinked: if another organisation is linked to the entry
    :raises NotRecorded: if it cannot be kept
    """
    wanted = Answer(said)
    pictures = joined_pictures()
    if pictures.identity_of(key) is None:
        raise UnknownEntry
    proposal = opendata.Proposal(
        own_key(Organisation(public_id=public_id)),
        opendata.entry_key(key),
        opendata.Judgement(wanted.value),
        _BECAUSE,
    )
    with _recorded():
        organisation = locked(public_id, by=by)
        if organisation.open_data_id:
            raise LinkedAlready
        record_done(
            "organisation.entry_judged",
            public_id,
            by=by,
            now=now,
            entry=proposal.other,
            said=wanted.value,
        )
        if wanted is Answer.SAME:
            link(organisation, proposal.other, by=by, now=now)
            refresh_lookup([organisation.pk])
        forget_likely(organisation, pictures.identity_of(key) or key)
        # Last: a file knows no way back, while all else is undone when this is refused.
        opendata.decide(data(), [proposal], by=str(by.public_id), now=now)
    if wanted is Answer.SAME:
        look_again(organisation, now=now)


def take_back(public_id: uuid.UUID, number: int, *, by: Any, now: dt.datetime) -> None:
    """
    Take back what was said of an organisation and an entry; if it was linked so, it no longer is.

    :param number: of the decision
    :raises NotAllowed: if `by` may not edit the organisation
    :raises NothingSaid: if no such decision on this organisation holds
    :raises NotRecorded: if that cannot be kept
    """
    with _recorded():
        organisation = locked(public_id, by=by)
        decision = _held(organisation, number)
        record_event(
            verb="organisation.judgement_taken_back",
            subject=str(public_id),
            actor=str(by.public_id),
            at=now,
            details={"decision": number},
        )
        if decision.judgement is opendata.Judgement.SAME and organisation.open_data_id:
            _unlink(organisation, by=by, now=now)
        because = "Taken back on the organisation's page."
        opendata.withdraw(data(), number, because=because, by=str(by.public_id), now=now)
    look_again(organisation, now=now)


def unlink(public_id: uuid.UUID, *, by: Any, now: dt.datetime) -> None:
    """
    Take back the link of an organisation, and whatever said so.

    One that nobody said, but a number decided, is remembered as different: it would come again.

    :raises NotAllowed: if `by` may not edit the organisation
    :raises NotLinked: if it is not linked
    :raises NotRecorded: if that cannot be kept
    """
    with _recorded():
        organisation = locked(public_id, by=by)
        linked = organisation.open_data_id
        if not linked:
            raise NotLinked
        held = [
            each
            for each in _decisions_on(organisation)
            if each.judgement is opendata.Judgement.SAME
        ]
        _unlink(organisation, by=by, now=now)
        because = "The link was taken back on the organisation's page."
        for each in held:
            opendata.withdraw(data(), each.number, because=because, by=str(by.public_id), now=now)
        if not held:
            different = opendata.Proposal(
                own_key(organisation),
                opendata.entry_key(linked),
                opendata.Judgement.DIFFERENT,
                because,
            )
            opendata.decide(data(), [different], by=str(by.public_id), now=now)
    look_again(organisation, now=now)


def link(organisation: Organisation, key: str, *, by: Any, now: dt.datetime) -> None:
    """
    Link an organisation, which nobody else changes meanwhile, to the organisation of an entry.

    Whoever has linked all they want calls `refresh_lookup`, which tells lists and pictures.

    :param by: none where a number decides
    :raises LinkedAlready: if it is linked
    :raises AnotherIsLinked: if another is linked to an entry of the same organisation
    """
    if organisation.open_data_id:
        raise LinkedAlready
    id_ = check_free(organisation, key)
    try:
        with transaction.atomic():
            _write_link(organisation, id_, by=by, now=now)
    except IntegrityError as error:
        # The constraint decides: another may have been linked at the same moment.
        raise AnotherIsLinked(Organisation.objects.filter(open_data_id=id_).first()) from error


def check_free(organisation: Organisation, key: str) -> str:
    """Return under which id open data shows an entry, if no other is linked to it."""
    id_ = _id_shown(key)
    others = Organisation.objects.filter(open_data_id__in={id_, *ids_of(key)})
    if other := others.exclude(pk=organisation.pk).first():
        raise AnotherIsLinked(other)
    return id_


def _unlink(organisation: Organisation, *, by: Any, now: dt.datetime) -> None:
    _write_link(organisation, "", by=by, now=now)
    refresh_lookup([organisation.pk])


def _write_link(organisation: Organisation, id_: str, *, by: Any, now: dt.datetime) -> None:
    if by:
        organisation_is_edited.send(Organisation, organisation=organisation, codes=[LINK], by=by)
    before = organisation.open_data_id
    Organisation.objects.filter(pk=organisation.pk).update(open_data_id=id_, updated_at=now)
    organisation.open_data_id = id_
    # The history of the entry tells what people did; all else is in the history of the site.
    if by:
        FieldChange.objects.create(
            organisation=organisation,
            field=LINK,
            old=before,
            new=id_,
            teller=teller_of(by, organisation),
            by=by,
            at=now,
        )
    verb = "organisation.linked" if id_ else "organisation.unlinked"
    record_done(verb, organisation.public_id, by=by, now=now, entry=id_ or before)


def _id_shown(key: str) -> str:
    """Return the id of an entry's organisation as its page has it."""
    with suppress(UnknownOrganisation, NoIndex, IndexUnreadable):
        return get_described(opendata.id_of_key(key), for_user=None).id
    return opendata.id_of_key(key)


@contextmanager
def _recorded() -> Iterator[None]:
    """Keep all or nothing; what the file of judgements refuses is one refusal of ours."""
    try:
        with transaction.atomic():
            yield
    except opendata.NotHeld as refusal:
        raise NothingSaid from refusal
    except opendata.DecisionRefused as refusal:
        raise NotRecorded(str(refusal)) from refusal


def _decisions_on(organisation: Organisation) -> list[opendata.Decision]:
    own = own_key(organisation)
    return [each for each in opendata.read_decisions(data()) if own in each.pair]


def _held(organisation: Organisation, number: int) -> opendata.Decision:
    for each in _decisions_on(organisation):
        if each.number == number:
            return each
    raise NothingSaid
