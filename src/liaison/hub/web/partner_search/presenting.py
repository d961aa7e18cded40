"""From the engine's matches to what a page shows of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liaison.hub.web.components.evidence import excerpt, marked
from liaison.matching import Match, Reason

WORDS_SHOWN = 8


@dataclass(frozen=True)
class Proof:
    """A piece of evidence; `lang` is its language where it is not the page's, else ""."""

    reason: Reason
    title: SafeString
    excerpt: SafeString
    when: str
    words: str
    lang: str


@dataclass(frozen=True)
class ShownMatch:
    """A match on a page; `strength` in percent of the best match's."""

    position: int
    match: Match
    strength: int
    strength_words: str
    proof: Proof
    others: list[Proof]


def show(matches: Iterable[Match], *, first: int, best: float) -> list[ShownMatch]:
    """
    Return what to show of each match.

    :param first: the position of the first of them, from 1
    :param best: the score of the best match of all, above 0
    """
    return [_show(match, position, best) for position, match in enumerate(matches, start=first)]


def _show(match: Match, position: int, best: float) -> ShownMatch:
    strength = max(1, round(100 * match.score / best))
    return ShownMatch(
        position=position,
        match=match,
        strength=strength,
        strength_words=_in_words(strength),
        proof=_proof(match.reasons[0], with_excerpt=True),
        others=[_proof(reason, with_excerpt=False) for reason in match.reasons[1:]],
    )


def _proof(reason: Reason, *, with_excerpt: bool) -> Proof:
    project, words = reason.project, reason.words[:WORDS_SHOWN]
    return Proof(
        reason=reason,
        title=marked(project.title, words),
        excerpt=excerpt(project.text, words) if with_excerpt else SafeString(""),
        when=_when(reason),
        words=", ".join(words),
        lang="" if project.language == get_language() else project.language,
    )


def _when(reason: Reason) -> str:
    starts, ends = reason.project.starts, reason.project.ends
    if starts is None:
        return _("date unknown")
    years: Sequence[int] = sorted({starts.year, ends.year if ends else starts.year})
    return "–".join(map(str, years))


def _in_words(strength: int) -> str:
    if strength >= 60:
        return _("among the strongest evidence")
    if strength >= 25:
        return _("good evidence")
    return _("some evidence")
