"""Make things found, and no longer found."""

import json
from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from ..rules.entry import clean_body, clean_line
from ..rules.facets import kept
from ..rules.lexemes import vector
from ..types import SearchEntry

PUT = """
insert into search_entry (key, kind, agency_id, title, number, body, url, at, grants, extra, facets, doc)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, array_to_tsvector(%s), search_document(%s, %s, '') || %s::tsvector)
on conflict (key) do update set kind = excluded.kind, agency_id = excluded.agency_id, title = excluded.title,
  number = excluded.number, body = excluded.body, url = excluded.url, at = excluded.at, grants = excluded.grants,
  extra = excluded.extra, facets = excluded.facets, doc = excluded.doc
"""


def put(entry: SearchEntry) -> None:
    """Make the entry found from the commit on; the same key again replaces it."""
    with connection.cursor() as cursor:
        cursor.execute(PUT, _values(entry))


def put_many(entries: Iterable[SearchEntry]) -> int:
    """Do the same for many entries in few round trips; return how many. Of two with one key the later one stays."""
    rows = [_values(entry) for entry in {e.key: e for e in entries}.values()]
    with connection.cursor() as cursor:
        cursor.executemany(PUT, rows)
    return len(rows)


def set_facets(key: str, facets: Iterable[str]) -> None:
    """Change only the facets of an entry, which is cheap; nothing happens when there is none."""
    with connection.cursor() as cursor:
        cursor.execute("update search_entry set facets = array_to_tsvector(%s) where key = %s", [kept(facets), key])


def remove(key: str) -> None:
    """Let nobody find the entry any more; nothing happens when there is none."""
    with connection.cursor() as cursor:
        cursor.execute("delete from search_entry where key = %s", [key])


def _values(entry: SearchEntry) -> list[str | int | datetime | list[str]]:
    title, number, body = clean_line(entry.title, 2000), clean_line(entry.number, 120), clean_body(entry.body)
    return [
        entry.key,
        entry.kind,
        entry.agency_id,
        title,
        number,
        body,
        entry.url,
        entry.at,
        sorted(entry.grants),
        json.dumps(entry.extra, ensure_ascii=False),
        kept(entry.facets),
        title,
        number,
        vector(body),
    ]
