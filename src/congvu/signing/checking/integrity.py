"""What bytes a signature covers, whether they are the signed ones, and what was added afterwards (7.4: 1, 2)."""

from __future__ import annotations

import binascii
import hashlib
import re

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
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from .. import wording
from ..paper.document import BROKEN_PDF
from ..types import Check
from . import cms
from .reader import Found, fields_of, open_pdf, signatures

_END = re.compile(rb"startxref\s+\d+\s+\Z")
_NOTHING = re.compile(rb"(?:\s|%%EOF|startxref\s+\d+)*")
MOST_BEHIND = 64 << 20  # of an update from its table of objects on
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
        padding, in_place = _padding_is_empty(embedded), _hole_is_the_container(embedded)
    except BROKEN_PDF:
        return Check("bytes", "failed", "byte_range_broken")
    if coverage < SignatureCoverageLevel.ENTIRE_REVISION or not in_place:
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
    if not _ends_as_a_pdf(embedded):
        return Check("changes", "failed", "trailing_bytes")
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


def value(embedded: EmbeddedPdfSignature, holder: cms.Holder, subfilter: str) -> Check:
    """Check digest and signature value against the signer's certificate."""
    try:
        digest = _sha1_content(embedded) if subfilter == SHA1_FILTER else embedded.compute_digest()
        if digest is None:
            return Check("value", "failed", "digest_differs")
        return judged(cms.judge(embedded.signer_info, holder.leaf, content_type="data", digest=digest))
    except BROKEN_PDF:
        return Check("value", "failed", "container_broken")


def judged(reason: str) -> Check:
    """Return the check "value" of a container's judgement."""
    return Check("value", "passed" if reason == "value_right" else "failed", reason)


def holder(embedded: EmbeddedPdfSignature) -> cms.Holder | None:
    """Return whose container it is, None when the signer's certificate is missing or is not the one meant."""
    try:
        return cms.holder(embedded.signer_info, cms.certificates(embedded.signed_data))
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
    whose = holder(one.embedded)
    if whose is None:
        return [Check("value", "failed", "certificate_differs")]
    return [first, value(one.embedded, whose, one.subfilter), changed_since(one.embedded)]


def value_of(one: Found) -> Check:
    """Check digest and signature value of a found signature."""
    if one.embedded is None:
        return Check("value", "failed", "container_broken")
    whose = holder(one.embedded)
    if whose is None:
        return Check("value", "failed", "certificate_differs")
    return value(one.embedded, whose, one.subfilter)


def _padding_is_empty(embedded: EmbeddedPdfSignature) -> bool:
    """Return whether nothing but zeros follows the container: other bytes would be content that nobody signed."""
    content = embedded.pkcs7_content
    length = _der_length(content)
    return length is not None and not any(content[length:])


def _hole_is_the_container(embedded: EmbeddedPdfSignature) -> bool:
    """Return whether the only bytes left out are this signature's own container, written as plain hexadecimal."""
    _start, first, second, _length = embedded.byte_range
    stream = embedded.reader.stream
    if int(second) - int(first) != 2 * len(embedded.pkcs7_content) + 2:
        return False
    stream.seek(int(first))
    hole = stream.read(int(second) - int(first))
    if hole[:1] != b"<" or hole[-1:] != b">":
        return False
    try:
        return binascii.unhexlify(hole[1:-1]) == embedded.pkcs7_content
    except ValueError:
        return False


def _ends_as_a_pdf(embedded: EmbeddedPdfSignature) -> bool:
    """Return whether nothing stands behind the end of the last update: such bytes belong to no update at all.

    A repeated mark of the end says nothing and is let through; a repeated trailer is refused, another program may read
    it instead.
    """
    xrefs, stream = embedded.reader.xrefs, embedded.reader.stream
    try:
        stream.seek(xrefs.get_startxref_for_revision(xrefs.total_revisions - 1))
    except BROKEN_PDF:
        return False
    last, mark, behind = stream.read(MOST_BEHIND).partition(b"%%EOF")
    if stream.read(1):
        return False
    return bool(mark) and _END.search(last) is not None and _NOTHING.fullmatch(behind) is not None


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
