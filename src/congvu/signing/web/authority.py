"""The demonstration authority's own services: who was revoked, as a list (CRL) and one by one (OCSP)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from congvu.ui.api import machine

from ..demo.services import answer, newest_list

MAX_REQUEST = 8 * 1024


@machine
@require_safe
def crl(request: HttpRequest, name: str) -> HttpResponse:
    """Hand out the newest list of the root or the intermediate authority; 404 where there is none."""
    content = newest_list(name)
    if content is None:
        return HttpResponse(status=404)
    return HttpResponse(content, content_type="application/pkix-crl")


@csrf_exempt
@machine
@require_POST
def ocsp(request: HttpRequest) -> HttpResponse:
    """Answer one OCSP request; 404 where no demonstration was loaded."""
    body = request.read(MAX_REQUEST + 1)
    if request.content_type != "application/ocsp-request" or len(body) > MAX_REQUEST:
        return HttpResponse(status=415 if len(body) <= MAX_REQUEST else 413)
    made = answer(body, at=timezone.now())
    if made is None:
        return HttpResponse(status=404)
    return HttpResponse(made, content_type="application/ocsp-response")
