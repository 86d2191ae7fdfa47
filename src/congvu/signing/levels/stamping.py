"""Where time stamps come from: an authority over HTTP (RFC 3161), or the demonstration's in process."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from asn1crypto import algos, cms, core, tsp, x509
from pyhanko.sign.general import extract_signer_info
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation, validate_sig_integrity

from ..errors import TimeStampRefused, TimeStampUnavailable
from ..paper.cms import SigningIdentity, held_bytes
from ..paper.document import BROKEN_PDF
from ..tsa import token as make_token
from . import fetching

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
ROOM = 8 * 1024
"""Chỗ chừa cho một dấu thời gian khi chưa biết bên cấp trả về dài bao nhiêu."""
DRIFT = timedelta(minutes=5)


class Stamper(Protocol):
    """Vouches for the time of a digest. `room` is the most bytes that a token takes."""

    @property
    def room(self) -> int:
        """Bytes that a token takes at most."""
        ...

    def stamp(self, digest: bytes, algorithm: str) -> cms.ContentInfo:
        """Return a token over the digest. Raises TimeStampUnavailable, TimeStampRefused."""
        ...


@dataclass(frozen=True)
class InProcess:
    """The demonstration's authority, without the network."""

    identity: SigningIdentity
    at: datetime

    @property
    def room(self) -> int:
        """Bytes that a token takes at most."""
        return held_bytes(self.identity) + 256

    def stamp(self, digest: bytes, algorithm: str) -> cms.ContentInfo:
        """Return a token of the moment `at`."""
        return make_token(self.identity, _imprint(digest, algorithm), at=self.at, nonce=None)


@dataclass(frozen=True)
class OverHttp:
    """A time-stamping authority at an address. Each answer is checked before it is used."""

    url: str
    at: datetime
    room: int = ROOM

    def stamp(self, digest: bytes, algorithm: str) -> cms.ContentInfo:
        """Ask for a token. Raises TimeStampUnavailable (nobody answers), TimeStampRefused (a wrong answer)."""
        nonce = secrets.randbits(63)
        query = tsp.TimeStampReq(
            {"version": "v1", "message_imprint": _imprint(digest, algorithm), "nonce": nonce, "cert_req": True}
        )
        try:
            kind, body = fetching.ask(self.url, content=query.dump(), content_type=QUERY, most=self.room * 2)
        except fetching.Unanswered as why:
            raise TimeStampUnavailable(reason=str(why)) from why
        if kind != REPLY:
            raise TimeStampRefused(reason="câu trả lời không phải dấu thời gian RFC 3161")
        return checked(body, digest=digest, algorithm=algorithm, nonce=nonce, at=self.at, room=self.room)


def checked(body: bytes, *, digest: bytes, algorithm: str, nonce: int, at: datetime, room: int) -> cms.ContentInfo:
    """Return the token of an answer. Raises TimeStampRefused unless it is granted, whole, about this digest and now."""
    try:
        answer = tsp.TimeStampResp.load(body, strict=True)
        status = answer["status"]["status"].native
        if status not in {"granted", "granted_with_mods"}:
            raise TimeStampRefused(reason=f"bên cấp từ chối ({status})")
        made = answer["time_stamp_token"]
        signed = made["content"]
        info = signed["encap_content_info"]["content"].parsed
        said = info["message_imprint"]
        same = said["hashed_message"].native == digest and said["hash_algorithm"]["algorithm"].native == algorithm
        moment: datetime = info["gen_time"].native
        given = info["nonce"].native
        leaf = _verified(signed)
    except BROKEN_PDF as error:
        raise TimeStampRefused(reason="câu trả lời không đọc được") from error
    if not same or given != nonce:
        raise TimeStampRefused(reason="dấu thời gian không phải của dữ liệu đã gửi")
    if leaf is None or "time_stamping" not in (leaf.extended_key_usage_value.native if _extended(leaf) else ()):
        raise TimeStampRefused(reason="chữ ký trên dấu thời gian không đúng")
    if abs(moment - at) > DRIFT:
        raise TimeStampRefused(reason="đồng hồ của bên cấp lệch quá 5 phút so với máy chủ này")
    if len(made.dump()) > room:
        raise TimeStampRefused(reason="dấu thời gian dài quá mức nhận")
    token: cms.ContentInfo = made
    return token


def certificate_of(token: cms.ContentInfo) -> x509.Certificate:
    """Return the certificate of the authority that made a token."""
    leaf: x509.Certificate = extract_certs_for_validation(token["content"]).signer_cert
    return leaf


def _extended(leaf: x509.Certificate) -> bool:
    return leaf.extended_key_usage_value is not None


def _verified(signed: cms.SignedData) -> x509.Certificate | None:
    """Return the signer's certificate if the token's signature is right."""
    certificates = extract_certs_for_validation(signed)
    signer = extract_signer_info(signed)
    content = bytes(signed["encap_content_info"]["content"])
    intact, valid = validate_sig_integrity(
        signer,
        certificates.signer_cert,
        expected_content_type="tst_info",
        actual_digest=hashlib.new(signer["digest_algorithm"]["algorithm"].native, content).digest(),
    )
    return certificates.signer_cert if intact and valid else None


def _imprint(digest: bytes, algorithm: str) -> tsp.MessageImprint:
    return tsp.MessageImprint(
        {
            "hash_algorithm": algos.DigestAlgorithm({"algorithm": algorithm, "parameters": core.Null()}),
            "hashed_message": digest,
        }
    )
