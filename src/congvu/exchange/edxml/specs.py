"""Which element holds which value, in the order the national axis's own software writes them, with its length.

One table serves the reader (by name, in any order), the writer (in this order) and the schema. Lengths: columns of
deployed software and NĐ 30/2020/NĐ-CP Phụ lục VI; `OrganId` 35 by Amendment 1:2022 of QCVN 102. They bind when
writing; in reading a longer text is noted, and refused only beyond `safe_length`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from . import types as t

Kind = Literal["text", "exact", "int", "bool", "date", "datetime"]
"""`exact` is text that is compared letter by letter, so it is not brought to NFC."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """An element that holds a text."""

    element: str
    field: str
    kind: Kind = "text"
    length: int = 0
    many: bool = False
    required: bool = False  # the writer writes it even when empty
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """An element that holds a record."""

    element: str
    field: str
    record: Record
    many: bool = False
    required: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """A class of `types` and the elements that fill it; `by_name` has them by every name."""

    make: Callable[..., Any]
    items: tuple[Leaf | Part, ...]
    by_name: dict[str, Leaf | Part] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Find the elements by their names once."""
        named = {name: item for item in self.items for name in (item.element, *item.aliases)}
        object.__setattr__(self, "by_name", named)


ID, CODE_NUMBER, CODE_NOTATION, SUBJECT = 35, 50, 50, 500
"""OrganId; CodeNumber 11 and CodeNotation 30 by Phụ lục VI, deployed software allows 50; Subject."""

LONGEST_ID = 200

ORGAN = Record(
    t.Organ,
    (
        Leaf("OrganId", "organ_id", "exact", ID, required=True),
        Leaf("OrganizationInCharge", "in_charge", length=200, required=True, aliases=("OrganInCharge",)),
        Leaf("OrganName", "name", length=200, required=True),
        Leaf("OrganAdd", "address", length=250, required=True, aliases=("OrganAddress",)),
        Leaf("Email", "email", length=100, required=True),
        Leaf("Telephone", "telephone", length=50, required=True),
        Leaf("Fax", "fax", length=50, required=True),
        Leaf("Website", "website", length=100, required=True),
    ),
)
CODE = Record(
    t.Code,
    (
        Leaf("CodeNumber", "number", length=CODE_NUMBER, required=True),
        Leaf("CodeNotation", "notation", length=CODE_NOTATION, required=True),
    ),
)
PROMULGATION = Record(
    t.Promulgation,
    (Leaf("Place", "place", length=50, required=True), Leaf("PromulgationDate", "on", "date")),
)
DOCUMENT_TYPE = Record(
    t.DocumentType,
    (
        Leaf("Type", "type", "int"),
        Leaf("TypeDetail", "detail", "int"),
        Leaf("TypeName", "name", length=100, required=True),
    ),
)
SIGNER = Record(
    t.Signer,
    (
        Leaf("Competence", "competence", length=100, required=True),
        Leaf("Position", "position", length=100, required=True),
        Leaf("FullName", "name", length=50, required=True),
    ),
)
TO_PLACES = Record(t.ToPlaces, (Leaf("Place", "places", length=500, many=True),))
APPENDIXES = Record(t.Appendixes, (Leaf("Appendix", "names", length=500, many=True),))
OTHER = Record(
    t.OtherInfo,
    (
        Leaf("Priority", "priority", "int"),
        Leaf("SphereOfPromulgation", "sphere", length=100, required=True),
        Leaf("TyperNotation", "typist", length=10, required=True),
        Leaf("PromulgationAmount", "copies", "int"),
        Leaf("PageAmount", "pages", "int"),
        Leaf("Direction", "direction", "bool"),
        Part("Appendixes", "appendixes", APPENDIXES),
    ),
)
RESPONSE = Record(
    t.ResponseFor,
    (
        Leaf("OrganId", "organ_id", "exact", ID, required=True),
        Part("Code", "code", CODE),
        Leaf("PromulgationDate", "promulgated_on", "date"),
        Leaf("DocumentId", "document_id", "exact", LONGEST_ID, required=True),
    ),
)
TRACE = Record(
    t.TraceHeader,
    (Leaf("OrganId", "organ_id", "exact", ID, required=True), Leaf("Timestamp", "at", "datetime")),
)
STAFF = Record(
    t.StaffInfo,
    (
        Leaf("Department", "department", length=200, required=True),
        Leaf("Staff", "staff", length=100, required=True),
        Leaf("Email", "email", length=100, required=True),
        Leaf("Mobile", "mobile", length=50, required=True),
    ),
)
RECEIVER = Record(
    t.Receiver,
    (Leaf("OrganId", "organ_id", "exact", ID, required=True), Leaf("ReceiverType", "type", "int")),
)
RECEIVERS = Record(t.ReceiverList, (Part("Receiver", "receivers", RECEIVER, many=True),))
DOCUMENT_INFO = Record(
    t.BusinessDocumentInfo,
    (
        Leaf("DocumentInfo", "document_changed", "int"),
        Leaf("DocumentReceiver", "receivers_changed", "int"),
        Part("ReceiverList", "receivers", RECEIVERS),
    ),
)
ORGAN_IDS = Record(t.OrganIds, (Leaf("OrganId", "codes", "exact", ID, many=True),))
REPLACEMENT = Record(
    t.ReplacementInfo,
    (
        Leaf("DocumentId", "document_id", "exact", LONGEST_ID, required=True),
        Part("OrganIdList", "organs", ORGAN_IDS),
    ),
)
REPLACEMENTS = Record(t.ReplacementInfos, (Part("ReplacementInfo", "replaced", REPLACEMENT, many=True),))
BUSINESS = Record(
    t.Business,
    (
        Leaf("BussinessDocType", "type", "int", aliases=("BusinessDocType",)),
        Leaf("BussinessDocReason", "reason", length=SUBJECT, required=True, aliases=("BusinessDocReason",)),
        Leaf("DocumentId", "document_id", "exact", LONGEST_ID),
        Leaf("Paper", "paper", "int"),
        Part("BussinessDocumentInfo", "document_info", DOCUMENT_INFO, aliases=("BusinessDocumentInfo",)),
        Part("ReplacementInfoList", "replacements", REPLACEMENTS),
        Part("StaffInfo", "staff", STAFF),
    ),
)
TRACES = Record(
    t.TraceHeaderList,
    (
        Part("TraceHeader", "traces", TRACE, many=True),
        Part("Bussiness", "business", BUSINESS, aliases=("Business",)),
    ),
)
EDOC = Record(
    t.Edoc,
    (
        Part("From", "sender", ORGAN),
        Part("To", "receivers", ORGAN, many=True),
        Leaf("DocumentId", "document_id", "exact", LONGEST_ID, required=True),
        Part("Code", "code", CODE),
        Part("PromulgationInfo", "promulgation", PROMULGATION),
        Part("DocumentType", "document_type", DOCUMENT_TYPE),
        Leaf("Subject", "subject", length=SUBJECT, required=True),
        Leaf("Content", "content", length=SUBJECT, required=True),
        Part("SignerInfo", "signer", SIGNER),
        Leaf("DueDate", "due_on", "date"),
        Part("OtherInfo", "other", OTHER),
        Part("ResponseFor", "responses", RESPONSE, many=True),
        Leaf("SteeringType", "steering", "int"),
        Part("ToPlaces", "to_places", TO_PLACES),
    ),
)
STATUS = Record(
    t.Status,
    (
        Part("From", "sender", ORGAN),
        Part("To", "receivers", ORGAN, many=True),
        Part("ResponseFor", "about", RESPONSE),
        Part("StaffInfo", "staff", STAFF),
        Leaf("StatusCode", "code", length=10, required=True),
        Leaf("Description", "description", length=SUBJECT, required=True),
        Leaf("Timestamp", "at", "datetime"),
    ),
)
REFERENCE = Record(
    t.Reference,
    (
        Leaf("ContentId", "content_id", "exact", 250, required=True),
        Leaf("ContentType", "media_type", length=150, required=True),
        Leaf("AttachmentName", "name", length=250, required=True),
        Leaf("Description", "description", length=SUBJECT, required=True),
    ),
)
ATTACHMENT = Record(
    t.Reference,
    (
        Leaf("ContentId", "content_id", "exact", 250, required=True),
        Leaf("AttachmentName", "name", length=250, required=True),
        Leaf("Description", "description", length=SUBJECT, required=True),
        Leaf("ContentType", "media_type", length=150, required=True),
    ),
)


def safe_length(length: int) -> int:
    """Return up to how many letters a text is read whose rule says `length`: real senders overstep it."""
    return max(1000, 20 * length)
