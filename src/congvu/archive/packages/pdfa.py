"""Whether a PDF says of itself that it is PDF/A. Its word in XMP metadata, not a proof of every rule of ISO 19005."""

from __future__ import annotations

import re
from typing import BinaryIO, Final

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject, StreamObject

_PART: Final = re.compile(
    rb"pdfaid:part(?:\s*=\s*[\"']|>)\s*([1-4])(?:.{0,200}?pdfaid:conformance(?:\s*=\s*[\"']|>)\s*([A-Ua-u]))?",
    re.DOTALL,
)
_OVERLAP: Final = 512
_MOST: Final = 64 << 20


class PdfaWatcher:
    """Looks for the mark of PDF/A in the bytes that pass; `found` is "PDF/A-2b" or empty."""

    def __init__(self) -> None:
        """Begin."""
        self.found = ""
        self._tail = b""

    def feed(self, part: bytes) -> None:
        """See the next bytes."""
        if self.found:
            return
        window = self._tail + part
        self.found = _mark(window)
        self._tail = window[-_OVERLAP:]


class Nothing:
    """Looks at nothing: for files that are no PDF."""

    found = ""

    def feed(self, part: bytes) -> None:
        """See the next bytes."""


def packed_mark(file: BinaryIO, size: int) -> str:
    """Return the mark from a compressed metadata stream; empty for a file that is too large or cannot be read."""
    if size > _MOST:
        return ""
    try:
        root = PdfReader(file).trailer["/Root"].get_object()
        stream = root["/Metadata"].get_object() if isinstance(root, DictionaryObject) else None
        return _mark(stream.get_data()) if isinstance(stream, StreamObject) else ""
    except (PyPdfError, KeyError, AttributeError, ValueError, TypeError, RecursionError, OSError):
        return ""


def _mark(content: bytes) -> str:
    found = _PART.search(content)
    if found is None:
        return ""
    return f"PDF/A-{found[1].decode()}{(found[2] or b'').decode().lower()}"
