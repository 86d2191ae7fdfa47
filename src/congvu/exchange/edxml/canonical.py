"""Canonical forms (C14N 1.0 and exclusive, without comments) taken from events, for messages of any size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from .names import XML
from .xml_out import in_text, in_value

INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"


@dataclass(slots=True)
class Task:
    """One element to be made canonical: its number in the document, how, and the element inside it to leave out."""

    number: int  # elements are counted from 0, the root, in the order they open
    exclusive: bool
    write: Callable[[bytes], object]
    without: int = -1
    prefixes: frozenset[str] = frozenset()
    active: bool = False
    depth: int = 0
    skipping: int = 0
    rendered: list[dict[str, str]] = field(default_factory=list)


@dataclass
class Canonical:
    """Takes the events of a document and serves each task. Prefixes must be declared."""

    tasks: list[Task]
    _number: int = -1
    _scopes: list[dict[str, str]] = field(default_factory=lambda: [{"": "", "xml": XML}])
    _xml: list[dict[str, str]] = field(default_factory=lambda: [{}])
    _depth: int = 0

    def start(self, name: str, attributes: list[str]) -> None:
        """Open an element."""
        self._number += 1
        self._depth += 1
        pairs = list(zip(attributes[::2], attributes[1::2], strict=True))
        declared = {key[6:]: value for key, value in pairs if key == "xmlns" or key.startswith("xmlns:")}
        plain = {key: value for key, value in pairs if not (key == "xmlns" or key.startswith("xmlns:"))}
        self._scopes.append({**self._scopes[-1], **declared} if declared else self._scopes[-1])
        own = {key: value for key, value in plain.items() if key.startswith("xml:")}
        above = self._xml[-1]
        self._xml.append({**above, **own} if own else above)
        for task in self.tasks:
            self._start(task, name, plain, above)

    def text(self, data: str) -> None:
        """Take text."""
        for task in self.tasks:
            if task.active and not task.skipping:
                task.write(in_text(data).encode())

    def end(self, name: str) -> None:
        """Close an element."""
        for task in self.tasks:
            self._end(task, name)
        self._depth -= 1
        self._scopes.pop()
        self._xml.pop()

    def instruction(self, target: str, data: str) -> None:
        """Take a processing instruction inside the root; one outside it is part of no message that is signed here."""
        for task in self.tasks:
            if task.active and not task.skipping:
                task.write(f"<?{target}{' ' if data else ''}{data}?>".encode())

    def _start(self, task: Task, name: str, plain: dict[str, str], above: dict[str, str]) -> None:
        apex = self._number == task.number
        if apex:
            task.active, task.depth = True, self._depth
            task.rendered = [{"": ""}]
            if not task.exclusive:
                plain = {**above, **plain}
        if not task.active:
            return
        if self._number == task.without or task.skipping:
            task.skipping += 1
            return
        fresh = self._fresh(task, name, plain, apex=apex)
        task.rendered.append({**task.rendered[-1], **fresh} if fresh else task.rendered[-1])
        parts = ["<", name]
        parts += [f' xmlns{":" if key else ""}{key}="{in_value(value)}"' for key, value in sorted(fresh.items())]
        parts += [f' {key}="{in_value(value)}"' for key, value in sorted(plain.items(), key=self._order)]
        task.write("".join((*parts, ">")).encode())

    def _fresh(self, task: Task, name: str, plain: dict[str, str], *, apex: bool) -> dict[str, str]:
        """Return the namespaces to write here: those used and not yet written; in the inclusive form, all."""
        scope, rendered = self._scopes[-1], task.rendered[-1]
        if task.exclusive:
            used = {_prefix(name), *(_prefix(key) for key in plain if ":" in key)}
            wanted = used | {one for one in task.prefixes if one in scope}
        else:
            wanted = set(scope)
        wanted.discard("xml")
        return {one: scope[one] for one in wanted if rendered.get(one) != scope[one]}

    def _order(self, pair: tuple[str, str]) -> tuple[str, str]:
        prefix, colon, local = pair[0].partition(":")
        return (self._scopes[-1][prefix], local) if colon else ("", prefix)

    def _end(self, task: Task, name: str) -> None:
        if not task.active:
            return
        if task.skipping:
            task.skipping -= 1
        else:
            task.rendered.pop()
            task.write(f"</{name}>".encode())
        if self._depth == task.depth:
            task.active = False


def _prefix(name: str) -> str:
    return name.partition(":")[0] if ":" in name else ""
