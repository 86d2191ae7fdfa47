"""Lists as files: CSV and XLSX for spreadsheets, DOCX, DOC and PDF for papers. Rows come in one by one."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import docx
import typst
from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.shared import Cm, Pt
from openpyxl import Workbook

from congvu.kernel.api import files, libreoffice
from congvu.kernel.api import text as vn
from congvu.ui.api import paper_fonts

from .errors import ExportKindUnknown, OldWordNotMade

KINDS: Final = ("xlsx", "csv", "docx", "doc", "pdf")
MOST_ON_PAPER: Final = 5000  # rows of a DOCX or PDF; beyond it nobody reads, and the file no longer opens quickly
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOC: Final = "application/msword"
OLD_WORD_SECONDS: Final = 45
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet takes such a cell for a formula
TEMPLATE: Final = Path(__file__).with_name("table.typ")
LONGEST_CELL: Final = 2000
Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """A list to be written: `lede` is the line under the title, `note` the one under the table ("Chỉ gồm …")."""

    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[float] = ()
    agency: str = ""
    lede: str = ""
    note: str = ""


def export(table: Table, *, kind: str) -> HttpResponseBase:
    """Answer the list as a file of a kind (one of KINDS). Raises ExportKindUnknown or OldWordNotMade."""
    make = {"xlsx": _xlsx, "csv": _csv, "docx": _docx, "doc": _doc, "pdf": _pdf}.get(kind)
    if make is None:
        raise ExportKindUnknown
    response = make(table)
    response["Content-Disposition"] = files.disposition(f"{table.title}.{kind}", inline=False)
    return response


def safe(value: Cell) -> Cell:
    """Return a value that a spreadsheet never takes for a formula, without letters that XML forbids."""
    if not isinstance(value, str):
        return value
    clean = vn.clean_text(value)[: LONGEST_CELL * 10]
    return f"'{clean}" if clean.startswith(FORMULA_STARTS) else clean


class _Echo:
    def write(self, line: str) -> str:
        return line


def _csv(table: Table) -> HttpResponseBase:
    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield "\ufeff" + writer.writerow(table.heads)  # the mark lets spreadsheets read Vietnamese
        for row in table.rows:
            yield writer.writerow([safe(cell) for cell in row])

    return StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")


def _xlsx(table: Table) -> HttpResponseBase:
    book = Workbook(write_only=True)
    name = "".join(c for c in table.title if c not in "[]:*?/\\")[:31]
    sheet = book.create_sheet(name or "1")
    sheet.append(list(table.heads))
    for row in table.rows:
        sheet.append([safe(cell) for cell in row])
    if table.note:
        sheet.append([table.note])
    made = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    book.save(made)
    made.seek(0)
    return FileResponse(made, content_type=XLSX)


def _on_paper(table: Table) -> tuple[list[list[str]], bool]:
    """Return the rows that a paper holds, as text, and whether others were left out."""
    rows = [
        ["" if cell is None else vn.clean_text(str(cell))[:LONGEST_CELL] for cell in row]
        for row in islice(table.rows, MOST_ON_PAPER + 1)
    ]
    return rows[:MOST_ON_PAPER], len(rows) > MOST_ON_PAPER


def _widths(table: Table) -> list[float]:
    return [float(width) for width in table.widths] or [1.0] * len(table.heads)


def _docx(table: Table) -> HttpResponseBase:
    return HttpResponse(_word(table), content_type=DOCX)


def _doc(table: Table) -> HttpResponseBase:
    """Answer the list for Word 97 to 2003 (NĐ 30/2020 Phụ lục VI wants .doc beside .docx)."""
    try:
        made = libreoffice.convert(
            io.BytesIO(_word(table)), ending=".docx", to="doc:MS Word 97", with_program=libreoffice.program(),
            seconds=OLD_WORD_SECONDS,
        )  # fmt: skip
    except libreoffice.CannotConvert as error:
        raise OldWordNotMade from error
    return HttpResponse(made, content_type=DOC)


def _word(table: Table) -> bytes:
    rows, _cut = _on_paper(table)
    made = docx.Document()
    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    style = made.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(11)
    for line in filter(None, (table.agency.upper(), table.title.upper(), table.lede)):
        made.add_paragraph(line).paragraph_format.space_after = Pt(2)
    grid = made.add_table(rows=0, cols=len(table.heads))
    grid.style = "Table Grid"
    whole = sum(_widths(table))
    widths = [Cm(25.7 * width / whole) for width in _widths(table)]
    for number, cells in enumerate([list(table.heads), *rows]):
        line = grid.add_row()
        for cell, said, width in zip(line.cells, cells, widths, strict=False):
            cell.width = width
            run = cell.paragraphs[0].add_run(said)
            run.font.size, run.bold = Pt(10), number == 0
        if number == 0:  # repeated on each page
            line._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    if table.note:
        made.add_paragraph(table.note)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _pdf(table: Table) -> HttpResponseBase:
    return HttpResponse(pdf_of(table), content_type="application/pdf")


def pdf_of(table: Table) -> bytes:
    """Return the list as a PDF, to be kept or put beside another paper."""
    rows, _cut = _on_paper(table)
    data = {
        "title": table.title,
        "agency": table.agency,
        "lede": table.lede,
        "note": table.note,
        "heads": list(table.heads),
        "widths": _widths(table),
        "rows": rows,
    }
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(paper_fonts())])
    compiler = typst.Compiler(input=TEMPLATE, root=TEMPLATE.parent, font_paths=fonts)
    made = compiler.compile(format="pdf", sys_inputs={"data": json.dumps(data, ensure_ascii=False)})
    return made if isinstance(made, bytes) else b""
