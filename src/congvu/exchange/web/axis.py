"""Our axis for other systems: the operations that public clients of the national axis use (docs/axis.md).

A call carries X-SystemId, X-Timestamp and X-Signature (`axis_rules.signature`). Answers are JSON with `status`,
`ErrorCode`, `ErrorDesc`, always HTTP 200 unless the call itself was not a system's.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from congvu.kernel.api import files
from congvu.ui.api import machine

from .. import axis_rules, messages
from ..actions import axis, axis_copies
from ..errors import AxisRefused
from ..models import Partner
from ..queries import axis as queries
from ..types import SignedReceipt

MOST_BODY = 1 << 16
MOST_ROWS = 500
Handler = Callable[[HttpRequest, Partner], HttpResponseBase]


def _operation(*methods: str) -> Callable[[Handler], Callable[[HttpRequest], HttpResponseBase]]:
    """Make a view of an operation: a system that proves itself, a JSON answer to every refusal."""

    def made(handler: Handler) -> Callable[[HttpRequest], HttpResponseBase]:
        @csrf_exempt
        @machine
        @require_http_methods(list(methods))
        @wraps(handler)
        def view(request: HttpRequest) -> HttpResponseBase:
            try:
                return handler(request, _system(request))
            except AxisRefused as refusal:
                wrong = refusal.data["axis_code"] == axis_rules.WRONG_SYSTEM
                return _answer(str(refusal), code=str(refusal.data["axis_code"]), status=401 if wrong else 200)

        return view

    return made


def _answer(text: str = "", *, code: str = axis_rules.OK, status: int = 200, **more: Any) -> JsonResponse:
    good = code == axis_rules.OK
    said = {"status": "OK" if good else "FAIL", "ErrorCode": code, "ErrorDesc": text, **more}
    body = {"code": status, **said, "data": said}
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})


def _system(request: HttpRequest) -> Partner:
    """Return the system that signed the call. Raises AxisRefused before a large body is read."""
    system_id = request.headers.get("X-SystemId", "")
    moment = request.headers.get("X-Timestamp", "")
    found = queries.system(system_id)
    if found is None or not axis_rules.is_fresh(moment, timezone.now()):
        raise AxisRefused(axis_code=axis_rules.WRONG_SYSTEM, what=system_id[:40] or "X-SystemId")
    partner, secret = found
    made = axis_rules.signature(
        secret,
        system_id=system_id,
        moment=moment,
        content_type=request.headers.get("Content-Type", ""),
        body=_body(request),
    )
    if not hmac.compare_digest(made.encode(), request.headers.get("X-Signature", "").encode()):
        raise AxisRefused(axis_code=axis_rules.WRONG_SYSTEM, what="X-Signature")
    return partner


def _body(request: HttpRequest) -> Iterable[bytes]:
    """Return what the call's signature covers: the message of a form, else the body, of a GET its address."""
    if request.method == "GET":
        return [request.get_full_path().encode()]
    if request.content_type == "multipart/form-data":
        return _edoc(request).chunks()
    if _number(request.headers.get("Content-Length", "")) > MOST_BODY:
        raise AxisRefused(axis_code=axis_rules.BAD_FILE, what="Content-Length")
    return [request.body]


def _edoc(request: HttpRequest) -> UploadedFile[Any]:
    uploaded = request.FILES.get("edocFile")
    if not isinstance(uploaded, UploadedFile):
        raise AxisRefused(axis_code=axis_rules.BAD_FILE, what="edocFile")
    return uploaded


def _json(request: HttpRequest) -> dict[str, str]:
    try:
        said = json.loads(request.body or b"{}")
    except (ValueError, RecursionError) as error:
        raise AxisRefused(axis_code=axis_rules.BAD_FILE, what="JSON") from error
    if not isinstance(said, dict):
        raise AxisRefused(axis_code=axis_rules.BAD_FILE, what="JSON")
    texts = {str(name): str(value) for name, value in said.items() if isinstance(value, str | int)}
    if any("\x00" in one for one in texts.values()):
        raise AxisRefused(axis_code=axis_rules.BAD_FILE, what="JSON")
    return texts


@_operation("POST")
def send_edoc(request: HttpRequest, system: Partner) -> HttpResponseBase:
    """Take a message (form field `edocFile`)."""
    uploaded = _edoc(request)
    uploaded.seek(0)
    doc_id, unknown = axis.bring(system=system, content=uploaded, now=timezone.now())
    return _answer(DocID=doc_id, unknownReceivers=unknown)


@_operation("GET")
def received(request: HttpRequest, system: Partner) -> HttpResponseBase:
    """List what lies here for the system: `messageType`, `fromDate`, `toDate` (yyyy/MM/dd), `status`, `after`."""
    asked = request.GET
    rows = queries.received(
        system,
        kind=asked.get("messageType", "edoc"),
        status=asked.get("status", ""),
        since=_day(asked.get("fromDate", "")),
        until=_day(asked.get("toDate", "")),
        after=_number(asked.get("after", "0")),
        most=MOST_ROWS,
    )
    return _answer(items=[_row(one) for one in rows])


@_operation("GET")
def get_edoc(request: HttpRequest, system: Partner) -> HttpResponseBase:
    """Give a message's file, or the range of it that is asked for: a broken download goes on."""
    found = queries.copy(system, _number(request.GET.get("docId", "")))
    if found is None:
        raise AxisRefused(axis_code=axis_rules.BAD_FILE, what=request.GET.get("docId", "")[:40])
    answer = files.serve(request, found.raw_file_id, name="message.edxml")
    answer["Content-Type"] = messages.EDXML
    answer["X-SHA256"] = found.sha256
    return answer


@_operation("POST")
def update_status(request: HttpRequest, system: Partner) -> HttpResponseBase:
    """Hear how far a system has come with its copy: `docId`, `status`, and with "done" the receipt that it signed."""
    said = _json(request)
    receipt = SignedReceipt(said.get("receipt", ""), said.get("receiptSignature", ""))
    axis_copies.update_status(
        system=system,
        doc_id=_number(said.get("docId", "")),
        status=said.get("status", ""),
        text=said.get("statusDesc", ""),
        receipt=receipt if receipt.text or receipt.signature else None,
        now=timezone.now(),
    )
    return _answer()


@_operation("GET")
def sent(request: HttpRequest, system: Partner) -> HttpResponseBase:
    """Say how far the receivers' systems have come: `docId`, or the newest.

    Agencies of this installation have it at once: `to`, and `from` where they alone got it, ask for their receipts.
    """
    asked = {name: request.GET.get(name, "").replace("\x00", "")[:40] for name in ("docId", "from", "to")}
    doc_id, uid = _number(asked["docId"]), _uid(asked["docId"])
    if doc_id:
        given = queries.given_to(system, doc_id=doc_id, to=asked["to"])
    elif uid is not None:
        given = queries.given_for(system, uid=uid, sender=asked["from"], on=timezone.localdate())
    else:
        given = None
    if given is not None:
        return _answer(items=[_given(given, asked["docId"])])
    rows = queries.sent(system, doc_id, most=MOST_ROWS) if doc_id or not asked["docId"] else []
    return _answer(items=[_sent_row(one) for one in rows])


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@_operation("GET")
def agencies(request: HttpRequest, system: Partner) -> HttpResponseBase:
    """Give the directory by pages of 500, `after` the last code."""
    rows = queries.agencies(after=request.GET.get("after", "")[:35], most=MOST_ROWS)
    return _answer(items=rows)


@_operation("POST")
def register_agency(request: HttpRequest, system: Partner) -> HttpResponseBase:
    """Write an agency of the system into the directory."""
    axis.register_agency(system=system, said=_json(request), now=timezone.now())
    return _answer()


@_operation("POST")
def delete_agency(request: HttpRequest, system: Partner) -> HttpResponseBase:
    """Close an agency of the system."""
    axis.close_agency(system=system, code=_json(request).get("AgencyCode", ""), now=timezone.now())
    return _answer()


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y/%m/%d").date() if text else None  # noqa: DTZ007  # a day, no moment
    except ValueError as error:
        raise AxisRefused(axis_code=axis_rules.NOT_STANDARD, what="yyyy/MM/dd") from error


def _sent_row(one: queries.AxisRow) -> dict[str, str]:
    """Return a row as its sender sees it: with the receipt that the receiver signed, where it signs any."""
    proof = {"receipt": one.receipt_text, "receiptSignature": one.receipt_signature} if one.receipt_text else {}
    return _row(one) | proof


def _given(one: queries.GivenHere, doc_id: str) -> dict[str, str]:
    """Return what an agency of this installation took in, as a row: it has it since we gave the receipt."""
    at = timezone.localtime(one.received_at).isoformat(timespec="seconds")
    return {
        "docId": doc_id,
        "from": one.sender_code,
        "to": one.receiver_code,
        "serviceType": "eDoc",
        "status": "done",
        "statusDesc": "",
        "createdTime": at,
        "updatedTime": at,
        "receipt": one.text,
        "receiptSignature": one.signature,
    }


def _row(one: queries.AxisRow) -> dict[str, str]:
    return {
        "docId": str(one.doc_id),
        "from": one.sender_code,
        "to": one.receiver_code,
        "serviceType": "eDoc",
        "messageType": one.kind,
        "status": one.status,
        "statusDesc": one.status_text,
        "documentId": one.document_code,
        "createdTime": timezone.localtime(one.created_at).isoformat(timespec="seconds"),
        "updatedTime": timezone.localtime(one.updated_at).isoformat(timespec="seconds"),
    }
