"""
Which pairs of entries are worth comparing: those that share rare words of a name in one country,
letters of a name, a web domain, or a VAT number.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from liaison.opendata.resolution.entries import Entry
from liaison.opendata.resolution.names import Name

# How many entries like a name are compared with it, from which likeness on (cosine).
_MOST_LIKE, _LEAST_LIKE = 8, 0.35
# Of a word that more names of a country have, only the others of a name are looked up.
_MOST_NAMES_OF_A_WORD = 1_500
# More entries than this behind one key say nothing of each other.
_MOST_OF_A_KEY = 20


class NameIndex:
    """
    The names of entries by country, found by the words they share.

    :ivar entries: shape (n_entries,); a name's row leads to the row of its entry
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        owners: list[int] = []
        words: list[int] = []
        names: list[int] = []
        self._rows: dict[tuple[str, str], int] = {}
        self._with_letters: dict[tuple[str, str], list[int]] = defaultdict(list)
        sizes: dict[str, int] = defaultdict(int)
        for row, entry in enumerate(entries):
            for name in entry.names:
                for word in dict.fromkeys(name.words):
                    words.append(self._rows.setdefault((entry.country, word), len(self._rows)))
                    names.append(len(owners))
                self._with_letters[entry.country, "".join(name.words)].append(row)
                owners.append(row)
                sizes[entry.country] += 1
        self.owners = np.array(owners, np.int32)
        order = np.argsort(words, kind="stable")
        frequencies = np.bincount(np.array(words, np.int64), minlength=len(self._rows))
        totals = np.array([sizes[country] for country, _ in self._rows], np.float64)
        self._names = np.array(names, np.int32)[order]
        self._ends = np.cumsum(frequencies)
        # Rarer among a country's names is more telling; one that all have still tells a little.
        self._weights = np.log1p(totals / np.maximum(frequencies, 1))
        squares = self._weights[np.array(words, np.int64)] ** 2 if words else np.zeros(0)
        self._lengths = np.sqrt(np.bincount(np.array(names, np.int64), squares, len(owners)))

    def with_letters(self, words: Sequence[str], country: str) -> list[int]:
        """Return the rows of the entries that have a name of these letters, spaced in any way."""
        return self._with_letters.get((country, "".join(words)), [])

    def like(self, words: Sequence[str], country: str, *, top: int = _MOST_LIKE) -> list[int]:
        """Return the rows of the entries whose names share most with these words, best first."""
        known = dict.fromkeys(words)
        rows = [self._rows[country, word] for word in known if (country, word) in self._rows]
        if not rows:
            return []
        unknown = len(known) - len(rows)
        rare = [row for row in rows if self._frequency(row) <= _MOST_NAMES_OF_A_WORD]
        rare = rare or [min(rows, key=self._frequency)]
        holding = [self._holding(row) for row in rare]
        weights = np.repeat(self._weights[rare] ** 2, [len(each) for each in holding])
        names, places = np.unique(np.concatenate(holding), return_inverse=True)
        # A word that no name has counts as one of middling rarity.
        length = np.sqrt((self._weights[rows] ** 2).sum() + unknown * 9.0)
        likeness = np.bincount(places, weights) / (self._lengths[names] * length)
        best = np.argsort(-likeness, kind="stable")[: 3 * top]
        best = best[likeness[best] >= _LEAST_LIKE]
        return list(dict.fromkeys(self.owners[names[best]].tolist()))[:top]

    def _frequency(self, row: int) -> int:
        return len(self._holding(row))

    def _holding(self, row: int) -> NDArray[np.int32]:
        return self._names[self._ends[row - 1] if row else 0 : self._ends[row]]


def candidate_pairs(asking: Sequence[Entry], index: NameIndex) -> Iterator[tuple[Entry, Entry]]:
    """
    Yield each pair to compare once: an asking entry, and one of the index that is like it.

    Entries that ask and are in the index too are paired among themselves once.
    """
    by_key = _Keys(index.entries)
    asked: set[tuple[str, str]] = set()
    for entry in asking:
        found = set(by_key.sharing(entry))
        for name in entry.names:
            same = index.with_letters(name.words, entry.country)
            found.update(same if len(same) <= _MOST_OF_A_KEY else ())
        for name in _few(entry.names):
            found.update(index.like(name.words, entry.country))
        for row in sorted(found):
            other = index.entries[row]
            if other.key == entry.key or (other.key, entry.key) in asked:
                continue
            if other.source == entry.source:
                asked.add((entry.key, other.key))
            yield entry, other


def _few(names: Iterable[Name]) -> list[Name]:
    return [name for name in names if name.kind != "part"][:3]


class _Keys:
    """Entries by what only few share: an acronym in a town, a domain, a VAT number."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._rows: dict[str, list[int]] = defaultdict(list)
        for row, entry in enumerate(entries):
            for key in _keys(entry):
                self._rows[key].append(row)

    def sharing(self, entry: Entry) -> Iterator[int]:
        for key in _keys(entry):
            rows = self._rows.get(key, [])
            if len(rows) <= _MOST_OF_A_KEY:
                yield from rows


def _keys(entry: Entry) -> set[str]:
    keys = {f"{entry.country} {entry.city} {acronym}" for acronym in entry.acronyms}
    if entry.domain:
        keys.add(f"//{entry.domain}")
    if entry.vat:
        keys.add(f"vat {entry.vat}")
    return keys
