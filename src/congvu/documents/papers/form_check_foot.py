"""Phụ lục I, mục II.6-II.9: the text, who signs it and who gets it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from .findings import COUNTRY, SLACK_PT, Finding, Page, finding, letters, plain, quoted

TITLES: Final = re.compile(
    r"^(?:(?:GS|PGS|TS|ThS|Th\.S|BS|BSCK|CN|KS|KTS|LS|NGƯT|NGND|NSƯT|NSND)\b[\s.,/]*)+", re.IGNORECASE
)


def _addressee(paper: Page) -> Iterator[Finding]:
    if not paper.expected.needs_addressee:
        return
    line = next((one for one in paper.first.lines if plain(one.text).startswith(("kính gửi:", "kính mời:"))), None)
    where = _("trên nội dung")
    if line is None:
        yield finding("addressee", _("Kính gửi"), _("không có"), _("Kính gửi: tên nơi nhận"), 1, where, "II.9.a")
        return
    yield from letters("addressee", _("Kính gửi"), line, (13, 14), where, "II.9.a", bold=False)


def _own_lines(paper: Page) -> Iterator[Finding]:
    """Lines that the form of Phụ lục III prints by itself, in bold capitals of 13-14."""
    for wanted in paper.expected.sentences:
        line = paper.find(wanted)
        if line is None:
            yield finding("form", _("Dòng theo mẫu"), _("không có"), wanted, 0, _("phần nội dung"), "II.6")
        else:
            yield from letters("form", _("Dòng theo mẫu"), line, (13, 14), quoted(line), "II.6", bold=True)


def _body(paper: Page) -> Iterator[Finding]:
    """The body: lines that fill the column, between the head and Nơi nhận."""
    wide = [one for one in paper.lines if one.x1 - one.x0 > 0.55 * paper.first.width and one.text != COUNTRY]
    wrong = [one for one in wide if not 13 - SLACK_PT <= one.size <= 14 + SLACK_PT]
    if wrong:
        where = quoted(wrong[0])
        yield finding("body", _("Cỡ chữ nội dung"), f"{wrong[0].size:g}", "13-14", wrong[0].page + 1, where, "II.6.d")


def _signer(paper: Page) -> Iterator[Finding]:
    where = _("phần ký")
    for wanted in paper.expected.signer_lines:
        line = next((one for one in reversed(paper.lines) if plain(one.text) == plain(wanted)), None)
        if line is None:
            yield finding("capacity", _("Quyền hạn, chức vụ"), _("không có"), wanted.upper(), 0, where, "II.7.b")
            continue
        if line.text != line.text.upper():
            yield finding(
                "capacity", _("Quyền hạn, chức vụ"), line.text, line.text.upper(), line.page + 1, where, "II.7.đ"
            )
        yield from letters("capacity", _("Quyền hạn, chức vụ"), line, (13, 14), where, "II.7.đ", bold=True)
    yield from _signer_name(paper, where)


def _signer_name(paper: Page, where: str) -> Iterator[Finding]:
    name = paper.expected.signer_name
    if not name or name == "…":
        return
    line = next((one for one in reversed(paper.lines) if plain(TITLES.sub("", one.text)) == plain(name)), None)
    if line is None:
        yield finding("name", _("Họ tên người ký"), _("không có"), name, 0, where, "II.7.c")
        return
    if TITLES.match(line.text):
        yield finding("name", _("Học hàm, học vị trước họ tên"), line.text, name, line.page + 1, where, "II.7.c")
    yield from letters("name", _("Họ tên người ký"), line, (13, 14), where, "II.7.đ", bold=True)


def _recipients(paper: Page) -> Iterator[Finding]:
    where = _("cuối văn bản, bên trái")
    start = next((one for one in paper.lines if plain(one.text).rstrip(":") == "nơi nhận"), None)
    if start is None:
        yield finding("recipients", _("Nơi nhận"), _("không có"), _("Nơi nhận:"), 0, where, "II.9.b")
        return
    page = start.page + 1
    yield from letters("recipients", _("Từ “Nơi nhận”"), start, (12, 12), where, "II.9.b", bold=True, italic=True)
    after = [one for one in paper.lines if one.page == start.page and one.y < start.y and one.x0 < start.x0 + 60]
    listed = [one for one in after if one.text.startswith("-")]
    if not any(re.match(r"^-\s*Lưu\s*:\s*VT", one.text) for one in listed):
        yield finding("keeping", _("Dòng lưu"), _("không có"), "- Lưu: VT, …", page, where, "II.9.b")
    elif not listed[-1].text.endswith("."):
        yield finding(
            "keeping", _("Dòng cuối Nơi nhận"), listed[-1].text, _("hết bằng dấu chấm"), page, where, "II.9.b"
        )
    for one in listed[:-1]:
        if not one.text.endswith(";") and not one.text.endswith((",", "và")):
            yield finding(
                "recipients",
                _("Dòng Nơi nhận"),
                one.text,
                _("hết bằng dấu chấm phẩy"),
                page,
                where,
                "II.9.b",
                warning=True,
            )
            break
    wrong = next((one for one in listed if abs(one.size - 11) > SLACK_PT), None)
    if wrong is not None:
        yield finding("recipients", _("Cỡ chữ Nơi nhận"), f"{wrong.size:g}", "11", page, where, "II.9.b")


RULES: Final = (_addressee, _own_lines, _body, _signer, _recipients)
