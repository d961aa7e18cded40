"""Signals, the challenges they are gathered into, to whom these are carried, and the answers."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import Organisation
from liaison.hub.policy_needs.choices import (
    LONGEST_ANSWER,
    LONGEST_NAME,
    LONGEST_SOURCE,
    LONGEST_WORD_BACK,
    LONGEST_WORDS,
    AnswerKind,
    Attribution,
    ChallengeOutcome,
    ChallengeState,
    SignalState,
    Theme,
)


def _person(**options: object) -> models.ForeignKey:
    on_delete = {"on_delete": models.PROTECT, "related_name": "+"}
    return models.ForeignKey(settings.AUTH_USER_MODEL, **on_delete, **options)


class Challenge(models.Model):
    """
    What several organisations are hindered by, in the words of a cluster's team.

    Seen by the team; by members once it is opened to them; by a ministry or funder once it is
    carried there. Whose signals stand behind it, others learn only as each of these allows.

    :ivar texts: title, summary and what would help, by language, such as "title_fr"; see
        `directory.texts`
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    theme = models.CharField(max_length=12, choices=Theme.choices)
    texts = models.JSONField(default=dict)
    state = models.CharField(
        max_length=10, choices=ChallengeState.choices, default=ChallengeState.GATHERING
    )
    state_since = models.DateTimeField()
    begun_by = _person()
    begun_at = models.DateTimeField()
    # Whether members of the cluster read it, and may say that it hinders them too.
    is_open_to_members = models.BooleanField(default=False)
    outcome = models.CharField(max_length=10, choices=ChallengeOutcome.choices, blank=True)
    # What the team says with the outcome to those who told it.
    closing_word = models.TextField(max_length=LONGEST_WORD_BACK, blank=True)
    invented = models.BooleanField(default=False)
    # Grows with each change, so that nobody writes over what a colleague wrote meanwhile.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="challenge_that_is_closed_says_what_became_of_it",
                condition=(Q(state=ChallengeState.CLOSED) & ~Q(outcome="") & ~Q(closing_word=""))
                | (~Q(state=ChallengeState.CLOSED) & Q(outcome="", closing_word="")),
            ),
        ]

    def __str__(self) -> str:
        # Never the title: this text ends up in logs and in the history.
        return str(self.public_id)


class Signal(models.Model):
    """
    What hinders one organisation, as it says itself or as the team heard it from it.

    Seen by those who act for the organisation and by the cluster's team; by others as `attribution`
    says, once it is gathered into a challenge.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="policy_signals"
    )
    theme = models.CharField(max_length=12, choices=Theme.choices)
    words = models.TextField(max_length=LONGEST_WORDS, blank=True)
    language = models.CharField(max_length=2)
    attribution = models.CharField(
        max_length=10, choices=Attribution.choices, default=Attribution.COUNTED
    )
    told_at = models.DateTimeField()
    # Who of the organisation told it, or took up what the team had noted.
    told_by = _person(null=True)
    # Who of the team noted it.
    noted_by = _person(null=True)
    state = models.CharField(
        max_length=10, choices=SignalState.choices, default=SignalState.WAITING
    )
    state_since = models.DateTimeField()
    challenge = models.ForeignKey(
        Challenge, null=True, on_delete=models.PROTECT, related_name="signals"
    )
    # Said of a challenge there was: "this hinders us too".
    is_echo = models.BooleanField(default=False)
    # Why the team does not carry it on; its organisation is told.
    word_back = models.TextField(max_length=LONGEST_WORD_BACK, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="signal_says_something_unless_it_echoes_a_challenge",
                condition=~Q(words="") | Q(is_echo=True),
            ),
            models.CheckConstraint(
                name="signal_was_told_or_noted_by_a_person",
                condition=Q(told_by__isnull=False) | Q(noted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="signal_that_was_only_noted_is_only_counted",
                condition=Q(told_by__isnull=False) | Q(attribution=Attribution.COUNTED),
            ),
            models.CheckConstraint(
                name="signal_is_gathered_into_a_challenge",
                condition=Q(state=SignalState.GATHERED, challenge__isnull=False)
                | (~Q(state=SignalState.GATHERED) & Q(challenge=None)),
            ),
            models.CheckConstraint(
                name="signal_that_is_set_aside_says_why",
                condition=(Q(state=SignalState.SET_ASIDE) & ~Q(word_back=""))
                | (~Q(state=SignalState.SET_ASIDE) & Q(word_back="")),
            ),
            models.UniqueConstraint(
                name="organisation_echoes_a_challenge_once",
                fields=["challenge", "organisation"],
                condition=Q(is_echo=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def waits_to_be_taken_up(self) -> bool:
        """Whether the team noted it, and nobody of its organisation has said anything to it."""
        return self.told_by_id is None


class Addressee(models.Model):
    """
    A ministry or funder to which a challenge was carried.

    :ivar people: strategic partners of the cluster who are asked to answer here; nobody where it
        was carried by letter or in a meeting
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="addressees")
    # Such as "Ministry of Health, Directorate of Health"; an office, never a person.
    name = models.CharField(max_length=LONGEST_NAME)
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    carried_by = _person()
    carried_at = models.DateTimeField()
    # When one of its people said here that they have it; or when it answered.
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["carried_at", "pk"]
        constraints = [
            models.CheckConstraint(name="addressee_has_a_name", condition=~Q(name="")),
            models.UniqueConstraint(
                name="challenge_is_carried_to_an_office_once", fields=["challenge", "name"]
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class OfficialAnswer(models.Model):
    """
    What a ministry or funder answered: written here by its people, or noted by the team.

    Seen by the team and by its addressee; by members and by those who told it, once they are told.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    addressee = models.ForeignKey(Addressee, on_delete=models.CASCADE, related_name="answers")
    kind = models.CharField(max_length=12, choices=AnswerKind.choices)
    words = models.TextField(max_length=LONGEST_ANSWER)
    language = models.CharField(max_length=2)
    given_on = models.DateField()
    given_by = _person(null=True)
    noted_by = _person(null=True)
    # Where what the team noted can be read: the letter, the minutes, an address.
    source = models.CharField(max_length=LONGEST_SOURCE, blank=True)
    # Until when something is to be done, where that was said.
    due_on = models.DateField(null=True)
    written_at = models.DateTimeField()
    told_by = _person(null=True)
    # When it was told to those who had told it; None while it waits for the team.
    told_at = models.DateTimeField(null=True)
    team_word = models.TextField(max_length=LONGEST_WORD_BACK, blank=True)

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(name="official_answer_says_something", condition=~Q(words="")),
            models.CheckConstraint(
                name="official_answer_is_given_here_or_noted_from_a_source",
                condition=Q(given_by__isnull=False, noted_by=None, source="")
                | (Q(given_by=None, noted_by__isnull=False) & ~Q(source="")),
            ),
            models.CheckConstraint(
                name="official_answer_that_was_told_says_by_whom",
                condition=Q(told_at=None, told_by=None)
                | Q(told_at__isnull=False, told_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
