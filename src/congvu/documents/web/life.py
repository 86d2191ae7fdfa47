"""A document's whole life on one page, and who has read it in a panel beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from congvu.kernel.api import Actor
from congvu.ui.api import OfficeRequest, office

from ..models import Document
from ..panels import DocumentRef
from ..queries import document as query
from ..queries import life as life_query
from ..queries.readings import readers


@office
@require_safe
def life(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Show the tree and the timeline of a document and everything that came of it."""
    now = timezone.now()
    found = query.document_or_404(actor=request.actor, uid=uid)
    before = request.GET.get("truoc", "")[:60]
    shown = life_query.life(actor=request.actor, document=found, before=before, now=now)
    people, more = readers(found)
    context = {
        "document": found,
        "life": shown,
        "readers": people,
        "more_readers": more,
        "times": sum(one.times for one in people),
        "older_url": f"?truoc={shown.older}#dien-bien" if shown.older else "",
        "is_first": not before,
        "crumbs": [
            (found.full_code or _("Văn bản"), reverse("documents:document", args=[uid])),
            (_("Vòng đời"), ""),
        ],
    }
    return render(request, "documents/life.html", context)


def readers_panel(_actor: Actor, ref: DocumentRef, _now: datetime) -> Mapping[str, Any] | None:
    """Return who has read the document for the panel on its page; nothing for a secret line."""
    if ref.is_secret:
        return None
    people, more = readers(Document(pk=ref.id))
    return {"readers": people[:8], "count": len(people), "more": more, "times": sum(one.times for one in people)}
