"""
What files call the terms of organisations.

A file names a term by its code ("cell-culture"), by its taxonomy and code
("biohealth-skills:cell-culture"), or by a name in any language of the site. Own words stand in
quotation marks, so that a slip of the pen is not taken for them. Whatever was written, what is
compared and written to files is one reference for each: taxonomy and code, cluster and code for a
focus area, or the quoted words.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rapidfuzz import process

from liaison.hub.clusters.models import FocusArea
from liaison.hub.clusters.queries import key_of_area
from liaison.hub.directory.choices import TermsOf
from liaison.hub.directory.models import OrganisationTerm
from liaison.hub.taxonomies.choices import VersionState
from liaison.hub.taxonomies.models import Term, TermPlacement
from liaison.hub.taxonomies.queries import key_of, value_of
from liaison.opendata.resolution.words import fold

LONGEST_WORDS = 150
# Of these an organisation may say more than its cluster has words for.
IN_OWN_WORDS = (TermsOf.SKILLS, TermsOf.CERTIFICATES, TermsOf.FACILITIES)
_MOST_TERMS = 100
# Of a hundred; below, two texts have little in common.
_LEAST_LIKENESS = 65
_PART = re.compile(r'\s*("(?:[^"]|"")*"|[^;\n\r]*?)\s*(?:[;\n\r]+|$)')


class UnknownWord(ValueError):
    """A cell names something that is no term; the message says what to write."""


class Meaning(NamedTuple):
    """What a reference means: the key of a term, or of a focus area, or own words."""

    term: int | None = None
    focus_area: int | None = None
    words: str = ""


def quoted(words: str) -> str:
    """Return own words as a file has them: "3D printing" in quotation marks."""
    return '"' + " ".join(words.split()).replace('"', '""') + '"'


def references_of(rows: Iterable[OrganisationTerm]) -> dict[int, str]:
    """Return by their keys what files call the terms and areas of rows, in three questions."""
    rows = list(rows)
    terms = {row.term_id for row in rows if row.term_id}
    areas = {row.focus_area_id for row in rows if row.focus_area_id}
    named = _references_of_terms(terms) if terms else {}
    found = FocusArea.objects.filter(pk__in=areas).select_related("cluster") if areas else ()
    of_areas = {area.pk: key_of_area(area) for area in found}
    return {
        row.pk: named.get(row.term_id or 0)
        or of_areas.get(row.focus_area_id or 0)
        or quoted(row.words)
        for row in rows
    }


class Vocabulary:
    """All terms in force and all focus areas, by whatever a file may call them."""

    def __init__(self, coming: Collection[tuple[str, str]] = ()) -> None:
        """:param coming: subjects and references that will mean something once all is written"""
        self._coming = coming
        self._read: dict[tuple[str, str], list[str]] = {}

    def read(self, subject: str, text: str) -> list[str]:
        """
        Return the references that a cell names, each once.

        :raises UnknownWord: if something in it is no term of the subject, or may be several
        """
        asked = subject, text
        if asked not in self._read:
            parts = _parts_of(text)
            if len(parts) > _MOST_TERMS:
                raise UnknownWord(
                    _("These are more than %(count)d terms. Leave some out.")
                    % {"count": _MOST_TERMS}
                )
            found = [self._reference(subject, part) for part in parts]
            self._read[asked] = list(dict.fromkeys(found))
        return self._read[asked]

    def meaning(self, subject: str, reference: str) -> Meaning | None:
        """Return what a reference means now; None if it means nothing any more."""
        if reference.startswith('"'):
            return Meaning(words=_unquoted(reference))
        return self._meanings.get((subject, reference))

    def _reference(self, subject: str, part: str) -> str:
        if part.startswith('"'):
            return _own_words(subject, part)
        if (subject, part) in self._coming:
            return part
        found = self._sayings[subject].get(fold(part), {})
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise UnknownWord(
                _("“%(text)s” may mean %(references)s. Write one of these.")
                % {"text": part, "references": ", ".join(sorted(found))}
            )
        raise UnknownWord(self._unknown(subject, part))

    def _unknown(self, subject: str, part: str) -> str:
        known = self._sayings[subject]
        near = process.extractOne(fold(part), known.keys(), score_cutoff=_LEAST_LIKENESS)
        details = {"text": part}
        if near:
            details["near"] = next(iter(known[near[0]].values()))
            sentence = _("“%(text)s” is no term in force. Did you mean “%(near)s”?") % details
        else:
            sentence = _(
                "“%(text)s” is no term in force. Write one of the list, by its name or code."
            )
            sentence %= details
        if subject in IN_OWN_WORDS:
            sentence += " " + _("Own words stand in quotation marks.")
        return sentence

    @cached_property
    def _all(self) -> list[tuple[str, str, Term | FocusArea]]:
        """Subject, reference and record of all there is."""
        in_force = Term.objects.filter(version__state=VersionState.PUBLISHED)
        older = Term.objects.filter(
            version__state=VersionState.RETIRED, organisations__isnull=False
        ).exclude(placements__distance=0)
        terms = [
            *in_force.select_related("version__taxonomy").order_by("pk"),
            *older.select_related("version__taxonomy").order_by("pk").distinct(),
        ]
        areas = FocusArea.objects.select_related("cluster").order_by("pk")
        return [
            *((term.version.taxonomy.subject, _reference_of(term), term) for term in terms),
            *((TermsOf.FOCUS_AREAS.value, key_of_area(area), area) for area in areas),
        ]

    @cached_property
    def _meanings(self) -> Mapping[tuple[str, str], Meaning]:
        return {
            (subject, reference): Meaning(term=each.pk)
            if isinstance(each, Term)
            else Meaning(focus_area=each.pk)
            for subject, reference, each in self._all
        }

    @cached_property
    def _sayings(self) -> Mapping[str, dict[str, dict[str, str]]]:
        """By subject and folded text: the references it may mean, each with a name to show."""
        found: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
        for subject, reference, each in self._all:
            name = each.name_in(get_language())
            for saying in _ways_to_say(reference, each):
                found[subject][fold(saying)][reference] = name
        return {subject: dict(sayings) for subject, sayings in found.items()} | {
            subject: {} for subject in TermsOf.values if subject not in found
        }


def _ways_to_say(reference: str, each: Term | FocusArea) -> Iterator[str]:
    yield reference
    if "@" in reference:
        # A term of an older version is meant only by who says so.
        return
    yield from filter(None, [each.code, each.name_en, each.name_fr, each.name_de])
    if isinstance(each, Term):
        yield from each.synonyms


def _reference_of(term: Term) -> str:
    return value_of(term) if term.version.state == VersionState.PUBLISHED else key_of(term)


def _references_of_terms(keys: Iterable[Any]) -> dict[int, str]:
    same = dict(
        TermPlacement.objects.filter(below__in=keys, distance=0).values_list("below", "above")
    )
    wanted = {same.get(key, key) for key in keys}
    terms = Term.objects.filter(pk__in=wanted).select_related("version__taxonomy")
    named = {term.pk: _reference_of(term) for term in terms}
    return {key: named[same.get(key, key)] for key in keys}


def _parts_of(text: str) -> list[str]:
    parts = (" ".join(found.split()) for found in _PART.findall(text))
    return [part for part in parts if part]


def _own_words(subject: str, part: str) -> str:
    if len(part) < 2 or not part.endswith('"'):
        raise UnknownWord(_("A quotation mark is missing. Write one before and one behind."))
    words = _unquoted(part)
    if subject not in IN_OWN_WORDS:
        raise UnknownWord(_("Here only terms of the list will do, without quotation marks."))
    if not words:
        raise UnknownWord(
            _("There is nothing between the quotation marks. Write it, or leave it out.")
        )
    if len(words) > LONGEST_WORDS:
        raise UnknownWord(
            _("It is %(count)d signs long; %(longest)d have room. Shorten it.")
            % {"count": len(words), "longest": LONGEST_WORDS}
        )
    return quoted(words)


def _unquoted(part: str) -> str:
    return part[1:-1].replace('""', '"').strip()
