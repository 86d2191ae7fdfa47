"""The audit log: one row an act, written in the act's own transaction, never changed (DESIGN 4.3)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Protocol
from zoneinfo import ZoneInfo

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from .. import statements, writes
from ..models import AuditEntry
from ..types import Actor


class Subject(Protocol):
    """What an act is about: any saved model row."""

    pk: Any
    _meta: ClassVar[Any]


LONGEST_NAME = 250  # the width of the columns of names and titles
_ENCODER = DjangoJSONEncoder(ensure_ascii=False)  # dates as ISO 8601, decimals and ids as text
# Written plainly: every act pays for this, and the ORM's insert costs three times the database's.
_INSERT = """
    insert into kernel_auditentry (at, code, subject_type, subject_id, agency_id, person_id, person_name, post_id,
        post_title, delegation_id, address, data)
    values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


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
    values = [
        at,
        code,
        subject._meta.label_lower,
        subject.pk,
        agency_id if agency_id is not None else (actor.agency_id if actor else None),
        actor.person_id if actor else None,
        actor.display_name[:LONGEST_NAME] if actor else "",
        actor.post_id if actor else None,
        actor.post_title[:LONGEST_NAME] if actor else "",
        behalf.delegation_id if behalf else None,
        actor.address if actor else "",
        _ENCODER.encode(data),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)


@dataclass(frozen=True, slots=True)
class SystemAct:
    """What the system itself did to a subject, for `record_all`; `data` as in `record`."""

    code: str
    subject: Subject
    agency_id: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


# The lengths of arrays stand in no text of the statement, so a connection remembers one for all.
_INSERT_ALL = """
    insert into kernel_auditentry
        (at, code, subject_type, subject_id, agency_id, person_name, post_title, address, data)
    select %s, code, subject_type, subject_id, agency_id, '', '', '', data::jsonb
    from unnest(%s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::text[])
        with ordinality as act (code, subject_type, subject_id, agency_id, data, place)
    order by place
"""


def record_all(acts: Sequence[SystemAct], /, *, at: datetime) -> None:
    """Write many acts of the system at one moment, in their order, by one statement."""
    if not acts:
        return
    columns = (
        [one.code for one in acts],
        [one.subject._meta.label_lower for one in acts],
        [one.subject.pk for one in acts],
        [one.agency_id for one in acts],
        [_ENCODER.encode(one.data) for one in acts],
    )
    writes.write(_INSERT_ALL, [at, *columns])


def history(
    *, subject: Subject, most: int | None = None, before: tuple[datetime, int] | None = None
) -> list[AuditEntry]:
    """Return the acts on one subject, newest first. The caller has checked that the actor may see the subject.

    `most` bounds them; `before` is the time and key of the last one already shown.
    """
    kind, pk = subject._meta.label_lower, subject.pk
    if before is None:
        found = statements.kept_objects(_history if most is None else _newest, kind=kind, pk=pk)
        return found[:most]
    at, last = before
    rows = _history(kind=kind, pk=pk).filter(Q(at__lt=at) | Q(at=at, pk__lt=last), at__lte=at)
    return list(rows[:most])


MOST_KEPT = 200  # acts that the compiled statement reads; more are asked for by key


def _history(*, kind: str, pk: int) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(subject_type=kind, subject_id=pk).order_by("-at", "-pk")


def _newest(*, kind: str, pk: int) -> QuerySet[AuditEntry]:
    return _history(kind=kind, pk=pk)[:MOST_KEPT]


def active_days(
    *, people: Iterable[int], first: datetime, after: datetime, code_prefix: str = "", zone: str = "Asia/Ho_Chi_Minh"
) -> dict[int, int]:
    """Return on how many days each of the people did something from `first` until before `after`, by person.

    `code_prefix` narrows to the acts of one app ("documents."). Answered by the index on person and time.
    """
    rows = (
        AuditEntry.objects.filter(person_id__in=list(people), at__gte=first, at__lt=after, code__startswith=code_prefix)
        .order_by()
        .values_list("person_id")
        .annotate(days=Count(TruncDate("at", tzinfo=ZoneInfo(zone)), distinct=True))
    )
    return {person: days for person, days in rows if person is not None}
