"""Builds nodes from XML events; the bytes of files go straight to disk and leave a mark in the tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from .errors import Malformed, Note, TextTooLong, TooDeep, TooMany
from .limits import Limits
from .names import KNOWN_PREFIXES, XML
from .packaging import Base64, Folder, Kept, Writing
from .sax import BYTES
from .types import Attribute, Node

CARRIED = "\0carried"
"""Namespace of the mark that stands for the bytes of a file: no message can spell it. `index` counts those kept."""

MOST_NOTES = 200


@dataclass(slots=True)
class _Open:
    namespace: str
    name: str
    attributes: tuple[Attribute, ...]
    outer: dict[str, str]
    content: list[Node | str] = field(default_factory=list)
    letters: int = 0


@dataclass
class Builder:
    """Takes events, gives the root; see `sax.parse`."""

    limits: Limits
    folder: Folder
    notes: list[Note] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    root: Node | None = None
    signatures: int = 0
    _stack: list[_Open] = field(default_factory=list)
    _scope: dict[str, str] = field(default_factory=lambda: {"xml": XML})
    _elements: int = 0
    _letters: int = 0
    _file: tuple[Base64, Writing] | None = None
    _undeclared: set[str] = field(default_factory=set)

    def note(self, code: str, value: str) -> None:
        """Note something unusual."""
        if len(self.notes) < MOST_NOTES:
            self.notes.append(Note(code, self.place(), {"value": value[:200]}))

    def place(self) -> str:
        """Return where the reading stands."""
        return "/".join(one.name for one in self._stack[-6:])

    def start(self, name: str, attributes: list[str]) -> None:
        """Open an element. Raises TooDeep, TooMany, Malformed."""
        self._count(attributes)
        if self._file is not None:
            raise Malformed(self.place())
        outer = self._declare(attributes) if attributes else self._scope
        namespace, local = self._name(name, default=self._scope.get("", ""))
        held = self._attributes(attributes) if attributes else ()
        above = [one.name for one in self._stack[-2:]]
        self.signatures += local == "Signature"
        self._stack.append(_Open(namespace, local, held, outer))
        if local == BYTES and above == ["AttachmentEncoded", "Attachment"]:
            writing = self.folder.begin(self.place())
            self._file = (Base64(writing.write, self.place()), writing)

    def text(self, data: str) -> None:
        """Take text. Raises AttachmentBroken, TextTooLong, TooLarge."""
        if self._file is not None:
            self._file[0].feed(data)
            return
        here = self._stack[-1]
        here.letters += len(data)
        self._letters += len(data)
        if here.letters > self.limits.text or self._letters > self.limits.all_text:
            most = min(self.limits.text, self.limits.all_text)
            raise TextTooLong(self.place(), length=max(here.letters, self._letters), limit=most)
        here.content.append(data)

    def wants(self) -> bool:
        """Return whether the element open now holds a file, whose text may come by `take`."""
        return self._file is not None

    def take(self, data: bytes) -> bool:
        """Take the text of a file if it is all base64. Raises TooLarge."""
        return self._file is not None and self._file[0].take(data)

    def end(self, _name: str) -> None:
        """Close an element."""
        if self._file is not None:
            self._keep(*self._file)
        here = self._stack.pop()
        self._scope = here.outer
        node = Node(here.namespace, here.name, here.attributes, _trimmed(here.content))
        if self._stack:
            self._stack[-1].content.append(node)
        else:
            self.root = node

    def partial(self) -> Node | None:
        """Return what was read before a refusal, open elements closed where they stood."""
        node: Node | None = self.root
        for here in reversed(self._stack):
            inside = [*here.content, node] if node is not None else here.content
            node = Node(here.namespace, here.name, here.attributes, _trimmed(inside))
        return node

    def close(self) -> None:
        """Let go of a file left open by a refusal."""
        if self._file is not None:
            self._file[1].finish()
            self._file = None

    def _keep(self, decoder: Base64, writing: Writing) -> None:
        decoder.finish()
        self._file = None
        here = self._stack[-1]
        here.namespace = CARRIED
        here.attributes = (Attribute(CARRIED, "index", str(len(self.kept))), *here.attributes)
        self.kept.append(writing.finish())

    def _count(self, attributes: list[str]) -> None:
        self._elements += 1
        if len(self._stack) >= self.limits.depth:
            raise TooDeep(self.place(), limit=self.limits.depth)
        if self._elements > self.limits.elements:
            raise TooMany(self.place(), limit=self.limits.elements, what="phần tử")
        if len(attributes) > 2 * self.limits.attributes:
            raise TooMany(self.place(), limit=self.limits.attributes, what="thuộc tính")
        self._letters += sum(map(len, attributes))
        if self._letters > self.limits.all_text:
            raise TextTooLong(self.place(), length=self._letters, limit=self.limits.all_text)

    def _declare(self, attributes: list[str]) -> dict[str, str]:
        """Take the namespaces declared here; return the scope to come back to."""
        outer = self._scope
        for name, value in zip(attributes[::2], attributes[1::2], strict=True):
            if name == "xmlns" or name.startswith("xmlns:"):
                if self._scope is outer:
                    self._scope = dict(outer)
                self._scope[name[6:]] = value
        return outer

    def _name(self, name: str, default: str) -> tuple[str, str]:
        prefix, colon, local = name.rpartition(":")
        if not colon:
            return default, name
        if not local or ":" in prefix:
            raise Malformed(self.place())
        if (namespace := self._scope.get(prefix)) is None:
            if prefix not in self._undeclared:
                self._undeclared.add(prefix)
                self.note("prefix_undeclared", prefix)
            namespace = KNOWN_PREFIXES.get(prefix, "")
        return namespace, local

    def _attributes(self, attributes: list[str]) -> tuple[Attribute, ...]:
        held: dict[tuple[str, str], Attribute] = {}
        for name, value in zip(attributes[::2], attributes[1::2], strict=True):
            if name == "xmlns" or name.startswith("xmlns:"):
                continue
            key = self._name(name, default="")
            if key in held:
                raise Malformed(self.place())
            held[key] = Attribute(*key, value)
        return tuple(sorted(held.values(), key=lambda one: (one.namespace, one.name)))


def _trimmed(content: Sequence[Node | str]) -> tuple[Node | str, ...]:
    """Return the content, pieces of text joined; between elements, text of blanks only says nothing."""
    if len(content) <= 1:
        return tuple(content)
    joined: list[Node | str] = []
    for is_text, group in groupby(content, key=lambda one: isinstance(one, str)):
        run = list(group)
        joined += ["".join(str(one) for one in run)] if is_text else run
    if any(isinstance(one, Node) for one in joined):
        return tuple(one for one in joined if isinstance(one, Node) or one.strip())
    return tuple(joined)
