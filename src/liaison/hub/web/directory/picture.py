"""What the sources say of an organisation, put into words for its page."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf.locale import LANG_INFO
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import get_language_info, gettext, pgettext
from django.utils.translation import gettext_lazy as _

from liaison.hub.directory.choices import Kind
from liaison.hub.web.components.countries import country_name
from liaison.hub.web.components.registers import SCHEMES, STATUSES, address_of, source_name
from liaison.opendata import Fact, Member, Picture, id_of_key

WHY_JOINED = {
    "alone": _("not joined with any other entry"),
    "identifier": _("joined because a source names the other entry by its identifier"),
    "likeness": _("joined because names, places and web addresses agree"),
    "decision": _("joined because people judged it to be the same"),
}
# Not names: sources word them otherwise or in another language; all stand under "Names".
DISAGREEMENTS = {
    "country": _("Country"),
    "kind": _("Kind"),
    "domain": _("Web domain"),
    "place": _("Place"),
    "status": _("Status"),
}
# ClinicalTrials.gov gives organisations none; the one we need says nothing to anybody.
WITHOUT_IDENTIFIERS = frozenset({"clinical-trials"})
_NOTES = {"acronym": _("acronym"), "short_name": _("short name")}
_NAMES = ("name", "label", "alias", "short_name", "acronym")


@dataclass(frozen=True)
class Said:
    """
    One thing that is said, and by whom.

    :ivar label: of which identifier it is; "" for others
    :ivar lang: code of the language it is in; "" if unknown
    :ivar notes: what there is to know of it
    :ivar by: sources, each with the day of which it tells
    """

    label: str
    value: str
    url: str
    lang: str
    notes: list[str]
    by: list[str]


@dataclass(frozen=True)
class Heading:
    """What is said on one question."""

    title: str
    said: list[Said]


@dataclass(frozen=True)
class Voice:
    """What one entry says where others say otherwise."""

    source: str
    value: str


@dataclass(frozen=True)
class Joined:
    """
    An entry, where its source shows it, and why it is taken for this organisation.

    :ivar judge_url: where the reader may say that it is another; "" if they may not
    """

    source: str
    identifier: str
    url: str
    name: str
    why: str
    judge_url: str


@dataclass(frozen=True)
class ShownPicture:
    """
    What a page shows of a picture.

    :ivar disagreements: on what, and what each entry says
    """

    headings: list[Heading]
    disagreements: list[tuple[str, list[Voice]]]
    entries: list[Joined]
    sources: list[str]

    @property
    def disagree_on(self) -> str:
        """On what the sources disagree, in a line; "" if on nothing."""
        return ", ".join(title for title, _voices in self.disagreements)


def show(picture: Picture | None, *, may_judge: bool = False) -> ShownPicture | None:
    """
    Return what to show of a picture; none where there is none.

    :param may_judge: whether the reader may say of entries that they are not the same
    """
    if picture is None:
        return None
    return ShownPicture(
        headings=[heading for heading in _headings(picture) if heading.said],
        disagreements=[
            (str(DISAGREEMENTS[field]), _voices(field, said, picture))
            for field, said in picture.disagreements.items()
            if field in DISAGREEMENTS
        ],
        entries=[_joined(member, picture.id if may_judge else "") for member in picture.members],
        sources=list(dict.fromkeys(source_name(member.source) for member in picture.members)),
    )


def _headings(picture: Picture) -> Iterable[Heading]:
    gone = {fact.entry for fact in picture.facts if (fact.field, fact.value) in _WITHDRAWN}
    living = [fact for fact in picture.facts if fact.entry not in gone and fact.current]
    names = [fact for fact in picture.facts if fact.field in _NAMES]
    current = [fact for fact in names if fact in living]
    yield Heading(gettext("Names"), _said(current, _noted_name))
    shown = {fact.value.casefold() for fact in current}
    others = [fact for fact in names if fact not in living and fact.value.casefold() not in shown]
    former = [fact for fact in others if not fact.current]
    yield Heading(gettext("Former names"), _said(former, _noted_former))
    withdrawn = [fact for fact in others if fact.current]
    yield Heading(gettext("Withdrawn entries"), _said(withdrawn))
    yield Heading(gettext("Identifiers"), [*_own(picture, gone), *_identifiers(living)])
    for field, title, word in (
        ("country", gettext("Country"), country_name),
        ("city", gettext("Place"), str),
        ("kind", gettext("Kind"), _kind),
        ("founded", gettext("Founded"), str),
        ("website", gettext("Web site"), str),
        ("domain", gettext("Web domain"), str),
        ("status", gettext("Status"), _status),
    ):
        facts = [fact for fact in living if fact.field == field]
        yield Heading(title, _said(facts, word=word))


_WITHDRAWN = frozenset({("status", "withdrawn")})


def _said(
    facts: Iterable[Fact],
    notes: Callable[[Fact], list[str]] = lambda _fact: [],
    *,
    word: Callable[[str], str] = str,
) -> list[Said]:
    """Return each value once, with all who say it."""
    together: dict[str, list[Fact]] = {}
    for fact in facts:
        together.setdefault(fact.value.casefold(), []).append(fact)
    return [
        Said(
            label="",
            value=word(first.value),
            url=first.value if first.field == "website" and _is_address(first.value) else "",
            lang=next((fact.language for fact in same if fact.language), ""),
            notes=list(dict.fromkeys(note for fact in same for note in notes(fact))),
            by=_by(same),
        )
        for same in together.values()
        # "PARIS", "Paris": as people write it, where one source does.
        for first in [min(same, key=lambda fact: fact.value.isupper())]
    ]


def _own(picture: Picture, gone: set[str]) -> Iterable[Said]:
    """Return the identifiers under which the sources keep their entries."""
    days = {fact.entry: fact for fact in picture.facts}
    for member in picture.members:
        scheme, _colon, value = member.key.partition(":")
        if member.key in gone or scheme in WITHOUT_IDENTIFIERS:
            continue
        facts = [days[member.key]] if member.key in days else []
        yield _identifier(scheme, value, id_of_key(member.key), facts)


def _identifiers(facts: Iterable[Fact]) -> Iterable[Said]:
    for fact in facts:
        if fact.field in SCHEMES:
            yield _identifier(fact.field, fact.value, fact.value, [fact])


def _identifier(scheme: str, value: str, shown: str, facts: list[Fact]) -> Said:
    label = str(SCHEMES.get(scheme, (scheme, ""))[0])
    return Said(label, shown, address_of(scheme, value), "", [], _by(facts))


def _by(facts: Iterable[Fact]) -> list[str]:
    newest: dict[str, dt.date] = {}
    for fact in facts:
        newest[fact.source] = max(newest.get(fact.source, fact.last_seen), fact.last_seen)
    return [f"{source_name(code)}, {_day(day)}" for code, day in newest.items()]


def _noted_name(fact: Fact) -> list[str]:
    if fact.field in _NOTES:
        return [str(_NOTES[fact.field])]
    return [_language(fact.language)] if fact.language else []


def _noted_former(fact: Fact) -> list[str]:
    if fact.first_seen == fact.last_seen:
        return [gettext("until %(day)s") % {"day": _day(fact.last_seen)}]
    days = {"first": _day(fact.first_seen), "last": _day(fact.last_seen)}
    return [gettext("from %(first)s until %(last)s") % days]


def _language(code: str) -> str:
    """Return the name of a language in the reader's; its code where we have no name."""
    if code not in LANG_INFO:
        return code
    return str(get_language_info(code)["name_translated"])


def _voices(field: str, said: Mapping[str, str], picture: Picture) -> list[Voice]:
    words: dict[str, Callable[[str], Any]] = {
        "country": country_name,
        "kind": _kind,
        "status": _status,
    }
    word = words.get(field, str)
    voices = [
        Voice(
            _speaker(key, said, picture), word(value) or pgettext("what a source says", "nothing")
        )
        for key, value in said.items()
    ]
    return list(dict.fromkeys(voices))


def _speaker(key: str, said: Mapping[str, str], picture: Picture) -> str:
    """Return the source of an entry, with its identifier where the source contradicts itself."""
    sources = picture.entries
    source = source_name(sources.get(key, ""))
    values = {value for other, value in said.items() if sources.get(other) == sources.get(key)}
    return f"{source} ({id_of_key(key)})" if len(values) > 1 else source


def _joined(member: Member, first: str) -> Joined:
    scheme, _colon, value = member.key.partition(":")
    why = WHY_JOINED.get(member.joined_by, member.joined_by)
    return Joined(
        source=source_name(member.source),
        identifier=id_of_key(member.key),
        url=address_of(scheme, value),
        name=member.name,
        why=str(why) if member.current else gettext("the source has it no longer"),
        judge_url=_judge_url(first, member.key) if first not in ("", member.key) else "",
    )


def _judge_url(one: str, other: str) -> str:
    return f"{reverse('same_organisation:pair')}?{urlencode({'one': one, 'other': other})}"


def _kind(code: str) -> str:
    return str(Kind(code).label) if code in Kind.values else code


def _status(code: str) -> str:
    return str(STATUSES.get(code, code))


def _day(day: dt.date) -> str:
    return date_format(day, "DATE_FORMAT")


def _is_address(text: str) -> bool:
    return text.startswith(("https://", "http://"))
