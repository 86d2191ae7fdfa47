"""A case file as XML: the fields of NĐ 30/2020 Phụ lục VI, phần II, by their names in the law, in our own schema.

The schema is `hoso.xsd` beside this file, described in docs/ho-so-xml.md. Time order, no content of files: those are
named with size and SHA-256.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from congvu.kernel.api import text as vn

from ..types import CaseFileExport, ExportDocument, ExportEvent, ExportFile

NAMESPACE: Final = "urn:congvu:ho-so:1"


def document(export: CaseFileExport) -> bytes:
    """Return the file as XML in UTF-8."""
    root = Element("HoSo", {"xmlns": NAMESPACE, "madeAt": export.made_at.isoformat(timespec="seconds")})
    _file_code(root, export)
    for name, value in (
        ("Title", export.title),
        ("Maintenance", export.retention.label),
        ("MaintenanceCode", export.retention.archive_code),
        ("MaintenanceBasis", export.retention.legal_basis),
        ("Rights", export.usage_label),
        ("RightsCode", export.usage),
        ("Creator", export.creator),
        ("Language", export.language),
        ("LanguageCode", export.language_code),
        ("StartDate", export.started_on),
        ("EndDate", export.ended_on),
        ("DocTotal", export.doc_total),
        ("PageTotal", export.page_total),
        ("Keyword", export.keyword),
        ("Description", export.description),
        ("ArcFileCode", export.arc_file_code),
        ("State", export.state),
    ):
        _put(root, name, value)
    documents = SubElement(root, "Documents")
    for one in sorted(export.documents, key=lambda d: d.ordinal):
        _document(documents, export, one)
    history = SubElement(root, "History")
    for event in export.history:
        _event(history, event)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode").encode()


def _file_code(parent: Element, export: CaseFileExport) -> None:
    code = SubElement(parent, "FileCode")
    _put(code, "OrganId", export.organ_id)
    _put(code, "FileCatalog", export.catalog_year)
    _put(code, "FileNotation", export.notation)


def _document(parent: Element, export: CaseFileExport, one: ExportDocument) -> None:
    node = SubElement(parent, "Document", {"uid": str(one.uid), "kind": one.kind, "direction": one.direction})
    _file_code(node, export)
    for name, value in (
        ("DocOrdinal", one.ordinal),
        ("TypeName", one.type_name),
        ("CodeNumber", one.code_number),
        ("CodeNotation", one.code_notation),
        ("IssuedDate", one.issued_on),
        ("OrganName", one.organ_name),
        ("Subject", one.subject),
        ("Language", one.language),
        ("PageAmount", one.pages),
        ("Description", one.note),
        ("DocCode", one.doc_code),
        ("ArcDocCode", one.arc_doc_code),
    ):
        _put(node, name, value)
    if one.signer_name or one.signer_position:
        signer = SubElement(node, "SignerInfo")
        _put(signer, "Position", one.signer_position)
        _put(signer, "FullName", one.signer_name)
    for receiver in one.receivers:
        to = SubElement(node, "To")
        _put(to, "OrganId", receiver.code)
        _put(to, "OrganName", receiver.name)
    _put(node, "ArrivalDate", one.arrived_on)
    _put(node, "ArrivalNumber", one.arrival_number)
    files = SubElement(node, "Files")
    for file in one.files:
        _file(files, file)


def _file(parent: Element, one: ExportFile) -> None:
    node = SubElement(parent, "File", {"uid": str(one.uid), "role": one.role})
    for name, value in (
        ("Name", one.name),
        ("MediaType", one.media_type),
        ("Size", one.size),
        ("Sha256", one.sha256),
        ("SignatureVerdict", one.signature_verdict),
        ("SignatureLevel", one.signature_level),
    ):
        _put(node, name, value)


def _event(parent: Element, event: ExportEvent) -> None:
    node = SubElement(parent, "Event", {"id": event.uid, "type": event.type, "at": event.at.isoformat()})
    _put(node, "Text", event.text)
    _put(node, "Person", event.person)
    _put(node, "Post", event.post)
    _put(node, "Detail", event.detail)


def _put(parent: Element, name: str, value: str | int | date | datetime | None) -> None:
    """Write one element; what is empty is left out. Control characters that XML cannot hold are taken away."""
    if value is None or value == "":
        return
    shown = value.isoformat() if isinstance(value, date) else str(value)
    SubElement(parent, name).text = vn.clean_text(shown)
