"""What members read of challenges: what is said of them and answered, never who stands behind."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from liaison.hub.clusters.models import Cluster
from liaison.hub.clusters.policies import is_of_the_team
from liaison.hub.directory.models import Organisation
from liaison.hub.policy_needs.choices import OPEN, ChallengeState
from liaison.hub.policy_needs.describing import ReadChallenge, read_challenge
from liaison.hub.policy_needs.models import Addressee, Challenge, OfficialAnswer, Signal
from liaison.hub.policy_needs.queries.evidence import numbers_told
from liaison.hub.policy_needs.queries.signals import members_one_acts_for

NoChallenge = Challenge.DoesNotExist


@dataclass(frozen=True)
class Opened:
    """
    A challenge as a member reads it, in the language that is spoken now.

    :ivar number: of organisations behind it; None where there are too few to say how many
    :ivar answers: those that were told, the first one first
    :ivar own: what those for whom the reader acts say of it
    :ivar can_echo: those of them that may still say that it hinders them too
    """

    read: ReadChallenge
    number: int | None
    answers: list[OfficialAnswer] = field(default_factory=list)
    own: list[Signal] = field(default_factory=list)
    can_echo: list[Organisation] = field(default_factory=list)

    @property
    def challenge(self) -> Challenge:
        return self.read.challenge


@dataclass(frozen=True)
class Became:
    """
    What became of a signal that is part of a challenge, for those who told it.

    :ivar read: the challenge; None while the team still writes it for itself
    :ivar offices: to which it was carried, the first one first
    :ivar answers: those that were told, the first one first
    """

    read: ReadChallenge | None
    offices: list[Addressee] = field(default_factory=list)
    answers: list[OfficialAnswer] = field(default_factory=list)


def can_read_opened(cluster: Cluster, *, for_user: Any) -> bool:
    """Say whether the user acts for a member of the cluster, or is of its team."""
    return _may_read(members_one_acts_for(cluster, for_user=for_user), cluster, for_user)


def opened_challenges(cluster: Cluster, *, for_user: Any) -> list[Opened]:
    """Return what is opened to members of a cluster, open ones first, the newest first."""
    members = members_one_acts_for(cluster, for_user=for_user)
    if not _may_read(members, cluster, for_user):
        return []
    found = Challenge.objects.filter(cluster=cluster, is_open_to_members=True)
    newest = found.select_related("cluster").order_by("-state_since", "-pk")
    closed_last = sorted(newest, key=lambda each: each.state == ChallengeState.CLOSED)
    return _opened(closed_last, members)


def get_opened(public_id: uuid.UUID, *, for_user: Any) -> Opened:
    """Return a challenge that is opened to members, to these; raises NoChallenge."""
    found = Challenge.objects.select_related("cluster").filter(is_open_to_members=True)
    challenge = found.get(public_id=public_id)
    members = members_one_acts_for(challenge.cluster, for_user=for_user)
    if not _may_read(members, challenge.cluster, for_user):
        raise NoChallenge
    return _opened([challenge], members)[0]


def what_became(signals: Iterable[Signal], *, for_user: Any) -> dict[int, Became]:
    """
    Return what became of some of the reader's own signals, by their keys; asks twice for all.

    Left out are those that are part of no challenge, and those of others.
    """
    held = set(for_user.organisation_roles.values_list("organisation", flat=True))
    own = [signal for signal in signals if signal.challenge_id and signal.organisation_id in held]
    challenges = {signal.challenge_id for signal in own}
    offices = defaultdict(list)
    for office in Addressee.objects.filter(challenge__in=challenges):
        offices[office.challenge_id].append(office)
    answers = _answers_told(challenges)
    return {
        signal.pk: Became(
            read_challenge(signal.challenge) if _is_read_by_tellers(signal.challenge) else None,
            offices[signal.challenge_id],
            answers[signal.challenge_id],
        )
        for signal in own
    }


def _is_read_by_tellers(challenge: Challenge) -> bool:
    return challenge.is_open_to_members or challenge.state != ChallengeState.GATHERING


def _may_read(members: list[Organisation], cluster: Cluster, user: Any) -> bool:
    return bool(members) or is_of_the_team(user, cluster)


def _opened(challenges: list[Challenge], members: list[Organisation]) -> list[Opened]:
    keys = [challenge.pk for challenge in challenges]
    numbers, answers = numbers_told(challenges), _answers_told(keys)
    own = defaultdict(list)
    for signal in _own_of(members, keys):
        own[signal.challenge_id].append(signal)
    return [
        Opened(
            read_challenge(challenge),
            numbers.get(challenge.pk),
            answers[challenge.pk],
            own[challenge.pk],
            _who_may_echo(challenge, members, own[challenge.pk]),
        )
        for challenge in challenges
    ]


def _own_of(members: list[Organisation], challenges: list[int]) -> QuerySet[Signal]:
    found = Signal.objects.filter(organisation__in=members, challenge__in=challenges)
    return found.select_related("organisation").order_by("organisation__name", "pk")


def _who_may_echo(
    challenge: Challenge, members: list[Organisation], own: list[Signal]
) -> list[Organisation]:
    if challenge.state not in OPEN:
        return []
    said = {signal.organisation_id for signal in own}
    return [member for member in members if member.pk not in said]


def _answers_told(challenges: Iterable[int]) -> dict[int, list[OfficialAnswer]]:
    told = OfficialAnswer.objects.filter(
        addressee__challenge__in=list(challenges), told_at__isnull=False
    ).select_related("addressee")
    by_challenge = defaultdict(list)
    for answer in told.order_by("told_at", "pk"):
        by_challenge[answer.addressee.challenge_id].append(answer)
    return by_challenge
