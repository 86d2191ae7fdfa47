"""Fill the directory of agency codes from `identity/data/known_codes.csv`."""

from django.db import migrations

from congvu.identity.known_codes import read_data


def fill(apps, schema_editor):
    model = apps.get_model("identity", "KnownCode")
    model.objects.bulk_create([model(**row) for row in read_data()], ignore_conflicts=True)


def empty(apps, schema_editor):
    apps.get_model("identity", "KnownCode").objects.all().delete()


class Migration(migrations.Migration):
    replaces = [("identity", "0003_known_codes")]
    dependencies = [("identity", "0001_tables")]
    operations = [migrations.RunPython(fill, empty)]
