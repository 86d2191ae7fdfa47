"""The words of a text with their places, as the index keeps them.

Equals `to_tsvector('simple', search_words(text))` of the database, which takes five times as long: it folds letter by
letter, while a syllable met before is folded here already (tests/search/test_lexemes.py compares both).
"""

import re
from collections import defaultdict
from functools import lru_cache

from congvu.kernel.api import text as vn

# What a tsvector takes: PostgreSQL drops longer words, counts places to the last one, and keeps so many of a word.
LONGEST_WORD = 2046
LAST_PLACE = 16_383
MOST_PLACES = 255
_LAST = str(LAST_PLACE)
_LONGEST_KEPT = 40
# PostgreSQL takes the start of "1e5x" for a number of its own.
_WORD = re.compile("[0-9]+e[0-9]+(?=[a-z])|[a-z0-9]+")


def vector(text: str) -> str:
    """Return the text's words and places in the form that PostgreSQL reads as a tsvector."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    count = 0
    for piece in text.split():
        for word in _kept(piece) if len(piece) <= _LONGEST_KEPT else _words(piece):
            count += 1
            if count <= LAST_PLACE:
                places[word].append(str(count))
            elif _LAST not in places[word][-1:]:
                places[word].append(_LAST)
    return " ".join(f"{word}:{','.join(found[:MOST_PLACES])}" for word, found in places.items())


def _words(piece: str) -> tuple[str, ...]:
    """Return the words of a piece without white space; marks and case fold within it alone."""
    return tuple(word for word in _WORD.findall(vn.fold(piece)) if len(word) <= LONGEST_WORD)


@lru_cache(1 << 15)
def _kept(piece: str) -> tuple[str, ...]:
    return _words(piece)
