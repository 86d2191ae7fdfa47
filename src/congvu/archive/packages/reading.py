"""From the XML of a package to the plain values of a case file: our own packages exactly, others as far as they say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from ..types import CaseFileExport, ExportAgent, ExportDocument, ExportEvent, ExportFile, ExportRetention
from .ead import as_date
from .names import DOCUMENT_TYPES, LANGUAGES, MAINTENANCE, MODES
from .premis import Event
from .types import Mets, Packed

_CODE: Final = re.compile(r"^(?P<organ>.+?)\.(?P<year>(?:19|20)\d{2})\.(?P<notation>.+)$")
_ROLES: Final = {"CREATOR": "creator", "ARCHIVIST": "archivist"}
_YEARS: Final = {"02": 70, "03": 50, "04": 30, "05": 20, "06": 10}


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """EAD_doc of a document and the data files that belong to it; no fields for a file that no EAD_doc names."""

    values: Mapping[str, str]
    files: tuple[Packed, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """A case file as read: `paths` has the data files of each document in order."""

    export: CaseFileExport
    paths: tuple[tuple[str, ...], ...]
    events: tuple[Event, ...]


def from_whole(export: CaseFileExport, paths: list[list[str]], events: list[Event]) -> Content:
    """Return the content of a package that Công vụ made."""
    kept = []
    kept_paths = []
    for document, places in zip(export.documents, paths, strict=True):
        pairs = [(one, path) for one, path in zip(document.files, places, strict=True) if path]
        kept.append(replace(document, files=tuple(one for one, _path in pairs)))
        kept_paths.append(tuple(path for _one, path in pairs))
    return Content(replace(export, documents=tuple(kept)), tuple(kept_paths), tuple(events))


def from_ead(mets: Mets, values: Mapping[str, str], documents: list[ReadDocument], events: list[Event]) -> Content:
    """Return the content of a package from elsewhere; what it does not say stays empty."""
    code = values.get("fileCode") or values.get("arcFileCode") or mets.objid
    started = as_date(values.get("startDate", ""))
    ended = as_date(values.get("endDate", ""))
    organ, year, notation = _code(code, mets, started or ended)
    maintenance = values.get("maintenance", "")
    history = _history(events)
    export = CaseFileExport(
        uid=uuid5(NAMESPACE_URL, f"urn:congvu:package:{mets.objid}"),
        file_code=code,
        organ_id=organ,
        catalog_year=year,
        notation=notation,
        arc_file_code=values.get("arcFileCode", "")[:100],
        archive_code="",
        fonds_code=next((one.code for one in mets.agents if one.role == "CREATOR" and one.kind != "SOFTWARE"), ""),
        fonds_name="",
        title=values.get("title", ""),
        retention=ExportRetention(
            code="",
            label=MAINTENANCE.get(maintenance, maintenance),
            archive_code=maintenance if maintenance in MAINTENANCE else "07",
            years=_YEARS.get(maintenance),
            permanent=maintenance == "01",
            legal_basis="",
        ),
        usage=_in(values.get("mode", ""), MODES, "02"),
        usage_label=MODES[_in(values.get("mode", ""), MODES, "02")],
        language_code=_in(values.get("language", ""), LANGUAGES, "11"),
        language=LANGUAGES[_in(values.get("language", ""), LANGUAGES, "11")],
        started_on=started or ended or date(year, 1, 1),
        ended_on=ended,
        keyword=values.get("keyword", ""),
        description=values.get("description", ""),
        creator=next((one.name for one in mets.agents if one.kind == "INDIVIDUAL"), ""),
        form="electronic",
        paper_file_code=values.get("paperFileCode", ""),
        paper_sheets=_number(values.get("numberOfPaper", "")),
        doc_total=len(documents),
        page_total=_number(values.get("numberOfPage", "")) or 0,
        state="",
        made_at=_moment(mets.created),
        agents=_agents(mets),
        documents=tuple(_document(mets, place, one) for place, one in enumerate(documents, 1)),
        history=history,
        info_sign=values.get("inforSign", ""),
        confidence=values.get("confidenceLevel", "") or "01",
        risk_recovery=values.get("riskRecovery", "") == "1",
        risk_recovery_status=values.get("riskRecoveryStatus", ""),
    )
    paths = tuple(tuple(file.path for file in one.files) for one in documents)
    return Content(export, paths, tuple(events))


def _document(mets: Mets, place: int, one: ReadDocument) -> ExportDocument:
    values = one.values
    name = one.files[0].path.rsplit("/", 1)[1] if one.files else ""
    issued = as_date(values.get("issuedDate", ""))
    kind = _in(values.get("typeName", ""), DOCUMENT_TYPES, "32")
    language = _in(values.get("language", ""), LANGUAGES, "11")
    signer, _sep, position = values.get("inforSign", "").partition("; ")
    return ExportDocument(
        uid=_uid(values.get("docId", ""), mets.objid, place),
        ordinal=place,
        kind="document",
        doc_code=values.get("docCode", ""),
        arc_doc_code=values.get("arcDocCode", ""),
        direction="",
        type_name=DOCUMENT_TYPES[kind] if kind in DOCUMENT_TYPES else values.get("typeName", ""),
        type_archive_code=kind,
        code_number=values.get("codeNumber", ""),
        code_notation=values.get("codeNotation", ""),
        issued_on=issued,
        dated_on=issued,
        organ_name=values.get("organName", ""),
        subject=values.get("subject", "") or name,
        language=LANGUAGES[language],
        language_code=language,
        pages=_number(values.get("numberOfPage", "")),
        signer_name=signer,
        signer_position=position,
        arrival_number=None,
        arrived_on=None,
        usage=_in(values.get("mode", ""), MODES, "02"),
        keyword=values.get("keyword", ""),
        autograph=values.get("autograph", ""),
        confidence=values.get("confidenceLevel", ""),
        format=values.get("format", ""),
        process=values.get("process", ""),
        note=values.get("description", ""),
        files=tuple(_file(mets, file, number) for number, file in enumerate(one.files)),
        history=(),
    )


def _file(mets: Mets, file: Packed, number: int) -> ExportFile:
    return ExportFile(
        file_id=0,
        uid=uuid5(NAMESPACE_URL, f"urn:congvu:package:{mets.objid}:{file.path}"),
        name=file.path.rsplit("/", 1)[1],
        role="attachment" if number else "main",
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
    )


def _code(code: str, mets: Mets, day: date | None) -> tuple[str, int, str]:
    found = _CODE.match(code)
    if found is not None:
        return found["organ"][:35], int(found["year"]), found["notation"][:20]
    organ = next((one.code for one in mets.agents if one.code and one.kind != "SOFTWARE"), "")
    return organ[:35], (day or _moment(mets.created).date()).year, code[-20:]


def _history(events: list[Event]) -> tuple[ExportEvent, ...]:
    return tuple(
        ExportEvent(one.id, one.type, _moment(one.at), one.detail or one.type, "", "", one.note) for one in events
    )


def _agents(mets: Mets) -> tuple[ExportAgent, ...]:
    return tuple(
        ExportAgent(
            _ROLES.get(one.role, "submitter"),
            "individual" if one.kind == "INDIVIDUAL" else "organization",
            one.name,
            one.code,
        )
        for one in mets.agents
        if one.kind != "SOFTWARE"
    )


def _uid(text: str, objid: str, place: int) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid5(NAMESPACE_URL, f"urn:congvu:package:{objid}:{place}")


def _in(code: str, table: Mapping[str, str], other: str) -> str:
    return code if code in table else other


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=UTC)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
