"""PREMIS 3: objects with fixity, events, agents and rights, of a package and of its representation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lxml import etree

from . import xml
from .names import PREMIS_NS, PREMIS_XSD, XSI_NS
from .types import Packed

VERSION: Final = "3.0"


@dataclass(frozen=True, slots=True)
class Event:
    """An event: what happened to an object, when, how it ended, who did it. `type` is our stable word."""

    id: str
    type: str
    at: str
    detail: str
    outcome: str = "success"
    note: str = ""
    agent: str = ""
    object: str = ""


@dataclass(frozen=True, slots=True)
class PremisAgent:
    """An agent: an organisation, a person or a program."""

    id: str
    name: str
    kind: str  # organization, person, software
    version: str = ""


@dataclass(frozen=True, slots=True)
class Rights:
    """On what ground and how the content may be used."""

    id: str
    basis: str
    act: str
    restriction: str


class Premis:
    """A PREMIS document in the making."""

    def __init__(self) -> None:
        """Begin with an empty root."""
        self.root = xml.element(PREMIS_NS, "premis", {None: PREMIS_NS, "xsi": XSI_NS})
        self.root.set(f"{{{XSI_NS}}}schemaLocation", f"{PREMIS_NS} {PREMIS_XSD}")
        self.root.set("version", VERSION)

    def whole(self, identifier: str, *, kind: str, name: str) -> None:
        """Add an intellectual entity or a representation."""
        one = self._object(kind, identifier)
        if name and kind == "intellectualEntity":
            xml.put(one, "originalName", name)

    def file(self, packed: Packed, *, original: str, format_name: str, notes: Iterable[str] = ()) -> None:
        """Add a file with its fixity and format."""
        one = self._object("file", packed.path)
        facts = xml.put(one, "objectCharacteristics")
        fixity = xml.put(facts, "fixity")
        xml.put(fixity, "messageDigestAlgorithm", "SHA-256")
        xml.put(fixity, "messageDigest", packed.sha256)
        xml.put(facts, "size", packed.size)
        shape = xml.put(facts, "format")
        xml.put(xml.put(shape, "formatDesignation"), "formatName", format_name or packed.media_type)
        for note in notes:
            xml.put(shape, "formatNote", note)
        xml.put(one, "originalName", original)

    def event(self, event: Event) -> None:
        """Add an event."""
        one = xml.put(self.root, "event")
        self._identify(one, "event", event.id)
        xml.put(one, "eventType", event.type)
        xml.put(one, "eventDateTime", event.at)
        xml.put(xml.put(one, "eventDetailInformation"), "eventDetail", event.detail)
        outcome = xml.put(one, "eventOutcomeInformation")
        xml.put(outcome, "eventOutcome", event.outcome)
        if event.note:
            xml.put(xml.put(outcome, "eventOutcomeDetail"), "eventOutcomeDetailNote", event.note)
        if event.agent:
            self._link(one, "linkingAgent", event.agent)
        if event.object:
            self._link(one, "linkingObject", event.object)

    def agent(self, agent: PremisAgent) -> None:
        """Add an agent; agents come after events."""
        one = xml.put(self.root, "agent")
        self._identify(one, "agent", agent.id)
        xml.put(one, "agentName", agent.name)
        xml.put(one, "agentType", agent.kind)
        if agent.version:
            xml.put(one, "agentVersion", agent.version)

    def rights(self, rights: Rights, objects: Iterable[str]) -> None:
        """Add a statement of rights; rights come last."""
        one = xml.put(xml.put(self.root, "rights"), "rightsStatement")
        self._identify(one, "rightsStatement", rights.id)
        xml.put(one, "rightsBasis", "other")
        other = xml.put(one, "otherRightsInformation")
        xml.put(other, "otherRightsBasis", rights.basis)
        granted = xml.put(one, "rightsGranted")
        xml.put(granted, "act", rights.act)
        xml.put(granted, "restriction", rights.restriction)
        for identifier in objects:
            self._link(one, "linkingObject", identifier)

    def dump(self) -> bytes:
        """Return the document."""
        return xml.dump(self.root)

    def _object(self, kind: str, identifier: str) -> etree._Element:
        one = xml.put(self.root, "object")
        one.set(f"{{{XSI_NS}}}type", kind)
        self._identify(one, "object", identifier)
        return one

    def _identify(self, parent: etree._Element, what: str, value: str) -> None:
        node = xml.put(parent, f"{what}Identifier")
        xml.put(node, f"{what}IdentifierType", "local")
        xml.put(node, f"{what}IdentifierValue", value)

    def _link(self, parent: etree._Element, what: str, value: str) -> None:
        node = xml.put(parent, f"{what}Identifier")
        xml.put(node, f"{what}IdentifierType", "local")
        xml.put(node, f"{what}IdentifierValue", value)


def moment(at: datetime) -> str:
    """Return a moment as ISO 8601 with its offset, to the second."""
    return at.isoformat(timespec="seconds")


def events_of(root: etree._Element) -> list[Event]:
    """Return the events of a PREMIS document, our own or another's."""
    found = []
    for one in root.iter(f"{{{PREMIS_NS}}}event"):
        found.append(
            Event(
                id=_text(one, "eventIdentifierValue"),
                type=_text(one, "eventType"),
                at=_text(one, "eventDateTime"),
                detail=_text(one, "eventDetail"),
                outcome=_text(one, "eventOutcome"),
                note=_text(one, "eventOutcomeDetailNote"),
                agent=_text(one, "linkingAgentIdentifierValue"),
                object=_text(one, "linkingObjectIdentifierValue"),
            )
        )
    return found


def fixity_of(root: etree._Element) -> dict[str, tuple[str, int | None]]:
    """Return SHA-256 and size of the file objects of a PREMIS document by identifier."""
    found: dict[str, tuple[str, int | None]] = {}
    for one in root.iter(f"{{{PREMIS_NS}}}object"):
        if _text(one, "messageDigestAlgorithm").upper().replace("-", "") == "SHA256":
            size = _text(one, "size")
            found[_text(one, "objectIdentifierValue")] = (
                _text(one, "messageDigest").lower(),
                int(size) if size.isdigit() else None,
            )
    return found


def _text(parent: etree._Element, name: str) -> str:
    node = next(parent.iter(f"{{{PREMIS_NS}}}{name}"), None)
    return (node.text or "").strip() if node is not None else ""
