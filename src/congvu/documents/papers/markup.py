"""The small language in which a draft's body is typed, turned into blocks for the page.

One line is one paragraph. Lines that begin with Phần, Chương, Mục (and `# `) are centred heads, `Điều 1.` is set
bold, `**bold**` and `*italic*` mark words, lines between bars make a table. Nothing else has a meaning: every
other sign is shown as it stands, so no text can become a command of the typesetter.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

MAX_COLUMNS = 20
MAX_CHARACTERS = 400_000
LONGEST_UNBROKEN = 40
WORD_JOINT = "\u200b"  # lets a word longer than a line break

Block = dict[str, Any]
Run = dict[str, Any]

_EMPHASIS = re.compile(r"\*\*(?P<bold>[^*\n]+)\*\*|\*(?P<italic>[^*\n]+)\*")
_ARTICLE = re.compile(r"^(Điều\s+\d+[a-zđ]?\.)(\s+.*)?$")
_CHAPTER = re.compile(r"^((?:Phần|Chương|Mục|Tiểu mục)\s+(?:[IVXLC]+|\d+|thứ\s+\S+))\.?\s*[:–-]?\s*(.*)$")
_RULE_ROW = re.compile(r"^[\s|:\-]+$")
_LONG = re.compile(rf"\S{{{LONGEST_UNBROKEN + 1},}}")


@dataclass(frozen=True, slots=True)
class BodyTooLong(Exception):
    """The body is longer than a paper can be."""

    characters: int


def clean(text: str) -> str:
    """Return text in NFC without control and formatting characters; line ends become `\\n`, tabs a space."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})


def line(text: str) -> str:
    """Return one clean line that can always be broken to the width of the page."""
    return _LONG.sub(_joints, " ".join(clean(text).split()))


def blocks(text: str) -> list[Block]:
    """Return the body's blocks. Raises BodyTooLong."""
    if len(text) > MAX_CHARACTERS:
        raise BodyTooLong(len(text))
    found: list[Block] = []
    table: list[str] = []
    for raw in clean(text).split("\n"):
        stripped = raw.strip()
        if stripped.startswith("|") and stripped.count("|") > 1:
            table.append(stripped)
            continue
        if table:
            found.append(_table(table))
            table = []
        if stripped:
            found.append(_block(stripped))
    if table:
        found.append(_table(table))
    return found


def close(items: list[Block]) -> list[Block]:
    """Return the blocks with `./.` after the last word, as the law's samples end (Phụ lục III)."""
    if not items or items[-1]["kind"] != "para":
        return items
    runs = items[-1]["runs"]
    if not runs or runs[-1]["t"].rstrip().endswith("./."):
        return items
    last = {**runs[-1], "t": runs[-1]["t"].rstrip(" .;:/") + "./."}
    return [*items[:-1], {**items[-1], "runs": [*runs[:-1], last]}]


def _joints(match: re.Match[str]) -> str:
    word = match.group()
    return WORD_JOINT.join(word[i : i + 10] for i in range(0, len(word), 10))


def _block(text: str) -> Block:
    if text.startswith("# "):
        return {"kind": "centre", "runs": _runs(text[2:])}
    if chapter := _CHAPTER.match(text):
        return {"kind": "chapter", "runs": _runs(chapter[1]), "title": line(chapter[2])}
    if article := _ARTICLE.match(text):
        return {"kind": "para", "runs": [{"t": article[1], "b": True}, *_runs(" " + (article[2] or "").strip())]}
    return {"kind": "para", "runs": _runs(text)}


def _runs(text: str) -> list[Run]:
    text = _LONG.sub(_joints, re.sub(r"\s+", " ", text))
    runs: list[Run] = []
    at = 0
    for found in _EMPHASIS.finditer(text):
        if found.start() > at:
            runs.append({"t": text[at : found.start()]})
        if found["bold"]:
            runs.append({"t": found["bold"], "b": True})
        else:
            runs.append({"t": found["italic"], "i": True})
        at = found.end()
    if at < len(text):
        runs.append({"t": text[at:]})
    return runs


def _table(lines: list[str]) -> Block:
    rows = [
        [cell.strip() for cell in row.strip("|").split("|")][:MAX_COLUMNS] for row in lines if not _RULE_ROW.match(row)
    ]
    rows = rows or [[""]]
    width = max(len(row) for row in rows)
    rows = [row + [""] * (width - len(row)) for row in rows]
    weights = [min(max(max(len(row[i]) for row in rows), 4), 40) for i in range(width)]
    return {
        "kind": "table",
        "widths": weights,
        "head": [_runs(cell) for cell in rows[0]],
        "rows": [[{"runs": _runs(cell)} for cell in row] for row in rows[1:]],
    }
