"""Judging whether two entries are one organisation, and taking that back."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from liaison import opendata
from liaison.hub.audit.actions import record_done
from liaison.hub.clusters.models import Cluster
from liaison.hub.identities import policies
from liaison.hub.identities.choices import LONGEST_REASON
from liaison.hub.identities.queries import current_pictures


class NotAllowed(PermissionDenied):
    """This person may not judge entries for this cluster."""


class UnknownEntry(Exception):
    """No source has an entry under this key."""


class JudgedAlready(Exception):
    """Somebody was faster: the pair has been judged."""


class ContradictsOthers(Exception):
    """Other judgements say otherwise by way of a third entry."""


class JudgementGone(Exception):
    """The judgement does not hold any more; somebody was faster."""


class NotRecorded(Exception):
    """The file of judgements cannot be read or written; those who run the site must look at it."""


class NoReasonGiven(ValueError):
    """A judgement, or taking one back, needs a reason of at most LONGEST_REASON characters."""


def judge(
    one: str,
    other: str,
    *,
    judgement: str,
    because: str,
    cluster: Cluster,
    by: Any,
    now: dt.datetime,
) -> opendata.Decision:
    """
    Record what `by` finds of two entries; it holds from the next `liaison link` on.

    :param one: key of an entry, likewise `other`
    :param judgement: same, different or unsure
    :raises NotAllowed: if `by` does not manage the cluster
    :raises UnknownEntry: if one of the two is none
    :raises NoReasonGiven: if there is no reason, or one that is too long
    :raises JudgedAlready: if a judgement on the two holds
    :raises ContradictsOthers: if judgements on other pairs say otherwise
    :raises NotRecorded: if it cannot be kept
    """
    _check_may_judge(by, cluster)
    because = checked_reason(because)
    pictures = current_pictures()
    if pictures is None or one == other or pictures.unknown([one, other]):
        raise UnknownEntry
    proposal = opendata.Proposal(one, other, opendata.Judgement(judgement), because)
    with transaction.atomic():
        record_done(
            "pair.judged",
            f"{one} {other}",
            cluster=cluster.slug,
            by=by,
            now=now,
            judgement=proposal.judgement.value,
        )
        # Last: a file knows no way back, while the history is undone when this is refused.
        (decision,) = _decide(proposal, by=by, now=now)
    return decision


def take_back(
    number: int, *, because: str, cluster: Cluster, by: Any, now: dt.datetime
) -> opendata.Decision:
    """
    Withdraw a judgement, as if it had never been made, from the next `liaison link` on.

    :raises NotAllowed: if `by` does not manage the cluster
    :raises NoReasonGiven: if there is no reason, or one that is too long
    :raises JudgementGone: if no judgement with this number holds
    :raises NotRecorded: if it cannot be kept
    """
    _check_may_judge(by, cluster)
    because = checked_reason(because)
    with transaction.atomic():
        record_done(
            "pair.judgement_taken_back",
            f"decision {number}",
            cluster=cluster.slug,
            by=by,
            now=now,
        )
        try:
            return opendata.withdraw(
                _data(), number, because=because, by=str(by.public_id), now=now
            )
        except opendata.NotHeld as refusal:
            raise JudgementGone from refusal
        except opendata.DecisionRefused as refusal:
            raise NotRecorded from refusal


def _decide(proposal: opendata.Proposal, *, by: Any, now: dt.datetime) -> list[opendata.Decision]:
    try:
        # By number, not by name: the file is never changed, and people may leave.
        return opendata.decide(
            _data(), [proposal], by=str(by.public_id), now=now, only_undecided=True
        )
    except opendata.AlreadyDecided as refusal:
        raise JudgedAlready from refusal
    except opendata.ContradictsOthers as refusal:
        raise ContradictsOthers from refusal
    except opendata.DecisionRefused as refusal:
        raise NotRecorded from refusal


def _check_may_judge(by: Any, cluster: Cluster) -> None:
    if not policies.can_judge(by, cluster):
        raise NotAllowed


def checked_reason(because: str) -> str:
    """Return a reason as it is kept; raises NoReasonGiven if there is none, or one too long."""
    because = because.replace("\x00", "").strip()
    if not because or len(because) > LONGEST_REASON:
        raise NoReasonGiven
    return because


def _data() -> Path:
    return Path(settings.DATA_FOLDER)
