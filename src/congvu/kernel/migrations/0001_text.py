"""Vietnamese text in SQL: folding for search, keys for dictionary order. Must agree with kernel.text (a test holds it)."""

from django.contrib.postgres.operations import BtreeGinExtension, TrigramExtension
from django.db import migrations

FOLD = r"""
create function vn_fold(t text) returns text language sql immutable parallel safe strict as
$$ select translate(lower(regexp_replace(normalize(t, NFD), '[\u0300-\u036f]', '', 'g')), 'đ', 'd') $$
"""
SORT = r"""
create function vn_sort(t text) returns text language sql immutable parallel safe strict as
$$ select translate(lower(normalize(regexp_replace(normalize(t, NFD), '[\u0300\u0301\u0303\u0309\u0323]', '', 'g'), NFC)),
     'aăâbcdđeêfghijklmnoôơpqrstuưvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`a') || chr(1) ||
   translate(regexp_replace(regexp_replace(normalize(lower(t), NFD), '[\u0302\u0306\u031B]', '', 'g'),
     '[^\u0300\u0301\u0303\u0309\u0323]', '.', 'g'), U&'\0300\0309\0303\0301\0323', '12345') $$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        TrigramExtension(),
        BtreeGinExtension(),
        migrations.RunSQL(FOLD, "drop function vn_fold(text)"),
        migrations.RunSQL(SORT, "drop function vn_sort(text)"),
    ]
