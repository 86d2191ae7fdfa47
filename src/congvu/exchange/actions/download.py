"""A large message that is fetched goes on where the line broke, as an upload does: its pieces lie in the database."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from uuid import UUID

import httpx
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ..errors import CarrierFailed
from ..models import UploadPart
from . import upload

PIECE = 4 << 20
_DIGEST = re.compile(r"[0-9a-f]{64}")
_GOES_ON = re.compile(r"bytes (\d{1,18})-\d{1,18}/(?:\d{1,18}|\*)")


class Download:
    """One message on its way in. An axis that tells no SHA-256 (`X-SHA256`) is asked for the whole each time.

    `digest` is what the pieces belong to: where the axis holds something else by now, it starts anew.
    """

    def __init__(self, uid: UUID, out: IO[bytes]) -> None:
        """Look what lies here of an earlier attempt."""
        self._uid, self._out = uid, out
        digests = UploadPart.objects.filter(package_uid=uid, start=0).values_list("system", flat=True)
        self.digest = next((one for one in digests if _DIGEST.fullmatch(one)), "")
        self._hash = hashlib.sha256()
        self._new = bytearray()
        self.size = 0

    def asked(self) -> dict[str, str]:
        """Return headers that ask for the rest; an axis that does not know them gives the whole."""
        if not self.digest:
            return {"Accept-Encoding": "identity"}
        have = sum(self._parts().values_list("size", flat=True))
        return {"Accept-Encoding": "identity", "Range": f"bytes={have}-", "If-Range": f'"{self.digest}"'}

    @contextmanager
    def coming(self, answer: httpx.Response) -> Iterator[None]:
        """Begin with what lies here where the answer goes on from there; keep what came when the line breaks."""
        told = answer.headers.get("X-SHA256", "")
        digest = told if _DIGEST.fullmatch(told) else ""
        if answer.status_code != httpx.codes.PARTIAL_CONTENT or digest != self.digest:
            self._forget()
            self.digest = digest
        self._take_earlier()
        if answer.status_code == httpx.codes.PARTIAL_CONTENT and self._start_of(answer) != self.size:
            self._forget()
            raise CarrierFailed(reason=_("Trục liên thông gửi tiếp không đúng chỗ đã dừng."))
        try:
            yield
        except httpx.HTTPError:
            self._keep()
            raise
        if self.digest and self._hash.hexdigest() != self.digest:
            self._forget()
            raise CarrierFailed(reason=_("Thông điệp lấy từ trục không đúng mã băm mà trục báo."))
        self._forget()

    def add(self, data: bytes) -> None:
        """Write what came."""
        self._write(data)
        if self.digest:
            self._new += data
            if len(self._new) >= PIECE:
                self._keep()

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._hash.update(data)
        self.size += len(data)

    def _take_earlier(self) -> None:
        for key in list(self._parts().order_by("start").values_list("pk", flat=True)):
            self._write(bytes(UploadPart.objects.values_list("data", flat=True).get(pk=key)))

    def _keep(self) -> None:
        if self._new:
            start = self.size - len(self._new)
            upload.keep_piece(self.digest, self._uid, start=start, data=bytes(self._new), now=timezone.now())
            self._new.clear()

    def _start_of(self, answer: httpx.Response) -> int:
        found = _GOES_ON.fullmatch(answer.headers.get("Content-Range", ""))
        return int(found[1]) if found else -1

    def _parts(self) -> QuerySet[UploadPart]:
        return UploadPart.objects.filter(system=self.digest, package_uid=self._uid)

    def _forget(self) -> None:
        if self.digest:
            self._parts().delete()
