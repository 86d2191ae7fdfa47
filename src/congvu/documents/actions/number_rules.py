"""Rules of numbering: set, ended, and the register that a paper is numbered in (NĐ 30/2020 Điều 15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.kernel.api import Actor, audit, next_number, start_series
from congvu.kernel.api import text as vn
from congvu.kernel.errors import NotFound

from .. import policy
from ..drafting import compose, number_rules
from ..drafting.errors import BodyNotInForce, NoRegister, NumberRuleInvalid, NumberStandsElsewhere
from ..drafting.types import DraftContent, NumberRuleKind
from ..models import Document, DocumentType, Draft, NumberRule, Register
from ..types import Direction
from .registers import default_register

HIGHEST_FIRST: Final = 9_999_999
LAST_MONTH, LAST_DAY = 12, 31


@dataclass(frozen=True, slots=True)
class RuleTerms:
    """A rule as typed. `type_codes` for kind "types", `unit_id` for "unit", the three texts of a council for "body"."""

    kind: NumberRuleKind
    name: str
    valid_from: date
    basis: str
    type_codes: tuple[str, ...] = ()
    unit_id: int | None = None
    body_name: str = ""
    abbreviation: str = ""
    chair_title: str = ""
    first_number: int = 1


@transaction.atomic
def set_number_rule(*, actor: Actor, terms: RuleTerms, now: datetime) -> int:
    """Give papers a series of their own from a day on; return the rule's id.

    Papers numbered before keep their numbers. Raises NotAllowed or NumberRuleInvalid.
    """
    policy.may_keep_registers(actor).require()
    name, basis = vn.clean_line(terms.name), vn.clean_line(terms.basis)
    body, short = vn.clean_line(terms.body_name), "".join(vn.clean_line(terms.abbreviation).split())
    types = list(DocumentType.objects.filter(code__in=terms.type_codes, kind=DocumentType.Kind.ADMINISTRATIVE))
    problems = _shape_problems(terms, name, basis, timezone.localdate(now))
    problems |= {
        NumberRuleKind.TYPES: lambda: _type_problems(actor, terms, types),
        NumberRuleKind.UNIT: lambda: _unit_problems(actor, terms),
        NumberRuleKind.BODY: lambda: _body_problems(actor, terms, body, short),
    }[terms.kind]()
    if problems:
        raise NumberRuleInvalid(reasons=" ".join(str(one) for one in problems.values()))

    is_body = terms.kind == NumberRuleKind.BODY
    rule = NumberRule.objects.create(
        agency_id=actor.agency_id,
        kind=terms.kind,
        name=name,
        unit_id=terms.unit_id if terms.kind == NumberRuleKind.UNIT else None,
        body_name=body if is_body else "",
        abbreviation=short if is_body else "",
        chair_title=vn.clean_line(terms.chair_title)[:150] if is_body else "",
        first_number=terms.first_number,
        valid_from=terms.valid_from,
        basis=basis,
        created_at=now,
        created_by_post_id=actor.post_id,
    )
    rule.types.set(types if terms.kind == NumberRuleKind.TYPES else [])
    audit.record(actor, "documents.number_rule_set", rule, at=now, agency_id=actor.agency_id, name=name, basis=basis)
    return rule.pk


@transaction.atomic
def end_number_rule(*, actor: Actor, uid: UUID, last_day: date, now: datetime) -> None:
    """Let a rule end with a day; afterwards its papers are numbered in the usual series.

    A series per type or unit from which numbers were taken ends with a year: in the usual one the same number with the
    same notation would come again (Điều 15). Raises NotAllowed, NotFound or NumberRuleInvalid.
    """
    policy.may_keep_registers(actor).require()
    rule = NumberRule.objects.select_for_update().filter(uid=uid, agency_id=actor.agency_id, valid_to=None).first()
    if rule is None:
        raise NotFound
    if last_day < max(timezone.localdate(now), rule.valid_from):
        raise NumberRuleInvalid(reasons=_("Ngày cuối không được trước hôm nay hoặc trước ngày áp dụng."))
    used = number_rules.register_of(rule, last_day.year) is not None
    whole_year = (last_day.month, last_day.day) == (LAST_MONTH, LAST_DAY)
    if used and rule.kind != NumberRuleKind.BODY and not whole_year:
        said = _("Năm %(year)d sổ này đã cấp số nên chỉ thôi từ 31/12/%(year)d, để số và ký hiệu không trùng.")
        raise NumberRuleInvalid(reasons=said % {"year": last_day.year})
    rule.valid_to = last_day
    rule.save(update_fields=["valid_to"])
    audit.record(
        actor,
        "documents.number_rule_ended",
        rule,
        at=now,
        agency_id=actor.agency_id,
        name=rule.name,
        last=str(last_day),
    )


def register_for(draft: Draft, content: DraftContent, day: date, register_id: int | None) -> Register:
    """Return the open register: the chosen one, else that of the rule in force, of the type, or the agency's usual.

    Part of the act of issuing. A council's paper is numbered in the council's series only. Raises NoRegister or
    BodyNotInForce.
    """
    usual = default_register(agency_id=draft.agency_id, direction=Direction.OUTGOING, on=day)
    unit = compose.head_of(draft).unit_abbreviation
    rule = number_rules.rule_for(draft, content, day, unit_abbreviation=unit)
    if content.issued_by and rule is None:
        raise BodyNotInForce(day=f"{day:%d/%m/%Y}")
    open_ones = open_registers(draft.agency_id, day.year)
    chosen: Register | None
    if rule is not None and (register_id is None or rule.kind == NumberRuleKind.BODY):
        chosen = _register_of(rule, day.year)
    elif register_id is not None:
        chosen = open_ones.filter(pk=register_id).first()
    else:
        chosen = open_ones.filter(types=draft.document_type_id).order_by("pk").first() or usual
    if chosen is None or chosen.closed_on is not None:
        raise NoRegister(year=day.year)
    return chosen


def open_registers(agency_id: int, year: int) -> QuerySet[Register]:
    """Return the agency's outgoing registers of a year that still take numbers."""
    return Register.objects.filter(
        agency_id=agency_id, direction=Direction.OUTGOING, year=year, is_secret=False, closed_on=None
    )


def begin_series(register: Register, notation: str) -> None:
    """Let a series that gave no number yet go on behind what other registers gave with its notation this year.

    Part of the act of issuing.
    """
    if register.is_default or next_number(key=register.series_key, year=register.year) > 1:
        return
    rule = register.rule
    first = rule.first_number if rule is not None and rule.valid_from.year == register.year else 1
    printed = number_rules.highest_printed(register.agency_id, register.year, notation, but=register.pk)
    if (last := max(first - 1, printed)) > 0:
        start_series(key=register.series_key, year=register.year, last=last)


def require_unprinted(register: Register, number: int, suffix: str, notation: str, code: str) -> None:
    """Raise NumberStandsElsewhere when another register of the year gave this number with this notation."""
    others = Register.objects.filter(
        agency_id=register.agency_id, direction=Direction.OUTGOING, year=register.year, is_secret=False
    ).exclude(pk=register.pk)
    twin = Document.objects.filter(
        register__in=others, number=number, number_suffix=suffix, code_notation=notation
    ).select_related("register")
    if (found := twin.first()) is not None:
        raise NumberStandsElsewhere(code=code, register=found.register.name if found.register else "")


def _register_of(rule: NumberRule, year: int) -> Register:
    """Return the rule's register of the year; the first paper opens it. Two callers at once get the same row."""
    found = number_rules.register_of(rule, year)
    if found is not None:
        return found
    name = f"{rule.name} {year}"
    taken = Register.objects.filter(agency_id=rule.agency_id, direction=Direction.OUTGOING, year=year, name=name)
    if taken.exists():
        name = f"{rule.name} {year} ({rule.pk})"
    Register.objects.bulk_create(
        [Register(agency_id=rule.agency_id, direction=Direction.OUTGOING, year=year, name=name, rule=rule)],
        ignore_conflicts=True,
    )
    return Register.objects.get(rule=rule, year=year)


_Problems = dict[str, str | Promise]


def _shape_problems(terms: RuleTerms, name: str, basis: str, today: date) -> _Problems:
    found: _Problems = {}
    if not name or len(name) > 150:
        found["name"] = _("Ghi tên sổ, nhiều nhất 150 ký tự.")
    if not basis or len(basis) > 300:
        found["basis"] = _("Ghi căn cứ (quyết định, quy chế) của người đứng đầu cơ quan.")
    if terms.valid_from < today:
        found["valid_from"] = _("Quy tắc chỉ áp dụng từ hôm nay trở đi; số đã cấp giữ nguyên.")
    if not 1 <= terms.first_number <= HIGHEST_FIRST:
        found["first_number"] = _("Số đầu từ 1 đến %(most)d.") % {"most": HIGHEST_FIRST}
    return found


def _type_problems(actor: Actor, terms: RuleTerms, types: list[DocumentType]) -> _Problems:
    if not types or len(types) != len(set(terms.type_codes)):
        return {"types": _("Chọn một hoặc vài tên loại văn bản hành chính.")}
    later = _overlapping(actor, terms).filter(kind=NumberRuleKind.TYPES, types__in=types).first()
    if later is not None:
        return {"types": _("“%(name)s” đã gồm loại này; thôi quy tắc đó trước.") % {"name": later.name}}
    return {}


def _unit_problems(actor: Actor, terms: RuleTerms) -> _Problems:
    units = {unit.id: unit for unit in identity.unit_tree(agency_id=actor.agency_id, on=terms.valid_from)}
    unit = units.get(terms.unit_id or 0)
    if unit is None:
        return {"unit": _("Chọn đơn vị của cơ quan.")}
    if not unit.abbreviation:
        return {"unit": _("%(unit)s chưa có chữ viết tắt nên công văn không phân biệt được.") % {"unit": unit.name}}
    if _overlapping(actor, terms).filter(kind=NumberRuleKind.UNIT, unit_id=unit.id).exists():
        return {"unit": _("%(unit)s đã có dãy số riêng.") % {"unit": unit.name}}
    return {}


def _body_problems(actor: Actor, terms: RuleTerms, body: str, short: str) -> _Problems:
    found: _Problems = {}
    if not body or len(body) > 250:
        found["body_name"] = _("Ghi tên hội đồng, ban, tổ, nhiều nhất 250 ký tự.")
    known = {identity.agency(actor.agency_id).abbreviation}
    known |= {unit.abbreviation for unit in identity.unit_tree(agency_id=actor.agency_id, on=terms.valid_from)}
    known |= set(_overlapping(actor, terms).filter(kind=NumberRuleKind.BODY).values_list("abbreviation", flat=True))
    if not short or len(short) > 20:
        found["abbreviation"] = _("Ghi chữ viết tắt, nhiều nhất 20 ký tự; nó đứng trong ký hiệu thay tên cơ quan.")
    elif short in known:
        found["abbreviation"] = _("Chữ viết tắt %(short)s đã dùng cho nơi khác của cơ quan.") % {"short": short}
    return found


def _overlapping(actor: Actor, terms: RuleTerms) -> QuerySet[NumberRule]:
    still = Q(valid_to=None) | Q(valid_to__gte=terms.valid_from)
    return NumberRule.objects.filter(still, agency_id=actor.agency_id)
