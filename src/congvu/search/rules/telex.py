"""Reads words typed with the Vietnamese keyboard switched off: "nghij ddinhj" stands for "nghị định"."""

import re
import unicodedata

from congvu.kernel.api import text as vn

_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_DOUBLES = {"aa": "â", "ee": "ê", "oo": "ô", "aw": "ă", "ow": "ơ", "uw": "ư", "dd": "đ"}
_VOWELS = "aeiouyâêôăơư"
_WORD = re.compile("[A-Za-z]+")


def from_telex(line: str) -> str:
    """Return the line with each word that reads as Telex written in Vietnamese; the line itself when none does."""
    return _WORD.sub(lambda match: _word(match[0].lower()) or match[0], line) if line.isascii() else line


def _word(typed: str) -> str:
    """Return the syllable a word spells in Telex, or nothing when it spells none or is plain already."""
    tone = ""
    letters: list[str] = []
    for letter in typed:
        if letter in _TONES and any(one in _VOWELS for one in letters):
            tone = _TONES[letter]
            continue
        if not _hatted(letters, letter):
            letters.append(letter)
    shaped = "".join(letters)
    syllable = unicodedata.normalize("NFC", _with_tone(shaped, tone))
    return syllable if syllable != typed and vn.is_syllable(syllable) else ""


def _hatted(letters: list[str], letter: str) -> bool:
    """Let a second a, e, o, d or a w change an earlier letter; return whether it did."""
    if letter == "w" and "".join(letters[-2:]) == "uo":
        letters[-2:] = ["ư", "ơ"]
        return True
    for place in range(len(letters) - 1, -1, -1):
        if (pair := letters[place] + letter) in _DOUBLES:
            letters[place] = _DOUBLES[pair]
            return True
    if letter == "w":
        letters.append("ư")
        return True
    return False


def _with_tone(shaped: str, tone: str) -> str:
    """Put the tone on its vowel: the hatted one, else the last before a final consonant, else the first of the end.

    "qu" and "gi" at the start belong to the consonant when another vowel follows.
    """
    if not tone:
        return shaped
    start = 2 if re.match(r"(qu|gi)[aeiouyâêôăơư]", shaped) else 0
    places = [n for n, letter in enumerate(shaped) if letter in _VOWELS and n >= start]
    if not places:
        return shaped
    hatted = [n for n in places if shaped[n] in "âêôăơư"]
    closed = places[-1] < len(shaped) - 1
    if hatted:
        place = hatted[-1]
    elif closed or len(places) == 1:
        place = places[-1]
    else:
        place = places[-2] if len(places) < 3 else places[1]
    return shaped[: place + 1] + tone + shaped[place + 1 :]
