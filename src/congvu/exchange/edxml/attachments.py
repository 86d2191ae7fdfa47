"""Brings together what a message says about its files: the manifest, the attachments, the bytes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from . import mime, specs
from .errors import AttachmentBroken, AttachmentMissing, Doubled, TooMany
from .names import XLINK
from .packaging import Folder, Kept, bare_id, clean_name, unpacked
from .records import Log, read_record
from .tree import CARRIED
from .types import Attachment, Attribute, Extra, Node, OnLeaf, Reference


@dataclass(frozen=True, slots=True)
class Found:
    """The elements that speak of files, and the bytes in the order they came."""

    references: list[Node]
    encoded: list[Node]
    kept: list[Kept]
    parts: list[tuple[mime.Part, int]]


def attachments(
    found: Found, folder: Folder, log: Log, *, needed: bool
) -> tuple[tuple[Attachment, ...], tuple[Reference, ...]]:
    """Return the files, and the lines of the manifest whose file did not come.

    Raises AttachmentMissing when a file is missing that is `needed`, and what the files themselves are refused for.
    """
    if max(len(found.references), len(found.encoded), len(found.parts)) > folder.limits.attachment_count:
        raise TooMany("AttachmentEncoded", limit=folder.limits.attachment_count, what="tệp")
    references = _references(found.references, log)
    made = [_encoded(node, found.kept, references, folder, log) for node in found.encoded]
    made += [_part(part, found.kept[index], references, folder, log) for part, index in found.parts]
    seen: set[str] = set()
    for file in made:
        if file.content_id in seen:
            raise Doubled(f"AttachmentEncoded/Attachment {file.content_id[:80]}")
        seen.add(file.content_id)
        if file.reference is None:
            log.note("unlisted_attachment", "AttachmentEncoded", value=file.name)
    missing = tuple(one for id_, one in references.items() if id_ not in seen)
    for one in missing:
        if needed:
            raise AttachmentMissing("edXMLManifest/Reference", name=one.name or one.content_id)
        log.note("missing_attachment", "edXMLManifest/Reference", value=one.name or one.content_id)
    return tuple(made), missing


def _references(nodes: list[Node], log: Log) -> dict[str, Reference]:
    """Return the manifest by content id. Raises Doubled."""
    found: dict[str, Reference] = {}
    for node in nodes:
        made: Reference = read_record(node, specs.REFERENCE, "edXMLManifest/Reference", log)
        href = next((a.value for a in node.attributes if (a.namespace, a.name) == (XLINK, "href")), "")
        content_id = bare_id(made.content_id or href)
        if not content_id and not made.name:
            log.note("empty_record", "edXMLManifest/Reference")
            continue
        kept = tuple(a for a in made.extra.attributes if not _is_ours(a, content_id))
        made = Reference(
            content_id, made.media_type, made.name, made.description,
            Extra(kept, made.extra.loose, made.extra.leaves),
        )  # fmt: skip
        if content_id in found:
            raise Doubled(f"edXMLManifest/Reference {content_id[:80]}")
        found[content_id] = made
    return found


def _is_ours(attribute: Attribute, content_id: str) -> bool:
    """Return whether the writer writes this attribute by itself."""
    if attribute.namespace != XLINK:
        return False
    same = attribute.name == "href" and bare_id(attribute.value) == content_id
    return same or (attribute.name, attribute.value) == ("type", "simple")


def _encoded(node: Node, kept: list[Kept], references: dict[str, Reference], folder: Folder, log: Log) -> Attachment:
    place = "AttachmentEncoded/Attachment"
    bytes_nodes = [one for one in node.elements() if one.namespace == CARRIED]
    if len(bytes_nodes) > 1:
        raise Doubled(f"{place}/ContentTransferEncoded")
    # The mark stands for the bytes, which are no text: everything else is read as a line of a manifest is.
    rest = replace(node, content=tuple(one for one in node.content if one not in bytes_nodes))
    said: Reference = read_record(rest, specs.ATTACHMENT, place, log)
    content_id = bare_id(said.content_id)
    if not bytes_nodes:
        raise AttachmentMissing(place, name=said.name or content_id)
    mark = bytes_nodes[0].attributes
    index = int(next(a.value for a in mark if a.namespace == CARRIED))
    if others := tuple(a for a in mark if a.namespace != CARRIED):
        leaf = OnLeaf("ContentTransferEncoded", others)
        said = replace(said, extra=replace(said.extra, leaves=(*said.extra.leaves, leaf)))
    return _made(kept[index], content_id, said, references.get(content_id), folder, log)


def _part(part: mime.Part, kept: Kept, references: dict[str, Reference], folder: Folder, log: Log) -> Attachment:
    line = references.get(part.content_id)
    # The header of a part has ASCII names only; the manifest has the true one.
    said = Reference(
        part.content_id, part.media_type, (line.name if line else "") or part.name, line.description if line else ""
    )
    return _made(kept, part.content_id, said, line, folder, log)


def _made(
    kept: Kept, content_id: str, said: Reference, reference: Reference | None, folder: Folder, log: Log
) -> Attachment:
    place = f"AttachmentEncoded/Attachment {content_id[:80]}".rstrip()
    name = _name(said, reference, content_id, place, log)
    if not kept.size:
        log.note("empty_attachment", place, value=name)
    try:
        entry = unpacked(kept, name, folder, place)
    except AttachmentBroken as error:
        raise AttachmentBroken(place, name=name) from error
    file, entry_name = entry if entry else (kept, "")
    return Attachment(
        content_id=content_id,
        name=name,
        open=file.open,
        size=file.size,
        sha256=file.sha256,
        media_type=said.media_type or (reference.media_type if reference else ""),
        description=said.description,
        zipped=entry is not None,
        entry=entry_name,
        carried_size=kept.size,
        carried_sha256=kept.sha256,
        reference=reference,
        extra=said.extra,
    )


def _name(said: Reference, reference: Reference | None, content_id: str, place: str, log: Log) -> str:
    given = said.name or (reference.name if reference else "")
    name = clean_name(given)
    if given and name != given:
        log.note("name_cleaned", place, value=given[:200])
    if not name:
        log.note("name_missing", place)
    return name or clean_name(content_id) or "tep"
