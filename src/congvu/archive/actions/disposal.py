"""Disposal of what has lost its value: list, council, decision, destruction with minutes (Luật Lưu trữ 33/2024/QH15).

Nothing is listed, and nothing destroyed, before its retention is over: both acts ask the rule by the day they run.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.documents import api as documents
from congvu.kernel.api import Actor, audit, files, paging, publish, take_number
from congvu.kernel.api import text as vn
from congvu.kernel.errors import NotFound
from congvu.signing import api as signing

from .. import policy, rules
from ..errors import FieldsInvalid, NotEligible, RetentionRunning, StillUsed, TooManyAtOnce, WrongState
from ..events import FileDisposed
from ..models import CaseFile, Disposal, DisposalItem, FileEntry, KeptFile, Loan
from ..papers import disposal as papers
from ..types import DisposalState, FileState, LoanState
from . import minutes, trays
from .locked import move, require_thawed, words

COUNCIL_AT_LEAST = 3
DERIVED = ("signing.raisedfile", "signing.keptverdict", "archive.keptrecord")


@transaction.atomic
def list_disposal(*, actor: Actor, file_uids: Sequence[UUID], reason: str, now: datetime) -> UUID:
    """List files whose retention is over and return the disposal's uid.

    Raises NotAllowed, NotFound, NotEligible, RetentionRunning, StillUsed, TooManyAtOnce or ReasonNeeded.
    """
    policy.may_run_archive(actor).require()
    if len(file_uids) > rules.MOST_AT_ONCE:
        raise TooManyAtOnce(most=rules.MOST_AT_ONCE, found=len(file_uids))
    today = timezone.localdate(now)
    found = policy.visible_files(actor, today=today).filter(uid__in=list(file_uids))
    rows = list(found.select_for_update(of=("self",)).select_related("retention").order_by("pk"))
    if not rows or len(rows) != len(set(file_uids)):
        raise NotFound
    reason = words(reason, limit=500, needed=True)
    for file in rows:
        _check(file, today=today)
    year = today.year
    disposal = Disposal.objects.create(
        agency_id=actor.agency_id,
        year=year,
        number=take_number(key=f"archive.disposal:{actor.agency_id}", year=year),
        reason=reason,
        created_by=actor.display_name,
        created_at=now,
    )
    DisposalItem.objects.bulk_create(
        [DisposalItem(disposal=disposal, file=file, position=n, reason=reason) for n, file in enumerate(rows, 1)]
    )
    for file in rows:
        audit.record(actor, "archive.disposal_listed", file, at=now, disposal=disposal.number)
    audit.record(actor, "archive.disposal_started", disposal, at=now, files=len(rows))
    return disposal.uid


@transaction.atomic
def put_before_council(
    *, actor: Actor, uid: UUID, members: Sequence[tuple[str, str, str]], council_code: str, now: datetime
) -> None:
    """Name the council: (name, title, role in the council), three at least. Raises as `_locked`, FieldsInvalid."""
    disposal = _locked(actor, uid, DisposalState.DRAFT)
    policy.may_run_archive(actor).require()
    council = [
        {"name": vn.clean_line(name)[:250], "title": vn.clean_line(title)[:250], "role": vn.clean_line(role)[:100]}
        for name, title, role in members
        if vn.clean_line(name)
    ]
    if len(council) < COUNCIL_AT_LEAST:
        raise FieldsInvalid(
            {"council": _("Hội đồng xác định giá trị tài liệu có ít nhất %(n)d người.") % {"n": COUNCIL_AT_LEAST}}
        )
    disposal.council, disposal.council_code = council, vn.clean_line(council_code)[:100]
    disposal.state = DisposalState.COUNCIL
    disposal.save()
    audit.record(actor, "archive.council_named", disposal, at=now, members=len(council))


@transaction.atomic
def conclude_council(
    *, actor: Actor, uid: UUID, conclusion: str, met_on: date, keep: Sequence[int], now: datetime
) -> None:
    """Write what the council said; `keep` are the items that stay. Raises as `_locked`, FieldsInvalid."""
    disposal = _locked(actor, uid, DisposalState.COUNCIL)
    policy.may_run_archive(actor).require()
    if not timezone.localdate(disposal.created_at) <= met_on <= timezone.localdate(now):
        raise FieldsInvalid({"met_on": _("Ngày họp từ ngày lập danh mục đến hôm nay.")})
    disposal.council_conclusion = words(conclusion, limit=2000, needed=True)
    disposal.council_on = met_on
    disposal.save()
    disposal.items.update(is_kept=False)
    disposal.items.filter(pk__in=list(keep)).update(is_kept=True)
    audit.record(actor, "archive.council_concluded", disposal, at=now, kept=len(set(keep)))


@transaction.atomic
def decide_disposal(*, actor: Actor, uid: UUID, decision_code: str, now: datetime) -> None:
    """The head decides, after the council has concluded. Raises as `_locked`, NotAllowed or FieldsInvalid."""
    disposal = _locked(actor, uid, DisposalState.COUNCIL)
    policy.may_decide_disposal(actor, disposal).require()
    code = vn.clean_line(decision_code)
    if not disposal.council_conclusion:
        raise NotEligible(reason=_("Hội đồng chưa kết luận."))
    if not 0 < len(code) <= 100:
        raise FieldsInvalid({"decision_code": _("Ghi số, ký hiệu quyết định hủy tài liệu.")})
    disposal.state, disposal.decision_code = DisposalState.DECIDED, code
    disposal.decision_on, disposal.decided_by = timezone.localdate(now), actor.display_name
    disposal.save()
    audit.record(actor, "archive.disposal_decided", disposal, at=now, decision=code)


@transaction.atomic
def cancel_disposal(*, actor: Actor, uid: UUID, reason: str, now: datetime) -> None:
    """Give a disposal up before anything was destroyed. Raises NotFound, NotAllowed, WrongState or ReasonNeeded."""
    disposal = _locked(actor, uid, None)
    policy.may_run_archive(actor).require()
    if disposal.state in {DisposalState.DONE, DisposalState.CANCELLED}:
        raise WrongState(state=DisposalState(disposal.state).label)
    reason = words(reason, limit=500, needed=True)
    disposal.state = DisposalState.CANCELLED
    disposal.save(update_fields=["state"])
    audit.record(actor, "archive.disposal_cancelled", disposal, at=now, reason=reason)


@transaction.atomic
def carry_out_disposal(*, actor: Actor, uid: UUID, now: datetime) -> int:
    """Destroy the content of the decided files and write the minutes; return how many stored files are gone.

    Bytes that another record needs stay, and the proof says who needs them. Fields, history, names and SHA-256 stay
    for ever. Retention is asked again for each file. Raises as `_locked`, NotAllowed, RetentionRunning or StillUsed.
    """
    disposal = _locked(actor, uid, DisposalState.DECIDED)
    policy.may_run_archive(actor).require()
    today = timezone.localdate(now)
    list(CaseFile.objects.filter(disposal_items__disposal=disposal).select_for_update(of=("self",)).order_by("pk"))
    items = list(disposal.items.select_related("file__retention").order_by("position"))
    gone = 0
    for item in items:
        if item.is_kept:
            continue
        _check(item.file, today=today, but=disposal)
        item.proof = _destroy(item.file, disposal, actor=actor, now=now)
        item.save(update_fields=["proof"])
        gone += sum(1 for one in item.proof if not one["used_by"])
    disposal.state, disposal.done_at, disposal.done_by = DisposalState.DONE, now, actor.display_name
    disposal.save()
    paper = papers.minutes(disposal, items, now=now)
    who = [minutes.held_by(actor.post_id, actor.display_name, actor.post_title, now=now)]
    council = [(one["name"], one["title"]) for one in rules.in_order(disposal.council)]
    who += minutes.named(disposal.agency_id, council, now=now)
    minutes.write_minutes(paper, who, actor=actor, now=now, disposal=disposal)
    audit.record(actor, "archive.disposal_done", disposal, at=now, files=gone)
    return gone


def worn_out(actor: Actor, *, today: date, after: str | None = None) -> paging.Page[CaseFile]:
    """Return a page of the files whose retention is over and that stand on no open list, the longest over first."""
    rows = policy.visible_files(actor, today=today).filter(
        state__in=[FileState.CLOSED, FileState.ARCHIVED], retention_ends_on__lt=today
    )
    busy = Q(disposal_items__disposal__state__in=[DisposalState.DRAFT, DisposalState.COUNCIL, DisposalState.DECIDED])
    rows = rows.exclude(busy).select_related("retention")
    return paging.page(rows, "retention_ends_on", "pk", after=after, size=rules.MOST_AT_ONCE)


def _locked(actor: Actor, uid: UUID, state: DisposalState | None) -> Disposal:
    disposal = policy.visible_disposals(actor).filter(uid=uid).select_for_update(of=("self",)).first()
    if disposal is None:
        raise NotFound
    if state is not None and disposal.state != state:
        raise WrongState(state=DisposalState(disposal.state).label)
    return disposal


def _check(file: CaseFile, *, today: date, but: Disposal | None = None) -> None:
    require_thawed(file)
    if rules.after(file.state, rules.Act.DISPOSE) is None:
        raise NotEligible(reason=_("Hồ sơ %(code)s không ở trạng thái hủy được.") % {"code": file.code})
    if not rules.may_be_destroyed(retention_ends=file.retention_ends_on, today=today):
        until = f"{file.retention_ends_on:%d/%m/%Y}" if file.retention_ends_on else file.retention.label
        raise RetentionRunning(file=file.code, until=until)
    if Loan.objects.filter(file=file, state__in=[LoanState.ALLOWED, LoanState.LENT]).exists():
        raise StillUsed(file=file.code, what=_("được mượn"))
    other = file.disposal_items.exclude(disposal=but) if but is not None else file.disposal_items.all()
    if other.filter(disposal__state__in=[DisposalState.DRAFT, DisposalState.COUNCIL, DisposalState.DECIDED]).exists():
        raise StillUsed(file=file.code, what=_("nằm trong một danh mục hủy khác"))


def _destroy(file: CaseFile, disposal: Disposal, *, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Let go of what only this file needs, destroy the bytes, and return the proof."""
    entries = file.entries.filter(removed_at=None)
    ids = [pk for pk in entries.values_list("document_id", flat=True) if pk is not None]
    elsewhere = set(
        FileEntry.objects.filter(document_id__in=ids, removed_at=None)
        .exclude(file=file)
        .exclude(file__state=FileState.DISPOSED)
        .values_list("document_id", flat=True)
    )
    own = [pk for pk in ids if pk not in elsewhere]
    gone = documents.let_go_of_files(actor=actor, ids=own, reason=disposal.decision_code, now=now)
    stored = [one.file_id for one in gone]
    stored += [form for one in gone if one.role != "pdf_view" for form in signing.forms_of(one.file_id)]
    for entry in entries.filter(material__file_id__isnull=False).select_related("material"):
        assert entry.material is not None
        entry.material.removed_at = now
        entry.material.save(update_fields=["removed_at"])
        stored.append(entry.material.file_id or 0)
    kept = KeptFile.objects.filter(record__material__entries__in=entries, removed_at=None)
    stored += list(kept.values_list("file_id", flat=True))
    KeptFile.objects.filter(pk__in=list(kept.values_list("pk", flat=True))).update(removed_at=now)
    proof: list[dict[str, Any]] = [
        {"name": one.name, "size": one.size, "sha256": one.sha256, "used_by": list(one.used_by)}
        for one in files.destroy(stored, now=now, derived=DERIVED)
    ]
    proof += [
        {"document": pk, "used_by": ["archive.casefile"], "name": "", "sha256": "", "size": 0}
        for pk in sorted(pk for pk in elsewhere if pk)
    ]
    file.state = move(file, rules.Act.DISPOSE)
    file.disposed_at = now
    file.save(update_fields=["state", "disposed_at"])
    audit.record(
        actor,
        "archive.file_disposed",
        file,
        at=now,
        decision=disposal.decision_code,
        disposal=disposal.number,
        sha256=[one["sha256"] for one in proof if one["sha256"]],
    )
    publish(FileDisposed(file_id=file.pk, uid=str(file.uid), agency_id=file.agency_id, file_code=file.code, at=now))
    trays.refresh_search(file)
    return proof
