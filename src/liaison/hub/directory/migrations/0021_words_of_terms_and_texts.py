from collections import defaultdict

from django.db import migrations
from django.db.models import Q

from liaison.hub.directory.lookup.entries import Entry, words_of_entry
from liaison.hub.directory.texts import TEXTS

AT_ONCE = 500


def work_out_words(apps, schema_editor):
    """Add the words of what organisations have and say; those of their names are there."""
    organisations = apps.get_model("directory", "Organisation").objects
    said = organisations.filter(Q(terms__isnull=False) | ~Q(texts={}))
    keys = sorted(set(said.values_list("pk", flat=True)))
    for start in range(0, len(keys), AT_ONCE):
        _add_words(apps, keys[start : start + AT_ONCE])


def _add_words(apps, keys):
    LookupWord = apps.get_model("directory", "LookupWord")
    entries = defaultdict(lambda: Entry(""))
    texts = apps.get_model("directory", "Organisation").objects.filter(pk__in=keys)
    for key, kept in texts.values_list("pk", "texts"):
        entries[key].texts += [text["text"] for code in TEXTS if (text := kept.get(code))]
    held = apps.get_model("directory", "OrganisationTerm").objects.filter(organisation__in=keys)
    placed = defaultdict(list)
    placements = apps.get_model("taxonomies", "TermPlacement").objects
    for each in placements.filter(below__in=held.values("term")).select_related("above"):
        placed[each.below_id].append(each)
    for row in held.select_related("term", "focus_area").order_by("pk"):
        entry = entries[row.organisation_id]
        entry.terms += [row.words, *_called(row.term), *_called(row.focus_area)]
        for each in placed[row.term_id]:
            (entry.terms_above if each.distance else entry.terms).extend(_called(each.above))
    LookupWord.objects.bulk_create(
        (
            LookupWord(organisation_id=key, word=word, weight=weight)
            for key, entry in entries.items()
            for word, weight in words_of_entry(entry).items()
        ),
        # What is a word of a name too stays one.
        ignore_conflicts=True,
        batch_size=5_000,
    )


def _called(named):
    if named is None:
        return []
    names = [named.name_en, named.name_fr, named.name_de, *getattr(named, "synonyms", [])]
    # A focus area is not looked for by its code.
    return [*names, named.code] if hasattr(named, "synonyms") else names


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0020_drafts_of_country_formats"),
        ("taxonomies", "0001_initial"),
    ]
    operations = [migrations.RunPython(work_out_words, migrations.RunPython.noop)]
