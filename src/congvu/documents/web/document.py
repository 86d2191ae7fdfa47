"""The page of one document."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from congvu.ui.api import OfficeRequest, office

from ..queries.document import document_or_404


@office
@require_safe
def document(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Show one document."""
    return render(request, "documents/document.html", {"document": document_or_404(actor=request.actor, uid=uid)})
