from django.db import migrations

FORMS = [f"{outward} 9AA" for outward in ("A9", "A99", "AA9", "AA99", "A9A", "AA9A")]


def add(apps, schema_editor):
    """What people have written or verified themselves stays."""
    model = apps.get_model("directory", "CountryFormat")
    model.objects.filter(country="GB", verified_on=None, postcode_forms=[]).update(
        postcode_forms=FORMS
    )


class Migration(migrations.Migration):
    dependencies = [("directory", "0021_words_of_terms_and_texts")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
