"""Finding cases by what was said about them: word by word, as the directory finds its entries."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from liaison.hub.core.beginnings import begins_with
from liaison.hub.support.models import Case, LookupWord, Word
from liaison.hub.support.models.lookup_words import LONGEST_LOOKUP_WORD
from liaison.opendata.resolution.words import tokens, word_of

# More words than anybody writes to find a case; what follows them is not looked at.
MOST_WORDS = 8
# Letters of which a word at least consists that may be the beginning of another.
SHORTEST_BEGINNING = 3
_ROWS_AT_ONCE = 5_000


def words_of(text: str) -> set[str]:
    """Return the words by which a text is found, as they stand and as they come to."""
    return {
        each[:LONGEST_LOOKUP_WORD]
        for token in tokens(text)
        if (word := word_of(token))
        for each in (token, word)
    }


def keep_words(cases: Iterable[int]) -> None:
    """
    Work out anew by which words cases are found; those joined to another lead to that one alone.

    :param cases: keys in the database, of those whose words have changed
    """
    keys = list(cases)
    wanted = _wanted(keys)
    kept: dict[int, set[str]] = defaultdict(set)
    rows = LookupWord.objects.filter(case__in=keys)
    for key, word in rows.values_list("case", "word"):
        kept[key].add(word)
    for key in keys:
        if gone := kept[key] - wanted[key]:
            LookupWord.objects.filter(case=key, word__in=gone).delete()
    LookupWord.objects.bulk_create(
        (
            LookupWord(case_id=key, word=word)
            for key in keys
            for word in sorted(wanted[key] - kept[key])
        ),
        batch_size=_ROWS_AT_ONCE,
    )


def having_words(cases: Any, text: str) -> Any:
    """Narrow cases to those with all the words of a text, or words that begin so."""
    asked = [word for token in tokens(text) if (word := word_of(token))][:MOST_WORDS]
    if not asked:
        # Nothing but marks and words such as "the", under which nothing is kept.
        return cases.none()
    for word in dict.fromkeys(asked):
        cases = cases.filter(pk__in=LookupWord.objects.filter(_reads(word)).values("case"))
    return cases


def _wanted(keys: list[int]) -> dict[int, set[str]]:
    wanted: dict[int, set[str]] = defaultdict(set)
    there = Case.objects.filter(Q(pk__in=keys) | Q(joined_to__in=keys))
    for key, other, subject in there.values_list("pk", "joined_to", "subject"):
        wanted[other or key] |= words_of(subject)
    said = Word.objects.filter(Q(case__in=keys) | Q(case__joined_to__in=keys))
    for key, other, text in said.values_list("case", "case__joined_to", "said"):
        wanted[other or key] |= words_of(text)
    return wanted


def _reads(word: str) -> Q:
    word = word[:LONGEST_LOOKUP_WORD]
    if len(word) < SHORTEST_BEGINNING:
        return Q(word=word)
    return begins_with(word, field="word")
