"""How well a name answers what was written, from 0 to 1."""

from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz.distance import OSA

from liaison.hub.directory.lookup.questions import Question
from liaison.hub.directory.lookup.spelling import initials, telling_tokens, telling_words, word
from liaison.opendata.resolution.words import COMMON

# What matters more: that the name has all that was written, or that it has nothing else.
_WRITTEN_COUNTS, _NAME_COUNTS = 0.6, 0.4
# What a word of a name weighs that was not written; others weigh as their term does.
_COMMON_WEIGHT, _OTHER_WEIGHT = 4.0, 9.0
# Below, two words are not one mistyped.
_LEAST_ALIKE = 0.7
# A word that organisations have was hardly meant to be another.
_IF_KNOWN = 0.8
# Letters; and what it counts if one word is the beginning of the other.
_SHORTEST_BEGINNING, _BEGINNING = 4, 0.6
_ANOTHER_SPELLING, _IN_THE_TOWN, _BY_INITIALS, _AS_ONE = 0.95, 0.7, 0.8, 0.97


def likeness(question: Question, name: str, *, town: str = "") -> float:
    """
    Return how well a name answers a question: 1 if it is just what was written.

    :param town: where the organisation is; people add it to tell one from another
    """
    tokens = telling_tokens(name)
    named = telling_words(tokens)
    if not named or not question.terms:
        return 0.0
    written = [word(term.written) for term in question.terms]
    weights = dict(zip(written, (term.weight for term in question.terms), strict=True))
    known = {one for one, term in zip(written, question.terms, strict=True) if one in term.readings}
    found = {
        each: _best(each, named) * (_IF_KNOWN if each in known and each not in named else 1.0)
        for each in written
    }
    has = {each: _best(each, written) for each in named}
    towns = set(telling_words(telling_tokens(town)))
    for each in written:
        if each in towns:
            found[each] = max(found[each], _IN_THE_TOWN)
    fits = _WRITTEN_COUNTS * _share(found, weights) + _NAME_COUNTS * _share(has, weights)
    return max(fits, _as_one(question.tokens, tokens), _as_initials(question.tokens, tokens))


def _share(found: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return how much of the words is found, each by its weight."""
    weighed = {each: weights.get(each) or _usual_weight(each) for each in found}
    return sum(weighed[each] * found[each] for each in found) / sum(weighed.values())


def _usual_weight(each: str) -> float:
    return _COMMON_WEIGHT if each in COMMON else _OTHER_WEIGHT


def _best(each: str, others: Iterable[str]) -> float:
    """Return how much the likest of the other words is like this one; 0 if none is it mistyped."""
    if each in others:
        return 1.0
    alike = max(OSA.normalized_similarity(each, other) for other in others)
    if alike >= _LEAST_ALIKE:
        return alike * _ANOTHER_SPELLING
    return _BEGINNING if any(_begins(each, other) for other in others) else 0.0


def _begins(each: str, other: str) -> bool:
    shorter, longer = sorted((each, other), key=len)
    return len(shorter) >= _SHORTEST_BEGINNING and longer.startswith(shorter)


def _as_one(written: Sequence[str], named: Sequence[str]) -> float:
    """Return how much two names are alike letter by letter: "Yellow Scan" and "Yellowscan"."""
    one, other = word("".join(written)), word("".join(named))
    return OSA.normalized_similarity(one, other, score_cutoff=0.85) * _AS_ONE


def _as_initials(written: Sequence[str], named: Sequence[str]) -> float:
    return _BY_INITIALS if "".join(written) in initials(named) else 0.0
