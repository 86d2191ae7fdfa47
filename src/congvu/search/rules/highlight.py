"""Marks the found words in the original text, with their accents."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

from congvu.kernel.api import text as vn

from ..types import Piece
from .question import Term

SNIPPET = 220
LEAD = 60
MOST_HITS = 40  # looked at when a snippet is chosen


def pieces(text: str, terms: Iterable[Term]) -> list[Piece]:
    """Return the whole text, cut where found words begin and end."""
    return _cut(text, finder(_fitting(terms, text)))


def _fitting(terms: Iterable[Term], text: str) -> tuple[Term, ...]:
    """Return the terms; one that may be unfinished counts as finished where the text has the very word."""
    return tuple(
        Term(term.words) if term.prefix and finder((Term(term.words[-1:]),)).search(text) else term for term in terms
    )


def snippet(text: str, terms: Iterable[Term]) -> list[Piece]:
    """Return about SNIPPET letters where the most different found words stand, or the beginning when none is found."""
    flat = " ".join(text.split())
    pattern = finder(_fitting(terms, flat))
    start = max(0, _densest(flat, pattern) - LEAD)
    if start:
        start = flat.find(" ", start) + 1
    end = len(flat) if len(flat) <= start + SNIPPET else flat.rfind(" ", start + 1, start + SNIPPET)
    end = end if end > start else start + SNIPPET
    found = _cut(flat[start:end], pattern)
    return [*([Piece("… ")] if start else []), *found, *([Piece(" …")] if end < len(flat) else [])]


def _densest(text: str, pattern: re.Pattern[str]) -> int:
    """Return where the first of the windows with the most different words begins, 0 when nothing is found."""
    hits = [(match.start(), vn.fold(match[0])) for match in islice(pattern.finditer(text), MOST_HITS)]
    best, most = 0, 0
    for n, (start, _word) in enumerate(hits):
        inside = {word for place, word in hits[n:] if place < start + SNIPPET - LEAD}
        if len(inside) > most:
            best, most = start, len(inside)
    return best


@lru_cache(maxsize=256)
def finder(terms: tuple[Term, ...]) -> re.Pattern[str]:
    """Return the expression that finds the words of the terms under any accents, whole words only.

    It runs on the text as it stands: no folded copy whose positions would have to be carried back.
    """
    words = {word: False for term in terms for word in term.words}
    words |= {term.words[-1]: True for term in terms if term.prefix}
    ordered = sorted(words.items(), key=lambda item: -len(item[0]))
    return re.compile(
        r"(?<![^\W_])(?:"
        + "|".join("".join(_letter(c) for c in word) + (r"[^\W_]*" if prefix else "") for word, prefix in ordered)
        + r")(?![^\W_])"
        if ordered
        else r"(?!)"
    )


def _cut(text: str, pattern: re.Pattern[str]) -> list[Piece]:
    found: list[Piece] = []
    at = 0
    for match in pattern.finditer(text):
        if match.start() > at:
            found.append(Piece(text[at : match.start()]))
        found.append(Piece(match[0], hit=True))
        at = match.end()
    if at < len(text):
        found.append(Piece(text[at:]))
    return found


@lru_cache(maxsize=64)
def _letter(letter: str) -> str:
    """Return a class of all letters that fold to this one, with loose marks behind."""
    return f"[{_classes().get(letter, letter)}][\u0300-\u036f]*"


@lru_cache(maxsize=1)
def _classes() -> dict[str, str]:
    classes: dict[str, str] = {}
    for point in (
        *range(0x30, 0x3A),
        *range(0x41, 0x5B),
        *range(0x61, 0x7B),
        *range(0xC0, 0x250),
        *range(0x1E00, 0x1F00),
    ):
        folded = vn.fold(chr(point))
        if len(folded) == 1 and folded.isascii():
            classes[folded] = classes.get(folded, "") + chr(point)
    return classes
