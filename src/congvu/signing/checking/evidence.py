"""Certificates and lists of revoked certificates that a file carries for later checks (PAdES B-LT, the DSS)."""

from __future__ import annotations

from dataclasses import replace

from asn1crypto import crl as asn1_crl
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader

from ..paper.document import BROKEN_PDF
from . import crl
from .trust import Crl, TrustStore

_MOST = 50


def with_embedded(trust: TrustStore, reader: PdfFileReader) -> TrustStore:
    """Return the trust store widened by what the file carries; each list is still checked against its issuer's key."""
    try:
        store = reader.root["/DSS"]
        lists = [ref.get_object().data for ref in list(store["/CRLs"])[:_MOST]] if "/CRLs" in store else []
        held = [ref.get_object().data for ref in list(store["/Certs"])[:_MOST]] if "/Certs" in store else []
        certificates = tuple(x509.Certificate.load(data, strict=True) for data in held)
        found = _newest(lists)
    except KeyError:
        return trust
    except BROKEN_PDF:
        return trust

    def newest(issuer: str) -> Crl | None:
        known, carried = trust.newest_crl(issuer), found.get(issuer)
        if known is None or carried is None:
            return known or carried
        return max(known, carried, key=lambda one: one.this_update)

    return replace(trust, newest_crl=newest, certificates=certificates, has_evidence=bool(found))


def _newest(lists: list[bytes]) -> dict[str, Crl]:
    found: dict[str, Crl] = {}
    for data in lists:
        read = replace(crl.parse(data), carried=True)
        issuer = crl.issuer_key(asn1_crl.CertificateList.load(data).issuer)
        if issuer not in found or found[issuer].this_update < read.this_update:
            found[issuer] = read
    return found
