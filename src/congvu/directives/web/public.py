"""The public page of an agency's rates."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from congvu.ui.api import public

from ..queries.published import published


@public
@require_safe
def rates(request: HttpRequest, public_uid: UUID) -> HttpResponse:
    """Show how far an agency's tasks of a period are, in numbers; what it does not publish is not there."""
    now = timezone.now()
    found = published(
        public_uid=public_uid, word=request.GET.get("ky", "")[:10], now=now, today=timezone.localdate(now)
    )
    return render(request, "directives/public.html", {"found": found, "public_uid": public_uid})
