"""EAD.xml of a case file and EAD_doc of a document, as TT 05/2025/TT-BNV has them: flat, root `simpledc`."""

from __future__ import annotations

from datetime import date
from typing import Final

from lxml import etree

from ..types import CaseFileExport, ExportDocument
from . import xml
from .names import DOCUMENT_TYPES, LANGUAGES, MAINTENANCE, MODES
from .types import Kind

FILE_FIELDS: Final = (
    "fileCode", "arcFileCode", "title", "maintenance", "mode", "language", "startDate", "endDate", "keyword",
    "totalDoc", "numberOfPaper", "numberOfPage", "format", "inforSign", "confidenceLevel", "paperFileCode",
    "description", "riskRecovery", "riskRecoveryStatus",
)  # fmt: skip
DOC_FIELDS: Final = (
    "docId", "docCode", "arcDocCode", "maintenance", "typeName", "codeNumber", "codeNotation", "issuedDate",
    "organName", "subject", "language", "numberOfPage", "inforSign", "keyword", "mode", "confidenceLevel", "autograph",
    "format", "process", "riskRecovery", "riskRecoveryStatus", "description", "docOrdinal",
)  # fmt: skip
# Bắt buộc ở mọi gói mà chúng ta nhận; phần còn lại có thể trống hoặc thiếu.
FILE_NEEDED: Final = ("title", "maintenance")
DOC_NEEDED: Final = ("subject",)


def case_file(export: CaseFileExport, kind: Kind) -> bytes:
    """Return EAD.xml; a SIP carries fileCode, an AIP and a DIP arcFileCode beside it."""
    values: dict[str, str | int | date | None] = {
        "fileCode": export.file_code,
        "arcFileCode": "" if kind == Kind.SIP else export.arc_file_code,
        "title": export.title,
        "maintenance": _code(export.retention.archive_code, MAINTENANCE, "07"),
        "mode": _code(export.usage, MODES, "02"),
        "language": _code(export.language_code, LANGUAGES, "11"),
        "startDate": export.started_on,
        "endDate": export.ended_on,
        "keyword": export.keyword,
        "totalDoc": export.doc_total,
        "numberOfPaper": export.paper_sheets,
        "numberOfPage": export.page_total,
        "format": export.form,
        "inforSign": export.info_sign,
        "confidenceLevel": export.confidence,
        "paperFileCode": export.paper_file_code,
        "description": export.description,
        "riskRecovery": "1" if export.risk_recovery else "0",
        "riskRecoveryStatus": export.risk_recovery_status,
    }
    return xml.dump(_simple(FILE_FIELDS, values))


def document(export: CaseFileExport, one: ExportDocument, kind: Kind) -> bytes:
    """Return EAD_doc of a document."""
    values: dict[str, str | int | date | None] = {
        "docId": str(one.uid).upper(),
        "docCode": one.doc_code,
        "arcDocCode": "" if kind == Kind.SIP else one.arc_doc_code,
        "maintenance": _code(export.retention.archive_code, MAINTENANCE, "07"),
        "typeName": _code(one.type_archive_code, DOCUMENT_TYPES, "32"),
        "codeNumber": one.code_number,
        "codeNotation": one.code_notation,
        "issuedDate": one.issued_on,
        "organName": one.organ_name,
        "subject": xml.clean(one.subject).strip() or one.type_name or "–",
        "language": _code(one.language_code, LANGUAGES, "11"),
        "numberOfPage": one.pages,
        "inforSign": "; ".join(part for part in (one.signer_name, one.signer_position) if part),
        "keyword": one.keyword,
        "mode": _code(one.usage, MODES, "02"),
        "confidenceLevel": one.confidence,
        "autograph": one.autograph,
        "format": one.format,
        "process": one.process,
        "riskRecovery": "1" if export.risk_recovery else "0",
        "riskRecoveryStatus": export.risk_recovery_status,
        "description": one.note,
        "docOrdinal": one.ordinal,
    }
    return xml.dump(_simple(DOC_FIELDS, values))


def values_of(root: etree._Element) -> dict[str, str]:
    """Return the fields of a `simpledc` by name; the first of doubled ones, namespaces ignored."""
    found: dict[str, str] = {}
    for child in root:
        if isinstance(child.tag, str):
            found.setdefault(etree.QName(child).localname, (child.text or "").strip())
    return found


def as_date(text: str) -> date | None:
    """Return a date written as 2026-01-05, 05/01/2026 or 2026/01/05; None for anything else."""
    parts = text.replace("/", "-").split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    if len(parts[0]) != 4:
        numbers.reverse()
    try:
        return date(*numbers)
    except (ValueError, OverflowError):
        return None


def _simple(names: tuple[str, ...], values: dict[str, str | int | date | None]) -> etree._Element:
    root = xml.element("", "simpledc")
    for name in names:
        value = values[name]
        shown = value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
        xml.put(root, name, shown)
    return root


def _code(code: str, table: object, other: str) -> str:
    return code if code in table else other  # type: ignore[operator]
