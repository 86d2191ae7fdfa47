"""Who a certificate belongs to: a person or an agency (7.4: 8)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from asn1crypto import x509

from ..types import Signer, SignerKind
from . import certs

# Đầu tên cơ quan, tổ chức trong tiếng Việt, viết thường không dấu.
_AGENCY_STARTS = (
    "uy ban",
    "ubnd",
    "hoi dong",
    "bo ",
    "so ",
    "cuc ",
    "tong cuc",
    "vu ",
    "chi cuc",
    "van phong",
    "thanh tra",
    "ban ",
    "trung tam",
    "truong ",
    "phong ",
    "cong ty",
    "tong cong ty",
    "tap doan",
    "vien ",
    "benh vien",
    "toa an",
    "kho bac",
    "ngan hang",
    "chinh phu",
    "quoc hoi",
    "hoc vien",
    "dai hoc",
    "bao hiem xa hoi",
)
_PERSON_IDS = ("cccd:", "cmnd:", "hc:", "pid:")
_AGENCY_IDS = ("mst:", "mdd:", "mns:")


def fold(text: str) -> str:
    """Return text in small letters without marks, for comparing names."""
    plain = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def signer_kind(subject: Mapping[str, Any]) -> SignerKind:
    """Tell from a certificate's subject whether a person or an agency holds it.

    Public providers put an identity number into UID (CCCD, CMND for people; MST, MDD for organisations); official-duty
    certificates are told by title, given name, organizationIdentifier, or a name that begins as agencies' names do.
    """
    identity = fold(_text(subject, "user_id"))
    if identity.startswith(_PERSON_IDS):
        return "person"
    if identity.startswith(_AGENCY_IDS) or _text(subject, "organization_identifier"):
        return "agency"
    if any(_text(subject, part) for part in ("title", "given_name", "surname")):
        return "person"
    name, organisation = fold(_text(subject, "common_name")), fold(_text(subject, "organization_name"))
    if not name:
        return "unknown"
    if f"{name} ".startswith(_AGENCY_STARTS) or name == organisation:
        return "agency"
    return "person" if organisation and f"{organisation} ".startswith(_AGENCY_STARTS) else "unknown"


def read(certificate: x509.Certificate, *, is_demo: bool) -> Signer:
    """Return who the certificate names."""
    return _read(certificate.dump(), is_demo)


@lru_cache(maxsize=4096)
def _read(der: bytes, is_demo: bool) -> Signer:
    certificate = certs.load(der)
    subject = certificate.subject.native
    start: datetime = certificate.not_valid_before
    return Signer(
        kind=signer_kind(subject),
        name=_text(subject, "common_name") or certificate.subject.human_friendly,
        organisation=_text(subject, "organization_name"),
        title=_text(subject, "title"),
        email=next((str(n) for n in _emails(certificate)), ""),
        subject=certificate.subject.human_friendly,
        issuer=certificate.issuer.human_friendly,
        serial=f"{certificate.serial_number:x}",
        certificate_sha256=certificate.sha256.hex(),
        valid_from=start,
        valid_to=certificate.not_valid_after,
        is_demo=is_demo,
    )


def _emails(certificate: x509.Certificate) -> list[str]:
    found = certificate.subject_alt_name_value
    return [n.native for n in found if n.name == "rfc822_name"] if found is not None else []


def _text(subject: Mapping[str, Any], key: str) -> str:
    value = subject.get(key, "")
    return ", ".join(str(v) for v in value) if isinstance(value, list) else str(value or "")
