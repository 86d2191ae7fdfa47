"""A time-stamping authority after RFC 3161, in process and for the `/demo/tsa` address."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509

from .paper.cms import SigningIdentity, TimeStamp, container, held_bytes, raw_sign, signed_attributes, signer_info

POLICY = "2.25.284319847320917365018364019283746501929"
LENGTHS = {"sha256": 32, "sha384": 48, "sha512": 64}
MAX_REQUEST = 8 * 1024


class _Rejection(core.Sequence):  # type: ignore[misc]  # asn1crypto không có kiểu
    """An answer without a token; asn1crypto's own class wants one."""

    _fields = [("status", tsp.PKIStatusInfo)]


def stamp_maker(identity: SigningIdentity, at: datetime) -> TimeStamp:
    """Return a function that stamps the SHA-256 of a signature with the moment `at`, without the network."""

    def stamp(digest: bytes) -> cms.ContentInfo:
        imprint = tsp.MessageImprint(
            {"hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}), "hashed_message": digest}
        )
        return token(identity, imprint, at=at, nonce=None)

    return TimeStamp(stamp, held_bytes(identity) + 256)


def token(
    identity: SigningIdentity, imprint: tsp.MessageImprint, *, at: datetime, nonce: int | None
) -> cms.ContentInfo:
    """Return a time-stamp token over the imprint."""
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": POLICY,
            "message_imprint": imprint,
            "serial_number": secrets.randbits(120),
            "gen_time": at.astimezone(UTC).replace(microsecond=0),
            "tsa": asn1_x509.GeneralName(name="directory_name", value=identity.certificate.subject),
            **({"nonce": nonce} if nonce is not None else {}),
        }
    ).dump()
    attributes = signed_attributes(identity.certificate, hashlib.sha256(info).digest(), content_type="tst_info")
    block = signer_info(identity, attributes, raw_sign(identity.key, attributes.dump()))
    content = cms.EncapsulatedContentInfo({"content_type": "tst_info", "content": core.ParsableOctetString(info)})
    return container(identity, block, content, "v3")


def answer(request: bytes, identity: SigningIdentity, *, at: datetime) -> bytes:
    """Answer a DER time-stamp request; a wrong one gets a rejection with its reason, never an exception."""
    try:
        asked = tsp.TimeStampReq.load(request, strict=True)
        imprint = asked["message_imprint"]
        algorithm = imprint["hash_algorithm"]["algorithm"].native
        hashed = imprint["hashed_message"].native
        nonce = asked["nonce"].native
        policy = asked["req_policy"].native
    except (ValueError, TypeError, KeyError):
        return _rejected("bad_data_format")
    if algorithm not in LENGTHS or len(hashed) != LENGTHS[algorithm]:
        return _rejected("bad_alg")
    if policy not in (None, POLICY):
        return _rejected("unaccepted_policy")
    made = token(identity, imprint, at=at, nonce=nonce)
    if not asked["cert_req"].native:
        made["content"]["certificates"] = None
    granted = tsp.PKIStatusInfo({"status": "granted"})
    return _der(tsp.TimeStampResp({"status": granted, "time_stamp_token": made}))


def _rejected(reason: str) -> bytes:
    status = tsp.PKIStatusInfo({"status": "rejection", "fail_info": {reason}})
    return _der(_Rejection({"status": status}))


def _der(response: core.Sequence) -> bytes:
    made: bytes = response.dump()
    return made
