"""METS of a package and of a representation: written after E-ARK CSIP 2.1, read leniently."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote

from lxml import etree

from . import xml
from .names import CSIP_NS, CSIP_XSD, METS_NS, METS_XSD, REPRESENTATION_PROFILE, SIP_NS, XLINK_NS, XSI_NS
from .types import Agent, Mets, Packed

SOFTWARE: Final = "Công vụ"
TEXTUAL: Final = "Textual works – Digital"
MIXED: Final = "Mixed"
_LINK: Final = f"{{{XLINK_NS}}}"


@dataclass(frozen=True, slots=True)
class Part:
    """A file as METS describes it. `use`: dmd, amd, or the USE of its file group."""

    packed: Packed
    use: str
    md_type: str = ""
    other_md_type: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands in the root and the header. `package_type` also for a representation."""

    objid: str
    label: str
    content: str
    profile: str
    package_type: str
    created: str
    version: str
    agents: tuple[Agent, ...] = ()
    reference: str = ""


def write(head: Head, parts: Iterable[Part], *, base: str = "", representations: Iterable[Packed] = ()) -> bytes:
    """Return METS.xml; paths become relative to `base`, the folder in which this METS stands."""
    everything = list(parts)
    nested = list(representations)
    root = _root(head)
    _header(root, head)
    dmd = [_described(root, place, part, base) for place, part in enumerate(_of(everything, "dmd"), 1)]
    amd = _administrative(root, _of(everything, "amd"), base)
    groups = _file_section(root, everything, nested, base)
    _structure(root, head, dmd, amd, groups, nested)
    return xml.dump(root)


def read(root: etree._Element, *, base: str = "") -> Mets:
    """Return what a METS says; references resolved from `base` to the package's root, as they are written otherwise.

    A reference that leaves the package comes out beginning with "../" or "/", or with a scheme: rules refuse it.
    """
    header = root.find(f"{{{METS_NS}}}metsHdr")
    files = [
        _packed(one, one.find(f"{{{METS_NS}}}FLocat"), base)
        for one in root.iter(f"{{{METS_NS}}}file")
        if one.find(f"{{{METS_NS}}}FLocat") is not None
    ]
    metadata = [_packed(one, one, base) for one in root.iter(f"{{{METS_NS}}}mdRef")]
    pointers = [resolve(one.get(f"{_LINK}href", ""), base) for one in root.iter(f"{{{METS_NS}}}mptr")]
    return Mets(
        objid=root.get("OBJID", "").strip(),
        label=root.get("LABEL", "").strip(),
        profile=root.get("PROFILE", "").strip(),
        package_type="" if header is None else header.get(f"{{{CSIP_NS}}}OAISPACKAGETYPE", "").strip(),
        created="" if header is None else header.get("CREATEDATE", "").strip(),
        agents=() if header is None else tuple(_agent(one) for one in header.iter(f"{{{METS_NS}}}agent")),
        files=tuple(files),
        metadata=tuple(metadata),
        representations=tuple(dict.fromkeys(pointers)),
    )


def resolve(href: str, base: str) -> str:
    """Return a reference as a path from the package's root; what is no path inside stays recognisable."""
    path = unquote(href.strip())
    for prefix in ("file://./", "./"):
        path = path.removeprefix(prefix)
    if ":" in path.split("/", 1)[0] or path.startswith("/") or "\\" in path or not path:
        return path or "/"
    return posixpath.normpath(posixpath.join(base, path))


def _of(parts: Iterable[Part], use: str) -> list[Part]:
    return [part for part in parts if part.use == use]


def _root(head: Head) -> etree._Element:
    root = xml.element(
        METS_NS, "mets", {None: METS_NS, "csip": CSIP_NS, "sip": SIP_NS, "xlink": XLINK_NS, "xsi": XSI_NS}
    )
    root.set(f"{{{XSI_NS}}}schemaLocation", f"{METS_NS} {METS_XSD} {CSIP_NS} {CSIP_XSD}")
    for name, value in (
        ("OBJID", head.objid),
        ("LABEL", head.label),
        ("TYPE", head.content),
        ("PROFILE", head.profile),
    ):
        root.set(name, xml.clean(value))
    _content_type(root)
    return root


def _content_type(node: etree._Element) -> None:
    node.set(f"{{{CSIP_NS}}}CONTENTINFORMATIONTYPE", "OTHER")
    node.set(f"{{{CSIP_NS}}}OTHERCONTENTINFORMATIONTYPE", "TT 05/2025/TT-BNV")


def _header(root: etree._Element, head: Head) -> None:
    header = xml.put(
        root, "metsHdr", None, {"CREATEDATE": head.created, "LASTMODDATE": head.created, "RECORDSTATUS": "NEW"}
    )
    header.set(f"{{{CSIP_NS}}}OAISPACKAGETYPE", head.package_type)
    software = xml.put(header, "agent", None, {"ROLE": "CREATOR", "TYPE": "OTHER", "OTHERTYPE": "SOFTWARE"})
    xml.put(software, "name", SOFTWARE)
    xml.put(software, "note", head.version).set(f"{{{CSIP_NS}}}NOTETYPE", "SOFTWARE VERSION")
    for agent in head.agents:
        node = xml.put(header, "agent", None, {"ROLE": agent.role, "TYPE": agent.kind})
        xml.put(node, "name", agent.name)
        if agent.code:
            xml.put(node, "note", agent.code).set(f"{{{CSIP_NS}}}NOTETYPE", "IDENTIFICATIONCODE")
    if head.reference:
        xml.put(header, "altRecordID", head.reference, {"TYPE": "REFERENCECODE"})


def _described(root: etree._Element, place: int, part: Part, base: str) -> str:
    identifier = f"dmd-{place}"
    section = xml.put(root, "dmdSec", None, {"ID": identifier, "CREATED": part.packed.created, "STATUS": "CURRENT"})
    _md_ref(section, part, base)
    return identifier


def _administrative(root: etree._Element, parts: list[Part], base: str) -> list[str]:
    if not parts:
        return []
    section = xml.put(root, "amdSec", None, {"ID": "amd"})
    found = []
    for place, part in enumerate(parts, 1):
        identifier = f"digiprov-{place}"
        node = xml.put(
            section, "digiprovMD", None, {"ID": identifier, "CREATED": part.packed.created, "STATUS": "CURRENT"}
        )
        _md_ref(node, part, base)
        found.append(identifier)
    return found


def _md_ref(parent: etree._Element, part: Part, base: str) -> None:
    attributes = {"LOCTYPE": "URL", "MDTYPE": part.md_type}
    if part.other_md_type:
        attributes["OTHERMDTYPE"] = part.other_md_type
    node = xml.put(parent, "mdRef", None, {**attributes, **_facts(part.packed)})
    node.set(f"{_LINK}type", "simple")
    node.set(f"{_LINK}href", _relative(part.packed.path, base))


def _file_section(root: etree._Element, parts: list[Part], nested: list[Packed], base: str) -> dict[str, str]:
    """Write the groups in the order of their first file; return group ids by USE."""
    uses: dict[str, list[Packed]] = {}
    for part in parts:
        if part.use not in {"dmd", "amd"}:
            uses.setdefault(part.use, []).append(part.packed)
    for packed in nested:
        uses.setdefault(f"Representations/{_rep_name(packed)}", []).append(packed)
    groups: dict[str, str] = {}
    if not uses:
        return groups  # hồ sơ chỉ có bản giấy
    section = xml.put(root, "fileSec", None, {"ID": "file-section"})
    number = 0
    for place, (use, packed_files) in enumerate(uses.items(), 1):
        groups[use] = f"group-{place}"
        group = xml.put(section, "fileGrp", None, {"ID": groups[use], "USE": use})
        _content_type(group)
        for packed in packed_files:
            number += 1
            node = xml.put(group, "file", None, {"ID": f"file-{number}", **_facts(packed)})
            place_of = xml.put(node, "FLocat", None, {"LOCTYPE": "URL"})
            place_of.set(f"{_LINK}type", "simple")
            place_of.set(f"{_LINK}href", _relative(packed.path, base))
    return groups


def _structure(
    root: etree._Element, head: Head, dmd: list[str], amd: list[str], groups: dict[str, str], nested: list[Packed]
) -> None:
    top = xml.put(root, "structMap", None, {"ID": "struct-map", "TYPE": "PHYSICAL", "LABEL": "CSIP"})
    whole = xml.put(top, "div", None, {"ID": "div-package", "LABEL": head.objid})
    attributes = {"ID": "div-metadata", "LABEL": "Metadata"}
    if dmd:
        attributes["DMDID"] = " ".join(dmd)
    if amd:
        attributes["ADMID"] = " ".join(amd)
    xml.put(whole, "div", None, attributes)
    for use, identifier in groups.items():
        if use.startswith("Representations/"):
            continue
        div = xml.put(whole, "div", None, {"ID": f"div-{identifier}", "LABEL": use})
        xml.put(div, "fptr", None, {"FILEID": identifier})
    if not nested:
        return
    # Hướng dẫn CSIP và bộ kiểm tra E-ARK hiểu khác nhau chỗ này: ngăn "Representations" chứa ngăn của từng thể hiện.
    outer = xml.put(whole, "div", None, {"ID": "div-representations", "LABEL": "Representations"})
    labels = [f"Representations/{_rep_name(packed)}" for packed in nested]
    for label in labels:
        xml.put(outer, "fptr", None, {"FILEID": groups[label]})
    for label, packed in zip(labels, nested, strict=True):
        div = xml.put(outer, "div", None, {"ID": f"div-{groups[label]}", "LABEL": label})
        pointer = xml.put(div, "mptr", None, {"LOCTYPE": "URL"})
        pointer.set(f"{_LINK}type", "simple")
        pointer.set(f"{_LINK}href", quote(packed.path))
        pointer.set(f"{_LINK}title", groups[label])


def _rep_name(packed: Packed) -> str:
    return packed.path.split("/")[1]


def _facts(packed: Packed) -> dict[str, str]:
    return {
        "MIMETYPE": packed.media_type,
        "SIZE": str(packed.size),
        "CREATED": packed.created,
        "CHECKSUM": packed.sha256,
        "CHECKSUMTYPE": "SHA-256",
    }


def _relative(path: str, base: str) -> str:
    return quote(posixpath.relpath(path, base) if base else path)


def _packed(node: etree._Element, place: etree._Element | None, base: str) -> Packed:
    href = place.get(f"{_LINK}href", "") if place is not None else ""
    size = node.get("SIZE", "")
    kind = node.get("CHECKSUMTYPE", "").upper().replace("-", "")
    return Packed(
        path=resolve(href, base),
        size=int(size) if size.isascii() and size.isdigit() and len(size) < 19 else -1,
        sha256=node.get("CHECKSUM", "").lower() if kind == "SHA256" else "",
        media_type=node.get("MIMETYPE", ""),
        created=node.get("CREATED", ""),
    )


def _agent(node: etree._Element) -> Agent:
    return Agent(
        role=node.get("ROLE", ""),
        kind=node.get("OTHERTYPE", "") or node.get("TYPE", ""),
        name=_text(node, "name"),
        code=_text(node, "note"),
    )


def _text(parent: etree._Element, name: str) -> str:
    found = parent.find(f"{{{METS_NS}}}{name}")
    return (found.text or "").strip() if found is not None else ""


__all__ = ["MIXED", "REPRESENTATION_PROFILE", "TEXTUAL", "Head", "Part", "read", "resolve", "write"]
