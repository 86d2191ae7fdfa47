"""Put a signature into its field as an incremental update."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Literal

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from ..errors import AlreadySigned
from .cms import DIGEST, SigningIdentity, TimeStamp, build, room_needed
from .document import all_fields, find_field, open_for_update, value
from .marks import put_mark

LastWord = Literal["certify", "lock", ""]


def sign_field(
    pdf: bytes,
    field_name: str,
    identity: SigningIdentity,
    *,
    at: datetime,
    mark: bytes | None = None,
    timestamp: TimeStamp | None = None,
    name: str = "",
    reason: str = "",
    location: str = "",
    last_word: LastWord = "",
) -> bytes:
    """Return the PDF signed in an existing empty field: PAdES B-B, or B-T with `timestamp`.

    `last_word` says what stays allowed: "certify" makes it the certification signature, afterwards only filling in
    fields and signing are allowed (DocMDP level 2); "lock" closes every field (FieldMDP), only evidence for later
    checks may still be added. Raises PdfUnusable, NotPrepared, AlreadySigned.
    """
    writer = open_for_update(pdf)
    field = find_field(writer, field_name)
    if "/V" in field:
        raise AlreadySigned(who=str(value(field, "/TU") or field_name))
    if mark is not None:
        put_mark(writer, field, mark)
    placeholder = SignatureObject(
        timestamp=at,
        subfilter=SigSeedSubFilter.PADES,
        name=name or None,
        location=location or None,
        reason=reason or None,
        bytes_reserved=room_needed(identity, timestamp),
    )
    declare_extension(writer)
    steps = PdfCMSEmbedder().write_cms(field_name, writer, existing_fields_only=True)
    next(steps)
    mdp = restriction(last_word)
    steps.send(SigObjSetup(sig_placeholder=placeholder, mdp_setup=mdp))
    prepared, out = steps.send(SigIOSetup(md_algorithm=DIGEST, output=BytesIO()))
    steps.send(build(identity, prepared.document_digest, timestamp=timestamp))
    signed: bytes = out.getvalue()
    return signed


def restriction(last_word: LastWord) -> SigMDPSetup | None:
    """Return what a signature says about later changes."""
    if last_word == "certify":
        return SigMDPSetup(md_algorithm=DIGEST, certify=True, docmdp_perms=MDPPerm.FILL_FORMS)
    if last_word == "lock":
        return SigMDPSetup(md_algorithm=DIGEST, field_lock=FieldMDPSpec(FieldMDPAction.ALL))
    return None


def has_signatures(pdf: bytes) -> bool:
    """Return whether any signature stands in the file already."""
    fields = all_fields(open_for_update(pdf))
    return any(value(field, "/FT") == "/Sig" and "/V" in field for field in fields)


def field_size(pdf: bytes, field_name: str) -> tuple[float, float]:
    """Return width and height of a field in points. Raises PdfUnusable, NotPrepared."""
    left, bottom, right, top = (float(v) for v in find_field(open_for_update(pdf), field_name)["/Rect"])
    return right - left, top - bottom


def declare_extension(writer: IncrementalPdfFileWriter) -> None:
    """Say that the file uses ETSI's signature extension to PDF 1.7 (ETSI EN 319 142-1, 6.2)."""
    if writer.output_version >= (2, 0):
        return
    root = writer.root
    extensions = root["/Extensions"] if "/Extensions" in root else generic.DictionaryObject()
    if "/ESIC" in extensions:
        return
    extensions[pdf_name("/ESIC")] = generic.DictionaryObject(
        {pdf_name("/BaseVersion"): pdf_name("/1.7"), pdf_name("/ExtensionLevel"): generic.NumberObject(1)}
    )
    root[pdf_name("/Extensions")] = extensions
    writer.update_root()
