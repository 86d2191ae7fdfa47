"""What the archive checks of each file before it takes it (domain/documents 8.1), and its signatures (7.4)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from congvu.kernel.api import files
from congvu.signing import api as signing

from ..models import CaseFile, FileEntry
from ..queries.export import build
from ..types import CaseFileExport, ExportFile

PDF: Final = "application/pdf"
_CHUNK: Final = 1 << 20


def all_ids(file: CaseFile) -> frozenset[int]:
    """Return all documents of a file: the archive checks what it is given, whoever may read it."""
    rows = FileEntry.objects.filter(file=file, removed_at=None, document_id__isnull=False)
    return frozenset(pk for pk in rows.values_list("document_id", flat=True) if pk is not None)


def check_file(file: CaseFile, *, now: datetime) -> list[dict[str, Any]]:
    """Return one answer a question: {"code", "state" (passed, warning, failed), "text"}.

    Content against the list, every stored byte against its SHA-256, retention, dates, signatures re-checked today.
    """
    export = build(file, readable=all_ids(file), now=now)
    return [_listed(file, export), _content(export), _fields(file), _signatures(export, now=now)]


def is_good(checks: list[dict[str, Any]]) -> bool:
    """Return whether nothing failed."""
    return bool(checks) and all(one["state"] != "failed" for one in checks)


def signed_files(export: CaseFileExport) -> Iterator[ExportFile]:
    """Return the PDF files that a signature may stand in, views made here left out."""
    for document in export.documents:
        for one in document.files:
            if one.media_type == PDF and one.role != "pdf_view":
                yield one


def _answer(code: str, state: str, text: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "state": state, "text": text, **more}


def _listed(file: CaseFile, export: CaseFileExport) -> dict[str, Any]:
    ordinals = [one.ordinal for one in export.documents]
    whole = ordinals == list(range(1, len(ordinals) + 1)) and len(ordinals) == file.doc_total
    if whole and ordinals:
        return _answer("list", "passed", _("Mục lục khớp: %(n)d văn bản, tài liệu.") % {"n": len(ordinals)})
    return _answer(
        "list",
        "failed",
        _("Mục lục không khớp: ghi %(total)d, thực có %(found)d.") % {"total": file.doc_total, "found": len(ordinals)},
    )


def _content(export: CaseFileExport) -> dict[str, Any]:
    kept = [one for document in export.documents for one in document.files if one.role != "pdf_view"]
    empty = [one.ordinal for one in export.documents if not one.files]
    broken = [one.name for one in kept if not _is_whole(one)]
    if broken:
        return _answer("content", "failed", _("Tệp hỏng hoặc mất: %(names)s.") % {"names": ", ".join(broken[:5])})
    if empty:
        return _answer(
            "content",
            "warning",
            _("%(n)d mục không có tệp điện tử, phải có bản giấy: %(which)s.")
            % {"n": len(empty), "which": ", ".join(str(n) for n in empty[:10])},
            files=len(kept),
        )
    return _answer("content", "passed", _("%(n)d tệp, đúng mã băm SHA-256.") % {"n": len(kept)}, files=len(kept))


def _is_whole(one: ExportFile) -> bool:
    digest = hashlib.sha256()
    try:
        with files.open(one.file_id) as stream:
            while part := stream.read(_CHUNK):
                digest.update(part)
    except OSError:
        return False
    return digest.hexdigest() == one.sha256


def _fields(file: CaseFile) -> dict[str, Any]:
    missing = [
        name for name, value in ((_("tiêu đề"), file.title), (_("thời gian kết thúc"), file.ended_on)) if not value
    ]
    if missing:
        return _answer("fields", "failed", _("Thiếu: %(names)s.") % {"names": ", ".join(missing)})
    return _answer("fields", "passed", _("Đủ thông tin đầu vào; bảo quản %(value)s.") % {"value": file.retention.label})


def _signatures(export: CaseFileExport, *, now: datetime) -> dict[str, Any]:
    """Check again today, each file in its most provable form, and say whether all are fit to be kept (B-LTA)."""
    newest = {signing.newest_form(one.file_id): one.name for one in signed_files(export)}
    reports = signing.recheck(newest, now)
    bad = [newest[pk] for pk, report in reports.items() if report.verdict == "invalid"]
    if bad:
        return _answer("signatures", "failed", _("Chữ ký không hợp lệ: %(names)s.") % {"names": ", ".join(bad[:5])})
    unknown = sum(report.verdict == "unknown" for report in reports.values())
    signed = [report for report in reports.values() if report.signatures]
    low = sum(not any(one.level == "B-LTA" for one in report.signatures) for report in signed)
    text = _("%(signed)d tệp ký số, %(none)d tệp không ký số.") % {
        "signed": len(signed),
        "none": len(reports) - len(signed),
    }
    if unknown:
        text += " " + _("%(n)d tệp chưa xác định được chữ ký.") % {"n": unknown}
    if low:
        text += " " + _("%(n)d tệp chưa nâng lên mức lưu trữ B-LTA.") % {"n": low}
    return _answer("signatures", "warning" if unknown or low else "passed", text)
