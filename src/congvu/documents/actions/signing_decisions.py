"""The office records decisions on who signs, and ends them (NĐ 30/2020 Điều 13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.kernel.api import Actor, audit, files, text
from congvu.kernel.errors import NotFound

from ..drafting import decision_policy as policy
from ..drafting import number_rules
from ..drafting.council_rights import chair_problems
from ..drafting.errors import DecisionEnded, DecisionInvalid, DraftReasonNeeded
from ..drafting.signing_rights import Seat, moment, recording_problems
from ..drafting.standing import Standing, standing
from ..drafting.types import OF_A_COUNCIL, Council, DecisionKind
from ..models import DocumentType, SigningDecision

ACCEPTED = {"application/pdf", "image/png", "image/jpeg"}


@dataclass(frozen=True, slots=True)
class DecisionTerms:
    """What a decision says. Empty `type_ids` or `unit_ids` do not limit; `ends_at` is the first minute without it."""

    kind: str
    number: str
    dated_on: date
    giver_post_id: int
    holder_post_id: int
    starts_at: datetime
    ends_at: datetime | None = None
    type_ids: tuple[int, ...] = ()
    unit_ids: tuple[int, ...] = ()
    scope_text: str = ""
    council_uid: str = ""


def record_signing_decision(
    *, actor: Actor, terms: DecisionTerms, now: datetime, stream: BinaryIO | None = None, file_name: str = ""
) -> UUID:
    """Record a decision that lets a post sign, with its file; return its public key.

    Raises NotAllowed, DecisionInvalid (what the law wants is missing) and the File… refusals of kernel.errors.
    """
    policy.may_record(actor).require()
    ref = files.store(stream, name=file_name or "quyet-dinh.pdf", accept=ACCEPTED) if stream is not None else None
    return _record(actor=actor, terms=terms, file_id=ref.id if ref else None, now=now)


@transaction.atomic
def _record(*, actor: Actor, terms: DecisionTerms, file_id: int | None, now: datetime) -> UUID:
    there = standing(identity.agency(actor.agency_id), on=timezone.localdate(now))
    council = _council(actor, terms, on=timezone.localdate(now))
    _check(actor, terms, there, council)
    row = SigningDecision.objects.create(
        agency_id=actor.agency_id,
        kind=terms.kind,
        number=text.clean_line(terms.number)[:100],
        dated_on=terms.dated_on,
        giver_post_id=terms.giver_post_id,
        holder_post_id=terms.holder_post_id,
        type_ids=sorted(set(terms.type_ids)),
        unit_ids=sorted(set(terms.unit_ids)),
        council_id=council.id if council else None,
        scope_text=text.clean_line(terms.scope_text)[:1000],
        starts_at=terms.starts_at,
        ends_at=terms.ends_at,
        file_id=file_id,
        recorded_by_post_id=actor.post_id,
        recorded_by=actor.display_name,
        recorded_at=now,
    )
    audit.record(
        actor,
        "documents.signing_decision_recorded",
        row,
        at=now,
        kind=row.kind,
        number=row.number,
        holder=row.holder_post_id,
        starts_at=row.starts_at.isoformat(),
        ends_at=row.ends_at.isoformat() if row.ends_at else None,
    )
    return row.uid


@transaction.atomic
def end_signing_decision(*, actor: Actor, uid: UUID, reason: str, now: datetime) -> None:
    """End a decision from this minute on; what was signed stays. Raises NotFound, NotAllowed, DecisionEnded."""
    policy.may_record(actor).require()
    row = SigningDecision.objects.select_for_update().filter(agency_id=actor.agency_id, uid=uid).first()
    if row is None:
        raise NotFound
    over = row.revoked_at or (row.ends_at if row.ends_at and row.ends_at <= now else None)
    if over is not None:
        raise DecisionEnded(number=row.number, at=moment(over))
    why = text.clean_line(reason)[:500]
    if not why:
        raise DraftReasonNeeded
    row.revoked_at, row.revoked_reason, row.revoked_by = now, why, actor.display_name
    row.save(update_fields=["revoked_at", "revoked_reason", "revoked_by"])
    audit.record(actor, "documents.signing_decision_ended", row, at=now, number=row.number, reason=why)


def _council(actor: Actor, terms: DecisionTerms, *, on: date) -> Council | None:
    """Return the council that a decision names a chair or deputy of when its series is in force or to come."""
    if terms.kind not in OF_A_COUNCIL:
        return None
    body = number_rules.body_of(actor.agency_id, terms.council_uid)
    if body is None or not number_rules.not_ended(actor.agency_id, on).filter(pk=body.id).exists():
        return None
    return body.council


def _check(actor: Actor, terms: DecisionTerms, there: Standing, council: Council | None) -> None:
    problems: dict[str, Any] = {}
    if terms.kind not in DecisionKind.values:
        raise DecisionInvalid({"kind": _("Chọn loại quyết định.")})
    seat: Seat | None = there.seat(terms.holder_post_id)
    if terms.kind in OF_A_COUNCIL:
        problems |= chair_problems(kind=terms.kind, number=text.clean_line(terms.number), council=council, holder=seat)
    problems |= recording_problems(
        kind=DecisionKind(terms.kind),
        number=text.clean_line(terms.number),
        starts_at=terms.starts_at,
        ends_at=terms.ends_at,
        type_ids=terms.type_ids,
        unit_ids=terms.unit_ids,
        giver_post_id=terms.giver_post_id,
        holder=seat,
        house=there.house,
    )
    if there.seat(terms.giver_post_id) is None:
        problems.setdefault("giver", _("Chọn người giao là lãnh đạo của cơ quan."))
    holder = there.holder(terms.holder_post_id)
    if holder is not None and holder.person_id == actor.person_id:
        problems["holder"] = _("Không tự ghi quyết định giao ký cho chính mình; nhờ văn thư hoặc Chánh Văn phòng ghi.")
    if DocumentType.objects.filter(pk__in=terms.type_ids).count() != len(set(terms.type_ids)):
        problems["types"] = _("Có tên loại không có trong danh mục.")
    known = {u.id for u in identity.unit_tree(agency_id=actor.agency_id, on=timezone.localdate(terms.starts_at))}
    if set(terms.unit_ids) - known:
        problems["units"] = _("Có đơn vị không thuộc cơ quan.")
    if problems:
        raise DecisionInvalid(problems)
