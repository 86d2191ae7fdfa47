"""Words that a person types, as PostgreSQL asks for them: every word, the last one as a beginning."""

from __future__ import annotations

import re

from django.contrib.postgres.search import SearchQuery

from congvu.kernel.api import text as vn

MOST_WORDS = 12


def any_words(typed: str) -> SearchQuery:
    """Return the query for a typed text against `Document.words`; punctuation separates, marks do not count."""
    found = re.findall(r"\w+", vn.fold(typed).replace("_", " "))[:MOST_WORDS]
    if not found:
        return SearchQuery("", config="simple", search_type="raw")
    raw = " & ".join([*found[:-1], f"{found[-1]}:*"])
    return SearchQuery(raw, config="simple", search_type="raw")
