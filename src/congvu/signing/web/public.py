"""The public check page: anyone brings a PDF, or opens the QR code of a paper."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from congvu.ui.api import public

from .. import queries
from ..actions.verify import check_bytes, report_of_sha256
from ..checking.reader import MAX_SIZE
from .shown import shown


@public
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Check an uploaded file; nothing of it is kept."""
    if request.method == "GET":
        return render(request, "signing/check.html", {})
    file = request.FILES.get("file")
    if file is None or not file.size:
        return render(request, "signing/check.html", {"error": _("Chọn một tệp PDF có nội dung.")}, status=422)
    if file.size > MAX_SIZE:
        message = _("Tệp lớn hơn %(limit)s MB nên không kiểm tra được.") % {"limit": MAX_SIZE // 1024 // 1024}
        return render(request, "signing/check.html", {"error": message}, status=413)
    data = file.read()
    report = check_bytes(data, timezone.now())
    context = {"report": shown(report), "paper": queries.public_paper_of_file(report.sha256), "file_name": file.name}
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
