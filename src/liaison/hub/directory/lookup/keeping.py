"""Keeping the words that lead to organisations in step with what is written of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from uuid import uuid4

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from liaison.hub.directory.lookup.entries import Entry, words_of_entry
from liaison.hub.directory.lookup.opensearch import COPY_WORDS, is_chosen
from liaison.hub.directory.models import (
    Identifier,
    LookupWord,
    Organisation,
    OrganisationName,
    OrganisationTerm,
    Place,
)
from liaison.hub.directory.texts import TEXTS, Texts
from liaison.hub.jobs.actions import enqueue
from liaison.hub.taxonomies.models import Term, TermPlacement

_ORGANISATIONS_AT_ONCE, _ROWS_AT_ONCE = 1_000, 5_000
# In the cache that all processes share.
_VERSION = "directory-version"


def refresh_lookup(organisation_ids: Iterable[int] | None = None) -> int:
    """
    Work out anew by which words organisations are found; to be called after whatever changes them.

    Words come from names, towns, numbers and web sites, from terms that hold today, and from texts.
    Whatever else lists are narrowed by (kind,
    state, size, visibility, sector map) is counted anew as well.

    :param organisation_ids: keys in the database, of those that are gone too; None for all
    :returns: of how many organisations the words have changed
    """
    if organisation_ids is None:
        organisation_ids = Organisation.objects.order_by("pk").values_list("pk", flat=True)
    with transaction.atomic():
        changed = sum(_refresh(batch) for batch in _batches(organisation_ids))
        # For this process at once; again when others see the change too.
        _note_change()
        transaction.on_commit(_note_change)
    return changed


def directory_version() -> str:
    """Return a mark that is another one after each `refresh_lookup`, in whatever process."""
    return cache.get(_VERSION) or ""


def _note_change() -> None:
    cache.set(_VERSION, uuid4().hex, timeout=None)


def _batches(keys: Iterable[int]) -> Iterator[list[int]]:
    each = iter(keys)
    while batch := list(islice(each, _ORGANISATIONS_AT_ONCE)):
        yield batch


def _refresh(keys: list[int]) -> int:
    wanted = {key: words_of_entry(entry) for key, entry in _entries(keys).items()}
    kept: dict[int, dict[str, int]] = defaultdict(dict)
    rows = LookupWord.objects.filter(organisation__in=keys)
    for key, word, weight in rows.values_list("organisation", "word", "weight"):
        kept[key][word] = weight
    changed = [key for key, words in wanted.items() if words != kept.get(key, {})]
    if is_chosen() and (differ := [*changed, *(set(keys) - wanted.keys())]):
        # It begins once this is saved, and is tried again while the server is away.
        enqueue(COPY_WORDS, arguments={"organisations": differ}, by=None, now=timezone.now())
    LookupWord.objects.filter(organisation__in=changed).delete()
    LookupWord.objects.bulk_create(
        (
            LookupWord(organisation_id=key, word=word, weight=weight)
            for key in changed
            for word, weight in wanted[key].items()
        ),
        batch_size=_ROWS_AT_ONCE,
    )
    return len(changed)


def _entries(keys: list[int]) -> dict[int, Entry]:
    """Return what is written down of these organisations, in few questions to the database."""
    named = Organisation.objects.filter(pk__in=keys)
    entries = {
        key: Entry(name, website, towns=[city], texts=_own_words(texts))
        for key, name, website, city, texts in named.values_list(
            "pk", "name", "website", "city", "texts"
        )
    }
    names = OrganisationName.objects.filter(organisation__in=keys)
    for key, kind, name in names.values_list("organisation", "kind", "name"):
        entries[key].further_names.append((kind, name))
    places = Place.objects.filter(organisation__in=keys)
    for key, city in places.values_list("organisation", "city"):
        entries[key].towns.append(city)
    numbers = Identifier.objects.filter(organisation__in=keys)
    for key, value in numbers.values_list("organisation", "value"):
        entries[key].numbers.append(value)
    _add_terms(entries, keys)
    return entries


def _own_words(texts: Texts) -> list[str]:
    """Return the headlines, then the descriptions; what nobody may read yet is not among them."""
    return [text["text"] for code in TEXTS if (text := texts.get(code))]


def _add_terms(entries: dict[int, Entry], keys: list[int]) -> None:
    held = list(
        OrganisationTerm.objects.valid_on(timezone.localdate())
        .filter(organisation__in=keys)
        .select_related("focus_area")
        .order_by("pk")
    )
    terms = _names_of_terms({each.term_id for each in held if each.term_id})
    for each in held:
        entry = entries[each.organisation_id]
        if each.term_id:
            called, above = terms[each.term_id]
            entry.terms += called
            entry.terms_above += above
        elif each.focus_area:
            area = each.focus_area
            entry.terms += [area.name_en, area.name_fr, area.name_de]
        else:
            entry.terms.append(each.words)


def _names_of_terms(keys: set[int]) -> dict[int, tuple[list[str], list[str]]]:
    """Return what each term is called, and what those are called that lie above it."""
    names = {term.pk: (called(term), []) for term in Term.objects.filter(pk__in=keys)}
    placed = TermPlacement.objects.filter(below__in=keys).select_related("above")
    for placement in placed.order_by("distance"):
        own, above = names[placement.below_id]
        # A term of an older version is called as the same one of the version in force is, too.
        (above if placement.distance else own).extend(called(placement.above))
    return names


def called(term: Term) -> list[str]:
    """Return the names of a term in every language, its code and other words for it."""
    names = [term.name_en, term.name_fr, term.name_de, term.code, *map(str, term.synonyms)]
    return [name for name in names if name]
