"""pyHanko's reader of PDF files, whose past revisions know at once who uses an object."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader, RawPdfPath

from .plain import NotPlain
from .usages import Plainly, Usages


class LeanReader(PdfFileReader):
    """A reader of a file; one that lies in memory is compared in the lean way."""

    def __init__(self, stream: Any, **options: Any) -> None:
        self._past: dict[int, HistoricalResolver] = {}
        self.plainly = Plainly(stream.getvalue()) if isinstance(stream, BytesIO) else None
        super().__init__(stream, **options)

    def get_historical_resolver(self, revision: int) -> HistoricalResolver:
        """Return the view on a revision, the oldest one being 0."""
        if revision not in self._past:
            self._past[revision] = Revision(self, revision, self.plainly)
        return self._past[revision]


class Revision(HistoricalResolver):
    """A revision of a file; where the file is not written plainly, everything is as pyHanko does it."""

    def __init__(self, reader: PdfFileReader, revision: int, plainly: Plainly | None) -> None:
        super().__init__(reader, revision)
        self._plainly = plainly
        self._usages: Usages | None = None

    def _load_reverse_xref_cache(self) -> None:
        if self._usages is None and self._plainly is not None:
            try:
                self._usages = Usages(self, self._plainly)
            except NotPlain:
                self._plainly = None
        if self._plainly is None:
            super()._load_reverse_xref_cache()  # type: ignore[no-untyped-call]

    def _get_usages_of_ref(self, ref: generic.Reference) -> set[RawPdfPath]:
        if self._usages is not None:
            return self._usages.of(ref)
        return super()._get_usages_of_ref(ref)
