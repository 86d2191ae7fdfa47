"""Ask authorities online about certificates of a kept file, keep what they answered, and check the file again.

The network is asked here, so nobody calls this inside a transaction.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from asn1crypto import x509
from cryptography.x509 import load_der_x509_crl
from django.db import transaction

from congvu.kernel.api import files
from congvu.kernel.errors import FileTooLarge

from ..checking import crl
from ..checking import ocsp as said
from ..checking.content import MAX_SIZE
from ..errors import NoSignatureThere, PdfUnusable
from ..levels import evidence, pdf
from ..levels.evidence import Evidence
from ..models import OnlineAnswer, RevocationList
from ..trust_rows import revocation_row, trust_store
from ..types import Report
from .verify import recheck


def ask_online(*, file_id: int, now: datetime) -> Report | None:
    """Ask OCSP services and lists that the file's trusted chains name; keep sound answers and check again.

    Return the new report, None when nobody had anything new to say. Raises NotFound for an unknown file.
    """
    try:
        state = pdf.state_of(files.read_bytes(file_id, most=MAX_SIZE + 1))
    except (PdfUnusable, NoSignatureThere, FileTooLarge):
        return None
    found = evidence.gather(state.holders, trust_store(), at=now, kept=state.kept)
    if not keep(found, now=now):
        return None
    return recheck([file_id], now)[file_id]


@transaction.atomic
def keep(found: Evidence, *, now: datetime) -> int:
    """Keep answers and lists that are not known here yet; return how many. They were judged sound when they came."""
    chain = list(found.certificates.values())
    rows = [row for content in found.answers if (row := _answer_row(content, chain, now)) is not None]
    lists = [revocation_row(load_der_x509_crl(content), at=now) for content in found.lists]
    known = set(
        OnlineAnswer.objects.filter(content_sha256__in=[row.content_sha256 for row in rows]).values_list(
            "content_sha256", flat=True
        )
    ) | set(
        RevocationList.objects.filter(content_sha256__in=[row.content_sha256 for row in lists]).values_list(
            "content_sha256", flat=True
        )
    )
    new_answers = [row for row in rows if row.content_sha256 not in known]
    new_lists = [row for row in lists if row.content_sha256 not in known]
    OnlineAnswer.objects.bulk_create(new_answers, ignore_conflicts=True)
    RevocationList.objects.bulk_create(new_lists, ignore_conflicts=True)
    return len(new_answers) + len(new_lists)


def _answer_row(content: bytes, chain: list[x509.Certificate], now: datetime) -> OnlineAnswer | None:
    """Return the unsaved row of an answer: about which certificate of the chain, by which issuer."""
    for certificate in chain:
        for issuer in chain:
            if issuer.subject != certificate.issuer:
                continue
            answer = said.answer(content, certificate, issuer)
            if answer is None:
                continue
            return OnlineAnswer(
                issuer_key=crl.issuer_key(certificate.issuer),
                serial=f"{certificate.serial_number:x}",
                content=content,
                content_sha256=hashlib.sha256(content).hexdigest(),
                this_update=answer.this_update,
                next_update=answer.next_update,
                added_at=now,
            )
    return None
