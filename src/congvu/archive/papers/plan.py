"""The file plan on paper (NĐ 30/2020 Phụ lục V): PDF, Word, spreadsheet, and the decision that issues it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from docx import Document as Word
from docx.enum.section import WD_ORIENT
from openpyxl import Workbook

from congvu.documents.api import AnnexText, DraftContent
from congvu.identity import api as identity

from ..models import FilePlan, PlanHeading, PlanRow
from ..rules import roman
from .contents import day
from .lists import Column, Listing, Row, Sign

# Ô bắt đầu bằng các ký tự này bị bảng tính hiểu là công thức.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the plan: a heading over the whole width, or a row."""

    is_heading: bool
    level: int
    cells: tuple[str, ...]
    row: PlanRow | None = None
    heading: PlanHeading | None = None


def url_of(plan: FilePlan) -> str:
    """Return the address of the plan's page."""
    return reverse("archive:plan", args=[plan.year])


def heads() -> list[str]:
    """Return the columns of Phụ lục V."""
    return [
        _("Số và ký hiệu hồ sơ"),
        _("Tên đề mục và tiêu đề hồ sơ"),
        _("Thời hạn bảo quản"),
        _("Người lập hồ sơ"),
        _("Ghi chú"),
    ]


def lines(plan: FilePlan) -> list[Line]:
    """Return the plan as it stands on paper: Roman headings, Arabic ones, rows; three queries."""
    headings = list(plan.headings.order_by("position", "pk"))
    rows: dict[int, list[PlanRow]] = {}
    in_force = plan.rows.filter(removed_by=None).select_related("retention", "added_by")
    for row in in_force.order_by("number", "pk"):
        rows.setdefault(row.heading_id, []).append(row)
    found: list[Line] = []
    large = [h for h in headings if h.parent_id is None]
    for place, heading in enumerate(large, 1):
        found.append(Line(True, 1, (f"{roman(place)}. {heading.title}",), heading=heading))
        found += _rows(rows.get(heading.pk, []))
        small = [h for h in headings if h.parent_id == heading.pk]
        for number, one in enumerate(small, 1):
            found.append(Line(True, 2, (f"{number}. {one.title}",), heading=one))
            found += _rows(rows.get(one.pk, []))
    return found


def _rows(rows: list[PlanRow]) -> Iterator[Line]:
    for row in rows:
        yield Line(False, 0, (row.notation, row.title, row.retention.label, row.creator, row.note), row=row)


def listing(plan: FilePlan) -> Listing:
    """Return the plan for one PDF."""
    agency = identity.agency(plan.agency_id)
    issued = _("Ban hành kèm theo Quyết định số %(code)s ngày %(day)s") % {
        "code": plan.decision_code or "…",
        "day": day(plan.decision_on) or "…",
    }
    widths = (1.3, 4.4, 1.3, 1.8, 1.2)
    shown = lines(plan)
    return Listing(
        title=_("Danh mục hồ sơ năm %(year)d") % {"year": plan.year},
        agency=agency.name,
        superior=agency.superior_name,
        subtitles=(f"({issued})",),
        columns=tuple(Column(head, width) for head, width in zip(heads(), widths, strict=True)),
        rows=tuple(Row(line.cells, "heading" if line.is_heading else "row") for line in shown),
        after=(total_words(shown),),
        signers=(Sign(plan.approved_title or _("Người đứng đầu cơ quan"), plan.approved_by),),
        landscape=True,
        size=11,
    )


def total_words(shown: list[Line]) -> str:
    """Return "Bản danh mục này có … hồ sơ, gồm: … vĩnh viễn, … có thời hạn" as Phụ lục V ends."""
    rows = [line.row for line in shown if line.row is not None]
    permanent = sum(row.retention.is_permanent for row in rows)
    words = _("Bản danh mục này có %(all)d hồ sơ, gồm: %(permanent)d bảo quản vĩnh viễn; %(limited)d có thời hạn.")
    return words % {
        "all": len(rows),
        "permanent": permanent,
        "limited": len(rows) - permanent,
    }


def xlsx(plan: FilePlan) -> bytes:
    """Return the plan as a spreadsheet; no cell is ever taken for a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(str(plan.year))
    sheet.append([_("Danh mục hồ sơ năm %(year)d") % {"year": plan.year}])
    sheet.append(heads())
    for line in lines(plan):
        sheet.append(["", safe(line.cells[0])] if line.is_heading else [safe(cell) for cell in line.cells])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def docx(plan: FilePlan) -> bytes:
    """Return the plan as a Word file, landscape, its heads repeated on each page."""
    made = Word()
    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    made.add_heading(_("Danh mục hồ sơ năm %(year)d") % {"year": plan.year}, level=1)
    made.add_paragraph(identity.agency(plan.agency_id).name)
    shown = lines(plan)
    table = made.add_table(rows=1, cols=5, style="Table Grid")
    for cell, head in zip(table.rows[0].cells, heads(), strict=True):
        cell.text = head
    for line in shown:
        cells = table.add_row().cells
        if line.is_heading:
            cells[0].merge(cells[4]).text = line.cells[0]
        else:
            for cell, text in zip(cells, line.cells, strict=True):
                cell.text = text
    made.add_paragraph(total_words(shown))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def safe(text: str) -> str:
    """Return a text that a spreadsheet never takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def decision(plan: FilePlan) -> DraftContent:
    """Return the draft of the decision that issues the plan, with the plan as its annex."""
    agency = identity.agency(plan.agency_id)
    shown = lines(plan)
    table = ["| " + " | ".join(heads()) + " |"]
    for line in shown:
        cells = ("", line.cells[0], "", "", "") if line.is_heading else line.cells
        table.append("| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |")
    return DraftContent(
        subject=_("Về việc ban hành Danh mục hồ sơ năm %(year)d") % {"year": plan.year},
        authority=plan.approved_title,
        grounds=(
            _("Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư"),
            _("Căn cứ Thông tư số 10/2022/TT-BNV ngày 19 tháng 12 năm 2022 của Bộ trưởng Bộ Nội vụ"),
        ),
        body="\n\n".join(
            (
                _("Điều 1. Ban hành kèm theo Quyết định này Danh mục hồ sơ năm %(year)d của %(agency)s.")
                % {"year": plan.year, "agency": agency.name},
                _("Điều 2. Quyết định này có hiệu lực kể từ ngày ký."),
                _("Điều 3. Các đơn vị, cá nhân được giao lập hồ sơ chịu trách nhiệm thi hành Quyết định này."),
            )
        ),
        recipients=(_("Như Điều 3"), _("Các đơn vị thuộc và trực thuộc")),
        annexes=(
            AnnexText(
                title=_("Danh mục hồ sơ năm %(year)d") % {"year": plan.year},
                body="\n".join([*table, "", total_words(shown)]),
                landscape=True,
            ),
        ),
    )
