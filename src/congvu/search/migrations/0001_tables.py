"""How text becomes lexemes.

The default parser splits numbers of documents by rules of its own (host names, file paths, signed integers), so
everything but letters and digits becomes a space first: "5412/BNV-CCHC" is three words in a row, in titles, bodies
and queries alike. Bodies of the functions are SQL-standard ones, bound at creation: a restore with an empty
search_path computes the generated columns too.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import uuid6
from django.db import migrations, models

from congvu.kernel.api import Tables

WORDS = r"""
create function search_words(t text) returns text language sql immutable parallel safe strict
return regexp_replace(vn_fold(t), '[^a-z0-9]+', ' ', 'g')
"""
NUMBER = r"""
create function search_number(t text) returns text language sql immutable parallel safe strict
return regexp_replace(vn_fold(t), '\s+', '', 'g')
"""
DOCUMENT = """
create function search_document(title text, number text, body text) returns tsvector
language sql immutable parallel safe strict
return setweight(to_tsvector('pg_catalog.simple'::regconfig, search_words(title)), 'A')
  || setweight(to_tsvector('pg_catalog.simple'::regconfig, search_words(number)), 'B')
  || to_tsvector('pg_catalog.simple'::regconfig, search_words(body))
"""


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("search", "0001_text"),
        ("search", "0002_initial"),
        ("search", "0003_one_index_for_a_question"),
        ("search", "0004_facets_and_saved"),
        ("search", "0005_index_with_facets"),
    ]
    dependencies = [("kernel", "0001_tables")]
    operations = [
        migrations.RunSQL(WORDS, "drop function search_words(text)"),
        migrations.RunSQL(NUMBER, "drop function search_number(text)"),
        migrations.RunSQL(DOCUMENT, "drop function search_document(text, text, text)"),
        Tables(
            [
                migrations.CreateModel(
                    name="ChosenColumns",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                            models.UniqueConstraint(fields=("post_id", "page"), name="search_columns_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=200, unique=True, verbose_name="khóa")),
                        ("kind", models.CharField(max_length=60, verbose_name="loại")),
                        ("agency_id", models.BigIntegerField(verbose_name="cơ quan")),
                        ("title", models.TextField(verbose_name="tiêu đề")),
                        ("number", models.CharField(blank=True, max_length=120, verbose_name="số, ký hiệu")),
                        ("body", models.TextField(blank=True, verbose_name="nội dung")),
                        ("url", models.CharField(max_length=500, verbose_name="địa chỉ")),
                        ("at", models.DateTimeField(verbose_name="ngày")),
                        (
                            "grants",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), size=None, verbose_name="ai được xem"
                            ),
                        ),
                        ("extra", models.JSONField(default=dict)),
                        (
                            "facets",
                            django.contrib.postgres.search.SearchVectorField(null=True, verbose_name="dấu để lọc"),
                        ),
                        (
                            "number_fold",
                            models.GeneratedField(
                                db_persist=True,
                                expression=models.Func(
                                    models.F("number"), function="search_number", output_field=models.TextField()
                                ),
                                output_field=models.TextField(),
                            ),
                        ),
                        (
                            "doc",
                            models.GeneratedField(
                                db_persist=True,
                                expression=models.Func(
                                    models.F("title"),
                                    models.F("number"),
                                    models.F("body"),
                                    function="search_document",
                                    output_field=django.contrib.postgres.search.SearchVectorField(),
                                ),
                                output_field=django.contrib.postgres.search.SearchVectorField(),
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["doc", "grants", "kind", "agency_id", "facets"],
                                gin_pending_list_limit=512,
                                name="search_found_by",
                            ),
                            models.Index(fields=["-at", "-id"], name="search_recent"),
                            models.Index(
                                django.contrib.postgres.indexes.OpClass(
                                    models.F("number_fold"), name="text_pattern_ops"
                                ),
                                condition=models.Q(("number", ""), _negated=True),
                                name="search_number",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SavedSearch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                                base_field=models.CharField(max_length=40),
                                default=list,
                                size=None,
                                verbose_name="các cột",
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
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("post_id", "page", "name"), name="search_saved_name_once")
                        ],
                    },
                ),
            ]
        ),
    ]
