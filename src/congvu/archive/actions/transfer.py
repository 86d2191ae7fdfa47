"""Handing permanent files to the historical archive: list, approval, packages, the receiver's answer with minutes."""

from __future__ import annotations

import io
from collections.abc import Collection, Sequence
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit, files, take_number, text
from congvu.kernel.errors import NotFound

from .. import policy, rules
from ..errors import FieldsInvalid, NotEligible, WrongState
from ..models import CaseFile, Transfer, TransferItem
from ..packages.export import export_package
from ..packages.types import Kind, Written
from ..papers import transfer as papers
from ..papers.lists import pdf
from ..types import FileState, ItemState, TransferState
from .locked import words


def eligible(agency_id: int) -> QuerySet[CaseFile]:
    """Return the permanent files of the current archive that stand in no transfer, the oldest first."""
    busy = TransferItem.objects.exclude(state=ItemState.BAD).values("file_id")
    rows = CaseFile.objects.filter(agency_id=agency_id, state=FileState.ARCHIVED, retention__is_permanent=True)
    return rows.exclude(pk__in=busy).select_related("retention").order_by("catalog_year", "pk")


@transaction.atomic
def prepare_transfer(*, actor: Actor, receiver: str, file_uids: Sequence[UUID], now: datetime) -> UUID:
    """List permanent files of the archive for the historical archive; return the transfer's uid.

    Raises NotAllowed, FieldsInvalid (no receiver, none or too many files) or NotEligible.
    """
    policy.may_run_archive(actor).require()
    name = text.clean_line(receiver)
    if not name or len(name) > 250:
        raise FieldsInvalid({"receiver": _("Ghi tên lưu trữ lịch sử nhận hồ sơ, tối đa 250 ký tự.")})
    wanted = list(dict.fromkeys(file_uids))
    if not 0 < len(wanted) <= rules.MOST_AT_ONCE:
        raise FieldsInvalid({"files": _("Chọn từ 1 đến %(n)d hồ sơ.") % {"n": rules.MOST_AT_ONCE}})
    rows = list(eligible(actor.agency_id).filter(uid__in=wanted).select_for_update(of=("self",)))
    if len(rows) != len(wanted):
        raise NotEligible(reason=_("Có hồ sơ không phải hồ sơ vĩnh viễn đã lưu trữ, hoặc đang trong lần nộp khác."))
    year = timezone.localdate(now).year
    row = Transfer.objects.create(
        agency_id=actor.agency_id,
        year=year,
        number=take_number(key=f"archive.transfer:{actor.agency_id}", year=year),
        receiver=name,
        prepared_by=actor.display_name[:250],
        prepared_at=now,
    )
    try:
        with transaction.atomic():
            TransferItem.objects.bulk_create(
                TransferItem(transfer=row, file=file, position=place) for place, file in enumerate(rows, 1)
            )
    except IntegrityError as error:  # somebody listed one of them at the same moment
        raise NotEligible(reason=_("Có hồ sơ đang trong lần nộp khác.")) from error
    audit.record(actor, "archive.transfer_prepared", row, at=now, number=row.number, files=len(rows), receiver=name)
    return row.uid


@transaction.atomic
def approve_transfer(*, actor: Actor, uid: UUID, now: datetime) -> None:
    """Approve the list; it is kept as PDF. Raises NotFound, NotAllowed or WrongState."""
    row = _locked(actor, uid)
    policy.may_approve_transfer(actor, row).require()
    _turn(row, TransferState.DRAFT, TransferState.APPROVED)
    row.approved_by, row.approved_at = actor.display_name[:250], now
    content = pdf(papers.listing(row, _items(row), now=now))
    row.list_file_id = files.store(io.BytesIO(content), name=f"muc-luc-nop-luu-tru-lich-su-{row.number}.pdf").id
    row.save()
    audit.record(actor, "archive.transfer_approved", row, at=now, number=row.number)


def pack(*, actor: Actor, uid: UUID, item_id: int, folder: Path, now: datetime) -> Written:
    """Write the SIP of one file of an approved transfer into a folder and note which package it is.

    Asks time-stamp services, so it is no transaction of its own. Raises NotFound, NotAllowed, WrongState or
    PackageNotMade.
    """
    policy.may_run_archive(actor).require()
    item = TransferItem.objects.select_related("transfer", "file").filter(pk=item_id, transfer__uid=uid).first()
    if item is None or item.transfer.agency_id != actor.agency_id:
        raise NotFound
    if item.transfer.state not in {TransferState.APPROVED, TransferState.SENT}:
        raise WrongState(state=TransferState(item.transfer.state).label)
    made = export_package(actor=actor, uid=item.file.uid, kind=Kind.SIP, folder=folder, now=now, as_zip=True)
    if item.transfer.state == TransferState.APPROVED:
        TransferItem.objects.filter(pk=item.pk).update(
            objid=made.objid, package_sha256=made.content_sha256, packed_at=now
        )
    return made


@transaction.atomic
def send_transfer(*, actor: Actor, uid: UUID, now: datetime) -> None:
    """Write down that the packages went to the receiver. Raises NotFound, NotAllowed, WrongState or NotEligible."""
    row = _locked(actor, uid)
    policy.may_run_archive(actor).require()
    left = row.items.filter(packed_at=None).count()
    if left:
        raise NotEligible(reason=_("Còn %(n)d hồ sơ chưa lập gói SIP.") % {"n": left})
    _turn(row, TransferState.APPROVED, TransferState.SENT)
    row.sent_at = now
    row.save()
    told = list(row.items.order_by("position").values_list("objid", "package_sha256"))
    audit.record(actor, "archive.transfer_sent", row, at=now, number=row.number, packages=told)


@transaction.atomic
def answer_transfer(
    *, actor: Actor, uid: UUID, accepted: Collection[int], minutes_number: str, minutes_on: date, note: str,
    now: datetime,
) -> None:  # fmt: skip
    """Write down the receiver's answer: which files it took (ids of items), by which minutes.

    Files that came back stay in the current archive and may be handed over again. Raises NotFound, NotAllowed,
    WrongState, FieldsInvalid or TextTooLong.
    """
    row = _locked(actor, uid)
    policy.may_run_archive(actor).require()
    number = text.clean_line(minutes_number)
    problems = {}
    if not number or len(number) > 60:
        problems["minutes_number"] = _("Ghi số biên bản giao nhận của lưu trữ lịch sử.")
    if row.sent_at is None or not timezone.localdate(row.sent_at) <= minutes_on <= timezone.localdate(now):
        problems["minutes_on"] = _("Ngày biên bản từ ngày gửi đến hôm nay.")
    if row.state == TransferState.SENT and problems:
        raise FieldsInvalid({**problems})
    _turn(row, TransferState.SENT, TransferState.DONE)
    for item in row.items.select_for_update().order_by("position"):
        item.state = ItemState.GOOD if item.pk in accepted else ItemState.BAD
        item.save(update_fields=["state"])
    row.minutes_number, row.minutes_on = number, minutes_on
    row.note, row.answered_at = words(note, limit=1000), now
    items = _items(row)
    content = pdf(papers.minutes(row, items, keeper=actor.display_name, title=actor.post_title, now=now))
    row.minutes_file_id = files.store(io.BytesIO(content), name=f"bien-ban-nop-luu-tru-lich-su-{row.number}.pdf").id
    row.save()
    taken = [item for item in items if item.state == ItemState.GOOD]
    for item in taken:
        audit.record(actor, "archive.file_transferred", item.file, at=now, receiver=row.receiver, minutes=number)
    audit.record(actor, "archive.transfer_answered", row, at=now, number=row.number, taken=len(taken), of=len(items))


def _items(row: Transfer) -> list[TransferItem]:
    return list(row.items.select_related("file", "file__retention").order_by("position"))


def _locked(actor: Actor, uid: UUID) -> Transfer:
    row = policy.visible_transfers(actor).select_for_update(of=("self",)).filter(uid=uid).first()
    if row is None:
        raise NotFound
    return row


def _turn(row: Transfer, before: TransferState, after: TransferState) -> None:
    if row.state != before:
        raise WrongState(state=TransferState(row.state).label)
    row.state = after
