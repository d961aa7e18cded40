"""What speaks for and against each organisation that a text may mean: a row of figures each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from liaison.opendata.resolution.candidates import Candidate, find_candidates
from liaison.opendata.resolution.registry import Registry
from liaison.opendata.resolution.texts import Text
from liaison.opendata.resolution.words import COMMON, KIND_OF_BODY

_BEFORE = ("unit",)
_AFTER = ("unit", "body", "company")
_ELSEWHERE = ("university", "body", "company", "fund")
# In the order of the functions below. Weights are in nats, places are 1 yes, 0 unknown, -1 no.
FEATURES = (
    # The name by which the organisation was found.
    *("name_weight", "rarest_of_name", "words_of_name", "share_of_common", "kind_of_name"),
    *("exact", "coverage", "rarest_shared", "rarest_missing", "mistyped"),
    *("capitals", "letters", "confirmed"),
    # Who else has it, and the places.
    *("namesakes", "old_namesakes", "worse_placed", "country", "city"),
    # What else stands in its segments, and elsewhere.
    *("rarest_before", "rarest_after", "next_before", "next_after", "after_of", "after_of_next"),
    *("whole_segment", "share_of_segments"),
    *(f"before_{kind}" for kind in _BEFORE),
    *(f"after_{kind}" for kind in _AFTER),
    *(f"else_{kind}" for kind in _ELSEWHERE),
    # The other candidates.
    *("inside_longer", "heaviest_other", "heaviest_alike", "heaviest_before", "heaviest_after"),
    *("others", "parent_named"),
    # The organisation.
    *("is_company", "is_university", "is_inactive", "is_mentioned", "is_parent_of_many"),
    *("known_elsewhere", "from_grid"),
    # The text.
    *("n_segments", "n_words"),
)
_NAME_OF_SEVERAL_WORDS = 2
_LETTERS_OF_SEVERAL_WORDS = 12
_LONGEST_CITY = 3
_MANY_CHILDREN = 3
_DECIMALS = 6


@dataclass(slots=True)
class _Reading:
    """A text with its candidates, and what all of them share."""

    text: Text
    words: list[str]
    weights: list[float]
    kinds: list[str]
    in_country: list[bool]
    cities: set[str]
    candidates: list[Candidate]
    places: list[tuple[int, int]]


def features_of(
    registry: Registry, text: Text, *, without: Collection[int] = ()
) -> tuple[list[Candidate], list[list[float]]]:
    """
    Return the organisations that a text may mean, and for each the FEATURES.

    :param without: rows of organisations to leave out, as if the registry did not have them
    """
    if not text.words:
        return [], []
    words = [registry.corrected(word) for word in text.words]
    candidates = find_candidates(registry, text, words, without=without)
    if not candidates:
        return [], []
    reading = _read(registry, text, words, candidates)
    return candidates, [
        [
            *_name_features(registry, reading, each),
            *_namesake_features(registry, reading, at),
            *_surroundings(registry, reading, each),
            *_rival_features(registry, reading, at),
            *_organisation_features(registry, each.row),
            min(text.n_segments, 6),
            min(len(words), 20),
        ]
        for at, each in enumerate(candidates)
    ]


def _read(
    registry: Registry, text: Text, words: list[str], candidates: list[Candidate]
) -> _Reading:
    in_country = [False] * len(words)
    for _, start, end in text.countries:
        in_country[start:end] = [True] * (end - start)
    cities = _cities_in(registry, text, words)
    return _Reading(
        text=text,
        words=words,
        weights=[0.0 if word.isdigit() else registry.weight(word) for word in words],
        kinds=[
            "number" if any(letter.isdigit() for letter in word) else KIND_OF_BODY.get(word, "")
            for word in words
        ],
        in_country=in_country,
        cities=cities,
        candidates=candidates,
        places=[_place(registry, text, each, cities) for each in candidates],
    )


def _cities_in(registry: Registry, text: Text, words: Sequence[str]) -> set[str]:
    """Return the segments that are a city and nothing else, but perhaps a post code."""
    segments: dict[int, list[str]] = {}
    for word, segment in zip(words, text.segments, strict=True):
        if not any(letter.isdigit() for letter in word):
            segments.setdefault(segment, []).append(word)
    keys = (" ".join(own) for own in segments.values() if len(own) <= _LONGEST_CITY)
    return {key for key in keys if key in registry.countries_of_city}


def _place(
    registry: Registry, text: Text, each: Candidate, cities: Collection[str]
) -> tuple[int, int]:
    """Return how country and city agree; a city that is a segment of its own counts 2."""
    named = {code for code, start, end in text.countries if end <= each.start or start >= each.end}
    own = registry.countries[each.row]
    country = (1 if own in named else -1) if named and own else 0
    own_cities = registry.cities.get(each.row, set())
    if not own_cities.isdisjoint(cities):
        return country, 2
    if any(all(word in text.words for word in city.split()) for city in own_cities):
        return country, 1
    name = " ".join(text.words[each.start : each.end])
    return country, -1 if any(city != name for city in cities) else 0


def _name_features(registry: Registry, reading: _Reading, each: Candidate) -> tuple[float, ...]:
    own = registry.words(each.name)
    is_word = len(own) == 1
    return (
        each.weight,
        max(registry.weight(word) for word in own),
        len(own),
        sum(word in COMMON for word in own) / len(own),
        each.kind,
        each.exact,
        each.coverage,
        max(reading.weights[at] for at in each.positions),
        each.rarest_missing,
        sum(reading.words[at] != reading.text.words[at] for at in each.positions),
        reading.text.capitals[each.start] if is_word else _NAME_OF_SEVERAL_WORDS,
        len(own[0]) if is_word else _LETTERS_OF_SEVERAL_WORDS,
        each.confirmed,
    )


def _namesake_features(registry: Registry, reading: _Reading, at: int) -> tuple[float, ...]:
    each = reading.candidates[at]
    place = reading.places[at]
    children = registry.children.get(each.row, ())
    worse = 0
    for rival, its_place in zip(reading.candidates, reading.places, strict=True):
        if rival.name == each.name:
            worse += its_place < place and rival.row not in children
    owners = registry.owners(each.name)
    rivals = [owner for owner in owners if owner != each.row and owner not in children]
    of_old = sum(registry.from_grid[rival] for rival in rivals)
    return (len(rivals) - worse, of_old, worse, *place)


def _surroundings(registry: Registry, reading: _Reading, each: Candidate) -> list[float]:
    """Return what else stands in the candidate's segments, and what kinds of bodies elsewhere."""
    text, weights, kinds = reading.text, reading.weights, reading.kinds
    start, end = each.start, each.end
    first, last = text.segments[start], text.segments[end - 1]
    said = _said_by_it_or_its_parents(registry, reading, each)
    cities = registry.city_words(each.row)
    before, after = dict.fromkeys(_BEFORE, 0), dict.fromkeys(_AFTER, 0)
    elsewhere = dict.fromkeys(_ELSEWHERE, 0)
    rarest = [0.0, 0.0]
    left = 0.0
    is_alone, in_street = each.exact > 0, False
    for at, (word, kind) in enumerate(zip(reading.words, kinds, strict=True)):
        if at in said:
            in_street = False
            continue
        if not first <= text.segments[at] <= last:
            _count(elsewhere, kind)
            continue
        # After a number comes a street, or a post code with a town.
        in_street = in_street or kind == "number"
        if reading.in_country[at] or in_street or word in cities:
            continue
        is_alone = is_alone and kind == "company"
        weight = 0.0 if kind else weights[at]
        left += weight
        side = at > start
        rarest[side] = max(rarest[side], weight)
        _count(after if side else before, kind)
    return [
        # "Department of Optics, University …": what a unit is for says nothing of the whole.
        0.0 if before["unit"] else rarest[0],
        0.0 if after["unit"] else rarest[1],
        _next_to(reading, start - 1, first),
        _next_to(reading, end, last),
        text.after_of[start],
        end < len(weights)
        and text.segments[end] == last
        and text.after_of[end]
        and not reading.in_country[end],
        is_alone,
        each.weight / max(each.weight + left, 0.1),
        *before.values(),
        *after.values(),
        *elsewhere.values(),
    ]


def _said_by_it_or_its_parents(
    registry: Registry, reading: _Reading, each: Candidate
) -> Collection[int]:
    said = set(each.positions)
    if parents := registry.parents.get(each.row):
        for other in reading.candidates:
            if other.row in parents:
                said.update(other.positions)
    return said


def _count(numbers: dict[str, int], kind: str) -> None:
    if kind in numbers:
        numbers[kind] += 1


def _next_to(reading: _Reading, at: int, segment: int) -> float:
    """Return the weight of the word beside a name, if it may belong to a longer one."""
    is_beside = 0 <= at < len(reading.words) and reading.text.segments[at] == segment
    if not is_beside or reading.in_country[at] or reading.kinds[at]:
        return 0.0
    return reading.weights[at]


def _rival_features(registry: Registry, reading: _Reading, at: int) -> tuple[float, ...]:
    each = reading.candidates[at]
    start, end, own = each.start, each.end, each.weight * each.coverage
    inside = other = alike = before = after = 0.0
    others = 0
    parents = registry.parents.get(each.row, ())
    parent_named = False
    for rival in reading.candidates:
        if rival.name == each.name:
            continue
        first, last, weight = rival.start, rival.end, rival.weight * rival.coverage
        parent_named = parent_named or (rival.exact > 0 and rival.row in parents)
        if rival.exact and first <= start and end <= last and last - first > end - start:
            # People know the new parts of an old organisation by its own name.
            if registry.from_grid[rival.row]:
                inside = max(inside, weight)
        elif start <= first and last <= end:
            continue
        elif not rival.exact:
            alike = max(alike, weight)
        else:
            other = max(other, weight)
            if last <= start:
                before = max(before, weight)
            elif first >= end:
                after = max(after, weight)
            others += last <= start or first >= end
    return (
        inside,
        # Sums of the same weights in another order differ by a last digit.
        round(other - own, _DECIMALS),
        round(alike - own, _DECIMALS),
        before,
        after,
        others,
        parent_named,
    )


def _organisation_features(registry: Registry, row: int) -> tuple[float, ...]:
    return (
        registry.kinds[row] == "company",
        registry.kinds[row] == "university",
        registry.statuses[row] not in ("active", ""),
        row >= registry.n_listed,
        len(registry.children.get(row, ())) > _MANY_CHILDREN,
        registry.known_elsewhere[row],
        registry.from_grid[row],
    )
