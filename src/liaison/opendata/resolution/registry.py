"""All names of the organisations of a registry, ready to be found in a text."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from liaison.opendata.resolution.texts import country_named
from liaison.opendata.resolution.words import without_legal_form, words_of, words_of_name

# How much a kind of name says that it is the name; an acronym least. Derived names are ours.
NAME_KINDS = {"acronym": 0, "derived": 1, "alias": 2, "label": 3, "display": 4}
_IN_BRACKETS = re.compile(r"\(([^)]*)\)\s*$")
# "Harvard Medical School" is a part of Harvard University that has no entry of its own.
_SCHOOLS = tuple(
    tuple(school.split())
    for school in (
        *("school", "medicine school", "school medicine", "college medicine"),
        *("school business", "business school", "law school"),
    )
)
# Of a word that more names have, only the rarest of a text are looked up; and of all its words
# together not many more names than that.
_MOST_NAMES_OF_A_WORD = 4_000
_MOST_NAMES_LOOKED_AT = 5_000
_USUAL_REGISTERS = 2
# A word of at least so many letters may be mistyped by one letter, a long one by two.
_SHORTEST_MISTYPED, _LONG = 5, 10


class Found(NamedTuple):
    """A name that stands in a text: from which word to which, and its row among the names."""

    start: int
    end: int
    name: int


class Registry:
    """
    The organisations of a registry by their names.

    :ivar ids: shape (n_organisations,); the registry's own identifiers
    :ivar n_listed: how many of them have an entry; those after them are only mentioned by others
    :ivar keys: the words of each name with spaces between, each once
    """

    def __init__(
        self,
        organisations: pa.Table,
        names: pa.Table,
        relationships: pa.Table,
        places: pa.Table,
        identifiers: pa.Table | None = None,
        *,
        with_mentioned: bool = False,
    ) -> None:
        """
        Take the tables of a snapshot, as `liaison.opendata.records` describes them.

        :param identifiers: says how many other registers know an organisation
        :param with_mentioned: also take organisations without an entry that entries name as theirs
        """
        self.ids = _texts(organisations, "id")
        self.countries = _texts(organisations, "country")
        self.kinds = _texts(organisations, "kind")
        self.statuses = _texts(organisations, "status")
        self.n_listed = len(self.ids)
        self._row_of = {id_: row for row, id_ in enumerate(self.ids)}
        mentioned = self._mention(relationships) if with_mentioned else []
        self._relate(relationships)
        self._locate(places)
        self._count_registers(identifiers)
        self.keys: list[str] = []
        self._where: dict[str, int] = {}
        self._owners: list[dict[int, int]] = []
        self._with_schools: list[tuple[int, list[str]]] = []
        columns = (_texts(names, column) for column in ("organisation_id", "name", "kind"))
        for id_, name, kind in [*zip(*columns, strict=True), *mentioned]:
            self._take(self._successor(self._row_of[id_]), words_of_name(name), kind)
        self._take_schools()
        self._index_words()
        self.corrected = lru_cache(maxsize=100_000)(self._corrected)

    def row_of(self, id_: str) -> int | None:
        """Return the row of an organisation; none if it neither has an entry nor is mentioned."""
        return self._row_of.get(id_)

    def named(self, key: str) -> int | None:
        """Return the row of the name with just these words; none if nobody has it."""
        return self._where.get(key)

    def written_otherwise(self, words: Sequence[str]) -> list[int]:
        """Return the names of these words in another order, or with other spaces between."""
        found = {self._squashed.get("".join(words)), self._sorted.get(" ".join(sorted(words)))}
        return [name for name in found if name is not None]

    def owners(self, name: int) -> Mapping[int, int]:
        """Return who has a name, by row, each with the kind of name it is (see NAME_KINDS)."""
        return self._owners[name]

    def words(self, name: int) -> list[str]:
        """Return the words of a name."""
        return self.keys[name].split()

    def name_weight(self, name: int) -> float:
        """Return how much the words of a name say together (in nats)."""
        weight: float = self._name_weights[name]
        return weight

    def city_words(self, row: int) -> frozenset[str]:
        """Return the words of the cities where an organisation is."""
        return frozenset(word for city in self.cities.get(row, ()) for word in city.split())

    def names_in(self, words: Sequence[str]) -> Iterator[Found]:
        """Yield every name that stands in a text, word by word."""
        for start, key in enumerate(words):
            if (name := self._where.get(key)) is not None:
                yield Found(start, start + 1, name)
            if start + 1 == len(words):
                return
            key = f"{key} {words[start + 1]}"
            last = min(start + self._longest.get(key, 0), len(words))
            for end in range(start + 2, last + 1):
                if end > start + 2:
                    key = f"{key} {words[end - 1]}"
                if (name := self._where.get(key)) is not None:
                    yield Found(start, end, name)

    def names_like(self, words: Sequence[str], *, top: int) -> list[int]:
        """Return the names that share most with a text, by the weight of words, best first."""
        known = sorted(
            {word for word in words if word in self._rows},
            # Two words of the same frequency always in the same order.
            key=lambda word: (self._frequency(word), word),
        )
        rare = [word for word in known if self._frequency(word) <= _MOST_NAMES_OF_A_WORD]
        if len(rare) < 2:
            # A single rare word says too little of a text of several.
            rare = known[:2] if len(set(words)) > 1 else known[:1]
        if not rare:
            return []
        holding = [self._names_with(word) for word in rare]
        lengths = [len(names) for names in holding]
        within = max(1, int(np.searchsorted(np.cumsum(lengths), _MOST_NAMES_LOOKED_AT)))
        weights = np.repeat([self.weight(word) ** 2 for word in rare[:within]], lengths[:within])
        names, places = np.unique(np.concatenate(holding[:within]), return_inverse=True)
        shared = np.bincount(places, weights) / self._lengths[names]
        if len(names) > top:
            least = np.partition(shared, -top)[-top]
            names, shared = names[shared >= least], shared[shared >= least]
        best: list[int] = names[np.argsort(-shared, kind="stable")[:top]].tolist()
        return best

    def weight(self, word: str) -> float:
        """Return how much a word says: the rarer among names, the more (in nats)."""
        weight: float = self._weights.get(word, self._weight_of_unknown)
        return weight

    def knows(self, word: str) -> bool:
        """Tell whether some name has this word."""
        return word in self._weights

    def _corrected(self, word: str) -> str:
        """Return the word of the registry that a mistyped one was meant to be; else itself."""
        if word in self._weights or len(word) < _SHORTEST_MISTYPED or not word.isalpha():
            return word
        # A slip is seldom both at the beginning and at the end.
        alike = [*self._by_beginning.get(word[:3], ()), *self._by_end.get(word[-3:], ())]
        most = 1 if len(word) < _LONG else 2
        found = process.extract(word, alike, scorer=OSA.distance, score_cutoff=most, limit=None)
        # Of several, the one that more names have.
        return min(found, key=lambda each: (each[1], self._weights[each[0]]))[0] if found else word

    def _relate(self, relationships: pa.Table) -> None:
        self.parents: dict[int, set[int]] = defaultdict(set)
        self.children: dict[int, set[int]] = defaultdict(set)
        self._successors: dict[int, set[int]] = defaultdict(set)
        columns = (
            _texts(relationships, column) for column in ("organisation_id", "kind", "related_id")
        )
        for id_, kind, related_id in zip(*columns, strict=True):
            if related_id not in self._row_of:
                continue
            row, related = self._row_of[id_], self._row_of[related_id]
            # Each says it of the other as a rule; those without an entry cannot.
            if kind == "parent":
                self.parents[row].add(related)
                self.children[related].add(row)
            elif kind == "child":
                self.children[row].add(related)
                self.parents[related].add(row)
            elif kind == "successor":
                self._successors[row].add(related)

    def _mention(self, relationships: pa.Table) -> list[tuple[str, str, str]]:
        """Give rows to organisations that only entries of others name; return what these say."""
        found = []
        columns = (_texts(relationships, column) for column in ("related_id", "related_name"))
        for id_, name in sorted(set(zip(*columns, strict=True))):
            if self._row_of.get(id_, self.n_listed) < self.n_listed or not name:
                continue
            if id_ not in self._row_of:
                self._row_of[id_] = len(self.ids)
                self.ids.append(id_)
                in_brackets = _IN_BRACKETS.search(name)
                self.countries.append(country_named(in_brackets[1]) if in_brackets else "")
                self.kinds.append("")
                self.statuses.append("")
            found.append((id_, name, "display"))
        return found

    def _locate(self, places: pa.Table) -> None:
        self.cities: dict[int, set[str]] = defaultdict(set)
        self.countries_of_city: dict[str, set[str]] = defaultdict(set)
        columns = (_texts(places, column) for column in ("organisation_id", "city", "country"))
        for id_, city, country in zip(*columns, strict=True):
            if key := " ".join(words_of(city)):
                self.cities[self._row_of[id_]].add(key)
                self.countries_of_city[key].add(country)

    def _count_registers(self, identifiers: pa.Table | None) -> None:
        """
        Note in how many other registers each organisation is, and whether in GRID.

        ROR grew out of GRID and followed it until 2021: who is in it has long been known. A usual
        number, and that it is, where nothing is known.
        """
        n_mentioned = len(self.ids) - self.n_listed
        self.known_elsewhere = [0] * self.n_listed + [_USUAL_REGISTERS] * n_mentioned
        self.from_grid = [identifiers is None] * self.n_listed + [True] * n_mentioned
        if identifiers is None:
            return
        columns = (_texts(identifiers, column) for column in ("organisation_id", "scheme"))
        for id_, scheme in set(zip(*columns, strict=True)):
            if scheme != "domain":
                self.known_elsewhere[self._row_of[id_]] += 1
            if scheme == "grid":
                self.from_grid[self._row_of[id_]] = True

    def _successor(self, row: int) -> int:
        """Return who took the place of an entry that was withdrawn; itself otherwise."""
        after = self._successors.get(row, set())
        return next(iter(after)) if self.statuses[row] == "withdrawn" and len(after) == 1 else row

    def _take(self, row: int, words: list[str], kind: str) -> None:
        if not words:
            return
        self._own(row, words, NAME_KINDS[kind])
        if kind == "acronym":
            return
        if (short := without_legal_form(words)) != words:
            self._own(row, short, NAME_KINDS[kind])
        if words[-1] == "university" and len(words) > 1:
            self._with_schools.append((row, words[:-1]))

    def _take_schools(self) -> None:
        for row, words in self._with_schools:
            # Miami University is not meant by the medical school of the University of Miami.
            if " ".join(("university", *words)) in self._where:
                continue
            for school in _SCHOOLS:
                if (key := " ".join((*words, *school))) not in self._where:
                    self._own(row, key.split(), NAME_KINDS["derived"])

    def _own(self, row: int, words: list[str], kind: int) -> None:
        key = " ".join(words)
        name = self._where.setdefault(key, len(self.keys))
        if name == len(self.keys):
            self.keys.append(key)
            self._owners.append({})
        owners = self._owners[name]
        owners[row] = max(owners.get(row, 0), kind)

    def _index_words(self) -> None:
        rows: dict[str, int] = {}
        longest: dict[str, int] = {}
        words, names = [], []
        for name, key in enumerate(self.keys):
            own = key.split()
            if len(own) > 1:
                beginning = f"{own[0]} {own[1]}"
                longest[beginning] = max(longest.get(beginning, 0), len(own))
            for word in dict.fromkeys(own):
                words.append(rows.setdefault(word, len(rows)))
                names.append(name)
        self._squashed = {key.replace(" ", ""): name for name, key in enumerate(self.keys)}
        self._sorted = {" ".join(sorted(key.split())): name for name, key in enumerate(self.keys)}
        order = np.argsort(words, kind="stable")
        numbers = np.bincount(words, minlength=len(rows))
        weights = np.log(max(len(self.keys), 1) / np.maximum(numbers, 1))
        # How many words the longest name has that begins with these two.
        self._longest = longest
        self._names = np.array(names, np.int32)[order]
        self._ends = np.cumsum(numbers)
        self._rows = rows
        self._weights: dict[str, float] = dict(zip(rows, weights.tolist(), strict=True))
        self._weight_of_unknown = float(np.log(max(len(self.keys), 1)) + 1)
        self._lengths = np.sqrt(np.bincount(names, weights[words] ** 2, len(self.keys)))
        self._name_weights: list[float] = np.bincount(
            names, weights[words], len(self.keys)
        ).tolist()
        self._by_beginning: dict[str, list[str]] = defaultdict(list)
        self._by_end: dict[str, list[str]] = defaultdict(list)
        for word in rows:
            if len(word) >= _SHORTEST_MISTYPED - 1 and word.isalpha():
                self._by_beginning[word[:3]].append(word)
                self._by_end[word[-3:]].append(word)

    def _names_with(self, word: str) -> NDArray[np.int32]:
        row = self._rows[word]
        return self._names[self._ends[row - 1] if row else 0 : self._ends[row]]

    def _frequency(self, word: str) -> int:
        return len(self._names_with(word))


def _texts(table: pa.Table, column: str) -> list[str]:
    return [str(text) for text in table.column(column).to_pylist()]
