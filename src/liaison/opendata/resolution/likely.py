"""Which entries of the sources an organisation that is known elsewhere may be."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from liaison.opendata.resolution.blocking import NameIndex, candidate_pairs
from liaison.opendata.resolution.comparison import Comparison, Verdict, compare
from liaison.opendata.resolution.entries import WITHOUT_IDENTIFIERS, Entry
from liaison.opendata.resolution.linking import SOURCES, gather, living, successors_in
from liaison.opendata.snapshots import current_snapshot

_MOST_LIKELY = 5


def entries_of(data: Path, *, countries: Iterable[str] | None = None) -> list[Entry]:
    """
    Return what the sources have of organisations; those without identifiers tell too little.

    :param countries: only entries of these, ISO 3166-1 alpha-2; all if none are given
    """
    wanted = None if countries is None else sorted(set(countries))
    codes = (code for code in SOURCES if code not in WITHOUT_IDENTIFIERS)
    snapshots = list(filter(None, (current_snapshot(data, code) for code in codes)))
    with_organisations = [each for each in snapshots if "organisations" in each.rows]
    entries = gather(with_organisations, countries=wanted)
    return living(entries, successors_in(with_organisations))


def likely_entries(
    asking: Sequence[Entry], entries: Sequence[Entry]
) -> Mapping[str, list[Comparison]]:
    """
    Return the entries that those who ask may be, the likeliest first, by the key of who asks.

    :param asking: of a source that none of the entries is of
    """
    found: dict[str, list[Comparison]] = defaultdict(list)
    for one, other in candidate_pairs(asking, NameIndex(entries)):
        seen = compare(one, other)
        if seen.verdict is not Verdict.REFUSED:
            found[one.key].append(seen)
    for each in found.values():
        each.sort(key=lambda seen: (-seen.points, -seen.other.size, seen.other.key))
        del each[_MOST_LIKELY:]
    return found
