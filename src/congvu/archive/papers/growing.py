"""A PDF that is written while it grows: what is heavy goes to the file at once, what names it stays in memory.

Of a page its contents, pictures and fonts are streams; they are nearly all of a file's bytes. Each is written and let
go as soon as its document is in; pages, bookmarks and the catalogue follow at the end, with the table of places.
"""

from __future__ import annotations

from typing import IO

from pypdf import PdfWriter
from pypdf.generic import NullObject, PdfObject, StreamObject

_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


class GrowingPdf(PdfWriter):
    """A writer bound to the file that it writes; `let_go` after each document, `finish` at the end."""

    def __init__(self, out: IO[bytes]) -> None:
        """Begin the file."""
        super().__init__()
        self._out = out
        self._places: dict[int, int] = {}
        self._seen = 0
        out.write(_HEADER)

    def let_go(self) -> None:
        """Write the streams that came since the last call, and forget them and whom they came from."""
        self._resolve_links()
        for place in range(self._seen, len(self._objects)):
            found = self._objects[place]
            if isinstance(found, StreamObject):
                self._places[place] = self._write_object(place, found)
                self._objects[place] = NullObject()
        self._seen = len(self._objects)
        self._id_translated.clear()
        self._unresolved_links.clear()
        self._merged_in_pages.clear()

    def finish(self) -> None:
        """Write the rest: the file is whole."""
        self.let_go()
        places = [
            self._places[place] if place in self._places else self._write_object(place, found or NullObject())
            for place, found in enumerate(self._objects)
        ]
        self._write_trailer(self._out, self._write_xref_table(self._out, places, [0]))
        self._out.flush()

    def _write_object(self, place: int, found: PdfObject) -> int:
        at = self._out.tell()
        self._out.write(f"{place + 1} 0 obj\n".encode())
        found.write_to_stream(self._out)
        self._out.write(b"\nendobj\n")
        return at
