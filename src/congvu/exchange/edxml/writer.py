"""Writes a message by QCVN 102 with Amendment 1:2022, in the order of the axis's software, each time the same bytes.

Every element of the envelope carries the prefix `edXML:` (a strict .NET reader refuses messages without it), those of
`AttachmentEncoded` carry none. Files are streamed from where they lie.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import IO, Any

from . import carrying, specs, values
from .errors import WrongValue
from .names import QCVN, SOAP, XLINK
from .rules import check
from .signature import Signer, Signing
from .specs import Leaf, Part, Record
from .types import (
    MANIFEST_ATTRIBUTES,
    TRACE_ATTRIBUTES,
    Attribute,
    Edoc,
    Extra,
    Message,
    Reference,
    TraceHeaderList,
)
from .xml_out import XmlOut

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_ROOT_ID = "edxml"


def write(message: Message, out: IO[bytes], *, signer: Signer | None = None) -> None:
    """Write a message of ours; with a signer, signed as a whole, for which `out` must be able to seek.

    Raises what breaks the rules before anything is written: Missing, TextTooLong, WrongValue; and AttachmentBroken when
    a file is not what the message says of it.
    """
    check(message)
    rewrite(message, out, signer=signer)


def rewrite(message: Message, out: IO[bytes], *, signer: Signer | None = None) -> None:
    """Write a message that others made, with all that they said, whatever its lengths and gaps.

    Their signature is written as it was but no longer holds: forward the file that came, not this.
    """
    if message.frame.packaging == "soap":
        _write_soap(message, out, signer)
    else:
        out.write(_DECLARATION)
        _write_xml(message, out, signer)


def _write_xml(message: Message, out: IO[bytes], signer: Signer | None) -> None:
    signing = Signing(out, signer) if signer else None
    xml = XmlOut(signing.write if signing else out.write)
    frame = message.frame
    xml.start(QCVN, "edXML", frame.root.attributes, bare=True)
    _loose(xml, frame.root, "", bare=True)
    xml.start(QCVN, "edXMLEnvelope", frame.envelope.attributes)
    _loose(xml, frame.envelope, "")
    xml.start(QCVN, "edXMLHeader", frame.header.attributes)
    _header(xml, message, signing)
    xml.end()
    _loose(xml, frame.envelope, "Header")
    if isinstance(message, Edoc):
        xml.start(QCVN, "edXMLBody", frame.body.attributes)
        _body(xml, message)
        xml.end()
    _loose(xml, frame.envelope, "Body")
    xml.end()
    _loose(xml, frame.root, "edXMLEnvelope", bare=True)
    if isinstance(message, Edoc) and message.attachments:
        _encoded(xml, message)
    _loose(xml, frame.root, "AttachmentEncoded", bare=True)
    xml.end()
    if signing:
        signing.finish()


def _write_soap(message: Message, out: IO[bytes], signer: Signer | None) -> None:
    """Write a SOAP 1.1 envelope, and the files as parts of a MIME body."""
    files = message.attachments if isinstance(message, Edoc) else ()
    if signer is not None:
        raise WrongValue("Signature", value="SOAP")  # a signature over the envelope would leave out the files
    boundary = _boundary(message)
    out.write(
        f'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="{boundary}"; type="text/xml"; '
        f'start="<{_ROOT_ID}>"\r\n\r\n--{boundary}\r\nContent-Type: text/xml; charset=UTF-8\r\n'
        f"Content-Transfer-Encoding: binary\r\nContent-ID: <{_ROOT_ID}>\r\n\r\n".encode()
    )
    out.write(_DECLARATION)
    _soap_envelope(XmlOut(out.write), message)
    for one in files:
        out.write(carrying.mime_header(one, boundary))
        carrying.copy(one, out.write)
    out.write(f"\r\n--{boundary}--\r\n".encode())


def _soap_envelope(xml: XmlOut, message: Message) -> None:
    frame = message.frame
    xml.start(SOAP, "Envelope", frame.envelope.attributes)
    _loose(xml, frame.envelope, "")
    xml.start(SOAP, "Header", frame.header.attributes)
    _header(xml, message, None)
    xml.end()
    _loose(xml, frame.envelope, "Header")
    xml.start(SOAP, "Body", frame.body.attributes)
    if isinstance(message, Edoc):
        _body(xml, message)
    xml.end()
    _loose(xml, frame.envelope, "Body")
    xml.end()


def _boundary(message: Message) -> str:
    """Return a line that cannot stand in the files: a digest of them and of the header."""
    digest = hashlib.sha256()
    _soap_envelope(XmlOut(digest.update), message)
    for one in message.attachments if isinstance(message, Edoc) else ():
        digest.update(bytes.fromhex(one.sha256))
    return f"edxml-{digest.hexdigest()}"


def _header(xml: XmlOut, message: Message, signing: Signing | None) -> None:
    frame = message.frame
    _loose(xml, frame.header, "")
    record = specs.EDOC if isinstance(message, Edoc) else specs.STATUS
    _record(xml, "MessageHeader", message, record, message.extra)
    _loose(xml, frame.header, "MessageHeader")
    if message.trace is not None:
        _record(xml, "TraceHeaderList", message.trace, specs.TRACES, _trace_extra(message.trace))
    _loose(xml, frame.header, "TraceHeaderList")
    if signing is not None:
        signing.hole()
    elif message.signature is not None:
        xml.node(message.signature)
    _loose(xml, frame.header, "Signature")


def _trace_extra(trace: TraceHeaderList) -> Extra:
    return Extra(_with(TRACE_ATTRIBUTES, trace.extra.attributes), trace.extra.loose, trace.extra.leaves)


def _with(ours: Iterable[Attribute], theirs: Iterable[Attribute]) -> tuple[Attribute, ...]:
    """Return both, theirs winning where both speak."""
    return tuple({(one.namespace, one.name): one for one in (*ours, *theirs)}.values())


def _body(xml: XmlOut, message: Edoc) -> None:
    frame = message.frame
    _loose(xml, frame.body, "")
    xml.start(QCVN, "edXMLManifest", _with(MANIFEST_ATTRIBUTES, frame.manifest.attributes))
    _loose(xml, frame.manifest, "")
    for one in message.attachments:
        if one.reference is not None:
            _reference(xml, one.reference)
    for line in message.missing:
        _reference(xml, line)
    _loose(xml, frame.manifest, "Reference")
    xml.end()
    _loose(xml, frame.body, "edXMLManifest")


def _reference(xml: XmlOut, reference: Reference) -> None:
    href = f"cid:{reference.content_id}"
    ours = (Attribute(XLINK, "href", href), Attribute(XLINK, "type", "simple"))
    shown = _replaced(reference, content_id=href)
    extra = Extra(_with(ours, reference.extra.attributes), reference.extra.loose, reference.extra.leaves)
    _record(xml, "Reference", shown, specs.REFERENCE, extra)


def _replaced(reference: Reference, *, content_id: str) -> Reference:
    return Reference(content_id, reference.media_type, reference.name, reference.description, reference.extra)


def _encoded(xml: XmlOut, message: Edoc) -> None:
    frame = message.frame
    xml.start(QCVN, "AttachmentEncoded", frame.encoded.attributes, bare=True)
    _loose(xml, frame.encoded, "", bare=True)
    for one in message.attachments:
        said = Reference(f"cid:{one.content_id}", one.media_type, one.name, one.description, one.extra)
        xml.start(QCVN, "Attachment", one.extra.attributes, bare=True)
        _items(xml, said, specs.ATTACHMENT, one.extra, bare=True)
        xml.start(QCVN, "ContentTransferEncoded", _leaf(one.extra, "ContentTransferEncoded", 0), bare=True)
        carrying.encode(one, xml.write)
        xml.end()
        xml.end()
    _loose(xml, frame.encoded, "Attachment", bare=True)
    xml.end()


def _record(xml: XmlOut, element: str, value: object, record: Record, extra: Extra) -> None:
    xml.start(QCVN, element, extra.attributes)
    _items(xml, value, record, extra, bare=False)
    xml.end()


def _items(xml: XmlOut, value: object, record: Record, extra: Extra, *, bare: bool) -> None:
    _loose(xml, extra, "", bare=bare)
    for item in record.items:
        held: Any = getattr(value, item.field)
        if isinstance(item, Part):
            for one in held if item.many else () if held is None else (held,):
                _record(xml, item.element, one, item.record, one.extra)
        else:
            _leaves(xml, item, held, extra, bare=bare)
        _loose(xml, extra, item.element, bare=bare)


def _leaves(xml: XmlOut, item: Leaf, held: Any, extra: Extra, *, bare: bool) -> None:
    empty = held is None or held == ""
    if empty and (not item.required or item.element in {one.what.name for one in _nodes(extra)}):
        return
    for index, one in enumerate(held if item.many else (held,)):
        text = "" if one is None else values.write(one)
        xml.leaf(QCVN, item.element, text, _leaf(extra, item.element, index), bare=bare)


def _nodes(extra: Extra) -> list[Any]:
    return [one for one in extra.loose if not isinstance(one.what, str)]


def _leaf(extra: Extra, name: str, index: int) -> tuple[Attribute, ...]:
    found = [one.attributes for one in extra.leaves if (one.name, one.index) == (name, index)]
    return found[0] if found else ()


def _loose(xml: XmlOut, extra: Extra, after: str, *, bare: bool = False) -> None:
    for one in extra.loose:
        if one.after == after:
            xml.node(one.what, bare=bare)
