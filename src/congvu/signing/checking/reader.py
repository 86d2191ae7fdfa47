"""Opening a file for checking: every kind of bad input becomes an answer, never an exception."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodeLimits
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from ..paper.document import BROKEN_PDF
from ..types import Check
from . import fast_hex, fast_names
from .content import MAX_SIZE
from .lean.reader import LeanReader

fast_hex.install()
fast_names.install()

MAX_SIGNATURES = 50
MAX_FIELDS = 5000
_MAX_DEPTH = 20


@dataclass(frozen=True)
class Found:
    """A signature field with a value; `embedded` is None when its value cannot be read."""

    name: str
    subfilter: str
    embedded: EmbeddedPdfSignature | None


def open_pdf(data: bytes) -> PdfFileReader | Check:
    """Return the opened file, or the check that says why it cannot be."""
    return too_large(MAX_SIZE) if len(data) > MAX_SIZE else open_stream(BytesIO(data))


def too_large(most: int) -> Check:
    """Return the check that says that a file is not looked at for its size."""
    return Check("file", "unknown", "file_too_large", {"limit": most // 1024 // 1024})


def open_stream(stream: IO[bytes]) -> PdfFileReader | Check:
    """Return the file opened where it lies, or the check that says why it cannot be; it must stay open meanwhile."""
    stream.seek(0)
    if b"%PDF-" not in stream.read(1024):
        return Check("file", "failed", "not_pdf")
    try:
        reader = LeanReader(stream, strict=True, decode_limits=DecodeLimits.for_untrusted_input())
        if reader.encrypted:
            return Check("file", "unknown", "encrypted")
        reader.root["/Pages"]["/Count"]
    except BROKEN_PDF:
        return Check("file", "failed", "malformed")
    if reader.xrefs.hybrid_xrefs_present:
        return Check("file", "failed", "hybrid")
    return reader


def signatures(reader: PdfFileReader) -> list[Found] | Check:
    """Return the signatures in the order in which they were made, or why they cannot be listed."""
    try:
        found = [_read(reader, name, field) for name, field in _signed_fields(reader)]
    except BROKEN_PDF:
        return Check("file", "failed", "malformed")
    if len(found) > MAX_SIGNATURES:
        return Check("file", "unknown", "too_many_signatures", {"limit": MAX_SIGNATURES})
    return sorted(found, key=lambda f: f.embedded.signed_revision if f.embedded else 1 << 30)


def _signed_fields(reader: PdfFileReader) -> Iterator[tuple[str, generic.IndirectObject]]:
    for name, kind, reference in _walk(reader.root):
        if kind == "/Sig" and "/V" in reference.get_object():
            yield name, reference


def fields_of(root: generic.DictionaryObject) -> Iterator[tuple[str, generic.DictionaryObject]]:
    """Return the fields of a form with their full names. Raises one of BROKEN_PDF."""
    for name, _kind, reference in _walk(root):
        yield name, reference.get_object()


def _walk(root: generic.DictionaryObject) -> Iterator[tuple[str, str, generic.IndirectObject]]:
    if "/AcroForm" not in root or "/Fields" not in root["/AcroForm"]:
        return
    seen: set[generic.Reference] = set()
    stack = [("", "", kid, 0) for kid in reversed(root["/AcroForm"]["/Fields"])]
    while stack:
        prefix, kind, reference, depth = stack.pop()
        if not isinstance(reference, generic.IndirectObject) or reference.reference in seen or depth > _MAX_DEPTH:
            continue
        seen.add(reference.reference)
        if len(seen) > MAX_FIELDS:
            raise ValueError("too many fields")
        field = reference.get_object()
        if not isinstance(field, generic.DictionaryObject):
            continue
        kind = str(field["/FT"]) if "/FT" in field else kind
        name = f"{prefix}.{field['/T']}".lstrip(".") if "/T" in field else prefix
        yield name, kind, reference
        if "/Kids" in field:
            stack += [(name, kind, kid, depth + 1) for kid in reversed(field["/Kids"])]


def _read(reader: PdfFileReader, name: str, reference: generic.IndirectObject) -> Found:
    subfilter = ""
    try:
        value = reference.get_object()["/V"]
        subfilter = str(value["/SubFilter"]).lstrip("/") if "/SubFilter" in value else ""
        return Found(name, subfilter, EmbeddedPdfSignature(reader, reference.get_object(), name))
    except BROKEN_PDF:
        return Found(name, subfilter, None)
