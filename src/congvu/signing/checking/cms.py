"""The signature container (CMS, RFC 5652): whose it is, whether digest and value are right (7.4: 2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from asn1crypto import cms, core, tsp, x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from pyhanko.sign.general import check_ess_certid
from pyhanko_certvalidator.sig_validate import DefaultSignatureValidator, SignatureValidationContext

from . import certs

MAX_CERTIFICATES = 60
OCSP_FORMAT = "1.3.6.1.5.5.7.16.2"
ADOBE = "1.2.840.113583.1.1.8"
REVOCATION_VALUES = "1.2.840.113549.1.9.16.2.24"
_ESS: dict[str, Any] = {
    "signing_certificate": tsp.SigningCertificate,
    "signing_certificate_v2": tsp.SigningCertificateV2,
}
_STAMP = core.ObjectIdentifier("1.2.840.113549.1.9.16.1.4").dump()  # id-ct-TSTInfo, as each token names its content
_MAY_HOLD_STAMPS = frozenset(
    f"1.2.840.113549.1.9.16.2.{arc}"
    for arc in (14, 20, 25, 26, 27, 48)  # của chữ ký, nội dung, CAdES-C, lưu trữ
) | {"0.4.0.1733.2.4", "0.4.0.1733.2.5", "1.3.6.1.4.1.311.3.3.1", "1.3.6.1.4.1.311.2.4.1"}
_VALIDATOR = DefaultSignatureValidator()


@dataclass(frozen=True)
class Holder:
    """Whose container it is: the signer's certificate and the others that came along."""

    leaf: x509.Certificate
    others: tuple[x509.Certificate, ...]


def signer_info(signed: cms.SignedData) -> cms.SignerInfo:
    """Return the only signer's block. Raises ValueError when there are none or several."""
    (info,) = signed["signer_infos"]
    return info


def certificates(signed: cms.SignedData) -> list[bytes]:
    """Return the certificates in a container, DER. Raises ValueError."""
    held = signed["certificates"]
    if isinstance(held, core.Void):
        return []
    found = [one.chosen.dump() for one in held if one.name == "certificate"]
    if len(found) > MAX_CERTIFICATES:
        raise ValueError("too many certificates")
    return found


def holder(info: cms.SignerInfo, held: Iterable[bytes]) -> Holder | None:
    """Return the certificate that the container names as its signer's, None when it is missing or another is meant."""
    ess = tuple((kind, value.dump()) for kind, values in attributes(info) if kind in _ESS for value in values)
    return _holder(info["sid"].dump(), tuple(held), ess)


@lru_cache(maxsize=4096)
def _holder(sid: bytes, held: tuple[bytes, ...], ess: tuple[tuple[str, bytes], ...]) -> Holder | None:
    wanted = cms.SignerIdentifier.load(sid)
    leaf = next((der for der in held if _is_meant(wanted, certs.load(der))), None)
    if leaf is None:
        return None
    certificate = certs.load(leaf)
    for kind, value in ess:
        first = _ESS[kind].load(value)["certs"][0]
        if not check_ess_certid(certificate, first):
            return None
    return Holder(certificate, tuple(certs.load(der) for der in held if der != leaf))


def _is_meant(sid: cms.SignerIdentifier, certificate: x509.Certificate) -> bool:
    if sid.name == "subject_key_identifier":
        return bool(certificate.key_identifier == sid.chosen.native)
    if sid.chosen["serial_number"].native != certificate.serial_number:
        return False
    issuer = sid.chosen["issuer"]
    return issuer.dump() == certificate.issuer.dump() or bool(issuer == certificate.issuer)


def attributes(info: cms.SignerInfo, which: str = "signed_attrs") -> Iterator[tuple[str, cms.SetOfContentInfo]]:
    """Return the signed (or `unsigned_attrs`) attributes as name and values."""
    held = info[which]
    if not isinstance(held, core.Void):
        for attribute in held:
            yield attribute["type"].native, attribute["values"]


def hidden_stamps(info: cms.SignerInfo) -> int:
    """Return how many time-stamp tokens stand in a signer's block outside every attribute that may hold one.

    Such a token's label was changed, or the part that holds it. Raises one of BROKEN_PDF.
    """
    seen = bytes(info.contents).count(_STAMP)
    if not seen:
        return 0
    named = 0
    for which in ("signed_attrs", "unsigned_attrs"):
        held = info[which]
        for attribute in () if isinstance(held, core.Void) else held:
            if attribute["type"].dotted in _MAY_HOLD_STAMPS:
                named += attribute.dump().count(_STAMP)
    return seen - named


def judge(info: cms.SignerInfo, leaf: x509.Certificate, *, content_type: str, digest: bytes) -> str:
    """Return the reason of the check "value": `value_right`, or what is wrong. Raises one of BROKEN_PDF.

    A container without signed attributes signs the digest itself (old kinds).
    """
    if isinstance(info["signed_attrs"], core.Void):
        return "value_right" if _is_right(info, leaf, digest, prehashed=True) else "digest_or_value_wrong"
    found: dict[str, list[Any]] = {}
    for kind, values in attributes(info):
        found.setdefault(kind, []).extend(values)
    if len(found.get("content_type", ())) != 1 or len(found.get("message_digest", ())) != 1:
        return "container_broken"
    if found["content_type"][0].native != content_type or not _same_algorithms(info, found):
        return "container_broken"
    if found["message_digest"][0].native != digest:
        return "digest_differs"
    signed = b"\x31" + info["signed_attrs"].dump()[1:]  # ký trên SET OF, trong tệp mang thẻ [0]
    return "value_right" if _is_right(info, leaf, signed, prehashed=False) else "value_wrong"


def _same_algorithms(info: cms.SignerInfo, found: dict[str, list[Any]]) -> bool:
    """Compare with CMSAlgorithmProtection (RFC 6211) where the signer added it."""
    for protection in found.get("cms_algorithm_protection", ()):
        if protection["digest_algorithm"].native != info["digest_algorithm"].native:
            return False
        if protection["signature_algorithm"].native != info["signature_algorithm"].native:
            return False
    return True


def _is_right(info: cms.SignerInfo, leaf: x509.Certificate, data: bytes, *, prehashed: bool) -> bool:
    try:
        _VALIDATOR.validate_signature(
            info["signature"].native,
            data,
            leaf.public_key,
            info["signature_algorithm"],
            context=SignatureValidationContext(
                contextual_md_algorithm=info["digest_algorithm"]["algorithm"].native, prehashed=prehashed
            ),
        )
    except (InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def digest_algorithm(info: cms.SignerInfo) -> str:
    """Return the weaker of the two digests that a signature stands on: of the content, and of the signature itself."""
    content = str(info["digest_algorithm"]["algorithm"].native).lower()
    try:
        signature = str(info["signature_algorithm"].hash_algo).lower()
    except ValueError:  # rsassa_pkcs1v15 không ghi: theo hàm băm nội dung
        return content
    return signature if signature in {"md2", "md5", "sha1"} else content


def carried(signed: cms.SignedData) -> tuple[list[bytes], list[bytes]]:
    """Return the lists of revoked certificates and OCSP answers (DER) that stand in a container.

    Three places are known: SignedData.crls (RFC 5652, 5940), Adobe's signed attribute, CAdES' revocation values.
    """
    lists: list[bytes] = []
    answers: list[bytes] = []
    if not isinstance(signed["crls"], core.Void):
        for choice in signed["crls"]:
            if choice.name == "certificate_list":
                lists.append(choice.chosen.dump())
            elif choice.chosen["other_rev_info_format"].dotted == OCSP_FORMAT:
                answers.append(choice.chosen["other_rev_info"].dump())
    info = signer_info(signed)
    for which in ("signed_attrs", "unsigned_attrs"):
        for kind, values in attributes(info, which):
            if kind in {"adobe_revocation_info_archival", ADOBE, REVOCATION_VALUES}:
                for value in values:
                    _from_values(value.dump(), lists, answers)
    return lists, answers


class _Values(core.Sequence):  # type: ignore[misc]  # asn1crypto không có kiểu
    """RevocationInfoArchival and RevocationValues: lists under [0], OCSP answers under [1]."""

    _fields = [
        ("crls", core.SequenceOf, {"explicit": 0, "optional": True, "spec": core.Any}),
        ("ocsps", core.SequenceOf, {"explicit": 1, "optional": True, "spec": core.Any}),
        ("other", core.Any, {"explicit": 2, "optional": True}),
    ]


def _from_values(data: bytes, lists: list[bytes], answers: list[bytes]) -> None:
    found = _Values.load(data)
    for name, into in (("crls", lists), ("ocsps", answers)):
        if not isinstance(found[name], core.Void):
            into += [one.dump() for one in found[name]]
