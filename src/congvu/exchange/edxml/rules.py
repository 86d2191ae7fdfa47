"""What a message of ours must say, and how long it may be, before it is written."""

from __future__ import annotations

from typing import Any

from . import specs, values
from .errors import Missing, TextTooLong, WrongValue
from .specs import Leaf, Part, Record
from .status import KNOWN, NEEDS_REASON
from .types import Edoc, Message, Status
from .xml_out import escaped


def check(message: Message) -> None:
    """Raise Missing, TextTooLong or WrongValue for what QCVN 102 does not allow; every text is looked at."""
    if isinstance(message, Edoc):
        _check_edoc(message)
        _check_record(message, specs.EDOC, "MessageHeader")
        for one in message.attachments:
            _check_record(one.reference, specs.REFERENCE, "edXMLManifest/Reference")
    else:
        _check_status(message)
        _check_record(message, specs.STATUS, "MessageHeader")
    if message.trace is not None:
        _check_record(message.trace, specs.TRACES, "TraceHeaderList")


def _need(place: str, *said: object) -> None:
    if not all(said):
        raise Missing(place)


def _check_edoc(edoc: Edoc) -> None:
    _need("MessageHeader/From/OrganId", edoc.sender.organ_id)
    _need("MessageHeader/To", edoc.receivers)
    for number, one in enumerate(edoc.receivers, start=1):
        _need(f"MessageHeader/To {number}/OrganId", one.organ_id)
    _need("MessageHeader/DocumentId", edoc.document_id)
    _need("MessageHeader/Code", edoc.code and (edoc.code.number or edoc.code.notation))
    _need("MessageHeader/PromulgationInfo", edoc.promulgation and edoc.promulgation.on)
    _need("MessageHeader/DocumentType/TypeName", edoc.document_type and edoc.document_type.name)
    _need("MessageHeader/Subject", edoc.subject)
    _need("MessageHeader/SignerInfo/FullName", edoc.signer and edoc.signer.name)
    _need("TraceHeaderList/TraceHeader", edoc.trace and edoc.trace.traces)
    if edoc.trace and edoc.trace.business and edoc.business is None:
        raise WrongValue("Bussiness/BussinessDocType", value=edoc.trace.business.type)
    for file in edoc.attachments:
        _need("edXMLManifest/Reference", file.reference)
        _need("AttachmentEncoded/Attachment/AttachmentName", file.name)


def _check_status(status: Status) -> None:
    _need("MessageHeader/From/OrganId", status.sender.organ_id)
    _need("MessageHeader/ResponseFor/OrganId", status.about.organ_id)
    _need("MessageHeader/ResponseFor/DocumentId", status.about.document_id)
    _need("MessageHeader/Timestamp", status.at)
    if status.code not in KNOWN:
        raise WrongValue("MessageHeader/StatusCode", value=status.code)
    if status.code in NEEDS_REASON:
        _need("MessageHeader/Description", status.description)


def _check_record(value: object, record: Record, place: str) -> None:
    for item in record.items:
        held: Any = getattr(value, item.field)
        here = f"{place}/{item.element}"
        for one in held if item.many else () if held is None else (held,):
            if isinstance(item, Part):
                _check_record(one, item.record, here)
            else:
                _check_leaf(one, item, here)


def _check_leaf(value: values.Value, item: Leaf, place: str) -> None:
    text = values.write(value)
    if item.length and len(text) > item.length:
        raise TextTooLong(place, length=len(text), limit=item.length)
    try:
        escaped(text)
    except WrongValue as error:
        raise WrongValue(place, value=error.data["value"]) from error
