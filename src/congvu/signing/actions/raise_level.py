"""Raise the signatures of a file to B-T, B-LT or B-LTA, and renew the archive time stamp.

The network is asked here, so nobody calls this inside a transaction. Files are never rewritten: raising gives a new
stored file, whose first bytes are those of the old one.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from congvu.kernel.api import files, publish

from ..checking.integrity import broken_signature
from ..checking.trust import TrustStore
from ..demo.keys import demo_tsa
from ..errors import (
    ChainUntrusted,
    NoSignatureThere,
    NoTimeStampAuthority,
    PdfUnusable,
    RevocationDataMissing,
    SignatureBroken,
)
from ..events import FileRaised
from ..levels import evidence, pdf, rules
from ..levels.stamping import InProcess, OverHttp, Stamper
from ..models import RaisedFile
from ..trust_rows import trust_store
from ..types import Level


@dataclass(frozen=True, slots=True)
class Raised:
    """A raised file, and until when its last time stamp proves by itself; None below B-T."""

    content: bytes
    stamped_until: datetime | None


def raise_level(*, pdf: bytes, level: Level, at: datetime) -> bytes:
    """Return the signed PDF raised to at least the level; the same bytes when it stands there already.

    Time stamps come from `CONGVU_TSA_URL`; a demonstration without one stamps by itself. Raises PdfUnusable,
    NoSignatureThere, SignatureBroken, NoTimeStampAuthority, TimeStampUnavailable, TimeStampRefused, ChainUntrusted,
    RevocationDataMissing.
    """
    return raised(pdf, level, at=at, trust=trust_store()).content


def raise_to(*, file_id: int, level: Level, now: datetime) -> int:
    """Raise a stored file and return the id of the new stored file; of the one made before if that suffices.

    `file_id` may be any form of the file, as first stored or raised. Publishes FileRaised. Raises what `raise_level`
    raises, and NotFound; nothing is kept then.
    """
    source = source_of(file_id)
    newest = _newest(source)
    if newest is not None and rules.reaches(newest.level, level):
        return newest.file_id
    return _keep(source, newest, level, now, renew=False)


def raise_issued(*, file_id: int, now: datetime) -> None:
    """Do what policy wants of an issued paper: B-T first, then B-LT. Papers without a signature are left alone.

    Raises what a later try may mend (TimeStampUnavailable, RevocationDataMissing), so that the job is tried again;
    without any time-stamping authority nothing is done.
    """
    if files.ref(file_id).media_type != "application/pdf":
        return
    try:
        raise_to(file_id=file_id, level="B-T", now=now)
        raise_to(file_id=file_id, level="B-LT", now=now)
    except (NoSignatureThere, NoTimeStampAuthority, ChainUntrusted, PdfUnusable, SignatureBroken):
        return


def newest_form(file_id: int) -> int:
    """Return the id of the most provable form of a stored file: its last raised form, else itself; one query."""
    sources = RaisedFile.objects.filter(file_id=file_id).values("source_file_id")
    same = Q(source_file_id=file_id) | Q(source_file_id__in=sources)
    newest = RaisedFile.objects.filter(same, replaced_at=None).values_list("file_id", flat=True).first()
    return newest if newest is not None else file_id


def forms_of(file_id: int) -> list[int]:
    """Return the ids of every raised form of a stored file, for whoever destroys the file by decision."""
    return list(RaisedFile.objects.filter(source_file_id=source_of(file_id)).values_list("file_id", flat=True))


def renew_stamp(*, raised_id: int, now: datetime) -> int | None:
    """Cover a file's last archive time stamp by a new one; return the new file's id, None when it is not due any more.

    Raises what `raise_level` raises.
    """
    row = RaisedFile.objects.filter(pk=raised_id, replaced_at=None).first()
    if row is None or row.stamped_until is None or not rules.renewal_due(row.stamped_until, now):
        return None
    return _keep(row.source_file_id, row, "B-LTA", now, renew=True)


def stamps_due(now: datetime, *, most: int = 500) -> list[int]:
    """Return the raised files whose archive time stamp must be renewed, the most urgent first."""
    due = RaisedFile.objects.filter(replaced_at=None, level="B-LTA", stamped_until__lte=now + rules.RENEW_BEFORE)
    return list(due.order_by("stamped_until", "pk").values_list("pk", flat=True)[:most])


def stamper(at: datetime) -> Stamper:
    """Return where time stamps come from. Raises NoTimeStampAuthority."""
    if settings.TSA_URL:
        return OverHttp(settings.TSA_URL, at)
    authority = demo_tsa()
    if authority is None:
        raise NoTimeStampAuthority
    return InProcess(authority, at)


def raised(
    content: bytes, level: Level, *, at: datetime, trust: TrustStore, source: Stamper | None = None, renew: bool = False
) -> Raised:
    """Do the raising; with `renew` a new archive time stamp is set even where the last one still holds."""
    state = pdf.state_of(content)
    if why := broken_signature(content):
        raise SignatureBroken(reason=why)
    authority, digest = state.last_stamp, state.last_digest
    if rules.reaches(level, "B-T") and not state.all_timed:
        content, authority = pdf.add_stamp(content, source or stamper(at), at=at, number=state.count + 1)
        digest, state = rules.digest_for(at), pdf.state_of(content)
    added = False
    if rules.reaches(level, "B-LT"):
        kept = _with_evidence(content, state, trust, at, renew=renew)
        content, added = kept, len(kept) > len(content)
    if level == "B-LTA" and (renew or added or not (state.has_evidence and state.ends_with_stamp)):
        content, authority = pdf.add_stamp(content, source or stamper(at), at=at, number=state.count + 1)
        digest = rules.digest_for(at)
    return Raised(content, _until(authority, digest))


def _with_evidence(content: bytes, state: pdf.State, trust: TrustStore, at: datetime, *, renew: bool) -> bytes:
    """Add what is missing. The last archive stamp needs nothing until it is renewed; then everything is asked anew."""
    last = state.last_stamp
    holders = list(state.holders)
    if last is not None and state.has_evidence and state.ends_with_stamp and not renew:
        holders = [holder for holder in holders if holder.leaf.dump() != last.dump()]
    found = evidence.gather(holders, trust, at=at, kept=evidence.Kept() if renew else state.kept)
    if found.untrusted:
        raise ChainUntrusted(names=", ".join(sorted(set(found.untrusted))))
    if found.missing:
        raise RevocationDataMissing(issuers=", ".join(sorted(set(found.missing))))
    return pdf.add_evidence(content, found, state.contents)


def _until(authority: x509.Certificate | None, digest: str) -> datetime | None:
    return rules.good_until(authority.not_valid_after, digest) if authority is not None else None


def _keep(source: int, newest: RaisedFile | None, level: Level, now: datetime, *, renew: bool) -> int:
    """Raise outside any transaction, then write the new form; who was quicker wins, and his form counts."""
    from_id = newest.file_id if newest is not None else source
    made = raised(files.read_bytes(from_id), level, at=now, trust=trust_store(), renew=renew)
    name = files.ref(source).name
    with transaction.atomic():
        current = RaisedFile.objects.select_for_update().filter(source_file_id=source, replaced_at=None).first()
        if current is not None and (newest is None or current.pk != newest.pk):
            return current.file_id
        stored = files.store(io.BytesIO(made.content), name=name)
        if current is not None:
            current.replaced_at = now
            current.save(update_fields=["replaced_at"])
        row, created = RaisedFile.objects.get_or_create(
            source_file_id=source,
            replaced_at=None,
            defaults={
                "file_id": stored.id,
                "file_sha256": stored.sha256,
                "level": level,
                "raised_at": now,
                "stamped_until": made.stamped_until,
            },
        )
        if created:
            publish(FileRaised(source_file_id=source, file_id=row.file_id, level=level, at=now))
        return row.file_id


def source_of(file_id: int) -> int:
    """Return the file as first stored, of which this one is a raised form; itself otherwise."""
    found = RaisedFile.objects.filter(file_id=file_id).values_list("source_file_id", flat=True).first()
    return found if found is not None else file_id


def _newest(source: int) -> RaisedFile | None:
    return RaisedFile.objects.filter(source_file_id=source, replaced_at=None).first()
