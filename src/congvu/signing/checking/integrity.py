"""What bytes a signature covers, whether they are the signed ones, and what was added afterwards (7.4: 1, 2)."""

from __future__ import annotations

import hashlib

from asn1crypto import core
from asn1crypto.cms import SignedData
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    DiffResult,
    FormUpdatingRule,
    GenericFieldModificationRule,
    ModificationLevel,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
)
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.general import SignedDataCerts
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from .. import wording
from ..paper.document import BROKEN_PDF
from ..types import Check
from .reader import Found, fields_of, open_pdf, signatures

SHA1_FILTER = "adbe.pkcs7.sha1"
# Luật mặc định của thư viện coi hình của ô đã điền trước khi khóa là "vừa sửa" khi có thêm cập nhật phía sau. Ta không
# cho sửa hình tại chỗ (nghiêm hơn), nên dấu thời gian thêm sau con dấu không bị hiểu nhầm là sửa ô đã khóa.
FORM_RULE = FormUpdatingRule(
    field_rules=[
        SigFieldCreationRule(),
        SigFieldModificationRule(allow_in_place_appearance_stream_changes=False),
        GenericFieldModificationRule(allow_in_place_appearance_stream_changes=False),
    ]
)
POLICY = StandardDiffPolicy(global_rules=DEFAULT_DIFF_POLICY.global_rules, form_rule=FORM_RULE)
SUPPORTED = frozenset({"ETSI.CAdES.detached", "adbe.pkcs7.detached", SHA1_FILTER, "ETSI.RFC3161"})


def covered(embedded: EmbeddedPdfSignature) -> Check:
    """Check that the signature covers its whole revision, all but its own container."""
    try:
        coverage: SignatureCoverageLevel = embedded.evaluate_signature_coverage()
        embedded.coverage = coverage  # type: ignore[assignment]  # khai báo ở thư viện thiếu kiểu
        padding = _padding_is_empty(embedded)
    except BROKEN_PDF:
        return Check("bytes", "failed", "byte_range_broken")
    if coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return Check("bytes", "failed", "byte_range_partial")
    if not padding:
        return Check("bytes", "failed", "container_padded")
    if coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return Check("bytes", "passed", "covers_file")
    return Check("bytes", "passed", "covers_revision")


def changed_since(embedded: EmbeddedPdfSignature) -> Check:
    """Check that whatever was added after the signature is what it allows. `covered` has run before."""
    if embedded.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return Check("changes", "passed", "nothing_added")
    try:
        embedded.compute_integrity_info(diff_policy=POLICY)
        found = embedded.diff_result
        allowed = bool(embedded.summarise_integrity_info()["docmdp_ok"])
    except BROKEN_PDF:
        return Check("changes", "failed", "changes_unreadable")
    if not isinstance(found, DiffResult):
        return Check("changes", "failed", "changes_not_allowed")
    fields = sorted(found.changed_form_fields)
    if not allowed or found.modification_level > ModificationLevel.FORM_FILLING:
        return Check("changes", "failed", "changes_not_allowed")
    if not fields:
        return Check("changes", "passed", "only_evidence_added")
    if embedded.docmdp_level == MDPPerm.NO_CHANGES:
        return Check("changes", "failed", "changes_not_allowed")
    if overwritten := _had_value(embedded, fields):
        return Check("changes", "failed", "signed_field_changed", {"fields": _names(overwritten)})
    return Check("changes", "passed", "fields_filled", {"fields": _names(fields)})


def _names(fields: list[str]) -> str:
    return ", ".join(wording.field_name(name) for name in fields)


def _had_value(embedded: EmbeddedPdfSignature, changed: list[str]) -> list[str]:
    """Return the changed fields that were filled in when signed: allowed by the form, but not what was signed."""
    signed = embedded.reader.get_historical_resolver(embedded.signed_revision)
    filled = {name for name, field in fields_of(signed.root) if field.get("/V")}
    return [name for name in changed if name in filled]


def value(embedded: EmbeddedPdfSignature, subfilter: str) -> Check:
    """Check digest and signature value against the signer's certificate."""
    try:
        if subfilter == SHA1_FILTER:
            digest = _sha1_content(embedded)
            if digest is None:
                return Check("value", "failed", "digest_differs")
        else:
            digest = embedded.compute_digest()
        intact, valid = validate_sig_integrity(
            embedded.signer_info, embedded.signer_cert, expected_content_type="data", actual_digest=digest
        )
    except SignatureValidationError:
        return Check("value", "failed", "certificate_differs")
    except BROKEN_PDF:
        return Check("value", "failed", "container_broken")
    if not intact:
        return Check("value", "failed", "digest_differs")
    if not valid:
        return Check("value", "failed", "value_wrong")
    return Check("value", "passed", "value_right")


def certificates(embedded: EmbeddedPdfSignature) -> SignedDataCerts | None:
    """Return the certificates in the container, None when the signer's is missing or is not the one meant."""
    try:
        return embedded._init_cert_info()
    except BROKEN_PDF:
        return None


def broken_signature(pdf: bytes) -> str:
    """Return why a signature on the file is not sound any more, or nothing. For use before the next signature."""
    reader = open_pdf(pdf)
    found = signatures(reader) if isinstance(reader, PdfFileReader) else reader
    if isinstance(found, Check):
        return wording.sentence(found)
    for one in found:
        for check in _all(one):
            if check.state == "failed":
                return wording.sentence(check)
    return ""


def _all(one: Found) -> list[Check]:
    if one.embedded is None:
        return [Check("bytes", "failed", "container_broken")]
    first = covered(one.embedded)
    if one.subfilter == "ETSI.RFC3161":  # dấu thời gian cả tệp: nội dung của nó không phải chữ ký trên văn bản
        return [first, changed_since(one.embedded)]
    return [first, value(one.embedded, one.subfilter), changed_since(one.embedded)]


def value_of(one: Found) -> Check:
    """Check digest and signature value of a found signature."""
    if one.embedded is None:
        return Check("value", "failed", "container_broken")
    return value(one.embedded, one.subfilter)


def _padding_is_empty(embedded: EmbeddedPdfSignature) -> bool:
    """Return whether nothing but zeros follows the container: other bytes would be content that nobody signed."""
    content = embedded.pkcs7_content
    length = _der_length(content)
    return length is not None and not any(content[length:])


def _der_length(content: bytes) -> int | None:
    if len(content) < 2:
        return None
    if content[1] < 0x80:
        return 2 + content[1]
    count = content[1] & 0x7F
    if not count:  # độ dài không định trước: chỉ chữ ký kiểu cũ dùng, hai byte 0 kết thúc
        return len(content.rstrip(b"\0"))
    return 2 + count + int.from_bytes(content[2 : 2 + count])


def _sha1_content(embedded: EmbeddedPdfSignature) -> bytes | None:
    """Return the digest of the old format's content, which is itself the SHA-1 of the file; None if that differs."""
    signed: SignedData = embedded.signed_data
    content = signed["encap_content_info"]["content"]
    inner = content.native if isinstance(content, core.OctetString) else bytes(content)
    if inner != embedded.compute_digest("sha1"):
        return None
    return hashlib.new(embedded.md_algorithm, inner).digest()
