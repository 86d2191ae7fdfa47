"""A first look through a message for its signatures: where they stand, what they say, which names are given twice."""

from __future__ import annotations

from dataclasses import dataclass, field

from .errors import TextTooLong
from .names import DS, XML
from .types import Attribute, Node

_IDS = frozenset({"Id", "ID", "id", "xml:id"})
_MOST_IDS = 200_000
MOST_LETTERS = 1 << 20  # in all signatures of a message


@dataclass(frozen=True, slots=True)
class SignatureFound:
    """A signature, its number among the elements and that of its SignedInfo (-1: none)."""

    node: Node
    number: int
    info: int


@dataclass(slots=True)
class _Open:
    name: tuple[str, str]
    attributes: tuple[Attribute, ...]
    content: list[Node | str] = field(default_factory=list)


@dataclass
class Scan:
    """Takes the events of a whole message; keeps only signatures, identifiers and the names at the top."""

    signatures: list[SignatureFound] = field(default_factory=list)
    ids: dict[str, list[int]] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    top: list[int] = field(default_factory=list)
    undeclared: bool = False
    _number: int = -1
    _scopes: list[dict[str, str]] = field(default_factory=lambda: [{"": "", "xml": XML}])
    _inside: list[_Open] = field(default_factory=list)
    _began: int = -1
    _info: int = -1
    _letters: int = 0

    def start(self, name: str, attributes: list[str]) -> None:
        """Open an element."""
        self._number += 1
        pairs = list(zip(attributes[::2], attributes[1::2], strict=True))
        declared = {key[6:]: value for key, value in pairs if key == "xmlns" or key.startswith("xmlns:")}
        self._scopes.append({**self._scopes[-1], **declared} if declared else self._scopes[-1])
        qualified = self._name(name, self._scopes[-1].get("", ""))
        held = [(key, value) for key, value in pairs if not (key == "xmlns" or key.startswith("xmlns:"))]
        self._note_place(qualified[1], held)
        if self._inside or qualified[1] == "Signature":
            self._open(qualified, held)

    def text(self, data: str) -> None:
        """Take text."""
        if self._inside:
            self._letters += len(data)
            if self._letters > MOST_LETTERS:
                raise TextTooLong("Signature", length=self._letters, limit=MOST_LETTERS)
            self._inside[-1].content.append(data)

    def end(self, _name: str) -> None:
        """Close an element."""
        self._scopes.pop()
        if not self._inside:
            return
        here = self._inside.pop()
        node = Node(*here.name, here.attributes, tuple(here.content))
        if self._inside:
            self._inside[-1].content.append(node)
        else:
            self.signatures.append(SignatureFound(node, self._began, self._info))

    def instruction(self, _target: str, _data: str) -> None:
        """Pass over an instruction."""

    def _note_place(self, name: str, held: list[tuple[str, str]]) -> None:
        depth = len(self._scopes) - 1
        if depth == 2 and name not in {"Signature"}:
            self.top.append(self._number)
        marked = [value for key, value in held if key in _IDS]
        if marked or depth <= 2:
            self.names[self._number] = name
        for value in marked[: max(0, _MOST_IDS - len(self.ids))]:
            self.ids.setdefault(value, []).append(self._number)

    def _open(self, name: tuple[str, str], held: list[tuple[str, str]]) -> None:
        if not self._inside:
            self._began, self._info = self._number, -1
        elif len(self._inside) == 1 and name == (DS, "SignedInfo") and self._info < 0:
            self._info = self._number
        attributes = tuple(Attribute(*self._name(key, ""), value) for key, value in held)
        self._inside.append(_Open(name, attributes))

    def _name(self, name: str, default: str) -> tuple[str, str]:
        prefix, colon, local = name.rpartition(":")
        if not colon:
            return default, name
        namespace = self._scopes[-1].get(prefix, "")
        self.undeclared = self.undeclared or not namespace
        return namespace, local
