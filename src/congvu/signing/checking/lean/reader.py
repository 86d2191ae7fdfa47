"""pyHanko's reader of PDF files that reads plainly written objects at once and knows at once who uses an object."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader, RawPdfPath

from .build import build
from .plain import NotPlain
from .usages import Plainly, Usages, offsets


class LeanReader(PdfFileReader):
    """A reader of a file; one that lies in memory and is not encrypted is read in the lean way."""

    def __init__(self, stream: Any, **options: Any) -> None:
        self._past: dict[int, HistoricalResolver] = {}
        self.plainly: Plainly | None = None
        super().__init__(stream, **options)
        if isinstance(stream, BytesIO) and "/Encrypt" not in self.trailer:
            self.plainly = Plainly(stream.getvalue())

    def get_historical_resolver(self, revision: int) -> HistoricalResolver:
        """Return the view on a revision, the oldest one being 0."""
        if revision not in self._past:
            self._past[revision] = Revision(self, revision)
        return self._past[revision]

    def _read_object(self, ref: generic.Reference, marker: Any, *choices: Any, **more: Any) -> Any:
        if self.plainly is not None and not more.get("as_metadata_stream") and len(choices) < 2:
            found = read_plainly(self.plainly, generic.Reference(ref.idnum, ref.generation, self), marker)
            if found is not None:
                return found
        return super()._read_object(ref, marker, *choices, **more)


def read_plainly(plainly: Plainly, ref: generic.Reference, marker: Any) -> generic.PdfObject | None:
    """Return the object at an offset, None if pyHanko must read it."""
    if type(marker) is not int:
        return None
    try:
        return build(plainly.at(marker, (ref.idnum, ref.generation)), ref, plainly.data)
    except NotPlain:
        return None


class Revision(HistoricalResolver):
    """A revision of a file; where the file is not written plainly, everything is as pyHanko does it."""

    def __init__(self, reader: LeanReader, revision: int) -> None:
        super().__init__(reader, revision)
        self._usages: Usages | None = None
        self._offsets: dict[int, tuple[int, int]] = {}
        self._plainly = reader.plainly
        try:
            self._offsets = offsets(self)
        except NotPlain:
            self._plainly = None

    def get_object(self, ref: generic.Reference, as_metadata_stream: bool = False) -> Any:
        """Return the object that a reference meant in this revision."""
        if self._plainly is not None and not as_metadata_stream and ref not in self.cache:
            generation, offset = self._offsets.get(ref.idnum, (-1, -1))
            if generation == ref.generation:
                own = generic.Reference(ref.idnum, generation, self)
                found = read_plainly(self._plainly, own, offset)
                if found is not None:
                    self.cache[own] = found
                    return found
        return super().get_object(ref, as_metadata_stream)

    def _load_reverse_xref_cache(self) -> None:
        if self._usages is None and self._plainly is not None:
            try:
                self._usages = Usages(self, self._offsets, self._plainly)
            except NotPlain:
                self._plainly = None
        if self._usages is None:
            super()._load_reverse_xref_cache()  # type: ignore[no-untyped-call]

    def _get_usages_of_ref(self, ref: generic.Reference) -> set[RawPdfPath]:
        if self._usages is not None:
            return self._usages.of(ref)
        return super()._get_usages_of_ref(ref)
