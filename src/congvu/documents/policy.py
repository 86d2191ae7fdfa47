"""Who sees and who may do what with documents. Both halves of a right agree; a test holds them together."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congvu.identity.api import DelegationScope, Role
from congvu.kernel.api import Actor, Decision

from .models import Access, Ask, Document, Handling, Register
from .types import HandlingRole, HandlingState, Secrecy

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


def visible_documents(actor: Actor) -> QuerySet[Document]:
    """Every read of documents starts here.

    Clerks, leaders and the office chief see all of their agency; heads of unit what was given to anyone in their
    unit's subtree; others what was given to their post, or to their unit for information, or drafted by them. Secret
    lines are seen by clerks only; administrators see nothing.
    """
    if not reads_at_all(actor):
        return Document.objects.none()
    rows = Document.objects.filter(agency_id=actor.agency_id)
    if Role.RECORDS_CLERK in actor.roles:
        return rows
    rows = rows.filter(secrecy=Secrecy.NONE)
    if actor.roles & AGENCY_READERS:
        return rows
    open_to_her = Access.objects.filter(document=OuterRef("pk"), grant__in=grants_held(actor), closed_at=None)
    return rows.filter(Exists(open_to_her))


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


def held_handlings(actor: Actor) -> QuerySet[Handling]:
    """Return the open handlings given to the actor (the set of `holds`)."""
    mine = Q(to_post_id=actor.post_id)
    if Role.UNIT_LEADER in actor.roles:
        mine |= Q(to_unit_id=actor.unit_id)
    return Handling.objects.filter(mine, state=HandlingState.OPEN)
