"""How needs and offers are put before people."""

import datetime as dt
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from liaison.hub.calls.choices import Within
from liaison.hub.directory.choices import Kind
from liaison.hub.listings.checking import Finding
from liaison.hub.listings.choices import WORDS, Direction, ListingKind
from liaison.hub.listings.queries import Choice, Shown, call_of
from liaison.hub.web.components.countries import country_name, country_names
from liaison.hub.web.components.facets import Group, group

LEVELS = range(1, 10)


@dataclass(frozen=True)
class AnswersShown:
    """
    What of one kind answers a need.

    :ivar answers: of each what it is, its address, and whether the reader asked to meet it
    """

    heading: str
    answers: list[tuple[Any, str, bool]]


def language_now() -> str:
    return get_language() or "en"


def read_choice(query: Any, *, today: dt.date) -> Choice:
    """Return to what the board is narrowed; what cannot be read counts as not chosen."""
    level, within = query.get("level", ""), query.get("within", "")
    until = today + dt.timedelta(days=int(within)) if within in Within.values else None
    return Choice(
        text=query.get("q", "").replace("\x00", "")[:200].strip(),
        directions=frozenset(query.getlist("direction")) & set(Direction.values),
        kinds=frozenset(query.getlist("kind")) & set(ListingKind.values),
        areas=frozenset(each[:50] for each in query.getlist("area")),
        countries=frozenset(each[:2] for each in query.getlist("country")),
        level=int(level) if level in map(str, LEVELS) else None,
        until=until,
    )


def facets(
    choice: Choice, counts: Mapping[str, Mapping[str, int]], areas: Any, *, within: str
) -> list[Group]:
    """Return what the board can be narrowed to; only what leads somewhere, or is chosen."""

    def boxes(facet: str, names: Mapping[str, Any]) -> list[tuple[str, str, int | None]]:
        chosen, counted = getattr(choice, facet), counts[facet]
        kept = (code for code in names if counted.get(code) or code in chosen)
        return [(code, str(names[code]), counted.get(code, 0)) for code in kept]

    language = language_now()
    named_areas = {area.code: area.name_in(language) for area in areas}
    groups = (
        ("direction", "directions", _("Need or offer"), dict(Direction.choices)),
        ("kind", "kinds", _("Subject"), dict(ListingKind.choices)),
        ("area", "areas", _("Focus area"), named_areas),
        ("country", "countries", _("Country"), country_names(counts["countries"])),
    )
    drawn = [
        group(name, label, boxes(facet, names), chosen=getattr(choice, facet))
        for name, facet, label, names in groups
    ]
    levels: list[tuple[str, str, int | None]] = [
        ("", _("Any level"), None),
        *((str(level), str(level), None) for level in LEVELS),
    ]
    days: list[tuple[str, str, int | None]] = [
        ("", _("Any day to come"), None),
        *((value, str(words), None) for value, words in Within.choices),
    ]
    level, day = str(choice.level or ""), within if choice.until else ""
    readiness = _("Technology readiness level")
    return [
        *drawn,
        _one_of("level", readiness, levels, level),
        _one_of("within", _("Last day for answers"), days, day),
    ]


def _one_of(
    name: str, label: str, choices: list[tuple[str, str, int | None]], chosen: str
) -> Group:
    """Return radio boxes, closed while any will do."""
    drawn = group(name, label, choices, chosen={chosen}, one_only=True)
    return replace(drawn, is_open=bool(chosen))


def facts_of(shown: Shown, *, for_user: Any) -> list[tuple[str, str]]:
    """Return what is said beside the words, each with its label; only what is said."""
    listing = shown.listing
    kinds = dict(Kind.choices)
    call = call_of(listing, for_user=for_user)
    levels = f"{listing.trl_from}–{listing.trl_to}" if listing.trl_from else ""
    if listing.trl_from == listing.trl_to:
        levels = str(listing.trl_from or "")
    areas = [area.name_in(language_now()) for area in listing.focus_areas.all()]
    told = [
        (_("What the other side should do"), listing.partner_role),
        (_("Sought"), _joined(str(kinds[each]) for each in listing.partner_kinds)),
        (_("Countries"), _joined(map(country_name, listing.partner_countries))),
        (_("Focus areas"), _joined(areas)),
        (_("Further words"), listing.keywords),
        (_("Technology readiness level"), levels),
        (_("Intellectual property"), listing.get_rights_display() if listing.rights else ""),
        (_("Call"), call.title if call else ""),
    ]
    return [(label, value) for label, value in told if value]


def answers_shown(answers: Mapping[str, Iterable[Any]], *, asked: Set[str]) -> list[AnswersShown]:
    """
    Return what else answers a need, with a heading and links.

    :param asked: ids in open data of the organisations that the reader asked to meet
    """
    headings = {
        "partners": _("Partners with evidence"),
        "calls": _("Open calls"),
    }
    return [
        AnswersShown(
            headings.get(code, code),
            [
                (
                    each,
                    reverse(each.view, args=each.arguments),
                    code == "partners" and not asked.isdisjoint(each.arguments),
                )
                for each in given
            ],
        )
        for code, given in answers.items()
    ]


def field_name(field: str) -> str:
    """Return the name of the text in which something was found."""
    if field == "partner_role":
        return _("What the other side should do")
    if field == "keywords":
        return _("Further words")
    if field == "private_brief":
        return _("Private brief")
    if field == "call_link":
        return _("Call it belongs to")
    code, _underscore, language = field.rpartition("_")
    name = get_language_info(language)["name_local"].capitalize()
    return _("%(what)s (%(language)s)") % {"what": WORDS[code][0], "language": name}


@dataclass(frozen=True)
class FindingShown:
    """
    A finding with its passage in the midst of its text.

    :ivar address: of the form in which the text stands
    """

    finding: Finding
    where: str
    before: str
    after: str
    reason: str
    address: str


_AROUND = 60


def findings_shown(
    findings: Iterable[Finding],
    texts: Mapping[str, str],
    allowed: Mapping[str, str],
    *,
    listing: Any,
) -> list[FindingShown]:
    """Return findings with the words around each passage."""
    return [
        FindingShown(
            each,
            field_name(each.field),
            texts[each.field][max(0, each.start - _AROUND) : each.start],
            texts[each.field][each.end : each.end + _AROUND],
            allowed.get(each.mark, ""),
            reverse("listings:write", args=[listing.public_id, _step_of(each.field, listing)])
            + f"#id_{_input_of(each.field, listing)}",
        )
        for each in findings
    ]


def texts_of(listing: Any, words: Mapping[str, Mapping[str, str]] | None = None) -> dict[str, str]:
    """Return the texts that are looked through, by their fields."""
    texts = {
        f"{code}_{language}": text
        for language, said in (words or listing.words()).items()
        for code, text in said.items()
    }
    more = ("partner_role", "keywords", "private_brief", "call_link")
    return texts | {code: getattr(listing, code) for code in more}


def _step_of(field: str, listing: Any) -> str:
    if field in ("partner_role", "keywords", "call_link"):
        return "partner"
    is_original = field == "private_brief" or field.endswith(f"_{listing.language}")
    return "words" if is_original else "languages"


def _input_of(field: str, listing: Any) -> str:
    return "call" if field == "call_link" else field.removesuffix(f"_{listing.language}")


def _joined(names: Iterable[str]) -> str:
    return ", ".join(names)
