"""
The organisations that a text may mean.

They are found by names that stand in the text word by word and, where these explain too little, by
names that share its rare words.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from liaison.opendata.resolution.registry import NAME_KINDS, Found, Registry
from liaison.opendata.resolution.texts import Text
from liaison.opendata.resolution.words import COMMON, KIND_OF_BODY

# A name that more organisations have names none of them.
_MOST_OWNERS = 40
_MOST_CANDIDATES = 24
# How much of a name's weight a text must have for the name to be meant.
_LEAST_COVERAGE = 0.55
# Names that share rare words are looked up where the names found weigh less (in nats), or where
# more than that stands outside of them.
_EXPLAINED, _UNEXPLAINED = 9.0, 18.0
_LONGEST_SEARCHED, _MOST_SEARCHED, _MOST_ALIKE = 14, 4, 8
_MAY_BE_A_BODY = frozenset({"university", "hospital", "body", "unit", "company", "fund"})


@dataclass(slots=True)
class Candidate:
    """
    An organisation that a text may mean, and the name by which it was found.

    :ivar row: of the organisation in the registry
    :ivar name: row of its name; `kind` is one of NAME_KINDS
    :ivar positions: which words of the text say it, in order
    :ivar exact: 1 word by word, 0.5 in another order or spacing, 0 in part
    :ivar weight: of the words that name and text share, in nats
    :ivar coverage: share of the name's weight that the text has, at most 1
    :ivar rarest_missing: weight of the rarest word of the name that the text lacks, in nats
    :ivar confirmed: whether the text has two names of it
    """

    row: int
    name: int
    kind: int
    positions: Sequence[int]
    exact: float
    weight: float
    coverage: float = 1.0
    rarest_missing: float = 0.0
    confirmed: bool = False

    @property
    def start(self) -> int:
        """The first word that says it."""
        return self.positions[0]

    @property
    def end(self) -> int:
        """The word after the last that says it."""
        return self.positions[-1] + 1


def find_candidates(
    registry: Registry, text: Text, words: Sequence[str], *, without: Collection[int] = ()
) -> list[Candidate]:
    """
    Return the organisations that a text may mean, those with the heaviest names first.

    :param words: of the text, mistyped ones corrected
    :param without: rows of organisations to leave out, as if the registry did not have them
    """
    best: dict[int, Candidate] = {}
    heaviest = _add_named(best, registry, text, words, without)
    if heaviest < _EXPLAINED or _unexplained(best, registry, text, words) > _UNEXPLAINED:
        _add_alike(best, registry, text, words, without)
    listed = sorted(best.values(), key=lambda each: (-each.weight * each.coverage, each.row))
    return listed[:_MOST_CANDIDATES]


def _add_named(
    best: dict[int, Candidate],
    registry: Registry,
    text: Text,
    words: Sequence[str],
    without: Collection[int],
) -> float:
    """Add the owners of names that stand in the text; return the weight of the heaviest name."""
    in_order = [each for each in registry.names_in(words) if _tells(each, registry, text, words)]
    long_spans = [(each.start, each.end) for each in in_order if each.end - each.start > 1]
    otherwise = _written_otherwise(registry, text, words)
    found = [(each, 1.0) for each in in_order]
    found += [(each, 0.5) for each in otherwise if _tells(each, registry, text, words)]
    heaviest = 0.0
    for (start, end, name), exact in found:
        weight = registry.name_weight(name)
        heaviest = max(heaviest, weight)
        owners = registry.owners(name)
        is_word_of_another = end - start == 1 and any(
            first <= start < last for first, last in long_spans
        )
        if len(owners) > _MOST_OWNERS or is_word_of_another:
            continue
        for row, kind in owners.items():
            if row not in without:
                _add(best, Candidate(row, name, kind, range(start, end), exact, weight))
    return heaviest


def _add(best: dict[int, Candidate], new: Candidate) -> None:
    """Keep the better of two names of an organisation, and note whether both stand apart."""
    known = best.get(new.row)
    if known is None:
        best[new.row] = new
        return
    confirmed = known.confirmed or new.start >= known.end or new.end <= known.start
    if (new.weight, new.exact, new.kind) > (known.weight, known.exact, known.kind):
        best[new.row] = known = new
    known.confirmed = confirmed


def _tells(found: Found, registry: Registry, text: Text, words: Sequence[str]) -> bool:
    """Tell whether a name found says more than words do that many organisations have."""
    start, end, name = found
    if end - start == len(words):
        return True
    if any((start, end) == (first, last) for _, first, last in text.countries):
        return False
    if end - start > 2:
        return True
    if all(word in COMMON or word.isdigit() for word in words[start:end]):
        return False
    if end - start > 1:
        return True
    is_acronym_only = max(registry.owners(name).values()) == NAME_KINDS["acronym"]
    return len(words[start]) > 1 and (text.capitals[start] or not is_acronym_only)


def _written_otherwise(registry: Registry, text: Text, words: Sequence[str]) -> list[Found]:
    """Return the names that a segment, or the whole text, has in other order or spacing."""
    starts = [
        at for at, segment in enumerate(text.segments) if not at or segment != text.segments[at - 1]
    ]
    spans = {(0, len(words)), *pairwise([*starts, len(words)])}
    return [
        Found(start, end, name)
        for start, end in sorted(spans)
        if 1 < end - start <= _LONGEST_SEARCHED
        for name in registry.written_otherwise(words[start:end])
    ]


def _unexplained(
    best: Mapping[int, Candidate], registry: Registry, text: Text, words: Sequence[str]
) -> float:
    """Return the weight of the words that no name found, no country and no kind of body says."""
    said = {at for each in best.values() for at in each.positions}
    said.update(at for _, start, end in text.countries for at in range(start, end))
    return sum(
        registry.weight(word)
        for at, word in enumerate(words)
        if at not in said and not word.isdigit() and word not in KIND_OF_BODY
    )


def _add_alike(
    best: dict[int, Candidate],
    registry: Registry,
    text: Text,
    words: Sequence[str],
    without: Collection[int],
) -> None:
    """Add the owners of names that share rare words with the text."""
    for searched in _searched(text, words):
        places = {words[at]: at for at in reversed(searched)}
        for name in registry.names_like([words[at] for at in searched], top=_MOST_ALIKE):
            owners = registry.owners(name)
            if len(owners) > _MOST_OWNERS:
                continue
            for row, kind in owners.items():
                if row in without or kind == NAME_KINDS["acronym"]:
                    continue
                new, known = _alike(registry, row, name, kind, places), best.get(row)
                if new and (known is None or _outdoes(new, known)):
                    best[row] = new


def _outdoes(new: Candidate, known: Candidate) -> bool:
    return not known.exact and new.weight * new.coverage > known.weight * known.coverage


def _searched(text: Text, words: Sequence[str]) -> Iterator[Sequence[int]]:
    """Yield the positions of words to look up together: of a text of one segment, or of several."""
    if text.n_segments == 1:
        yield range(min(len(words), _LONGEST_SEARCHED))
        return
    segments: dict[int, list[int]] = {}
    for at, segment in enumerate(text.segments):
        segments.setdefault(segment, []).append(at)
    telling = [
        places
        for places in segments.values()
        if any(KIND_OF_BODY.get(words[at]) in _MAY_BE_A_BODY for at in places)
    ]
    for places in telling[:_MOST_SEARCHED]:
        yield places[:_LONGEST_SEARCHED]


def _alike(
    registry: Registry, row: int, name: int, kind: int, places: Mapping[str, int]
) -> Candidate | None:
    """Return an organisation whose name a text has in part; none if in too small a part."""
    cities = registry.city_words(row)
    total = shared = missing = 0.0
    positions = set()
    for word in registry.words(name):
        weight = registry.weight(word)
        if word in places:
            shared += weight
            positions.add(places[word])
        elif word in cities:
            # A text may leave out where an organisation is.
            continue
        else:
            missing = max(missing, weight)
        total += weight
    if not total or shared / total < _LEAST_COVERAGE:
        return None
    return Candidate(
        row,
        name,
        kind,
        sorted(positions),
        exact=0.0,
        weight=shared,
        coverage=shared / total,
        rarest_missing=missing,
    )
