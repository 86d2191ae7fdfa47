"""Who sees and who may do what with plans, case files, hand-overs, loans and disposals."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congvu.identity.api import DelegationScope, Role, agency
from congvu.kernel.api import Actor, Decision

from .models import (
    CaseFile,
    Disposal,
    FileAccess,
    FilePlan,
    Freeze,
    Handover,
    Loan,
    Minutes,
    MinutesSigner,
    Transfer,
)
from .types import OPEN_FILES, FileState, PlanState, Usage

# Thấy mọi hồ sơ của cơ quan: lưu trữ (thu nộp, hướng dẫn lập hồ sơ, Điều 31), lãnh đạo, văn thư.
AGENCY_READERS = frozenset({Role.ARCHIVIST, Role.AGENCY_LEADER, Role.OFFICE_CHIEF, Role.RECORDS_CLERK})
LEADERS = frozenset({Role.AGENCY_LEADER, Role.OFFICE_CHIEF})
DISPOSERS = LEADERS | {Role.ARCHIVIST}
MINUTES_KEEPERS = frozenset({Role.RECORDS_CLERK, Role.ARCHIVIST})
KEPT_OUT = frozenset({Role.ADMINISTRATOR, Role.SECURITY_OFFICER, Role.AUDITOR})
IN_ARCHIVE = frozenset({FileState.OFFERED, FileState.CHECKING, FileState.ARCHIVED, FileState.DISPOSED})


def works_with_files(actor: Actor) -> bool:
    """Return whether the actor's post, or the delegation she acts under, has to do with case files."""
    behalf = actor.on_behalf_of
    if behalf is not None and DelegationScope.HANDLE_DOCUMENTS not in behalf.scopes:
        return False
    return not actor.roles or bool(actor.roles - KEPT_OUT)


def is_archivist(actor: Actor) -> bool:
    """Return whether the actor keeps the current archive of her agency."""
    return works_with_files(actor) and Role.ARCHIVIST in actor.roles


def grants_held(actor: Actor) -> list[str]:
    """Return the grants of `FileAccess` that open a file to the actor; the words of `search.api.grants_of`."""
    held = [f"post:{actor.post_id}", *(f"unit:{unit}" for unit in actor.unit_ids)]
    if Role.UNIT_LEADER in actor.roles:
        held.append(f"unit:{actor.unit_id}:{Role.UNIT_LEADER}")
    return held


def visible_files(actor: Actor, *, today: date) -> QuerySet[CaseFile]:
    """Every read of case files starts here.

    Archivists, clerks, leaders and the office chief see all of their agency; heads of unit those of their unit and
    below; others those in which they take part, and those opened to them for a time that is not over.
    """
    if not works_with_files(actor):
        return CaseFile.objects.none()
    rows = CaseFile.objects.filter(agency_id=actor.agency_id)
    if actor.roles & AGENCY_READERS:
        return rows
    open_to = FileAccess.objects.filter(file=OuterRef("pk"), grant__in=grants_held(actor))
    return rows.filter(Exists(open_to.filter(Q(until=None) | Q(until__gte=today))))


def may_view(actor: Actor, file: CaseFile, *, today: date) -> Decision:
    """Say whether `visible_files` holds the row."""
    hidden = Decision.no(_("Hồ sơ này không mở cho vị trí của bạn."))
    if not works_with_files(actor) or file.agency_id != actor.agency_id:
        return hidden
    if actor.roles & AGENCY_READERS:
        return Decision.yes()
    held = file.accesses.filter(Q(until=None) | Q(until__gte=today), grant__in=grants_held(actor))
    return Decision.yes() if held.exists() else hidden


def reads_kept(actor: Actor, file: CaseFile, *, today: date) -> bool:
    """Return whether the actor reads every document of a kept file: its archivist, or a permission for a time."""
    if file.state != FileState.ARCHIVED or not works_with_files(actor) or actor.agency_id != file.agency_id:
        return False
    if Role.ARCHIVIST in actor.roles:
        return True
    return file.accesses.filter(grant=f"post:{actor.post_id}", until__gte=today).exists()


def search_grants(file: CaseFile, opened_to: list[str]) -> frozenset[str]:
    """Return who finds the file by search. Permissions for a time do not count."""
    return frozenset({*(f"agency:{file.agency_id}:{role}" for role in AGENCY_READERS), *opened_to})


def may_open_file(actor: Actor) -> Decision:
    """Say whether the actor opens case files: whoever works on official matters (Điều 30.1)."""
    return Decision.yes() if works_with_files(actor) else Decision.no(_("Vị trí này không lập hồ sơ công việc."))


def may_keep(actor: Actor, file: CaseFile) -> Decision:
    """Say whether the actor fills, edits and closes the file: who keeps it, her supporters, the head of her unit."""
    if not works_with_files(actor) or actor.agency_id != file.agency_id:
        return Decision.no(_("Hồ sơ này không thuộc cơ quan của bạn."))
    if file.keeper_post_id == actor.post_id or _heads(actor, file):
        return Decision.yes()
    if file.members.filter(post_id=actor.post_id, until=None, role__in=["keeper", "support"]).exists():
        return Decision.yes()
    return Decision.no(
        _("Chỉ người lập hồ sơ (%(name)s) hoặc lãnh đạo đơn vị làm được việc này.") % {"name": file.keeper_name}
    )


def _heads(actor: Actor, file: CaseFile) -> bool:
    if actor.roles & LEADERS:
        return True
    return Role.UNIT_LEADER in actor.roles and f"unit:{actor.unit_id}:{Role.UNIT_LEADER}" in set(
        file.accesses.filter(until=None).values_list("grant", flat=True)
    )


def may_answer_for(actor: Actor, file: CaseFile) -> Decision:
    """Say whether the actor closes, reopens, hands on, hands over: the keeper or the heads, not supporters."""
    if not works_with_files(actor) or actor.agency_id != file.agency_id:
        return Decision.no(_("Hồ sơ này không thuộc cơ quan của bạn."))
    if file.keeper_post_id == actor.post_id or _heads(actor, file):
        return Decision.yes()
    return Decision.no(
        _("Chỉ người lập hồ sơ (%(name)s) hoặc lãnh đạo đơn vị làm được việc này.") % {"name": file.keeper_name}
    )


def may_confirm_right(actor: Actor, file: CaseFile) -> Decision:
    """Say whether the actor confirms a change of rights (Phụ lục VI, F3): the heads; the archivist for kept files."""
    if works_with_files(actor) and actor.agency_id == file.agency_id:
        if file.state in IN_ARCHIVE and Role.ARCHIVIST in actor.roles:
            return Decision.yes()
        if _heads(actor, file):
            return Decision.yes()
    return Decision.no(_("Chỉ lãnh đạo đơn vị lập hồ sơ hoặc lãnh đạo cơ quan xác nhận thay đổi quyền."))


def may_plan(actor: Actor) -> Decision:
    """Say whether the actor drafts the file plan: the archivist, clerks, the office chief (Điều 29, 31)."""
    if works_with_files(actor) and actor.roles & {Role.ARCHIVIST, Role.RECORDS_CLERK, Role.OFFICE_CHIEF}:
        return Decision.yes()
    return Decision.no(_("Văn thư, lưu trữ hoặc Chánh Văn phòng lập danh mục hồ sơ."))


def may_approve_plan(actor: Actor, plan: FilePlan) -> Decision:
    """Say whether the actor approves the plan: the head of the agency and her deputies (Điều 29.2)."""
    if works_with_files(actor) and actor.agency_id == plan.agency_id and Role.AGENCY_LEADER in actor.roles:
        return Decision.yes()
    return Decision.no(_("Người đứng đầu cơ quan phê duyệt danh mục hồ sơ."))


def visible_plans(actor: Actor) -> QuerySet[FilePlan]:
    """Return the plans of the agency: issued ones for everybody, others for those who make and approve them."""
    if not works_with_files(actor):
        return FilePlan.objects.none()
    rows = FilePlan.objects.filter(agency_id=actor.agency_id)
    return rows if actor.roles & AGENCY_READERS else rows.filter(state=PlanState.ISSUED)


def _archivist(actor: Actor, agency_id: int, reason: str | Promise) -> Decision:
    return Decision.yes() if is_archivist(actor) and actor.agency_id == agency_id else Decision.no(reason)


def may_receive(actor: Actor, handover: Handover) -> Decision:
    """Say whether the actor checks and accepts a hand-over."""
    return _archivist(actor, handover.agency_id, _("Chỉ cán bộ lưu trữ của cơ quan tiếp nhận hồ sơ nộp lưu."))


def may_hand_over(actor: Actor, handover: Handover) -> Decision:
    """Say whether the actor changes or withdraws a hand-over that she or her unit prepares."""
    own = handover.from_post_id == actor.post_id or (
        Role.UNIT_LEADER in actor.roles and handover.unit_id == actor.unit_id
    )
    if works_with_files(actor) and actor.agency_id == handover.agency_id and (own or actor.roles & LEADERS):
        return Decision.yes()
    return Decision.no(_("Chỉ bên giao (%(name)s) làm được việc này.") % {"name": handover.from_name})


def visible_handovers(actor: Actor) -> QuerySet[Handover]:
    """Return the hand-overs that the actor sees: the agency's readers all that were offered, others their own."""
    if not works_with_files(actor):
        return Handover.objects.none()
    rows = Handover.objects.filter(agency_id=actor.agency_id)
    mine = Q(from_post_id=actor.post_id)
    if Role.UNIT_LEADER in actor.roles:
        mine |= Q(unit_id=actor.unit_id)
    if actor.roles & AGENCY_READERS:
        return rows.filter(mine | ~Q(state="draft"))
    return rows.filter(mine)


def may_decide_keep_back(actor: Actor, file: CaseFile) -> Decision:
    """Say whether the actor consents to keeping a file back (Điều 30.2.c: the head, in writing)."""
    if works_with_files(actor) and actor.agency_id == file.agency_id and Role.AGENCY_LEADER in actor.roles:
        return Decision.yes()
    return Decision.no(_("Chỉ người đứng đầu cơ quan đồng ý cho giữ lại hồ sơ đến hạn nộp lưu."))


def may_run_archive(actor: Actor) -> Decision:
    """Say whether the actor sends notices, lends, lists for disposal."""
    return Decision.yes() if is_archivist(actor) else Decision.no(_("Chỉ cán bộ lưu trữ làm được việc này."))


def may_set_up_archive(actor: Actor) -> Decision:
    """Say whether the actor sets the codes of the agency's archive: its archivist or its office chief."""
    if works_with_files(actor) and actor.roles & {Role.ARCHIVIST, Role.OFFICE_CHIEF}:
        return Decision.yes()
    return Decision.no(_("Chỉ cán bộ lưu trữ hoặc Chánh Văn phòng thiết lập lưu trữ của cơ quan."))


def may_keep_retention(actor: Actor) -> Decision:
    """Say whether the actor keeps the table of retention, which all agencies share: the archivist at the top."""
    if is_archivist(actor) and agency(actor.agency_id).parent_id is None:
        return Decision.yes()
    return Decision.no(_("Bảng thời hạn dùng chung: chỉ cán bộ lưu trữ của cơ quan đứng đầu bản cài được sửa."))


def visible_transfers(actor: Actor) -> QuerySet[Transfer]:
    """Return the hand-overs of the agency to the historical archive, for archivists and leaders."""
    if works_with_files(actor) and actor.roles & DISPOSERS:
        return Transfer.objects.filter(agency_id=actor.agency_id)
    return Transfer.objects.none()


def may_approve_transfer(actor: Actor, transfer: Transfer) -> Decision:
    """Say whether the actor approves the list for the historical archive: the head of the agency."""
    if works_with_files(actor) and actor.agency_id == transfer.agency_id and Role.AGENCY_LEADER in actor.roles:
        return Decision.yes()
    return Decision.no(_("Người đứng đầu cơ quan duyệt mục lục nộp lưu trữ lịch sử."))


def visible_loans(actor: Actor) -> QuerySet[Loan]:
    """Return the loans that the actor sees: archivists and leaders all of the agency, others their own."""
    if not works_with_files(actor):
        return Loan.objects.none()
    rows = Loan.objects.filter(agency_id=actor.agency_id)
    if actor.roles & (LEADERS | {Role.ARCHIVIST}):
        return rows
    return rows.filter(borrower_post_id=actor.post_id)


def may_permit_loan(actor: Actor, loan: Loan) -> Decision:
    """Say whether the actor permits the use: the archivist for open files, the head for others."""
    if not works_with_files(actor) or actor.agency_id != loan.agency_id:
        return Decision.no(_("Yêu cầu này không thuộc cơ quan của bạn."))
    if actor.roles & LEADERS or (Role.ARCHIVIST in actor.roles and loan.file.usage == Usage.OPEN):
        return Decision.yes()
    return Decision.no(_("Hồ sơ sử dụng có điều kiện: người đứng đầu cơ quan hoặc Chánh Văn phòng cho phép."))


def visible_disposals(actor: Actor) -> QuerySet[Disposal]:
    """Return the disposals of the agency, for archivists and leaders."""
    if works_with_files(actor) and actor.roles & (LEADERS | {Role.ARCHIVIST}):
        return Disposal.objects.filter(agency_id=actor.agency_id)
    return Disposal.objects.none()


def visible_minutes(actor: Actor) -> QuerySet[Minutes]:
    """Return the minutes that the actor sees: with the act they tell of, and those that she signs or keeps."""
    seen = Q(handover__in=visible_handovers(actor)) | Q(disposal__in=visible_disposals(actor))
    if works_with_files(actor) and actor.roles & MINUTES_KEEPERS:
        seen |= Q(agency_id=actor.agency_id)
    if actor.on_behalf_of is None:
        hers = MinutesSigner.objects.filter(minutes=OuterRef("pk"), person_id=actor.person_id)
        seen |= Q(Exists(hers), agency_id=actor.agency_id)
    return Minutes.objects.filter(seen)


def may_attach_paper(actor: Actor, minutes: Minutes) -> Decision:
    """Say whether the actor attaches minutes that were signed on paper: the records clerk, or the archivist."""
    if works_with_files(actor) and actor.agency_id == minutes.agency_id and actor.roles & MINUTES_KEEPERS:
        return Decision.yes()
    return Decision.no(_("Văn thư hoặc lưu trữ của cơ quan đưa bản quét biên bản ký trên giấy vào hệ thống."))


def may_freeze(actor: Actor) -> Decision:
    """Say whether the actor closes sets of files to change: administrators (Phụ lục VI, F9) and the archivist."""
    if actor.on_behalf_of is None and actor.roles & {Role.ADMINISTRATOR, Role.ARCHIVIST}:
        return Decision.yes()
    return Decision.no(_("Chỉ quản trị hệ thống hoặc cán bộ lưu trữ khóa, mở khóa tập hồ sơ."))


def visible_freezes(actor: Actor) -> QuerySet[Freeze]:
    """Return the sets of the agency, for those who close and open them; titles of files are not in them."""
    return Freeze.objects.filter(agency_id=actor.agency_id) if may_freeze(actor) else Freeze.objects.none()


def may_decide_disposal(actor: Actor, disposal: Disposal) -> Decision:
    """Say whether the actor decides on disposal: the head of the agency."""
    if works_with_files(actor) and actor.agency_id == disposal.agency_id and Role.AGENCY_LEADER in actor.roles:
        return Decision.yes()
    return Decision.no(_("Chỉ người đứng đầu cơ quan quyết định hủy tài liệu hết giá trị."))


def is_open(file: CaseFile) -> bool:
    """Return whether documents may still come in."""
    return file.state in OPEN_FILES
