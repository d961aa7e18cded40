"""What an import from an openXeco node does, told to people in lines and to programs in JSON."""

from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING, Any

from liaison.commands.telling import (
    change_as_json,
    changes_in_a_line,
    import_as_json,
    import_in_lines,
)

if TYPE_CHECKING:
    from liaison.hub.lifecycle.importing.duplicates import LikelyDuplicates
    from liaison.hub.lifecycle.openxeco.planning import NodePlan

# How much of each is shown to people, and told to programs; counts are always whole.
_SHOWN, _TOLD = 20, 1_000


def node_in_lines(
    node: "NodePlan", likely: "LikelyDuplicates", *, code: str, written: bool
) -> Iterator[str]:
    """Yield what an import from a node does, for people: what does not come over first."""
    for fact in node.unusable[:_SHOWN]:
        yield f"Left out of {fact.name}: {fact.column}, “{fact.value}”: {fact.message}"
    if len(node.unusable) > _SHOWN:
        yield f"... and {len(node.unusable) - _SHOWN:,} more facts that cannot be read"
    for gone in node.gone[:_SHOWN]:
        yield f"No longer at the node, stays here: {gone.name} ({gone.number})"
    if len(node.gone) > _SHOWN:
        yield f"... and {len(node.gone) - _SHOWN:,} more that are no longer at the node"
    left = list(islice(node.plan.left(), _SHOWN + 1))
    for change in left[:_SHOWN]:
        yield f"Stays as it is here, {change.name}: {changes_in_a_line(change)}"
    if len(left) > _SHOWN:
        yield "... and more organisations that stay as they are here"
    yield from _left_out(node)
    yield from _taxonomies(node)
    yield from import_in_lines(node.plan, likely, code=code, written=written)


def _taxonomies(node: "NodePlan") -> Iterator[str]:
    for each in node.taxonomies:
        if each.in_the_way:
            yield (
                f"Taxonomy {each.name}: somebody works on a draft, so nothing is added. Publish or"
                " discard it, then import again."
            )
            continue
        what = "new" if each.version is None else "changed" if each.changes else "unchanged"
        told = (
            f"{len(each.new):,} new terms, {len(each.renamed):,} renamed, {len(each.moved):,} moved"
        )
        yield f"Taxonomy {each.name}: {what}" + (f" ({told})" if each.changes else "")
        for value in each.new[:_SHOWN]:
            yield f"  new: {value.name}"
        if len(each.new) > _SHOWN:
            yield f"  ... and {len(each.new) - _SHOWN:,} more"
        if each.further_parents:
            yield f"  lie under several, of which the first counts: {each.further_parents:,}"


def _left_out(node: "NodePlan") -> Iterator[str]:
    reading = node.reading
    if reading.natural_persons:
        yield f"Natural persons, left out: {reading.natural_persons:,}"
    if reading.without_a_place:
        fields = reading.without_a_place.most_common()
        told = ", ".join(f"{name} ({count:,})" for name, count in fields)
        yield f"No place in the directory, left out: {told}"
    if reading.unknown:
        yield f"Fields that are not known, left out: {', '.join(reading.unknown)}"


def node_as_json(
    node: "NodePlan", likely: "LikelyDuplicates", *, code: str, written: bool
) -> dict[str, Any]:
    """Return what an import from a node does, for programs: as of a file, and what is its own."""
    return {
        **import_as_json(node.plan, likely, code=code, written=written),
        "node": node.reading.node.name,
        "source": node.source,
        "left_as_it_is": [change_as_json(change) for change in islice(node.plan.left(), _TOLD)],
        "natural_persons": node.reading.natural_persons,
        "without_a_place": dict(node.reading.without_a_place),
        "taxonomies": [
            {
                "taxonomy": each.slug,
                "name": each.name,
                "is_new": each.version is None,
                "new": [value.name for value in each.new],
                "renamed": dict(each.renamed),
                "moved": dict(each.moved),
                "in_the_way": each.in_the_way,
            }
            for each in node.taxonomies
        ],
        "unknown_fields": node.reading.unknown,
        "unusable": {
            "count": len(node.unusable),
            "facts": [asdict(fact) for fact in node.unusable[:_TOLD]],
        },
        "gone": {
            "count": len(node.gone),
            "organisations": [
                asdict(gone) | {"organisation": str(gone.organisation)}
                for gone in node.gone[:_TOLD]
            ],
        },
    }
