"""The limits by urgency that an agency sets for itself, where the law lets it (NĐ 30/2020 Điều 23)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit
from congvu.kernel.api import text as vn
from congvu.kernel.errors import NotFound

from .. import policy
from ..desk_types import ClockSpan, ClockStep, Limit
from ..errors import LimitInvalid
from ..incoming import limits
from ..models import UrgencyClock
from ..types import Urgency
from . import deadlines

# Bước hệ thống đếm giờ: từ lúc vào sổ đến lúc trình, chuyển giao. Đăng ký thì theo ngày, như luật.
STEP = ClockStep.PASS_ON


@dataclass(frozen=True, slots=True)
class LimitTerms:
    """A limit as typed; `minutes` and `all_hours` count for "at once" only."""

    urgency: int
    span: str
    valid_from: date
    basis: str
    minutes: int = 0
    all_hours: bool = False


@transaction.atomic
def set_limit(*, actor: Actor, terms: LimitTerms, now: datetime) -> int:
    """Let a limit of the agency hold from a day on, in place of what it had; return the row's id.

    Papers in the register keep the moment counted when they came. Raises NotAllowed or LimitInvalid.
    """
    policy.may_set_limits(actor).require()
    own = _limit_of(terms)
    mine = UrgencyClock.objects.filter(agency_id=actor.agency_id, step=STEP, urgency=terms.urgency)
    standing = list(mine.select_for_update().filter(valid_to=None).order_by("pk"))
    basis = vn.clean_line(terms.basis)
    if found := _problems(actor, terms, own, basis, standing, timezone.localdate(now)):
        raise LimitInvalid(reasons=" ".join(found))

    for row in standing:
        row.valid_to = terms.valid_from - timedelta(days=1)
        row.save(update_fields=["valid_to"])
    clock = UrgencyClock.objects.create(
        agency_id=actor.agency_id,
        step=STEP,
        urgency=terms.urgency,
        span=own.span,
        minutes=own.minutes,
        all_hours=own.all_hours,
        valid_from=terms.valid_from,
        legal_basis=basis,
        set_by=actor.display_name,
        set_at=now,
    )
    audit.record(actor, "documents.limit_set", clock, at=now, agency_id=actor.agency_id, **_said(clock))
    return clock.pk


@transaction.atomic
def end_limit(*, actor: Actor, clock_id: int, last_day: date, now: datetime) -> None:
    """Let a limit of the agency end with a day; afterwards the law's own holds.

    One that has not begun is withdrawn by any day before its first. Raises NotAllowed, NotFound or LimitInvalid.
    """
    policy.may_set_limits(actor).require()
    rows = UrgencyClock.objects.select_for_update().filter(agency_id=actor.agency_id, valid_to=None)
    clock = rows.filter(pk=clock_id).first()
    if clock is None:
        raise NotFound
    today = timezone.localdate(now)
    if last_day < today:
        raise LimitInvalid(reasons=_("Ngày cuối không được trước hôm nay."))
    clock.valid_to = max(last_day, clock.valid_from - timedelta(days=1))
    clock.save(update_fields=["valid_to"])
    audit.record(
        actor,
        "documents.limit_ended",
        clock,
        at=now,
        agency_id=actor.agency_id,
        **_said(clock),
        last=str(clock.valid_to),
    )


def _limit_of(terms: LimitTerms) -> Limit:
    if terms.span != ClockSpan.AT_ONCE:
        return Limit(terms.span)
    return Limit(terms.span, terms.minutes, terms.all_hours)


def _problems(
    actor: Actor, terms: LimitTerms, own: Limit, basis: str, standing: list[UrgencyClock], today: date
) -> list[str]:
    found: list[str] = []
    if terms.valid_from < today:
        found.append(_("Ngày áp dụng không được trước hôm nay; văn bản đã vào sổ giữ hạn đã đếm."))
    if any(row.valid_from >= terms.valid_from for row in standing):
        found.append(_("Mức này đã có thời hạn đặt từ ngày ấy hoặc sau đó; cho thôi hàng ấy trước."))
    if not basis or len(basis) > 200:
        found.append(_("Ghi căn cứ: quyết định, quy chế của người đứng đầu cơ quan, nhiều nhất 200 ký tự."))
    if terms.urgency not in Urgency.values or terms.span not in ClockSpan.values:
        return [*found, _("Chọn mức độ khẩn và thời hạn.")]
    law = deadlines.law_limit(step=STEP, urgency=terms.urgency, on=terms.valid_from)
    wrong = limits.problem(
        own,
        law=law,
        calmer=_beside(actor, terms, -1),
        more_urgent=_beside(actor, terms, +1),
    )
    return [*found, str(wrong)] if wrong else found


def _beside(actor: Actor, terms: LimitTerms, step: int) -> Limit | None:
    """Return the limit of the level beside, on the day; hỏa tốc and hỏa tốc hẹn giờ are one level here."""
    other = terms.urgency + step
    if other not in Urgency.values or {other, terms.urgency} == {Urgency.EXPRESS, Urgency.EXPRESS_TIMED}:
        return None
    return deadlines.limit(agency_id=actor.agency_id, step=STEP, urgency=other, on=terms.valid_from)


def _said(clock: UrgencyClock) -> dict[str, str]:
    """Return what the audit log keeps of a limit, in words of the code."""
    minutes = f" {clock.minutes}{' all hours' if clock.all_hours else ''}" if clock.minutes else ""
    return {
        "urgency": str(clock.urgency),
        "limit": f"{clock.span}{minutes}",
        "from": str(clock.valid_from),
        "basis": clock.legal_basis,
    }
