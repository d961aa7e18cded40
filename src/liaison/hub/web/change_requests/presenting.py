"""Change requests in words: field by field, as they were and as they are to be, and the thread."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from liaison.hub.change_requests.choices import ChangeState, NoteKind
from liaison.hub.change_requests.queries import Compared
from liaison.hub.directory.choices import State
from liaison.hub.directory.editing import LOGO
from liaison.hub.directory.relations.values import is_of_relation
from liaison.hub.web.change_requests.pictures import NEW, OLD
from liaison.hub.web.entry_editing.presenting import in_words, label_of
from liaison.hub.web.entry_editing.relations import relation_in_words


@dataclass(frozen=True)
class ShownChange:
    """
    One change that was asked for, in words.

    :ivar now: what the field says now
    :ivar before: what it said when the change was taken over
    :ivar is_outdated: whether it says something else by now than when the change was asked for
    :ivar is_done: whether it says already what it was to say
    :ivar why_not: why it cannot be taken over; "" where it can
    :ivar old_logo: where its picture is; "" of another field, or of none
    :ivar new_logo: likewise, of the one asked for
    """

    change: Any
    label: str
    old: list[str]
    new: list[str]
    now: list[str]
    before: list[str]
    is_outdated: bool
    is_done: bool
    why_not: str
    old_logo: str = ""
    new_logo: str = ""


@dataclass(frozen=True)
class ShownNote:
    """A word of the thread."""

    what: str
    by: str
    at: Any
    said: str
    is_internal: bool


@dataclass(frozen=True)
class ShownRequest:
    """A request in a list: what it is about, and whether the team is late."""

    request: Any
    fields: str
    is_late: bool


def show_changes(compared: list[Compared]) -> list[ShownChange]:
    """Return what to show of the changes of a request."""
    return [_change(each) for each in compared]


def show_notes(notes: list[Any]) -> list[ShownNote]:
    """Return what to show of a thread."""
    return [
        ShownNote(
            str(note.get_kind_display()),
            note.by.full_name or _("someone who has left"),
            note.at,
            note.said,
            note.kind == NoteKind.INTERNAL,
        )
        for note in notes
    ]


def show_request(request: Any) -> ShownRequest:
    """Return what to show of a request in a list; its changes are loaded with it."""
    fields = ", ".join(label_of(each.field) for each in request.changes.all())
    return ShownRequest(request, fields, request.is_late_on(timezone.localdate()))


def _change(found: Compared) -> ShownChange:
    change = found.change
    code = change.field

    def words(value: Any) -> list[str]:
        return relation_in_words(value, found.names) if found.names else in_words(code, value)

    is_outdated = change.state == ChangeState.WAITING and not (found.is_fresh or found.is_done)
    return ShownChange(
        change,
        label_of(code),
        words(change.old),
        words(change.new),
        words(found.now),
        words(change.said_before),
        is_outdated and found.can_be_applied,
        found.is_done,
        _why_not(found),
        _logo_address(change, OLD),
        _logo_address(change, NEW),
    )


def _logo_address(change: Any, which: str) -> str:
    if change.field != LOGO or not getattr(change, which):
        return ""
    return reverse("change_requests:logo", args=[change.request.public_id, which])


def _why_not(found: Compared) -> str:
    if found.can_be_applied:
        return ""
    if is_of_relation(found.change.field):
        return _(
            "Your team does not see both organisations any more, or what was to be answered is "
            "noted no more. This change can only be refused."
        )
    if not found.is_seen:
        return _(
            "Your team no longer sees this entry, so it is not shown what it says now. This change "
            "can only be refused."
        )
    organisation = found.change.organisation
    if organisation.state == State.MERGED:
        return _(
            "%(name)s has merged into another organisation in the meantime, which has a change of "
            "this field of its own. This one can only be refused."
        ) % {"name": organisation.name}
    return _("Entries have no such field any more. This change can only be refused.")
