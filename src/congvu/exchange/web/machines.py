"""The machine endpoint: other installations hand in packages and get signed receipts.

Every request carries an envelope signed by the sending installation; nothing of the body is read before it fits a
partner's key and the partner may speak for the sender. Refusals are problem+json (RFC 9457).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from io import BytesIO
from uuid import UUID

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, JsonResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.kernel.errors import DomainError
from congvu.ui.api import machine

from .. import bundles, envelopes, keys, ways
from ..actions import upload
from ..actions.looking import Package
from ..actions.reconcile import packages_of_day
from ..actions.take_in import note_refused, note_stranger, receipt_given, take_in_all
from ..errors import BadEnvelope, PackageBroken, UnknownSender
from ..models import Partner
from ..types import CarrierKind, Envelope, SignedReceipt

PROBLEM = "application/problem+json"
Handler = Callable[..., JsonResponse]


def _answered(handler: Handler) -> Handler:
    """Turn refusals into problem+json."""

    @wraps(handler)
    def run(request: HttpRequest, *args: object, **kwargs: object) -> JsonResponse:
        try:
            return handler(request, *args, **kwargs)
        except (UnreadablePostError, RawPostDataException):
            return _problem(PackageBroken())
        except DomainError as refusal:
            return _problem(refusal)

    return run


def _problem(refusal: DomainError) -> JsonResponse:
    return JsonResponse(refusal.problem(), status=refusal.status, content_type=PROBLEM)


def _sender(request: HttpRequest) -> tuple[Envelope, Partner]:
    """Return the envelope and the partner that signed it. Raises BadEnvelope, UnknownSender."""
    given = request.headers.get("Congvu-Envelope", ""), request.headers.get("Congvu-Signature", "")
    return _signed(*given)


def _signed(text: str, seal: str, senders: ways.Senders | None = None) -> tuple[Envelope, Partner]:
    try:
        envelope, signed, signature = envelopes.opened(text, seal)
        senders = senders or ways.Senders(timezone.localdate(), envelope.sender_code)
        return envelope, senders.of(envelope, signed, signature)
    except (BadEnvelope, UnknownSender) as refusal:
        note_stranger(refusal, carrier=CarrierKind.HTTPS, now=timezone.now())
        raise


@contextmanager
def _noted(envelope: Envelope) -> Iterator[None]:
    """Write down what a known partner's package is refused for before its message is looked at."""
    try:
        yield
    except DomainError as refusal:
        note_refused(envelope, refusal, carrier=CarrierKind.HTTPS, now=timezone.now())
        raise


def _taken(receipt: SignedReceipt) -> JsonResponse:
    return JsonResponse(_said(receipt))


@machine
@require_safe
def about(request: HttpRequest) -> JsonResponse:
    """Say who this installation is: the print of its key, its public key, its time."""
    del request
    return JsonResponse(
        {
            "system": keys.system_id(),
            "public_key": keys.public_pem(),
            "time": timezone.now().isoformat(),
            "version": 1,
        }
    )


@machine
@csrf_exempt
@require_POST
@_answered
def package(request: HttpRequest) -> JsonResponse:
    """Take in a package that comes whole."""
    envelope, partner = _sender(request)
    body = _Bounded(request, envelope.size)
    answer = take_in_all([Package(envelope, body, partner)], carrier=CarrierKind.HTTPS, now=timezone.now())[0]
    _let_go(request)
    if isinstance(answer, DomainError):
        raise answer
    return _taken(answer)


@machine
@csrf_exempt
@require_POST
@_answered
def bundle(request: HttpRequest) -> JsonResponse:
    """Take in several packages of one request, together; each is answered for itself, in their order."""
    packages = list(_bundled(request))
    _let_go(request)
    answers = take_in_all(packages, carrier=CarrierKind.HTTPS, now=timezone.now())
    return JsonResponse({"answers": [_said(one) for one in answers]})


def _said(answer: SignedReceipt | DomainError) -> dict[str, object]:
    if isinstance(answer, DomainError):
        return dict(answer.problem())
    return {"receipt": answer.text, "signature": answer.signature}


def _bundled(request: HttpRequest) -> Iterator[Package]:
    """Give the packages; the bytes of one are read only after its envelope was found to be its sender's."""
    senders, left = ways.Senders(timezone.localdate()), bundles.MOST_BYTES
    body = bundles.lines_of(request)
    for text, signature in bundles.heads(body):
        envelope, partner = _signed(text, signature, senders)
        with _noted(envelope):
            data = bundles.content(body, envelope, left=left)
        left -= len(data)
        yield Package(envelope, BytesIO(data), partner)


@machine
@csrf_exempt
@require_http_methods(["GET", "PATCH"])
@_answered
def pieces(request: HttpRequest, uid: UUID) -> JsonResponse:
    """Say how much of a large package lies here (GET), or take the next piece (PATCH)."""
    envelope, partner = _sender(request)
    if envelope.uid != uid:
        raise BadEnvelope
    with _noted(envelope):
        if (receipt := receipt_given(envelope)) is not None:
            return _taken(receipt)
        upload.require_room(envelope)
    have = upload.have(envelope)
    if request.method == "PATCH" and have < envelope.size:
        data = request.read(upload.MOST_PIECE + 1)
        _let_go(request)
        have = upload.add_piece(envelope=envelope, start=_offset(request), data=data, now=timezone.now())
    if have < envelope.size:
        return JsonResponse({"have": have})
    return _taken(upload.take_whole(envelope=envelope, partner=partner, carrier=CarrierKind.HTTPS, now=timezone.now()))


@machine
@require_safe
@_answered
def day(request: HttpRequest, text: str) -> JsonResponse:
    """Tell a partner the day's packages that it sent here: root, and on `?goi=1` each uid with its digest."""
    envelope, _partner = _sender(request)
    found = packages_of_day(text, sender_code=envelope.sender_code, receiver_code=envelope.receiver_code, given=True)
    listed = {"packages": found.packages} if request.GET.get("goi") == "1" else {}
    return JsonResponse({"root": found.root, "count": len(found.packages), **listed})


def _offset(request: HttpRequest) -> int:
    text = request.headers.get("Upload-Offset", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else -1


def _let_go(request: HttpRequest) -> None:
    """Forget a body that was read: a request lives until the collector finds its circle, pieces would pile up."""
    if isinstance(request, WSGIRequest):
        request.environ["wsgi.input"] = request._stream = BytesIO()


class _Bounded:
    """A request's body, read no further than one byte past what the envelope names."""

    def __init__(self, request: HttpRequest, size: int) -> None:
        self._request, self._left = request, size + 1

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, none at the end."""
        data = self._request.read(min(size, self._left)) if self._left else b""
        self._left -= len(data)
        return data
