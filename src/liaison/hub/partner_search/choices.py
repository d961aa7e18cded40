"""Bounds of a search, and the codes for what people say about its suggestions."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

# Characters; about three pages, more than anyone says of one need.
LONGEST_NEED = 10_000
# How long a need stated without signing in is kept.
ANONYMOUS_SEARCHES_ARE_KEPT_FOR = dt.timedelta(days=30)
# Organisations a page of results shows, and how many pages there are.
MATCHES_PER_PAGE = 20
MOST_MATCHES = 100
# What a person may make of the requirements found in their need.
MOST_REQUIREMENTS = 8
LONGEST_REQUIREMENT = 160

# Members of a team that is proposed.
SMALLEST_TEAM, USUAL_TEAM, LARGEST_TEAM = 2, 5, 10

# How many introductions to one organisation a cluster's people may ask for within this time, so
# that no organisation is worn out by the attention that a good match brings.
REQUESTS_PER_ORGANISATION = 5
REQUESTS_ARE_COUNTED_FOR = dt.timedelta(days=30)

# Characters of what is said to the cluster team, of its answer, and of a private note.
LONGEST_MESSAGE = 2_000
LONGEST_NOTE = 500
# How long the e-mail address of someone without an account is kept after the answer to them, or,
# where nobody ever answered, after they asked.
ADDRESSES_ARE_KEPT_FOR = dt.timedelta(days=180)


class FeedbackState(models.TextChoices):
    """How far things have come between the person who searched and one organisation."""

    SHORTLISTED = "shortlisted", _("On the shortlist")
    DISMISSED = "dismissed", _("Set aside")
    INTRODUCED = "introduced", _("Introduction asked for")
    OUTCOME = "outcome", _("Outcome known")


class DismissalReason(models.TextChoices):
    """Why a person sets a suggestion aside."""

    NOT_RELEVANT = "not_relevant", _("Does not do what I need")
    TOO_FAR = "too_far", _("Too far away")
    WRONG_KIND = "wrong_kind", _("The wrong kind of organisation")
    COMPETITOR = "competitor", _("A competitor")
    ALREADY_KNOWN = "already_known", _("I know them already")
    NOT_AVAILABLE = "not_available", _("They are not available")
    OTHER = "other", _("Another reason")


class Outcome(models.TextChoices):
    """What an introduction came to."""

    MET = "met", _("We have met")
    WORKING_TOGETHER = "working_together", _("We work together")
    NO_FIT = "no_fit", _("We have met, and it does not fit")
    NO_ANSWER = "no_answer", _("They did not answer")


class ExclusionReason(models.TextChoices):
    """Why an organisation is never to be suggested."""

    COMPETITOR = "competitor", _("A competitor")
    DO_NOT_CONTACT = "do_not_contact", _("Not to be contacted")
    OTHER = "other", _("Another reason")


# Whose competitor an organisation is, is for each person to say; a cluster takes no side.
CLUSTER_EXCLUSION_REASONS = (ExclusionReason.DO_NOT_CONTACT, ExclusionReason.OTHER)


class HandOverKind(models.TextChoices):
    """What the cluster team is asked for."""

    NOBODY_FITS = "nobody_fits", _("Nobody fits: please help me look")
    INTRODUCTION = "introduction", _("Please introduce us")


class HandOverState(models.TextChoices):
    """How far the cluster team is with what was handed to it."""

    OPEN = "open", _("Waiting for the cluster team")
    TAKEN = "taken", _("Somebody is looking into it")
    ANSWERED = "answered", _("Answered")


# What waits for a cluster's team, as `clocks` knows it.
HAND_OVER_CLOCK = "partner_search.hand_over"
# Those in which somebody still waits for an answer.
WAITING = (HandOverState.OPEN, HandOverState.TAKEN)
