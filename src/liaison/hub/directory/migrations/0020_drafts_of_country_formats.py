from django.db import migrations

from liaison.hub.directory.starting_sets import COUNTRY_FORMATS


def begin(apps, schema_editor):
    model = apps.get_model("directory", "CountryFormat")
    model.objects.bulk_create(model(**values) for values in COUNTRY_FORMATS)


class Migration(migrations.Migration):
    dependencies = [("directory", "0019_what_numbers_of_countries_look_like")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
