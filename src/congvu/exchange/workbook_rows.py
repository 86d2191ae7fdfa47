"""The cells of a workbook's first sheet, row after row, never the whole sheet in memory.

A directory of 110,000 agencies has a million cells: read one by one through a workbook's own objects they take a
quarter of a minute of processor. Here only what a list needs is read: texts, numbers, truth values and days.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Final
from xml.parsers import expat

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

MOST_COLUMNS: Final = 40
MOST_STYLES: Final = 100_000
MOST_PART: Final = 8 << 20  # of the parts that are read whole
MOST_PIECES: Final = 16  # of a cell, each of some thousands of characters
_CHUNK: Final = 1 << 16
_RELATION: Final = "{*}Relationship"
_PARSER: Final = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
_ORD: Final = {letter: place for place, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ", start=1)}


class NoWorkbook(ValueError):
    """The parts that make a workbook are not there, or are broken."""


def first_sheet(source: IO[bytes]) -> Iterator[list[object]]:
    """Yield the rows of the first sheet: text, int, float, bool, datetime or None each; at most MOST_COLUMNS of a row.

    Raises NoWorkbook, ValueError (a number that is none), IndexError (a string that is not there), zipfile.BadZipFile.
    """
    with zipfile.ZipFile(source) as packed:
        main = _target(packed, "", "officeDocument")
        book = _tree(packed, main)
        sheet = book.find("{*}sheets/{*}sheet")
        if sheet is None:
            raise NoWorkbook
        name = next((value for key, value in sheet.items() if key.endswith("}id")), "")
        days = book.find("{*}workbookPr")
        epoch = CALENDAR_MAC_1904 if days is not None and days.get("date1904") in {"1", "true"} else None
        strings = _strings(packed, _target(packed, main, "sharedStrings"))
        dated = _dated(packed, _target(packed, main, "styles"))
        with packed.open(_by_id(packed, main, name)) as part:
            yield from _rows(part, strings, dated, epoch or CALENDAR_WINDOWS_1900)


def _relations(packed: zipfile.ZipFile, part: str) -> list[etree._Element]:
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    return _tree(packed, path).findall(_RELATION) if path in packed.namelist() else []


def _absolute(part: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")


def _target(packed: zipfile.ZipFile, part: str, kind: str) -> str:
    """Return the part to which a part refers as of a kind, empty for none."""
    for one in _relations(packed, part):
        if (one.get("Type") or "").endswith(f"/{kind}"):
            return _absolute(part, one.get("Target") or "")
    return ""


def _by_id(packed: zipfile.ZipFile, part: str, name: str) -> str:
    for one in _relations(packed, part):
        if one.get("Id") == name and (one.get("Type") or "").endswith("/worksheet"):
            return _absolute(part, one.get("Target") or "")
    raise NoWorkbook


def _tree(packed: zipfile.ZipFile, part: str) -> etree._Element:
    if part not in packed.namelist():
        raise NoWorkbook(part)
    if packed.getinfo(part).file_size > MOST_PART:
        raise NoWorkbook(part)
    try:
        return etree.fromstring(packed.read(part), _PARSER)
    except etree.XMLSyntaxError as fault:
        raise NoWorkbook(part) from fault


def _strings(packed: zipfile.ZipFile, part: str) -> list[str]:
    if part not in packed.namelist():
        return []
    reading = _Strings()
    with packed.open(part) as stream:
        for _more in _feed(stream, reading):
            pass
    return reading.found


def _dated(packed: zipfile.ZipFile, part: str) -> frozenset[str]:
    """Return the styles under which a number is a day."""
    if part not in packed.namelist():
        return frozenset()
    tree = _tree(packed, part)
    own = {one.get("numFmtId"): one.get("formatCode") or "" for one in tree.findall("{*}numFmts/{*}numFmt")}
    found = set()
    for place, one in enumerate(tree.findall("{*}cellXfs/{*}xf")[:MOST_STYLES]):
        number = one.get("numFmtId") or "0"
        shape = own.get(number) or (BUILTIN_FORMATS.get(int(number), "") if number.isdigit() else "")
        if shape and is_date_format(shape):
            found.add(str(place))
    return frozenset(found)


def _feed(stream: IO[bytes], reading: _Strings | _Sheet) -> Iterator[None]:
    """Read a part; what was read lies with the reader after each step. Raises NoWorkbook.

    Nothing of the part is kept but what is asked, and no declarations of entities are taken.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reading.start, reading.end
    parser.CharacterDataHandler = reading.chars
    parser.StartDoctypeDeclHandler = _refuse
    try:
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)
            yield
        parser.Parse(b"", True)
        yield
    except expat.ExpatError as fault:
        raise NoWorkbook from fault


def _refuse(*_what: object) -> None:
    raise NoWorkbook


class _Strings:
    """The shared strings: of each its runs together, without the reading aids of other scripts."""

    def __init__(self) -> None:
        self.taking, self.text = False, list[str]()
        self.found: list[str] = []
        self.aside = 0

    def start(self, name: str, values: dict[str, str]) -> None:
        """Begin a string, or a run of it."""
        local = _local(name)
        self.taking = local == "t" and not self.aside
        self.aside += local == "rPh"
        if local == "si":
            self.text = []

    def end(self, name: str) -> None:
        """Keep a string that ends."""
        self.taking = False
        local = _local(name)
        self.aside -= local == "rPh"
        if local == "si":
            self.found.append("".join(self.text))

    def chars(self, data: str) -> None:
        """Text, where it is wanted."""
        if self.taking and len(self.text) < MOST_PIECES:
            self.text.append(data)


class _Sheet:
    """The rows of a sheet as they end."""

    def __init__(self, strings: list[str], dated: frozenset[str], epoch: datetime) -> None:
        self.taking, self.text = False, list[str]()
        self.strings, self.dated, self.epoch = strings, dated, epoch
        self.rows: list[list[object]] = []
        self.cells: list[object] = []
        self.kind = self.style = ""
        self.place = 0

    def start(self, name: str, values: dict[str, str]) -> None:
        """Begin a row, a cell, or a cell's value."""
        local = _local(name)
        if local == "c":
            self.place = _column(values.get("r", "")) or self.place + 1
            self.kind, self.style, self.text = values.get("t", "n"), values.get("s", ""), []
        elif local == "row":
            self.cells, self.place = [], 0
        else:
            self.taking = local in {"v", "t"}

    def end(self, name: str) -> None:
        """Keep a cell or a row that ends."""
        local = _local(name)
        self.taking = False
        if local == "row":
            self.rows.append(self.cells)
        elif local == "c" and self.text and self.place <= MOST_COLUMNS:
            cells = self.cells
            cells.extend([None] * (self.place - len(cells)))
            cells[self.place - 1] = self._value("".join(self.text))

    def chars(self, data: str) -> None:
        """Text, where it is wanted."""
        if self.taking and len(self.text) < MOST_PIECES:
            self.text.append(data)

    def _value(self, text: str) -> object:
        if self.kind == "s":
            return self.strings[int(text)]
        if self.kind == "b":
            return text == "1"
        if self.kind != "n":
            return text
        number = float(text)
        if self.style in self.dated:
            return from_excel(number, self.epoch)
        return int(number) if number.is_integer() and "e" not in text.lower() else number


def _rows(part: IO[bytes], strings: list[str], dated: frozenset[str], epoch: datetime) -> Iterator[list[object]]:
    reading = _Sheet(strings, dated, epoch)
    for _more in _feed(part, reading):
        rows, reading.rows = reading.rows, []
        yield from rows


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _column(reference: str) -> int:
    """Return the number of the column of "AB12": 28; 0 where none is said."""
    number = 0
    for letter in reference[:3]:
        if letter not in _ORD:
            break
        number = number * 26 + _ORD[letter]
    return number
