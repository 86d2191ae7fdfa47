"""Periods of reports, and who a line of "Nơi nhận" names. Pure: the day is passed in."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from congvu.kernel.api import measures, text

WEEK, MONTH, LAST_MONTH, QUARTER, YEAR, LAST_YEAR = "tuan", "thang", "thang-truoc", "quy", "nam", "nam-truoc"
PERIODS: Final = (WEEK, MONTH, LAST_MONTH, QUARTER, YEAR, LAST_YEAR)


def period(word: str, today: date) -> measures.Period:
    """Return the period that a word names on a day; an unknown word is the month.

    Weeks begin on Monday; all end with their last day, also when that is still to come.
    """
    if word == WEEK:
        first = today - timedelta(days=today.weekday())
        return measures.Period(first, first + timedelta(days=6))
    if word == QUARTER:
        return _months(today.year, today.month - (today.month - 1) % 3, 3)
    if word == YEAR:
        return measures.Period.year(today.year)
    if word == LAST_YEAR:
        return measures.Period.year(today.year - 1)
    if word == LAST_MONTH:
        before = today.replace(day=1) - timedelta(days=1)
        return _months(before.year, before.month, 1)
    return _months(today.year, today.month, 1)


def _months(year: int, month: int, count: int) -> measures.Period:
    first = date(year, month, 1)
    after = date(year + (month + count - 1) // 12, (month + count - 1) % 12 + 1, 1)
    return measures.Period(first, after - timedelta(days=1))


# "(để b/c)", "(để báo cáo)": NĐ 30/2020 Phụ lục I, ô 9b. Lãnh đạo của chính cơ quan đứng ở đó bằng chức danh trần.
_REPORTED: Final = re.compile(r"\s*\(\s*de (?:b\s*/\s*c|bao cao)[^()]*\)\s*$")
_APART: Final = re.compile(r"\s*[,;]\s*|\s+va\s+")
_BEFORE: Final = re.compile(r"^(?:-\s*)?(?:nhu tren\s*)?(?:cac\s+)?(?:dong chi\s+|d/c\s+)?(?:cac\s+)?")
_TITLES: Final = frozenset({
    "chu tich", "pho chu tich", "ct", "pct", "bo truong", "thu truong", "giam doc", "pho giam doc", "tong giam doc",
    "pho tong giam doc", "ban giam doc", "cuc truong", "pho cuc truong", "tong cuc truong", "pho tong cuc truong",
    "chi cuc truong", "pho chi cuc truong", "vien truong", "pho vien truong", "chu nhiem", "pho chu nhiem",
    "truong ban", "pho truong ban", "hieu truong", "pho hieu truong", "bi thu", "pho bi thu", "tong bien tap",
    "lanh dao", "tap the lanh dao", "lanh dao co quan", "lanh dao van phong", "chanh van phong", "pho chanh van phong",
})  # fmt: skip


def names_own_leaders(receiver: str, *, agency_name: str) -> bool:
    """Whether a line of "Nơi nhận" reports to leaders of the agency itself: bare titles, or with its name's beginning.

    "Chủ tịch, các Phó Chủ tịch (để b/c)" names them, and "Chủ tịch UBND tỉnh (để b/c)" where the agency is the people's
    committee of a province; "Thường trực Tỉnh ủy (để b/c)" is another body. Without the mark no leaders are meant.
    """
    folded = text.fold(text.clean_line(receiver)).rstrip(" ;.")
    if not _REPORTED.search(folded):
        return False
    titles = _REPORTED.sub("", folded).strip(" ;.")
    own = _beginnings(text.fold(agency_name))
    return all(_is_title(_BEFORE.sub("", part).strip(), own) for part in _APART.split(titles))


def _beginnings(name: str) -> set[str]:
    """Return the beginnings of an agency's name, by words, also as it is shortened: "ubnd", "ubnd tinh"."""
    found: set[str] = set()
    for written in (name, name.replace("uy ban nhan dan", "ubnd")):
        words = written.split()
        found |= {" ".join(words[:count]) for count in range(1, len(words) + 1)}
    return found


def _is_title(part: str, own: set[str]) -> bool:
    return part in _TITLES or any(part.startswith(f"{one} ") and part[len(one) + 1 :] in own for one in _TITLES)
