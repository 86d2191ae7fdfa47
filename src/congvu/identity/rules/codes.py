"""Shapes of agency identification codes (QĐ 20/2020/QĐ-TTg; QCVN 102:2016/BTTTT; domain/documents 5.1)."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LONGEST = 35
SHAPES = {
    "qd20": re.compile(r"[A-Z][0-9]{2}(\.[0-9A-Z]{1,3})*"),
    "qcvn102": re.compile(r"[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}"),
}
EXAMPLES = {"qd20": "H58.07", "qcvn102": "000.00.07.H58"}


def fault(*, scheme: str, value: str) -> str | Promise | None:
    """What is wrong with the shape of a code; None when nothing. Codes of other schemes are only limited in length."""
    if not value:
        return _("Nhập mã.")
    if len(value) > LONGEST:
        return _("Mã dài nhất 35 ký tự.")
    shape = SHAPES.get(scheme)
    if shape is not None and not shape.fullmatch(value):
        return _("Mã không đúng cấu trúc, ví dụ đúng: %(example)s.") % {"example": EXAMPLES[scheme]}
    return None
