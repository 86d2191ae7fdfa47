"""A case file out of the house: list of contents, one PDF, XML."""

from __future__ import annotations

import io
from uuid import UUID

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from congvu.kernel.api import files
from congvu.kernel.errors import NotFound
from congvu.ui.api import OfficeRequest, office

from ..actions.export import KINDS, export_file
from ..papers import contents
from ..queries.export import export_of
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
    """Hand over the whole file in one of its forms; noted in its history."""
    if kind not in KINDS:
        raise NotFound
    made = export_file(actor=request.actor, uid=uid, kind=kind, now=timezone.now())
    response = FileResponse(io.BytesIO(made.content), content_type=made.media_type)
    response["Content-Disposition"] = files.disposition(made.name, inline=False)
    return response
