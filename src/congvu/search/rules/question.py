"""What a person asked, as words that the index knows."""

import re
from dataclasses import dataclass

from congvu.kernel.api import text as vn

from ..errors import QuestionTooLong

LONGEST = 500
MOST_WORDS = 16
# Một chữ gõ dở đứng cho mọi chữ bắt đầu như thế; một chữ cái thì chưa nói gì, hai chữ số cũng vậy.
SHORTEST_PREFIX = 2
SHORTEST_DIGITS_PREFIX = 3

_QUOTES = str.maketrans("“”„«»", '"""""')
_PIECE = re.compile(r'"([^"]+)"|([^"\s]+)')
_WORD = re.compile("[a-z0-9]+")
_NUMBER = re.compile(r"[^\s]*\d[^\s]*")


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand one after the other; a single word for an ordinary one. `prefix`: the last is unfinished."""

    words: tuple[str, ...]
    prefix: bool = False

    def tsquery(self) -> str:
        """Return the term for `to_tsquery`; words hold only a-z and digits, so nothing needs quoting."""
        joined = " <-> ".join(self.words) + (":*" if self.prefix else "")
        return f"({joined})" if len(self.words) > 1 else joined


@dataclass(frozen=True, slots=True)
class Question:
    """A question: `typed` as shown again, `terms` that must all be found, `number` to compare with numbers of papers.

    `accents` holds the words with their marks when some were typed: results that have the very same come first.
    """

    typed: str
    terms: tuple[Term, ...]
    number: str
    accents: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to look for."""
        return not self.terms

    def words(self) -> set[str]:
        """Return each word once for `to_tsquery`, the unfinished one with its mark."""
        return {
            word + (":*" if term.prefix and place == len(term.words) - 1 else "")
            for term in self.terms
            for place, word in enumerate(term.words)
        }

    def tsquery(self) -> str:
        """Return all terms for `to_tsquery('simple', …)`."""
        return " & ".join(term.tsquery() for term in self.terms)


def parse(typed: str) -> Question:
    """Return the question in what was typed; hostile or senseless input gives an empty one. Raises QuestionTooLong."""
    if len(typed) > LONGEST:
        raise QuestionTooLong(limit=LONGEST, length=len(typed))
    line = vn.clean_line(typed)
    pieces = _PIECE.findall(line.translate(_QUOTES))
    terms: list[Term] = []
    count = 0
    for phrase, word in pieces:
        found = tuple(_WORD.findall(vn.fold(phrase or word)))[: MOST_WORDS - count]
        if found:
            terms.append(Term(found))
            count += len(found)
    if terms and pieces and pieces[-1][1] and not typed[-1:].isspace() and _may_be_unfinished(terms[-1].words[-1]):
        terms[-1] = Term(terms[-1].words, prefix=True)
    return Question(line, tuple(terms), _number(line), _accents(line))


def _may_be_unfinished(word: str) -> bool:
    return len(word) >= (SHORTEST_DIGITS_PREFIX if word.isdigit() else SHORTEST_PREFIX)


def _number(line: str) -> str:
    """Return what may be a document's number as the index compares numbers: "5412/bnv-cchc"; empty for a sentence."""
    folded = "".join(vn.fold(line).split())
    return (
        folded if len(line.split()) <= 2 and len(folded) >= 2 and _NUMBER.fullmatch(folded) and '"' not in line else ""
    )


def _accents(line: str) -> tuple[str, ...]:
    lowered = line.lower()
    if vn.fold(lowered) == lowered:
        return ()
    return tuple(re.findall(r"[^\W_]+", lowered))[:MOST_WORDS]
