"""Use of kept files: asked, permitted, lent, returned, urged (NĐ 30/2020 Phụ lục IV; Luật Lưu trữ 33/2024/QH15)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity.api import Role
from congvu.kernel.api import Actor, audit
from congvu.kernel.api import text as vn
from congvu.kernel.errors import NotFound

from .. import policy
from ..errors import FieldsInvalid, NotEligible, StillUsed, WrongState
from ..models import CaseFile, FileAccess, Loan
from ..types import FileState, LoanKind, LoanState
from . import trays
from .locked import words

# Thời gian mượn dài nhất là lựa chọn của hệ thống; quy chế của cơ quan có thể ngắn hơn.
MOST_DAYS = 90


@transaction.atomic
def ask_loan(
    *,
    actor: Actor,
    file_uid: UUID,
    kind: str,
    purpose: str,
    due_on: date,
    now: datetime,
    reader: str = "",
    reader_detail: str = "",
) -> UUID:
    """Ask to use a kept file; the archivist may ask for a reader from outside by name and paper.

    Files are found by their code, not by right to see: who asks need not see the content. Raises NotFound,
    NotAllowed, FieldsInvalid, NotEligible or ReasonNeeded.
    """
    policy.may_open_file(actor).require()
    file = (
        CaseFile.objects.filter(uid=file_uid, agency_id=actor.agency_id)
        .select_for_update(of=("self",))
        .select_related("retention")
        .first()
    )
    if file is None:
        raise NotFound
    if file.state != FileState.ARCHIVED:
        raise NotEligible(
            reason=_("Chỉ mượn, đọc hồ sơ đã nộp lưu; hồ sơ này đang ở %(who)s.") % {"who": file.keeper_name}
        )
    outside = vn.clean_line(reader)
    if outside:
        policy.may_run_archive(actor).require()
    today = timezone.localdate(now)
    if kind not in LoanKind.values or not 0 <= (due_on - today).days <= MOST_DAYS:
        raise FieldsInvalid({"due_on": _("Chọn hình thức và hạn trả trong %(n)d ngày tới.") % {"n": MOST_DAYS}})
    loan = Loan.objects.create(
        agency_id=file.agency_id,
        file=file,
        kind=kind,
        borrower_post_id=None if outside else actor.post_id,
        borrower=outside[:250] or actor.display_name,
        borrower_detail=vn.clean_line(reader_detail)[:300] or ("" if outside else actor.post_title),
        purpose=words(purpose, limit=500, needed=True),
        asked_at=now,
        due_on=due_on,
    )
    audit.record(actor, "archive.loan_asked", file, at=now, kind=kind, due_on=due_on, reason=loan.purpose)
    trays.put_work(
        key=loan.work_key,
        actor=actor,
        agency_id=loan.agency_id,
        role=Role.ARCHIVIST,
        title=_("Yêu cầu sử dụng hồ sơ: %(title)s") % {"title": file.title},
        meta=f"{loan.borrower}, {LoanKind(kind).label}",
        url=reverse("archive:loan", args=[loan.uid]),
        act_label=_("Giải quyết"),
        role_label=_("Lưu trữ"),
        at=now,
    )
    return loan.uid


@transaction.atomic
def decide_loan(*, actor: Actor, uid: UUID, allow: bool, note: str, now: datetime) -> None:
    """Permit or refuse. An electronic use opens the file to the borrower until the day it is due.

    Raises NotFound, NotAllowed, WrongState or ReasonNeeded (a refusal says why).
    """
    loan = _locked(actor, uid)
    policy.may_permit_loan(actor, loan).require()
    _require(loan, LoanState.ASKED)
    loan.note = words(note, limit=500, needed=not allow)
    loan.state = LoanState.ALLOWED if allow else LoanState.REFUSED
    loan.permitted_by, loan.permitted_at = actor.display_name, now
    if allow and loan.kind == LoanKind.ELECTRONIC:
        loan.state, loan.lent_at = LoanState.LENT, now
        _open_until(loan, now=now)
    loan.save()
    code = "archive.loan_allowed" if allow else "archive.loan_refused"
    audit.record(actor, code, loan.file, at=now, name=loan.borrower, note=loan.note)
    if not allow or loan.state == LoanState.LENT:
        trays.close_work(loan.work_key, actor=actor, at=now)
    text = _("Cho phép sử dụng hồ sơ %(code)s") if allow else _("Không cho phép sử dụng hồ sơ %(code)s")
    _tell(loan, "decided", text % {"code": loan.file.code}, now)


@transaction.atomic
def lend(*, actor: Actor, uid: UUID, now: datetime) -> None:
    """Hand a permitted paper file to the borrower. Raises NotFound, NotAllowed, WrongState or StillUsed."""
    loan = _locked(actor, uid)
    policy.may_run_archive(actor).require()
    _require(loan, LoanState.ALLOWED)
    loan.state, loan.lent_at = LoanState.LENT, now
    try:
        with transaction.atomic():
            loan.save()
    except IntegrityError as error:
        raise StillUsed(file=loan.file.code, what=_("được người khác mượn bản giấy")) from error
    audit.record(actor, "archive.lent", loan.file, at=now, name=loan.borrower, due_on=loan.due_on)
    trays.close_work(loan.work_key, actor=actor, at=now)


@transaction.atomic
def return_loan(*, actor: Actor, uid: UUID, note: str, now: datetime) -> None:
    """Take a file back, in what condition; an electronic use ends. Raises NotFound, NotAllowed or WrongState."""
    loan = _locked(actor, uid)
    policy.may_run_archive(actor).require()
    _require(loan, LoanState.LENT)
    loan.state, loan.returned_at = LoanState.RETURNED, now
    loan.note = words(note, limit=500) or loan.note
    loan.save()
    if loan.kind == LoanKind.ELECTRONIC and loan.borrower_post_id is not None:
        FileAccess.objects.filter(file=loan.file, grant=f"post:{loan.borrower_post_id}", until__isnull=False).delete()
    audit.record(actor, "archive.loan_returned", loan.file, at=now, name=loan.borrower, note=loan.note)


@transaction.atomic
def urge_late(*, now: datetime) -> int:
    """Urge borrowers whose day is over, once a day; close electronic uses by themselves. Return how many were urged."""
    today = timezone.localdate(now)
    told = 0
    late = Loan.objects.filter(state=LoanState.LENT, due_on__lt=today).select_related("file")
    for loan in late.select_for_update(of=("self",)).order_by("pk"):
        if loan.kind == LoanKind.ELECTRONIC:
            loan.state, loan.returned_at = LoanState.RETURNED, now
            loan.save(update_fields=["state", "returned_at"])
            audit.record(None, "archive.loan_returned", loan.file, at=now, agency_id=loan.agency_id, name=loan.borrower)
        elif loan.urged_at is None or timezone.localdate(loan.urged_at) < today:
            loan.urged_at = now
            loan.save(update_fields=["urged_at"])
            words_ = _("Quá hạn trả hồ sơ %(code)s, hạn %(day)s") % {
                "code": loan.file.code,
                "day": f"{loan.due_on:%d/%m/%Y}",
            }
            _tell(loan, f"urge:{today}", words_, now)
            told += 1
    return told


def note_reading(*, actor: Actor, file: CaseFile, ordinal: int, now: datetime) -> None:
    """Note who read which document of a kept file (Phụ lục VI, F5). The caller has checked the right."""
    audit.record(actor, "archive.kept_read", file, at=now, ordinal=ordinal)


def _locked(actor: Actor, uid: UUID) -> Loan:
    loan = policy.visible_loans(actor).filter(uid=uid).select_for_update(of=("self",)).select_related("file").first()
    if loan is None:
        raise NotFound
    return loan


def _require(loan: Loan, state: LoanState) -> None:
    if loan.state != state:
        raise WrongState(state=LoanState(loan.state).label)


def _open_until(loan: Loan, *, now: datetime) -> None:
    """Open the file for a time; somebody who sees it without end anyway keeps that."""
    if loan.borrower_post_id is None:
        return
    grant = f"post:{loan.borrower_post_id}"
    held, new = FileAccess.objects.get_or_create(
        file=loan.file, grant=grant, defaults={"since": now, "until": loan.due_on}
    )
    if not new and held.until is not None and held.until < loan.due_on:
        held.until = loan.due_on
        held.save(update_fields=["until"])


def _tell(loan: Loan, what: str, text: str, now: datetime) -> None:
    if loan.borrower_post_id is not None:
        trays.tell_posts(
            f"archive.loan:{loan.pk}:{what}",
            post_ids=[loan.borrower_post_id],
            text=text,
            url=reverse("archive:loan", args=[loan.uid]),
            at=now,
        )
