"""
From the engine's matches to what a page shows of them.

Words and addresses are put together here and not in the template: a page has twenty organisations
with up to a hundred pieces of evidence, and this is several times faster than template tags.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liaison.hub.directory.choices import Kind, Part
from liaison.hub.web.components.countries import country_name
from liaison.hub.web.components.evidence import excerpt, marked
from liaison.hub.web.components.maps import Place
from liaison.matching import Match, Organisation, Reason

WORDS_SHOWN = 8
NO_TEXT = SafeString("")


@dataclass(frozen=True)
class Proof:
    """
    The strongest piece of evidence.

    :ivar line: when, and in which part
    :ivar lang: an attribute with its language where it is not the page's, else nothing
    """

    url: str
    title: SafeString
    line: str
    excerpt: SafeString
    lang: SafeString


@dataclass(frozen=True)
class ShownMatch:
    """
    A match on a page.

    :ivar who: place and kind
    :ivar strength: in percent of the best match's
    :ivar others: further pieces of evidence, as entries of a list
    :ivar unshown: how many more projects speak for it than are shown
    """

    position: int
    organisation: Organisation
    url: str
    who: str
    is_invented: bool
    strength: int
    strength_words: str
    proof: Proof
    others: list[SafeString]
    unshown: int

    @property
    def place(self) -> Place | None:
        """Where it is on a map; none if that is not known."""
        organisation = self.organisation
        if organisation.lat is None or organisation.lon is None:
            return None
        return Place(
            lat=organisation.lat,
            lon=organisation.lon,
            label=organisation.name,
            url=f"#organisation-{organisation.id}",
        )


def show(matches: Iterable[Match], *, first: int, best: float) -> list[ShownMatch]:
    """
    Return what to show of each match.

    :param first: the position of the first of them, from 1
    :param best: the score of the best match of all, above 0
    """
    return [_show(match, position, best) for position, match in enumerate(matches, start=first)]


def _show(match: Match, position: int, best: float) -> ShownMatch:
    strongest, *others = match.reasons
    strength = max(1, round(100 * match.score / best))
    return ShownMatch(
        position=position,
        organisation=match.organisation,
        url=_address("directory:organisation", match.organisation.id),
        who=_who(match.organisation),
        is_invented=strongest.project.invented,
        strength=strength,
        strength_words=_in_words(strength),
        proof=_proof(strongest),
        others=[_entry(reason) for reason in others],
        unshown=match.evidence_count - len(match.reasons),
    )


def _who(organisation: Organisation) -> str:
    place = ", ".join(filter(None, [organisation.city, country_name(organisation.country)]))
    kind = str(Kind(organisation.kind).label) if organisation.kind in Kind else ""
    return " · ".join(filter(None, [place, kind]))


def _proof(reason: Reason) -> Proof:
    words = reason.words[:WORDS_SHOWN]
    return Proof(
        url=_address("directory:project", reason.project.id),
        title=marked(reason.project.title, words),
        line=_line(reason),
        excerpt=excerpt(reason.project.text, words),
        lang=_lang(reason),
    )


def _entry(reason: Reason) -> SafeString:
    return format_html(
        '<li><span{}><a href="{}">{}</a></span> <span class="small quiet">{} · {}</span></li>',
        _lang(reason),
        _address("directory:project", reason.project.id),
        reason.project.title,
        _line(reason),
        _("answers: %(words)s") % {"words": ", ".join(reason.words[:WORDS_SHOWN])},
    )


def _line(reason: Reason) -> str:
    part = str(Part(reason.role).label) if reason.role in Part else ""
    return " · ".join(filter(None, [_when(reason), part]))


def _lang(reason: Reason) -> SafeString:
    language = reason.project.language
    return format_html(' lang="{}"', language) if language not in ("", get_language()) else NO_TEXT


def _address(page: str, id_: str) -> str:
    return f"{_before_id(page, get_language())}{quote(id_, safe='/:@')}/"


@lru_cache(maxsize=32)
def _before_id(page: str, language: str | None) -> str:
    """Return the address of such pages up to the id; resolved once, not a hundred times a page."""
    return reverse(page, args=["0"]).removesuffix("0/")


def _when(reason: Reason) -> str:
    starts, ends = reason.project.starts, reason.project.ends
    if starts is None:
        return _("date unknown")
    return "–".join(map(str, sorted({starts.year, ends.year if ends else starts.year})))


def _in_words(strength: int) -> str:
    if strength >= 60:
        return _("among the strongest evidence")
    if strength >= 25:
        return _("good evidence")
    return _("some evidence")
