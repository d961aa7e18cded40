"""Why an organisation answers a text, where none of its names does: a term, or words of its own."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone

from liaison.hub.clusters.models import FocusArea
from liaison.hub.directory.lookup import Question
from liaison.hub.directory.lookup.entries import words_of_term, words_of_text
from liaison.hub.directory.lookup.keeping import called
from liaison.hub.directory.models import Organisation, OrganisationTerm
from liaison.hub.directory.texts import TEXTS, parted
from liaison.hub.taxonomies.models import Term, TermPlacement

_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True)
class Reason:
    """
    What of an organisation answers a text.

    :ivar subject: of the term or the focus area, a code of `TermsOf`; "" for its own texts
    :ivar named: the term or the focus area; None where it says so in words of its own
    :ivar words: its own words; of a text the sentence
    :ivar language: in which those are; "" where nobody said
    """

    subject: str
    named: Term | FocusArea | None = None
    words: str = ""
    language: str = ""


def reasons_of(question: Question, organisations: Iterable[Organisation]) -> Mapping[int, Reason]:
    """Return by keys what of each organisation holds most of a question, terms before texts."""
    weights = {reading: term.weight for term in question.known for reading in term.readings}
    found: dict[int, tuple[float, Reason]] = {}
    kept = {each.pk: each for each in organisations}
    for key, reason, words in (*_of_texts(kept), *_of_terms(kept)):
        tells = sum(weights[word] for word in set(words) & weights.keys())
        # A term that tells as much comes after the texts, and takes their place.
        if tells and tells >= found.get(key, (0.0,))[0]:
            found[key] = (tells, reason)
    return {key: reason for key, (_tells, reason) in found.items()}


def _of_texts(kept: Mapping[int, Organisation]) -> Iterator[tuple[int, Reason, list[str]]]:
    for key, organisation in kept.items():
        for code in TEXTS:
            text = organisation.texts.get(code)
            for sentence in _SENTENCES.split(text["text"]) if text else ():
                reason = Reason("", words=sentence, language=parted(code)[1])
                yield key, reason, words_of_text(sentence)


def _of_terms(kept: Mapping[int, Organisation]) -> Iterator[tuple[int, Reason, list[str]]]:
    if not kept:
        return
    placed = TermPlacement.objects.select_related("above").order_by("distance")
    held = OrganisationTerm.objects.valid_on(timezone.localdate()).filter(organisation__in=kept)
    related = held.select_related("term", "focus_area")
    whole = related.prefetch_related(Prefetch("term__placements", placed)).order_by("-pk")
    for row in whole:
        names: list[str] = [row.words]
        named: Term | FocusArea | None = row.focus_area or row.term
        if row.focus_area:
            names = [row.focus_area.name_en, row.focus_area.name_fr, row.focus_area.name_de]
        elif row.term:
            places = list(row.term.placements.all())
            named = next((each.above for each in places if not each.distance), row.term)
            terms = (row.term, *(each.above for each in places))
            names = [name for term in terms for name in called(term)]
        words = [word for name in names for word in words_of_term(name)]
        yield row.organisation_id, Reason(row.subject, named, row.words, row.language), words
