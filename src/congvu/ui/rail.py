"""Which sections of a long rail stand open: what the reader chose last in this browser, else the first ones."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest

from congvu.kernel.api import text

COOKIE: Final = "cv_danh_muc"
# Thanh bên dài hơn chừng này dòng mới gập theo mục; khi chưa ai chọn, các mục đầu mở trong cùng giới hạn ấy.
LINES_AT_ONCE: Final = 16


@dataclass(frozen=True, slots=True)
class RailLine:
    """A line of the rail as the template shows it."""

    label: str
    url: str
    is_current: bool
    count: int | None


@dataclass(frozen=True, slots=True)
class RailSection:
    """Lines of the rail under one head; `key` names a head that folds, and is empty where none does."""

    label: str
    lines: tuple[RailLine, ...]
    key: str = ""
    is_open: bool = True

    @property
    def count(self) -> int:
        """What the lines count together, for the folded head."""
        return sum(line.count or 0 for line in self.lines)


def folded(
    sections: Sequence[tuple[str, list[RailLine]]], request: HttpRequest, *, quiet: Container[str] = ()
) -> list[RailSection]:
    """Return the sections of a rail; those of a long one fold, and the section of this page is always open.

    The sections named in `quiet` always fold, and stay so until their reader opens them; one line alone need not fold.
    """
    quiet = {label for label, lines in sections if label in quiet and len(lines) > 1}
    loud = sum(len(lines) for label, lines in sections if label not in quiet)
    if len(sections) < 2:
        return [RailSection(label, tuple(lines)) for label, lines in sections]
    chosen, shown, found = _chosen(request), 0, []
    for label, lines in sections:
        is_quiet = label in quiet
        if not is_quiet and loud <= LINES_AT_ONCE:
            found.append(RailSection(label, tuple(lines)))
            continue
        shown += 0 if is_quiet else len(lines)
        key = re.sub(r"[^a-z0-9]+", "-", text.fold(label)).strip("-")
        is_open = any(line.is_current for line in lines) or chosen.get(key, not is_quiet and shown <= LINES_AT_ONCE)
        found.append(RailSection(label, tuple(lines), key, is_open))
    return found


def _chosen(request: HttpRequest) -> dict[str, bool]:
    """Read `key.1~key.0` as the script wrote it; whatever is not of that form says nothing."""
    parts = (part.rpartition(".") for part in request.COOKIES.get(COOKIE, "").split("~"))
    return {key: state == "1" for key, _, state in parts if key and state in {"0", "1"}}
