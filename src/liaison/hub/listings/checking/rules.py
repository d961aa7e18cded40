"""
Rules written by hand that find what a text gives away.

Each is a pattern that people can read, so that it can be explained and corrected. They find words
as they stand; who is described so closely that everybody guesses them is for the reviewer to see.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from liaison.hub.listings.checking.findings import (
    ALWAYS_HARD,
    HARD_IF_ANONYMOUS,
    OF_THE_CLIENT,
    Finding,
    Known,
    Rule,
)
from liaison.hub.listings.checking.patients import births, insurance_numbers, named_patients
from liaison.opendata.resolution.words import LEGAL_FORMS, fold

# A name of one word in small letters is more often the word than the name.
_WORD = re.compile(r"[^\W_]+")
_MAIL = re.compile(r"[\w.+-]+\s?(?:@|\[at\]|\(at\))\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_WEB = re.compile(r"(?:https?://|www\.)[^\s<>\"']+[^\s<>\"'.,;:!?)]", re.IGNORECASE)
# An international number, or digits in groups after a word that says what they are.
_PHONE = re.compile(
    r"(?:\+|\b00)\s?\d{2,3}(?:[\s./-]?\(?\d{1,4}\)?){2,6}\b"
    r"|\b(?:tel|tél|phone|telefon|téléphone|mobile|mobil|gsm|fax)\w{0,3}\b[^\w\n]{0,4}"
    r"\d(?:[\s./-]?\d){5,13}\b",
    re.IGNORECASE,
)
_FEWEST_LETTERS = 3

Passage = tuple[int, int]


def findings_in(texts: Mapping[str, str], known: Known, *, is_anonymous: bool) -> list[Finding]:
    """
    Return what these texts give away, in their order, each passage once a rule.

    :param texts: by the code of the field in which each stands
    :param is_anonymous: whether what tells of the client counts, and cannot be allowed
    """
    found = []
    for field, text in texts.items():
        passages = {
            (rule, passage)
            for rule, look in _RULES.items()
            if is_anonymous or rule not in OF_THE_CLIENT
            for passage in look(text, known)
        }
        found += [
            Finding(
                field=field,
                start=start,
                end=end,
                rule=rule,
                passage=text[start:end],
                is_hard=rule in ALWAYS_HARD or (is_anonymous and rule in HARD_IF_ANONYMOUS),
            )
            for rule, (start, end) in sorted(passages, key=lambda each: (each[1], each[0]))
        ]
    return _without_repetition(found)


def _without_repetition(found: list[Finding]) -> list[Finding]:
    """Leave out what shares letters with what a graver rule found, such as a name in a link."""
    order = list(_RULES)
    return [
        each
        for each in found
        if not any(
            other is not each
            and other.field == each.field
            and other.start < each.end
            and each.start < other.end
            and (other.is_hard, -order.index(Rule(other.rule)))
            > (each.is_hard, -order.index(Rule(each.rule)))
            for other in found
        )
    ]


def _names(text: str, known: Known) -> Iterator[Passage]:
    words = [(fold(found.group()), found.span()) for found in _WORD.finditer(text)]
    for name in known.names:
        core = _core(name)
        if not core or len("".join(core)) < _FEWEST_LETTERS:
            continue
        for start, end in _runs(words, core):
            # One word alone must be written as a name is: "Helix", not "helix".
            if len(core) > 1 or text[start:end][:1].isupper():
                yield start, end


def _core(name: str) -> tuple[str, ...]:
    """Return the words of a name without its legal form: "Sauer Optics S.à r.l." gives two."""
    plain = re.sub(r"\b(\w)\.\s?(?=\w\b)", r"\1", fold(name))
    plain = re.sub(r"\bs\.?\s?a\.?\s?r\.?\s?l\.?(?=\W|$)", " ", plain)
    words = [found.group() for found in _WORD.finditer(plain)]
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    return tuple(words)


def _runs(words: list[tuple[str, Passage]], core: tuple[str, ...]) -> Iterator[Passage]:
    """Yield where these words follow each other, also written as one."""
    joined = "".join(core)
    for place, (word, span) in enumerate(words):
        run = words[place : place + len(core)]
        if tuple(each for each, _span in run) == core:
            yield span[0], run[-1][1][1]
        elif len(core) > 1 and word == joined:
            yield span


def _acronyms(text: str, known: Known) -> Iterator[Passage]:
    yield from _as_written(text, known.acronyms)


def _projects(text: str, known: Known) -> Iterator[Passage]:
    yield from _as_written(text, known.projects)


def _as_written(text: str, wanted: Iterable[str]) -> Iterator[Passage]:
    """Yield whole words with these very letters, small and capital ones apart."""
    for each in wanted:
        if len(each) >= _FEWEST_LETTERS:
            for found in re.finditer(rf"(?<!\w){re.escape(each)}(?!\w)", text):
                yield found.span()


def _domains(text: str, known: Known) -> Iterator[Passage]:
    for domain in known.domains:
        pattern = rf"(?:[\w.+-]+@|(?:https?://)?(?:www\.)?)(?<!\w){re.escape(domain)}(?!\w)[^\s,;]*"
        for found in re.finditer(pattern, text, re.IGNORECASE):
            yield found.span()


def _numbers(text: str, known: Known) -> Iterator[Passage]:
    """Yield numbers of registers, however they are parted: "LU 123 456 78" is "LU12345678"."""
    for number in known.numbers:
        signs = re.sub(r"\W", "", number)
        if len(signs) >= 5:
            parted = r"[\s./-]?".join(map(re.escape, signs))
            for found in re.finditer(rf"(?<!\w){parted}(?!\w)", text, re.IGNORECASE):
                yield found.span()


def _people(text: str, known: Known) -> Iterator[Passage]:
    words = [(fold(found.group()), found.span()) for found in _WORD.finditer(text)]
    for name in known.people:
        parts = tuple(fold(found.group()) for found in _WORD.finditer(name))
        if len(parts) > 1:
            yield from _runs(words, parts)
            yield from _runs(words, parts[-1:] + parts[:-1])


def _addresses(text: str, known: Known) -> Iterator[Passage]:
    for pattern in (_MAIL, _WEB):
        for found in pattern.finditer(text):
            yield found.span()


def _phones(text: str, known: Known) -> Iterator[Passage]:
    for found in _PHONE.finditer(text):
        yield found.span()


_RULES = {
    # The gravest first.
    Rule.INSURANCE: lambda text, known: insurance_numbers(text),
    Rule.DOMAIN: _domains,
    Rule.NAME: _names,
    Rule.NUMBER: _numbers,
    Rule.ACRONYM: _acronyms,
    Rule.PATIENT: lambda text, known: named_patients(text),
    Rule.BIRTH: lambda text, known: births(text),
    Rule.PERSON: _people,
    Rule.PROJECT: _projects,
    Rule.ADDRESS: _addresses,
    Rule.PHONE: _phones,
}
