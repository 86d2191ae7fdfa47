"""Case files: the list, the page of one file, opening one, documents put in from their pages and registers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Max, Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from congvu.identity.api import Role
from congvu.kernel.errors import DomainError
from congvu.ui.api import Chip, OfficeRequest, Tab, office

from .. import policy, rules
from ..actions.entries import put_documents
from ..actions.open_file import open_file
from ..actions.readings import note_file_opened
from ..models import CaseFile
from ..packages.queries import kinds_for
from ..queries import files as query
from ..queries.files import FileFilter
from ..queries.history import timeline
from ..queries.plan_rows import plan_row_for, plan_rows_for
from ..types import FileForm, FileState, Language, MemberRole, Usage
from .forms import CaseFileForm, number_of, retention_choices
from .pages import kept, paged, refuse


@office
@require_safe
def file_list(request: OfficeRequest) -> HttpResponse:
    """Show one page of the case files that the actor sees."""
    actor, today = request.actor, timezone.localdate()
    default = query.KEPT if policy.is_archivist(actor) and not request.GET else query.MINE
    asked = FileFilter(
        view=request.GET.get("xem") or default,
        text=request.GET.get("tim", "")[:200],
        year=number_of(request.GET.get("nam")),
        state=request.GET.get("trang-thai", ""),
        retention=request.GET.get("thoi-han", "")[:20],
        keeper_post=number_of(request.GET.get("nguoi")),
    )
    shown = query.page(actor=actor, asked=asked, today=today, after=request.GET.get("sau"))
    names = [(query.MINE, _("Tôi lập")), (query.UNIT, _("Đơn vị")), (query.OPEN, _("Đang lập"))]
    names += [(query.DUE, _("Đến hạn nộp lưu")), (query.KEPT, _("Đã nộp lưu")), (query.ALL, _("Tất cả"))]
    found = query.count(actor=actor, asked=asked, today=today)
    context = {
        "page": shown,
        "asked": asked,
        "tabs": [Tab(label, f"?xem={key}", None, key == asked.view) for key, label in names],
        "found": found if found <= query.COUNT_AT_MOST else f"{query.COUNT_AT_MOST}+",
        "may_open": bool(policy.may_open_file(actor)),
        "states": FileState.choices,
        "retentions": retention_choices(),
        "chips": _chips(request, asked),
        "older_url": paged(request, shown.next),
        "newer_url": paged(request, shown.previous),
        "kept": kept(request),
    }
    return render(request, "archive/files.html", context)


def _chips(request: OfficeRequest, asked: FileFilter) -> list[Chip]:
    words = [("tim", _("Tìm: %(text)s") % {"text": asked.text} if asked.text else "")]
    words.append(("nam", _("Năm %(year)d") % {"year": asked.year} if asked.year else ""))
    words.append(("trang-thai", str(FileState(asked.state).label) if asked.state in FileState.values else ""))
    words.append(("thoi-han", dict(retention_choices()).get(asked.retention, "")))
    words.append(("nguoi", _("Hồ sơ phải bàn giao của một vị trí") if asked.keeper_post else ""))
    return [Chip(label, f"?{kept(request, name)}") for name, label in words if label]


@office
@require_safe
def file(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Show one case file: its contents on the left, what is known and done about it on the right."""
    actor, now = request.actor, timezone.now()
    today = timezone.localdate(now)
    found = query.file_or_404(actor=actor, uid=uid, today=today)
    note_file_opened(actor, found, now=now)
    acts, lists = query.acts(actor=actor, file=found), _long_lists(request, found)
    context = {
        "file": found,
        "ticked": "muc" if acts.edit and lists["entries"] else "",  # the table whose rows are chosen
        "row": query.row_of(found, today=today),
        "facts": _facts(found),
        "members": list(found.members.filter(until=None).order_by("role", "since", "pk")),
        "member_roles": dict(MemberRole.choices),
        "changes": query.waiting_changes(found),
        "may_confirm": bool(policy.may_confirm_right(actor, found)),
        "acts": acts,
        "packages": kinds_for(actor=actor, file=found),
        "handovers": list(found.handover_items.select_related("handover").order_by("-pk")[:5]),
        "loans": list(found.loans.order_by("-pk")[:5]) if actor.roles & (policy.LEADERS | {Role.ARCHIVIST}) else [],
        "keep_backs": list(found.keep_backs.order_by("-pk")[:3]),
        "may_keep_back": bool(policy.may_decide_keep_back(actor, found)),
    }
    return render(request, "archive/file.html", context | lists)


def _long_lists(request: OfficeRequest, found: CaseFile) -> dict[str, Any]:
    """Return the lists of the page that grow without end, each with its own pages."""
    children = query.children(found, after=request.GET.get("con"))
    rows = query.entries(actor=request.actor, file=found, today=timezone.localdate(), after=request.GET.get("sau"))
    out = query.removed(found, after=request.GET.get("rut"))
    happened, older = timeline(found, before=request.GET.get("truoc", ""))
    return {
        "entries": rows.rows,
        "older_url": paged(request, rows.next),
        "newer_url": paged(request, rows.previous),
        "first": rows.rows[0].ordinal if rows.rows else 0,
        "last": rows.rows[-1].ordinal if rows.rows else 0,
        "removed": out.rows,
        "removed_total": query.removed_count(found) if out.rows else 0,
        "removed_open": "rut" in request.GET,
        "removed_older_url": paged(request, out.next, "rut"),
        "removed_newer_url": paged(request, out.previous, "rut"),
        "children": children.rows,
        "children_newer_url": paged(request, children.previous, "con"),
        "children_older_url": paged(request, children.next, "con"),
        "timeline": happened,
        "timeline_url": paged(request, older, "truoc"),
    }


def _printed(found: CaseFile) -> str:
    marks = found.prints.aggregate(copies=Sum("copies"), last=Max("at"))
    if not marks["copies"]:
        return ""
    words = {"n": marks["copies"], "day": f"{timezone.localtime(marks['last']):%d/%m/%Y}"}
    return _("%(n)d bản, lần cuối %(day)s") % words


def _opened(found: CaseFile) -> str:
    """Return how often the file was opened and by how many (Phụ lục VI, F6: lượt truy cập từng hồ sơ)."""
    sums = found.readings.aggregate(times=Sum("times"), people=Count("person_id", distinct=True))
    if not sums["times"]:
        return ""
    return _("%(n)d lượt, %(people)d người") % {"n": sums["times"], "people": sums["people"]}


def _facts(found: CaseFile) -> list[tuple[str, Any]]:
    ends = f"{found.retention_ends_on:%d/%m/%Y}" if found.retention_ends_on else ""
    due = f"{found.handover_due_on:%d/%m/%Y}" if found.handover_due_on else ""
    pairs: list[tuple[str, Any]] = [
        (_("Mã hồ sơ"), found.code),
        (_("Mã lưu trữ"), found.arc_file_code),
        (_("Thời hạn bảo quản"), found.retention.label),
        (_("Căn cứ thời hạn"), found.retention_note),
        (_("Hết thời hạn"), ends),
        (_("Chế độ sử dụng"), Usage(found.usage).label),
        (_("Ngôn ngữ"), Language(found.language).label),
        (_("Hình thức"), FileForm(found.form).label),
        (_("Người lập"), found.keeper_name),
        (_("Đơn vị"), found.unit.name),
        (_("Thời gian bắt đầu"), f"{found.started_on:%d/%m/%Y}"),
        (_("Thời gian kết thúc"), f"{found.ended_on:%d/%m/%Y}" if found.ended_on else ""),
        (_("Hạn nộp lưu"), due),
        (_("Được giữ lại đến"), f"{found.kept_until:%d/%m/%Y}" if found.kept_until else ""),
        (_("Tổng số văn bản, trang"), f"{found.doc_total} / {found.page_total}"),
        (_("Tiến độ"), f"{found.progress}%" if found.progress else ""),
        (_("Từ khóa"), found.keyword),
        (_("Bản giấy"), found.shelf or found.paper_place),
        (_("Đã in"), _printed(found)),
        (_("Lượt truy cập"), _opened(found)),
        (_("Ghi chú"), found.description),
    ]
    return [(name, value) for name, value in pairs if value]


@office
@require_http_methods(["GET", "POST"])
def new(request: OfficeRequest) -> HttpResponse:
    """Open a case file: from a row of the plan, unplanned, or as a part of another file."""
    actor, now = request.actor, timezone.now()
    policy.may_open_file(actor).require()
    today = timezone.localdate(now)
    rows = plan_rows_for(actor=actor, year=today.year, after=request.GET.get("sau"))
    chosen = plan_row_for(actor=actor, year=today.year, row_id=number_of(request.GET.get("muc")))
    parent = _uuid(request.GET.get("thuoc", ""))
    start: dict[str, Any] = {"started_on": today, "usage": Usage.OPEN, "language": Language.VIETNAMESE}
    if chosen is not None:
        start |= {"title": chosen.title, "notation": chosen.notation, "retention": chosen.retention.code}
    form = CaseFileForm(request.POST or None, initial=start)
    papers = request.GET.getlist("van-ban")

    if request.method == "POST" and form.is_valid():
        try:
            uid = open_file(
                actor=actor,
                data=form.data_of(),
                plan_row_id=chosen.pk if chosen is not None else None,
                parent_uid=parent,
                now=now,
            )
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Đã mở hồ sơ."))
            if papers:
                _put(request, uid, papers)
            return redirect("archive:file", uid)
    context = {
        "form": form,
        "rows": rows.rows,
        "rows_newer_url": paged(request, rows.previous),
        "rows_older_url": paged(request, rows.next),
        "chosen": chosen,
        "parent": parent,
        "papers": papers,
    }
    return render(request, "archive/new.html", context)


@office
@require_http_methods(["GET", "POST"])
def collect(request: OfficeRequest) -> HttpResponse:
    """Choose the file into which chosen documents go; the choice of a file puts them in."""
    actor, today = request.actor, timezone.localdate()
    policy.may_open_file(actor).require()
    papers = (request.POST if request.method == "POST" else request.GET).getlist("van-ban")[: rules.MOST_AT_ONCE + 1]
    wanted = _uuid(request.POST.get("ho-so", ""))
    if wanted is not None:
        query.file_or_404(actor=actor, uid=wanted, today=today)
        _put(request, wanted, papers)
        return redirect("archive:file", wanted)
    typed = (request.POST if request.method == "POST" else request.GET).get("tim", "")[:200]
    context = {
        "papers": papers,
        "typed": typed,
        "files": query.files_to_fill(actor=actor, today=today, typed=typed),
    }
    return render(request, "archive/collect.html", context)


def _put(request: OfficeRequest, uid: UUID, papers: list[str]) -> None:
    uids = [found for one in papers if (found := _uuid(one)) is not None]
    try:
        done = put_documents(actor=request.actor, uid=uid, document_uids=uids, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return
    if done:
        messages.success(request, _("Đã đưa %(n)d văn bản vào hồ sơ.") % {"n": done})
    else:
        messages.info(request, _("Các văn bản này đã có trong hồ sơ."))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) <= 36 else None
    except ValueError:
        return None
