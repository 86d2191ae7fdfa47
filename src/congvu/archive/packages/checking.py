"""Our validator: a package against named rules, everything read at most once and in pieces."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Final, Protocol

from django.utils.translation import gettext as _
from lxml import etree

from . import ead, mets, premis, whole, xml
from .errors import XmlRefused
from .names import CSIP_NS, EAD, METS, METS_NS, PREMIS, PROFILES, WHOLE, folder_of, is_regular
from .premis import Event
from .reading import Content, ReadDocument, from_ead, from_whole
from .rules import sentence
from .types import DEFAULT_LIMITS, Kind, Limits, Mets, Packed, Problem, Severity, Verdict
from .writer import content_sha256

_CHUNK: Final = 1 << 18


class Openable(Protocol):
    """What the check needs of a source."""

    name: str
    sizes: dict[str, int]

    def open(self, path: str) -> IO[bytes]:
        """Open a file."""


@dataclass(slots=True)
class Check:
    """One check in the making."""

    source: Openable
    limits: Limits
    problems: list[Problem] = field(default_factory=list)
    named: dict[str, Packed] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    def say(self, rule: str, path: str, severity: Severity = "error", **values: object) -> None:
        """Note a problem."""
        self.problems.append(Problem(rule, path, sentence(rule, path=path, **values), severity))

    def xml(self, path: str) -> etree._Element | None:
        """Return the root of an XML file of the package; None, with a problem, where it cannot be read."""
        try:
            return xml.parse(self.bytes_of(path), path=path)
        except XmlRefused as error:
            self.say("XML", path, reason=error.data["reason"])
            return None

    def bytes_of(self, path: str) -> bytes:
        """Return a file that must be worked on in memory. Raises XmlRefused."""
        if self.source.sizes[path] > self.limits.xml:
            raise XmlRefused(path=path, reason=_("quá lớn"))
        try:
            with self.source.open(path) as file:
                return file.read(self.limits.xml + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError) as error:
            raise XmlRefused(path=path, reason=_("không đọc được")) from error


def check(source: Openable, limits: Limits = DEFAULT_LIMITS) -> tuple[Verdict, Content | None]:
    """Return the verdict on a package, and its content where it is sound."""
    run = Check(source, limits)
    root = run.xml(METS)
    if root is None or root.tag != f"{{{METS_NS}}}mets":
        if root is not None:
            run.say("METS", METS)
        return _verdict(run, None), None
    head = mets.read(root)
    _head(run, head, root)
    inner = _representations(run, head)
    _named(run, [head, *inner])
    _bytes(run)
    content = None if run.problems and not _verdict(run, head).is_sound else _content(run, head)
    verdict = _verdict(run, head)
    return verdict, content if verdict.is_sound else None


def _verdict(run: Check, head: Mets | None) -> Verdict:
    return Verdict(
        objid=head.objid if head else "",
        kind=head.package_type if head else "",
        files=len(run.source.sizes),
        size=sum(run.source.sizes.values()),
        content_sha256=content_sha256(list(run.named.values())),
        problems=tuple(run.problems),
    )


def _head(run: Check, head: Mets, root: etree._Element) -> None:
    if not head.objid or len(head.objid) > 200:
        run.say("OBJID", METS)
    if head.package_type not in Kind.values:
        run.say("TYPE", METS, found=head.package_type)
        return
    kind = Kind(head.package_type)
    if folder_of(head.objid) != run.source.name:
        run.say("FOLDER", run.source.name, "warning", objid=head.objid)
    if not is_regular(kind, head.objid):
        run.say("OBJID-SHAPE", METS, "warning", objid=head.objid[:100])
    if not head.profile.startswith(PROFILES[kind].rsplit(".", 1)[0]):
        run.say("PROFILE", METS, "warning", found=head.profile[:100])
    if not any(agent.role == "CREATOR" and agent.name for agent in head.agents):
        run.say("CREATOR", METS, "warning")
    maps = root.findall(f"{{{METS_NS}}}structMap")
    if not any(one.get("LABEL") == "CSIP" for one in maps):
        run.say("STRUCT", METS, "warning")
    if root.find(f"{{{METS_NS}}}metsHdr") is None or not root.get(f"{{{CSIP_NS}}}CONTENTINFORMATIONTYPE"):
        run.say("HEADER", METS, "warning")


def _representations(run: Check, head: Mets) -> list[Mets]:
    """Read METS of the representations that the package points to."""
    found = []
    pointed = list(head.representations)
    known = {one.path for one in head.files}
    pointed += sorted(path for path in known if path.startswith("representations/") and path.endswith(f"/{METS}"))
    for path in dict.fromkeys(pointed):
        if path not in run.source.sizes:
            run.say("MISSING", path)
        elif path not in known:
            run.say("REP-METS", path)
        elif (root := run.xml(path)) is not None:
            found.append(mets.read(root, base=path.rpartition("/")[0]))
    if not found and not any("/data/" in one.path for one in head.files):
        run.say("REPRESENTATION", "representations/")
    return found


def _named(run: Check, all_mets: list[Mets]) -> None:
    """Hold what METS names against what is there."""
    for one in all_mets:
        for packed in (*one.files, *one.metadata):
            _name(run, packed)
    for path in run.source.sizes:
        if path != METS and path not in run.named:
            run.say("EXTRA", path)


def _name(run: Check, packed: Packed) -> None:
    path = packed.path
    if path.startswith(("/", "../")) or path == ".." or ":" in path or "\\" in path:
        run.say("OUTSIDE", path[:200])
        return
    before = run.named.get(path)
    if before is not None and (before.size, before.sha256) != (packed.size, packed.sha256):
        run.say("TWICE", path)
        return
    run.named[path] = packed
    if path not in run.source.sizes:
        run.say("MISSING", path)
        return
    if packed.size != run.source.sizes[path]:
        run.say("SIZE", path, found=run.source.sizes[path], said=packed.size)
    if len(packed.sha256) != 64:
        run.say("NO-HASH", path)


def _bytes(run: Check) -> None:
    """Hash every file that METS names; what is hashed wrong or cannot be read is named."""
    for path, packed in run.named.items():
        if path not in run.source.sizes or len(packed.sha256) != 64:
            continue
        try:
            digest = _sha256(run, path)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError):
            run.say("UNREADABLE", path)
            continue
        if digest != packed.sha256:
            run.say("HASH", path)


def _sha256(run: Check, path: str) -> str:
    digest, count = hashlib.sha256(), 0
    with run.source.open(path) as file:
        while part := file.read(_CHUNK):
            count += len(part)
            if count > run.source.sizes[path]:
                raise zipfile.BadZipFile(path)
            digest.update(part)
    return digest.hexdigest()


def _content(run: Check, head: Mets) -> Content | None:
    values = _ead(run)
    _premis(run)
    documents = list(_documents(run))
    if values is None:
        return None
    total = values.get("totalDoc", "")
    described = sum(1 for one in documents if one.values)
    if total.isdigit() and int(total) != described:
        run.say("TOTAL", EAD, "warning", said=total, found=described)
    if WHOLE in run.source.sizes and head.package_type != Kind.DIP:
        return _whole(run, values)
    return from_ead(head, values, documents, run.events)


def _ead(run: Check) -> dict[str, str] | None:
    if EAD not in run.source.sizes:
        run.say("EAD", EAD)
        return None
    root = run.xml(EAD)
    if root is None:
        return None
    values = ead.values_of(root)
    for name in ead.FILE_NEEDED:
        if not values.get(name):
            run.say("EAD-FIELD", EAD, field=name)
    if values.get("mode") == "03":
        run.say("SECRET", EAD)
    for fault in xml.faults(root, "EAD.xsd"):
        run.say("EAD-SCHEMA", EAD, "warning", fault=fault)
    return values


def _documents(run: Check) -> Iterator[ReadDocument]:
    """Return the documents in the order of docOrdinal, then those files that no EAD_doc claims."""
    data = sorted((one for one in run.named.values() if "/data/" in one.path), key=lambda one: one.path)
    claimed: set[str] = set()
    found: list[tuple[int, str, ReadDocument]] = []
    by_stem: dict[str, list[Packed]] = {}
    for one in data:
        by_stem.setdefault(_stem(one.path), []).append(one)
    for path in sorted(run.source.sizes):
        name = path.rsplit("/", 1)[-1]
        if not name.startswith("EAD_doc_") or "/descriptive/" not in path:
            continue
        values = _ead_doc(run, path)
        if values is None:
            continue
        stems = (name[len("EAD_doc_") : -len(".xml")], values.get("arcDocCode", ""), values.get("docCode", ""))
        files = next((by_stem[stem] for stem in stems if stem in by_stem), [])
        claimed.update(one.path for one in files)
        order = values.get("docOrdinal", "")
        found.append((int(order) if order.isdigit() else 1 << 30, path, ReadDocument(values, tuple(files))))
        if not files:
            run.say("DOC-DATA", path, "warning")
    yield from (one for _order, _path, one in sorted(found, key=lambda row: row[:2]))
    for one in data:
        if one.path not in claimed:
            run.say("DATA-DOC", one.path, "warning")
            yield ReadDocument({}, (one,))


def _stem(path: str) -> str:
    """Return the code of the document in a name like "<code>.001.pdf"."""
    name = path.rsplit("/", 1)[-1].rpartition(".")[0]
    stem, _dot, number = name.rpartition(".")
    return stem if len(number) == 3 and number.isdigit() and stem else name


def _ead_doc(run: Check, path: str) -> dict[str, str] | None:
    root = run.xml(path)
    if root is None:
        return None
    values = ead.values_of(root)
    for name in ead.DOC_NEEDED:
        if not values.get(name):
            run.say("DOC-FIELD", path, field=name)
    if values.get("mode") == "03":
        run.say("SECRET", path)
    for fault in xml.faults(root, "EAD_doc.xsd"):
        run.say("DOC-SCHEMA", path, "warning", fault=fault)
    return values


def _premis(run: Check) -> None:
    places = [path for path in run.named if "/preservation/" in path and path.endswith(".xml")]
    if PREMIS not in run.named:
        run.say("PREMIS", PREMIS, "warning")
    for path in sorted(places):
        root = run.xml(path)
        if root is None:
            continue
        if path == PREMIS:
            run.events += premis.events_of(root)
        for name, (sha256, size) in premis.fixity_of(root).items():
            packed = run.named.get(name)
            if packed is not None and (packed.sha256, packed.size) != (sha256, packed.size if size is None else size):
                run.say("FIXITY", name)


def _whole(run: Check, values: dict[str, str]) -> Content | None:
    """Read our own data and hold it against EAD and METS: they must tell the same."""
    try:
        export, paths = whole.load(run.bytes_of(WHOLE), path=WHOLE)
    except XmlRefused as error:
        run.say("WHOLE", WHOLE, reason=error.data["reason"])
        return None
    data = {path for path in run.named if "/data/" in path}
    named = [path for one in paths for path in one if path]
    said = (xml.clean(export.title).strip(), xml.clean(export.file_code).strip())
    same = said == (values.get("title"), values.get("fileCode"))
    if not same or sorted(named) != sorted(data):
        run.say("WHOLE-MATCH", WHOLE)
        return None
    for document, places in zip(export.documents, paths, strict=True):
        for file, path in zip(document.files, places, strict=True):
            if path and (file.sha256, file.size) != (run.named[path].sha256, run.named[path].size):
                run.say("WHOLE-MATCH", path)
    return from_whole(export, paths, run.events)
