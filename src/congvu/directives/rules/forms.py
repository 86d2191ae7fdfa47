"""What is wrong with a directive as filled in."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..types import (
    FIELD_LENGTHS,
    NOTED_AFTERWARDS,
    DirectiveData,
    Kind,
    Level,
    Party,
    Product,
    Repeat,
    Source,
    Urgency,
)
from .states import kind_problem

Problems = dict[str, str | Promise]
MOST_SUPPORTERS: Final = 200
FARTHEST_YEARS: Final = 30

_KIND_WORDS = {
    "due_needed": ("due_on", _("Nhiệm vụ có thời hạn phải ghi ngày hạn.")),
    "due_unwanted": ("due_on", _("Nhiệm vụ không thời hạn thì để trống ngày hạn.")),
    "repeat_needed": ("repeat", _("Nhiệm vụ thường xuyên phải chọn kỳ lặp lại.")),
}


def problems(data: DirectiveData, *, today: date) -> Problems:
    """Return a sentence for each field that is wrong; empty when the directive can be given."""
    found: Problems = {}
    if not data.content.strip():
        found["content"] = _("Ghi nội dung nhiệm vụ.")
    for name, limit in FIELD_LENGTHS.items():
        value = getattr(data, name)
        if len(value) > limit:
            found[name] = _("Dài %(length)d ký tự; nhiều nhất là %(limit)d.") % {"length": len(value), "limit": limit}
        elif "\x00" in value:
            found[name] = _("Có ký tự không dùng được trong chữ.")
    return {**found, **_choices(data), **_days(data, today), **_parties(data)}


def _choices(data: DirectiveData) -> Problems:
    found: Problems = {}
    for name, words in (("kind", Kind), ("product", Product), ("level", Level), ("source", Source)):
        if getattr(data, name) not in words.values:
            found[name] = _("Giá trị không có trong danh mục.")
    if data.urgency not in Urgency.values:
        found["urgency"] = _("Không có mức độ khẩn này.")
    if data.repeat and data.repeat not in Repeat.values:
        found["repeat"] = _("Giá trị không có trong danh mục.")
    if data.source in NOTED_AFTERWARDS and data.source_on is None:
        found["source_on"] = _("Ghi ngày có chỉ đạo, vì nhiệm vụ này được ghi lại sau.")
    if data.source == Source.MEETING and not data.source_note.strip():
        found["source_note"] = _("Ghi tên cuộc họp hoặc số thông báo kết luận.")
    return found


def _days(data: DirectiveData, today: date) -> Problems:
    found: Problems = {}
    rule = kind_problem(data.kind, data.due_on, data.repeat)
    if rule:
        name, sentence = _KIND_WORDS[rule]
        found[name] = sentence
    elif data.kind == Kind.REGULAR and data.due_on is None:
        found["due_on"] = _("Ghi hạn của kỳ đầu tiên; các kỳ sau tính theo kỳ lặp lại.")
    if data.source_on is not None and data.source_on > today:
        found["source_on"] = _("Ngày có chỉ đạo ở sau hôm nay.")
    if data.due_on is not None and (problem := due_problem(data.due_on, today=today, given=data.source_on)):
        found["due_on"] = problem
    return found


def due_problem(due_on: date, *, today: date, given: date | None = None) -> str | Promise | None:
    """Return what is wrong with a deadline. One already past is right only where the instruction is older too."""
    if due_on.year > today.year + FARTHEST_YEARS:
        return _("Hạn ở quá xa. Kiểm tra lại năm.")
    earliest = min(today, given) if given is not None else today
    if due_on < earliest:
        return _("Hạn phải từ ngày giao trở đi.")
    return None


def _parties(data: DirectiveData) -> Problems:
    found: Problems = {}
    if _named(data.lead) != 1:
        found["lead"] = _("Chọn đúng một nơi chủ trì.")
    everybody = [data.lead, *data.supporters]
    if any(_named(one) != 1 for one in data.supporters):
        found["supporters"] = _("Nơi phối hợp không hợp lệ.")
    elif len(set(everybody)) < len(everybody):
        found["supporters"] = _("Một nơi được chọn hai lần; mỗi nơi chỉ giữ một vai trò.")
    elif len(data.supporters) > MOST_SUPPORTERS:
        found["supporters"] = _("Nhiều nhất %(n)d nơi phối hợp.") % {"n": MOST_SUPPORTERS}
    return found


def _named(party: Party) -> int:
    return sum(value is not None for value in (party.post_id, party.unit_id, party.agency_id))
