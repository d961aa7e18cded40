"""Short codes of bulk edits."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class What(models.TextChoices):
    """What is done to all organisations of a bulk edit."""

    VISIBILITY = "visibility", _("Have them seen by")
    STATE = "state", pgettext_lazy("what a bulk edit does", "Set the state")
    KIND = "kind", pgettext_lazy("what a bulk edit does", "Set the kind")
    SIZE_CLASS = "size_class", pgettext_lazy("what a bulk edit does", "Set the size")
    ON_MAP = "on_map", _("Put on the sector map")
    OFF_MAP = "off_map", _("Take off the sector map")
    ADD_TERM = "add_term", _("Add a term or focus area")
    REMOVE_TERM = "remove_term", _("Remove a term or focus area")
    VERIFY = "verify", _("Note as verified today")


class BulkState(models.TextChoices):
    """How far a bulk edit is."""

    DRAFT = "draft", pgettext_lazy("state of a bulk edit", "Not done yet")
    DOING = "doing", pgettext_lazy("state of a bulk edit", "Under way")
    DONE = "done", pgettext_lazy("state of a bulk edit", "Done")
    UNDOING = "undoing", pgettext_lazy("state of a bulk edit", "Being undone")
    UNDONE = "undone", pgettext_lazy("state of a bulk edit", "Undone")


class Outcome(models.TextChoices):
    """What becomes, or became, of one organisation of a bulk edit."""

    PLANNED = "planned", _("will be changed")
    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("is so already")
    NO_RIGHT = "no_right", _("you may not edit it, or it is there no more")
    ELSEWHERE = "elsewhere", _("only another cluster keeps it")
    WAITS = "waits", _("you speak for it, and its cluster looks at your changes first")
    MEANWHILE = "meanwhile", _("somebody changed this meanwhile")
    HIDDEN = "hidden", _("your team would not see it any more; it stands on no map of yours")
    PUT_BACK = "put_back", _("as it was before")
    KEPT = "kept", _("stays, because somebody changed it since")


# Those that a bulk edit leaves as they are, and a person should know why.
LEFT_OUT = (
    Outcome.NO_RIGHT,
    Outcome.ELSEWHERE,
    Outcome.WAITS,
    Outcome.MEANWHILE,
    Outcome.HIDDEN,
)
