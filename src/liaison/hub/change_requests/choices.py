"""Short codes of change requests, and the bounds of what is written in them."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Characters of a reason and of a word in the thread.
LONGEST_MESSAGE = 2_000
# Words of one thread.
MOST_NOTES = 200
LONGEST_PROMISE = 60
# Requests of one person within a day: each is a letter to the team.
MOST_REQUESTS = 20
COUNTED_FOR = dt.timedelta(days=1)


# What waits for a cluster's team, as `clocks` knows it.
ANSWER_CLOCK = "change_requests.answer"


class Scope(models.TextChoices):
    """Which changes of its members a cluster looks at before they show."""

    NONE = "none", _("None: what members write shows at once")
    CHOSEN = "chosen", _("Changes of the fields chosen below")
    ALL = "all", _("All changes")


class RequestState(models.TextChoices):
    """How far a change request has come."""

    WAITING = "waiting", pgettext_lazy("state of a change request", "Waiting")
    IN_WORK = "in_work", pgettext_lazy("state of a change request", "Somebody looks into it")
    ASKED_BACK = "asked_back", pgettext_lazy("state of a change request", "Waits for an answer")
    DECIDED = "decided", pgettext_lazy("state of a change request", "Decided")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a change request", "Taken back")


# Those that wait for the team, and those that are not closed.
WITH_THE_TEAM = (RequestState.WAITING, RequestState.IN_WORK)
OPEN = (*WITH_THE_TEAM, RequestState.ASKED_BACK)
CLOSED = (RequestState.DECIDED, RequestState.WITHDRAWN)


class ChangeState(models.TextChoices):
    """What became of one change that was asked for."""

    WAITING = "waiting", pgettext_lazy("state of a change", "Waiting")
    APPLIED = "applied", pgettext_lazy("state of a change", "Taken over")
    REFUSED = "refused", pgettext_lazy("state of a change", "Not taken over")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a change", "Taken back")
    REPLACED = "replaced", pgettext_lazy("state of a change", "Replaced by a later one")
    OUTDATED = "outdated", pgettext_lazy("state of a change", "Outdated, left as it is")


# What the team decided; the others came from the organisation itself.
BY_THE_TEAM = (ChangeState.APPLIED, ChangeState.REFUSED, ChangeState.OUTDATED)


class NoteKind(models.TextChoices):
    """What a word in the thread of a change request is."""

    QUESTION = "question", pgettext_lazy("word in a thread", "Question of the team")
    ANSWER = "answer", pgettext_lazy("word in a thread", "Word of the organisation")
    INTERNAL = "internal", pgettext_lazy("word in a thread", "Note within the team")
