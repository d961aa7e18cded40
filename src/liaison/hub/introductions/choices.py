"""Short codes of introductions, and how long things take."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

# Characters.
LONGEST_BLURB = 600
LONGEST_DESCRIPTION = 160
LONGEST_REASON = 500
LONGEST_SOURCE = 200
LONGEST_MESSAGE = 1_000
# What one side may write before both said yes; who has more to say may say yes.
MOST_MESSAGES = 20

# What waits for whom, as the clocks call it, and for how many working days.
DECISION = "introductions.decision"
CONFIRMATION = "introductions.confirmation"
ANSWER = "introductions.answer"
QUESTION = "introductions.question"
DECIDED_WITHIN, CONFIRMED_WITHIN, ANSWERED_WITHIN, EXPLAINED_WITHIN = 3, 10, 10, 5
# To whom answers by e-mail go; see `postbox.receivers`.
RECEIVER = "in"
# How long a "no" may still be turned into a "yes".
CHANGED_WITHIN = dt.timedelta(days=14)
# For how long whoever said no is left alone by the same asking side.
LEFT_ALONE_FOR = dt.timedelta(days=180)
# How far away "not now" may be.
LATEST_NOT_NOW = dt.timedelta(days=366)
# When both sides are asked what came of it, counted from the day the contacts were released.
FOLLOW_UPS = (dt.timedelta(days=30), dt.timedelta(days=90), dt.timedelta(days=180))
# How long the link of such a letter opens its page.
FOLLOW_UP_LINK_COUNTS_FOR = dt.timedelta(days=60)
# How long addresses and words are kept once nothing can come of an introduction any more.
KEPT_FOR = dt.timedelta(days=180)


class State(models.TextChoices):
    """How far an introduction is, in the words of the cluster team."""

    PROPOSED = "proposed", _("Waits for the cluster team")
    VETOED = "vetoed", _("Not passed on by the team")
    CONFIRMING = "confirming", _("Waits for the asking side to agree")
    ASKED = "asked", _("Waits for the asked side")
    NOT_NOW = "not_now", _("Not now")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("No answer in time")
    CANCELLED = "cancelled", _("Taken back")
    ACCEPTED = "accepted", _("Both said yes; contacts released")
    MET = "met", _("They have met")
    CLOSED = "closed", _("Outcome known")


# What waits for somebody in which state.
CLOCKS = {State.PROPOSED: DECISION, State.CONFIRMING: CONFIRMATION, State.ASKED: ANSWER}
# Of these there is one at a time between two sides.
OPEN = (State.PROPOSED, State.CONFIRMING, State.ASKED, State.NOT_NOW)
# Both said yes: each side knows who the other is, and how to reach them.
RELEASED = (State.ACCEPTED, State.MET, State.CLOSED)
# Nothing comes of these any more.
OVER = (State.VETOED, State.DECLINED, State.EXPIRED, State.CANCELLED, State.CLOSED)


class Side(models.TextChoices):
    """Who acts in an introduction."""

    ASKING = "asking", _("The asking side")
    ASKED = "asked", _("The asked side")
    TEAM = "team", _("The cluster team")
    SOFTWARE = "software", _("The software")


# The two between whom messages go, with their letter in addresses for answers by e-mail.
LETTERS_OF_SIDES = {Side.ASKING: "a", Side.ASKED: "b"}


class About(models.TextChoices):
    """What an introduction is about, where that is known."""

    SEARCH = "search", _("A search")
    LISTING = "listing", _("A need or an offer")


class Step(models.TextChoices):
    """One thing that happened to an introduction."""

    PROPOSED = "proposed", _("Proposed")
    REWORDED = "reworded", _("The team changed what is passed on")
    VETTED = "vetted", _("Looked at by the team and passed on")
    VETOED = "vetoed", _("Not passed on by the team")
    CONFIRMED = "confirmed", _("The asking side agrees")
    ASKED = "asked", _("The asked side was written to")
    DECLINED = "declined", _("The asked side said no")
    WITHDRAWN = "withdrawn", _("The asking side does not want it")
    NOT_NOW = "not_now", _("The asked side said: not now")
    WRONG_PERSON = "wrong_person", _("The asked person named somebody else")
    RETURNED = "returned", _("The letter came back: nobody reads at its address")
    OPTED_OUT = "opted_out", _("The asked side does not want to be asked at all")
    ACCEPTED = "accepted", _("Both said yes; contacts released")
    EXPIRED = "expired", _("No answer came in time")
    CANCELLED = "cancelled", _("Taken back")
    MET = "met", _("They have met")
    OUTCOME = "outcome", _("Said what came of it")


class DeclineReason(models.TextChoices):
    """Why the asked side says no; the asking side never learns it."""

    NOT_SAID = "not_said", _("I would rather not say")
    NO_NEED = "no_need", _("We do not need this")
    NO_TIME = "no_time", _("We have no time for it")
    NOT_OUR_FIELD = "not_our_field", _("It is not our field")
    CONFLICT = "conflict", _("It would conflict with what we do already")
    TOO_VAGUE = "too_vague", _("It is not clear to us what is wanted")
    OTHER = "other", _("Another reason")
    OPTED_OUT = "opted_out", _("We do not want such letters")


# What people choose among; the last is said by a button of its own.
REASONS_TO_CHOOSE = tuple(each for each in DeclineReason if each != DeclineReason.OPTED_OUT)


class Purpose(models.TextChoices):
    """What the link of a letter is for."""

    ANSWER = "answer", _("Say yes, no or not now")
    OUTCOME = "outcome", _("Say what came of it")
    AGREEMENT = "agreement", _("Make a non-disclosure agreement")
