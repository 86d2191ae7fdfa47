"""The demonstration's time-stamping address (RFC 3161 over HTTP)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from congvu.ui.api import machine

from ..demo.keys import demo_tsa
from ..tsa import MAX_REQUEST, answer


@csrf_exempt
@machine
@require_POST
def stamp(request: HttpRequest) -> HttpResponse:
    """Answer one time-stamp request; 404 where no demonstration was loaded."""
    authority = demo_tsa()
    if authority is None:
        return HttpResponse(status=404)
    body = request.read(MAX_REQUEST + 1)
    if request.content_type != "application/timestamp-query" or len(body) > MAX_REQUEST:
        return HttpResponse(status=415 if len(body) <= MAX_REQUEST else 413)
    made = answer(body, authority, at=timezone.now())
    return HttpResponse(made, content_type="application/timestamp-reply")
