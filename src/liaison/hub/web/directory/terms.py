"""What an organisation can do and has, on its profile: focus areas, skills, certificates."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from liaison.hub.clusters.queries import key_of_area
from liaison.hub.directory.choices import TermsOf
from liaison.hub.directory.editing import TERMS
from liaison.hub.directory.listing import Profile
from liaison.hub.directory.provenance import Provenance, Verified
from liaison.hub.taxonomies.queries import value_of


@dataclass(frozen=True)
class ShownTerm:
    """
    A term in words.

    :ivar url: of the directory narrowed to it; "" for own words
    :ivar lang: of own words; "" if unknown, or the page's own
    :ivar notes: its number, who issued it, until when it holds
    :ivar is_over: whether it holds no longer
    """

    name: str
    url: str
    lang: str
    notes: tuple[str, ...]
    is_over: bool


@dataclass(frozen=True)
class ShownSubject:
    """The terms of one subject, and from where they are, in words."""

    title: str
    terms: list[ShownTerm]
    origin: str


def show_terms(
    found: Profile, *, today: dt.date, origin_in_words: Callable[[Verified | None], str]
) -> list[ShownSubject]:
    """Return the terms of an organisation, subject by subject; those that are over come last."""
    provenance = Provenance(found.organisation)
    shown = []
    for code, subject in zip(TERMS, TermsOf, strict=True):
        rows = [row for row in found.terms if row.subject == subject]
        if rows:
            terms = sorted(map(_shown(today), rows), key=lambda term: term.is_over)
            origin = origin_in_words(provenance.of(code))
            shown.append(ShownSubject(str(subject.label), terms, origin))
    return shown


def _shown(today: dt.date) -> Any:
    directory = reverse("directory:index")

    def show(row: Any) -> ShownTerm:
        term = row.meant
        name, value = row.words, ""
        if term is not None:
            name, value = term.name_in(get_language()), value_of(term)
        elif row.focus_area:
            name, value = row.focus_area.name_in(get_language()), key_of_area(row.focus_area)
        url = f"{directory}?{urlencode({row.subject: value})}" if value else ""
        is_over = row.is_over(today)
        lang = row.language if row.words else ""
        return ShownTerm(name, url, lang, tuple(_notes(row, is_over=is_over)), is_over)

    return show


def _notes(row: Any, *, is_over: bool) -> Iterator[str]:
    yield from filter(None, [row.number])
    if row.issuer:
        yield gettext("issued by %(who)s") % {"who": row.issuer}
    if row.until:
        words = gettext("expired on %(day)s") if is_over else gettext("valid until %(day)s")
        yield words % {"day": date_format(row.until, "DATE_FORMAT")}
    if row.note:
        yield row.note
