"""Keeping the words that lead to organisations in step with their names, towns and numbers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from uuid import uuid4

from django.core.cache import cache
from django.db import transaction

from liaison.hub.directory.lookup.entries import Entry, words_of_entry
from liaison.hub.directory.models import (
    Identifier,
    LookupWord,
    Organisation,
    OrganisationName,
    Place,
)

_ORGANISATIONS_AT_ONCE, _ROWS_AT_ONCE = 1_000, 5_000
# In the cache that all processes share.
_VERSION = "directory-version"


def refresh_lookup(organisation_ids: Iterable[int] | None = None) -> int:
    """
    Work out anew by which words organisations are found; to be called after whatever changes them.

    Words come from names, towns, numbers and web sites. Whatever else lists are narrowed by (kind,
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
    """Return what is written down of these organisations, in four questions to the database."""
    named = Organisation.objects.filter(pk__in=keys).values_list("pk", "name", "website", "city")
    entries = {key: Entry(name, website, towns=[city]) for key, name, website, city in named}
    names = OrganisationName.objects.filter(organisation__in=keys)
    for key, kind, name in names.values_list("organisation", "kind", "name"):
        entries[key].further_names.append((kind, name))
    places = Place.objects.filter(organisation__in=keys)
    for key, city in places.values_list("organisation", "city"):
        entries[key].towns.append(city)
    numbers = Identifier.objects.filter(organisation__in=keys)
    for key, value in numbers.values_list("organisation", "value"):
        entries[key].numbers.append(value)
    return entries
