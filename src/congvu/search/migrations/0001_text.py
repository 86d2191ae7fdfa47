"""How text becomes lexemes.

The default parser splits numbers of documents by rules of its own (host names, file paths, signed integers), so
everything but letters and digits becomes a space first: "5412/BNV-CCHC" is three words in a row, in titles, bodies
and queries alike. Bodies of the functions are SQL-standard ones, bound at creation: a restore with an empty
search_path computes the generated columns too.
"""

from django.db import migrations

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
    dependencies = [("kernel", "0001_text")]
    operations = [
        migrations.RunSQL(WORDS, "drop function search_words(text)"),
        migrations.RunSQL(NUMBER, "drop function search_number(text)"),
        migrations.RunSQL(DOCUMENT, "drop function search_document(text, text, text)"),
    ]
