"""Which ways lead from the trailer to an object that a later update touched, in one revision of a file.

pyHanko 0.38 answers it for every object of the file at once: it reads them all and follows every way there is, which
was nine tenths of a check. Here all objects are read as well, since one that cannot be read has to be found, but
plainly (`plain`), and only the ways are followed that can reach what is asked. The ways found are the same.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, RawPdfPath

from .plain import NULL, NotPlain, Plain, Ref, Value, read

MOST_DEEP: Final = 500  # bậc gọi hàm mà thư viện chắc chắn đi hết được
MOST_OBJECTS: Final = 20_000
TRAILER: Final[Ref] = (0, 0)
Path = tuple[bytes | int, ...]


class Plainly:
    """The plainly written objects of a file by offset, kept for all its revisions."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._read: dict[tuple[int, Ref], Plain] = {}

    def at(self, offset: int, ref: Ref) -> Plain:
        """Return the object at an offset. Raises NotPlain."""
        if (offset, ref) not in self._read:
            self._read[offset, ref] = read(self.data, offset, ref)
        return self._read[offset, ref]


class Usages:
    """The answers for one revision. The constructor raises NotPlain where pyHanko must be asked."""

    def __init__(self, revision: HistoricalResolver, places: dict[int, tuple[int, int]], plainly: Plainly) -> None:
        self._offsets = places
        self._plainly = plainly
        self._objects: dict[Ref, Plain] = {TRAILER: _trailer(revision.trailer_view)}
        self._read_all()
        self._root = self._catalog()
        self._pages = self._page_tree()
        self._elements = self._structure()
        self._check_depth()
        self._entered = self._ways_in()
        self._found: dict[Ref, set[RawPdfPath]] = {}
        self._search(_touched_after(revision) | self._fields())

    def of(self, ref: generic.Reference) -> set[RawPdfPath]:
        """Return the ways to an object, none if none leads there."""
        one = (ref.idnum, ref.generation)
        if one not in self._found:
            self._search({one})
        return self._found[one]

    def _read_all(self) -> None:
        waiting = [*self._objects[TRAILER].refs]
        while waiting:
            ref = waiting.pop()
            if ref in self._objects:
                continue
            generation, offset = self._offsets.get(ref[0], (-1, -1))
            if generation != ref[1] or len(self._objects) > MOST_OBJECTS:
                raise NotPlain
            plain = self._objects[ref] = self._plainly.at(offset, ref)
            waiting += plain.refs
            waiting += plain.by_p

    def _catalog(self) -> Ref:
        trailer = self._objects[TRAILER].value
        root = trailer.get(b"/Root") if isinstance(trailer, dict) else None
        if not isinstance(root, tuple):
            raise NotPlain
        return root

    def _dict(self, value: Value) -> dict[bytes, Value]:
        """Return a dictionary or what a reference to one leads to."""
        found = self._objects[value].value if isinstance(value, tuple) else value
        if not isinstance(found, dict):
            raise NotPlain
        return found

    def _page_tree(self) -> dict[Ref, tuple[Path, Ref]]:
        """Return the nodes of the page tree, each with its one way and the node above."""
        top = self._dict(self._root).get(b"/Pages")
        if not isinstance(top, tuple):
            raise NotPlain
        found: dict[Ref, tuple[Path, Ref]] = {top: ((b"/Root", b"/Pages"), self._root)}
        waiting = [top]
        while waiting:
            node = waiting.pop()
            kids = self._dict(node).get(b"/Kids")
            if not isinstance(kids, list):
                raise NotPlain
            for index, kid in enumerate(kids):
                if not isinstance(kid, tuple) or kid in found:
                    raise NotPlain
                found[kid] = ((*found[node][0], b"/Kids", index), node)
                if _word(self._dict(kid).get(b"/Type")) == b"/Pages":
                    waiting.append(kid)
        return found

    def _structure(self) -> set[Ref]:
        """Return the elements of the structure tree."""
        root = self._dict(self._root)
        if b"/StructTreeRoot" not in root:
            return set()
        found: set[Ref] = set()
        waiting = [(self._dict(root[b"/StructTreeRoot"]), 1)]
        while waiting:
            element, depth = waiting.pop()
            for ref, child in self._children(element.get(b"/K")):
                if ref in found or depth > MOST_DEEP // 2:
                    raise NotPlain
                if ref is not None:
                    found.add(ref)
                waiting.append((child, depth + 1))
        return found

    def _children(self, kids: Value) -> list[tuple[Ref | None, dict[bytes, Value]]]:
        if isinstance(kids, tuple):  # một con: thư viện không kể tham chiếu tới nó
            inner = self._objects[kids].value
            kids = inner if isinstance(inner, list) else [inner]
        elif not isinstance(kids, list):
            kids = [kids]
        found: list[tuple[Ref | None, dict[bytes, Value]]] = []
        for kid in kids:
            child = self._objects[kid].value if isinstance(kid, tuple) else kid
            if not isinstance(child, dict):
                continue
            if _word(child.get(b"/Type", b"/StructElem")) == b"/StructElem":
                found.append((kid if isinstance(kid, tuple) else None, child))
        return found

    def _check_depth(self) -> None:
        """Give up where pyHanko, which follows every way to its end, might not come to an end of its stack."""
        if sum(one.nested + 1 for one in self._objects.values()) <= MOST_DEEP:
            return
        heights: dict[Ref, int] = {}
        stack = [(TRAILER, False)]
        on_the_way: set[Ref] = set()
        while stack:
            ref, leaving = stack.pop()
            if leaving:
                on_the_way.discard(ref)
                below = max((heights[to] for to in self._leads_to(ref)), default=0)
                heights[ref] = below + self._objects[ref].nested + 1
                if heights[ref] > MOST_DEEP:
                    raise NotPlain
            elif ref not in heights:
                if ref in on_the_way:
                    raise NotPlain
                on_the_way.add(ref)
                stack.append((ref, True))
                stack += [(to, False) for to in self._leads_to(ref)]

    def _leads_to(self, ref: Ref) -> list[Ref]:
        """Return the objects that a way may go on to from this one."""
        one = self._objects[ref]
        refs = one.refs if ref in self._elements else one.refs | one.by_p
        return [to for to in refs if to not in self._pages or self._pages[to][1] == ref]

    def _ways_in(self) -> dict[Ref, list[Ref]]:
        """Return for each object those that name it, whether a way goes on there or not."""
        found: dict[Ref, list[Ref]] = defaultdict(list)
        for ref, one in self._objects.items():
            for to in one.refs:
                found[to].append(ref)
            if ref not in self._elements:
                for to in one.by_p:
                    found[to].append(ref)
        return found

    def _fields(self) -> set[Ref]:
        """Return what the rules of forms ask for besides the objects of updates."""
        found: set[Ref] = set()
        for ref, one in self._objects.items():
            if isinstance(one.value, dict) and b"/T" in one.value and ref not in self._elements:
                found.add(ref)
                if isinstance(shown := one.value.get(b"/AP"), tuple):
                    found.add(shown)
        return found

    def _search(self, asked: set[Ref]) -> None:
        useful: set[Ref] = set()
        waiting = [above for ref in asked for above in self._entered.get(ref, ())]
        while waiting:
            ref = waiting.pop()
            if ref in useful:
                continue
            useful.add(ref)
            if ref in self._pages:
                waiting.append(self._pages[ref][1])
            else:
                waiting += self._entered.get(ref, ())
        walk = _Walk(self._objects, self._pages, self._elements, asked, useful)
        walk.follow(self._objects[TRAILER].value, (), (), inside=False)
        for ref in asked:
            self._found[ref] = {RawPdfPath(*_words(path)) for path in walk.found.get(ref, ())}


class _Walk:
    """One walk from the trailer, as pyHanko walks, that leaves out what cannot lead to anything asked."""

    def __init__(
        self,
        objects: dict[Ref, Plain],
        pages: dict[Ref, tuple[Path, Ref]],
        elements: set[Ref],
        asked: set[Ref],
        useful: set[Ref],
    ) -> None:
        self.objects, self.pages, self.elements = objects, pages, elements
        self.asked, self.useful = asked, useful
        self.found: dict[Ref, set[Path]] = defaultdict(set)

    def follow(self, value: Value, path: Path, seen: tuple[Ref, ...], *, inside: bool) -> None:
        """Go on from a value; `inside` is within the structure tree, where its elements may be entered."""
        if isinstance(value, tuple):
            if value in seen or not self._enters(value, path, inside=inside):
                return
            seen = (*seen, value)
            value = self.objects[value].value
        if isinstance(value, dict):
            for key, part in value.items():
                if isinstance(part, tuple | dict | list) and key != b"/Parent" and not (inside and key == b"/P"):
                    deeper = inside or (key == b"/K" and path == (b"/Root", b"/StructTreeRoot"))
                    self.follow(part, (*path, key), seen, inside=deeper)
        elif isinstance(value, list):
            for index, part in enumerate(value):
                if isinstance(part, tuple | dict | list):
                    self.follow(part, (*path, index), seen, inside=inside)

    def _enters(self, ref: Ref, path: Path, *, inside: bool) -> bool:
        """Write down a way that ends at an object and return whether it goes on there."""
        if ref in self.asked:
            self.found[ref].add(path)
        if ref not in self.useful or (ref in self.pages and self.pages[ref][0] != path):
            return False
        return inside or ref not in self.elements


def _word(value: Value) -> bytes:
    """Return a name; a text may say the same, so that is none."""
    if not isinstance(value, bytes) or value[:1] != b"/":
        raise NotPlain
    return value


def _words(path: Path) -> list[str | int]:
    return [step if isinstance(step, int) else step.decode("ascii") for step in path]


def offsets(revision: HistoricalResolver) -> dict[int, tuple[int, int]]:
    """Return generation and offset of each object of a revision by its number. Raises NotPlain."""
    xrefs = revision.reader.xrefs
    found: dict[int, tuple[int, int]] = {}
    for number in range(revision.revision + 1):
        table = xrefs.get_xref_data(number)
        if table.xrefs_in_objstm or table.freed or table.hybrid:
            raise NotPlain
        found.update(table.standard_xrefs)
    return found


def _touched_after(revision: HistoricalResolver) -> set[Ref]:
    xrefs = revision.reader.xrefs
    later = range(revision.revision + 1, xrefs.total_revisions)
    return {ref for number in later for ref in xrefs.get_xref_data(number).explicit_refs_in_revision}


def _trailer(view: generic.DictionaryObject) -> Plain:
    refs: set[Ref] = set()
    if "/Encrypt" in view:
        raise NotPlain
    value = _plainly(view, refs, 0)
    return Plain(value, refs, set(), 2)


def _plainly(value: generic.PdfObject, refs: set[Ref], nested: int) -> Value:
    """Return a part of the trailer, which pyHanko has read already, in our shape."""
    if nested > 2:
        raise NotPlain
    if isinstance(value, generic.IndirectObject):
        ref = (value.idnum, value.generation)
        refs.add(ref)
        return ref
    if isinstance(value, generic.DictionaryObject):
        return {_key(key): _plainly(value.raw_get(key), refs, nested + 1) for key in value}
    if isinstance(value, generic.ArrayObject):
        return [_plainly(part, refs, nested + 1) for part in value]
    if isinstance(value, generic.NullObject):
        return NULL
    return None


def _key(name: str) -> bytes:
    if not name.isascii():
        raise NotPlain
    return name.encode("ascii")
