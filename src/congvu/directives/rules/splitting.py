"""Splits the text of a conclusion into tasks, as a proposal that the giver reads through before anything is given."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from ..types import FIELD_LENGTHS, SplitLine

MOST_LINES: Final = 60
LONGEST_TEXT: Final = 60_000
# "1.", "a)", "2.1.", "-", "+", "•", "Điều 3.", "Nhiệm vụ 4:" at the beginning of a line.
_MARK = re.compile(
    r"^\s*(?:(?:Điều|Nhiệm vụ|Mục)\s+\d+[.:)]?|\d{1,2}(?:\.\d{1,2}){0,3}[.)/]|[a-zđ][.)]|[-–+•*])\s+", re.IGNORECASE
)
_DAY = re.compile(
    r"(?:trước|chậm nhất|hạn|xong|đến)\D{0,24}?(?:ngày\s+)?(\d{1,2})\s*(?:/|-|tháng)\s*(\d{1,2})"
    r"(?:\s*(?:/|-|năm)\s*(\d{4}))?",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:giao|đề nghị|yêu cầu)\s+(.{3,90}?)\s+"
    r"(?:chủ trì|có trách nhiệm|khẩn trương|phối hợp|tham mưu|thực hiện|hoàn thành|báo cáo|rà soát)",
    re.IGNORECASE | re.DOTALL,
)
_BEFORE_LEAD = re.compile(r"^(.{3,90}?)\s+chủ trì", re.IGNORECASE | re.DOTALL)


def split(text: str, *, today: date) -> list[SplitLine]:
    """Return one line a numbered paragraph, else one a paragraph; at most 60."""
    blocks: list[list[str]] = []
    marked = any(_MARK.match(line) for line in text.splitlines())
    for line in text[:LONGEST_TEXT].splitlines():
        clean = " ".join(line.split())
        if not clean:
            continue
        begins = bool(_MARK.match(line)) if marked else True
        if begins or not blocks:
            blocks.append([_MARK.sub("", clean, count=1)])
        else:
            blocks[-1].append(clean)
    joined = [" ".join(block)[: FIELD_LENGTHS["content"]] for block in blocks]
    return [SplitLine(one, deadline_in(one, today=today), lead_in(one)) for one in joined if len(one) > 8][:MOST_LINES]


def deadline_in(text: str, *, today: date) -> date | None:
    """Return the deadline that a sentence names; without a year the next such day. None where it names none."""
    for found in _DAY.finditer(text):
        day, month, year = int(found[1]), int(found[2]), found[3]
        try:
            due = date(int(year) if year else today.year, month, day)
        except ValueError:
            continue
        if not year and due < today:
            due = _next_year(due)
        return due
    return None


def _next_year(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29/02
        return date(day.year + 1, 2, 28)


def lead_in(text: str) -> str:
    """Return the words that name who leads ("giao Sở Nội vụ chủ trì …"), empty where there are none."""
    found = _LEAD.search(text) or _BEFORE_LEAD.match(text)
    return " ".join(found[1].split()).strip(" ,;:") if found else ""
