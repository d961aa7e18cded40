"""Short codes of policy needs, the bounds of what is written of them, and how long things take."""

from django.db import models
from django.utils.translation import pgettext_lazy

# Kinds of clocks: the team sorts a signal, a strategic partner answers, the team tells members.
SORT = "policy_needs.sort"
ANSWER = "policy_needs.answer"
TELL = "policy_needs.tell"
# Outcomes of contacts that are policy needs.
SIGNAL = "signal"
# So many organisations at least before others than the team read a number, or words without a
# name: fewer could be guessed.
LEAST_ORGANISATIONS = 3
# Characters.
LONGEST_TITLE = 120
LONGEST_SUMMARY = 1_000
LONGEST_ASK = 600
LONGEST_WORDS = 1_000
LONGEST_WORD_BACK = 500
LONGEST_NAME = 200
LONGEST_ANSWER = 2_000
LONGEST_SOURCE = 300
# Of one organisation within a day.
MOST_SIGNALS_A_DAY = 10
# Offices to which one challenge is carried.
MOST_ADDRESSEES = 10


class Theme(models.TextChoices):
    """What a policy need is about; the same in all clusters, so that they can be read together."""

    REGULATION = "regulation", pgettext_lazy("theme of a policy need", "Rules and approvals")
    FINANCE = "finance", pgettext_lazy("theme of a policy need", "Funding and capital")
    BUYING = (
        "buying",
        pgettext_lazy("theme of a policy need", "Public buyers and reimbursement"),
    )
    DATA = "data", pgettext_lazy("theme of a policy need", "Access to data")
    TESTING = "testing", pgettext_lazy("theme of a policy need", "Testing and clinical validation")
    TALENT = "talent", pgettext_lazy("theme of a policy need", "People and skills")
    PREMISES = "premises", pgettext_lazy("theme of a policy need", "Laboratories and premises")
    ABROAD = "abroad", pgettext_lazy("theme of a policy need", "Markets abroad")
    OTHER = "other", pgettext_lazy("theme of a policy need", "Something else")


class Attribution(models.TextChoices):
    """What those to whom a challenge is carried learn of who told it; an organisation's choice."""

    NAMED = "named", pgettext_lazy("what a ministry learns", "Our words, with our name")
    UNNAMED = "unnamed", pgettext_lazy("what a ministry learns", "Our words, without our name")
    COUNTED = "counted", pgettext_lazy("what a ministry learns", "Only that one more says so")


class SignalState(models.TextChoices):
    """What the team has done with a signal."""

    WAITING = "waiting", pgettext_lazy("state of a signal", "The team looks at it")
    GATHERED = "gathered", pgettext_lazy("state of a signal", "Part of a challenge")
    SET_ASIDE = "set_aside", pgettext_lazy("state of a signal", "Not carried on")


class ChallengeState(models.TextChoices):
    """How far a challenge has come."""

    GATHERING = "gathering", pgettext_lazy("state of a challenge", "Being gathered")
    CARRIED = "carried", pgettext_lazy("state of a challenge", "Carried to the government")
    ANSWERED = "answered", pgettext_lazy("state of a challenge", "Answered")
    CLOSED = "closed", pgettext_lazy("state of a challenge", "Closed")


OPEN = (ChallengeState.GATHERING, ChallengeState.CARRIED, ChallengeState.ANSWERED)


class ChallengeOutcome(models.TextChoices):
    """What became of a challenge in the end."""

    SOLVED = "solved", pgettext_lazy("outcome of a challenge", "Solved")
    PARTLY = "partly", pgettext_lazy("outcome of a challenge", "Partly solved")
    DECLINED = "declined", pgettext_lazy("outcome of a challenge", "Declined, with reasons")
    DROPPED = "dropped", pgettext_lazy("outcome of a challenge", "Not carried on")


class AnswerKind(models.TextChoices):
    """What a ministry or funder says."""

    LOOKS_INTO = "looks_into", pgettext_lazy("answer of a ministry", "We look into it")
    AGREED = "agreed", pgettext_lazy("answer of a ministry", "We will do something")
    DONE = "done", pgettext_lazy("answer of a ministry", "It is done")
    DECLINED = "declined", pgettext_lazy("answer of a ministry", "We will not, and why")
