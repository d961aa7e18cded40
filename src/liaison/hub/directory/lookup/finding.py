"""Whom somebody means by what they write: candidates from the database, then a closer look."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, F, FloatField, Q, QuerySet, Sum, Value, When
from rapidfuzz.distance import OSA

from liaison.hub.directory.choices import NameKind, State
from liaison.hub.directory.lookup.likeness import likeness
from liaison.hub.directory.lookup.opensearch import led_to
from liaison.hub.directory.lookup.questions import (
    EACH_WORD,
    ENOUGH,
    Question,
    Term,
    doubted,
    read_question,
    telling_terms,
)
from liaison.hub.directory.lookup.spelling import bare_number
from liaison.hub.directory.models import Identifier, LookupWord, Organisation, OrganisationName
from liaison.hub.directory.models.lookup_words import LEAST_OF_NAMES
from liaison.hub.directory.models.plain import plain_name
from liaison.hub.directory.visibility import organisations_visible_to

# How many the database proposes for a closer look, by words alone.
CANDIDATES = 50
# Below, what was written may hold a slip that makes another word of it.
_IN_DOUBT = 0.86
# Below, nobody would take it for what was written.
_LEAST = 0.3
# Who has all that was written among its terms and texts comes after whom a name answers by half.
_DESCRIBED = 0.5
# By weight; the words of names count whole.
_TELLS = {1: 0.95, 2: 0.98}
# Names count a little less than the legal one, so that of two the present owner comes first.
_NAME_KINDS = {
    NameKind.TRADING: 0.99,
    NameKind.ACRONYM: 0.99,
    NameKind.ALIAS: 0.985,
    NameKind.FORMER: 0.97,
}
# Less than between any two kinds of names, so that age never beats the better name.
_AGED = 0.995
_GONE = {State.CEASED: 0.95, State.DORMANT: 0.98}


@dataclass(frozen=True)
class Found:
    """
    An organisation that may be meant.

    :ivar score: from 0 to 1; 1 if its legal name, or a number of it, is just what was written
    :ivar name: the name by which it was found
    :ivar name_kind: what kind of further name that is; "" for the legal one
    :ivar is_described: whether it was found by its terms or its own words rather than by that name
    """

    organisation: Organisation
    score: float
    name: str
    name_kind: str = ""
    is_described: bool = False


def find_organisations(text: str, *, for_user: Any, top: int = 10) -> list[Found]:
    """Return the organisations that `for_user` may see and may mean by a text, likeliest first."""
    return find_among(organisations_visible_to(for_user).living(), text, top=top)


def find_recorded(text: str, *, top: int = 10) -> list[Found]:
    """Return the organisations that a text may mean, whoever may see them: for the command line."""
    return find_among(Organisation.objects.living(), text, top=top)


def find_among(organisations: QuerySet[Organisation], text: str, *, top: int) -> list[Found]:
    """Return those of some organisations that may be meant by a text, likeliest first."""
    # What no database stores is in no name.
    question = read_question(text.replace("\x00", ""))
    found = _look_closer(question, organisations)
    if not found or found[0].score < _IN_DOUBT:
        doubtful = _look_closer(doubted(question), organisations)
        best = {each.organisation.pk: each for each in sorted([*doubtful, *found], key=_by_score)}
        found = _sorted(question, best.values())
    return [each for each in found if each.score >= _LEAST][:top]


def rank(
    question: Question, organisations: Iterable[Organisation], *, day: dt.date | None = None
) -> list[Found]:
    """
    Return organisations by how well they answer a question, best first.

    Names and numbers come first, then the terms and texts of those whose names hardly answer.

    :param day: on which entries that nobody verified for a year come a little later; None: age
        does not count
    """
    kept = {each.pk: each for each in organisations}
    names: dict[int, list[tuple[str, str]]] = defaultdict(list)
    further = OrganisationName.objects.filter(organisation__in=list(kept))
    for key, name, kind in further.values_list("organisation", "name", "kind"):
        names[key].append((name, kind))
    numbered = _with_number(question, kept)
    named = {
        key: _numbered(each) if key in numbered else _named(question, each, names[key])
        for key, each in kept.items()
    }
    led = _led(question, [each for each in named.values() if each.score < _DESCRIBED])
    found = (led.get(key, each) for key, each in named.items())
    return _sorted(question, found, day=day)


def score_of_words(question: Question, path: str = "") -> Sum:
    """Return, in SQL, how much the words that lead to an organisation answer a question."""
    cases = [
        When(**{f"{path}word": reading}, then=Value(term.weight * fits))
        for term in question.known
        for reading, fits in term.readings.items()
    ]
    told = F(f"{path}weight") + EACH_WORD
    return Sum(Case(*cases, default=Value(0.0), output_field=FloatField()) * told)


def _look_closer(question: Question, organisations: QuerySet[Organisation]) -> list[Found]:
    keys = _candidates(question, organisations)
    return rank(question, organisations.filter(pk__in=keys)) if keys else []


def _candidates(question: Question, organisations: QuerySet[Organisation]) -> set[int]:
    """Return the keys of organisations with the same name, and with most of the telling words."""
    keys = _same_name(question, organisations)
    if question.known:
        words = LookupWord.objects.filter(word__in=list(_readings(question.known)))
        telling = list(telling_terms(question.known))
        led = led_to(question, wholly=False)
        if led is not None:
            words = words.filter(organisation__in=led)
        elif len(telling) < len(question.known) or telling[0].number > ENOUGH:
            words = words.filter(organisation__in=_with_one_of(telling).values("organisation"))
        scored = words.filter(organisation__in=organisations).values("organisation")
        best = scored.annotate(score=score_of_words(question)).order_by("-score", "organisation")
        keys |= {row["organisation"] for row in best[:CANDIDATES]}
    return keys


def with_few_described(rows: QuerySet[LookupWord], *, number: int) -> QuerySet[LookupWord]:
    """
    Return words as they are where a thousand organisations at most have them; else fewer of them.

    All of names stay, and of those of terms and texts those of a thousand organisations, terms
    first: what so many say tells little of each.

    :param number: how many organisations have one of the words
    """
    if number <= ENOUGH:
        return rows
    described = rows.filter(weight__lt=LEAST_OF_NAMES)
    first = described.order_by("-weight", "organisation", "word").values("organisation")[:ENOUGH]
    return rows.filter(Q(weight__gte=LEAST_OF_NAMES) | Q(organisation__in=first))


def _same_name(question: Question, organisations: QuerySet[Organisation]) -> set[int]:
    plain = plain_name(question.text)
    legal = organisations.filter(plain=plain).values_list("pk", flat=True)
    further = OrganisationName.objects.filter(plain=plain, organisation__in=organisations)
    # Two questions in one; as one condition neither could use its index.
    return set(legal.union(further.values_list("organisation", flat=True))[:CANDIDATES])


def _with_one_of(terms: list[Term]) -> QuerySet[LookupWord]:
    rows = LookupWord.objects.filter(word__in=list(_readings(terms)))
    return with_few_described(rows, number=sum(term.number for term in terms))


def _readings(terms: Iterable[Term]) -> Iterator[str]:
    return (reading for term in terms for reading in term.readings)


def _with_number(question: Question, kept: dict[int, Organisation]) -> set[int]:
    """Return the keys of those with a number that is just what was written."""
    number = bare_number(question.text)
    if not any(letter.isdigit() for letter in number):
        return set()
    numbers = Identifier.objects.filter(organisation__in=list(kept))
    return {
        key
        for key, value in numbers.values_list("organisation", "value")
        if bare_number(value) == number
    }


def _led(question: Question, named: list[Found]) -> dict[int, Found]:
    """Return by keys those whom their words answer better, one by one, than their names do."""
    if not named or not question.known:
        return {}
    rows = LookupWord.objects.filter(
        organisation__in=[each.organisation.pk for each in named],
        word__in=_readings(question.known),
    )
    words: dict[int, dict[str, int]] = defaultdict(dict)
    for key, word, weight in rows.values_list("organisation", "word", "weight"):
        words[key][word] = weight
    whole = sum(term.weight for term in question.terms)
    led = {}
    for each in named:
        has = words[each.organisation.pk]
        share = sum(term.weight * _fits(term, has) for term in question.known) / whole
        score = _DESCRIBED * share * _GONE.get(each.organisation.state, 1.0)
        if score > each.score:
            led[each.organisation.pk] = (
                Found(each.organisation, score, each.organisation.name, is_described=True)
                if min(has.values()) < LEAST_OF_NAMES
                else replace(each, score=score)
            )
    return led


def _fits(term: Term, words: dict[str, int]) -> float:
    """Return how well the best of an organisation's words fits; those of names a little more."""
    return max(
        (
            fits * _TELLS.get(words[reading], 1.0)
            for reading, fits in term.readings.items()
            if reading in words
        ),
        default=0.0,
    )


def _numbered(organisation: Organisation) -> Found:
    return Found(organisation, 1.0, organisation.name)


def _named(question: Question, organisation: Organisation, further: list[tuple[str, str]]) -> Found:
    """Return an organisation by the one of its names that answers best."""
    best = max(
        (
            (
                likeness(question, name, town=organisation.city) * _NAME_KINDS.get(kind, 1.0),
                name,
                kind,
            )
            for name, kind in [(organisation.name, ""), *further]
        ),
        key=lambda each: each[0],
    )
    score, name, kind = best
    return Found(organisation, score * _GONE.get(organisation.state, 1.0), name, kind)


def _by_score(found: Found) -> float:
    return found.score


def _sorted(
    question: Question, found: Iterable[Found], *, day: dt.date | None = None
) -> list[Found]:
    """Return the likeliest first; of those alike, whose name is alike to the letter; see `rank`."""
    plain = plain_name(question.text)

    def likeliest_first(each: Found) -> tuple[float, float, bool, int]:
        letters = OSA.normalized_similarity(plain, plain_name(each.name))
        aged = day is not None and each.organisation.years_unverified(day) > 0
        # Whoever is clearly meant is not moved: there age only decides between two alike.
        score = each.score * (_AGED if aged and each.score < _IN_DOUBT else 1.0)
        return -round(score, 4), -letters, aged, each.organisation.pk

    return sorted(found, key=likeliest_first)
