"""The printed register of incoming documents: its legal columns fill one landscape sheet."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATE_MM = 20  # "01/01/2026" in 9 pt between its edges
SHEET_MM = 277  # A4 landscape within margins of 10 mm


def test_columns_of_the_printed_register_fill_the_sheet_and_hold_what_stands_in_them():
    css = (ROOT / "assets/src/css/documents.css").read_text(encoding="utf-8")
    print_part = css.partition("@media print {")[2]
    assert "size: A4 landscape; margin: 10mm" in css
    usual = float(re.search(r"\.doc-print-in :is\(th, td\) \{ width: ([\d.]+)%", print_part)[1])
    own = {int(n): float(w) for n, w in re.findall(r"nth-child\((\d+)\) \{ width: ([\d.]+)%", print_part)}
    widths = [own.get(n, usual) * SHEET_MM / 100 for n in range(1, 11)]

    assert abs(sum(widths) - SHEET_MM) < 1
    assert min(widths[n - 1] for n in (1, 5, 8)) >= DATE_MM
    assert min(widths[n - 1] for n in (3, 6, 10)) >= 27  # tác giả, trích yếu, ghi chú
    page = (ROOT / "src/congvu/documents/templates/documents/register_print.html").read_text(encoding="utf-8")
    assert "doc-print-in" in page
    assert page.count('<th scope="col">') == len(widths)
