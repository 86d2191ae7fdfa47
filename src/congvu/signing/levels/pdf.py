"""Time stamps over the whole file and kept evidence (the DSS), each an update after what was signed (PAdES part 1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from asn1crypto import cms, core, x509
from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from django.utils.translation import gettext as _
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from ..checking.reader import Found, open_pdf, signatures
from ..errors import NoSignatureThere, PdfUnusable
from ..paper.document import BROKEN_PDF, finish, open_for_update
from ..paper.sign import declare_extension
from ..types import Check
from ..wording import sentence
from . import rules
from .evidence import Evidence, Holder, Kept
from .stamping import Stamper, certificate_of

FILE_STAMP = "ETSI.RFC3161"
STAMP_FIELD = "CV_DauThoiGian"
MOST_KEPT = 200


@dataclass(frozen=True)
class State:
    """How far a file is: who must be provable, whether each signature has a time, what is kept after the last stamp."""

    holders: tuple[Holder, ...]
    contents: tuple[bytes, ...]
    all_timed: bool
    kept: Kept
    ends_with_stamp: bool
    last_stamp: x509.Certificate | None
    last_digest: str
    count: int

    @property
    def has_evidence(self) -> bool:
        """Whether the file keeps any answer or list."""
        return bool(self.kept.answers or self.kept.lists)


def state_of(pdf: bytes) -> State:
    """Read a signed file. Raises PdfUnusable, NoSignatureThere."""
    reader = open_pdf(pdf)
    found = signatures(reader) if isinstance(reader, PdfFileReader) else reader
    if isinstance(found, Check):
        raise PdfUnusable(reason=sentence(found))
    embedded = [one.embedded for one in found if one.embedded is not None]
    signed = [one for one in embedded if not _is_stamp(one)]
    if not signed or not isinstance(reader, PdfFileReader) or len(embedded) != len(found):
        raise NoSignatureThere
    stamps = [one for one in embedded if _is_stamp(one)]
    last = stamps[-1] if stamps else None
    timed = all(_own_stamp(one) is not None or _stamped_later(one, stamps) for one in signed)
    return State(
        holders=tuple(_holders(embedded)),
        contents=tuple(one.pkcs7_content for one in embedded),
        all_timed=timed,
        kept=kept_in(reader.root),
        ends_with_stamp=last is not None and _is_last(last, found, len(pdf)),
        last_stamp=last.signer_cert if last else None,
        last_digest=last.md_algorithm if last else "",
        count=len(found),
    )


def add_stamp(pdf: bytes, stamper: Stamper, *, at: datetime, number: int) -> tuple[bytes, x509.Certificate]:
    """Return the file with a time stamp over all of it, and the certificate of who vouches."""
    writer = open_for_update(pdf)
    declare_extension(writer)
    name = f"{STAMP_FIELD}{number}"
    steps = PdfCMSEmbedder(new_field_spec=SigFieldSpec(name, on_page=0)).write_cms(name, writer)
    next(steps)
    steps.send(SigObjSetup(sig_placeholder=DocumentTimestamp(bytes_reserved=2 * stamper.room)))
    digest = rules.digest_for(at)
    prepared, out = steps.send(SigIOSetup(md_algorithm=digest, output=BytesIO()))
    token = stamper.stamp(prepared.document_digest, digest)
    steps.send(token.dump())
    return out.getvalue(), certificate_of(token)


def add_evidence(pdf: bytes, evidence: Evidence, contents: Iterable[bytes]) -> bytes:
    """Return the file with the evidence in its DSS; the same file when it holds all of it already.

    Each signature that has none gets its own entry (VRI), pointing at everything that is added: chains overlap.
    """
    writer = open_for_update(pdf)
    if _holds_all(writer, evidence):
        return pdf
    kept = [asn1_ocsp.OCSPResponse.load(answer) for answer in evidence.answers]
    lists = [asn1_crl.CertificateList.load(one) for one in evidence.lists]
    certificates = list(evidence.certificates.values())
    # Tên mục VRI là SHA-1 của vùng chữ ký đã giải mã, cả phần đệm (ISO 32000-2, 12.8.4.4). Mục đã có thì không sửa.
    known = _entries(writer)
    names = DocumentSecurityStore.sig_content_identifier
    fresh: list[bytes | None] = [one for one in contents if names(one) not in known]
    for content in fresh or [None]:
        DocumentSecurityStore.supply_dss_in_writer(writer, content, certs=certificates, ocsps=kept, crls=lists)
    declare_extension(writer)
    return finish(writer)


def _entries(writer: IncrementalPdfFileWriter) -> frozenset[str]:
    if "/DSS" not in writer.root or "/VRI" not in writer.root["/DSS"]:
        return frozenset()
    return frozenset(writer.root["/DSS"]["/VRI"])


def kept_in(root: generic.DictionaryObject) -> Kept:
    """Return the answers and lists that a file carries. Raises PdfUnusable."""
    try:
        store = root["/DSS"] if "/DSS" in root else {}  # noqa: SIM401 - `get` không đi theo tham chiếu
        parts = [
            tuple(ref.get_object().data for ref in list(store[part])[:MOST_KEPT]) if part in store else ()
            for part in ("/OCSPs", "/CRLs")
        ]
    except BROKEN_PDF as error:
        raise PdfUnusable(reason=_("dữ liệu xác thực đi kèm bị hỏng.")) from error
    return Kept(*parts)


def _holds_all(writer: IncrementalPdfFileWriter, evidence: Evidence) -> bool:
    if "/DSS" not in writer.root:
        return False
    store = writer.root["/DSS"]
    held: set[bytes] = set()
    for part in ("/Certs", "/OCSPs", "/CRLs"):
        held |= {ref.get_object().data for ref in store[part]} if part in store else set()
    return held >= {*evidence.certificates, *evidence.answers, *evidence.lists}


def _is_stamp(one: EmbeddedPdfSignature) -> bool:
    return str(one.sig_object["/SubFilter"]).lstrip("/") == FILE_STAMP


def _own_stamp(one: EmbeddedPdfSignature) -> cms.ContentInfo | None:
    attributes = one.signer_info["unsigned_attrs"]
    for attribute in () if isinstance(attributes, core.Void) else attributes:
        if attribute["type"].native == "signature_time_stamp_token":
            token: cms.ContentInfo = attribute["values"][0]
            return token
    return None


def _stamped_later(one: EmbeddedPdfSignature, stamps: list[EmbeddedPdfSignature]) -> bool:
    return any(stamp.signed_revision > one.signed_revision for stamp in stamps)


def _is_last(stamp: EmbeddedPdfSignature, found: list[Found], size: int) -> bool:
    """Return whether nothing stands after the stamp."""
    covered = stamp.byte_range
    return found[-1].embedded is stamp and int(covered[-1]) + int(covered[-2]) == size


def _holders(embedded: list[EmbeddedPdfSignature]) -> Iterable[Holder]:
    for one in embedded:
        certificates = extract_certs_for_validation(one.signed_data)
        yield Holder(certificates.signer_cert, tuple(certificates.other_certs), stamps=_is_stamp(one))
        token = _own_stamp(one)
        if token is not None:
            held = extract_certs_for_validation(token["content"])
            yield Holder(held.signer_cert, tuple(held.other_certs), stamps=True)
