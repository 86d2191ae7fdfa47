"""A complete case file in plain values, for PDF, XML and archival packages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from congvu.documents import api as documents
from congvu.documents.api import FiledFile, FiledLine
from congvu.identity import api as identity
from congvu.kernel.api import Actor, audit
from congvu.kernel.errors import NotFound
from congvu.signing import api as signing

from .. import policy
from ..models import ArchiveSetup, CaseFile, FileEntry, Material
from ..packages import whole
from ..types import (
    CaseFileExport,
    ExportAgent,
    ExportDocument,
    ExportEvent,
    ExportFile,
    ExportReceiver,
    ExportRetention,
    Language,
    MaterialKind,
    Usage,
)
from .history import sentence

PDF = "application/pdf"
# Tên ngôn ngữ như văn thư ghi → mã TT 05/2025/TT-BNV.
LANGUAGE_CODES = {str(label).casefold(): code for code, label in Language.choices}


def export_of(*, actor: Actor, uid: UUID, now: datetime) -> CaseFileExport:
    """Return everything that an export says of a file that the actor sees. Raises NotFound.

    A document in the file that the actor may not read herself stands with its fields and without files, unless the
    archive keeps the file and she is its archivist.
    """
    file = (
        policy.visible_files(actor, today=timezone.localdate(now))
        .filter(uid=uid)
        .select_related("retention", "agency")
        .first()
    )
    if file is None:
        raise NotFound
    return build(file, readable=readable_ids(actor, file), now=now)


def readable_ids(actor: Actor, file: CaseFile) -> frozenset[int]:
    """Return the documents of the file whose content the actor may read."""
    ids = list(file.entries.filter(removed_at=None, document_id__isnull=False).values_list("document_id", flat=True))
    if file.state in policy.IN_ARCHIVE and policy.is_archivist(actor):
        return frozenset(i for i in ids if i is not None)
    return documents.seen_ids(actor=actor, ids=[i for i in ids if i is not None])


def build(file: CaseFile, *, readable: frozenset[int], now: datetime) -> CaseFileExport:
    """Return the plain values of a file; contents of the documents in `readable` only. A bounded number of queries."""
    entries = list(file.entries.filter(removed_at=None).select_related("material__kept").order_by("ordinal", "pk"))
    ids = [entry.document_id for entry in entries if entry.document_id is not None]
    lines = documents.lines_of(ids)
    stored = _files([pk for pk in ids if pk in readable])
    receivers = documents.receivers_of(line.id for line in lines.values() if line.direction == "outgoing")
    value = file.retention
    setup = ArchiveSetup.objects.filter(agency_id=file.agency_id).first()
    return CaseFileExport(
        uid=file.uid,
        file_code=file.code,
        organ_id=file.organ_id,
        catalog_year=file.catalog_year,
        notation=file.notation,
        arc_file_code=file.arc_file_code,
        archive_code=setup.archive_code if setup else "",
        fonds_code=setup.fonds_code if setup else "",
        fonds_name=setup.fonds_name if setup else "",
        title=file.title,
        retention=ExportRetention(
            code=value.code,
            label=value.label,
            archive_code=value.archive_code,
            years=value.years,
            permanent=value.is_permanent,
            legal_basis=file.retention_note or value.legal_basis,
        ),
        usage=file.usage,
        usage_label=str(Usage(file.usage).label),
        language_code=file.language,
        language=str(Language(file.language).label),
        started_on=file.started_on,
        ended_on=file.ended_on,
        keyword=file.keyword,
        description=file.description,
        creator=file.keeper_name,
        form=file.form,
        paper_file_code=file.shelf or file.paper_place,
        paper_sheets=file.paper_sheets,
        doc_total=file.doc_total,
        page_total=file.page_total,
        state=file.state,
        made_at=now,
        agents=_agents(file, setup),
        documents=tuple(_document(file, e, lines, stored, receivers) for e in entries),
        history=tuple(events_of(file)),
        info_sign="; ".join(dict.fromkeys(line.signer_name for line in lines.values() if line.signer_name))[:300],
    )


def events_of(file: CaseFile) -> list[ExportEvent]:
    """Return the acts on a file, oldest first; those of the place that it came from before those here."""
    elsewhere = [
        event for package in file.packages.filter(is_import=True) for event in whole.events_of(package.history)
    ]
    return elsewhere + [
        ExportEvent(
            uid=f"urn:congvu:audit:{entry.pk}",
            type=entry.code,
            at=entry.at,
            text=sentence(entry.code, entry.person_name, entry.data),
            person=entry.person_name,
            post=entry.post_title,
            detail=str(entry.data.get("reason", "")),
        )
        for entry in reversed(audit.history(subject=file))
    ]


def _agents(file: CaseFile, setup: ArchiveSetup | None) -> tuple[ExportAgent, ...]:
    name = identity.agency(file.agency_id).name
    agents = [
        ExportAgent("creator", "organization", name, file.organ_id),
        ExportAgent("submitter", "individual", file.keeper_name),
    ]
    if setup is not None:
        agents.append(ExportAgent("archivist", "organization", setup.archive_name, setup.archive_code))
    return tuple(agents)


def _files(ids: list[int]) -> dict[int, list[ExportFile]]:
    """Return the files of documents with their newest verdicts, in a number of queries that does not grow."""
    stored = documents.files_of(ids)
    signable = (one for kept in stored.values() for one in kept if _may_be_signed(one))
    reports = signing.reports_of_sha256(one.sha256 for one in signable)
    return {
        pk: [_file(one, reports.get(one.sha256) if _may_be_signed(one) else None) for one in kept]
        for pk, kept in stored.items()
    }


def _may_be_signed(one: FiledFile) -> bool:
    return one.media_type == PDF and one.role != "pdf_view"


def _document(
    file: CaseFile,
    entry: FileEntry,
    lines: dict[int, FiledLine],
    stored: dict[int, list[ExportFile]],
    receivers: dict[int, list[tuple[str, str]]],
) -> ExportDocument:
    if entry.document_id is None:
        assert entry.material is not None
        return _material(file, entry, entry.material)
    line = lines[entry.document_id]
    kept = stored.get(line.id, [])
    return ExportDocument(
        uid=line.uid,
        ordinal=entry.ordinal,
        kind="document",
        doc_code=line.document_code,
        arc_doc_code=entry.arc_doc_code,
        direction=line.direction,
        type_name=line.type_name,
        type_archive_code=line.archive_type_code or "32",
        code_number=line.code_number,
        code_notation=line.code_notation,
        issued_on=line.issued_on,
        dated_on=entry.dated_on,
        organ_name=line.author,
        subject=line.subject,
        language=line.language,
        language_code=LANGUAGE_CODES.get(line.language.casefold(), Language.OTHER),
        pages=line.pages if line.pages is not None else _pages(kept),
        signer_name=line.signer_name,
        signer_position=line.signer_position,
        arrival_number=line.number if line.direction == "incoming" else None,
        arrived_on=timezone.localdate(line.arrived_at) if line.arrived_at else None,
        usage=file.usage,
        keyword="",
        autograph="",
        confidence="01",
        format="; ".join(dict.fromkeys(one.media_type for one in kept)),
        process="",
        note=entry.note or line.note,
        files=tuple(kept),
        history=(),
        receivers=tuple(ExportReceiver(code, name) for code, name in receivers.get(line.id, ())),
    )


def _material(file: CaseFile, entry: FileEntry, material: Material) -> ExportDocument:
    if hasattr(material, "kept"):
        kept = whole.document_of(material.kept.data)
        files_now = kept.files if material.removed_at is None else ()
        return replace(kept, ordinal=entry.ordinal, arc_doc_code=entry.arc_doc_code, files=files_now)
    files: tuple[ExportFile, ...] = ()
    if material.file_id is not None:
        files = (
            ExportFile(
                file_id=material.file_id,
                uid=material.uid,
                name=material.file_name,
                role="material",
                media_type=material.media_type,
                size=material.size or 0,
                sha256=material.sha256,
            ),
        )
    return ExportDocument(
        uid=material.uid,
        ordinal=entry.ordinal,
        kind=material.kind,
        doc_code="",
        arc_doc_code=entry.arc_doc_code,
        direction="",
        type_name=str(MaterialKind(material.kind).label),
        type_archive_code="30" if material.kind == MaterialKind.MAP else "32",
        code_number="",
        code_notation="",
        issued_on=material.made_on,
        dated_on=entry.dated_on,
        organ_name=material.author,
        subject=material.title,
        language=str(Language(file.language).label),
        language_code=file.language,
        pages=material.sheets,
        signer_name="",
        signer_position="",
        arrival_number=None,
        arrived_on=None,
        usage=file.usage,
        keyword="",
        autograph="",
        confidence="01",
        format=material.media_type or material.medium,
        process="",
        note=entry.note or material.note,
        files=files,
        history=(),
    )


def _file(one: FiledFile, report: signing.Report | None) -> ExportFile:
    signatures = report.signatures if report is not None else ()
    return ExportFile(
        file_id=one.file_id,
        uid=one.uid,
        name=one.name,
        role=one.role,
        media_type=one.media_type,
        size=one.size,
        sha256=one.sha256,
        pages=one.pages,
        signed=bool(signatures),
        signature_level=signatures[-1].level if signatures else "",
        signature_verdict=report.verdict if report is not None else "",
        signature_report=json.dumps(signing.to_json(report), ensure_ascii=False) if report is not None else "",
    )


def _pages(kept: Sequence[ExportFile]) -> int | None:
    found = [one.pages for one in kept if one.role in {"main", "attachment"} and one.pages]
    return sum(found) or None
