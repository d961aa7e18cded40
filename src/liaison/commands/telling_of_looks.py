"""What a look into open data found for the directory: lines for people, JSON for programs."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from liaison.hub.enrichment.actions import Look

# More than so many nobody reads; JSON names them all.
_MOST_NAMED = 20


def look_in_lines(look: "Look", *, written: bool) -> list[str]:
    """Return what was found, and what to do with it."""
    done = "Linked" if written else "Would be linked (--write)"
    lines = [f"{done} by ROR identifier or PIC: {len(look.linked):,}"]
    named = look.linked[:_MOST_NAMED]
    lines += [f"  {organisation.name}: {key}" for organisation, key in named]
    if len(look.linked) > len(named):
        lines.append(f"  and {len(look.linked) - len(named):,} more (--json names all)")
    lines += [
        f"Left to people: {organisation.name}: {why}"
        for organisation, why in look.unsure[:_MOST_NAMED]
    ]
    if look.fresh:
        lines.append(f"Left out, unchanged since the last look: {look.fresh:,}")
    lines.append(f"Look like entries of open data, for people to judge: {look.alike:,}")
    lines.append(
        f"Linked ones of which open data says more: {look.proposing:,},"
        f" with {look.proposals:,} proposed facts"
    )
    return lines


def look_as_json(look: "Look", *, written: bool) -> dict[str, Any]:
    """Return all that was found."""
    return {
        "written": written,
        "linked": [{"id": str(each.public_id), "entry": key} for each, key in look.linked],
        "unsure": [{"id": str(each.public_id), "why": why} for each, why in look.unsure],
        "alike": look.alike,
        "proposing": look.proposing,
        "proposals": look.proposals,
    }
