"""The audit log: one row an act, written in the act's own transaction, never changed (DESIGN 4.3)."""

from datetime import datetime
from typing import Any, ClassVar, Protocol

from django.core.serializers.json import DjangoJSONEncoder

from ..models import AuditEntry
from ..types import Actor


class Subject(Protocol):
    """What an act is about: any saved model row."""

    pk: Any
    _meta: ClassVar[Any]


class _Encoder(DjangoJSONEncoder):
    """Dates as ISO 8601, unknown values as text."""


def record(
    actor: Actor | None,
    code: str,
    subject: Subject,
    /,
    *,
    at: datetime,
    agency_id: int | None = None,
    **data: Any,
) -> None:
    """Write that `actor` did `code` ("documents.incoming_registered") to `subject` at `at`.

    `actor` None means the system itself. `data` holds small values that explain the act: numbers, ids,
    old and new values; never file content, never personal data that the subject does not show anyway.
    `agency_id` says whose history it belongs to when it is not the actor's agency.
    """
    behalf = actor.on_behalf_of if actor else None
    AuditEntry.objects.create(
        at=at,
        code=code,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        agency_id=agency_id if agency_id is not None else (actor.agency_id if actor else None),
        person_id=actor.person_id if actor else None,
        person_name=actor.display_name if actor else "",
        post_id=actor.post_id if actor else None,
        post_title=actor.post_title if actor else "",
        delegation_id=behalf.delegation_id if behalf else None,
        address=actor.address if actor else "",
        data=data,
    )


def history(*, subject: Subject) -> list[AuditEntry]:
    """Return the acts on one subject, newest first. The caller has checked that the actor may see the subject."""
    return list(
        AuditEntry.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk).order_by("-at", "-pk")
    )
