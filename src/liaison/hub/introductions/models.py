"""Introductions, what happened to them, and who does not want to be asked."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import Organisation
from liaison.hub.introductions.choices import (
    FOLLOW_UPS,
    LONGEST_BLURB,
    LONGEST_DESCRIPTION,
    LONGEST_MESSAGE,
    LONGEST_REASON,
    LONGEST_SOURCE,
    MOST_MESSAGES,
    OPEN,
    OVER,
    RELEASED,
    About,
    DeclineReason,
    Side,
    State,
    Step,
)
from liaison.hub.partner_search.choices import Outcome
from liaison.hub.partner_search.models import IntroductionRequest

_IS_OPEN = Q(state__in=OPEN)


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    def of_person(self, user):
        """Those in which a person takes part: as asking side, or as asked side once asked."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(asking_person=user) | Q(asked_person=user, asked_at__isnull=False))

    def for_the_team_of(self, user):
        """Those of the clusters that the user is accountable for."""
        return self.filter(cluster__in=Cluster.objects.managed_by(user).values("pk"))

    def open(self):
        return self.filter(_IS_OPEN)

    def between(self, *, asking_person, asking_organisation, asked):
        """
        Those of the same asking side and the same asked side.

        :param asked: the fields that name the asked side
        """
        return self.asked_for_by(asking_person, asking_organisation).filter(**asked)

    def asked_for_by(self, person, organisation):
        """Those of one asking side: of an organisation, or of a person who asks for none."""
        if organisation:
            return self.filter(asking_organisation=organisation)
        return self.filter(asking_organisation=None, asking_person=person)

    def refused_since(self, moment: dt.datetime):
        """Those whose asked side said no after a moment, also where they were taken back then."""
        refusals = IntroductionStep.objects.filter(
            step__in=(Step.DECLINED, Step.OPTED_OUT), at__gt=moment
        )
        return self.filter(
            Q(state=State.DECLINED, state_since__gt=moment)
            | Q(state=State.CANCELLED, pk__in=refusals.values("introduction"))
        )

    def whose_words_have_served(self, before: dt.datetime):
        """Those of which nothing comes any more, since some moment, and that still hold words."""
        kept = ~Q(blurb="") | ~Q(asked_email="") | ~Q(asked_contact="") | ~Q(described_as="")
        kept |= Exists(RelayedMessage.objects.filter(introduction=OuterRef("pk")))
        # Both were asked what came of it for the last time, and had as long again to say so.
        followed_up = Q(state__in=RELEASED, released_at__lt=before - FOLLOW_UPS[-1])
        over = Q(state__in=OVER, state_since__lt=before) | followed_up
        # Something of it may run on, also where both said what came of it.
        needed = Q(kept_until__isnull=False, kept_until__gte=before.date())
        return self.filter(kept, over).exclude(needed)


class Introduction(models.Model):
    """
    One side would like to meet another; both are asked, and know of each other once both said yes.

    Until then an anonymous asking side is described in words, and the asked side's person and
    address are the cluster team's alone.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="introductions")
    state = models.CharField(max_length=12, choices=State.choices)
    state_since = models.DateTimeField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    proposed_at = models.DateTimeField()
    # What its request weighs on the asked organisation; gone once it no longer counts.
    request = models.OneToOneField(
        IntroductionRequest, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    asking_person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="introductions_asked_for",
    )
    # None for a person who acts for no organisation of the directory.
    asking_organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.CASCADE, related_name="introductions_asked_for"
    )
    asking_agreed_at = models.DateTimeField(null=True)
    is_anonymous = models.BooleanField(default=False)
    # What stands in the place of the names until both said yes: "A maker of sensors near Metz".
    described_as = models.CharField(max_length=LONGEST_DESCRIPTION, blank=True)

    asked_organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.CASCADE, related_name="introductions_received"
    )
    # Of one that only open data knows, with what it was called and where it is.
    asked_open_data_id = models.CharField(max_length=100, blank=True)
    asked_name = models.CharField(max_length=300, blank=True)
    asked_country = models.CharField(max_length=2, blank=True)
    # Who is asked: a person with an account, or whoever reads at an address that the team entered.
    asked_person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="introductions_received",
    )
    asked_email = models.EmailField(max_length=254, blank=True)
    asked_email_source = models.CharField(max_length=LONGEST_SOURCE, blank=True)
    asked_contact = models.CharField(max_length=200, blank=True)
    asked_language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="en")
    asked_at = models.DateTimeField(null=True)
    # Which letter to the asked side counts; the links of earlier ones open nothing.
    letter_number = models.PositiveSmallIntegerField(default=0)
    answer_until = models.DateTimeField(null=True)
    # Since when a question of the asked side waits for the asking one; its own time stands still.
    question_since = models.DateTimeField(null=True)
    asked_agreed_at = models.DateTimeField(null=True)
    not_now_until = models.DateField(null=True)
    # The asking side was told that it may ask again.
    not_now_told = models.BooleanField(default=False)

    blurb = models.TextField(max_length=LONGEST_BLURB, blank=True)
    about_kind = models.CharField(max_length=10, choices=About.choices, blank=True)
    about_id = models.UUIDField(null=True)

    # For the team alone.
    veto_reason = models.TextField(max_length=LONGEST_REASON, blank=True)
    decline_reason = models.CharField(max_length=20, choices=DeclineReason.choices, blank=True)

    released_at = models.DateTimeField(null=True)
    met_on = models.DateField(null=True)
    outcome_of_asking = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    outcome_of_asked = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    # How many of the letters that ask what came of it are written.
    follow_ups = models.PositiveSmallIntegerField(default=0)
    # Something of it runs until this day, so that its words and addresses serve at least so long.
    kept_until = models.DateField(null=True)

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(name="introductions_by_state", fields=["cluster", "state", "state_since"])
        ]
        constraints = [
            models.CheckConstraint(
                name="introduction_has_a_state_we_know", condition=Q(state__in=State.values)
            ),
            models.CheckConstraint(
                name="introduction_is_between_two_organisations",
                condition=Q(asking_organisation=None)
                | Q(asked_organisation=None)
                | ~Q(asking_organisation=F("asked_organisation")),
            ),
            models.CheckConstraint(
                name="introduction_asks_one_organisation",
                condition=Q(asked_organisation__isnull=False, asked_open_data_id="")
                | Q(~Q(asked_open_data_id=""), asked_organisation=None),
            ),
            models.UniqueConstraint(
                name="introduction_is_open_once_per_pair",
                fields=["cluster", "asking_organisation", "asked_organisation"],
                condition=_IS_OPEN,
            ),
            models.UniqueConstraint(
                name="introduction_is_open_once_with_one_of_open_data",
                fields=["cluster", "asking_organisation", "asked_open_data_id"],
                condition=_IS_OPEN & ~Q(asked_open_data_id=""),
            ),
            models.UniqueConstraint(
                name="introduction_of_a_person_is_open_once",
                fields=["cluster", "asking_person", "asked_organisation"],
                condition=_IS_OPEN & Q(asking_organisation=None),
            ),
            models.UniqueConstraint(
                name="introduction_of_a_person_is_open_once_with_one_of_open_data",
                fields=["cluster", "asking_person", "asked_open_data_id"],
                condition=_IS_OPEN & Q(asking_organisation=None) & ~Q(asked_open_data_id=""),
            ),
            models.CheckConstraint(
                name="introduction_that_runs_has_an_asking_person",
                condition=~_IS_OPEN | Q(asking_person__isnull=False),
            ),
            models.CheckConstraint(
                name="introduction_that_waits_says_for_whom_and_until_when",
                condition=~Q(state=State.ASKED)
                | Q(asked_at__isnull=False, answer_until__isnull=False)
                & (
                    Q(asked_person__isnull=False, asked_email="")
                    | Q(~Q(asked_email=""), asked_person=None)
                ),
            ),
            models.CheckConstraint(
                name="introduction_holds_a_question_only_while_it_is_asked",
                condition=Q(question_since=None) | Q(state=State.ASKED),
            ),
            models.CheckConstraint(
                name="introduction_says_from_where_an_address_is",
                condition=Q(asked_email="") | ~Q(asked_email_source=""),
            ),
            models.CheckConstraint(
                name="introduction_of_an_anonymous_side_describes_it",
                condition=Q(is_anonymous=False) | ~Q(described_as="") | ~_IS_OPEN,
            ),
            models.CheckConstraint(
                name="introduction_releases_contacts_once_both_said_yes",
                condition=Q(
                    state__in=RELEASED,
                    released_at__isnull=False,
                    asking_agreed_at__isnull=False,
                    asked_agreed_at__isnull=False,
                )
                | Q(~Q(state__in=RELEASED), released_at=None),
            ),
            models.CheckConstraint(
                name="introduction_no_has_a_coded_reason",
                condition=Q(state=State.DECLINED, decline_reason__in=DeclineReason.values)
                | Q(~Q(state=State.DECLINED), decline_reason=""),
            ),
            models.CheckConstraint(
                name="introduction_not_now_says_until_when",
                condition=Q(state=State.NOT_NOW, not_now_until__isnull=False)
                | Q(~Q(state=State.NOT_NOW), not_now_until=None),
            ),
            models.CheckConstraint(
                name="introduction_outcome_is_known_once_it_is_closed",
                condition=~Q(state=State.CLOSED)
                | ~Q(outcome_of_asking="")
                | ~Q(outcome_of_asked=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_released(self) -> bool:
        """Say whether both said yes, so that each side may know the other."""
        return self.state in RELEASED

    def person_on(self, side):
        """Return the person with an account on one side; None where there is none."""
        return self.asking_person if side == Side.ASKING else self.asked_person

    @property
    def asked_side(self) -> str:
        """Return what the asked side is called."""
        return self.asked_organisation.name if self.asked_organisation else self.asked_name

    @property
    def asking_side(self) -> str:
        """Return what the asking side is called, for the team and for itself."""
        if self.asking_organisation:
            return self.asking_organisation.name
        return self.asking_person.full_name if self.asking_person else ""


class IntroductionStep(models.Model):
    """What happened to an introduction, when and by whom; never changed."""

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=20, choices=Step.choices)
    before = models.CharField(max_length=12, choices=State.choices, blank=True)
    after = models.CharField(max_length=12, choices=State.choices)
    side = models.CharField(max_length=10, choices=Side.choices)
    # None for who has no account, and for the software.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="introduction_step_is_one_that_we_know", condition=Q(step__in=Step.values)
            ),
        ]

    def __str__(self) -> str:
        return self.step


class RelayedMessage(models.Model):
    """
    What one side wrote to the other before both said yes; it shows no name and no address.

    Erased with the other words of its introduction, and when whoever wrote it leaves.
    """

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="relayed")
    side = models.CharField(max_length=10, choices=Side.choices)
    # Which message of its side it is, from 1.
    number = models.PositiveSmallIntegerField()
    said = models.TextField(max_length=LONGEST_MESSAGE)
    # None for who has no account; neither side learns it.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="relayed_message_is_one_of_a_row", fields=["introduction", "side", "number"]
            ),
            models.CheckConstraint(
                name="relayed_message_is_of_one_of_the_two_sides",
                condition=Q(side__in=[Side.ASKING, Side.ASKED]),
            ),
            models.CheckConstraint(
                name="relayed_message_is_one_of_a_few",
                condition=Q(number__gte=1, number__lte=MOST_MESSAGES),
            ),
            models.CheckConstraint(name="relayed_message_says_something", condition=~Q(said="")),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.number}"


class OptOut(models.Model):
    """An organisation does not want to be asked whether it would like to meet somebody."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.CASCADE, related_name="introduction_opt_outs"
    )
    open_data_id = models.CharField(max_length=100, blank=True)
    name = models.CharField(max_length=300)
    since = models.DateTimeField()
    # Whether it said so by the link of a letter, or to the team, which wrote it down.
    side = models.CharField(max_length=10, choices=Side.choices)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # In which introduction it said so; its link takes it back.
    introduction = models.ForeignKey(
        Introduction, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="opt_out_is_of_one_organisation",
                condition=Q(organisation__isnull=False, open_data_id="")
                | Q(~Q(open_data_id=""), organisation=None),
            ),
            models.UniqueConstraint(
                name="opt_out_of_an_organisation_is_noted_once", fields=["organisation"]
            ),
            models.UniqueConstraint(
                name="opt_out_of_one_in_open_data_is_noted_once",
                fields=["open_data_id"],
                condition=~Q(open_data_id=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
