"""What is inside a Word file before anything opens it: its text by paragraphs, and nothing that reaches outside.

The kernel has refused macros, passwords and archives that explode when the file was stored; here is what only Word
files can hide (ECMA-376 part 2 forbids document types in parts; relationships may point anywhere).
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Final

from lxml import etree

from congvu.kernel.api import text as vn

from .errors import WordReachesOutside, WordTooLarge, WordUnreadable

MOST_XML: Final = 32 * 1024 * 1024
MOST_PARTS: Final = 2000
MOST_PARAGRAPHS: Final = 20_000
MOST_CELLS: Final = 100_000
MOST_CHARACTERS: Final = 1_000_000
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_DOCTYPE: Final = re.compile(rb"<!DOCTYPE", re.IGNORECASE)
_WIDE: Final = re.compile(b"<\x00!\x00D\x00O\x00C|\x00<\x00!\x00D\x00O\x00C", re.IGNORECASE)
_PROGRAMS: Final = re.compile(r"(?:^|/)(?:activeX|embeddings)/.+\.(?:bin|ocx|exe|ole)$", re.IGNORECASE)
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    etree.XMLSyntaxError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    EOFError,
)
HYPERLINK: Final = "/hyperlink"  # the only relationship that may point outside: nothing is fetched for it


def paragraphs(content: bytes) -> str:
    """Return the body's text, one paragraph a line, cells of tables too.

    Raises WordUnreadable, WordReachesOutside or WordTooLarge; never resolves an entity and never fetches anything.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if "word/document.xml" not in names or len(names) > MOST_PARTS:
                raise WordUnreadable
            if sum(i.file_size for i in archive.infolist() if i.filename.endswith((".xml", ".rels"))) > MOST_XML:
                raise WordTooLarge(what="XML")
            for name in names:
                _check_part(archive, name)
            return _text(archive.read("word/document.xml"))
    except _BROKEN as error:
        raise WordUnreadable from error


def _check_part(archive: zipfile.ZipFile, name: str) -> None:
    if _PROGRAMS.search(name):
        raise WordReachesOutside(what=name.rpartition("/")[2])
    if not name.endswith((".xml", ".rels")):
        return
    raw = archive.read(name)
    if _DOCTYPE.search(raw) or _WIDE.search(raw):
        raise WordReachesOutside(what="DOCTYPE")
    if name.endswith(".rels"):
        for link in etree.fromstring(raw, _parser()).iter(f"{_R}Relationship"):
            if link.get("TargetMode") == "External" and not (link.get("Type") or "").endswith(HYPERLINK):
                raise WordReachesOutside(what=(link.get("Target") or "")[:80])


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _text(raw: bytes) -> str:
    lines: list[str] = []
    words: list[str] = []
    length = cells = 0
    tags = (f"{_W}t", f"{_W}p", f"{_W}tab", f"{_W}br", f"{_W}tc")
    source = etree.iterparse(io.BytesIO(raw), events=("end",), tag=tags, resolve_entities=False, no_network=True)
    for _event, node in source:
        if node.tag == f"{_W}t":
            words.append(node.text or "")
            length += len(words[-1])
        elif node.tag == f"{_W}p":
            lines.append(vn.clean_line("".join(words)))
            words = []
            node.clear()
        elif node.tag == f"{_W}tc":
            cells += 1
        else:
            words.append(" ")
        if length > MOST_CHARACTERS or len(lines) > MOST_PARAGRAPHS or cells > MOST_CELLS:
            raise WordTooLarge(what=f"{len(lines)}")
    return "\n".join(line for line in lines if line)
