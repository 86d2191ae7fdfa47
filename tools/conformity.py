"""Write docs/conformity-nd30.md from the points that the conformity tests prove: python tools/conformity.py."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.conformity.points import EXCHANGE, MET, MISSING, PARTLY, POINTS  # noqa: E402

OUT = ROOT / "docs" / "conformity-nd30.md"
HEAD = """# Conformity with NĐ 30/2020/NĐ-CP, Phụ lục VI

Phụ lục VI of Nghị định 30/2020/NĐ-CP lists what a system that manages electronic documents must do. This table holds
this system against it, point by point. It is written by `python tools/conformity.py` from `tests/conformity/points.py`;
do not edit it by hand. Each point that stands as *đạt* or *một phần* is proven by a test in
`tests/conformity/test_nd30_phu_luc_vi.py`, which prints the same table with the results of its run:

    python -m pytest tests/conformity

The decree numbers sections, not points: the ids are ours. *Một phần* says what is lacking. *Chưa: liên thông* needs the
system of another agency and comes with the exchange of documents between agencies. *Chưa có* is missing, and no test
pretends otherwise.
"""


def document() -> str:
    """Return the document."""
    counted = Counter(point.standing for point in POINTS)
    sums = ", ".join(f"{counted[name]} {name}" for name in (MET, PARTLY, EXCHANGE, MISSING))
    rows = ["| Mã | Yêu cầu của nghị định | Cách đáp ứng | Kết quả | Còn thiếu |", "|---|---|---|---|---|"]
    rows += [f"| {p.id} | {p.asks} | {p.how or '–'} | {p.standing} | {p.lacks or '–'} |" for p in POINTS]
    return "\n".join([HEAD, f"{len(POINTS)} points: {sums}.", "", *rows, ""])


if __name__ == "__main__":
    OUT.write_text(document(), encoding="utf-8")
