"""Names in packages: identifiers, paths, XML namespaces; and the codes of TT 05/2025/TT-BNV."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from .types import Kind

METS_NS: Final = "http://www.loc.gov/METS/"
CSIP_NS: Final = "https://DILCIS.eu/XML/METS/CSIPExtensionMETS"
SIP_NS: Final = "https://DILCIS.eu/XML/METS/SIPExtensionMETS"
XLINK_NS: Final = "http://www.w3.org/1999/xlink"
XSI_NS: Final = "http://www.w3.org/2001/XMLSchema-instance"
PREMIS_NS: Final = "http://www.loc.gov/premis/v3"
# Lược đồ của bên thứ ba không được chép vào gói, chỉ được chỉ đến nơi công bố (xem docs/archival-packages.md).
METS_XSD: Final = "http://www.loc.gov/standards/mets/mets.xsd"
CSIP_XSD: Final = "https://earkcsip.dilcis.eu/schema/DILCISExtensionMETS.xsd"
SIP_XSD: Final = "https://earksip.dilcis.eu/schema/DILCISExtensionSIPMETS.xsd"
PREMIS_XSD: Final = "http://www.loc.gov/standards/premis/premis.xsd"

PROFILES: Final[Mapping[Kind, str]] = {
    Kind.SIP: "https://earksip.dilcis.eu/profile/E-ARK-SIP.xml",
    Kind.AIP: "https://earkaip.dilcis.eu/profile/E-ARK-AIP.xml",
    Kind.DIP: "https://earkdip.dilcis.eu/profile/E-ARK-DIP.xml",
}
REPRESENTATION_PROFILE: Final = "https://earkcsip.dilcis.eu/profile/E-ARK-CSIP.xml"

METS: Final = "METS.xml"
EAD: Final = "metadata/descriptive/EAD.xml"
PREMIS: Final = "metadata/preservation/PREMIS.xml"
WHOLE: Final = "metadata/other/ho-so.json"
REP: Final = "representations/rep1"

MAINTENANCE: Final[Mapping[str, str]] = {
    "01": "Vĩnh viễn",
    "02": "70 năm",
    "03": "50 năm",
    "04": "30 năm",
    "05": "20 năm",
    "06": "10 năm",
    "07": "Khác",
}
MODES: Final[Mapping[str, str]] = {"01": "Công khai", "02": "Có điều kiện", "03": "Mật"}
LANGUAGES: Final[Mapping[str, str]] = {
    "01": "Tiếng Việt",
    "02": "Tiếng Anh",
    "03": "Tiếng Pháp",
    "04": "Tiếng Nga",
    "05": "Tiếng Trung",
    "06": "Tiếng Việt, tiếng Anh",
    "07": "Tiếng Việt, tiếng Nga",
    "08": "Tiếng Việt, tiếng Pháp",
    "09": "Hán Nôm",
    "10": "Tiếng Việt, tiếng Trung",
    "11": "Khác",
}
DOCUMENT_TYPES: Final[Mapping[str, str]] = {
    f"{place:02d}": name
    for place, name in enumerate(
        (
            "Nghị quyết", "Quyết định", "Chỉ thị", "Quy định", "Thông tư", "Thông tư liên tịch", "Thông báo",
            "Hướng dẫn", "Chương trình", "Kế hoạch", "Phương án", "Đề án", "Dự án", "Báo cáo", "Tờ trình",
            "Giấy ủy quyền", "Phiếu gửi", "Phiếu chuyển", "Phiếu báo", "Biên bản", "Hợp đồng", "Công văn", "Công điện",
            "Bản ghi nhớ", "Bản thỏa thuận", "Giấy mời", "Giấy giới thiệu", "Giấy nghỉ phép", "Thư công", "Bản đồ",
            "Bản vẽ kỹ thuật", "Khác",
        ),
        1,
    )
}  # fmt: skip

_KEPT: Final = re.compile(r"[^A-Za-z0-9._-]+")
_OBJIDS: Final[Mapping[Kind, re.Pattern[str]]] = {
    Kind.SIP: re.compile(r"^uuid-[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$"),
    Kind.AIP: re.compile(r"^urn:[A-Za-z0-9._-]+:uuid:[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$"),
    Kind.DIP: re.compile(r"^urn:[A-Za-z0-9._-]+:dip:uuid:[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$"),
}


def objid(kind: Kind, uid: UUID, *, fonds: str) -> str:
    """Return OBJID: "uuid-…" for a SIP, "urn:<fonds>:uuid:…" for an AIP; the UUID in capitals."""
    number = str(uid).upper()
    if kind == Kind.SIP:
        return f"uuid-{number}"
    middle = "dip:uuid" if kind == Kind.DIP else "uuid"
    return f"urn:{plain(fonds) or 'P'}:{middle}:{number}"


def folder_of(identifier: str) -> str:
    """Return the name of a package's folder: OBJID with ":" as "_"."""
    return identifier.replace(":", "_")


def is_regular(kind: Kind, identifier: str) -> bool:
    """Return whether OBJID has the shape that TT 05/2025/TT-BNV gives it."""
    return bool(_OBJIDS[kind].match(identifier))


def plain(text: str) -> str:
    """Return a text as letters, digits, dot, dash and underscore of ASCII: for names of files and in identifiers."""
    folded = unicodedata.normalize("NFKD", text.replace("Đ", "D").replace("đ", "d")).encode("ascii", "ignore").decode()
    return _KEPT.sub("-", folded).strip("-.")[:80]
