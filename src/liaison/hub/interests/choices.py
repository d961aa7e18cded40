"""Short codes of expressions of interest, and how long things take."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liaison.hub.partner_search.choices import Outcome

# Kinds of clocks: the team screens, the other side answers, whoever was asked for more says it.
SCREEN = "interests.screen"
ANSWER = "interests.answer"
MORE = "interests.more"

# Characters.
LONGEST_BRINGS = 1_000
LONGEST_NOTE = 1_000
MOST_EVIDENCE = 10
MOST_NOTES = 30
# Of one person within a day.
MOST_A_DAY = 10
# For so long an answer can be taken back; the other side is told after it.
CAN_BE_TAKEN_BACK_FOR = dt.timedelta(minutes=10)
LATEST_NOT_NOW = dt.timedelta(days=366)


class InterestState(models.TextChoices):
    """How far an expression of interest has come, in the words of those who know all of it."""

    SUBMITTED = "submitted", pgettext_lazy("state of an interest", "Waits for the team")
    TURNED_DOWN = "turned_down", pgettext_lazy("state of an interest", "Not passed on by the team")
    FORWARDED = "forwarded", pgettext_lazy("state of an interest", "Waits for an answer")
    MORE_INFO = "more_info", pgettext_lazy("state of an interest", "Asked for more")
    NOT_NOW = "not_now", pgettext_lazy("state of an interest", "Not now")
    ACCEPTED = "accepted", pgettext_lazy("state of an interest", "Accepted; contacts given")
    INTRODUCED = "introduced", pgettext_lazy("state of an interest", "Introduced to each other")
    DECLINED = "declined", pgettext_lazy("state of an interest", "Declined")
    EXPIRED = "expired", pgettext_lazy("state of an interest", "No answer in time")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of an interest", "Taken back")
    CLOSED = "closed", pgettext_lazy("state of an interest", "Outcome known")
    ONE_SIDE = (
        "one_side",
        pgettext_lazy("state of an interest", "Ended: both sides are one organisation now"),
    )


# With the side whose need or offer it is, or with its asker on its behalf.
WITH_THE_OTHER_SIDE = (InterestState.FORWARDED, InterestState.MORE_INFO, InterestState.NOT_NOW)
WAITING = (InterestState.SUBMITTED, *WITH_THE_OTHER_SIDE)
# Contact data are known to both.
AGREED = (InterestState.ACCEPTED, InterestState.INTRODUCED, InterestState.CLOSED)
# Of these there is one of an organisation for a listing at a time.
OPEN = (*WAITING, InterestState.ACCEPTED, InterestState.INTRODUCED)
# Answers that the sender hears of only once they cannot be taken back any more.
TOLD_LATER = (InterestState.DECLINED, InterestState.NOT_NOW, InterestState.TURNED_DOWN)


class NotPassedOn(models.TextChoices):
    """Why the team does not pass one on; its sender is told."""

    OFF_SUBJECT = "off_subject", _("It does not answer what is sought or offered")
    ADVERTISING = "advertising", _("It reads like advertising")
    UNCLEAR = "unclear", _("It does not say clearly enough what you would bring")
    SERVICE = "service", _("Service providers are asked not to answer here")


class DeclineReason(models.TextChoices):
    """Why one is declined; told to its sender only if whoever declines allows that."""

    NO_FIT = "no_fit", _("It does not fit what we look for")
    NO_EVIDENCE = "no_evidence", _("We miss evidence that it has been done before")
    TOO_EARLY = "too_early", _("It is too early in its development")
    TERMS = "terms", _("The terms do not suit us")
    CONFLICT = "conflict", _("We are too close to each other as competitors")
    CAPACITY = "capacity", _("We cannot look after more conversations")
    OTHER = "other", pgettext_lazy("reason to decline", "Another reason")


class InterestOutcome(models.TextChoices):
    """What came of it once both knew each other."""

    MET = "met", _("We have met")
    NO_MEETING = "no_meeting", _("We have not met")
    NEGOTIATING = "negotiating", _("We negotiate")
    AGREEMENT = "agreement", _("We have an agreement")
    DROPPED = "dropped", _("We did not go on")


# What either says on the page of the answer, for the introduction that came of it, and back; what
# is not here says less than the other page asks.
FOR_THE_INTRODUCTION = {
    InterestOutcome.MET: Outcome.MET,
    InterestOutcome.NEGOTIATING: Outcome.MET,
    InterestOutcome.AGREEMENT: Outcome.WORKING_TOGETHER,
    InterestOutcome.DROPPED: Outcome.NO_FIT,
}
OF_THE_INTRODUCTION = {
    Outcome.MET: InterestOutcome.MET,
    Outcome.WORKING_TOGETHER: InterestOutcome.AGREEMENT,
    Outcome.NO_FIT: InterestOutcome.DROPPED,
    Outcome.NO_ANSWER: InterestOutcome.NO_MEETING,
}


class Side(models.TextChoices):
    """Who says something in the thread of an expression of interest."""

    SENDER = "sender", _("Whoever answered")
    OWNER = "owner", _("Whose need or offer it is")
