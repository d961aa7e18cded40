"""Short codes of contacts, and the bounds of what is written of them."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# The clock of what is to be done after a contact.
FOLLOW_UP = "interactions.follow_up"
# Outcomes of contacts that are needs or offers.
LISTING = "listing"
# Two letters by which the postbox knows mails to the register, and the one for their side.
RECEIVER, TEAM_SIDE = "rg", "t"
# Characters: of a summary or a private note, of a follow-up, of the name of somebody met.
LONGEST_SUMMARY = 4_000
LONGEST_FOLLOW_UP = 200
LONGEST_NAME = 200
LONGEST_PASTED = 500_000
MOST_ORGANISATIONS = 20
MOST_PEOPLE = 50
# Follow-ups of one contact.
MOST_FOLLOW_UPS = 20
REMOVED_ARE_KEPT_FOR = dt.timedelta(days=30)
# Days until when something is to be done, unless somebody says otherwise.
USUAL_FOLLOW_UP_DAYS = 14
# After so many months without a contact a member counts as silent, unless asked otherwise.
SILENT_AFTER_MONTHS = (3, 6, 12, 24)
USUALLY_SILENT_AFTER = 6


class InteractionKind(models.TextChoices):
    """How the team was in contact."""

    MEETING = "meeting", pgettext_lazy("kind of a contact", "Meeting")
    CALL = "call", pgettext_lazy("kind of a contact", "Call")
    VISIT = "visit", pgettext_lazy("kind of a contact", "Visit")
    EMAIL = "email", pgettext_lazy("kind of a contact", "E-mail")
    EVENT = "event", pgettext_lazy("kind of a contact", "Event")
    OTHER = "other", pgettext_lazy("kind of a contact", "Other")


class InteractionState(models.TextChoices):
    """Whether a contact stands in the register, or its writer has yet to complete it."""

    DRAFT = "draft", pgettext_lazy("state of a contact", "Draft")
    KEPT = "kept", pgettext_lazy("state of a contact", "In the register")


class NoteSeenBy(models.TextChoices):
    """Who of the team sees a private note; nobody else ever does."""

    TEAM = "team", _("The cluster team")
    WRITER = "writer", _("Only me")


class Missing(models.TextChoices):
    """What a draft lacks before it can stand in the register."""

    HAPPENED_AT = "happened_at", _("the day")
    ORGANISATIONS = "organisations", _("an organisation")
    SUMMARY = "summary", _("what it was about")


class Happening(models.TextChoices):
    """From which part of the site something on a timeline is."""

    CONTACT = "contact", _("Contacts")
    MEMBERSHIP = "membership", _("Membership")
    APPLICATION = "application", _("Applications")
    CHANGE_REQUEST = "change_request", _("Changes asked for")
    CLAIM = "claim", _("Claims")
    LISTING = "listing", _("Needs and offers")
    INTEREST = "interest", _("Answers to needs and offers")
    INTRODUCTION = "introduction", _("Introductions")
    FIGURES = "figures", _("Figures changed")
    ENTRY = "entry", _("Entry changed")
    COLLABORATION = "collaboration", _("Collaborations")
    AGREEMENT = "agreement", _("Non-disclosure agreements")
    POLICY_NEED = "policy_need", _("What hinders it")
    CASE = "case", _("Questions of members")
