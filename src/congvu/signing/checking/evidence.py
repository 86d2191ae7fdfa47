"""What a file carries for later checks: the DSS of a PDF (PAdES B-LT), the values inside a container."""

from __future__ import annotations

from functools import lru_cache

from asn1crypto import cms as asn1_cms
from pyhanko.pdf_utils.reader import PdfFileReader

from ..paper.document import BROKEN_PDF
from . import cms, crl, ocsp
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
        parts = [_streams(store, key) for key in ("/Certs", "/CRLs", "/OCSPs")]
    except BROKEN_PDF:
        return Carried(broken=1)
    (certificates, _lost), (lists, lost_lists), (answers, lost_answers) = parts
    return Carried(certificates, lists, answers, lost_lists + lost_answers)


def _streams(store: object, key: str) -> tuple[tuple[bytes, ...], int]:
    """Return the pieces under a key and how many could not be opened."""
    if key not in store:  # type: ignore[operator]  # từ điển của thư viện không có kiểu
        return (), 0
    found: list[bytes] = []
    lost = 0
    for reference in list(store[key])[:_MOST]:  # type: ignore[index]
        try:
            found.append(reference.get_object().data)
        except BROKEN_PDF:
            lost += 1
        if sum(map(len, found)) > _MOST_BYTES:
            break
    return tuple(found), lost


def of_container(signed: asn1_cms.SignedData) -> Carried:
    """Return the revocation evidence inside a container."""
    try:
        lists, answers = cms.carried(signed)
    except BROKEN_PDF:
        return Carried(broken=1)
    return Carried((), tuple(lists[:_MOST]), tuple(answers[:_MOST]))


def unreadable(carried: Carried) -> int:
    """Return how many lists and answers that a file carries are none at all: they say nothing, good or bad."""
    return (
        carried.broken
        + sum(not _is_list(one) for one in carried.lists)
        + sum(not _is_answer(one) for one in carried.answers)
    )


@lru_cache(maxsize=1024)
def _is_list(content: bytes) -> bool:
    try:
        crl.parse(content)
    except BROKEN_PDF:
        return False
    return True


@lru_cache(maxsize=1024)
def _is_answer(content: bytes) -> bool:
    return ocsp.is_answer(content)
