"""Making a package of a case file, as an act: who may, signatures raised first, noted in the file's history."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit, files
from congvu.kernel.errors import DomainError, NotAllowed, NotFound
from congvu.signing import api as signing

from .. import policy
from ..models import CaseFile, Loan, Package
from ..queries.export import export_of
from ..types import CaseFileExport, ExportDocument, ExportFile, FileState, LoanKind, LoanState, Usage
from .access import for_readers
from .errors import PackageNotMade
from .types import Kind, SignatureState, Written
from .writer import PDF, Order, kept_files, write_package

_YEAR: Final = re.compile(r"\.(?P<year>(?:19|20)\d{2})\.")
CLOSED = frozenset({FileState.CLOSED, FileState.OFFERED, FileState.CHECKING, FileState.ARCHIVED})


def export_package(
    *, actor: Actor, uid: UUID, kind: Kind, folder: Path, now: datetime, as_zip: bool = False
) -> Written:
    """Write a package of a case file into a folder that exists; return what was made.

    Signatures of a SIP and an AIP are raised to B-LTA first; where that fails the package says so. Time-stamp
    services are asked, so this is not called inside a transaction. Raises NotFound, NotAllowed or PackageNotMade with
    nothing left in the folder.
    """
    export = export_of(actor=actor, uid=uid, now=now)
    file = CaseFile.objects.get(uid=uid)
    _may(actor, file, export, kind)
    order = Order(kind, now, as_zip=as_zip)
    if kind == Kind.DIP:
        export, words = for_readers(export, conditional=_is_permitted(actor, file))
        order = replace(order, withheld=words)
    else:
        export, states = _raised(export, now)
        order = replace(order, signatures=states, source=_source(file))
    made = write_package(export, order, folder, open_file=files.open)
    failures = [f"{one.name}: {state.failure}" for one, state in _failed(export, order)]
    made = replace(made, notes=(*made.notes, *failures))
    _record(actor, file, made)
    return made


def uid_of_code(*, actor: Actor, code: str, today: date) -> UUID:
    """Return the case file of a code (FileCode or arcFileCode) that the actor sees. Raises NotFound."""
    wanted = Q(arc_file_code=code) if code else Q(pk=None)
    for found in _YEAR.finditer(code):
        wanted |= Q(
            organ_id=code[: found.start()], catalog_year=int(found["year"]), notation=code[found.end() :]
        )  # fmt: skip
    uid = policy.visible_files(actor, today=today).filter(wanted).order_by("pk").values_list("uid", flat=True).first()
    if uid is None:
        raise NotFound
    return uid


@transaction.atomic
def _record(actor: Actor, file: CaseFile, made: Written) -> None:
    Package.objects.create(
        agency_id=file.agency_id,
        file=file,
        is_import=False,
        kind=made.kind,
        objid=made.objid,
        content_sha256=made.content_sha256,
        files=made.files,
        size=made.size,
        at=made.made_at,
        by=actor.display_name,
        notes=list(made.notes),
    )
    audit.record(actor, "archive.file_exported", file, at=made.made_at, kind=str(made.kind), objid=made.objid)


def _may(actor: Actor, file: CaseFile, export: CaseFileExport, kind: Kind) -> None:
    if kind == Kind.SIP:
        if not policy.is_archivist(actor):
            policy.may_answer_for(actor, file).require()
        if file.state not in CLOSED:
            raise PackageNotMade(reason=_("kết thúc hồ sơ trước khi lập gói nộp lưu."))
    elif not policy.is_archivist(actor) or actor.agency_id != file.agency_id:
        raise NotAllowed(reason=_("Chỉ cán bộ lưu trữ của cơ quan lập gói AIP và DIP."))
    elif file.state != FileState.ARCHIVED:
        raise PackageNotMade(reason=_("hồ sơ chưa được lưu trữ tiếp nhận; khi chưa nộp lưu chỉ lập được gói SIP."))
    if kind != Kind.DIP and Usage.SECRET in {export.usage, *(one.usage for one in export.documents)}:
        raise PackageNotMade(reason=_("có tài liệu mang chế độ “Mật”; tài liệu bí mật nhà nước không ra gói điện tử."))


def _is_permitted(actor: Actor, file: CaseFile) -> bool:
    """Whether a use of the whole file in electronic form is permitted now (the loan register says so)."""
    allowed = Loan.objects.filter(file=file, entry=None, kind__in=[LoanKind.ELECTRONIC, LoanKind.READING_ROOM])
    return allowed.filter(state__in=[LoanState.ALLOWED, LoanState.LENT]).exists()


def _source(file: CaseFile) -> str:
    found = Package.objects.filter(file=file, kind=Kind.SIP).order_by("-pk").values_list("objid", flat=True).first()
    return found or ""


def _raised(export: CaseFileExport, now: datetime) -> tuple[CaseFileExport, dict[int, SignatureState]]:
    """Return the export with every signed PDF in its B-LTA form; states by the id of the form that is packed."""
    states: dict[int, SignatureState] = {}
    documents = []
    for document in export.documents:
        kept = tuple(_raise(one, states, now) if _is_signed(one) else one for one in document.files)
        documents.append(replace(document, files=kept))
    return replace(export, documents=tuple(documents)), states


def _is_signed(one: ExportFile) -> bool:
    return one.signed and one.media_type == PDF and one.role != "pdf_view"


def _raise(one: ExportFile, states: dict[int, SignatureState], now: datetime) -> ExportFile:
    try:
        file_id = signing.raise_to(file_id=one.file_id, level="B-LTA", now=now)
    except DomainError as refusal:
        states[one.file_id] = SignatureState(one.signature_level, one.signature_verdict, str(refusal))
        return one
    ref = files.ref(file_id)
    states[file_id] = SignatureState("B-LTA", one.signature_verdict)
    return replace(one, file_id=file_id, size=ref.size, sha256=ref.sha256, signature_level="B-LTA")


def _failed(export: CaseFileExport, order: Order) -> Iterator[tuple[ExportFile, SignatureState]]:
    for document in export.documents:
        for one in _records(document):
            state = order.signatures.get(one.file_id)
            if state is not None and state.failure:
                yield one, state


def _records(document: ExportDocument) -> Iterator[ExportFile]:
    return kept_files(document)
