"""The public check page: anyone brings a PDF, or opens the QR code of a paper."""

from __future__ import annotations

from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from congvu.kernel.errors import DomainError
from congvu.ui.api import public

from .. import queries
from ..actions.verify import check_bytes, report_of_sha256
from ..checking.content import MAX_SIZE
from ..errors import FileEmpty, ReportTooLarge
from ..shown import shown
from .limits import count_check


@public
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Check an uploaded file; nothing of it is kept."""
    if request.method == "GET":
        return render(request, "signing/check.html")
    try:
        return _answer(request, _uploaded(request))
    except DomainError as refusal:
        return render(request, "signing/check.html", {"faults": [str(refusal)]}, status=refusal.status)


def _uploaded(request: HttpRequest) -> UploadedFile[bytes]:
    count_check(request)
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or not file.size:
        raise FileEmpty
    if file.size > MAX_SIZE:
        raise ReportTooLarge(limit=MAX_SIZE // 1024 // 1024)
    return file


def _answer(request: HttpRequest, file: UploadedFile[bytes]) -> HttpResponse:
    report = check_bytes(file.read(), timezone.now())
    context = {
        "report": shown(report),
        "paper": queries.public_paper_of_file(report.sha256),
        "file_name": (file.name or _("tệp không tên"))[:120],
    }
    return render(request, "signing/check.html", context)


@public
@require_http_methods(["GET"])
def paper(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show what is registered about a paper and the newest report on its file."""
    found = queries.public_paper(uid)
    if found is None:
        return render(request, "signing/paper.html", {"paper": None}, status=404)
    report = report_of_sha256(found.file_sha256)
    return render(request, "signing/paper.html", {"paper": found, "report": shown(report) if report else None})
