from django.db import migrations

from liaison.hub.directory.lookup.entries import Entry, words_of_entry


def work_out_words(apps, schema_editor):
    organisations = apps.get_model("directory", "Organisation").objects
    LookupWord = apps.get_model("directory", "LookupWord")
    whole = organisations.prefetch_related("names", "identifiers", "places")
    for organisation in whole.iterator(chunk_size=1_000):
        entry = Entry(
            organisation.name,
            organisation.website,
            [(name.kind, name.name) for name in organisation.names.all()],
            [organisation.city, *(place.city for place in organisation.places.all())],
            [identifier.value for identifier in organisation.identifiers.all()],
        )
        words = words_of_entry(entry).items()
        LookupWord.objects.bulk_create(
            (
                LookupWord(organisation=organisation, word=word, weight=weight)
                for word, weight in words
            ),
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):
    dependencies = [("directory", "0004_words_by_which_organisations_are_found")]
    operations = [migrations.RunPython(work_out_words, migrations.RunPython.noop)]
