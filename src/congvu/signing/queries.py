"""What pages show of signing."""

from __future__ import annotations

from uuid import UUID

from congvu.identity import api as identity

from .models import RegisteredPaper
from .types import PublicPaper


def public_paper(uid: UUID) -> PublicPaper | None:
    """Return the registered paper of a QR code, None when nobody registered it."""
    row = RegisteredPaper.objects.filter(uid=uid).first()
    return _shown(row) if row else None


def public_paper_of_file(sha256: str) -> PublicPaper | None:
    """Return the registered paper with exactly this content."""
    row = RegisteredPaper.objects.filter(file_sha256=sha256).order_by("pk").first()
    return _shown(row) if row else None


def _shown(row: RegisteredPaper) -> PublicPaper:
    return PublicPaper(
        uid=row.uid,
        agency=identity.agency(row.agency_id).name,
        number=row.number,
        date=row.date,
        subject=row.subject,
        file_sha256=row.file_sha256,
        withdrawn_at=row.withdrawn_at,
        withdrawn_reason=row.withdrawn_reason,
    )
