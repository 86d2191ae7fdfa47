"""Case files made for the tests: plain values and bytes, no database."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid5

import typst

from congvu.archive.types import (
    CaseFileExport,
    ExportAgent,
    ExportDocument,
    ExportEvent,
    ExportFile,
    ExportRetention,
)

AT = datetime(2026, 4, 2, 3, 30, tzinfo=UTC)
SPACE = UUID("0190a7b2-0000-7000-8000-000000000000")
PDFA = typst.compile(b"= Bao cao\nNoi dung", pdf_standards=["a-2b"])
PLAIN_PDF = typst.compile(b"= To trinh")


class Shelf:
    """Bytes by id, as kernel.files holds them."""

    def __init__(self) -> None:
        self.bytes: dict[int, bytes] = {}

    def put(self, content: bytes, *, name: str, role: str = "main", media_type: str = "application/pdf") -> ExportFile:
        number = len(self.bytes) + 1
        self.bytes[number] = content
        return ExportFile(
            file_id=number,
            uid=uuid5(SPACE, f"file {number} {name}"),
            name=name,
            role=role,
            media_type=media_type,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            pages=1 if media_type == "application/pdf" else None,
        )

    def open(self, file_id: int) -> io.BytesIO:
        return io.BytesIO(self.bytes[file_id])


def document(shelf: Shelf, ordinal: int, **changes: object) -> ExportDocument:
    """Return a document with a PDF/A main file."""
    values: dict[str, object] = {
        "uid": uuid5(SPACE, f"document {ordinal}"),
        "ordinal": ordinal,
        "kind": "document",
        "doc_code": f"H58.2026.{ordinal}",
        "arc_doc_code": f"LTHHH58.H58.2026.01.001.{ordinal:07d}",
        "direction": "incoming",
        "type_name": "Báo cáo",
        "type_archive_code": "14",
        "code_number": str(5411 + ordinal),
        "code_notation": "BC-SNV",
        "issued_on": date(2026, 1, 5),
        "dated_on": date(2026, 1, 5),
        "organ_name": "Sở Nội vụ tỉnh Tiền Giang",
        "subject": "Báo cáo kết quả giải quyết thủ tục hành chính quý IV",
        "language": "Tiếng Việt",
        "language_code": "01",
        "pages": 1,
        "signer_name": "Đặng Thị Ngọc Ánh",
        "signer_position": "Phó Giám đốc",
        "arrival_number": ordinal,
        "arrived_on": date(2026, 1, 6),
        "usage": "01",
        "keyword": "",
        "autograph": "",
        "confidence": "01",
        "format": "application/pdf",
        "process": "",
        "note": "",
        "files": (shelf.put(PDFA, name=f"Báo cáo số {ordinal}.pdf"),),
        "history": (),
    }
    return ExportDocument(**{**values, **changes})


def case_file(shelf: Shelf, count: int = 2, **changes: object) -> CaseFileExport:
    """Return an archived case file."""
    papers = changes.pop("documents", None) or tuple(document(shelf, n) for n in range(1, count + 1))
    values: dict[str, object] = {
        "uid": uuid5(SPACE, "file"),
        "file_code": "H58.2026.01.TH",
        "organ_id": "H58",
        "catalog_year": 2026,
        "notation": "01.TH",
        "arc_file_code": "LTHHH58.H58.2026.01.001",
        "archive_code": "LTHHH58",
        "fonds_code": "H58",
        "fonds_name": "Phông Ủy ban nhân dân tỉnh Tiền Giang",
        "title": "Hồ sơ báo cáo kết quả giải quyết thủ tục hành chính năm 2026",
        "retention": ExportRetention("20", "20 năm", "05", 20, False, "TT 10/2022/TT-BNV"),
        "usage": "01",
        "usage_label": "Công khai",
        "language_code": "01",
        "language": "Tiếng Việt",
        "started_on": date(2026, 1, 5),
        "ended_on": date(2026, 3, 2),
        "keyword": "thủ tục hành chính",
        "description": "",
        "creator": "Nguyễn Thị Thùy Dương",
        "form": "electronic",
        "paper_file_code": "",
        "paper_sheets": None,
        "doc_total": len(papers),
        "page_total": len(papers),
        "state": "archived",
        "made_at": AT,
        "agents": (
            ExportAgent("creator", "organization", "Ủy ban nhân dân tỉnh Tiền Giang", "H58"),
            ExportAgent("submitter", "individual", "Nguyễn Thị Thùy Dương"),
            ExportAgent("archivist", "organization", "Lưu trữ hiện hành tỉnh Tiền Giang", "LTHHH58"),
        ),
        "documents": papers,
        "history": (
            ExportEvent("urn:congvu:audit:1", "archive.file_opened", AT, "Dương mở hồ sơ", "Dương", "Chuyên viên"),
            ExportEvent("urn:congvu:audit:2", "archive.file_archived", AT, "Lưu tiếp nhận", "Lưu", "Lưu trữ viên"),
        ),
    }  # fmt: skip
    return CaseFileExport(**{**values, **changes})


__all__ = ["AT", "PDFA", "PLAIN_PDF", "Shelf", "case_file", "document", "replace"]
