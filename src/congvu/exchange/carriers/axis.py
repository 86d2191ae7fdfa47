"""Client of an axis: send, list, get, update status, as the national axis's client library does (domain notes 4.4)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any
from urllib.parse import urlencode

import httpx
from cryptography.fernet import InvalidToken
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kernel.api import files, secrets

from .. import axis_rules, messages
from ..actions import axis
from ..actions.download import Download
from ..errors import AxisRefused, CarrierFailed, CarrierRefused
from ..models import Partner
from ..types import SignedReceipt
from .types import Accepted, Parcel

TIMEOUT = httpx.Timeout(30.0, read=120.0)
MOST_ANSWER = 4 << 20
_CHUNK = 1 << 18
_FILE = {httpx.codes.OK, httpx.codes.PARTIAL_CONTENT}
_BOUNDARY = "congvu-edxml-form"


class Axis:
    """Carries to a system that fetches at our own axis, or to an outer axis when the partner has an address."""

    def deliver(self, parcel: Parcel, *, now: datetime) -> Accepted:
        """Hand a package over. The axis's word says that it has it, not that the receiver has."""
        if parcel.partner is None:
            raise CarrierFailed(reason=_("Đối tác của trục liên thông không còn."))
        if not parcel.partner.address:
            return self._lay_out(parcel, parcel.partner, now)
        with client_of(parcel.partner) as client:
            return client.send(parcel.raw.id, kind=parcel.envelope.kind, receiver_code=parcel.envelope.receiver_code)

    def _lay_out(self, parcel: Parcel, partner: Partner, now: datetime) -> Accepted:
        with messages.opened(parcel.raw.id) as message:
            try:
                brought = axis.head_of(message, parcel.raw)
            except AxisRefused as refusal:
                raise CarrierRefused(reason=str(refusal)) from refusal
        row = axis.lay_out(brought, parcel.envelope.receiver_code, to=partner, sent_by=None, now=now)
        return Accepted(str(row.pk))


def client_of(partner: Partner) -> AxisClient:
    """Return the client for an outer axis. Raises CarrierFailed when its secret cannot be opened."""
    try:
        secret = secrets.open_sealed(partner.secret) if partner.secret else ""
    except InvalidToken as error:
        raise CarrierFailed(reason=_("Khóa bí mật tại trục không mở được, hãy nhập lại.")) from error
    return AxisClient(partner.address, partner.system_id, secret)


@dataclass
class AxisClient:
    """Calls of one system to one axis. Every failure is CarrierFailed (try again) or CarrierRefused (never again)."""

    address: str
    system_id: str
    secret: str
    transport: httpx.BaseTransport | None = None

    def __enter__(self) -> AxisClient:
        """Open connections."""
        base = self.address.rstrip("/") + "/"
        self._http = httpx.Client(base_url=base, timeout=TIMEOUT, transport=self.transport)
        return self

    def __exit__(self, *_what: object) -> None:
        """Close connections."""
        self._http.close()

    def send(self, file_id: int, *, kind: str, receiver_code: str) -> Accepted:
        """Send a stored message; the file is streamed twice, once to sign the call, once to send it."""
        content_type = f"multipart/form-data; boundary={_BOUNDARY}"
        with files.open(file_id) as raw:
            headers = self._headers(content_type, _chunks(raw))
        size = files.ref(file_id).size
        before, after = _form(kind)
        headers["Content-Length"] = str(len(before) + size + len(after))
        with files.open(file_id) as raw:
            said = self._call("POST", "sendEdoc", headers=headers, content=_around(before, raw, after))
        if receiver_code in said.get("unknownReceivers", ()):
            raise CarrierRefused(reason=_("Trục liên thông không biết nơi nhận %(code)s.") % {"code": receiver_code})
        doc_id = said.get("DocID")
        if not isinstance(doc_id, str | int) or not str(doc_id):
            raise CarrierFailed(reason=_("Trục liên thông trả lời thiếu mã văn bản."))
        return Accepted(str(doc_id)[:100])

    def received(self, kind: str, after: str = "0") -> list[dict[str, str]]:
        """List what lies at the axis for us."""
        return self._items(f"getReceivedEdocList?messageType={kind}&after={after}")

    def sent(self, doc_id: str, **pair: str) -> list[dict[str, str]]:
        """Ask how far the receivers' systems have come with a message of ours; a pair is `from` and `to`."""
        return self._items(f"getSentEdocList?{urlencode({'docId': doc_id, **pair})}")

    def get(self, doc_id: str, coming: Download, *, most: int) -> None:
        """Fetch a message that lies at the axis, or the rest of it; not more than so many bytes in all."""
        path = f"getEdoc?docId={doc_id}"
        missing = _("Trục liên thông không đưa văn bản %(id)s.") % {"id": doc_id}
        with self._asked(path, coming.asked(), unwanted="json", missing=missing) as answer, coming.coming(answer):
            for chunk in answer.iter_bytes():  # as the line gives it: what is gathered is lost when it breaks
                _require_room(coming.size + len(chunk), most)
                coming.add(chunk)

    def agencies(self, after: str, out: IO[bytes], *, most: int) -> None:
        """Write the axis's list of agencies to a file, from the one after a code where the axis gives pages."""
        missing = _("Trục liên thông không đưa danh bạ cơ quan.")
        path, size = f"getAgenciesList?{urlencode({'after': after})}", 0
        with self._asked(path, {}, unwanted="html", missing=missing) as answer:
            for chunk in answer.iter_bytes(_CHUNK):
                size += len(chunk)
                _require_room(size, most)
                out.write(chunk)

    @contextmanager
    def _asked(self, path: str, more: dict[str, str], *, unwanted: str, missing: str) -> Iterator[httpx.Response]:
        """Ask for a file. Raises CarrierFailed, also when the line breaks while it is read."""
        try:
            with self._http.stream("GET", path, headers={**self._get_headers(path), **more}) as answer:
                if answer.status_code not in _FILE or unwanted in answer.headers.get("Content-Type", ""):
                    raise CarrierFailed(reason=missing)
                yield answer
        except httpx.HTTPError as error:
            raise CarrierFailed(reason=_network(error)) from error

    def update_status(
        self, doc_id: str, status: str, text: str = "", *, receipt: SignedReceipt | None = None
    ) -> None:  # fmt: skip
        """Say how far we have come with our copy, with our receipt for its sender."""
        said = {"docId": doc_id, "status": status, "statusDesc": text[:500]}
        if receipt is not None:
            said |= {"receipt": receipt.text, "receiptSignature": receipt.signature}
        body = json.dumps(said, ensure_ascii=False).encode()
        headers = self._headers("application/json", [body])
        self._call("POST", "updateStatus", headers=headers, content=body)

    def _items(self, path: str) -> list[dict[str, str]]:
        items = self._call("GET", path, headers=self._get_headers(path)).get("items", [])
        if not isinstance(items, list) or not all(isinstance(one, dict) for one in items):
            raise CarrierFailed(reason=_("Trục liên thông trả lời không đúng quy ước."))
        return [{str(name): str(value) for name, value in one.items()} for one in items]

    def _get_headers(self, path: str) -> dict[str, str]:
        """Sign a call without a body: its address stands for the body."""
        whole = self._http.base_url.raw_path + path.encode()
        return self._headers("", [whole])

    def _headers(self, content_type: str, body: Iterator[bytes] | list[bytes]) -> dict[str, str]:
        moment = axis_rules.stamp(timezone.now())
        made = axis_rules.signature(
            self.secret, system_id=self.system_id, moment=moment, content_type=content_type, body=body
        )
        headers = {"X-SystemId": self.system_id, "X-Timestamp": moment, "X-Signature": made}
        return {**headers, "Content-Type": content_type} if content_type else headers

    def _call(self, method: str, path: str, **how: Any) -> dict[str, Any]:
        try:
            with self._http.stream(method, path, **how) as answer:
                said = _answer(answer)
        except httpx.HTTPError as error:
            raise CarrierFailed(reason=_network(error)) from error
        code, text = str(said.get("ErrorCode", "")), str(said.get("ErrorDesc", ""))[:300]
        if code == axis_rules.OK and said.get("status", "OK") == "OK":
            return said
        reason = _("Trục liên thông trả lời mã %(code)s: %(text)s") % {"code": code or "?", "text": text or "?"}
        # A wrong secret is mended by the administrator, so the package waits.
        final = code in axis_rules.FINAL and code != axis_rules.WRONG_SYSTEM
        raise CarrierRefused(reason=reason) if final else CarrierFailed(reason=reason)


def _answer(answer: httpx.Response) -> dict[str, Any]:
    """Return a JSON answer of bounded length, what stands in `data` winning (provincial platforms wrap it)."""
    body = b""
    for chunk in answer.iter_bytes(_CHUNK):
        body += chunk
        if len(body) > MOST_ANSWER:
            raise CarrierFailed(reason=_("Trục liên thông trả lời quá dài."))
    with suppress(ValueError, RecursionError):
        said = json.loads(body)
        if isinstance(said, dict):
            inner = said.get("data")
            return {**said, **inner} if isinstance(inner, dict) else said
    reason = _("Trục liên thông trả lời HTTP %(code)s, không phải JSON.") % {"code": answer.status_code}
    raise CarrierFailed(reason=reason)


def _require_room(size: int, most: int) -> None:
    if size > most:
        raise CarrierRefused(reason=_("Thông điệp tại trục lớn hơn mức nhận."))


def _network(error: httpx.HTTPError) -> str:
    return _("Không nối được tới trục liên thông (%(what)s).") % {"what": type(error).__name__}


def _form(kind: str) -> tuple[bytes, bytes]:
    before = (
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="messageType"\r\n\r\n{kind}\r\n'
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="edocFile"; filename="message.edxml"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    return before.encode(), f"\r\n--{_BOUNDARY}--\r\n".encode()


def _around(before: bytes, raw: IO[bytes], after: bytes) -> Iterator[bytes]:
    yield before
    yield from _chunks(raw)
    yield after


def _chunks(raw: IO[bytes]) -> Iterator[bytes]:
    while chunk := raw.read(_CHUNK):
        yield chunk
