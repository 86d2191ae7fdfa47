"""A case file out of the house: list of contents, one PDF, XML; a large one made by a worker."""

from __future__ import annotations

import io
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from congvu.kernel.api import files
from congvu.kernel.errors import NotFound
from congvu.ui.api import OfficeRequest, office

from ..actions.export import KINDS, export_file
from ..actions.export_runs import AT_ONCE, ask_export
from ..papers import contents
from ..queries.export import export_of
from ..queries.export_runs import latest_run, run_to_download
from ..queries.files import file_or_404


@office
@require_safe
def contents_page(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Show the list of contents for paper (NĐ 30/2020 Phụ lục V)."""
    now = timezone.now()
    found = file_or_404(actor=request.actor, uid=uid, today=timezone.localdate(now))
    export = export_of(actor=request.actor, uid=uid, now=now)
    context = {
        "file": found,
        "heads": [column.head for column in contents.heads()],
        "rows": [contents.cells(one) for one in export.documents],
        "facts": contents.facts(export),
        "export": export,
    }
    return render(request, "archive/contents.html", context)


@office
@require_safe
def download(request: OfficeRequest, uid: UUID, kind: str) -> HttpResponseBase:
    """Hand over the whole file in one of its forms; noted in its history. One PDF of a large file is made aside."""
    if kind not in KINDS:
        raise NotFound
    now = timezone.now()
    found = file_or_404(actor=request.actor, uid=uid, today=timezone.localdate(now))
    if kind == "pdf" and found.doc_total > AT_ONCE:
        return redirect("archive:export_run", uid)
    made = export_file(actor=request.actor, uid=uid, kind=kind, now=now)
    response = FileResponse(io.BytesIO(made.content), content_type=made.media_type)
    response["Content-Disposition"] = files.disposition(made.name, inline=False)
    return response


@never_cache
@office
@require_http_methods(["GET", "HEAD", "POST"])
def export_run(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Ask for one PDF of a large file, follow how far it is; the fragment alone for htmx while it is made."""
    now = timezone.now()
    found = file_or_404(actor=request.actor, uid=uid, today=timezone.localdate(now))
    if request.method == "POST":
        ask_export(actor=request.actor, uid=uid, now=now)
        return redirect("archive:export_run", uid)
    run = latest_run(actor=request.actor, file=found, now=now)
    context = {"file": found, "run": run, "at_once": found.doc_total <= AT_ONCE}
    part = "archive/parts/export_run.html" if request.headers.get("HX-Request") else "archive/export_run.html"
    return render(request, part, context)


@office
@require_safe
def export_made(request: OfficeRequest, uid: UUID, run_uid: UUID) -> HttpResponseBase:
    """Hand over what a run made to who asked for it, while she still sees the file and until it is taken away."""
    run = run_to_download(actor=request.actor, file_uid=uid, run_uid=run_uid, now=timezone.now())
    response = FileResponse(default_storage.open(run.path), content_type="application/pdf")
    response["Content-Disposition"] = files.disposition(run.name, inline=False)
    return response
