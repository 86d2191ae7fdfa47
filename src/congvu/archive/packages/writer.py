"""Writing a package from the plain values of a case file. No database here: whoever calls brings export and files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO, Final
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from ..types import CaseFileExport, ExportDocument, ExportFile
from . import ead, mets, page, premis_parts, whole, xml
from .errors import PackageNotMade
from .mets import Head, Part
from .names import EAD, METS, PREMIS, PROFILES, REP, REPRESENTATION_PROFILE, WHOLE, folder_of, objid, plain
from .pdfa import Nothing, PdfaWatcher, packed_mark
from .premis import moment
from .sink import Sink
from .types import Agent, Kind, Packed, SignatureState, Written

PDF: Final = "application/pdf"
_SPACE: Final = UUID("6f0c6e0e-5b1c-5d2a-9a65-0d3a5b6c7d8e")  # không gian tên của mã gói
_ENDINGS: Final = {PDF: "pdf", "image/jpeg": "jpg", "image/png": "png", "image/tiff": "tif", "audio/mpeg": "mp3"}


@dataclass(frozen=True, slots=True)
class Order:
    """What package to make. `signatures` by kernel file id; `source` is the OBJID of the SIP that became this AIP."""

    kind: Kind
    made_at: datetime
    as_zip: bool = False
    signatures: Mapping[int, SignatureState] = field(default_factory=dict)
    source: str = ""
    withheld: str = ""  # câu nói vì sao DIP thiếu một phần, để trống nếu đủ


@dataclass(frozen=True, slots=True)
class DataFile:
    """A data file as it was written."""

    document: ExportDocument
    file: ExportFile
    packed: Packed
    pdfa: str


class Writer:
    """One package in the making."""

    def __init__(
        self, export: CaseFileExport, order: Order, sink: Sink, open_file: Callable[[int], BinaryIO], identifier: str
    ) -> None:
        """Begin; `identifier` is OBJID."""
        self.export, self.order, self.sink, self.open_file = export, order, sink, open_file
        self.objid = identifier
        self.created = moment(order.made_at)
        self.data: list[DataFile] = []
        self.parts: list[Part] = []  # của gói
        self.rep_parts: list[Part] = []
        self.notes: list[str] = []

    def write(self) -> None:
        """Write everything; METS of the package last. A .zip that began with a stored PDF would be taken for one."""
        for name in ("EAD.xsd", "EAD_doc.xsd"):
            self._put(f"schemas/{name}", xml.schema_bytes(name), "application/xml", "Schemas")
        self._data()
        for document in self.export.documents:
            name = f"EAD_doc_{_stem(self.export, document)}.xml"
            content = ead.document(self.export, document, self.order.kind)
            self._xml(f"{REP}/metadata/descriptive/{name}", content, "dmd", "OTHER", "TT 05/2025 EAD_doc", rep=True)
        self._reports()
        content = premis_parts.representation(self.export, self.order, self.data, identifier=self.objid)
        self._xml(f"{REP}/metadata/preservation/PREMIS_rep1.xml", content, "amd", "PREMIS", rep=True)
        self._xml(EAD, ead.case_file(self.export, self.order.kind), "dmd", "OTHER", "TT 05/2025 EAD")
        if self.order.kind != Kind.DIP:
            paths = {one.file.file_id: one.packed.path for one in self.data}
            content = whole.dump(self.export, paths)
            self._put(WHOLE, content, "application/json", "dmd", "OTHER", "congvu-ho-so-1")
        self._pages()
        content = premis_parts.package(self.export, self.order, self.data, identifier=self.objid)
        self._xml(PREMIS, content, "amd", "PREMIS")
        rep_mets = self._rep_mets()
        head = self._head(self.objid, PROFILES[self.order.kind])
        self.sink.put(
            METS,
            mets.write(head, self.parts, representations=[rep_mets]),
            media_type="application/xml",
            created=self.created,
        )

    def _data(self) -> None:
        for document in self.export.documents:
            stem = _stem(self.export, document)
            for place, file in enumerate(kept_files(document), 1):
                path = f"{REP}/data/{stem}.{place:03d}.{_ending(file)}"
                self.data.append(self._copy(document, file, path))

    def _copy(self, document: ExportDocument, file: ExportFile, path: str) -> DataFile:
        is_pdf = file.media_type == PDF
        watch = PdfaWatcher() if is_pdf else Nothing()
        try:
            with self.open_file(file.file_id) as source:
                packed = self.sink.copy(
                    path, source, size=file.size, media_type=file.media_type, created=self.created, watch=watch
                )
        except OSError as error:
            raise PackageNotMade(reason=_("tệp “%(name)s” không đọc được") % {"name": file.name}) from error
        if packed.sha256 != file.sha256 or packed.size != file.size:
            raise PackageNotMade(reason=_("tệp “%(name)s” đã khác với mã băm khi lưu") % {"name": file.name})
        found = watch.found
        if is_pdf and not found:
            with self.open_file(file.file_id) as source:
                found = packed_mark(source, file.size)
            if not found:
                self.notes.append(_("%(name)s không tự nhận là PDF/A.") % {"name": file.name})
        self.rep_parts.append(Part(packed, "Data"))
        return DataFile(document, file, packed, found)

    def _reports(self) -> None:
        """Keep what the check of signatures found beside the file (domain/documents 7.4)."""
        if self.order.kind == Kind.DIP:
            return
        for one in self.data:
            if one.file.signature_report:
                stem = one.packed.path.rsplit("/", 1)[1]
                path = f"{REP}/metadata/other/{stem}.signatures.json"
                content = one.file.signature_report.encode()
                packed = self.sink.put(path, content, media_type="application/json", created=self.created)
                self.rep_parts.append(Part(packed, "amd", "OTHER", "congvu-signature-report"))

    def _pages(self) -> None:
        places = [("documentation/muc-luc.html", "../")]
        if self.order.kind == Kind.DIP:
            places.append(("index.html", ""))
        for name, up in places:
            content = page.index(self.export, self.order, self.data, identifier=self.objid, up=up)
            self._put(name, content, "text/html", "Documentation")

    def _rep_mets(self) -> Packed:
        head = self._head("rep1", REPRESENTATION_PROFILE)
        content = mets.write(head, self.rep_parts, base=REP)
        return self.sink.put(f"{REP}/{METS}", content, media_type="application/xml", created=self.created)

    def _head(self, identifier: str, profile: str) -> Head:
        only_pdf = all(one.packed.media_type == PDF for one in self.data)
        return Head(
            objid=identifier,
            label=self.export.title[:400],
            content=mets.TEXTUAL if only_pdf else mets.MIXED,
            profile=profile,
            package_type=self.order.kind.value,
            created=self.created,
            version=version("congvu"),
            agents=_agents(self.export),
            reference=self.export.arc_file_code or self.export.file_code,
        )

    def _xml(self, path: str, content: bytes, use: str, md: str, other: str = "", *, rep: bool = False) -> None:
        packed = self.sink.put(path, content, media_type="application/xml", created=self.created)
        (self.rep_parts if rep else self.parts).append(Part(packed, use, md, other))

    def _put(self, path: str, content: bytes, media_type: str, use: str, md: str = "", other: str = "") -> None:
        packed = self.sink.put(path, content, media_type=media_type, created=self.created)
        self.parts.append(Part(packed, use, md, other))


def write_package(
    export: CaseFileExport, order: Order, folder: Path, *, open_file: Callable[[int], BinaryIO]
) -> Written:
    """Write a package into a folder that exists; return what was made.

    Its OBJID follows from content: the same case file in the same state gives the same identifier. Raises
    PackageNotMade with nothing left in the folder.
    """
    digest = fingerprint(export, order)
    identifier = objid(order.kind, uuid5(_SPACE, digest), fonds=export.fonds_code or export.organ_id)
    try:
        with Sink(folder, folder_of(identifier), as_zip=order.as_zip, made_at=order.made_at) as sink:
            writer = Writer(export, order, sink, open_file, identifier)
            writer.write()
            target = sink.finish()
    except FileExistsError as error:
        raise PackageNotMade(reason=_("đã có “%(name)s” ở đó") % {"name": Path(str(error)).name}) from error
    return Written(
        kind=order.kind,
        objid=identifier,
        name=target.name,
        path=str(target),
        files=len(sink.files),
        size=sum(one.size for one in sink.files),
        content_sha256=content_sha256(sink.files),
        made_at=order.made_at,
        notes=tuple(writer.notes),
    )


def content_sha256(files: list[Packed] | tuple[Packed, ...]) -> str:
    """Return one hash over what a package preserves: data and descriptive metadata, not when it was packed."""
    kept = sorted((one.path, one.sha256) for one in files if "/data/" in one.path or "/descriptive/" in one.path)
    return hashlib.sha256("\n".join(f"{sha} {path}" for path, sha in kept).encode()).hexdigest()


def fingerprint(export: CaseFileExport, order: Order) -> str:
    """Return a hash of the kind, every field and every file of the export, moments of packing left out."""
    digest = hashlib.sha256(f"{order.kind}\n{export.uid}\n{order.withheld}\n".encode())
    digest.update(ead.case_file(export, order.kind))
    for document in export.documents:
        digest.update(ead.document(export, document, order.kind))
        for file in kept_files(document):
            digest.update(f"{file.sha256} {file.size} {file.name}\n".encode())
    return digest.hexdigest()


def kept_files(document: ExportDocument) -> Iterator[ExportFile]:
    """Return the files of a document that are records; a view made for reading is none."""
    return (one for one in document.files if one.role != "pdf_view")


def _stem(export: CaseFileExport, document: ExportDocument) -> str:
    if document.arc_doc_code:
        return plain(document.arc_doc_code)
    return f"{plain(export.arc_file_code or export.file_code)}.{document.ordinal:07d}"


def _ending(file: ExportFile) -> str:
    known = _ENDINGS.get(file.media_type)
    ending = known or plain(file.name.rpartition(".")[2].lower())[:8]
    return ending or "bin"


def _agents(export: CaseFileExport) -> tuple[Agent, ...]:
    found = []
    for one in export.agents:
        kind = "ORGANIZATION" if one.kind == "organization" else "INDIVIDUAL"
        if one.role == "creator":
            found.append(Agent("CREATOR", kind, one.name, export.fonds_code or one.code))
        elif one.role == "archivist":
            found.append(Agent("ARCHIVIST", kind, one.name, one.code))
        else:
            found.append(Agent("IPOWNER", kind, one.name, one.code))
    return tuple(found)
