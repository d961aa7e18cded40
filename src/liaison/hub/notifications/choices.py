"""Short codes of letters."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LetterKind(models.TextChoices):
    """What a letter is about, in the words of who receives it."""

    CLAIM = "claim", _("What you ask to act for, and what became of it")
    INVITATION = "invitation", _("Invitations to act for an organisation")
    NAMED = "named", _("How you are shown as a person of an organisation")
    MEMBERSHIP = "membership", _("Your application for membership")
    CHANGE = "change", _("Changes that you asked for, and what became of them")
    ANSWER = "answer", _("Answers to needs that you handed over")
    LISTING = "listing", _("Needs and offers that you published, and answers to them")
    INTRODUCTION = "introduction", _("Introductions that you asked for or were asked about")
    CONTACT = "contact", _("Whether you would like to meet somebody who does not know you yet")
    SUPPORT = "support", _("Questions that you asked the cluster team")
    REMINDER = "reminder", _("What waits for you, and for how long")
    WORK_WAITS = "work_waits", _("Applications, claims and changes that wait for you")
    UPKEEP = "upkeep", _("Whether what the directory says of your organisations is still correct")
    ALERT = "alert", _("News on what you watch")


# The others answer something that the person did themselves, so nobody can do without them.
CHOOSABLE = (
    LetterKind.CONTACT,
    LetterKind.REMINDER,
    LetterKind.WORK_WAITS,
    LetterKind.UPKEEP,
    LetterKind.ALERT,
)


class LetterState(models.TextChoices):
    """How far a letter has come."""

    WAITING = "waiting", _("Waits")
    SENDING = "sending", _("Is being handed to the mail server")
    SENT = "sent", _("Sent")
    # Whether the mail server took it is not known; sent again only if a person wishes it.
    DOUBTFUL = "doubtful", _("It is not known whether it was sent")
    GIVEN_UP = "given_up", _("Could not be sent")
