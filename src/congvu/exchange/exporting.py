"""What `congvu exchange export` does: an official document as an edXML file, as it was or would be sent."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.kernel.api import files
from congvu.kernel.errors import DomainError

from . import messages, owners
from .edxml.errors import EdxmlRefused
from .edxml.writer import write
from .errors import ExportNotClear, ExportNothing, NotSendable
from .models import Arrival, Mailing
from .queries.directory import by_codes
from .types import PackageKind

_MOST = 20
_CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class _Choice:
    """A message that a name may mean: what tells it from others, and how its bytes are written."""

    label: str
    sha256: str
    write: Callable[[IO[bytes]], None]


def export(name: str, target: Path, *, now: datetime) -> str:
    """Write the message of a document to a file; return which one it was.

    `name` is the UUID of a document, package or arrival, a document code, or a number and notation. What went over
    the exchange is copied as it was; an issued document that was never sent is written as it would be. Raises
    ExportNothing, ExportNotClear (several messages fit), NotSendable.
    """
    found = {one.sha256: one for one in _kept(name.strip())} or {one.sha256: one for one in _issued(name.strip(), now)}
    if not found:
        raise ExportNothing(name=name)
    if len(found) > 1:
        raise ExportNotClear(name=name, choices="; ".join(one.label for one in found.values()))
    (one,) = found.values()
    with tempfile.TemporaryFile() as made:  # a refusal leaves no half file
        one.write(made)
        made.seek(0)
        with target.open("wb") as out:
            shutil.copyfileobj(made, out, _CHUNK)
    return one.label


def _kept(name: str) -> Iterable[_Choice]:
    """Return the messages that were sent or received under a name."""
    sent, came = Q(document_code=name), Q(document_code=name) | Q(full_code=name)
    with suppress(ValueError):
        uid = UUID(name)
        sent, came = Q(uid=uid) | Q(reference=uid), Q(uid=uid) | Q(document_uid=uid) | Q(package_uid=uid)
    for row in Mailing.objects.filter(sent, kind=PackageKind.EDOC).order_by("-pk")[:_MOST]:
        label = _("gói gửi %(uid)s, %(code)s") % {"uid": row.uid, "code": row.document_code}
        yield _Choice(label, row.sha256, _copier(row.raw_file_id))
    for came_row in Arrival.objects.filter(came).order_by("-pk")[:_MOST]:
        label = _("văn bản đến %(uid)s, %(code)s") % {"uid": came_row.uid, "code": came_row.document_code}
        yield _Choice(label, came_row.sha256, _copier(came_row.raw_file_id))


def _copier(file_id: int) -> Callable[[IO[bytes]], None]:
    def copy(out: IO[bytes]) -> None:
        with files.open(file_id) as raw:
            shutil.copyfileobj(raw, out, _CHUNK)

    return copy


def _issued(name: str, now: datetime) -> Iterable[_Choice]:
    for one in owners.issued(name, now):
        label = _("văn bản đi chưa gửi, %(code)s") % {"code": one.document.document_code}
        yield _Choice(label, f"{one.agency_id} {one.document.document_code}", _writer(one, now))


def _writer(one: owners.Issued, now: datetime) -> Callable[[IO[bytes]], None]:
    def compose(out: IO[bytes]) -> None:
        to = [(row.code, row.name) for row in by_codes(one.receivers, on=timezone.localdate(now))]
        sender = identity.agency(one.agency_id)
        message = messages.edoc(sender=sender, receivers=to, document=one.document, at=now)
        try:
            write(message, out)
        except EdxmlRefused as error:
            raise NotSendable(reason=str(error)) from error

    return compose


def export_file(name: str, target: str) -> int:
    """Export from the command line; return the exit status: 0 written, 1 refused with a sentence."""
    path = Path(target)
    try:
        label = export(name, path, now=timezone.now())
    except (DomainError, OSError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    sys.stdout.write(f"{path}: {label}, {path.stat().st_size} byte\n")
    return 0
