"""Who sees and who may do what with documents. Both halves of a right agree; a test holds them together."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congvu.identity.api import DelegationScope, Role
from congvu.kernel.api import Actor, Decision

from .models import Access, Ask, Dispatch, Document, Handling, NamedMail, PreparedInstruction, Register, Secretary
from .models.places import Place, one_of
from .types import HandlingRole, HandlingState, Secrecy

_Row = TypeVar("_Row", bound=Model)
# Đọc mọi văn bản của cơ quan (domain/portal-and-operations 5.3).
AGENCY_READERS = frozenset({Role.RECORDS_CLERK, Role.AGENCY_LEADER, Role.OFFICE_CHIEF})
LEADERS = frozenset({Role.AGENCY_LEADER, Role.OFFICE_CHIEF})
# Vị trí chỉ có các vai trò này không xem văn bản nào.
KEPT_OUT = frozenset({Role.ADMINISTRATOR, Role.SECURITY_OFFICER, Role.AUDITOR})
# Ủy quyền trong các phạm vi này mới được xem văn bản.
READING_SCOPES = frozenset({DelegationScope.HANDLE_DOCUMENTS, DelegationScope.SIGN})


def reads_at_all(actor: Actor) -> bool:
    """Return whether the actor's post, or the delegation she acts under, has to do with documents."""
    if actor.on_behalf_of is not None and not (actor.on_behalf_of.scopes & READING_SCOPES):
        return False
    return not actor.roles or bool(actor.roles - KEPT_OUT)


def grants_held(actor: Actor) -> list[str]:
    """Return the grants of `Access` that open a document to the actor; the same words as `search.api.grants_of`."""
    held = [f"post:{actor.post_id}", *(f"unit:{unit}" for unit in actor.unit_ids)]
    if Role.UNIT_LEADER in actor.roles:
        held.append(f"unit:{actor.unit_id}:{Role.UNIT_LEADER}")
    return held


def sees_by_grants(actor: Actor) -> bool:
    """Return whether the actor sees only documents that were opened to her, not all of her agency."""
    return not actor.roles & AGENCY_READERS


def visible_documents(actor: Actor, **within: Any) -> QuerySet[Document]:
    """Every read of documents starts here.

    Clerks, leaders and the office chief see all of their agency; heads of unit what was given to anyone in their
    unit's subtree; others what was given to their post, or to their unit for information, or drafted by them. Secret
    lines are seen by clerks only; administrators see nothing.

    `within`: what is asked of register and number anyway (`register_id`, `number__gt`…): the rights are then looked up
    there only. It does not narrow anything by itself where all of the agency is seen.
    """
    return _seen(actor, Document.objects.all(), "pk", within)


def visible_places(actor: Actor, *, collected: bool = False, **within: Any) -> QuerySet[Place]:
    """Return where the lines of `visible_documents` stand in the orders of their registers.

    `collected`: all that was opened to who sees by grants is collected first, then looked up key by key; the planner
    would rather read all lines.
    """
    return _seen(actor, Place.objects.all(), "document_id", within, collected=collected)


def _seen(
    actor: Actor, rows: QuerySet[_Row], key: str, within: dict[str, Any], *, collected: bool = False
) -> QuerySet[_Row]:
    if not reads_at_all(actor):
        return rows.none()
    rows = rows.filter(agency_id=actor.agency_id)
    if Role.RECORDS_CLERK in actor.roles:
        return rows
    rows = rows.filter(secrecy=Secrecy.NONE)
    if not sees_by_grants(actor):
        return rows
    open_to_her = Access.objects.filter(grant__in=grants_held(actor), closed_at=None, **within)
    if not collected:
        return rows.filter(Exists(open_to_her.filter(document=OuterRef(key))))
    return rows.filter(one_of(key, open_to_her.values("document_id")))


def may_view(actor: Actor, document: Document) -> Decision:
    """Say whether `visible_documents` holds the row."""
    hidden = Decision.no(_("Văn bản này không được giao cho vị trí của bạn."))
    if not reads_at_all(actor) or document.agency_id != actor.agency_id:
        return hidden
    if Role.RECORDS_CLERK in actor.roles:
        return Decision.yes()
    if document.is_secret:
        return Decision.no(_("Văn bản mật: chỉ văn thư xem dòng đăng ký."))
    if actor.roles & AGENCY_READERS:
        return Decision.yes()
    granted = document.accesses.filter(grant__in=grants_held(actor), closed_at=None).exists()
    return Decision.yes() if granted else hidden


def visible_registers(actor: Actor) -> QuerySet[Register]:
    """Return the registers of the actor's agency; secret ones for clerks only."""
    if not reads_at_all(actor):
        return Register.objects.none()
    rows = Register.objects.filter(agency_id=actor.agency_id)
    return rows if Role.RECORDS_CLERK in actor.roles else rows.filter(is_secret=False)


def search_grants(document: Document, opened_to: list[str]) -> frozenset[str]:
    """Return who finds the document by search: its agency's readers and all to whom it was opened."""
    return frozenset({*(f"agency:{document.agency_id}:{role}" for role in AGENCY_READERS), *opened_to})


def grants_of_receiver(*, post_id: int | None, unit_id: int, unit_and_parents: list[int], role: str) -> list[str]:
    """Return to whom giving opens a document: the receiver, and the heads of her unit and of those above it."""
    heads = [f"unit:{unit}:{Role.UNIT_LEADER}" for unit in unit_and_parents]
    if post_id is not None:
        return [f"post:{post_id}", *heads]
    return [*heads, f"unit:{unit_id}"] if role == HandlingRole.INFO else heads


def _may_work(actor: Actor) -> Decision:
    """Under a delegation only the scope "handle documents" lets one act on incoming documents."""
    behalf = actor.on_behalf_of
    if behalf is not None and DelegationScope.HANDLE_DOCUMENTS not in behalf.scopes:
        return Decision.no(_("Ủy quyền của bạn không gồm xử lý văn bản."))
    return Decision.yes()


def _clerk_of(actor: Actor, agency_id: int, reason: str | Promise) -> Decision:
    if not (working := _may_work(actor)):
        return working
    if Role.RECORDS_CLERK not in actor.roles or actor.agency_id != agency_id:
        return Decision.no(reason)
    return Decision.yes()


def may_register(actor: Actor, agency_id: int) -> Decision:
    """Say whether the actor registers incoming documents of an agency (NĐ 30/2020 Điều 22: văn thư cơ quan)."""
    return _clerk_of(actor, agency_id, _("Chỉ văn thư của cơ quan được đăng ký văn bản đến."))


def may_correct(actor: Actor, document: Document) -> Decision:
    """Say whether the actor corrects the registration."""
    return _clerk_of(actor, document.agency_id, _("Chỉ văn thư của cơ quan được sửa thông tin đăng ký."))


def may_void(actor: Actor, document: Document) -> Decision:
    """Say whether the actor voids the number."""
    return _clerk_of(actor, document.agency_id, _("Chỉ văn thư của cơ quan được hủy số."))


def may_copy(actor: Actor, document: Document) -> Decision:
    """Say whether the actor makes copies, which a competent person orders (Điều 27, 32)."""
    return _clerk_of(actor, document.agency_id, _("Chỉ văn thư của cơ quan được làm và đóng dấu bản sao."))


def may_send_out(actor: Actor, document: Document) -> Decision:
    """Say whether the actor sends an issued document to agencies."""
    return _clerk_of(actor, document.agency_id, _("Chỉ văn thư của cơ quan được gửi văn bản đi."))


def may_dispatch(actor: Actor, agency_id: int) -> Decision:
    """Say whether the actor keeps the books of what leaves on paper (Điều 18: văn thư cơ quan làm thủ tục chuyển)."""
    return _clerk_of(actor, agency_id, _("Chỉ văn thư của cơ quan ghi sổ gửi, sổ chuyển giao văn bản đi."))


def visible_dispatches(actor: Actor) -> QuerySet[Dispatch]:
    """Return the lines of the books of what left on paper: all of the agency for clerks, leaders and the chief."""
    if not reads_at_all(actor) or not actor.roles & AGENCY_READERS:
        return Dispatch.objects.none()
    rows = Dispatch.objects.filter(agency_id=actor.agency_id)
    return rows if Role.RECORDS_CLERK in actor.roles else rows.filter(document__secrecy=Secrecy.NONE)


def may_return(actor: Actor, document: Document) -> Decision:
    """Say whether the actor returns the document to its sender (Điều 21)."""
    return _clerk_of(actor, document.agency_id, _("Chỉ văn thư của cơ quan được trả lại nơi gửi."))


def may_submit(actor: Actor, document: Document) -> Decision:
    """Say whether the actor hands the document to a leader for instruction (Điều 23: văn thư, Chánh Văn phòng)."""
    if not (working := _may_work(actor)):
        return working
    if actor.agency_id == document.agency_id and actor.roles & {Role.RECORDS_CLERK, Role.OFFICE_CHIEF}:
        return Decision.yes()
    return Decision.no(_("Chỉ văn thư hoặc Chánh Văn phòng trình văn bản đến."))


def may_instruct(actor: Actor, document: Document) -> Decision:
    """Say whether the actor writes bút phê on the document, for the whole agency."""
    if not (working := _may_work(actor)):
        return working
    if actor.agency_id == document.agency_id and actor.roles & LEADERS:
        return Decision.yes()
    return Decision.no(_("Chỉ lãnh đạo cơ quan hoặc Chánh Văn phòng được bút phê, phân phối văn bản đến."))


def holds(actor: Actor, handling: Handling) -> bool:
    """Return whether the handling was given to the actor: to her post, or to the unit she heads."""
    if handling.to_post_id is not None:
        return handling.to_post_id == actor.post_id
    return handling.to_unit_id == actor.unit_id and Role.UNIT_LEADER in actor.roles


def may_handle(actor: Actor, handling: Handling) -> Decision:
    """Say whether the actor reports on, finishes or gives back this handling."""
    if not (working := _may_work(actor)):
        return working
    if holds(actor, handling):
        return Decision.yes()
    return Decision.no(_("Việc này được giao cho %(name)s.") % {"name": handling.to_name})


def may_forward(actor: Actor, handling: Handling) -> Decision:
    """Say whether the actor passes the handling on inside her unit: heads of unit and deputies."""
    if not (mine := may_handle(actor, handling)):
        return mine
    if actor.roles & (LEADERS | {Role.UNIT_LEADER}):
        return Decision.yes()
    return Decision.no(_("Chỉ lãnh đạo đơn vị được chuyển tiếp cho người trong đơn vị."))


def may_finish(actor: Actor, document: Document) -> Decision:
    """Say whether the actor closes the document without an answer: its leaders, or who leads it at the top."""
    if not (working := _may_work(actor)):
        return working
    if actor.agency_id == document.agency_id and actor.roles & LEADERS:
        return Decision.yes()
    leads = document.handlings.filter(role=HandlingRole.LEAD, state__in=[HandlingState.OPEN, HandlingState.DONE])
    for handling in leads.select_related("parent", "parent__parent"):
        above = handling.parent
        while above is not None and above.state == HandlingState.HANDED_ON:  # she leads in place of who handed on
            above = above.parent
        if (above is None or above.role == HandlingRole.DECIDE) and holds(actor, handling):
            return Decision.yes()
    return Decision.no(_("Chỉ lãnh đạo hoặc đơn vị chủ trì được kết thúc văn bản."))


def may_take_back(actor: Actor, handling: Handling) -> Decision:
    """Say whether the actor takes back what was given: whoever gave it, or the secretary who wrote it down."""
    if not (working := _may_work(actor)):
        return working
    given = handling.instruction
    if actor.post_id in {given.from_post_id, given.entered_by_post_id}:
        return Decision.yes()
    return Decision.no(_("Chỉ người đã giao (%(name)s) được thu hồi.") % {"name": given.from_name})


def may_set_due(actor: Actor, handling: Handling) -> Decision:
    """Say whether the actor moves a deadline: whoever gave the work, or a leader of the agency."""
    if not (working := _may_work(actor)):
        return working
    given = handling.instruction
    if given.from_post_id == actor.post_id:
        return Decision.yes()
    if actor.agency_id == handling.document.agency_id and actor.roles & LEADERS:
        return Decision.yes()
    return Decision.no(_("Chỉ người giao việc (%(name)s) được đổi hạn.") % {"name": given.from_name})


def may_answer(actor: Actor, ask: Ask) -> Decision:
    """Say whether the actor answers a request: whoever gave the work, or a leader of the agency."""
    if not (working := _may_work(actor)):
        return working
    if ask.to_post_id == actor.post_id:
        return Decision.yes()
    if actor.agency_id == ask.handling.document.agency_id and actor.roles & LEADERS:
        return Decision.yes()
    return Decision.no(_("Chỉ người giao việc được trả lời đề nghị này."))


def secretaries(*, on: date) -> QuerySet[Secretary]:
    """Return the relations between leaders and secretaries in force on a day."""
    return Secretary.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on, ended_at=None)


def may_write_for(actor: Actor, document: Document, leader_post_id: int, act: str, *, on: date) -> Decision:
    """Say whether the actor prepares (`may_prepare`) or writes down (`may_enter_oral`) bút phê for a leader today."""
    if actor.on_behalf_of is not None:
        return Decision.no(_("Việc của thư ký không làm thay qua ủy quyền."))
    rows = secretaries(on=on).filter(secretary_post_id=actor.post_id, leader_post_id=leader_post_id)
    if actor.agency_id == document.agency_id and rows.filter(**{act: True}).exists():
        return Decision.yes()
    return Decision.no(_("Chỉ thư ký, trợ lý được giao việc này của chính lãnh đạo đó."))


def may_confirm(actor: Actor, prepared: PreparedInstruction) -> Decision:
    """Say whether the actor confirms a prepared bút phê: the leader for whom it was written."""
    if prepared.leader_post_id == actor.post_id:
        return Decision.yes()
    return Decision.no(_("Chỉ lãnh đạo được soạn cho mới xác nhận bút phê này."))


def may_keep_secretaries(actor: Actor, leader_post_id: int) -> Decision:
    """Say whether the actor names the secretaries of a leader: herself, the office chief, the administrator."""
    if actor.on_behalf_of is None and (
        actor.post_id == leader_post_id or actor.roles & {Role.OFFICE_CHIEF, Role.ADMINISTRATOR}
    ):
        return Decision.yes()
    return Decision.no(_("Chỉ lãnh đạo đó, Chánh Văn phòng hoặc quản trị hệ thống được giao thư ký."))


def may_set_absence(actor: Actor, post_id: int, agency_id: int) -> Decision:
    """Say whether the actor notes an absence: her own; as clerk, office chief or administrator anybody's."""
    if actor.post_id == post_id and actor.on_behalf_of is None:
        return Decision.yes()
    keepers = {Role.RECORDS_CLERK, Role.OFFICE_CHIEF, Role.ADMINISTRATOR}
    if actor.agency_id == agency_id and actor.roles & keepers and actor.on_behalf_of is None:
        return Decision.yes()
    return Decision.no(_("Bạn chỉ ghi được vắng mặt của mình; văn thư, Chánh Văn phòng ghi thay người khác."))


def may_hand_over(actor: Actor) -> Decision:
    """Say whether the actor hands what lies with an absent person to her substitute: leaders, the office chief."""
    if not (working := _may_work(actor)):
        return working
    if actor.roles & LEADERS:
        return Decision.yes()
    return Decision.no(_("Chỉ lãnh đạo cơ quan hoặc Chánh Văn phòng giao lại văn bản của người vắng."))


def may_keep_registers(actor: Actor) -> Decision:
    """Say whether the actor opens, closes and sets up the registers of her agency."""
    if actor.on_behalf_of is None and actor.roles & {Role.RECORDS_CLERK, Role.ADMINISTRATOR}:
        return Decision.yes()
    return Decision.no(_("Chỉ văn thư hoặc quản trị hệ thống của cơ quan được mở, khóa sổ."))


def may_set_limits(actor: Actor) -> Decision:
    """Say whether the actor writes down the limits by urgency that the head of her agency decided."""
    if actor.on_behalf_of is None and actor.roles & {Role.RECORDS_CLERK, Role.OFFICE_CHIEF, Role.ADMINISTRATOR}:
        return Decision.yes()
    return Decision.no(_("Chỉ văn thư, Chánh Văn phòng hoặc quản trị hệ thống đặt thời hạn theo mức độ khẩn."))


def may_ask_rights(actor: Actor, document: Document) -> Decision:
    """Say whether the actor asks for a change of who may read: clerks, leaders, and whoever has a part of the work."""
    if not (working := _may_work(actor)):
        return working
    if actor.agency_id == document.agency_id and actor.roles & AGENCY_READERS:
        return Decision.yes()
    if held_handlings(actor).filter(document=document).exists():
        return Decision.yes()
    return Decision.no(_("Chỉ văn thư, lãnh đạo hoặc người đang xử lý được đề nghị đổi quyền xem."))


def may_decide_rights(actor: Actor, document: Document) -> Decision:
    """Say whether the actor confirms a change of access rights (NĐ 30/2020 Phụ lục VI: người có thẩm quyền)."""
    if actor.on_behalf_of is None and actor.agency_id == document.agency_id and actor.roles & LEADERS:
        return Decision.yes()
    return Decision.no(_("Chỉ lãnh đạo cơ quan hoặc Chánh Văn phòng xác nhận thay đổi quyền xem."))


def may_keep_mail(actor: Actor) -> Decision:
    """Say whether the actor keeps the list of envelopes addressed to named persons."""
    return _clerk_of(actor, actor.agency_id, _("Chỉ văn thư của cơ quan ghi bì thư gửi đích danh."))


def may_open_mail(actor: Actor, mail: NamedMail) -> Decision:
    """Say whether the actor says what an envelope holds: its addressee herself, or the clerk whom she told."""
    if actor.on_behalf_of is None and mail.to_post_id == actor.post_id:
        return Decision.yes()
    return may_keep_mail(actor)


def may_keep_agency_desk(actor: Actor) -> Decision:
    """Say whether the actor sets up stock phrases and quick-send groups for the whole agency."""
    keepers = {Role.RECORDS_CLERK, Role.OFFICE_CHIEF, Role.ADMINISTRATOR}
    if actor.on_behalf_of is None and actor.roles & keepers:
        return Decision.yes()
    return Decision.no(_("Chỉ văn thư, Chánh Văn phòng hoặc quản trị hệ thống đặt cho cả cơ quan."))


def visible_mail(actor: Actor) -> QuerySet[NamedMail]:
    """Return the envelopes addressed to named persons: all of the agency for clerks, one's own for others."""
    if not reads_at_all(actor):
        return NamedMail.objects.none()
    rows = NamedMail.objects.filter(agency_id=actor.agency_id)
    return rows if Role.RECORDS_CLERK in actor.roles else rows.filter(to_post_id=actor.post_id)


def held_handlings(actor: Actor) -> QuerySet[Handling]:
    """Return the open handlings given to the actor (the set of `holds`)."""
    mine = Q(to_post_id=actor.post_id)
    if Role.UNIT_LEADER in actor.roles:
        mine |= Q(to_unit_id=actor.unit_id)
    return Handling.objects.filter(mine, state=HandlingState.OPEN)
