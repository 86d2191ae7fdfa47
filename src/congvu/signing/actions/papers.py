"""The register of issued papers behind the public check page."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from congvu.kernel.api import files

from ..models import RegisteredPaper

RAISE_JOB = "congvu.signing.tasks.raise_issued"


@transaction.atomic
def register_paper(
    *, uid: UUID, agency_id: int, number: str, date: date, subject_public: str, file_id: int, at: datetime
) -> None:
    """Let the public check page show an issued paper. Idempotent on `uid`; a second call corrects the row.

    `subject_public` stays empty where the paper's subject is not public. The file is raised to B-LT by a job of its
    own, as soon as a time stamp and revocation data can be had.
    """
    app.configure_task(RAISE_JOB, queue="signing").defer(file_id=file_id)
    RegisteredPaper.objects.update_or_create(
        uid=uid,
        defaults={
            "agency_id": agency_id,
            "number": number,
            "date": date,
            "subject": subject_public[:1000],
            "file_id": file_id,
            "file_sha256": files.ref(file_id).sha256,
        },
        create_defaults={
            "agency_id": agency_id,
            "number": number,
            "date": date,
            "subject": subject_public[:1000],
            "file_id": file_id,
            "file_sha256": files.ref(file_id).sha256,
            "registered_at": at,
        },
    )


@transaction.atomic
def withdraw_paper(*, uid: UUID, reason: str, at: datetime) -> None:
    """Say on the public check page that the paper was recalled or cancelled. Unknown papers are left alone."""
    RegisteredPaper.objects.filter(uid=uid, withdrawn_at=None).update(withdrawn_at=at, withdrawn_reason=reason[:500])
