"""Find an organisation by a name that somebody wrote, also a former or a mistyped one."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from liaison.opendata.resolution.blocking import NameIndex
from liaison.opendata.resolution.comparison import name_points
from liaison.opendata.resolution.entries import Entry
from liaison.opendata.resolution.names import Name, names_within

_MOST_COMPARED = 30
# From so many points on, nobody else is looked for.
_ENOUGH = 2.0
# Names of which so much of the letters is the same (of 100) may be one mistyped or run together.
_LEAST_ALIKE = 84


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that may be meant, and how much its names speak for it."""

    entry: Entry
    points: float


class Finder:
    """Entries ready to be found by any of their names."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._index = NameIndex(entries)
        self._letters: dict[str, dict[str, int]] = defaultdict(dict)
        for row, entry in enumerate(entries):
            for name in entry.names:
                self._letters[entry.country].setdefault("".join(name.words), row)

    def find(self, name: str, country: str, *, top: int = 5) -> list[Found]:
        """
        Return the entries of a country that a name may mean, best first.

        Of entries that a name fits as well, the one with more projects comes first.

        :param country: ISO 3166-1 alpha-2
        """
        written = names_within(name, "legal")
        rows: dict[int, None] = {}
        for each in written:
            rows |= dict.fromkeys(self._index.like(each.words, country, top=_MOST_COMPARED))
            rows |= dict.fromkeys(self._index.with_letters(each.words, country))
        asked = Entry(key="", source="", names=tuple(written), country=country)
        found = [Found(self._entries[row], name_points(asked, self._entries[row])) for row in rows]
        if not found or max(each.points for each in found) < _ENOUGH:
            found += self._spelled_alike(written, country)
        found.sort(key=lambda each: (-each.points, -each.entry.size, each.entry.key))
        return found[:top]

    def _spelled_alike(self, written: Sequence[Name], country: str) -> list[Found]:
        """Return entries with a name of almost the same letters; the more so, the more points."""
        known = self._letters.get(country, {})
        return [
            Found(self._entries[known[letters]], likeness / 100)
            for name in written
            for letters, likeness, _ in process.extract(
                "".join(name.words),
                known.keys(),
                scorer=fuzz.ratio,
                score_cutoff=_LEAST_ALIKE,
                limit=_MOST_COMPARED,
            )
        ]
