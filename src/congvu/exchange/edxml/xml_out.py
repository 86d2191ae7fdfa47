"""Writes XML that is its own exclusive canonical form, so that a signature can be taken while writing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from .errors import WrongValue
from .names import DS, PREFIX, QCVN, SOAP, XLINK, XML, XSI
from .types import Attribute, Node

_PREFIXES = {QCVN: PREFIX, DS: "ds", XLINK: "xlink", XSI: "xsi", SOAP: "SOAP-ENV", XML: "xml"}
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;"}
_VALUE = {"&": "&amp;", "<": "&lt;", '"': "&quot;", "\t": "&#x9;", "\n": "&#xA;", "\r": "&#xD;"}
_IN_TEXT = str.maketrans(_TEXT)
_IN_VALUE = str.maketrans(_VALUE)


def escaped(text: str) -> str:
    """Return text as it stands in an element. Raises WrongValue for characters that XML cannot hold."""
    if found := _ILLEGAL.search(text):
        raise WrongValue("XML", value=f"U+{ord(found[0]):04X}")
    return text.translate(_IN_TEXT)


def in_text(text: str) -> str:
    """Return text as it stands in an element, from a source that can hold nothing else."""
    if "&" in text or "<" in text or ">" in text or "\r" in text:
        return text.translate(_IN_TEXT)
    return text


def in_value(text: str) -> str:
    """Return text as it stands in an attribute. Raises WrongValue."""
    if found := _ILLEGAL.search(text):
        raise WrongValue("XML", value=f"U+{ord(found[0]):04X}")
    return text.translate(_IN_VALUE)


@dataclass
class XmlOut:
    """Elements one after the other; `write` takes the bytes."""

    write: Callable[[bytes], object]
    prefixes: dict[str, str] = field(default_factory=lambda: dict(_PREFIXES))
    _scopes: list[dict[str, str]] = field(default_factory=lambda: [{"": "", "xml": XML}])
    _open: list[str] = field(default_factory=list)

    def start(self, namespace: str, name: str, attributes: Iterable[Attribute] = (), *, bare: bool = False) -> None:
        """Open an element; `bare` puts its namespace as the default one instead of by a prefix."""
        prefix = "" if bare or not namespace else self._prefix(namespace)
        held = sorted(attributes, key=lambda one: (one.namespace, one.name))
        used = {prefix: namespace} | {self._prefix(one.namespace): one.namespace for one in held if one.namespace}
        scope = self._scopes[-1]
        fresh = {key: value for key, value in used.items() if scope.get(key) != value}
        self._scopes.append({**scope, **fresh} if fresh else scope)
        qualified = f"{prefix}:{name}" if prefix else name
        parts = ["<", qualified]
        parts += [f' xmlns{":" if key else ""}{key}="{in_value(value)}"' for key, value in sorted(fresh.items())]
        parts += [f' {self._qualified(one)}="{in_value(one.value)}"' for one in held]
        self.write("".join((*parts, ">")).encode())
        self._open.append(qualified)

    def text(self, text: str) -> None:
        """Write text."""
        self.write(escaped(text).encode())

    def end(self) -> None:
        """Close the innermost element."""
        self._scopes.pop()
        self.write(f"</{self._open.pop()}>".encode())

    def leaf(
        self, namespace: str, name: str, text: str, attributes: Iterable[Attribute] = (), *, bare: bool = False
    ) -> None:
        """Write an element that holds only text."""
        self.start(namespace, name, attributes, bare=bare)
        self.text(text)
        self.end()

    def node(self, node: Node | str, *, bare: bool = False) -> None:
        """Write a foreign element with all that stands in it, or a foreign text."""
        if isinstance(node, str):
            self.text(node)
            return
        self.start(node.namespace, node.name, node.attributes, bare=bare and node.namespace == QCVN)
        for one in node.content:
            self.node(one, bare=bare)
        self.end()

    def _prefix(self, namespace: str) -> str:
        if namespace not in self.prefixes:
            self.prefixes[namespace] = f"n{len(self.prefixes)}"
        return self.prefixes[namespace]

    def _qualified(self, attribute: Attribute) -> str:
        return f"{self._prefix(attribute.namespace)}:{attribute.name}" if attribute.namespace else attribute.name
