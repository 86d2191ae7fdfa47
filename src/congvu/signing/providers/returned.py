"""Judging a file that came back from the user's machine: the same content, and exactly one new signature, hers."""

from __future__ import annotations

from django.utils.translation import gettext as _
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    CatalogModificationRule,
    DiffResult,
    ModificationLevel,
    StandardDiffPolicy,
)
from pyhanko.sign.diff_analysis.constants import ROOT_EXEMPT_STRICT_COMPARISON
from pyhanko.sign.fields import MDPPerm

from ..checking.integrity import FORM_RULE, changed_since, covered, value_of
from ..checking.reader import Found, open_pdf, signatures
from ..errors import AnotherFileReturned, ReturnedSignatureWrong
from ..paper.document import BROKEN_PDF, value
from ..types import Check
from ..wording import sentence

MOST_ADDED = 4 * 1024 * 1024

# Chữ ký đầu tiên được chứng nhận văn bản: mục /Perms của nó là thứ duy nhất được thêm ở gốc, và được xét riêng.
_POLICY = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(ignored_keys=ROOT_EXEMPT_STRICT_COMPARISON | {"/Perms"}),
        *(rule for rule in DEFAULT_DIFF_POLICY.global_rules if not isinstance(rule, CatalogModificationRule)),
    ],
    form_rule=FORM_RULE,
)


def require_signed(sent: bytes, returned: bytes, *, field: str, certificate_sha256: str) -> None:
    """Raise AnotherFileReturned or ReturnedSignatureWrong unless the file is what was sent plus one signature.

    Bytes: all of what was sent stands first, unchanged. Signatures: one more than before, in the given field, over
    the whole file, right, by the registered certificate. Changes: nothing but that field was filled in.
    """
    before, after = _opened(sent, returned)
    old, new = signatures(before), signatures(after)
    if isinstance(old, Check) or isinstance(new, Check):
        raise AnotherFileReturned
    if len(new) != len(old) + 1:
        raise ReturnedSignatureWrong(
            reason=_("tệp nhận về có %(n)s chữ ký mới, phải là đúng một") % {"n": len(new) - len(old)}
        )
    known = {one.name for one in old}
    added = next((one for one in new if one.name not in known), None)
    if added is None or added.name != field or added.embedded is None:
        raise ReturnedSignatureWrong(reason=_("chữ ký không nằm trong ô dành cho người ký"))
    _require_right(added, certificate_sha256)
    _require_open_for_number(added, before, after)
    _require_only_the_field(before, after, field)
    for one in new:
        if one.embedded is not None and one.name in known:
            covered(one.embedded)
            if changed_since(one.embedded).state == "failed":
                raise ReturnedSignatureWrong(reason=_("chữ ký có trước bị hỏng"))


def _opened(sent: bytes, returned: bytes) -> tuple[PdfFileReader, PdfFileReader]:
    if not returned.startswith(sent) or not 0 < len(returned) - len(sent) <= MOST_ADDED:
        raise AnotherFileReturned
    before, after = open_pdf(sent), open_pdf(returned)
    if not isinstance(before, PdfFileReader) or not isinstance(after, PdfFileReader):
        raise AnotherFileReturned
    return before, after


def _require_right(added: Found, certificate_sha256: str) -> None:
    embedded = added.embedded
    if embedded is None:
        raise AnotherFileReturned
    try:
        signer = embedded.signer_cert.sha256.hex()
    except BROKEN_PDF as error:
        raise ReturnedSignatureWrong(reason=_("chữ ký không đọc được")) from error
    if signer != certificate_sha256:
        raise ReturnedSignatureWrong(reason=_("chữ ký không phải của chứng thư mà người ký đã đăng ký"))
    whole = covered(embedded)
    for check in (whole, value_of(added)):
        if check.state != "passed":
            raise ReturnedSignatureWrong(reason=sentence(check).rstrip("."))
    if whole.reason != "covers_file":
        raise ReturnedSignatureWrong(reason=_("sau chữ ký còn có nội dung khác"))


def _require_open_for_number(added: Found, before: PdfFileReader, after: PdfFileReader) -> None:
    """Number, date and the agency's signature come later: the signature must leave them open (domain 1.7)."""
    embedded = added.embedded
    if embedded is None:
        raise AnotherFileReturned
    perms, old = value(after.root, "/Perms") or {}, value(before.root, "/Perms") or {}
    if set(perms) - set(old) - {"/DocMDP"} or (perms and not old and perms["/DocMDP"] != embedded.sig_object):
        raise AnotherFileReturned
    if embedded.docmdp_level == MDPPerm.NO_CHANGES or embedded.fieldmdp is not None:
        raise ReturnedSignatureWrong(reason=_("chữ ký khóa văn bản, không cho điền số và ký của cơ quan sau đó"))


def _require_only_the_field(before: PdfFileReader, after: PdfFileReader, field: str) -> None:
    base = before.xrefs.total_revisions - 1
    try:
        found = _POLICY.review_file(after, base)
    except BROKEN_PDF as error:
        raise AnotherFileReturned from error
    if not isinstance(found, DiffResult) or found.modification_level > ModificationLevel.FORM_FILLING:
        raise AnotherFileReturned
    if set(found.changed_form_fields) - {field}:
        raise AnotherFileReturned
