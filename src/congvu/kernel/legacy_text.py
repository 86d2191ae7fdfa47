"""Old Vietnamese encodings to Unicode: TCVN3 (ABC, fonts .VnTime …) and VNI-Windows (fonts VNI-Times …).

Both wrote letters of their own into the upper half of an 8-bit font, so a file read today shows "Céng hßa" or
"Coäng hoøa". Domain/portal-and-operations 8.4: show a preview, let the person confirm, keep the original.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Encoding = Literal["unicode", "tcvn3", "vni"]

# TCVN 5712:1993, VN1: byte → letter; agrees with the iconv charset TCVN5712-1. ABC fonts use its lower-case half.
# Bytes 01–06 and 11–17 are capitals with a tone, B0–B4 combining tones, A0 the no-break space.
TCVN3 = (
    "\x00ÚỤ\x03ỪỬỮ\x07\x08\t\n\x0b\x0c\r\x0e\x0f\x10ỨỰỲỶỸÝỴ\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f"
    + "".join(map(chr, range(0x20, 0x80)))
    + "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ"
    + "\xa0ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"
    + "ẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịò"
    + "ỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)

_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT = "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"
_HAT, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
# VNI-Windows: a plain letter followed by a sign. The same sign means the same after every letter that takes it.
_VNI_SIGNS = {
    "ù": _ACUTE, "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ï": _DOT,
    "â": _HAT, "á": _HAT + _ACUTE, "à": _HAT + _GRAVE, "å": _HAT + _HOOK, "ã": _HAT + _TILDE, "ä": _HAT + _DOT,
    "ê": _BREVE, "é": _BREVE + _ACUTE, "è": _BREVE + _GRAVE, "ú": _BREVE + _HOOK, "ü": _BREVE + _TILDE,
    "ë": _BREVE + _DOT,
}  # fmt: skip
_VNI_LETTERS = {
    "ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "í": "í", "ì": "ì",
}  # fmt: skip
_TONE_SIGNS = "ùøûõï"
_HAT_SIGNS = "âáàåãä"
_BREVE_SIGNS = "êéèúüë"
_TAKES = {
    "a": _TONE_SIGNS + _HAT_SIGNS + _BREVE_SIGNS,
    "e": _TONE_SIGNS + _HAT_SIGNS,
    "o": _TONE_SIGNS + _HAT_SIGNS,
    "u": _TONE_SIGNS,
    "y": _TONE_SIGNS,
    "ô": _TONE_SIGNS,
    "ö": _TONE_SIGNS,
}
_VNI_PAIRS = {
    base + sign: unicodedata.normalize("NFC", _VNI_LETTERS.get(base, base) + _VNI_SIGNS[sign])
    for base, signs in _TAKES.items()
    for sign in signs
}
_VNI_PATTERN = re.compile("|".join([*_VNI_PAIRS, *_VNI_LETTERS]), re.IGNORECASE)


def from_tcvn3(data: bytes | str) -> str:
    """Return Unicode text (NFC) from TCVN3 bytes, or from a string that shows them as Western letters.

    In a string, characters beyond Latin-1 (typographic quotes, text that is Unicode already) stay as they are.
    Fonts whose name ends in H show capitals: apply `.upper()` to their runs.
    """
    if isinstance(data, bytes):
        text = "".join(TCVN3[byte] for byte in data)
    else:
        text = "".join(TCVN3[ord(char)] if ord(char) < 256 else char for char in data)
    return unicodedata.normalize("NFC", text)


def from_vni(data: bytes | str) -> str:
    """Return Unicode text (NFC) from VNI-Windows bytes or their Western reading: "Coäng hoøa" gives "Cộng hòa"."""
    text = data if isinstance(data, str) else _western(data)
    return unicodedata.normalize("NFC", _VNI_PATTERN.sub(_vni_letter, unicodedata.normalize("NFC", text)))


def _vni_letter(match: re.Match[str]) -> str:
    found = match.group().lower()
    letter = _VNI_PAIRS.get(found) or _VNI_LETTERS[found]
    return letter.upper() if match.group()[0].isupper() else letter


def _western(data: bytes) -> str:
    """Read as Windows-1252; its five unassigned bytes as Latin-1."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in data)


# --- detection ------------------------------------------------------------------------------------------------

_ONSET = "(?:ngh|ng|nh|kh|ph|th|tr|ch|gh|gi|qu|[bcdđghklmnprstvx])?"
_NUCLEUS = (
    "(?:oai|oao|oay|oeo|uây|uôi|uya|uyê|uyu|ươi|ươu|iêu|yêu|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|oo|ôi|ơi|ua"
    "|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|yê|[aăâeêioôơuưy])"
)
_CODA = "(?:ch|ng|nh|[cmnpt])?"
_SYLLABLE = re.compile(_ONSET + _NUCLEUS + _CODA)
_TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_WORD = re.compile(r"[^\W\d_]+")
_BEYOND_8_BITS = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u1ea0-\u1ef9]")
_SAMPLE = 200_000


@dataclass(frozen=True, slots=True)
class Detection:
    """What the bytes seem to be. Below 0.8 ask the person; 0 means that nothing speaks for any Vietnamese encoding."""

    encoding: Encoding
    confidence: float  # 0…1


def is_syllable(word: str) -> bool:
    """Return whether the word is shaped like one Vietnamese syllable with at most one tone."""
    bare, tones = _TONE.subn("", unicodedata.normalize("NFD", word.lower()))
    return tones <= 1 and _SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)) is not None


def detect(data: bytes | str) -> Detection:
    """Return which encoding a Vietnamese text is in, by how many of its marked words become Vietnamese syllables.

    Plain ASCII is "unicode" with confidence 1. The nearer the second-best reading, the lower the confidence.
    """
    sample = data[:_SAMPLE]
    if sample.isascii():
        return Detection("unicode", 1.0)
    text = sample if isinstance(sample, str) else _utf8(sample)  # eight-bit Vietnamese is never valid UTF-8
    if text is not None and (isinstance(sample, bytes) or _BEYOND_8_BITS.search(text)):
        return Detection("unicode", _share(text))
    shares: dict[Encoding, float] = {
        "unicode": _share(text or ""),
        "tcvn3": _share(from_tcvn3(sample)),
        "vni": _share(from_vni(sample)),
    }
    best = max(shares, key=lambda name: shares[name])
    second = max(share for name, share in shares.items() if name != best)
    return Detection(best, round(min(shares[best], 2 * (shares[best] - second)), 3))


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A sample may end inside a letter; anything else is not UTF-8.
        return data[: error.start].decode("utf-8-sig") if len(data) - 3 <= error.start > 0 else None


def _share(text: str) -> float:
    """Return the part of the words with letters beyond ASCII that are Vietnamese syllables."""
    marked = [word for word in _WORD.findall(unicodedata.normalize("NFC", text)) if not word.isascii()]
    return round(sum(map(is_syllable, marked)) / len(marked), 3) if marked else 0.0
