"""Decisions about drafts without database, clock or request (NĐ 30/2020/NĐ-CP Điều 10-19, Phụ lục I)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .types import (
    LIMITS,
    MAX_ANNEXES,
    MAX_LINE,
    MAX_LINES,
    ChainStep,
    DraftContent,
    DraftState,
    PlannedStep,
    SigningCapacity,
    StepKind,
    StepWho,
)

# Điều 15: số nhỏ hơn 10 thêm số 0 phía trước; Phụ lục I, II.4.b: ngày nhỏ hơn 10 và tháng 1, 2 thêm số 0.
FIRST_WITHOUT_ZERO: Final = 10
MONTHS_WITH_ZERO: Final = frozenset({1, 2})


class DraftAct(StrEnum):
    """What may be done to a draft."""

    EDIT = "edit"
    ASK = "ask"
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    WITHDRAW = "withdraw"
    SIGN = "sign"
    ISSUE = "issue"
    CANCEL = "cancel"


_S, _A = DraftState, DraftAct
STEP_STATE: Final[Mapping[StepKind, DraftState]] = {
    StepKind.HEAD: _S.HEAD,
    StepKind.FORM: _S.FORM,
    StepKind.SIGN: _S.SIGNING,
}
# (đang ở, việc) → các trạng thái có thể đến. Trình và duyệt đưa đến bước kế tiếp của chính dự thảo.
MOVES: Final[Mapping[tuple[DraftState, DraftAct], tuple[DraftState, ...]]] = {
    (_S.DRAFTING, _A.EDIT): (_S.DRAFTING,),
    (_S.DRAFTING, _A.ASK): (_S.OPINIONS,),
    (_S.DRAFTING, _A.SUBMIT): (_S.HEAD, _S.FORM, _S.SIGNING),
    (_S.DRAFTING, _A.CANCEL): (_S.CANCELLED,),
    (_S.OPINIONS, _A.EDIT): (_S.OPINIONS,),
    (_S.OPINIONS, _A.ASK): (_S.OPINIONS,),
    (_S.OPINIONS, _A.SUBMIT): (_S.HEAD, _S.FORM, _S.SIGNING),
    (_S.OPINIONS, _A.CANCEL): (_S.CANCELLED,),
    (_S.RETURNED, _A.EDIT): (_S.RETURNED,),
    (_S.RETURNED, _A.ASK): (_S.OPINIONS,),
    (_S.RETURNED, _A.SUBMIT): (_S.HEAD, _S.FORM, _S.SIGNING),
    (_S.RETURNED, _A.CANCEL): (_S.CANCELLED,),
    (_S.HEAD, _A.EDIT): (_S.HEAD,),
    (_S.HEAD, _A.APPROVE): (_S.HEAD, _S.FORM, _S.SIGNING),
    (_S.HEAD, _A.RETURN): (_S.RETURNED, _S.HEAD, _S.FORM),
    (_S.HEAD, _A.WITHDRAW): (_S.DRAFTING,),
    (_S.FORM, _A.EDIT): (_S.FORM,),
    (_S.FORM, _A.APPROVE): (_S.HEAD, _S.FORM, _S.SIGNING),
    (_S.FORM, _A.RETURN): (_S.RETURNED, _S.HEAD, _S.FORM),
    (_S.FORM, _A.WITHDRAW): (_S.DRAFTING,),
    (_S.SIGNING, _A.EDIT): (_S.SIGNING,),
    (_S.SIGNING, _A.RETURN): (_S.RETURNED, _S.HEAD, _S.FORM),
    (_S.SIGNING, _A.WITHDRAW): (_S.DRAFTING,),
    (_S.SIGNING, _A.SIGN): (_S.SIGNED,),
    (_S.SIGNED, _A.RETURN): (_S.RETURNED,),
    (_S.SIGNED, _A.ISSUE): (_S.ISSUED,),
}
SUBJECT_MISSING: Final = _("Chưa có trích yếu.")
WITH_DRAFTER: Final = frozenset({_S.DRAFTING, _S.OPINIONS, _S.RETURNED})
BEFORE_SIGNING: Final = (StepKind.HEAD, StepKind.FORM)
IN_STEPS: Final = frozenset(STEP_STATE.values())


def possible(state: str, act: DraftAct) -> bool:
    """Return whether the act makes sense in the state."""
    return (DraftState(state), act) in MOVES


def planned_steps(
    *, drafter_post_id: int, head_post_id: int | None, signer_post_id: int, checker_role: str, checker_posts: set[int]
) -> list[PlannedStep]:
    """Return the steps of a submission: head of unit for content, checker for form, signer (Điều 11, 12, 13).

    Nobody approves her own draft apart from the signer, and a signer who heads the unit or checks the form does so by
    signing.
    """
    steps: list[PlannedStep] = []
    if head_post_id is not None and head_post_id not in {drafter_post_id, signer_post_id}:
        steps.append(PlannedStep(StepKind.HEAD, post_id=head_post_id))
    if checker_role and signer_post_id not in checker_posts and checker_posts - {drafter_post_id, head_post_id}:
        steps.append(PlannedStep(StepKind.FORM, role=checker_role))
    steps.append(PlannedStep(StepKind.SIGN, post_id=signer_post_id))
    return steps


def state_of_stage(kinds: Iterable[str]) -> DraftState:
    """Return the draft's state while steps of these kinds wait side by side: content counts before form."""
    waiting = {StepKind(kind) for kind in kinds}
    return next(STEP_STATE[kind] for kind in (StepKind.SIGN, StepKind.HEAD, StepKind.FORM) if kind in waiting)


def steps_of_chain(
    chain: Sequence[ChainStep],
    *,
    drafter_post_id: int,
    unit_head_post_id: int | None,
    signer_post_id: int,
    holders: Mapping[str, frozenset[int]],
) -> tuple[list[PlannedStep], list[str]]:
    """Return the steps of a submission along an agency's chain, the signature last, and what cannot be carried out.

    The drafter does not approve her own draft, and the signer approves by signing: such steps fall away. A step whose
    post or role nobody holds is a fault, not a silent gap. `holders` are the held posts of each role.
    """
    planned: list[PlannedStep] = []
    faults: list[str] = []
    for step in sorted(chain, key=lambda s: s.stage):
        name = step.label or str(step.kind.label)
        if step.who == StepWho.ROLE:
            others = holders.get(step.role, frozenset()) - {drafter_post_id}
            if not others:
                faults.append(name)
            elif signer_post_id not in others or len(others) > 1:
                planned.append(PlannedStep(step.kind, None, step.role, step.stage, step.label, step.hours))
            continue
        post = unit_head_post_id if step.who == StepWho.UNIT_HEAD else step.post_id
        if post is None and step.who == StepWho.POST:
            faults.append(name)
        elif post is not None and post not in {drafter_post_id, signer_post_id}:
            planned.append(PlannedStep(step.kind, post, "", step.stage, step.label, step.hours))
    last = max((step.stage for step in planned), default=0)
    planned.append(PlannedStep(StepKind.SIGN, signer_post_id, "", last + 1))
    return planned, faults


MAX_CHAIN_STEPS: Final = 10


def chain_problems(steps: Sequence[ChainStep]) -> list[str | Promise]:
    """Return what is wrong with a chain as typed."""
    found: list[str | Promise] = []
    if not steps:
        found.append(_("Quy trình cần ít nhất một bước trước khi ký."))
    if len(steps) > MAX_CHAIN_STEPS:
        found.append(_("Nhiều nhất %(limit)d bước.") % {"limit": MAX_CHAIN_STEPS})
    if any(step.kind == StepKind.SIGN for step in steps):
        found.append(_("Bước ký là bước cuối và do người ký của từng văn bản, không ghi ở đây."))
    same = [(s.stage, s.who, s.post_id, s.role) for s in steps]
    if len(set(same)) < len(same):
        found.append(_("Một người hoặc vai trò đứng hai lần trong cùng một bậc."))
    if steps and not any(step.kind == StepKind.FORM for step in steps):
        found.append(_("Phải có bước kiểm tra thể thức (NĐ 30/2020, Điều 12 khoản 2)."))
    if any(step.hours is not None and not 0 < step.hours <= 400 for step in steps):
        found.append(_("Hạn của một bước từ 1 đến 400 giờ làm việc."))
    return found


def is_collective(agency_name: str) -> bool:
    """Return whether the agency acts as a body, so that its head may sign TM. (Điều 13.1)."""
    return agency_name.casefold().startswith(("ủy ban", "uỷ ban", "hội đồng", "ban chỉ đạo"))


# Quyền hạn nào được in chữ gì trong sổ (types.Capacity của văn bản).
REGISTER_CAPACITY: Final[Mapping[SigningCapacity, str]] = {
    SigningCapacity.OWN: "",
    SigningCapacity.FOR_BODY: "TM.",
    SigningCapacity.ACTING: "Q.",
    SigningCapacity.ACTING_FOR_BODY: "Q.",
    SigningCapacity.DEPUTY: "KT.",
    SigningCapacity.DEPUTY_FOR_BODY: "KT.",
    SigningCapacity.BY_ORDER: "TL.",
    SigningCapacity.BY_ORDER_DEPUTY: "TL.",
    SigningCapacity.AUTHORISED: "TUQ.",
}


def signer_lines(
    capacity: SigningCapacity, *, title: str, head_title: str, agency_name: str, unit_head_title: str = ""
) -> tuple[str, ...]:
    """Return the lines above the signature, as typed (printed in capitals): "KT. Chủ tịch", "Phó Chủ tịch"."""
    own = printed_title(title)
    head = printed_title(head_title) or own
    body = body_name(agency_name)
    return {
        SigningCapacity.OWN: (own,),
        SigningCapacity.FOR_BODY: (f"TM. {body}", own),
        SigningCapacity.ACTING: (f"Q. {head}",),
        SigningCapacity.ACTING_FOR_BODY: (f"TM. {body}", f"Q. {head}"),
        SigningCapacity.DEPUTY: (f"KT. {head}", own),
        SigningCapacity.DEPUTY_FOR_BODY: (f"TM. {body}", f"KT. {head}", own),
        SigningCapacity.BY_ORDER: (f"TL. {head}", own),
        SigningCapacity.BY_ORDER_DEPUTY: (f"TL. {head}", f"KT. {printed_title(unit_head_title)}", own),
        SigningCapacity.AUTHORISED: (f"TUQ. {head}", own),
    }[capacity]


def printed_title(title: str) -> str:
    """Return a post's title without the agency's name and without "Quyền": it stands in the agency's own head."""
    plain = re.sub(r"^(?:Quyền|Q\.)\s+", "", title.strip())
    plain = plain[:1].upper() + plain[1:]
    return re.sub(r"\s+(?:Ủy ban nhân dân|UBND|Hội đồng nhân dân|HĐND|Bộ [A-ZĐ]|Sở [A-ZĐ]).*$", "", plain)


def body_name(agency_name: str) -> str:
    """Return the body signed for: "Ủy ban nhân dân tỉnh Tiền Giang" signs as "Ủy ban nhân dân"."""
    found = re.match(r"^(Ủy ban nhân dân|Uỷ ban nhân dân|Hội đồng nhân dân)\b", agency_name)
    return found[1] if found else agency_name


def notation(*, type_abbreviation: str, agency_abbreviation: str, unit_abbreviation: str) -> str:
    """Return what follows the slash: "QĐ-BNV" with a type name, "BNV-VP" for a công văn (Điều 15, Phụ lục I, II.3)."""
    first, second = (
        (type_abbreviation, agency_abbreviation) if type_abbreviation else (agency_abbreviation, unit_abbreviation)
    )
    return "-".join(re.sub(r"\s+", "", part) for part in (first, second) if part.strip())


def printed_number(number: int, suffix: str = "") -> str:
    """Return the number as printed: 5 is "05"; a supplementary letter follows (12a)."""
    return (f"0{number}" if number < FIRST_WITHOUT_ZERO else str(number)) + suffix


def printed_date(day: date) -> str:
    """Return the date in words of Phụ lục I: "ngày 05 tháng 01 năm 2020", "ngày 10 tháng 3 năm 2020"."""
    shown_day = f"0{day.day}" if day.day < FIRST_WITHOUT_ZERO else str(day.day)
    month = f"0{day.month}" if day.month in MONTHS_WITH_ZERO else str(day.month)
    return f"ngày {shown_day} tháng {month} năm {day.year}"


def issue_day_problem(day: date, *, today: date, signed_on: date, last_issued_on: date | None) -> str | Promise | None:
    """Return why a paper cannot bear this date, or None. Numbers and dates run together in a register (Điều 15)."""
    if day > today:
        return _("Ngày ban hành không được ở sau hôm nay.")
    if day < signed_on:
        return _("Ngày ban hành không được trước ngày ký %(day)s.") % {"day": signed_on.strftime("%d/%m/%Y")}
    if last_issued_on is not None and day < last_issued_on:
        return _("Số trước đó trong sổ đã mang ngày %(day)s; số mới không được mang ngày sớm hơn.") % {
            "day": last_issued_on.strftime("%d/%m/%Y")
        }
    return None


VOID_ONLY_ISSUED: Final = _("Chỉ hủy số của văn bản đi đang ở trạng thái đã phát hành.")
LETTERS: Final = "abcdeghiklmnopqrstuvxy"


def next_suffix(taken: Iterable[str]) -> str | None:
    """Return the next letter of a supplementary number (12a, 12b), None when all are used."""
    used = set(taken)
    return next((letter for letter in LETTERS if letter not in used), None)


def supplement_day_problem(
    day: date, *, today: date, signed_on: date, before: date | None, after: date | None
) -> str | Promise | None:
    """Return why a supplementary number cannot bear this date: it stands between its number and the next one."""
    if day > today:
        return _("Ngày ban hành không được ở sau hôm nay.")
    if day < signed_on:
        return _("Ngày ban hành không được trước ngày ký %(day)s.") % {"day": signed_on.strftime("%d/%m/%Y")}
    if before is not None and day < before:
        return _("Số phụ không được mang ngày trước ngày %(day)s của số chính.") % {"day": before.strftime("%d/%m/%Y")}
    if after is not None and day > after:
        return _("Số liền sau mang ngày %(day)s; số phụ không được mang ngày muộn hơn.") % {
            "day": after.strftime("%d/%m/%Y")
        }
    return None


def content_problems(content: DraftContent, *, needs_body: bool, needs_addressee: bool) -> dict[str, str | Promise]:
    """Return what is missing or too long, by field. A saved draft may be unfinished; a submitted one may not."""
    found: dict[str, str | Promise] = {}
    for name, limit in LIMITS.items():
        if len(str(getattr(content, name, ""))) > limit:
            found[name] = _("Dài quá %(limit)d ký tự.") % {"limit": limit}
    for name in ("grounds", "send_to", "recipients"):
        if (problem := _lines_problem(getattr(content, name))) is not None:
            found[name] = problem
    if len(content.annexes) > MAX_ANNEXES:
        found["annexes"] = _("Nhiều nhất %(limit)d phụ lục.") % {"limit": MAX_ANNEXES}
    if needs_body and not content.body.strip():
        found["body"] = _("Chưa có nội dung văn bản.")
    if needs_addressee and not content.send_to and not content.recipients:
        found["send_to"] = _("Chưa có nơi nhận.")
    return found


def _lines_problem(lines: Sequence[str]) -> str | Promise | None:
    if len(lines) > MAX_LINES:
        return _("Nhiều nhất %(limit)d dòng.") % {"limit": MAX_LINES}
    if any(len(text) > MAX_LINE for text in lines):
        return _("Một dòng dài quá %(limit)d ký tự.") % {"limit": MAX_LINE}
    return None
