"""A large package comes in pieces, kept in the database so that any web process goes on where another ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import Max, QuerySet, Sum
from django.template.defaultfilters import filesizeformat

from congvu.kernel.api import StoredRef
from congvu.kernel.errors import DomainError

from .. import messages
from ..errors import CarrierFailed, ClockSkewed, PackageBroken, PackageTooLarge, StillChecked, WrongChunk
from ..models import Partner, UploadPart
from ..types import Envelope, SignedReceipt
from .take_in import note_refused, take_in

MOST_PIECE = 4 << 20
MOST_OPEN = 20  # packages that one system may leave unfinished
KEPT = timedelta(days=7)


def have(envelope: Envelope) -> int:
    """Return how many bytes of a package lie here."""
    found = _parts(envelope).aggregate(total=Sum("size"))["total"]
    return int(found or 0)


def require_room(envelope: Envelope) -> None:
    """Raise PackageTooLarge for more than this installation takes."""
    if envelope.size > settings.EXCHANGE_LIMIT_BYTES:
        raise PackageTooLarge(limit=filesizeformat(settings.EXCHANGE_LIMIT_BYTES))


@transaction.atomic
def add_piece(*, envelope: Envelope, start: int, data: bytes, now: datetime) -> int:
    """Keep a piece that goes on where the last one ended; return how much lies here. Raises WrongChunk."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"exchange.upload:{envelope.system}:{envelope.uid}"],
        )
    before = have(envelope)
    if start != before or not data or len(data) > MOST_PIECE or before + len(data) > envelope.size:
        raise WrongChunk(have=before)
    if before == 0 and _open_packages(envelope.system) >= MOST_OPEN:
        raise WrongChunk(have=0)
    keep_piece(envelope.system, envelope.uid, start=start, data=data, now=now)
    return before + len(data)


def keep_piece(system: str, uid: UUID, *, start: int, data: bytes, now: datetime) -> None:
    """Write a piece bound on the server: a connection keeps the texts of its last hundred statements."""
    bound: Any = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]  # psycopg's own arguments
    with connection.make_cursor(bound) as cursor:
        cursor.execute(
            "insert into exchange_uploadpart (system, package_uid, start, size, data, came_at) "
            "values (%s, %s, %s, %s, %s, %s)",
            [system, uid, start, len(data), data, now],
        )


def take_whole(
    *, envelope: Envelope, partner: Partner, carrier: str, now: datetime, carried_at: datetime | None = None
) -> SignedReceipt:
    """Take in a package whose pieces are all here, as one transaction: a kill leaves them for the next question.

    Raises StillChecked while another process is at it, and what `take_in` raises; the pieces stay where it may yet
    be taken as it is.
    """
    with transaction.atomic():
        _require_turn(envelope)
        answer = _taken(envelope, partner, carrier, now, carried_at)
        if not isinstance(answer, CarrierFailed | ClockSkewed):
            _parts(envelope).delete()
    if isinstance(answer, DomainError):
        raise answer
    return answer


def _taken(
    envelope: Envelope, partner: Partner, carrier: str, now: datetime, carried_at: datetime | None
) -> SignedReceipt | DomainError:
    """Return the refusal instead of raising it: what is written about it shall stay."""
    try:
        raw = _assembled(envelope)
    except DomainError as refusal:
        note_refused(envelope, refusal, carrier=carrier, now=now)
        return refusal
    try:
        return take_in(envelope=envelope, raw=raw, partner=partner, carrier=carrier, now=now, carried_at=carried_at)
    except DomainError as refusal:
        return refusal


def _require_turn(envelope: Envelope) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_try_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"exchange.whole:{envelope.system}:{envelope.uid}"],
        )
        if not cursor.fetchone()[0]:
            raise StillChecked


def _assembled(envelope: Envelope) -> StoredRef:
    ref = messages.store(_Pieces(envelope), name=str(envelope.uid))
    if (ref.sha256, ref.size) != (envelope.sha256, envelope.size):
        raise PackageBroken
    return ref


def forget_old(*, now: datetime) -> int:
    """Remove the pieces of packages that nobody went on with for a week."""
    stale = UploadPart.objects.values("system", "package_uid").annotate(last=Max("came_at")).filter(last__lt=now - KEPT)
    gone = 0
    for one in stale:
        gone += UploadPart.objects.filter(system=one["system"], package_uid=one["package_uid"]).delete()[0]
    return gone


def _open_packages(system: str) -> int:
    return UploadPart.objects.filter(system=system).values("package_uid").distinct().count()


def _parts(envelope: Envelope) -> QuerySet[UploadPart]:
    return UploadPart.objects.filter(system=envelope.system, package_uid=envelope.uid)


class _Pieces:
    """The pieces of a package read one after the other, one in memory at a time."""

    def __init__(self, envelope: Envelope) -> None:
        self._ids = list(_parts(envelope).order_by("start").values_list("pk", flat=True))
        self._rest = b""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, none at the end."""
        while not self._rest and self._ids:
            self._rest = bytes(UploadPart.objects.values_list("data", flat=True).get(pk=self._ids.pop(0)))
        given, self._rest = self._rest[:size], self._rest[size:]
        return given
