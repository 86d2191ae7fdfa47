"""Phụ lục I, mục II.1-II.5: what stands over the text, from the country's name to the abstract."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from .findings import COUNTRY, Finding, Page, finding, letters, plain

MOTTO: Final = "Độc lập - Tự do - Hạnh phúc"
DATE: Final = re.compile(r"^(?P<place>[^,]{2,80}),\s*(?:ngày\s*(?P<d>\S*)\s*tháng\s*(?P<m>\S*)\s*năm\s*(?P<y>\S*))?$")


def _country(paper: Page) -> Iterator[Finding]:
    line = next((one for one in paper.first.lines if plain(one.text) == plain(COUNTRY)), None)
    where = _("đầu trang, bên phải")
    if line is None:
        yield finding("country", _("Quốc hiệu"), _("không có"), COUNTRY, 1, where, "II.1.a")
        return
    if line.text != COUNTRY:
        yield finding("country", _("Quốc hiệu"), line.text, COUNTRY, 1, where, "II.1.a")
    yield from letters("country", _("Quốc hiệu"), line, (12, 13), where, "II.1.a", bold=True)
    if line.middle < paper.first.width / 2:
        yield finding("country", _("Quốc hiệu"), _("bên trái"), _("phía trên, bên phải"), 1, where, "II.1.c")


def _motto(paper: Page) -> Iterator[Finding]:
    where = _("dưới Quốc hiệu")
    line = next((one for one in paper.first.lines if plain(one.text).replace("–", "-") == plain(MOTTO)), None)
    if line is None:
        yield finding("motto", _("Tiêu ngữ"), _("không có, hoặc viết khác"), MOTTO, 1, where, "II.1.b")
        return
    if line.text != MOTTO:
        yield finding("motto", _("Tiêu ngữ"), line.text, MOTTO, 1, where, "II.1.b")
    yield from letters("motto", _("Tiêu ngữ"), line, (13, 14), where, "II.1.b", bold=True)


def _agency(paper: Page) -> Iterator[Finding]:
    where = _("đầu trang, bên trái")
    head = [one for one in paper.first.lines if one.middle < paper.first.width / 2 and one.y > paper.first.height * 0.8]
    wanted = plain(paper.expected.agency)
    spoken = " ".join(plain(one.text) for one in head)
    if wanted not in spoken:
        shown = "; ".join(one.text for one in head[:3]) or _("không có")
        yield finding("agency", _("Tên cơ quan ban hành"), shown, paper.expected.agency.upper(), 1, where, "II.2.a")
        return
    for one in head:
        if plain(one.text) not in wanted or len(one.text) < 4:
            continue
        if one.text != one.text.upper():
            yield finding("agency", _("Tên cơ quan ban hành"), one.text, one.text.upper(), 1, where, "II.2.b")
        yield from letters("agency", _("Tên cơ quan ban hành"), one, (12, 13), where, "II.2.b", bold=True)


def _number(paper: Page) -> Iterator[Finding]:
    where = _("dưới tên cơ quan")
    rows = sorted((one for one in paper.first.lines if one.middle < paper.first.width / 2), key=lambda one: -one.y)
    start = next((one for one in rows if re.match(r"^Số\s*:", one.text, re.IGNORECASE)), None)
    if start is None:
        wanted = f"Số: …/{paper.expected.notation}"
        yield finding("number", _("Số, ký hiệu"), _("không có"), wanted, 1, where, "II.3")
        return
    text = " ".join(one.text for one in sorted((r for r in rows if abs(r.y - start.y) < 2), key=lambda one: one.x0))
    yield from letters("number", _("Số, ký hiệu"), start, (13, 13), where, "II.3.c", bold=False)
    typed = re.match(r"^Số\s*:\s*(?P<number>[\d….]*[a-zđ]?)\s*/(?P<notation>.*)$", text)
    if typed is None or not text.startswith("Số:"):
        yield finding("number", _("Số, ký hiệu"), text, f"Số: …/{paper.expected.notation}", 1, where, "II.3.c")
        return
    notation = unicodedata.normalize("NFC", typed["notation"]).strip()
    if notation != paper.expected.notation:
        yield finding("notation", _("Ký hiệu"), notation, paper.expected.notation, 1, where, "II.3.b")
    number = typed["number"].strip("….")
    if re.fullmatch(r"[1-9]", number):
        yield finding("number", _("Số văn bản"), number, f"0{number}", 1, where, "II.3.a")


def _place_and_date(paper: Page) -> Iterator[Finding]:
    if not paper.expected.has_date:
        return
    where = _("dưới Tiêu ngữ")
    right = [
        one for one in paper.first.lines if one.middle > paper.first.width / 2 and one.y > paper.first.height * 0.7
    ]
    line = next((one for one in right if "," in one.text and DATE.match(one.text)), None)
    if line is None:
        yield finding(
            "date",
            _("Địa danh và thời gian"),
            _("không có"),
            _("%(place)s, ngày … tháng … năm …") % {"place": paper.expected.place},
            1,
            where,
            "II.4",
        )
        return
    found = DATE.match(line.text)
    assert found is not None
    if paper.expected.place and plain(found["place"]) != plain(paper.expected.place):
        yield finding("place", _("Địa danh"), found["place"], paper.expected.place, 1, where, "II.4.a")
    yield from letters("date", _("Địa danh và thời gian"), line, (13, 14), where, "II.4.d", bold=False, italic=True)
    for name, value in ((_("Ngày"), found["d"]), (_("Tháng"), found["m"])):
        wants_zero = value and value.isdigit() and len(value) == 1 and (name == _("Ngày") or int(value) < 3)
        if wants_zero:
            yield finding("date", name, value, f"0{value}", 1, where, "II.4.b")
    if found["m"] and re.fullmatch(r"0[3-9]", found["m"]):
        yield finding("date", _("Tháng"), found["m"], found["m"][1:], 1, where, "II.4.b")


def _title(paper: Page) -> Iterator[Finding]:
    if paper.expected.is_letter:
        yield from _letter_subject(paper)
        return
    where = _("giữa trang, trên nội dung")
    wanted = paper.expected.type_name.upper()
    line = next((one for one in paper.first.lines if plain(one.text) == plain(wanted)), None)
    if line is None:
        yield finding("type", _("Tên loại"), _("không có"), wanted, 1, where, "II.5.a")
        return
    if line.text != wanted:
        yield finding("type", _("Tên loại"), line.text, wanted, 1, where, "II.5.a")
    yield from letters("type", _("Tên loại"), line, (13, 14), where, "II.5.c", bold=True)
    if not paper.expected.has_subject:
        return
    under = next((one for one in paper.first.lines if 0 < line.y - one.y < 30), None)
    if under is None or not under.bold:
        shown = under.text if under else _("không có")
        yield finding("subject", _("Trích yếu"), shown, _("chữ in thường, đứng, đậm dưới tên loại"), 1, where, "II.5.c")
    else:
        yield from letters("subject", _("Trích yếu"), under, (13, 14), where, "II.5.c", bold=True)


def _letter_subject(paper: Page) -> Iterator[Finding]:
    where = _("dưới số, ký hiệu")
    line = next((one for one in paper.first.lines if one.text.startswith(("V/v", "v/v", "V/V"))), None)
    if line is None:
        yield finding("subject", _("Trích yếu công văn"), _("không có"), "V/v …", 1, where, "II.5.b")
        return
    if not line.text.startswith("V/v "):
        yield finding("subject", _("Trích yếu công văn"), line.text, "V/v …", 1, where, "II.5.b")
    yield from letters("subject", _("Trích yếu công văn"), line, (12, 13), where, "II.5.c", bold=False)


RULES: Final = (_country, _motto, _agency, _number, _place_and_date, _title)
