"""What imports of organisations do, told to people in lines and to programs in JSON."""

from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from liaison.hub.lifecycle.importing.duplicates import LikelyDuplicates
    from liaison.hub.lifecycle.importing.planning import Change, Plan
    from liaison.hub.lifecycle.importing.rows import SaidRow
    from liaison.hub.lifecycle.undoing import KeptSince, Undoing

# How much of each is shown to people, and told to programs; counts are always whole.
_SHOWN, _TOLD = 20, 1_000
_OUTCOMES = ("new", "changed", "unchanged", "refused")


def import_in_lines(
    plan: "Plan", likely: "LikelyDuplicates", *, code: str, written: bool
) -> Iterator[str]:
    """Yield what an import does, for people: the first of each kind, and all counts."""
    from liaison.hub.lifecycle.importing.errors import sentences_of

    for row in islice(plan.refused(), _SHOWN):
        yield from sentences_of(row, plan.headings)
    yield from _how_many_more(plan.counts["refused"], "refused rows (--errors FILE has all)")
    for change in islice(_changed(plan), _SHOWN):
        yield f"Row {change.number}, {change.name}: {changes_in_a_line(change)}"
    yield from _how_many_more(plan.counts["changed"], "changed organisations")
    for pair in likely.told[:_SHOWN]:
        yield f"Perhaps the same: {_like_in_words(pair.one)} and {_like_in_words(pair.other)}"
    yield from _how_many_more(likely.count, "pairs that may be the same")
    if plan.ignored:
        yield f"Columns that are not read: {', '.join(plan.ignored)}"
    for what, count in plan.unchecked.items():
        column, _space, country = what.partition(" ")
        yield (
            f"Not checked: {count:,} of {column} of {country}; nobody has verified the format of"
            " this country yet."
        )
    yield "Written:" if written else "Would be written (--write):"
    for outcome in _OUTCOMES:
        yield f"{outcome:<12} {plan.counts[outcome]:>9,}"
    yield f"import id    {code}"


def _how_many_more(count: int, what: str) -> Iterator[str]:
    if count > _SHOWN:
        yield f"... and {count - _SHOWN:,} more {what}"


def changes_in_a_line(change: "Change") -> str:
    """Return what is said of an organisation otherwise than before, for people."""
    return "; ".join(
        f"{code}: {_in_words(old)} -> {_in_words(new)}"
        for code, (old, new) in change.changes.items()
    )


def _in_words(value: Any) -> str:
    if isinstance(value, list):
        return " | ".join(value) or "(nothing)"
    return "(nothing)" if value in (None, "") else str(value)


def _like_in_words(like: Any) -> str:
    place = f" ({like.city})" if like.city else ""
    return f"{like.name}{place}, {f'row {like.row}' if like.row else 'in the directory'}"


def import_as_json(
    plan: "Plan", likely: "LikelyDuplicates", *, code: str, written: bool
) -> dict[str, Any]:
    """Return what an import does, for programs: a thousand of each kind, and all counts."""
    counts = {outcome: plan.counts[outcome] for outcome in _OUTCOMES}
    return {
        "import_id": code,
        "written": written,
        "file": plan.file_name,
        "sha256": plan.sha256,
        "rows": sum(counts.values()),
        **counts,
        "ignored_columns": plan.ignored,
        "unchecked": dict(plan.unchecked),
        "errors": [
            mistake for row in islice(plan.refused(), _TOLD) for mistake in _mistakes_as_json(row)
        ],
        "changes": [change_as_json(change) for change in islice(_changed(plan), _TOLD)],
        "likely_duplicates": {
            "count": likely.count,
            "pairs": [asdict(pair) for pair in likely.told],
        },
    }


def _changed(plan: "Plan") -> "Iterator[Change]":
    return (change for change in plan.changes() if not change.is_new)


def _mistakes_as_json(row: "SaidRow") -> list[dict[str, Any]]:
    return [
        {
            "row": row.number,
            "column": mistake.column,
            "value": mistake.value,
            "message": mistake.message,
        }
        for mistake in row.mistakes
    ]


def change_as_json(change: "Change") -> dict[str, Any]:
    """Return what is said of an organisation otherwise than before, for programs."""
    return {
        "row": change.number,
        "organisation": str(change.organisation),
        "name": change.name,
        "fields": {code: {"old": old, "new": new} for code, (old, new) in change.changes.items()},
    }


def undoing_in_lines(undone: "Undoing", *, code: str, written: bool) -> Iterator[str]:
    """Yield what undoing an import does, for people."""
    for kept in undone.kept[:_SHOWN]:
        yield _why_it_stays(kept)
    yield from _how_many_more(undone.counts["kept"], "that stay as they are")
    for name in undone.taxonomies_kept:
        yield f"The taxonomy {name} stays: it was changed or its terms were given to others since."
    yield f"Undone: {code}" if written else f"Would be undone (--write): {code}"
    words = {"removed": "removed", "restored": "put back", "kept": "kept"}
    for what, word in words.items():
        yield f"{word:<12} {undone.counts[what]:>9,}"


def _why_it_stays(kept: "KeptSince") -> str:
    from liaison.hub.lifecycle.undoing import words_for

    if kept.is_gone:
        return f"{kept.organisation} is no longer in the directory."
    why = []
    if kept.parts:
        why.append(f"changed since: {', '.join(kept.parts)}")
    why += [f"has got {words_for(label)}" for label in kept.has]
    return f"{kept.name} stays: {'; '.join(why) or 'saved anew since'}"


def undoing_as_json(undone: "Undoing", *, code: str, written: bool) -> dict[str, Any]:
    """Return what undoing an import does, for programs."""
    return {
        "import_id": code,
        "written": written,
        **{what: undone.counts[what] for what in ("removed", "restored", "kept")},
        "kept_organisations": [
            {
                "organisation": str(kept.organisation),
                "name": kept.name,
                "changed_since": list(kept.parts),
                "has": list(kept.has),
                "is_gone": kept.is_gone,
            }
            for kept in undone.kept
        ],
        "kept_taxonomies": undone.taxonomies_kept,
    }
