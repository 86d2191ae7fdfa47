"""The separator sheet: laid between papers before they go through the scanner together."""

from __future__ import annotations

from functools import lru_cache

import segno
import typst
from django.utils.translation import gettext as _

from congvu.ui.api import paper_fonts

from .reading import SEPARATOR

_PAGE = """
#set page(paper: "a4", margin: 25mm)
#set text(font: "Tinos", size: 15pt, lang: "vi")
#set align(center)
#text(size: 30pt, weight: "bold")[#sys.inputs.title]
#v(12mm)
#image(bytes(sys.inputs.code), format: "svg", width: 110mm)
#v(12mm)
#sys.inputs.words
"""


@lru_cache(maxsize=4)
def _made(title: str, words: str) -> bytes:
    code = segno.make(SEPARATOR, error="h", micro=False).svg_inline(scale=10, border=4)
    inputs = {"title": title, "words": words, "code": code}
    compiler: typst.Compiler = typst.Compiler(  # type: ignore[misc]
        input=_PAGE.encode(), font_paths=[str(paper_fonts())], sys_inputs=inputs
    )
    made = compiler.compile(format="pdf")
    assert isinstance(made, bytes)
    return made


def separator_sheet() -> bytes:
    """Return the sheet as a PDF of one A4 page; its QR code is read whichever way it lies."""
    return _made(_("TỜ PHÂN CÁCH"), _("Đặt tờ này giữa hai văn bản khi quét chung một lượt. Tờ này không được lưu."))
