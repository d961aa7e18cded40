"""The team notes after a contact what hinders an organisation; the organisation decides on it."""

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import Organisation
from liaison.hub.interactions.actions import add_outcome
from liaison.hub.interactions.models import Interaction
from liaison.hub.interactions.queries import get_kept, get_met
from liaison.hub.listings.queries import is_member
from liaison.hub.policy_needs import messages, policies
from liaison.hub.policy_needs.actions.steps import (
    NotAllowed,
    NotUsable,
    TooLate,
    hold,
    keep,
    locked_signal,
    record_signal,
    usable_language,
    usable_theme,
    usable_words,
)
from liaison.hub.policy_needs.actions.telling import erase, wait_for_team
from liaison.hub.policy_needs.choices import SIGNAL
from liaison.hub.policy_needs.models import Signal


class NotAMember(Exception):
    """Only what hinders members of the cluster is carried on."""


@dataclass(frozen=True)
class Noted:
    """What somebody of the team writes down that hinders an organisation."""

    theme: str
    words: str
    language: str


@transaction.atomic
def note_after(
    contact: uuid.UUID, organisation: uuid.UUID, noted: Noted, *, by: Any, now: dt.datetime
) -> Signal:
    """
    Note what hinders an organisation that was met, as an outcome of the contact.

    The same words noted of the same contact twice, and not taken up meanwhile, stand once.

    :param contact: the public id of a contact that stands in the register
    :param organisation: the public id of one of those that were met
    :raises NoInteraction: if `by` may not read the contact, or it is still a draft
    :raises UnknownOrganisation: if it is none of those
    :raises NotAllowed: as all that `note_for` raises
    """
    interaction = get_kept(contact, for_user=by)
    # One at a time for each contact, so that two presses of a button note it once.
    Interaction.objects.select_for_update(of=("self",)).get(pk=interaction.pk)
    met = get_met(interaction, organisation, for_user=by)
    so_far = interaction.outcomes.filter(kind=SIGNAL).values("what")
    same = Signal.objects.filter(public_id__in=so_far, organisation=met, told_by=None)
    if there := same.filter(**_usable(noted)).first():
        return there
    signal = note_for(met, noted, cluster=interaction.cluster, by=by, now=now)
    add_outcome(contact, kind=SIGNAL, what=signal.public_id, by=by, now=now)
    return signal


@transaction.atomic
def note_for(
    organisation: Organisation, noted: Noted, *, cluster: Cluster, by: Any, now: dt.datetime
) -> Signal:
    """
    Note what hinders an organisation, whose people are told; others learn that there is one more.

    :raises NotAllowed: if `by` is not of the cluster's team, or acts for the organisation
    :raises NotAMember: if it is no member of the cluster
    :raises NotUsable: if something of it cannot be kept
    """
    if not policies.can_note_for(by, organisation, cluster):
        raise NotAllowed
    if not is_member(organisation, cluster):
        raise NotAMember
    hold(organisation)
    signal = Signal.objects.create(
        cluster=cluster,
        organisation=organisation,
        noted_by=by,
        told_at=now,
        state_since=now,
        **_usable(noted),
    )
    wait_for_team(signal, by=by, now=now)
    record_signal("noted", signal, by=by, now=now)
    transaction.on_commit(partial(messages.tell_noted, signal.pk, now=now))
    return signal


@transaction.atomic
def change_noted(signal: Signal, noted: Noted, *, version: int, by: Any, now: dt.datetime) -> None:
    """
    Note it anew; its people find it as it is then, and are not written to again.

    :raises NotAllowed: if `by` is not of the team
    :raises NotUsable: as `note_for`
    :raises TooLate: if it was changed since `version`, is taken up or gone
    """
    kept = _untouched(signal, by, version=version)
    keep(kept, **_usable(noted))
    record_signal("noted_anew", kept, by=by, now=now)


@transaction.atomic
def withdraw_noted(signal: Signal, *, by: Any, now: dt.datetime) -> None:
    """Erase what the team noted; raises NotAllowed, or TooLate once it is taken up or gone."""
    erase(_untouched(signal, by), "noted_withdrawn", by=by, now=now)


def _untouched(signal: Signal, by: Any, *, version: int | None = None) -> Signal:
    if not policies.can_note_for(by, signal.organisation, signal.cluster):
        raise NotAllowed
    kept = locked_signal(signal, version=version)
    if not kept.waits_to_be_taken_up:
        raise TooLate
    return kept


def _usable(noted: Noted) -> dict[str, str]:
    return {
        "theme": usable_theme(noted.theme),
        "words": usable_words(noted.words),
        "language": usable_language(noted.language),
    }


__all__ = [
    "NotAMember",
    "NotAllowed",
    "NotUsable",
    "Noted",
    "TooLate",
    "change_noted",
    "note_after",
    "note_for",
    "withdraw_noted",
]
