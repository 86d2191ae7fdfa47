"""The rules of our validator: an id, what it says when broken. Ids never change; docs/archival-packages.md lists them.

The rules PK-… on shape are in `source`, since a package that breaks one is not opened at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RULES: Final[Mapping[str, str | Promise]] = {
    "XML": _("Không đọc được XML: %(reason)s."),
    "METS": _("Gốc của METS.xml không phải là METS."),
    "OBJID": _("METS không có mã gói (OBJID), hoặc mã quá dài."),
    "OBJID-SHAPE": _("Mã gói “%(objid)s” không theo mẫu của TT 05/2025/TT-BNV."),
    "TYPE": _("Loại gói “%(found)s” không phải SIP, AIP hay DIP."),
    "FOLDER": _("Tên thư mục của gói không khớp mã gói %(objid)s."),
    "PROFILE": _("PROFILE “%(found)s” không phải hồ sơ E-ARK của loại gói này."),
    "CREATOR": _("METS không ghi ai lập gói (CREATOR)."),
    "STRUCT": _("METS không có structMap mang nhãn CSIP."),
    "HEADER": _("METS thiếu metsHdr hoặc csip:CONTENTINFORMATIONTYPE."),
    "REP-METS": _("METS của thể hiện được chỉ đến nhưng không có mã băm trong METS của gói."),
    "REPRESENTATION": _("Gói không có thể hiện nào với dữ liệu."),
    "OUTSIDE": _("METS chỉ ra ngoài gói."),
    "TWICE": _("METS ghi tệp này hai lần, cỡ hoặc mã băm khác nhau."),
    "MISSING": _("METS ghi tệp này nhưng trong gói không có."),
    "EXTRA": _("Tệp này có trong gói nhưng METS không ghi."),
    "SIZE": _("Cỡ là %(found)s byte, METS ghi %(said)s."),
    "NO-HASH": _("METS không ghi mã băm SHA-256 của tệp này."),
    "HASH": _("Mã băm SHA-256 khác với METS: tệp đã bị sửa hoặc hỏng."),
    "UNREADABLE": _("Không đọc được hết tệp này."),
    "EAD": _("Không có mô tả hồ sơ (EAD.xml)."),
    "EAD-FIELD": _("Mô tả hồ sơ thiếu trường bắt buộc “%(field)s”."),
    "EAD-SCHEMA": _("Mô tả hồ sơ lệch lược đồ: %(fault)s"),
    "DOC-FIELD": _("Mô tả tài liệu thiếu trường bắt buộc “%(field)s”."),
    "DOC-SCHEMA": _("Mô tả tài liệu lệch lược đồ: %(fault)s"),
    "DOC-DATA": _("Tài liệu không có tệp dữ liệu trong gói."),
    "DATA-DOC": _("Tệp dữ liệu không có mô tả tài liệu (EAD_doc)."),
    "TOTAL": _("Mô tả hồ sơ ghi %(said)s tài liệu, trong gói có %(found)s."),
    "SECRET": _("Mang mức “Mật” (mode 03): tài liệu bí mật nhà nước không đưa vào hệ thống này."),
    "PREMIS": _("Không có siêu dữ liệu bảo quản (PREMIS.xml)."),
    "FIXITY": _("Mã băm hoặc cỡ trong PREMIS khác METS."),
    "WHOLE": _("Dữ liệu hồ sơ không đọc được: %(reason)s."),
    "WHOLE-MATCH": _("Dữ liệu hồ sơ không khớp với EAD hoặc METS."),
    "SIGNATURE": _("Chữ ký số không hợp lệ."),
    "SIGNATURE-UNKNOWN": _("Chưa kết luận được về chữ ký số (chưa đủ căn cứ tại nơi kiểm tra)."),
}


def sentence(rule: str, **values: object) -> str:
    """Return what a broken rule says."""
    return str(RULES[rule]) % values
