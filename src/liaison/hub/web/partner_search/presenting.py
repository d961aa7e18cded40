"""
From the engine's matches to what a page shows of them.

Words and addresses are put together here and not in the template: a page has twenty organisations
with up to a hundred pieces of evidence, and this is several times faster than template tags.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from liaison.hub.directory.choices import Evidence, Kind, Part, evidence_in_words
from liaison.hub.web.components.countries import country_name
from liaison.hub.web.components.evidence import excerpt, marked
from liaison.hub.web.components.maps import Place
from liaison.hub.web.partner_search.citing import NO_TEXT, address, in_language, years
from liaison.matching import Match, Organisation, Project, Reason

WORDS_SHOWN = 8
LONGEST_ACRONYM = 12


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
    :ivar more: how many those are, in words
    :ivar rest: how many pieces of evidence speak for it beyond those shown, in words; "" if none
    :ivar chance: how often such a suggestion came true, in words; "" where that is not known
    :ivar is_newcomer: placed for its evidence alone, since it has hardly a record yet
    :ivar coverage: which of several requirements it answers; nothing if there is just one
    :ivar together: how often it worked with the shortlist, in words; "" if never
    :ivar choices: the buttons with which one says what one makes of it
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
    more: str
    rest: str
    chance: str
    is_newcomer: bool
    coverage: SafeString
    together: str
    choices: SafeString

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


def show(
    matches: Iterable[Match],
    *,
    first: int,
    best: float,
    choices: Callable[[Organisation], SafeString] = lambda _organisation: NO_TEXT,
    coverage: Callable[[Match], SafeString] = lambda _match: NO_TEXT,
) -> list[ShownMatch]:
    """
    Return what to show of each match.

    :param first: the position of the first of them, from 1
    :param best: the score of the best match of all, above 0
    :param choices: draws the buttons beside an organisation
    :param coverage: draws which requirements it answers
    """
    words = _words(get_language())
    # Partners in a project are suggested for the same piece of evidence.
    proof = cache(partial(_proof, words=words))
    return [
        _show(match, position, best, words, proof, choices(match.organisation), coverage(match))
        for position, match in enumerate(matches, start=first)
    ]


def draw(matches: Iterable[ShownMatch]) -> SafeString:
    """Return matches as entries of a list; a template takes several times as long."""
    words = _words(get_language())
    return SafeString("".join(_drawn(shown, words) for shown in matches))


@dataclass(frozen=True)
class _Words:
    """The words that every match needs, in one language."""

    language: str | None
    kinds: dict[str, str]
    parts: dict[tuple[str, str], str]
    undated: str
    answers: str
    near_in_meaning: str
    strengths: tuple[str, str, str]
    sme: str
    invented: str
    new_here: str


@lru_cache(maxsize=8)
def _words(language: str | None) -> _Words:
    return _Words(
        language=language,
        kinds={kind.value: str(kind.label) for kind in Kind},
        parts={
            (kind, role): evidence_in_words(kind, role)
            for kind in Evidence.values
            for role in ("", *Part.values)
        },
        undated=_("date unknown"),
        answers=_("answers: %(words)s"),
        near_in_meaning=_("near in meaning, in other words"),
        strengths=(_("among the strongest evidence"), _("good evidence"), _("some evidence")),
        sme=_("SME"),
        invented=_("Invented example"),
        new_here=_("New here: placed for its evidence alone"),
    )


def _show(
    match: Match,
    position: int,
    best: float,
    words: _Words,
    proof: Callable[[Project, str, tuple[str, ...]], Proof],
    choices: SafeString,
    coverage: SafeString,
) -> ShownMatch:
    strongest, *others = match.reasons
    strength = max(1, round(100 * match.score / best))
    unshown = match.evidence_count - len(match.reasons)
    return ShownMatch(
        position=position,
        organisation=match.organisation,
        url=address("directory:organisation", match.organisation.id, language=words.language),
        who=_who(match.organisation, words),
        is_invented=strongest.project.invented,
        strength=strength,
        strength_words=words.strengths[0 if strength >= 60 else 1 if strength >= 25 else 2],
        proof=proof(strongest.project, strongest.role, strongest.words[:WORDS_SHOWN]),
        others=[_entry(reason, words) for reason in others],
        more=_more(len(others), words.language),
        rest=_rest(unshown, words.language),
        chance=_chance(match.probability, words.language),
        is_newcomer=match.is_newcomer,
        coverage=coverage,
        together=_together(match.together),
        choices=choices,
    )


# Each is said of many matches, and to look up a translation takes longer than to remember it.
@lru_cache(maxsize=100)
def _more(pieces: int, language: str | None) -> str:
    return ngettext(
        "%(number)s more piece of evidence", "%(number)s more pieces of evidence", pieces
    ) % {"number": pieces}


@lru_cache(maxsize=1000)
def _rest(pieces: int, language: str | None) -> str:
    if not pieces:
        return ""
    return ngettext(
        "%(number)s more piece of evidence speaks for this organisation.",
        "%(number)s more pieces of evidence speak for this organisation.",
        pieces,
    ) % {"number": pieces}


def _chance(probability: float | None, language: str | None) -> str:
    """Say how often such suggestions came true, in whole numbers: more would feign precision."""
    return "" if probability is None else _of_hundred(round(100 * probability), language)


@lru_cache(maxsize=500)
def _of_hundred(number: int, language: str | None) -> str:
    if number < 1:
        return _("fewer than 1 of 100 such suggestions became a project together")
    return ngettext(
        "about %(number)s of 100 such suggestions became a project together",
        "about %(number)s of 100 such suggestions became a project together",
        number,
    ) % {"number": number}


def _together(projects: int) -> str:
    """Say how often it worked with the shortlist; whoever did so moves up."""
    if not projects:
        return ""
    return ngettext(
        "worked with your shortlist in %(number)s project",
        "worked with your shortlist in %(number)s projects",
        projects,
    ) % {"number": projects}


def _who(organisation: Organisation, words: _Words) -> str:
    place = ", ".join(filter(None, [organisation.city, country_name(organisation.country)]))
    acronym = _acronym(organisation)
    return " · ".join(filter(None, [acronym, place, words.kinds.get(organisation.kind)]))


def _acronym(organisation: Organisation) -> str:
    """Return by which letters people know it; "" where its name says them, or there are none."""
    short, name = organisation.short_name.strip(), organisation.name.casefold()
    is_told = short.casefold() in name
    return "" if is_told or len(short) > LONGEST_ACRONYM else short


def _proof(project: Project, role: str, answered: tuple[str, ...], *, words: _Words) -> Proof:
    return Proof(
        url=address("directory:project", project.id, language=words.language),
        title=marked(project.title, answered),
        line=_line(project, role, words),
        excerpt=excerpt(project.text, answered),
        lang=in_language(project.language, language=words.language),
    )


def _entry(reason: Reason, words: _Words) -> SafeString:
    answers = words.near_in_meaning
    if reason.words:
        answers = words.answers % {"words": ", ".join(reason.words[:WORDS_SHOWN])}
    project = reason.project
    url = escape(address("directory:project", project.id, language=words.language))
    lang = in_language(project.language, language=words.language)
    # Everything that comes from the data is escaped; the rest is ours.
    return mark_safe(
        f'<li><span{lang}><a href="{url}">{escape(project.title)}</a></span> <span'
        f' class="small quiet">{escape(_line(project, reason.role, words))} · {escape(answers)}'
        "</span></li>"
    )


def _line(project: Project, role: str, words: _Words) -> str:
    when = years(project, undated=words.undated)
    part = words.parts.get((project.kind, role))
    return f"{when} · {part}" if part else when


def _drawn(shown: ShownMatch, words: _Words) -> SafeString:
    organisation, proof = shown.organisation, shown.proof
    capitals = " capitals" if organisation.name.isupper() else ""
    # Whatever comes from people or data is escaped where it is put in; the rest is ours.
    return mark_safe(
        f'<li><article class="match" id="organisation-{escape(organisation.id)}">\n'
        f'<span class="match__place" aria-hidden="true">{shown.position}</span>\n'
        f'<div>\n<h3 class="match__name{capitals}"><a href="{escape(shown.url)}">'
        f"{escape(organisation.name)}</a></h3>\n"
        f'<p class="match__who"><span>{escape(shown.who)}</span>{_tags(shown, words)}\n'
        f"{_strength(shown)}</p>\n"
        f"{_paragraph('small', shown.together)}{shown.coverage}\n"
        f'{_paragraph("small quiet", shown.chance)}<div class="proof">\n'
        f'<p class="proof__title"{proof.lang}><a href="{escape(proof.url)}">{proof.title}</a></p>\n'
        f'<p class="proof__when">{escape(proof.line)}</p>\n'
        f'<p class="proof__text"{proof.lang}>{proof.excerpt}</p>\n</div>\n'
        f"{_more_proof(shown)}{shown.choices}\n</div>\n</article></li>\n"
    )


def _tags(shown: ShownMatch, words: _Words) -> str:
    tags = [
        (shown.organisation.sme, "tag", words.sme),
        (shown.is_invented, "tag tag--invented", words.invented),
        (shown.is_newcomer, "tag", words.new_here),
    ]
    return "".join(
        f' <span class="{kind}">{escape(text)}</span>' for holds, kind, text in tags if holds
    )


def _strength(shown: ShownMatch) -> str:
    return (
        '<span class="match__strength"><svg class="strength" viewBox="0 0 100 8"'
        ' preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="strength__all" width="100" height="8" rx="1"/>'
        f'<rect class="strength__part" width="{shown.strength}" height="8" rx="1"/></svg>'
        f' <span class="small">{escape(shown.strength_words)}</span></span>'
    )


def _paragraph(kind: str, text: str) -> str:
    """Return a text as a paragraph of that class; nothing for none."""
    return f'<p class="{kind}">{escape(text)}</p>\n' if text else ""


def _more_proof(shown: ShownMatch) -> str:
    """Return the further pieces of evidence, folded away; nothing for none."""
    if not shown.others:
        return ""
    return (
        f'<details>\n<summary>{escape(shown.more)}</summary>\n<ul class="more-proof">\n'
        f"{''.join(shown.others)}\n</ul>\n{_paragraph('small quiet', shown.rest)}</details>\n"
    )
