"""Facets beside the words, saved searches and chosen columns.

The index comes in 0005, after apps have filled the facets of what they had handed in (their migrations run before
it): filling a million rows under an index would take hours, building it afterwards minutes.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.search
import uuid6
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0003_one_index_for_a_question")]

    operations = [
        migrations.CreateModel(
            name="ChosenColumns",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("post_id", models.BigIntegerField(verbose_name="vị trí")),
                ("page", models.CharField(max_length=60, verbose_name="danh sách")),
                (
                    "columns",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None, verbose_name="các cột"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("post_id", "page"), name="search_columns_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                ("page", models.CharField(max_length=60, verbose_name="danh sách")),
                ("agency_id", models.BigIntegerField(verbose_name="cơ quan")),
                ("post_id", models.BigIntegerField(verbose_name="vị trí lưu")),
                ("by_name", models.CharField(max_length=500, verbose_name="người lưu")),
                ("name", models.CharField(max_length=80, verbose_name="tên")),
                ("query", models.CharField(max_length=2000, verbose_name="bộ lọc")),
                (
                    "columns",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None, verbose_name="các cột"
                    ),
                ),
                ("is_shared", models.BooleanField(default=False, verbose_name="chung cho cơ quan")),
                ("saved_at", models.DateTimeField(verbose_name="lưu lúc")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_shared", True)),
                        fields=["agency_id", "page"],
                        name="search_saved_shared",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("post_id", "page", "name"), name="search_saved_name_once"),
                ],
            },
        ),
        migrations.RemoveIndex(model_name="entry", name="search_found"),
        migrations.AddField(
            model_name="entry",
            name="facets",
            field=django.contrib.postgres.search.SearchVectorField(null=True, verbose_name="dấu để lọc"),
        ),
    ]
