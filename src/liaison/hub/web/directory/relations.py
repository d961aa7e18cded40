"""What organisations are to each other on a profile: whom it belongs to, who belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from liaison.hub.directory.choices import RelationKind
from liaison.hub.directory.listing import Related

# More than these under one heading are folded away.
MOST_OPEN = 10


@dataclass(frozen=True)
class ShownRelated:
    """Another organisation, and what there is to know of how it belongs here."""

    organisation: object
    notes: tuple[str, ...]
    waits: bool


@dataclass(frozen=True)
class ShownRelations:
    """Those that are the same to the organisation: so many open, the others folded."""

    title: str
    open: list[ShownRelated]
    folded: list[ShownRelated]


def show_relations(relations: Sequence[Related]) -> list[ShownRelations]:
    """Return what to show under which heading: above, below, then everything else."""
    by_title: dict[str, list[ShownRelated]] = {}
    for each in sorted(relations, key=_order):
        by_title.setdefault(_title(each), []).append(_show(each))
    return [
        ShownRelations(title, shown[:MOST_OPEN], shown[MOST_OPEN:])
        for title, shown in by_title.items()
    ]


def _order(related: Related) -> tuple[bool, int, bool]:
    """Direct ones before those further up or down, kind by kind."""
    kinds = list(RelationKind)
    return related.through is not None, kinds.index(related.kind), related.is_backwards


def _title(related: Related) -> str:
    if related.through is not None:
        return _("Further below") if related.is_backwards else _("Further above")
    kind = related.kind
    return str(kind.backwards if related.is_backwards else kind.label)


def _show(related: Related) -> ShownRelated:
    notes = []
    if related.through is not None:
        notes.append(_("through %(name)s") % {"name": related.through.name})
    if related.since:
        notes.append(_("since %(day)s") % {"day": date_format(related.since, "DATE_FORMAT")})
    if related.until:
        notes.append(_("until %(day)s") % {"day": date_format(related.until, "DATE_FORMAT")})
    if related.source:
        notes.append(related.source)
    if related.said_by:
        notes.append(_("said by %(name)s, not confirmed") % {"name": related.said_by})
    return ShownRelated(related.organisation, tuple(notes), related.waits)
