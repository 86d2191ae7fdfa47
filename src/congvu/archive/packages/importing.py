"""Taking a package in as a kept case file: looked at whole first, then everything or nothing, exactly once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit, files, take_number
from congvu.kernel.errors import FileRefused
from congvu.signing import api as signing

from .. import policy, rules
from ..actions import trays
from ..actions.receive import setup_of
from ..models import CaseFile, FileEntry, KeptFile, KeptRecord, Material, Package, RetentionValue
from ..types import CaseFileExport, ExportDocument, ExportFile, FileForm, FileState, MaterialKind
from .checking import check
from .errors import FileKnown, KindNotImported, PackageKnown, PackageRefused
from .reading import Content
from .rules import sentence
from .source import FolderSource, ZipSource, open_source
from .types import DEFAULT_LIMITS, Kind, Limits, Problem, Verdict
from .writer import PDF

# Hồ sơ còn có âm thanh, phim, ảnh và chữ ký tách rời; chúng đã là tài liệu ở nơi cũ.
_ACCEPT: Final = files.DEFAULT_ACCEPT | {
    "audio/mpeg", "video/mp4", "image/gif", "image/webp", "application/pkcs7-signature", "application/vnd.edxml",
}  # fmt: skip
_LARGEST_SIGNED: Final = 64 << 20


@dataclass(frozen=True, slots=True)
class Preview:
    """What a package would become: nothing is written."""

    verdict: Verdict
    export: CaseFileExport | None
    known: str  # mã hồ sơ đã nhập từ đúng gói này, hoặc trống


@dataclass(frozen=True, slots=True)
class Imported:
    """A package that was taken in. `is_new` False: it had been before and nothing was done."""

    file_uid: UUID
    file_code: str
    objid: str
    documents: int
    is_new: bool
    warnings: tuple[Problem, ...] = ()


def preview_package(*, actor: Actor, place: Path | BinaryIO, now: datetime, limits: Limits = DEFAULT_LIMITS) -> Preview:
    """Look at a package (folder or .zip) whole, signatures too. Raises NotAllowed or PackageRefused."""
    policy.may_run_archive(actor).require()
    with open_source(place, limits) as source:
        verdict, content = check(source, limits)
        if content is None:
            return Preview(verdict, None, "")
        problems = [*verdict.problems, *_signature_problems(source, content, now)]
    verdict = _with(verdict, problems)
    return Preview(verdict, content.export, _known(verdict))


def import_package(*, actor: Actor, place: Path | BinaryIO, now: datetime, limits: Limits = DEFAULT_LIMITS) -> Imported:
    """Take a package in as an archived case file of the actor's agency.

    The same package again changes nothing and returns the file it became. Raises NotAllowed, PackageRefused,
    KindNotImported, PackageKnown, FileKnown or the File… refusals of kernel.errors; nothing is kept then.
    """
    policy.may_run_archive(actor).require()
    with open_source(place, limits) as source:
        verdict, content = check(source, limits)
        if content is None:
            raise refusal(verdict)
        if verdict.kind == Kind.DIP:
            raise KindNotImported(kind=verdict.kind)
        if (before := _same(verdict)) is not None:
            return before
        problems = list(_signature_problems(source, content, now))
        verdict = _with(verdict, [*verdict.problems, *problems])
        if not verdict.is_sound:
            raise refusal(verdict)
        try:
            with transaction.atomic():
                return _keep(actor, source, verdict, content, now)
        except IntegrityError as error:
            if "archive_package_once" in str(error):
                return _after_race(verdict)
            raise FileKnown(file=content.export.file_code) from error


def refusal(verdict: Verdict) -> PackageRefused:
    """Return the refusal of an unsound package: its first faults, and how many there are."""
    first = verdict.errors[:3]
    words = " ".join(f"{one.path}: {one.text}" for one in first)
    if len(verdict.errors) > len(first):
        words = _("%(words)s (và %(n)d lỗi khác)") % {"words": words, "n": len(verdict.errors) - len(first)}
    return PackageRefused(rule=first[0].rule if first else "?", reason=words)


def _same(verdict: Verdict) -> Imported | None:
    row = Package.objects.filter(objid=verdict.objid, is_import=True).select_related("file").first()
    if row is None:
        return None
    if row.content_sha256 != verdict.content_sha256:
        raise PackageKnown(objid=verdict.objid)
    return Imported(row.file.uid, row.file.code, row.objid, row.file.doc_total, is_new=False)


def _known(verdict: Verdict) -> str:
    found = _same(verdict)
    return found.file_code if found else ""


def _after_race(verdict: Verdict) -> Imported:
    found = _same(verdict)
    assert found is not None
    return found


def _with(verdict: Verdict, problems: list[Problem]) -> Verdict:
    return Verdict(
        verdict.objid, verdict.kind, verdict.files, verdict.size, verdict.content_sha256, tuple(problems)
    )  # fmt: skip


def _signature_problems(source: FolderSource | ZipSource, content: Content, now: datetime) -> Iterator[Problem]:
    """Check the signatures of every PDF here and now; what its own archive called invalid is only noted again."""
    for document, paths in zip(content.export.documents, content.paths, strict=True):
        for one, path in zip(document.files, paths, strict=True):
            if one.media_type != PDF or one.size > _LARGEST_SIGNED:
                continue
            with source.open(path) as file:
                verdict = signing.check_bytes(file.read(), now).verdict
            if verdict == "invalid":
                known = one.signature_verdict == "invalid"
                yield Problem("SIGNATURE", path, sentence("SIGNATURE"), "warning" if known else "error")
            elif verdict == "unknown":
                yield Problem("SIGNATURE-UNKNOWN", path, sentence("SIGNATURE-UNKNOWN"), "warning")


def _keep(
    actor: Actor, source: FolderSource | ZipSource, verdict: Verdict, content: Content, now: datetime
) -> Imported:
    export = content.export
    if CaseFile.objects.filter(uid=export.uid).exists():
        raise FileKnown(file=export.file_code)
    file = _case_file(actor, export, now)
    entries = []
    for place, (document, paths) in enumerate(zip(export.documents, content.paths, strict=True), 1):
        material = _material(source, document, paths)
        entries.append(
            FileEntry(
                file=file,
                material=material,
                ordinal=place,
                dated_on=document.dated_on or document.issued_on or export.started_on,
                pages=document.pages,
                note=document.note[:500],
                arc_doc_code=_doc_code(file, document, place),
                added_at=now,
                added_by=actor.display_name,
            )
        )
    FileEntry.objects.bulk_create(entries, batch_size=500)
    warnings = tuple(one for one in verdict.problems if one.severity == "warning")
    Package.objects.create(
        agency_id=file.agency_id,
        file=file,
        is_import=True,
        kind=verdict.kind,
        objid=verdict.objid,
        content_sha256=verdict.content_sha256,
        files=verdict.files,
        size=verdict.size,
        at=now,
        by=actor.display_name,
        notes=[f"{one.path}: {one.text}" for one in warnings][:200],
        agents=_plain([asdict(one) for one in export.agents]),
        history=_plain([asdict(one) for one in export.history]),
    )
    audit.record(
        actor, "archive.package_imported", file, at=now, objid=verdict.objid, kind=verdict.kind, documents=len(entries)
    )
    trays.refresh_search(file)
    return Imported(file.uid, file.code, verdict.objid, len(entries), is_new=True, warnings=warnings)


def _case_file(actor: Actor, export: CaseFileExport, now: datetime) -> CaseFile:
    retention = _retention(export)
    ended = export.ended_on
    return CaseFile.objects.create(
        uid=export.uid,
        agency_id=actor.agency_id,
        organ_id=export.organ_id[:35],
        catalog_year=export.catalog_year,
        notation=export.notation[:20],
        title=export.title[:1000],
        retention=retention,
        retention_note=export.retention.legal_basis[:200],
        usage=export.usage,
        language=export.language_code,
        form=export.form if export.form in FileForm.values else FileForm.ELECTRONIC,
        started_on=export.started_on,
        ended_on=ended if ended is None or ended >= export.started_on else export.started_on,
        description=export.description[:500],
        keyword=export.keyword[:300],
        unit_id=actor.unit_id,
        keeper_post_id=actor.post_id,
        keeper_name=export.creator[:250] or actor.display_name,
        opened_at=now,
        state=FileState.ARCHIVED,
        progress=100,
        closed_at=now,
        doc_total=len(export.documents),
        page_total=export.page_total,
        paper_sheets=export.paper_sheets,
        retention_ends_on=rules.retention_ends_on(
            ended_on=ended or export.started_on, years=retention.years, permanent=retention.is_permanent
        ),
        arc_file_code=export.arc_file_code or _arc_code(actor, export, now),
        archived_at=now,
        shelf=export.paper_file_code[:200],
    )


def _retention(export: CaseFileExport) -> RetentionValue:
    """Return the same value of retention here, else the one with its archive code, else "other"."""
    rows = RetentionValue.objects.order_by("position")
    found = rows.filter(code=export.retention.code).first() if export.retention.code else None
    found = found or rows.filter(archive_code=export.retention.archive_code).first()
    return found or rows.filter(archive_code="07").first() or rows.latest("position")


def _arc_code(actor: Actor, export: CaseFileExport, now: datetime) -> str:
    """Give a file that came in a SIP the next code outside the rounds of hand-over ("00")."""
    year = timezone.localdate(now).year
    setup = setup_of(actor.agency_id)
    number = take_number(key=f"archive.package:{actor.agency_id}", year=year)
    return rules.arc_file_code(
        archive=setup.archive_code, agency=export.organ_id, year=year, handover=0, number=number
    )[:100]


def _doc_code(file: CaseFile, document: ExportDocument, place: int) -> str:
    return document.arc_doc_code[:110] or rules.arc_doc_code(file.arc_file_code, place)


def _material(source: FolderSource | ZipSource, document: ExportDocument, paths: tuple[str, ...]) -> Material:
    kept = [_store(source, one, path) for one, path in zip(document.files, paths, strict=True)]
    data = asdict(document)
    for one, file_id in zip(data["files"], kept, strict=True):
        one["file_id"] = file_id
    main = document.files[0] if document.files else None
    is_material = document.kind in MaterialKind.values
    heading = " ".join(part for part in (document.type_name, document.full_code) if part)
    material = Material.objects.create(
        kind=document.kind if is_material else MaterialKind.OTHER,
        title=(document.subject if is_material else f"{heading}: {document.subject}")[:1000],
        author=document.organ_name[:250],
        made_on=document.issued_on,
        sheets=document.pages,
        note=document.note[:500],
        file_id=kept[0] if kept else None,
        file_name=main.name[:255] if main else "",
        media_type=main.media_type[:100] if main else "",
        size=main.size if main else None,
        sha256=main.sha256 if main else "",
    )
    record = KeptRecord.objects.create(material=material, data=_plain(data))
    KeptFile.objects.bulk_create(KeptFile(record=record, file_id=file_id) for file_id in kept)
    return material


def _store(source: FolderSource | ZipSource, one: ExportFile, path: str) -> int:
    """Keep a file's bytes; they are hashed on the way and must be those that METS named."""
    with source.open(path) as stream:
        ref = files.store(stream, name=_name(one, path), limit=max(one.size, 1), accept=_ACCEPT)
    if ref.sha256 != one.sha256:
        raise PackageRefused(rule="HASH", reason=f"{path}: {sentence('HASH')}")
    if ref.media_type == PDF and one.signed:
        signing.verify(ref.id, timezone.now()) if one.size <= _LARGEST_SIGNED else None
    return ref.id


def _name(one: ExportFile, path: str) -> str:
    name = one.name.replace("/", "-").replace("\\", "-").strip()
    return name[-180:] if name.strip(". ") else path.rsplit("/", 1)[-1]


def _plain(value: object) -> Any:
    """Return the value as JSON holds it: days, moments and identifiers as text."""
    return json.loads(json.dumps(value, default=str))


__all__ = ["FileRefused", "Imported", "Preview", "import_package", "preview_package", "refusal"]
