"""An edXML message as values: what it says, by the words of QCVN 102, and whatever else stood in it.

Empty text means "not said". Every record has `extra`: attributes, elements and text that this model has no word for,
kept so that a message read and written again says all that it said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum
from typing import BinaryIO, Literal

from .names import SOAP_NEXT, VERSION

Packaging = Literal["edxml", "soap"]
"""How a message travels: one XML file (the national axis), or a SOAP envelope with MIME parts (old provincial axes)."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute by its namespace (empty for none), local name and value."""

    namespace: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Node:
    """An element that the model has no word for, with all that stands in it; comments are not kept."""

    namespace: str
    name: str
    attributes: tuple[Attribute, ...] = ()
    content: tuple[Node | str, ...] = ()

    @property
    def text(self) -> str:
        """Return the text directly in it, without blanks around."""
        return "".join(one for one in self.content if isinstance(one, str)).strip()

    def elements(self) -> Iterator[Node]:
        """Return its child elements."""
        return (one for one in self.content if isinstance(one, Node))


@dataclass(frozen=True, slots=True)
class Loose:
    """A foreign element or text and the known element that stood before it (empty: it came first)."""

    what: Node | str
    after: str = ""


@dataclass(frozen=True, slots=True)
class OnLeaf:
    """Attributes on a known element that holds only text; `index` counts those of the same name."""

    name: str
    attributes: tuple[Attribute, ...]
    index: int = 0


@dataclass(frozen=True, slots=True)
class Extra:
    """What stood in a record beside the words of the model."""

    attributes: tuple[Attribute, ...] = ()
    loose: tuple[Loose, ...] = ()
    leaves: tuple[OnLeaf, ...] = ()


NOTHING = Extra()


@dataclass(frozen=True, slots=True)
class Organ:
    """An agency as a message names it: From, To."""

    organ_id: str = ""
    in_charge: str = ""
    name: str = ""
    address: str = ""
    email: str = ""
    telephone: str = ""
    fax: str = ""
    website: str = ""
    extra: Extra = NOTHING


@dataclass(frozen=True, slots=True)
class Code:
    """Số và ký hiệu: `CodeNumber` 7816, `CodeNotation` VPCP-TTĐT."""

    number: str = ""
    notation: str = ""
    extra: Extra = NOTHING


@dataclass(frozen=True, slots=True)
class Promulgation:
    """Địa danh và ngày ban hành."""

    place: str = ""
    on: date | None = None
    extra: Extra = NOTHING


@dataclass(frozen=True, slots=True)
class DocumentType:
    """Loại văn bản. Two lists of numbers overlap in practice: `name` is trusted first."""

    type: int | None = None
    detail: int | None = None
    name: str = ""
    extra: Extra = NOTHING


@dataclass(frozen=True, slots=True)
class Signer:
    """Quyền hạn, chức vụ, họ tên người ký."""

    competence: str = ""
    position: str = ""
    name: str = ""
    extra: Extra = NOTHING


@dataclass(frozen=True, slots=True)
class ToPlaces:
    """Nơi nhận other than To: copies, filing."""

    places: tuple[str, ...] = ()
    extra: Extra = NOTHING


@dataclass(frozen=True, slots=True)
class Appendixes:
    """Names of the annexes."""

    names: tuple[str, ...] = ()
    extra: Extra = NOTHING


@dataclass(frozen=True, slots=True)
class OtherInfo:
    """Mức độ khẩn and the rest of what stands at the foot of a paper."""

    priority: int | None = None
    sphere: str = ""
    typist: str = ""
    copies: int | None = None
    pages: int | None = None
    direction: bool | None = None
    appendixes: Appendixes | None = None
    extra: Extra = NOTHING


@dataclass(frozen=True, slots=True)
class ResponseFor:
    """The earlier document that this one answers, or that a status is about."""

    organ_id: str = ""
    code: Code | None = None
    promulgated_on: date | None = None
    document_id: str = ""
    extra: Extra = NOTHING


@dataclass(frozen=True, slots=True)
class TraceHeader:
    """A system that the message went through, and when (Vietnamese time)."""

    organ_id: str = ""
    at: datetime | None = None
    extra: Extra = NOTHING


@dataclass(frozen=True, slots=True)
class StaffInfo:
    """Who acted."""

    department: str = ""
    staff: str = ""
    email: str = ""
    mobile: str = ""
    extra: Extra = NOTHING


class BusinessType(IntEnum):
    """Nghiệp vụ: văn bản mới, thu hồi, cập nhật, thay thế."""

    NEW = 0
    RECALL = 1
    UPDATE = 2
    REPLACE = 3


@dataclass(frozen=True, slots=True)
class Receiver:
    """A receiver dropped (0) or added (1) by an update."""

    organ_id: str = ""
    type: int | None = None
    extra: Extra = NOTHING


@dataclass(frozen=True, slots=True)
class ReceiverList:
    """The receivers that an update changes."""

    receivers: tuple[Receiver, ...] = ()
    extra: Extra = NOTHING


@dataclass(frozen=True, slots=True)
class BusinessDocumentInfo:
    """What an update changes: the document (1), its receivers (1)."""

    document_changed: int | None = None
    receivers_changed: int | None = None
    receivers: ReceiverList | None = None
    extra: Extra = NOTHING


@dataclass(frozen=True, slots=True)
class OrganIds:
    """Codes of agencies."""

    codes: tuple[str, ...] = ()
    extra: Extra = NOTHING


@dataclass(frozen=True, slots=True)
class ReplacementInfo:
    """A document that this one replaces, and who had it."""

    document_id: str = ""
    organs: OrganIds | None = None
    extra: Extra = NOTHING


@dataclass(frozen=True, slots=True)
class ReplacementInfos:
    """The documents that this one replaces."""

    replaced: tuple[ReplacementInfo, ...] = ()
    extra: Extra = NOTHING


@dataclass(frozen=True, slots=True)
class Business:
    """Nghiệp vụ of the message (`Bussiness`, spelt so in the standard). `type` keeps unknown numbers too."""

    type: int | None = BusinessType.NEW
    reason: str = ""
    document_id: str = ""
    paper: int | None = None
    document_info: BusinessDocumentInfo | None = None
    replacements: ReplacementInfos | None = None
    staff: StaffInfo | None = None
    extra: Extra = NOTHING


@dataclass(frozen=True, slots=True)
class TraceHeaderList:
    """The way of the message, and its business."""

    traces: tuple[TraceHeader, ...] = ()
    business: Business | None = None
    extra: Extra = NOTHING


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the message; its bytes are opened when they are wanted, and never held here.

    `media_type` is what the sender says, `sha256` and `size` are of the file that people open; `carried_sha256` and
    `carried_size` of what the message carries, which for a zipped file is the archive around it. `open` may be
    called again and again as long as whoever read the message keeps its folder.
    """

    content_id: str
    name: str
    open: Callable[[], BinaryIO] = field(compare=False, repr=False)
    size: int
    sha256: str
    media_type: str = ""
    description: str = ""
    zipped: bool = False
    entry: str = ""  # name of the entry in the archive
    carried_size: int = 0
    carried_sha256: str = ""
    reference: Reference | None = None
    extra: Extra = NOTHING


@dataclass(frozen=True, slots=True)
class Reference:
    """A line of the manifest."""

    content_id: str = ""
    media_type: str = ""
    name: str = ""
    description: str = ""
    extra: Extra = NOTHING


@dataclass(frozen=True, slots=True)
class Frame:
    """What stood in the containers around the header and the files, and in which namespace the message came."""

    namespace: str = ""
    packaging: Packaging = "edxml"
    root: Extra = NOTHING
    envelope: Extra = NOTHING
    header: Extra = NOTHING
    body: Extra = NOTHING
    manifest: Extra = NOTHING
    encoded: Extra = NOTHING


@dataclass(frozen=True, slots=True)
class Edoc:
    """A document sent by one agency to others, or a recall, update, replacement of one (`trace.business`)."""

    sender: Organ
    receivers: tuple[Organ, ...]
    document_id: str
    code: Code | None = None
    promulgation: Promulgation | None = None
    document_type: DocumentType | None = None
    subject: str = ""
    content: str = ""
    signer: Signer | None = None
    due_on: date | None = None
    to_places: ToPlaces | None = None
    other: OtherInfo | None = None
    responses: tuple[ResponseFor, ...] = ()
    steering: int | None = None
    trace: TraceHeaderList | None = None
    attachments: tuple[Attachment, ...] = ()
    missing: tuple[Reference, ...] = ()  # lines of the manifest without their file
    signature: Node | None = None
    frame: Frame = Frame()
    extra: Extra = NOTHING

    @property
    def business(self) -> BusinessType | None:
        """Return the business, NEW when the message does not say, None when its number is unknown."""
        said = self.trace.business if self.trace else None
        if said is None or said.type is None:
            return BusinessType.NEW
        return BusinessType(said.type) if said.type in set(BusinessType) else None


@dataclass(frozen=True, slots=True)
class Status:
    """A report about a document: code 01 to 06, 13, 15, 16; unknown codes are kept as they are."""

    sender: Organ
    about: ResponseFor
    code: str
    description: str = ""
    at: datetime | None = None
    staff: StaffInfo | None = None
    receivers: tuple[Organ, ...] = ()
    trace: TraceHeaderList | None = None
    signature: Node | None = None
    frame: Frame = Frame()
    extra: Extra = NOTHING


Message = Edoc | Status

MANIFEST_ATTRIBUTES = (Attribute("", "version", VERSION),)
TRACE_ATTRIBUTES = (
    Attribute("", "actor", SOAP_NEXT),
    Attribute("", "mustUnderstand", "1"),
    Attribute("", "version", VERSION),
)
"""What the writer writes on the manifest and on the list of traces unless the message says something else."""
