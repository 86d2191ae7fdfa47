"""HTTPS between two installations: signed envelopes, resumable upload of what is large, the receipt as the answer.

A partner that is slow, answers rubbish or never costs at most `LONGEST` seconds; whatever it says, only a receipt that
verifies closes a mailing.
"""

from __future__ import annotations

import http.client
import json
import logging
import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from congvu.kernel.api import files
from congvu.kernel.errors import DomainError

from .. import bundles, envelopes
from ..errors import CarrierFailed, CarrierRefused, LineFailed
from ..models import Partner
from ..types import Envelope, SignedReceipt
from .types import Parcel

log = logging.getLogger(__name__)
PATH = "/lien-thong/v1/goi/"
BUNDLE = "/lien-thong/v1/goi/nhieu/"
ALONE_FOR = 600.0  # seconds in which a partner that knew no bundles is not asked again
WHOLE = 4 << 20  # up to here one request
PIECE = 1 << 20  # beyond it pieces of this size, resumed where they ended: each lies several times in memory
CONNECT, LONGEST = 10.0, 60.0
MOST_ANSWER = 128 << 10
MOST_LIST = 32 << 20
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# Từ chối mà gửi lại nguyên gói cũng không khác; mọi lỗi khác được thử lại.
FINAL = frozenset(
    {
        "exchange.message_refused",
        "exchange.same_code_other_content",
        "exchange.not_here",
        "exchange.package_too_large",
    }
)
# Kết nối giữ lại mà bên kia đã đóng; qua TLS, nơi đóng không báo trước gây lỗi của TLS.
GONE = (
    http.client.RemoteDisconnected,
    BrokenPipeError,
    ConnectionResetError,
    ssl.SSLEOFError,
    ssl.SSLZeroReturnError,
)
_kept = threading.local()
_alone_until: dict[str, float] = {}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said: status and JSON, None where it was none."""

    status: int
    said: Mapping[str, Any] | None


class Https:
    """Carries packages to a partner's machine endpoint."""

    def deliver(self, parcel: Parcel, *, now: datetime) -> SignedReceipt:
        """Send a package and return the receipt. Raises CarrierFailed, CarrierRefused."""
        del now
        if parcel.partner is None:
            raise CarrierFailed(reason=_("Chưa khai đối tác cho đường truyền HTTPS."))
        text, signature = envelopes.seal(parcel.envelope)
        headers = {"Congvu-Envelope": text, "Congvu-Signature": signature, "Content-Type": "application/vnd.edxml"}
        line = _Line(parcel.partner)
        if parcel.raw.size <= WHOLE:
            with files.open_content(parcel.raw.sha256) as raw:
                return _receipt(line.ask("POST", PATH, headers, raw.read()))
        return _in_pieces(line, parcel, headers)

    def deliver_all(self, parcels: Sequence[Parcel]) -> list[SignedReceipt | DomainError] | None:
        """Send packages to one partner in one request; None where it takes them only one by one.

        A request that fails as a whole for what is in it is tried again package by package: so a bad one holds up no
        other. Raises CarrierFailed.
        """
        partner = parcels[0].partner
        if partner is None or _alone_until.get(partner.address, 0) > time.monotonic():
            return None
        parts = []
        for parcel in parcels:
            with files.open_content(parcel.raw.sha256) as raw:
                parts += [bundles.line(parcel.envelope), raw.read()]
        answer = _Line(partner).ask("POST", BUNDLE, {"Content-Type": bundles.MEDIA_TYPE}, b"".join(parts))
        said = (answer.said or {}).get("answers")
        if answer.status != http.client.OK or not isinstance(said, list) or len(said) != len(parcels):
            if answer.status in {http.client.NOT_FOUND, http.client.METHOD_NOT_ALLOWED}:
                _alone_until[partner.address] = time.monotonic() + ALONE_FOR
            log.warning("%s took no bundle of %d packages: HTTP %d", partner.address, len(parcels), answer.status)
            return None
        return [_judged(one) for one in said]


def ask_day(partner: Partner, envelope: Envelope, day: str, our_root: str) -> tuple[str, dict[str, str]]:
    """Return a partner's root of a day, and its packages where the root is not ours. Raises CarrierFailed."""
    text, signature = envelopes.seal(envelope)
    headers = {"Congvu-Envelope": text, "Congvu-Signature": signature}
    line, path = _Line(partner), f"/lien-thong/v1/ngay/{day}/"
    said = line.ask("GET", path, headers, b"").said or {}
    root = said.get("root")
    if not isinstance(root, str) or len(root) != 64:
        raise CarrierFailed(reason=str(said.get("title") or _("Nơi nhận không trả lời về ngày đối chiếu."))[:400])
    if root == our_root:
        return root, {}
    listed = (line.ask("GET", f"{path}?goi=1", headers, b"", most=MOST_LIST).said or {}).get("packages")
    if not isinstance(listed, dict):
        raise CarrierFailed(reason=_("Nơi nhận không đưa danh sách gói tin của ngày."))
    return root, {str(uid): str(sha) for uid, sha in listed.items()}


def _judged(said: object) -> SignedReceipt | DomainError:
    try:
        return _receipt(Answer(http.client.OK, said if isinstance(said, dict) else None))
    except (CarrierFailed, CarrierRefused) as failure:
        return failure


def _in_pieces(line: _Line, parcel: Parcel, headers: dict[str, str]) -> SignedReceipt:
    """Ask how much is there, and send the rest piece by piece; the last piece is answered with the receipt."""
    path = f"{PATH}{parcel.envelope.uid}/"
    answer = line.ask("GET", path, headers, b"")
    with files.open(parcel.raw.id) as raw:
        while (have := _have(answer)) is not None:
            if have >= parcel.raw.size:
                raise CarrierFailed(reason=_("Nơi nhận báo đã đủ nội dung nhưng chưa trả biên nhận."))
            raw.seek(have)
            answer = line.ask("PATCH", path, {**headers, "Upload-Offset": str(have)}, raw.read(PIECE))
            if (after := _have(answer)) is not None and after <= have:
                raise CarrierFailed(reason=_("Nơi nhận không nhận tiếp nội dung."))
    return _receipt(answer)


def _have(answer: Answer) -> int | None:
    """Return how many bytes the receiver holds, None where it says something else."""
    said = answer.said or {}
    have = said.get("have")
    return have if answer.status == http.client.OK and isinstance(have, int) and have >= 0 else None


def _receipt(answer: Answer) -> SignedReceipt:
    said = answer.said or {}
    if answer.status == http.client.OK and isinstance(said.get("receipt"), str):
        return SignedReceipt(said["receipt"][:4096], str(said.get("signature", ""))[:400])
    title, code = said.get("title"), said.get("code")
    if not isinstance(title, str) or not isinstance(code, str):
        raise CarrierFailed(reason=_("Nơi nhận trả lời không đúng khuôn dạng (HTTP %(n)s).") % {"n": answer.status})
    if code in FINAL:
        raise CarrierRefused(reason=title[:400])
    raise CarrierFailed(reason=title[:400])


class _Line:
    """A kept connection to a partner, with a clock over every question."""

    def __init__(self, partner: Partner) -> None:
        parts = urlsplit(partner.address)
        host = parts.hostname or ""
        if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
            raise LineFailed(reason=_("Địa chỉ của đối tác phải bắt đầu bằng https://."))
        self.key = (partner.address, partner.tls_ca, partner.client_certificate)
        self.secure, self.host, self.base = parts.scheme == "https", host, parts.path.rstrip("/")
        self.port = parts.port

    def ask(self, method: str, path: str, headers: dict[str, str], body: bytes, *, most: int = MOST_ANSWER) -> Answer:
        """Send one request; a kept connection that died is replaced once. Raises LineFailed."""
        fresh = self._kept() is None
        try:
            return self._once(method, path, headers, body, most)
        except GONE as error:
            if fresh:
                raise LineFailed(reason=_("Nơi nhận ngắt kết nối giữa chừng.")) from error
            return self._again(method, path, headers, body, most)

    def _again(self, method: str, path: str, headers: dict[str, str], body: bytes, most: int) -> Answer:
        try:
            return self._once(method, path, headers, body, most)
        except GONE as error:
            raise LineFailed(reason=_("Nơi nhận ngắt kết nối giữa chừng.")) from error

    def _once(self, method: str, path: str, headers: dict[str, str], body: bytes, most: int) -> Answer:
        connection = self._kept() or self._open()
        begun = time.monotonic()
        clock = threading.Timer(LONGEST, _cut, [connection.sock])  # the answer may take it from the connection
        clock.daemon = True
        clock.start()
        try:
            connection.request(method, self.base + path, body, headers)
            response = connection.getresponse()
            raw = response.read(most + 1)
            if response.will_close or len(raw) > most:
                self._drop()
            if time.monotonic() - begun >= LONGEST:  # cut: what was read is no whole answer
                raise TimeoutError
            return Answer(response.status, _json(raw, most))
        except ssl.SSLCertVerificationError as error:
            self._drop()
            raise LineFailed(reason=_("Chứng thư TLS của nơi nhận không được tin cậy.")) from error
        except GONE:
            self._drop()
            if time.monotonic() - begun >= LONGEST:
                raise LineFailed(reason=_("Nơi nhận không trả lời kịp.")) from None
            raise
        except (OSError, http.client.HTTPException, ValueError) as error:
            self._drop()
            raise LineFailed(reason=_said_of(error, time.monotonic() - begun)) from error
        finally:
            clock.cancel()

    def _open(self) -> http.client.HTTPConnection:
        if self.secure:
            context = _context(self.key[1], self.key[2])
            made: http.client.HTTPConnection = http.client.HTTPSConnection(
                self.host, self.port, timeout=CONNECT, context=context
            )
        else:
            made = http.client.HTTPConnection(self.host, self.port, timeout=CONNECT)
        try:
            made.connect()
        except ssl.SSLCertVerificationError as error:
            raise LineFailed(reason=_("Chứng thư TLS của nơi nhận không được tin cậy.")) from error
        except OSError as error:
            raise LineFailed(reason=_said_of(error, 0)) from error
        made.sock.settimeout(LONGEST)
        made.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._all()[self.key] = made
        return made

    def _kept(self) -> http.client.HTTPConnection | None:
        return self._all().get(self.key)

    def _drop(self) -> None:
        kept = self._all().pop(self.key, None)
        if kept is not None:
            kept.close()

    def _all(self) -> dict[tuple[str, str, str], http.client.HTTPConnection]:
        if not hasattr(_kept, "lines"):
            _kept.lines = {}
        found: dict[tuple[str, str, str], http.client.HTTPConnection] = _kept.lines
        return found


def _cut(sock: socket.socket) -> None:
    """End a question that takes too long, whatever it waits for."""
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _said_of(error: Exception, seconds: float) -> str:
    if isinstance(error, TimeoutError) or seconds >= LONGEST:
        return _("Nơi nhận không trả lời kịp.")
    if isinstance(error, socket.gaierror):
        return _("Không tìm thấy máy chủ của nơi nhận (tên miền).")
    if isinstance(error, ConnectionRefusedError):
        return _("Máy chủ của nơi nhận không mở cổng kết nối.")
    if isinstance(error, ssl.SSLError):
        return _("Không thiết lập được kết nối TLS với nơi nhận.")
    return _("Đường truyền đến nơi nhận bị lỗi (%(kind)s).") % {"kind": type(error).__name__}


def _json(raw: bytes, most: int) -> Mapping[str, Any] | None:
    if len(raw) > most:
        return None
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


@lru_cache(maxsize=64)
def _context(ca: str, certificate: str) -> ssl.SSLContext:
    """Return the TLS rules of a partner: its own authority where one is given, our certificate if it wants one."""
    context = ssl.create_default_context(cadata=ca or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if certificate:
        context.load_cert_chain(Path(settings.DATA) / "keys" / Path(certificate).name)
    return context
