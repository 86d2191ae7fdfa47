"""What may be done to an issued paper by another one, by whom, and with which first words (NĐ 30/2020 Điều 18)."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.identity.api import DelegationScope, Role
from congvu.kernel.api import Actor, Decision

from .models import Document, Draft
from .types import Direction, LinkKind, State

KINDS: Final = (LinkKind.CORRECTS, LinkKind.REPLACES, LinkKind.RECALLS)
# Đính chính, thay thế, thu hồi làm được khi văn bản gốc đang ở trạng thái nào; văn bản đã thu hồi thì đóng băng.
POSSIBLE: Final = {
    LinkKind.CORRECTS: frozenset({State.ISSUED}),
    LinkKind.REPLACES: frozenset({State.ISSUED}),
    LinkKind.RECALLS: frozenset({State.ISSUED, State.REPLACED}),
}


def problem(kind: str, *, direction: str, state: str) -> str | Promise | None:
    """Return why this cannot be done to a paper in this state, or None."""
    if kind not in KINDS:
        return _("Chọn đính chính, thay thế hoặc thu hồi.")
    if direction != Direction.OUTGOING:
        return _("Chỉ cơ quan ban hành mới đính chính, thay thế, thu hồi văn bản của mình.")
    if state in POSSIBLE[LinkKind(kind)]:
        return None
    return _("Văn bản đang ở trạng thái “%(state)s” nên không làm việc này được.") % {"state": State(state).label}


def may_follow_up(actor: Actor, document: Document) -> Decision:
    """Say who starts it: the records office, the leaders, the drafter and the heads of her unit."""
    behalf = actor.on_behalf_of
    if behalf is not None and DelegationScope.HANDLE_DOCUMENTS not in behalf.scopes:
        return Decision.no(gettext_lazy("Ủy quyền của bạn không gồm xử lý văn bản."))
    if actor.agency_id != document.agency_id:
        return Decision.no(gettext_lazy("Chỉ cơ quan ban hành làm được việc này."))
    if actor.roles & {Role.RECORDS_CLERK, Role.OFFICE_CHIEF, Role.AGENCY_LEADER}:
        return Decision.yes()
    draft = Draft.objects.filter(document=document).only("drafter_post_id", "unit_ids").first()
    if draft is not None and draft.drafter_post_id == actor.post_id:
        return Decision.yes()
    if draft is not None and Role.UNIT_LEADER in actor.roles and actor.unit_id in draft.unit_ids:
        return Decision.yes()
    return Decision.no(gettext_lazy("Chỉ người soạn, lãnh đạo và văn thư của cơ quan ban hành làm được việc này."))


def first_words(
    kind: str,
    *,
    type_name: str,
    code: str,
    issued_on: date | None,
    agency: str,
    subject: str,
    reason: str,
) -> tuple[str, str]:
    """Return the abstract and the body with which the follow-up's draft begins."""
    day = _(" ngày %(day)s") % {"day": f"{issued_on:%d/%m/%Y}"} if issued_on else ""
    named = f"{type_name} số {code}{day} của {agency}"
    if kind == LinkKind.CORRECTS:
        body = (
            f"{agency} đính chính {named} về {subject} như sau:\n1. Tại …, viết là “…”, nay đính chính là “…”.\n"
            f"Lý do: {reason}\n{agency} thông báo để các cơ quan, đơn vị biết, thực hiện."
        )
        return f"đính chính {type_name} số {code}", body
    if kind == LinkKind.RECALLS:
        body = (
            f"{agency} thu hồi {named} về {subject}.\nLý do: {reason}\nĐề nghị các cơ quan, đơn vị đã nhận văn bản "
            "giấy gửi lại; đã nhận văn bản điện tử thì hủy bỏ trên Hệ thống và thông báo qua Hệ thống để bên gửi biết."
        )
        return f"thu hồi {type_name} số {code}", body
    return subject, f"Văn bản này thay thế {named}.\nLý do: {reason}\n…"
