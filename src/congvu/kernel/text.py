"""Vietnamese text: one form on entry, folding for search, keys for dictionary order, old encodings.

`fold` and `sort_key` give exactly what the SQL functions `vn_fold` and `vn_sort` give (migration kernel 0001;
a property test holds it), so that a column computed by the database and a value computed here always meet.
"""

import re
import unicodedata
from functools import lru_cache

from .legacy_text import Detection, detect, from_tcvn3, from_vni, is_syllable

__all__ = [
    "Detection", "clean_line", "clean_text", "detect", "fold", "from_tcvn3", "from_vni", "is_syllable", "name_key",
    "nfc", "sort_key",
]  # fmt: skip

# Unicode's Stream-Safe Text Format (UAX #15, 13): never more than 30 combining marks in a row. Beyond that the
# normaliser's time grows with the square of the run: 100,000 marks on one letter would hold a worker for 10 seconds.
LONGEST_RUN = 30
_LONG_RUN = re.compile(rf"[^\w\s\x00-\x7f]{{{LONGEST_RUN + 1}}}")
_MARKS = re.compile("[\u0300-\u036f]+")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_HATS = re.compile("[\u0302\u0306\u031b]")
_NOT_TONES = re.compile("[^\u0300\u0301\u0303\u0309\u0323]")
_TONE_ORDER = str.maketrans("\u0300\u0309\u0303\u0301\u0323", "12345")  # huyền, hỏi, ngã, sắc, nặng
_LETTER_ORDER = str.maketrans(
    "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`a"
)  # the 29 letters with f, j, w, z in their places

# Direction marks that make "thu.pdf" out of "uht\u202efdp."; zero-width characters that make equal names differ.
_INVISIBLE = "\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u061c\u180e\ufff9-\ufffb"
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_CONTROLS_BUT_LINES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f]+")
_FORBIDDEN = re.compile(f"[{_INVISIBLE}\ud800-\udfff]+")


def nfc(text: str) -> str:
    """Return the text in Unicode form C, as every text is stored (TCVN 6909:2001; domain 8.4).

    Of more than 30 combining marks in a row only the first 30 are kept.
    """
    return text if text.isascii() else unicodedata.normalize("NFC", _stream_safe(text))


def clean_line(text: str) -> str:
    """Return a name or title for one line: NFC, no control, direction or zero-width character, single spaces."""
    return " ".join(nfc(_FORBIDDEN.sub("", _CONTROLS.sub(" ", text))).split())


def clean_text(text: str) -> str:
    """Return a text of several lines: as `clean_line`, but lines and the spaces inside them stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return nfc(_FORBIDDEN.sub("", _CONTROLS_BUT_LINES.sub("", lines))).strip()


def fold(text: str) -> str:
    """Return the text for search: lower case without any mark, `đ` as `d`. Equals SQL `vn_fold`."""
    if text.isascii():
        return text.lower()
    bare = _MARKS.sub("", unicodedata.normalize("NFD", _stream_safe(text)))
    return _lower(bare).replace("đ", "d")


def sort_key(text: str) -> str:
    """Return the key of the Vietnamese dictionary order, to be compared by code point. Equals SQL `vn_sort`.

    Letters first (a ă â b c d đ e ê … o ô ơ … u ư …), then tones (ngang huyền hỏi ngã sắc nặng).
    """
    text = _stream_safe(text)
    letters = unicodedata.normalize("NFC", _TONES.sub("", unicodedata.normalize("NFD", text)))
    tones = _NOT_TONES.sub(".", _HATS.sub("", unicodedata.normalize("NFD", _lower(text))))
    return _lower(letters).translate(_LETTER_ORDER) + "\x01" + tones.translate(_TONE_ORDER)


def name_key(full_name: str) -> str:
    """Return the key that orders people: tên (the last word), then đệm, then họ (domain/portal-and-operations 8.3).

    A name of one word is its own tên. Store it in a column with `collate "C"` or sort by it here.
    """
    words = nfc(full_name).split()
    if not words:
        return ""
    family = words[0] if len(words) > 1 else ""
    return "\x01".join(sort_key(part) for part in (words[-1], " ".join(words[1:-1]), family))


def _stream_safe(text: str) -> str:
    if len(text) <= LONGEST_RUN or not _LONG_RUN.search(text):
        return text
    kept, run = [], 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= LONGEST_RUN:
            kept.append(char)
    return "".join(kept)


def _lower(text: str) -> str:
    """Lower case letter by letter, as the database does it: no final sigma, `İ` gives `i`."""
    return text.lower() if text.isascii() else "".join(map(_lower_one, text))


@lru_cache(4096)
def _lower_one(char: str) -> str:
    lower = char.lower()
    return lower if len(lower) == 1 else lower[0]
