"""What is due: the archive's yearly notice with its reminder, files kept back by consent (NĐ 30/2020 Điều 30)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.kernel.api import Actor, audit
from congvu.kernel.errors import NotFound

from .. import policy, rules
from ..errors import FieldsInvalid, NotEligible, WrongState
from ..models import CaseFile, HandoverNotice, KeepBack
from ..types import FileState, KeepBackState
from . import trays
from .locked import lock_file, words

REMIND_DAYS = 10


@transaction.atomic
def send_notice(*, actor: Actor, year: int, text: str, now: datetime) -> int:
    """Tell every keeper which of her files are due in the year; return how many files. Once a year.

    Keepers find each file in their work list with 30 days (Phụ lục VI, III.5.b). Raises NotAllowed, WrongState or
    NotEligible (nothing is due).
    """
    policy.may_run_archive(actor).require()
    today = timezone.localdate(now)
    if HandoverNotice.objects.filter(agency_id=actor.agency_id, year=year).exists():
        raise WrongState(state=_("đã thông báo năm %(year)d") % {"year": year})
    rows = list(due_in(actor.agency_id, year).select_related("retention").order_by("keeper_post_id", "pk"))
    if not rows:
        raise NotEligible(reason=_("Không có hồ sơ nào đến hạn nộp lưu trong năm %(year)d.") % {"year": year})
    answer_by = rules.notice_until(today)
    notice = HandoverNotice.objects.create(
        agency_id=actor.agency_id,
        year=year,
        text=words(text, limit=1000),
        sent_at=now,
        sent_by=actor.display_name,
        answer_by=answer_by,
        file_count=len(rows),
    )
    by_keeper: dict[int, list[CaseFile]] = {}
    for file in rows:
        by_keeper.setdefault(file.keeper_post_id, []).append(file)
    for post_id, owned in by_keeper.items():
        _remind(notice, post_id, len(owned), actor=actor, answer_by=answer_by, now=now)
    audit.record(actor, "archive.notice_sent", notice, at=now, year=year, files=len(rows), answer_by=answer_by)
    return len(rows)


@transaction.atomic
def remind_due(*, now: datetime) -> int:
    """Remind keepers whose time runs out within ten days or is over, once a day; return how many were told."""
    today = timezone.localdate(now)
    told = 0
    for notice in HandoverNotice.objects.select_for_update().filter(year__gte=today.year - 1).order_by("pk"):
        told_today = notice.reminded_at is not None and timezone.localdate(notice.reminded_at) == today
        if told_today or (notice.answer_by - today).days > REMIND_DAYS:
            continue
        left = due_in(notice.agency_id, notice.year).values_list("keeper_post_id", flat=True)
        for post_id in sorted(set(left)):
            trays.tell_posts(
                f"archive.reminder:{notice.pk}:{post_id}:{today}",
                post_ids=[post_id],
                text=_("Nhắc nộp lưu hồ sơ đến hạn năm %(year)d, chuẩn bị xong trước %(day)s.")
                % {"year": notice.year, "day": f"{notice.answer_by:%d/%m/%Y}"},
                url=f"{reverse('archive:handover_new')}",
                at=now,
            )
            told += 1
        notice.reminded_at = now
        notice.save(update_fields=["reminded_at"])
    return told


@transaction.atomic
def ask_keep_back(*, actor: Actor, uid: UUID, until: date, reason: str, now: datetime) -> None:
    """Ask the head to let a due file stay, two years at most. Raises as `lock_file`, FieldsInvalid or WrongState."""
    file = lock_file(actor, uid, policy.may_answer_for, now=now)
    if file.state != FileState.CLOSED or file.handover_due_on is None:
        raise NotEligible(reason=_("Chỉ hồ sơ đã kết thúc và phải nộp lưu mới đề nghị giữ lại."))
    most = rules.keep_back_until_at_most(file.handover_due_on)
    if not file.handover_due_on < until <= most:
        raise FieldsInvalid(
            {
                "until": _("Giữ lại sau hạn nộp %(due)s và nhiều nhất 02 năm, đến %(most)s.")
                % {"due": f"{file.handover_due_on:%d/%m/%Y}", "most": f"{most:%d/%m/%Y}"}
            }
        )
    reason = words(reason, limit=500, needed=True)
    try:
        with transaction.atomic():
            asked = KeepBack.objects.create(
                file=file,
                reason=reason,
                until=until,
                asked_by_post_id=actor.post_id,
                asked_by=actor.display_name,
                asked_at=now,
            )
    except IntegrityError as error:
        raise WrongState(state=KeepBackState.ASKED.label) from error
    audit.record(actor, "archive.keep_back_asked", file, at=now, until=f"{until:%d/%m/%Y}", reason=reason)
    heads = identity.posts(on=timezone.localdate(now), agency_id=file.agency_id, role=Role.AGENCY_LEADER)
    held = [card for card in heads if card.person_id is not None]
    if held:
        trays.put_work(
            key=f"archive.keep_back:{asked.pk}",
            actor=actor,
            agency_id=file.agency_id,
            post_id=held[0].id,
            title=_("Cho giữ lại hồ sơ đến hạn nộp lưu: %(title)s") % {"title": file.title},
            meta=file.code,
            url=trays.url_of(file),
            act_label=_("Quyết định"),
            role_label=_("Phê duyệt"),
            at=now,
            kind="approve",
        )


@transaction.atomic
def decide_keep_back(*, actor: Actor, keep_back_id: int, allow: bool, note: str, now: datetime) -> None:
    """Consent or not. Raises NotFound, NotAllowed, WrongState or TextTooLong."""
    asked = KeepBack.objects.select_for_update(of=("self",)).filter(pk=keep_back_id).select_related("file").first()
    if asked is None or asked.file.agency_id != actor.agency_id:
        raise NotFound
    file = lock_file(actor, asked.file.uid, policy.may_decide_keep_back, now=now)
    if asked.state != KeepBackState.ASKED:
        raise WrongState(state=KeepBackState(asked.state).label)
    asked.state = KeepBackState.ALLOWED if allow else KeepBackState.REFUSED
    asked.decided_by, asked.decided_at, asked.decision_note = actor.display_name, now, words(note, limit=500)
    asked.save()
    if allow:
        file.kept_until = asked.until
        file.save(update_fields=["kept_until"])
    code = "archive.keep_back_allowed" if allow else "archive.keep_back_refused"
    audit.record(actor, code, file, at=now, until=f"{asked.until:%d/%m/%Y}", note=asked.decision_note)
    trays.close_work(f"archive.keep_back:{asked.pk}", actor=actor, at=now)
    trays.tell_posts(
        f"archive.keep_back:{asked.pk}",
        post_ids=[asked.asked_by_post_id],
        text=_("%(who)s %(what)s giữ lại hồ sơ %(code)s")
        % {
            "who": actor.display_name,
            "what": _("đồng ý cho") if allow else _("không đồng ý cho"),
            "code": file.code,
        },
        url=trays.url_of(file),
        at=now,
    )


def due_in(agency_id: int, year: int) -> QuerySet[CaseFile]:
    """Return the closed files whose day falls in the year or before it, kept-back ones by their later day."""
    last = date(year, 12, 31)
    rows = CaseFile.objects.filter(agency_id=agency_id, state=FileState.CLOSED, handover_due_on__lte=last)
    return rows.exclude(kept_until__gt=last)


def _remind(notice: HandoverNotice, post_id: int, count: int, *, actor: Actor, answer_by: date, now: datetime) -> None:
    url = reverse("archive:handover_new")
    title = _("Nộp lưu %(n)d hồ sơ đến hạn năm %(year)d") % {"n": count, "year": notice.year}
    trays.put_work(
        key=f"archive.notice:{notice.pk}:{post_id}",
        actor=actor,
        agency_id=notice.agency_id,
        post_id=post_id,
        title=title,
        meta=_("Theo thông báo của lưu trữ"),
        url=url,
        act_label=_("Nộp lưu"),
        role_label=_("Lập hồ sơ"),
        at=now,
        due_on=answer_by,
    )
    trays.tell_posts(
        f"archive.notice:{notice.pk}:{post_id}",
        post_ids=[post_id],
        text=_("%(title)s, chuẩn bị xong trước %(day)s.") % {"title": title, "day": f"{answer_by:%d/%m/%Y}"},
        url=url,
        at=now,
    )
