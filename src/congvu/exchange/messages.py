"""edXML messages made of what the owner knows, kept as stored files, and read into plain values."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any, BinaryIO, Protocol, cast

from django.conf import settings
from django.utils import timezone

from congvu.identity.api import AgencyCard
from congvu.kernel.api import StoredRef, files
from congvu.kernel.errors import FileRefused, FileTooLarge, ScannerUnavailable, StorageFull

from .edxml import types as x
from .edxml.carrying import File, attach
from .edxml.errors import EdxmlRefused
from .edxml.reader import read
from .edxml.writer import write
from .errors import MessageRefused, NotSendable, PackageTooLarge
from .types import Business, EarlierDocument, OutgoingDocument, OutgoingFile, StaffCard

EDXML = "application/vnd.edxml"
_SMALL = 1 << 20  # up to here a message that is being written lies in memory


class Readable(Protocol):
    """Anything that gives bytes in pieces."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, none at the end."""
        ...


def edoc(
    *, sender: AgencyCard, receivers: Sequence[tuple[str, str]], document: OutgoingDocument, at: datetime
) -> x.Edoc:
    """Return the message of a document; the bytes of its files stay where they are until it is written."""
    return x.Edoc(
        sender=_organ(sender),
        receivers=tuple(x.Organ(organ_id=code, name=name[:200]) for code, name in receivers),
        document_id=document.document_code,
        code=x.Code(document.number[:50], document.notation[:50]),
        promulgation=x.Promulgation(place=sender.place_name[:50], on=document.issued_on),
        document_type=x.DocumentType(name=document.type_name[:100]),
        subject=document.subject[:500],
        content=document.content[:500],
        signer=x.Signer(document.signer_capacity, document.signer_position[:100], document.signer_name[:50]),
        due_on=document.due_on,
        to_places=x.ToPlaces(tuple(one[:500] for one in document.to_places)) if document.to_places else None,
        other=x.OtherInfo(
            priority=document.urgency, sphere=document.sphere[:100], copies=document.copies, pages=document.pages
        ),
        responses=tuple(_earlier(one) for one in document.answers),
        steering=document.steering,
        trace=_trace(sender.code, document, at),
        attachments=attach((_file(one) for one in document.files), zipped=False),
    )


def _trace(code: str, document: OutgoingDocument, at: datetime) -> x.TraceHeaderList:
    replaced = tuple(x.ReplacementInfo(document_id=one) for one in document.replaces)
    business = x.Business(
        type=document.business,
        reason=document.reason[:500],
        document_id=document.document_code if document.business == Business.UPDATE else "",
        paper=int(document.paper_follows),
        document_info=x.BusinessDocumentInfo(1, 0) if document.business == Business.UPDATE else None,
        replacements=x.ReplacementInfos(replaced) if replaced else None,
        staff=_staff(document.staff),
    )
    return x.TraceHeaderList((x.TraceHeader(code, timezone.localtime(at).replace(tzinfo=None)),), business)


def _earlier(one: EarlierDocument) -> x.ResponseFor:
    return x.ResponseFor(one.agency_code, x.Code(one.number, one.notation), one.issued_on, one.document_code)


def _staff(card: StaffCard) -> x.StaffInfo | None:
    if card == StaffCard():
        return None
    return x.StaffInfo(
        department=card.department[:200], staff=card.name[:100], email=card.email[:100], mobile=card.mobile[:50]
    )


def _file(one: OutgoingFile) -> File:
    ref = files.ref(one.file_id)
    return File(
        name=one.name,
        open=lambda: files.open(one.file_id),
        size=ref.size,
        sha256=ref.sha256,
        media_type=ref.media_type,
        description=one.description[:500],
    )


def _organ(card: AgencyCard) -> x.Organ:
    return x.Organ(organ_id=card.code, in_charge=card.superior_name[:200], name=card.name[:200])


def status(
    *,
    sender: AgencyCard,
    to_code: str,
    about: EarlierDocument,
    code: str,
    description: str,
    staff: StaffCard,
    at: datetime,
) -> x.Status:
    """Return the message that reports a handling state; `about` names the document, `to_code` the other side."""
    return x.Status(
        sender=_organ(sender),
        about=x.ResponseFor(to_code, x.Code(about.number, about.notation), about.issued_on, about.document_code),
        code=code,
        description=description[:500],
        at=timezone.localtime(at).replace(tzinfo=None),
        staff=_staff(staff),
    )


def keep(message: x.Message, *, name: str) -> StoredRef:
    """Write a message to a stored file; large files are never held in memory. Raises PackageTooLarge, NotSendable."""
    with written(message, name=name) as waiting:
        return files.keep_all([waiting])[0]


@contextmanager
def written(message: x.Message, *, name: str) -> Iterator[files.Waiting]:
    """Write a message and give it while it waits to be kept. Raises PackageTooLarge, NotSendable."""
    with tempfile.SpooledTemporaryFile(_SMALL) as out:
        try:
            write(message, out)
        except EdxmlRefused as error:
            raise NotSendable(reason=str(error)) from error
        out.seek(0)
        with checked(out, name=name) as waiting:
            yield waiting


def store(stream: Readable, *, name: str) -> StoredRef:
    """Keep the bytes of a message as they came. Raises PackageTooLarge, MessageRefused."""
    with checked(stream, name=name) as waiting:
        return files.keep_all([waiting])[0]


@contextmanager
def checked(stream: Readable, *, name: str) -> Iterator[files.Waiting]:
    """Give the bytes of a message while they wait to be kept as they came. Raises PackageTooLarge, MessageRefused."""
    with ExitStack() as stack:
        coming = files.checked(stream, name=f"{name}.edxml", limit=settings.EXCHANGE_LIMIT_BYTES, accept={EDXML})
        try:
            waiting = stack.enter_context(coming)
        except FileTooLarge as error:
            raise PackageTooLarge(limit=error.data["limit"]) from error
        except (ScannerUnavailable, StorageFull):
            raise  # nothing against the message: it may be taken later
        except FileRefused as error:
            raise MessageRefused(reason=str(error)) from error
        yield waiting


@contextmanager
def opened(raw_file_id: int) -> Iterator[x.Message]:
    """Give what a stored message says; its attachments can be opened while the context lasts. Raises MessageRefused."""
    with files.open(raw_file_id) as raw, unfolded(raw) as message:
        yield message


@contextmanager
def unfolded(raw: IO[bytes]) -> Iterator[x.Message]:
    """Give what the bytes of a message say, as `opened`. Raises MessageRefused."""
    with tempfile.TemporaryDirectory(prefix="congvu-edxml-") as folder:
        try:
            message = read(cast(BinaryIO, raw), Path(folder)).message
        except EdxmlRefused as error:
            raise MessageRefused(reason=str(error)) from error
        yield message


def head_of(message: x.Edoc) -> dict[str, Any]:
    """Return what a document's message says, as JSON values, for the clerk and for registration."""
    code = message.code or x.Code()
    signer = message.signer or x.Signer()
    other = message.other or x.OtherInfo()
    kind = message.document_type or x.DocumentType()
    issued = message.promulgation or x.Promulgation()
    business = (message.trace.business if message.trace else None) or x.Business()
    replaced = business.replacements.replaced if business.replacements else ()
    return {
        "sender": {"name": message.sender.name, "in_charge": message.sender.in_charge},
        "number": code.number,
        "notation": code.notation,
        "place": issued.place,
        "issued_on": issued.on.isoformat() if issued.on else "",
        "type": kind.type,
        "type_name": kind.name,
        "subject": message.subject,
        "content": message.content,
        "signer": {"name": signer.name, "position": signer.position, "competence": signer.competence},
        "due_on": message.due_on.isoformat() if message.due_on else "",
        "priority": other.priority or 0,
        "pages": other.pages,
        "copies": other.copies,
        "steering": message.steering or 0,
        "paper": business.paper or 0,
        "reason": business.reason,
        "about": business.document_id,
        "answers": [one.document_id for one in message.responses if one.document_id],
        "replaces": [one.document_id for one in replaced if one.document_id],
        "to": [{"code": one.organ_id, "name": one.name} for one in message.receivers],
        "to_places": list(message.to_places.places) if message.to_places else [],
        "missing": [one.name or one.content_id for one in message.missing],
    }
