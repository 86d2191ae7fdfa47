"""A document's way through the agencies, as a picture with times (as far as the viewer may see)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from congvu.ui.api import OfficeRequest, office

from ..queries.document import document_or_404
from ..queries.way import way_of
from ..types import Direction


@office
@require_safe
def way(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Show whence a document came, to whom it went, and what each did with it when."""
    document = document_or_404(actor=request.actor, uid=uid)
    home = "documents:incoming" if document.direction == Direction.INCOMING else "documents:outgoing"
    context = {
        "document": document,
        "way": way_of(actor=request.actor, document=document, now=timezone.now()),
        "crumbs": [
            (_("Văn bản đến") if document.direction == Direction.INCOMING else _("Văn bản đi"), reverse(home)),
            (document.full_code, reverse("documents:document", args=[uid])),
            (_("Đường đi"), ""),
        ],
    }
    return render(request, "documents/way.html", context)
