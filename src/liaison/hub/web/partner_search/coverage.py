"""
What a need asks for, piece by piece, and what each organisation answers of it.

Put together here and not in a template: a page has twenty organisations with up to eight
requirements, and a passage that answers one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from typing import Literal

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from liaison.hub.web.components.evidence import excerpt, marked
from liaison.hub.web.partner_search.citing import NO_TEXT, address, in_language, years
from liaison.matching import Coverage, Match, Project

# Of what a requirement says, the share that evidence has to hold to answer it, or a part of it.
ANSWERED_FROM = 0.6
ANSWERED_IN_PART_FROM = 0.35
# Characters of a requirement that are repeated with each organisation.
SHORTENED_TO = 80

Answered = Literal["answered", "in part", "not"]
# Beside the words and never instead of them: a full, a half and an empty circle.
SIGNS: dict[Answered, str] = {"answered": "●", "in part": "◐", "not": "○"}


def is_answered(coverage: Coverage) -> Answered:
    """Say whether an organisation's evidence answers a requirement."""
    return how_far(coverage.strength)


def how_far(strength: float) -> Answered:
    """Say whether evidence that holds so much of a requirement, from 0 to 1, answers it."""
    if strength >= ANSWERED_FROM:
        return "answered"
    return "in part" if strength >= ANSWERED_IN_PART_FROM else "not"


@dataclass(frozen=True)
class Requirement:
    """
    One thing the need asks for.

    :ivar answered: how many organisations of the page answer it, in words; "" if none is shown
    :ivar is_missing: whether none of them does
    """

    text: str
    answered: str
    is_missing: bool


def count_answers(requirements: Sequence[str], matches: Sequence[Match]) -> list[Requirement]:
    """Return each requirement with how many of the matches answer it."""
    counted = []
    for place, text in enumerate(requirements):
        found = [is_answered(match.coverage[place]) for match in matches]
        in_words = _in_words(found.count("answered"), found.count("in part")) if found else ""
        counted.append(Requirement(text, in_words, bool(found) and "answered" not in found))
    return counted


def _in_words(answered: int, in_part: int) -> str:
    if answered:
        return ngettext(
            "%(number)s organisation shown here answers this",
            "%(number)s organisations shown here answer this",
            answered,
        ) % {"number": answered}
    if in_part:
        return ngettext(
            "nobody shown here answers this; %(number)s organisation does in part",
            "nobody shown here answers this; %(number)s organisations do in part",
            in_part,
        ) % {"number": in_part}
    return _("nobody shown here answers this")


def coverage_in(requirements: Sequence[str], *, spoken: str) -> Callable[[Match], SafeString]:
    """
    Return what draws which requirements a match answers, and by which dated passage.

    Of a single requirement nothing is drawn: all the evidence answers that one.

    :param spoken: the language of the requirements
    """
    if len(requirements) < 2:
        return lambda _match: NO_TEXT
    texts = _texts(get_language())
    lang = in_language(spoken, language=texts.language)
    asked = [f"<span{lang}>{escape(_shortened(each))}</span>" for each in requirements]

    # Partners in a project answer the same requirement by the same passage.
    @cache
    def entry(text: str, coverage: Coverage) -> str:
        answered = is_answered(coverage)
        return (
            f'<li><p class="covers__asked"><span class="covers__sign" aria-hidden="true">'
            f"{SIGNS[answered]}</span> {texts.states[answered].replace(PLACE, text)}</p>"
            f"{_proof(coverage, answered, texts)}</li>"
        )

    def draw(match: Match) -> SafeString:
        entries = "".join(map(entry, asked, match.coverage))
        answered = [is_answered(coverage) for coverage in match.coverage].count("answered")
        summary = texts.summary % {"met": answered, "all": len(asked)}
        # Whatever comes from people or data is escaped where it is put in; the rest is ours.
        return mark_safe(
            f'<details class="covers"><summary>{summary}</summary>'
            f'<ul class="covers__list">{entries}</ul></details>'
        )

    return draw


# Stands in a sentence where the requirement comes; no sentence and no requirement holds it.
PLACE = "\x00"


@dataclass(frozen=True)
class _Texts:
    """The words that every organisation needs, in one language, escaped."""

    language: str | None
    summary: str
    states: dict[Answered, str]
    undated: str
    holds: str


@lru_cache(maxsize=8)
def _texts(language: str | None) -> _Texts:
    place = {"requirement": PLACE}
    return _Texts(
        language=language,
        summary=escape(_("answers %(met)s of the %(all)s things you ask for")),
        states={
            "answered": escape(_("answered: %(requirement)s") % place),
            "in part": escape(_("answered in part: %(requirement)s") % place),
            "not": escape(_("not answered: %(requirement)s") % place),
        },
        undated=escape(_("date unknown")),
        holds=escape(_("answers: %(words)s")),
    )


def _proof(coverage: Coverage, answered: Answered, texts: _Texts) -> str:
    """
    Return the project that answers a requirement, and which words of it.

    Where it does so in full, the passage that holds most of them stands below.
    """
    project = coverage.project
    if answered == "not" or project is None:
        return ""
    cited = f'<p class="small">{_cited(project, coverage.words, texts)}</p>'
    if answered == "in part":
        return cited
    passage = excerpt(project.text, coverage.words)
    lang = in_language(project.language, language=texts.language)
    return f'{cited}<p class="small covers__passage"{lang}>{passage}</p>'


def _cited(project: Project, words: tuple[str, ...], texts: _Texts) -> str:
    url = escape(address("directory:project", project.id, language=texts.language))
    lang = in_language(project.language, language=texts.language)
    when = years(project, undated=texts.undated)
    holds = texts.holds % {"words": escape(", ".join(words))}
    return (
        f'<a href="{url}"{lang}>{marked(project.title, words)}</a>'
        f' <span class="quiet">{when} · {holds}</span>'
    )


def _shortened(text: str) -> str:
    """Return a requirement cut at the end of a word."""
    if len(text) <= SHORTENED_TO:
        return text
    words = text[: SHORTENED_TO + 1].rsplit(" ", 1)[0]
    return f"{words[:SHORTENED_TO].rstrip(' ,;:')}…"
