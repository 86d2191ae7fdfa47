"""What a file carries for later checks: the DSS of a PDF (PAdES B-LT), the values inside a container."""

from __future__ import annotations

from asn1crypto import cms as asn1_cms
from pyhanko.pdf_utils.reader import PdfFileReader

from ..paper.document import BROKEN_PDF
from . import cms
from .trust import Carried

_MOST = 50
_MOST_BYTES = 20 * 1024 * 1024


def of_pdf(reader: PdfFileReader) -> Carried:
    """Return what the document security store holds; each piece is still checked against its issuer's key."""
    root = reader.root
    if "/DSS" not in root:
        return Carried()
    try:
        store = root["/DSS"]
        return Carried(*(_streams(store, key) for key in ("/Certs", "/CRLs", "/OCSPs")))
    except BROKEN_PDF:
        return Carried()


def _streams(store: object, key: str) -> tuple[bytes, ...]:
    if key not in store:  # type: ignore[operator]  # từ điển của thư viện không có kiểu
        return ()
    found: list[bytes] = []
    for reference in list(store[key])[:_MOST]:  # type: ignore[index]
        found.append(reference.get_object().data)
        if sum(map(len, found)) > _MOST_BYTES:
            break
    return tuple(found)


def of_container(signed: asn1_cms.SignedData) -> Carried:
    """Return the revocation evidence inside a container."""
    try:
        lists, answers = cms.carried(signed)
    except BROKEN_PDF:
        return Carried()
    return Carried((), tuple(lists[:_MOST]), tuple(answers[:_MOST]))
