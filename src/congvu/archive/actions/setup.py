"""Settings of an agency's archive, and the table of retention that the whole installation keeps by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit, text
from congvu.kernel.errors import NotFound

from .. import policy
from ..errors import FieldsInvalid, WrongState
from ..models import ArchiveSetup, RetentionRule, RetentionValue
from .receive import setup_of

# The codes stand between dots in arcFileCode (TT 05/2025/TT-BNV) and in names of packages.
_CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,29}|[A-Z0-9][A-Z0-9_-]*(?:\.[A-Z0-9_-]+){1,5}")
_LONGEST_CODE, _LONGEST_NAME, _LONGEST_TITLE, _LONGEST_BASIS = 30, 250, 500, 200


@dataclass(frozen=True, slots=True)
class SetupData:
    """The codes and names of an archive and of its fonds (phông)."""

    archive_code: str
    archive_name: str
    fonds_code: str
    fonds_name: str


@dataclass(frozen=True, slots=True)
class RuleData:
    """A row of the table of retention; `value` is `RetentionValue.code`."""

    heading: str
    title: str
    value: str
    legal_basis: str
    valid_from: date
    is_certain: bool = False


@transaction.atomic
def save_setup(*, actor: Actor, data: SetupData, now: datetime) -> None:
    """Set the codes and names of the actor's archive; files handed over earlier keep the codes they were given.

    Raises NotAllowed or FieldsInvalid.
    """
    policy.may_set_up_archive(actor).require()
    row = ArchiveSetup.objects.select_for_update().get(pk=setup_of(actor.agency_id).pk)
    values = {
        "archive_code": text.clean_line(data.archive_code).upper(),
        "archive_name": text.clean_line(data.archive_name),
        "fonds_code": text.clean_line(data.fonds_code).upper(),
        "fonds_name": text.clean_line(data.fonds_name),
    }
    _check_setup(values)
    before = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    audit.record(actor, "archive.set_up", row, at=now, before=before, after=values)


def _check_setup(values: dict[str, str]) -> None:
    problems: dict[str, str | Promise] = {}
    for name in ("archive_code", "fonds_code"):
        if not _CODE.fullmatch(values[name]) or len(values[name]) > _LONGEST_CODE:
            problems[name] = _("Mã gồm chữ in hoa không dấu, số, gạch nối, dấu chấm; tối đa 30 ký tự.")
    for name in ("archive_name", "fonds_name"):
        if not values[name] or len(values[name]) > _LONGEST_NAME:
            problems[name] = _("Ghi tên, tối đa 250 ký tự.")
    if problems:
        raise FieldsInvalid(problems)


@transaction.atomic
def add_rule(*, actor: Actor, data: RuleData, now: datetime, replaces: int | None = None) -> int:
    """Add a row to the table and return its id; with `replaces` that row ends the day before.

    Files keep the retention they were given. Raises NotAllowed, NotFound, WrongState or FieldsInvalid.
    """
    policy.may_keep_retention(actor).require()
    clean = RuleData(
        text.clean_line(data.heading), text.clean_line(data.title), data.value, text.clean_line(data.legal_basis),
        data.valid_from, data.is_certain,
    )  # fmt: skip
    value = _checked(clean)
    if replaces is not None:
        _end(replaces, data.valid_from - timedelta(days=1))
    last = RetentionRule.objects.filter(legal_basis=clean.legal_basis).aggregate(last=Max("number"))["last"] or 0
    row = RetentionRule.objects.create(
        number=last + 1,
        heading=clean.heading,
        title=clean.title,
        value=value,
        legal_basis=clean.legal_basis,
        is_certain=clean.is_certain,
        valid_from=clean.valid_from,
    )
    audit.record(
        actor, "archive.retention_added", row, at=now, title=clean.title[:200], value=value.code, ended=replaces
    )
    return row.pk


def _checked(data: RuleData) -> RetentionValue:
    problems: dict[str, str | Promise] = {}
    for name, longest in (("heading", 200), ("title", _LONGEST_TITLE), ("legal_basis", _LONGEST_BASIS)):
        if not getattr(data, name) or len(getattr(data, name)) > longest:
            problems[name] = _("Ghi từ 1 đến %(n)d ký tự.") % {"n": longest}
    value = RetentionValue.objects.filter(code=data.value, valid_to=None).first()
    if value is None:
        problems["value"] = _("Chọn một thời hạn bảo quản.")
    if problems or value is None:
        raise FieldsInvalid(problems)
    return value


def _end(rule_id: int, last_day: date) -> RetentionRule:
    row = RetentionRule.objects.select_for_update().filter(pk=rule_id).first()
    if row is None:
        raise NotFound
    if row.valid_to is not None:
        raise WrongState(state=_("đã thôi áp dụng"))
    row.valid_to = max(last_day, row.valid_from)
    row.save(update_fields=["valid_to"])
    return row


@transaction.atomic
def end_rule(*, actor: Actor, rule_id: int, now: datetime) -> None:
    """End a row of the table today. Raises NotAllowed, NotFound or WrongState."""
    policy.may_keep_retention(actor).require()
    row = _end(rule_id, timezone.localdate(now))
    audit.record(actor, "archive.retention_ended", row, at=now)


@transaction.atomic
def confirm_rule(*, actor: Actor, rule_id: int, now: datetime) -> None:
    """Say that a row was compared with the text of the law. Raises NotAllowed, NotFound or WrongState."""
    policy.may_keep_retention(actor).require()
    row = RetentionRule.objects.select_for_update().filter(pk=rule_id, valid_to=None).first()
    if row is None:
        raise NotFound
    if row.is_certain:
        raise WrongState(state=_("đã đối chiếu"))
    row.is_certain = True
    row.save(update_fields=["is_certain"])
    audit.record(actor, "archive.retention_compared", row, at=now)


@transaction.atomic
def confirm_value(*, actor: Actor, value_id: int, now: datetime) -> None:
    """Say that a value and its code were compared with the text. Raises NotAllowed, NotFound or WrongState."""
    policy.may_keep_retention(actor).require()
    row = RetentionValue.objects.select_for_update().filter(pk=value_id, valid_to=None).first()
    if row is None:
        raise NotFound
    if row.is_certain:
        raise WrongState(state=_("đã đối chiếu"))
    row.is_certain = True
    row.save(update_fields=["is_certain"])
    audit.record(actor, "archive.retention_value_compared", row, at=now)
