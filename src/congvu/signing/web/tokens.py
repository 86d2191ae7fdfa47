"""Pages and one-time addresses of signatures that are made on the user's machine or by a remote service (7.3)."""

from __future__ import annotations

import base64
import json
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.kernel.api import files
from congvu.kernel.errors import DomainError
from congvu.ui.api import OfficeRequest, machine, office

from .. import queries
from ..actions import requests
from ..actions.tokens import bring_back, bring_back_by_hand, bring_back_value, fetch_paper
from ..paper.two_phase import digest_to_sign
from ..types import RequestState
from .limits import MAX_BACK

PDF = "application/pdf"


@never_cache
@office
@require_safe
def one(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Show a signature that waits, and how it ended; the fragment alone for htmx."""
    card = queries.request_card(uid=uid, actor=request.actor)
    context = {
        "card": card,
        "waits": card.state == RequestState.WAITING and timezone.now() <= card.expires_at,
        "agent": settings.TOKEN_AGENT_URL,
    }
    template = "signing/request_state.html" if request.headers.get("HX-Request") else "signing/request.html"
    return render(request, template, context)


@never_cache
@office
@require_POST
def addresses(request: OfficeRequest, uid: UUID) -> JsonResponse:
    """Give this session the one-time addresses, in the words that signing programs on users' machines know."""
    given = requests.issue_addresses(actor=request.actor, uid=uid, now=timezone.now())
    base = settings.PUBLIC_URL.rstrip("/")
    return JsonResponse(
        {
            "FileName": base + reverse("signing:token_download", args=[given.download]),
            "HashName": base + reverse("signing:token_hash", args=[given.download]),
            "FileUploadHandler": base + reverse("signing:token_upload", args=[given.upload]),
            "SessionId": str(uid),
            "JWTToken": given.session,
        }
    )


@office
@require_safe
def paper(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Hand the person herself the paper to sign, for signing by a program that is not linked."""
    with_file = requests.paper_of(actor=request.actor, uid=uid, now=timezone.now())
    response = HttpResponse(with_file, content_type=PDF)
    response["Content-Disposition"] = files.disposition("van-ban-cho-ky.pdf", inline=False)
    return response


@office
@require_POST
def by_hand(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Take the signed paper that the person uploads herself."""
    file = request.FILES.get("file")
    try:
        if file is None or not file.size or file.size > MAX_BACK:
            messages.error(request, _("Chọn tệp PDF đã ký (tối đa 100 MB)."))
        else:
            bring_back_by_hand(actor=request.actor, uid=uid, content=file.read(), now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("signing:request", uid)


@office
@require_POST
def cancel(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Give the signature up."""
    requests.cancel_signing(actor=request.actor, uid=uid, now=timezone.now())
    return redirect("signing:request", uid)


@never_cache
@machine
@require_http_methods(["GET"])
def download(request: HttpRequest, secret: str) -> HttpResponse:
    """Hand the prepared paper to the signing program, once."""
    try:
        _row, content = fetch_paper(secret=secret, now=timezone.now())
    except DomainError as refusal:
        return _refusal(refusal)
    return HttpResponse(content, content_type=PDF)


@never_cache
@machine
@require_http_methods(["GET"])
def download_hash(request: HttpRequest, secret: str) -> HttpResponse:
    """Hand out only what is to be signed, once: the signed attributes (DER) and their SHA-256."""
    try:
        row, _content = fetch_paper(secret=secret, now=timezone.now())
    except DomainError as refusal:
        return _refusal(refusal)
    attributes = bytes(row.attributes)
    return JsonResponse(
        {
            "DigestAlgorithm": "SHA-256",
            "DataToSign": base64.b64encode(attributes).decode(),
            "Digest": base64.b64encode(digest_to_sign(attributes)).decode(),
            "Certificate": row.key.certificate_sha256,
        }
    )


@never_cache
@csrf_exempt
@machine
@require_POST
def upload(request: HttpRequest, secret: str) -> HttpResponse:
    """Take what the signing program brings back: the signed file, or a value as JSON {"Signature": base64}."""
    session = request.headers.get("Authorization", "").removeprefix("Bearer ").strip() or request.POST.get(
        "JWTToken", ""
    )
    now = timezone.now()
    try:
        if request.content_type == "application/json":
            value = _value(request)
            file_id = bring_back_value(secret=secret, session=session, signature=value, now=now)
        else:
            file = request.FILES.get(next(iter(request.FILES), ""))
            content = file.read() if file is not None and file.size and file.size <= MAX_BACK else b""
            file_id = bring_back(secret=secret, session=session, content=content, now=now)
    except DomainError as refusal:
        return _refusal(refusal)
    return JsonResponse(
        {
            "Status": 0,
            "Message": "",
            "FileName": "",
            "FileServer": str(file_id),
            "DocumentNumber": "",
            "DocumentDate": "",
        }
    )


def _value(request: HttpRequest) -> str:
    try:
        said = json.loads(request.read(64 * 1024))
    except (ValueError, RecursionError):
        return ""
    value = said.get("Signature", "") if isinstance(said, dict) else ""
    return value if isinstance(value, str) else ""


def _refusal(refusal: DomainError) -> JsonResponse:
    said = {"Status": 1, "Message": str(refusal), "Code": refusal.code}
    return JsonResponse(said, status=refusal.status, json_dumps_params={"ensure_ascii": False})
