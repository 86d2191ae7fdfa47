"""Words that a person types, as PostgreSQL asks for them: every word, the last one as a beginning."""

from __future__ import annotations

import re

from django.contrib.postgres.search import SearchQuery

from congvu.kernel.api import text as vn

MOST_WORDS = 12


def words_query(typed: str) -> str:
    """Return what `to_tsquery` takes for a typed text; punctuation separates, marks do not count."""
    found = re.findall(r"\w+", vn.fold(typed).replace("_", " "))[:MOST_WORDS]
    return " & ".join([*found[:-1], f"{found[-1]}:*"]) if found else ""


def any_words(typed: str) -> SearchQuery:
    """Return the query for a typed text against `Document.words`."""
    return SearchQuery(words_query(typed), config="simple", search_type="raw")
