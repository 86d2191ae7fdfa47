"""Registers: found for the day, or opened with the year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit, start_series, statements
from congvu.kernel.api import text as vn
from congvu.kernel.errors import NotFound

from .. import policy
from ..errors import RegisterClosed, RegisterUnfit
from ..models import DocumentType, Register
from ..types import Direction
from .locked import words

NAMES = {
    (Direction.INCOMING, False): "Sổ văn bản đến %(year)d",
    (Direction.INCOMING, True): "Sổ văn bản mật đến %(year)d",
    (Direction.OUTGOING, False): "Sổ văn bản đi %(year)d",
    (Direction.OUTGOING, True): "Sổ văn bản mật đi %(year)d",
}


def default_register(*, agency_id: int, direction: str, on: date, is_secret: bool = False) -> Register:
    """Return the agency's default register of a year; the first document of a year opens it.

    Part of the caller's transaction. Two callers at once get the same row.
    """
    shape = (str(direction), on.year, is_secret)
    for found in statements.kept_objects(_default, *shape, agency_id=agency_id):
        return found  # type: ignore[no-any-return]
    if not is_secret:
        _carry_over(agency_id=agency_id, direction=direction, year=on.year)
    name = _(NAMES[Direction(direction), is_secret]) % {"year": on.year}
    Register.objects.bulk_create(
        [
            Register(
                agency_id=agency_id,
                direction=direction,
                year=on.year,
                name=name,
                is_secret=is_secret,
                is_default=True,
            )
        ],
        ignore_conflicts=True,
    )
    return Register.objects.get(
        agency_id=agency_id, direction=direction, year=on.year, is_secret=is_secret, is_default=True
    )


def _default(direction: str, year: int, is_secret: bool, *, agency_id: int) -> QuerySet[Register]:
    return Register.objects.filter(
        agency_id=agency_id, direction=direction, year=year, is_secret=is_secret, is_default=True
    )


def copies_register(*, agency_id: int, on: date) -> Register:
    """Return the one register of copies of an agency's year: SY, SL and TrS share a series (Điều 15, Phụ lục III).

    It is the register kept for the types of copies; the first copy of a year opens it. Part of the caller's
    transaction. Raises RegisterClosed.
    """
    default_register(agency_id=agency_id, direction=Direction.OUTGOING, on=on)  # mở năm: sổ của năm trước sang theo
    kinds = DocumentType.objects.filter(kind=DocumentType.Kind.COPY)
    year = Register.objects.filter(agency_id=agency_id, direction=Direction.OUTGOING, year=on.year, is_secret=False)
    found = year.filter(types__in=kinds).order_by("pk").first()
    if found is None:
        name = _("Sổ bản sao %(year)d") % {"year": on.year}
        found, _created = Register.objects.get_or_create(
            agency_id=agency_id, direction=Direction.OUTGOING, year=on.year, name=name
        )
        found.types.add(*kinds)
    if found.closed_on is not None:
        raise RegisterClosed(register=found.name, day=f"{found.closed_on:%d/%m/%Y}")
    return found


def _carry_over(*, agency_id: int, direction: str, year: int) -> None:
    """Open the agency's registers for single types again with the new year: how numbers are given stays as it was set.

    Part of opening the year's default register. A register that was closed during the year is not opened again.
    """
    before = Register.objects.filter(
        agency_id=agency_id,
        direction=direction,
        year=year - 1,
        is_default=False,
        is_secret=False,
        closed_on=None,
        rule=None,  # sổ theo quy tắc cấp số tự mở khi cấp số đầu của năm
    )
    for old in before.prefetch_related("types").order_by("pk"):
        name = old.name.replace(str(year - 1), str(year)) if str(year - 1) in old.name else f"{old.name} {year}"
        new, created = Register.objects.get_or_create(
            agency_id=agency_id, direction=direction, year=year, name=name[:200]
        )
        if created:
            new.types.set(old.types.all())


@transaction.atomic
def continue_register(*, actor: Actor, direction: str, year: int, last_number: int, now: datetime) -> int:
    """Let the agency's register of a year go on after the last number taken before it moved here; return its id.

    Only a register from which no number was taken can be set. Raises NotAllowed and SeriesInUse.
    """
    policy.may_register(actor, actor.agency_id).require()
    register = default_register(agency_id=actor.agency_id, direction=direction, on=date(year, 1, 1))
    start_series(key=register.series_key, year=year, last=last_number)
    audit.record(actor, "documents.register_continued", register, at=now, year=year, last_number=last_number)
    return register.pk


@transaction.atomic
def open_year(*, actor: Actor, year: int, now: datetime) -> int:
    """Open the registers of a year in one act, as those of the year before; return how many were opened now.

    An agency without registers last year gets the four usual ones. Run again it opens only what is missing. Raises
    NotAllowed or RegisterUnfit.
    """
    policy.may_keep_registers(actor).require()
    this_year = timezone.localdate(now).year
    if not this_year - 1 <= year <= this_year + 1:
        raise RegisterUnfit(reason=_("Chỉ mở sổ của năm trước, năm nay hoặc năm tới."))
    old = (
        Register.objects.filter(agency_id=actor.agency_id, year=year - 1, rule=None)
        .prefetch_related("types")
        .order_by("pk")
    )
    opened = 0
    for one in old:
        opened += _copy(one, year)
    for direction, is_secret in NAMES:
        mine = Register.objects.filter(agency_id=actor.agency_id, year=year, direction=direction, is_secret=is_secret)
        if not mine.filter(is_default=True).exists():
            default_register(agency_id=actor.agency_id, direction=direction, on=date(year, 1, 1), is_secret=is_secret)
            opened += 1
    first = Register.objects.filter(agency_id=actor.agency_id, year=year).order_by("pk")[0]
    audit.record(actor, "documents.registers_opened", first, at=now, agency_id=actor.agency_id, year=year, count=opened)
    return opened


def _copy(old: Register, year: int) -> int:
    name = old.name.replace(str(old.year), str(year)) if str(old.year) in old.name else f"{old.name} {year}"
    own = Register.objects.filter(agency_id=old.agency_id, year=year, direction=old.direction)
    default_taken = own.filter(is_secret=old.is_secret, is_default=True).exists()
    row, created = own.get_or_create(
        name=name[:200],
        defaults={
            "agency_id": old.agency_id,
            "year": year,
            "direction": old.direction,
            "is_secret": old.is_secret,
            "is_default": old.is_default and not default_taken,
        },
    )
    if created:
        row.types.set(old.types.all())
    return int(created)


@transaction.atomic
def add_register(
    *,
    actor: Actor,
    direction: str,
    year: int,
    name: str,
    is_secret: bool,
    type_codes: Sequence[str],
    now: datetime,
) -> int:
    """Open one more register beside the default one, perhaps for some types of document only. Return its id.

    Raises NotAllowed or RegisterUnfit.
    """
    policy.may_keep_registers(actor).require()
    name = vn.clean_line(name)
    this_year = timezone.localdate(now).year
    if direction not in Direction.values or not this_year - 1 <= year <= this_year + 1:
        raise RegisterUnfit(reason=_("Chọn chiều văn bản, và năm trước, năm nay hoặc năm tới."))
    if not name or len(name) > 200:
        raise RegisterUnfit(reason=_("Ghi tên sổ, nhiều nhất 200 ký tự."))
    if Register.objects.filter(agency_id=actor.agency_id, direction=direction, year=year, name=name).exists():
        raise RegisterUnfit(reason=_("Năm này đã có sổ tên đó."))
    types = list(DocumentType.objects.filter(code__in=type_codes))
    if len(types) != len(set(type_codes)):
        raise RegisterUnfit(reason=_("Có tên loại không nằm trong danh mục."))
    row = Register.objects.create(
        agency_id=actor.agency_id, direction=direction, year=year, name=name, is_secret=is_secret
    )
    row.types.set(types)
    audit.record(actor, "documents.register_added", row, at=now, agency_id=actor.agency_id, name=name, year=year)
    return row.pk


@transaction.atomic
def set_default(*, actor: Actor, register_id: int, now: datetime) -> None:
    """Make a register the default of its direction, year and secrecy. Raises NotFound, NotAllowed, RegisterUnfit."""
    row = _own(actor, register_id)
    if row.closed_on is not None:
        raise RegisterUnfit(reason=_("Sổ đã khóa không làm sổ mặc định được."))
    if row.rule_id is not None or row.types.exists():
        raise RegisterUnfit(reason=_("Sổ chỉ gồm một số loại văn bản không làm sổ mặc định được."))
    Register.objects.filter(
        agency_id=row.agency_id, direction=row.direction, year=row.year, is_secret=row.is_secret, is_default=True
    ).update(is_default=False)
    row.is_default = True
    row.save(update_fields=["is_default"])
    audit.record(actor, "documents.register_default", row, at=now, agency_id=row.agency_id, name=row.name)


@transaction.atomic
def close_register(*, actor: Actor, register_id: int, now: datetime) -> None:
    """Close a register: nothing more is numbered in it. Raises NotFound, NotAllowed, RegisterUnfit."""
    row = _own(actor, register_id)
    if row.closed_on is not None:
        raise RegisterUnfit(reason=_("Sổ này đã khóa."))
    row.closed_on = timezone.localdate(now)
    row.save(update_fields=["closed_on"])
    audit.record(actor, "documents.register_closed", row, at=now, agency_id=row.agency_id, name=row.name)


@transaction.atomic
def reopen_register(*, actor: Actor, register_id: int, reason: str, now: datetime) -> None:
    """Open a closed register again, with the reason. Raises NotFound, NotAllowed, RegisterUnfit, ReasonNeeded."""
    row = _own(actor, register_id)
    if row.closed_on is None:
        raise RegisterUnfit(reason=_("Sổ này đang mở."))
    reason = words(reason, limit=500, needed=True)
    row.closed_on = None
    row.save(update_fields=["closed_on"])
    audit.record(
        actor, "documents.register_reopened", row, at=now, agency_id=row.agency_id, name=row.name, reason=reason
    )


def _own(actor: Actor, register_id: int) -> Register:
    policy.may_keep_registers(actor).require()
    row = Register.objects.select_for_update().filter(pk=register_id, agency_id=actor.agency_id).first()
    if row is None:
        raise NotFound
    return row
