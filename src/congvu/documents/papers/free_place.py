"""Where a page leaves room for a stamp. Pure: a page comes in as cells with or without ink.

The ĐẾN stamp stands on free paper below the number and symbol (below "V/v" on a công văn), or below place and date
(NĐ 30/2020 Điều 22; where on the page: công văn 425/VTLTNN-NVTW, mục II.1). Where neither is free it takes the free
place nearest to them, turned by a quarter where only a margin is left. It never covers what is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

MM: Final = 72 / 25.4
# Mép trên của chỗ quen dùng, tính từ mép giấy: dưới Quốc hiệu, tên cơ quan, số và ký hiệu, địa danh và ngày.
BELOW_HEAD: Final = 52 * MM
LEFT_EDGE: Final = 22 * MM
RIGHT_EDGE: Final = 12 * MM
# Chỗ bên phải chỉ thắng khi gần hơn bên trái chừng này; lên trên phần đầu văn bản là điều cuối cùng.
RIGHT_COSTS: Final = 15 * MM
ABOVE_COSTS: Final = 3.0
EDGE: Final = 4 * MM
CLEAR: Final = 1.5 * MM


@dataclass(frozen=True, slots=True)
class Ink:
    """A page as it looks, upright: its size in points, and rows of cells from the top, 1 where ink stands."""

    width: float
    height: float
    cell: float
    rows: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A free place: its left and top edge in points from the page's upper left corner; `turned` by a quarter."""

    left: float
    top: float
    turned: bool = False


def free_place(ink: Ink, size: tuple[float, float]) -> Place | None:
    """Return the free place for a stamp of a size in points that the law would take first; None where none is."""
    if not ink.rows or not ink.rows[0]:
        return None
    table = _sums(ink.rows)
    width, height = size
    found = min(_costs(ink, table, (width, height), turned=False), default=None)
    if found is None and width != height:
        found = min(_costs(ink, table, (height, width), turned=True), default=None)
    return Place(found[2], found[1], found[3]) if found else None


def _costs(
    ink: Ink, table: Sequence[Sequence[int]], size: tuple[float, float], *, turned: bool
) -> Iterator[tuple[float, float, float, bool]]:
    """Yield every free place with what it costs: the distance from the usual ones."""
    columns, rows = len(ink.rows[0]), len(ink.rows)
    wide, high = (int((side + 2 * CLEAR) / ink.cell) + 1 for side in size)
    edge = max(0, int((EDGE - CLEAR) / ink.cell))
    right = ink.width - RIGHT_EDGE - size[0]
    for row in range(edge, rows - high - edge + 1):
        above, below = table[row], table[row + high]
        for column in range(edge, columns - wide - edge + 1):
            if below[column + wide] - below[column] - above[column + wide] + above[column]:
                continue
            left, top = column * ink.cell + CLEAR, row * ink.cell + CLEAR
            yield _cost(left, top, right), top, left, turned


def _cost(left: float, top: float, right: float) -> float:
    down = top - BELOW_HEAD if top >= BELOW_HEAD else (BELOW_HEAD - top) * ABOVE_COSTS
    return min(abs(left - LEFT_EDGE) + down, abs(left - right) + down + RIGHT_COSTS)


def _sums(rows: Sequence[bytes]) -> list[list[int]]:
    """Return how many inked cells stand above and to the left of each corner."""
    table = [[0] * (len(rows[0]) + 1)]
    for row in rows:
        before = table[-1]
        table.append([0, *(so_far + above for so_far, above in zip(accumulate(row), before[1:], strict=True))])
    return table
