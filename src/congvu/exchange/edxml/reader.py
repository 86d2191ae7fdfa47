"""Reads a message: lenient about how real senders write, strict about what could harm or mislead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from . import mime, sax, specs
from .attachments import Found, attachments
from .errors import Ambiguous, Doubled, EdxmlRefused, Missing, Note, NotEdxml
from .limits import DEFAULT, Limits
from .names import DS, QCVN, SOAP
from .packaging import Folder, Writing
from .records import Log, Split, read_record, split
from .status import KNOWN
from .tree import Builder
from .types import (
    MANIFEST_ATTRIBUTES,
    TRACE_ATTRIBUTES,
    Attribute,
    BusinessType,
    Edoc,
    Extra,
    Frame,
    Message,
    Node,
    Organ,
    Packaging,
    ResponseFor,
    Status,
    TraceHeaderList,
)

_ROOT = {"edXMLEnvelope": "edXMLEnvelope", "AttachmentEncoded": "AttachmentEncoded"}
_ENVELOPE = {"edXMLHeader": "Header", "edXMLBody": "Body", "Header": "Header", "Body": "Body"}
_HEADER = {name: name for name in ("MessageHeader", "TraceHeaderList", "Signature")}
_BODY = {"edXMLManifest": "edXMLManifest", "Manifest": "edXMLManifest"}


@dataclass(frozen=True, slots=True)
class Reading:
    """A message that was read, and what was unusual about it."""

    message: Message
    notes: tuple[Note, ...]
    signature_count: int = 0  # of elements called Signature, wherever they stand: see `verdict.verify`


def read(source: BinaryIO, folder: Path, *, limits: Limits = DEFAULT) -> Reading:
    """Read a message; its files are put into `folder` (empty, the caller's) and opened from there.

    `source` can seek. Memory stays bounded whatever the files weigh. Raises EdxmlRefused: the sentence and `place`
    say why, `header` holds what could be read of the message so that its sender can be told.
    """
    builder = Builder(limits, Folder(folder, limits))
    loaded: list[tuple[mime.Part, int]] = []
    try:
        source.seek(0)
        head = source.read(1024)
        source.seek(0)
        packaging: Packaging = "soap" if mime.is_mime(head) else "edxml"
        if packaging == "soap":
            loaded = _read_parts(source, builder, limits)
        else:
            _parse(iter(partial(source.read, sax.CHUNK), b""), builder, limits)
        if builder.root is None:
            raise NotEdxml("edXML")
        log = Log(builder.notes)
        message = _message(builder.root, packaging, builder, loaded, log)
    except EdxmlRefused as refusal:
        refusal.header = refusal.header or _header_only(builder)
        raise
    finally:
        builder.close()
    return Reading(message, tuple(log.notes), builder.signatures)


def _parse(chunks: Iterator[bytes], builder: Builder, limits: Limits) -> None:
    sax.parse(
        chunks,
        start=builder.start,
        end=builder.end,
        text=builder.text,
        note=builder.note,
        limits=limits,
        files=builder,
    )


def _read_parts(source: BinaryIO, builder: Builder, limits: Limits) -> list[tuple[mime.Part, int]]:
    """Parse the root part, put the others to disk; return them with the number of their bytes in the builder."""
    loaded: list[tuple[mime.Part, int]] = []
    for part in mime.parts(source):
        if part.is_root:
            if builder.root is not None:
                raise Doubled("MIME")
            _parse(part.content, builder, limits)
        else:
            writing = builder.folder.begin(f"MIME {part.content_id[:80]}")
            _copy(part.content, writing)
            builder.kept.append(writing.finish())
            loaded.append((part, len(builder.kept) - 1))
    return loaded


def _copy(chunks: Iterator[bytes], writing: Writing) -> None:
    try:
        for chunk in chunks:
            writing.write(chunk)
    except EdxmlRefused:
        writing.finish()
        raise


def _header_only(builder: Builder) -> Message | None:
    """Return what was read of the header before a refusal."""
    if (root := builder.partial()) is None:
        return None
    try:
        containers = _containers(root, Log([]))
        return _built(containers, "edxml", Log([], containers.home), strict=False)
    except EdxmlRefused:
        return None


@dataclass(frozen=True, slots=True)
class _Containers:
    """The parts of a message, found by name in either packaging."""

    root: Split
    envelope: Split
    header: Split
    body: Split
    manifest: Split
    encoded: Split
    message_header: Node
    namespace: str

    @property
    def home(self) -> frozenset[str]:
        return frozenset({"", QCVN, self.namespace})


def _containers(root: Node, log: Log) -> _Containers:
    """Find the parts. Raises NotEdxml, Doubled."""
    namespace = _namespace(root)
    log.home = frozenset({"", QCVN, SOAP, DS, namespace, root.namespace})
    empty = Split()
    if root.name == "edXML":
        top = split(root, _ROOT, "edXML", log)
        envelope_node = top.one("edXMLEnvelope", "edXML", log)
    elif root.name in {"edXMLEnvelope", "Envelope"}:
        top, envelope_node = empty, root
    else:
        raise NotEdxml("edXML")
    if envelope_node is None:
        raise NotEdxml("edXMLEnvelope")
    encoded_node = top.one("AttachmentEncoded", "edXML", log)
    envelope = split(envelope_node, {**_ENVELOPE, **_ROOT}, "edXMLEnvelope", log)
    encoded_node = encoded_node or envelope.one("AttachmentEncoded", "edXMLEnvelope", log)
    header_node, body_node = envelope.one("Header", "edXMLEnvelope", log), envelope.one("Body", "edXMLEnvelope", log)
    header_node = _inner(header_node, "edXMLHeader", log)
    body_node = _inner(body_node, "edXMLBody", log)
    header = split(header_node, _HEADER, "edXMLHeader", log) if header_node else empty
    body = split(body_node, _BODY, "edXMLBody", log) if body_node else empty
    manifest_node = body.one("edXMLManifest", "edXMLBody", log)
    message_header = header.one("MessageHeader", "edXMLHeader", log)
    if message_header is None:
        raise NotEdxml("edXMLHeader/MessageHeader")
    return _Containers(
        root=top,
        envelope=envelope,
        header=header,
        body=body,
        manifest=split(manifest_node, {"Reference": "Reference"}, "edXMLManifest", log) if manifest_node else empty,
        encoded=split(encoded_node, {"Attachment": "Attachment"}, "AttachmentEncoded", log) if encoded_node else empty,
        message_header=message_header,
        namespace=namespace,
    )


def _inner(node: Node | None, name: str, log: Log) -> Node | None:
    """Return the container of that name that stands alone in a SOAP header or body, else the node itself."""
    if node is None:
        return None
    inside = [one for one in node.elements() if one.name == name]
    if len(inside) > 1:
        raise Doubled(name)
    return inside[0] if inside else node


def _namespace(root: Node) -> str:
    """Return the namespace of the header: the one in which the names of the message mean what we think."""
    todo = [root]
    for _level in range(5):
        for node in todo:
            if node.name == "MessageHeader":
                return node.namespace
        todo = [child for node in todo for child in node.elements()][:2000]
    return root.namespace


def _message(
    root: Node, packaging: Packaging, builder: Builder, loaded: list[tuple[mime.Part, int]], log: Log
) -> Message:
    containers = _containers(root, log)
    log.home = containers.home
    if containers.namespace != QCVN:
        log.note("namespace_old", "edXML", value=containers.namespace[:200])
    packaging = "soap" if root.namespace == SOAP else packaging
    message = _built(containers, packaging, log, strict=True)
    found = Found(
        references=containers.manifest.known.get("Reference", []),
        encoded=containers.encoded.known.get("Attachment", []),
        kept=builder.kept,
        parts=loaded,
    )
    if isinstance(message, Status):
        if found.encoded or found.parts:
            raise Ambiguous("AttachmentEncoded")
        return message
    try:
        files, missing = attachments(found, builder.folder, log, needed=_needs_files(message))
    except EdxmlRefused as refusal:
        refusal.header = message
        raise
    return replace(message, attachments=files, missing=missing)


def _needs_files(message: Edoc) -> bool:
    return message.business in {BusinessType.NEW, BusinessType.REPLACE}


def _built(containers: _Containers, packaging: Packaging, log: Log, *, strict: bool) -> Message:
    trace_node = containers.header.one("TraceHeaderList", "edXMLHeader", log)
    signature = _signature(containers.header)
    common = {
        "trace": _trace(trace_node, log) if trace_node else None,
        "signature": signature,
        "frame": _frame(containers, packaging),
        "sender": Organ(),
    }
    header = containers.message_header
    names = {one.name for one in header.elements() if one.namespace in log.home}
    if "StatusCode" in names:
        if names & {"Subject", "DocumentType", "SignerInfo"}:
            raise Ambiguous("MessageHeader/StatusCode")
        status: Status = read_record(header, specs.STATUS, "MessageHeader", log, about=ResponseFor(), code="", **common)
        return _checked_status(status, log) if strict else status
    edoc: Edoc = read_record(header, specs.EDOC, "MessageHeader", log, receivers=(), document_id="", **common)
    return _checked_edoc(edoc, log) if strict else edoc


def _trace(node: Node, log: Log) -> TraceHeaderList:
    trace: TraceHeaderList = read_record(node, specs.TRACES, "TraceHeaderList", log)
    return replace(trace, extra=_beside(trace.extra, TRACE_ATTRIBUTES))


def _signature(header: Split) -> Node | None:
    """Return the signature; only one is taken, since two would leave open which of them speaks."""
    found = [one for one in header.known.pop("Signature", []) if one.content or one.attributes]
    if len(found) > 1:
        raise Doubled("edXMLHeader/Signature")
    return found[0] if found else None


def _frame(containers: _Containers, packaging: Packaging) -> Frame:
    return Frame(
        namespace=containers.namespace,
        packaging=packaging,
        root=containers.root.extra(),
        envelope=containers.envelope.extra(),
        header=containers.header.extra(),
        body=containers.body.extra(),
        manifest=_beside(containers.manifest.extra(), MANIFEST_ATTRIBUTES),
        encoded=containers.encoded.extra(),
    )


def _beside(extra: Extra, written: tuple[Attribute, ...]) -> Extra:
    """Leave out the attributes that the writer writes by itself."""
    return replace(extra, attributes=tuple(a for a in extra.attributes if a not in written))


def _checked_edoc(edoc: Edoc, log: Log) -> Edoc:
    """Look whether the message says who sends what to whom. Raises Missing."""
    _check_organ(edoc.sender, "MessageHeader/From", log)
    receivers = [one for one in edoc.receivers if one.organ_id or one.name]
    if not receivers:
        raise Missing("MessageHeader/To")
    for number, one in enumerate(receivers, start=1):
        _check_organ(one, f"MessageHeader/To {number}", log)
    if not edoc.document_id and not _names_a_document(edoc):
        raise Missing("MessageHeader/DocumentId")
    if edoc.business is None and edoc.trace and edoc.trace.business:
        log.note("unknown_business", "Bussiness/BussinessDocType", value=str(edoc.trace.business.type))
    for name, said in (
        ("Code", edoc.code), ("PromulgationInfo", edoc.promulgation), ("DocumentType", edoc.document_type),
        ("Subject", edoc.subject), ("SignerInfo", edoc.signer), ("TraceHeaderList", edoc.trace),
    ):  # fmt: skip
        if not said:
            log.note("missing_field", f"MessageHeader/{name}")
    for trace in edoc.trace.traces if edoc.trace else ():
        if trace.organ_id.lower() == "null":
            log.note("null_organ", "TraceHeader/OrganId")
    return edoc


def _names_a_document(edoc: Edoc) -> bool:
    """Return whether a recall, update or replacement says elsewhere which document it means."""
    if edoc.business is BusinessType.NEW:
        return False
    business = edoc.trace.business if edoc.trace else None
    named = [one.document_id for one in edoc.responses] + [business.document_id if business else ""]
    return any(named)


def _check_organ(organ: Organ, place: str, log: Log) -> None:
    if organ.organ_id.lower() == "null":
        log.note("null_organ", f"{place}/OrganId")
    if not organ.organ_id or organ.organ_id.lower() == "null":
        raise Missing(f"{place}/OrganId")


def _checked_status(status: Status, log: Log) -> Status:
    """Look whether the report says who reports what about which document. Raises Missing."""
    _check_organ(status.sender, "MessageHeader/From", log)
    if not status.code:
        raise Missing("MessageHeader/StatusCode")
    if not status.about.document_id and not status.about.code:
        raise Missing("MessageHeader/ResponseFor/DocumentId")
    code = status.code.zfill(2) if status.code.isascii() and status.code.isdigit() else status.code
    if code not in KNOWN:
        log.note("unknown_status", "MessageHeader/StatusCode", value=code)
    if status.at is None:
        log.note("missing_field", "MessageHeader/Timestamp")
    return replace(status, code=code)
