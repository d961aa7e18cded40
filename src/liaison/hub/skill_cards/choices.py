"""The questions of skill cards, and how far a card has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LONGEST_ANSWER = 300
LONGEST_WORD = 1_000
# The clock by which the team looks at a card.
LOOK = "skill_cards.look"


class Question(models.TextChoices):
    """What a member answers, in few words each."""

    CAN = "can", _("What we can do")
    SEEK = "seek", _("What we look for")
    MEET = "meet", _("Whom we want to meet")
    SHOW = "show", _("What we can show")
    PLAIN = "plain", _("What we do, in one sentence everybody understands")


class CardState(models.TextChoices):
    """How far a skill card has come; what was shown before stays while a new one waits."""

    DRAFT = "draft", pgettext_lazy("state of a skill card", "Being written")
    WAITING = "waiting", pgettext_lazy("state of a skill card", "The team looks at it")
    RETURNED = "returned", pgettext_lazy("state of a skill card", "Returned with a word")
    SHOWN = "shown", pgettext_lazy("state of a skill card", "Shown to members")
