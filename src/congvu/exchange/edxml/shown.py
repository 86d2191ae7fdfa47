"""What a message says, as JSON values for people and programs.

The form is `congvu-edxml/1`: fields may be added, never removed; what is empty is left out.
"""

from __future__ import annotations

import mimetypes
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

from .errors import EdxmlRefused, Note
from .reader import Reading
from .status import KNOWN, NAMES, StatusCode
from .types import Attachment, BusinessType, Edoc, Extra, Message, Node, Status
from .verdict import Verdict
from .wording import BUSINESSES, REASONS, STATES

FORMAT = "congvu-edxml/1"
_HEADER = (
    "sender", "receivers", "document_id", "code", "promulgation", "document_type", "subject", "content",
    "signer", "due_on", "to_places", "other", "responses", "steering", "extra",
)  # fmt: skip


def reading(found: Reading, verdicts: tuple[Verdict, ...]) -> dict[str, Any]:
    """Return a message that was read."""
    return {"format": FORMAT, "accepted": True, **message(found.message)} | {
        "signatures": [verdict(one) for one in verdicts],
        "notes": [note(one) for one in found.notes],
    }


def refusal(refused: EdxmlRefused) -> dict[str, Any]:
    """Return why a message is refused, and what could be read of its header."""
    said = {"code": refused.code, "sentence": str(refused), "place": refused.place}
    header = message(refused.header) if refused.header is not None else {}
    return {"format": FORMAT, "accepted": False, "refusal": said, **header}


def message(said: Message) -> dict[str, Any]:
    """Return what a message says: header, way, business or status, files."""
    frame = said.frame
    common = {"packaging": frame.packaging, "namespace": frame.namespace, "trace": _trace(said)}
    if isinstance(said, Status):
        header = _some(said, ("sender", "receivers", "extra"))
        return {"kind": "status", **common, "header": header, "status": _status(said)}
    return {
        "kind": "edoc",
        **common,
        "header": _some(said, _HEADER),
        "business": _business(said),
        "attachments": [attachment(one) for one in said.attachments],
        "missing_attachments": value(said.missing),
        "frame": value(frame, leave=("namespace", "packaging")),
    }


def attachment(one: Attachment) -> dict[str, Any]:
    """Return what is known of a file."""
    made: dict[str, Any] = value(one, leave=("open", "reference"))
    made |= {"size": one.size, "sha256": one.sha256, "zipped": one.zipped, "listed": one.reference is not None}
    if one.zipped:
        made |= {"media_type": _opened_type(one), "carried_media_type": one.media_type}
    if one.reference is not None and one.reference.media_type not in (one.media_type, made.get("media_type")):
        made["listed_media_type"] = one.reference.media_type
    return made


def _opened_type(one: Attachment) -> str:
    """Return the type of the file inside the ZIP: as the manifest lists it, or else as its name says."""
    listed = one.reference.media_type if one.reference is not None else ""
    if listed and "zip" not in listed:
        return listed
    return mimetypes.guess_type(one.name)[0] or "application/octet-stream"


def verdict(one: Verdict) -> dict[str, Any]:
    """Return the judgement on a signature."""
    made: dict[str, Any] = value(one, leave=("certificate",))
    return made | {"state_text": str(STATES[one.state]), "sentence": str(REASONS[one.reason])}


def note(one: Note) -> dict[str, Any]:
    """Return what was noted."""
    return {"code": one.code, "place": one.place, "sentence": one.sentence}


def value(said: Any, leave: tuple[str, ...] = ()) -> Any:
    """Return any value of a message; what is empty is left out."""
    if isinstance(said, datetime | date):
        return said.isoformat()
    if isinstance(said, Node):
        return _node(said)
    if isinstance(said, Extra):
        return _extra(said)
    if is_dataclass(said):
        return _some(said, tuple(one.name for one in fields(said) if one.name not in leave))
    if isinstance(said, tuple):
        return [value(one) for one in said]
    return said


def _some(said: Any, names: tuple[str, ...]) -> dict[str, Any]:
    shown = {name: value(getattr(said, name)) for name in names}
    return {name: one for name, one in shown.items() if one not in ("", None, [], {})}


def _node(node: Node) -> dict[str, Any]:
    held = {"element": node.name, "namespace": node.namespace, "content": [value(one) for one in node.content]}
    return held | {"attributes": {one.name: one.value for one in node.attributes}}


def _extra(extra: Extra) -> dict[str, Any]:
    shown = {
        "attributes": {one.name: one.value for one in extra.attributes},
        "elements": [value(one.what) for one in extra.loose],
        "on_elements": {one.name: {a.name: a.value for a in one.attributes} for one in extra.leaves},
    }
    return {name: one for name, one in shown.items() if one}


def _trace(said: Message) -> Any:
    return value(said.trace, leave=("business",)) if said.trace is not None else {}


def _business(said: Edoc) -> dict[str, Any]:
    shown = value(said.trace.business) if said.trace and said.trace.business else {}
    kind = said.business
    name = str(BUSINESSES[kind]) if kind is not None else ""
    return {**shown, "type": int(kind) if isinstance(kind, BusinessType) else shown.get("type"), "name": name}


def _status(said: Status) -> dict[str, Any]:
    name = str(NAMES[StatusCode(said.code)]) if said.code in KNOWN else ""
    return {"code": said.code, "name": name, **_some(said, ("about", "description", "at", "staff"))}
