from django.db import migrations

from liaison.hub.directory.models.plain import plain_name


def work_out_plain_names(apps, schema_editor):
    organisations = apps.get_model("directory", "Organisation").objects
    for organisation in organisations.only("name").iterator():
        # Not `save`: what was changed when stays as it is.
        organisations.filter(pk=organisation.pk).update(plain=plain_name(organisation.name))


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_names_identifiers_places_and_provenance")]

    operations = [migrations.RunPython(work_out_plain_names, migrations.RunPython.noop)]
