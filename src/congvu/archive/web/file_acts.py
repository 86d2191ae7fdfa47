"""The forms of the acts on one case file, one page each."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.documents import api as documents
from congvu.identity import api as identity
from congvu.kernel.api import files as stored_files
from congvu.kernel.errors import NotFound
from congvu.ui.api import OfficeRequest, office

from .. import policy
from ..actions.close import cancel_file, close_file, pause_file, reopen_file, report_progress, resume_file
from ..actions.entries import put_documents, put_material, take_out
from ..actions.loans import note_reading
from ..actions.open_file import edit_file
from ..actions.people import add_member, drop_member, hand_on
from ..actions.rights import ask_usage, decide_change
from ..models import CaseFile
from ..queries import files as query
from ..types import FileData, Usage
from .forms import (
    CaseFileForm,
    CloseForm,
    HandOnForm,
    MaterialForm,
    MemberForm,
    ProgressForm,
    ReasonForm,
    RemovalForm,
    UsageForm,
    number_of,
)
from .pages import form_page, post_choices, try_act

TURNS = {
    "mo-lai": (reopen_file, gettext_lazy("Mở lại hồ sơ"), gettext_lazy("Mở lại"), gettext_lazy("Đã mở lại hồ sơ.")),
    "tam-dung": (pause_file, gettext_lazy("Tạm dừng hồ sơ"), gettext_lazy("Tạm dừng"), gettext_lazy("Đã tạm dừng.")),
    "lam-tiep": (resume_file, gettext_lazy("Làm tiếp hồ sơ"), gettext_lazy("Làm tiếp"), gettext_lazy("Đã làm tiếp.")),
    "bo": (cancel_file, gettext_lazy("Bỏ hồ sơ"), gettext_lazy("Bỏ hồ sơ"), gettext_lazy("Đã bỏ hồ sơ.")),
}


def _file(request: OfficeRequest, uid: UUID, now: datetime) -> CaseFile:
    return query.file_or_404(actor=request.actor, uid=uid, today=timezone.localdate(now))


def _page(
    request: OfficeRequest,
    found: CaseFile,
    form: forms.Form,
    act: Any,
    *,
    question: str,
    label: str,
    done: str,
    sentence: str = "",
    upload: bool = False,
) -> HttpResponse:
    back = reverse("archive:file", args=[found.uid])
    return form_page(
        request,
        form,
        act,
        question=question,
        label=label,
        done=done,
        back=back,
        crumb=f"{found.notation} {found.title}",
        sentence=sentence,
        upload=upload,
    )


@office
@require_http_methods(["GET", "POST"])
def edit(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Change the fields of an open file."""
    now = timezone.now()
    found = _file(request, uid, now)
    policy.may_keep(request.actor, found).require()
    start = {f: getattr(found, f) for f in FileData.__dataclass_fields__ if f not in {"retention", "usage"}}
    form = CaseFileForm(request.POST or None, initial={**start, "retention": found.retention.code}, with_usage=False)

    def act() -> None:
        edit_file(actor=request.actor, uid=uid, data=form.data_of(), now=now)

    return _page(request, found, form, act, question=_("Sửa thông tin hồ sơ"), label=_("Ghi"), done=_("Đã ghi."))


@office
@require_http_methods(["GET", "POST"])
def add(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Find documents and put them in."""
    now = timezone.now()
    found = _file(request, uid, now)
    policy.may_keep(request.actor, found).require()
    if request.method == "POST":
        chosen = [UUID(one) for one in request.POST.getlist("van-ban") if is_uuid(one)]
        if try_act(
            request,
            lambda: put_documents(actor=request.actor, uid=uid, document_uids=chosen, now=now),
            done=_("Đã đưa vào hồ sơ."),
        ):
            return redirect("archive:file", uid)
    typed = request.GET.get("tim", "")[:200]
    direction = request.GET.get("chieu", "")
    there = set(found.entries.filter(removed_at=None).values_list("document_id", flat=True))
    lines = documents.find_to_file(actor=request.actor, typed=typed, direction=direction, most=50)
    context = {"file": found, "typed": typed, "direction": direction, "lines": [n for n in lines if n.id not in there]}
    return render(request, "archive/add.html", context)


@office
@require_http_methods(["GET", "POST"])
def material(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Put in other material: pictures, sound, film, papers."""
    now = timezone.now()
    found = _file(request, uid, now)
    policy.may_keep(request.actor, found).require()
    form = MaterialForm(request.POST or None, request.FILES or None)

    def act() -> None:
        upload = form.cleaned_data.get("file")
        put_material(
            actor=request.actor,
            uid=uid,
            data=form.data_of(),
            stream=upload.file if upload else None,
            name=upload.name if upload else "",
            now=now,
        )

    return _page(
        request,
        found,
        form,
        act,
        question=_("Đưa tài liệu khác vào hồ sơ"),
        label=_("Đưa vào"),
        done=_("Đã đưa vào hồ sơ."),
        upload=True,
    )


@office
@require_POST
def remove(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Take the chosen entries out."""
    now = timezone.now()
    form = RemovalForm(request.POST)
    ids = [n for one in request.POST.getlist("muc") if (n := number_of(one)) is not None]
    removal = form.cleaned_data["removal"] if form.is_valid() else ""
    try_act(
        request,
        lambda: take_out(actor=request.actor, uid=uid, entry_ids=ids, removal=removal, now=now),
        done=_("Đã rút khỏi hồ sơ."),
    )
    return redirect("archive:file", uid)


@office
@require_http_methods(["GET", "POST"])
def close(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Close a file whose matter is settled."""
    now = timezone.now()
    found = _file(request, uid, now)
    policy.may_answer_for(request.actor, found).require()
    start = {"ended_on": timezone.localdate(now), "retention": found.retention.code}
    form = CloseForm(request.POST or None, initial=start)

    def act() -> None:
        close_file(actor=request.actor, uid=uid, now=now, **form.cleaned_data)

    sentence = _("Trước khi kết thúc: loại bản trùng và bản thảo không có giá trị, xem lại tiêu đề, số ký hiệu.")
    return _page(
        request,
        found,
        form,
        act,
        question=_("Kết thúc hồ sơ"),
        label=_("Kết thúc"),
        done=_("Đã kết thúc hồ sơ; mục lục văn bản đã lập."),
        sentence=sentence,
    )


@office
@require_http_methods(["GET", "POST"])
def turn(request: OfficeRequest, uid: UUID, what: str) -> HttpResponse:
    """Reopen, pause, go on, give up: each with a reason."""
    if what not in TURNS:
        raise NotFound
    run, question, label, done = TURNS[what]
    now = timezone.now()
    found = _file(request, uid, now)
    policy.may_answer_for(request.actor, found).require()
    form = ReasonForm(request.POST or None)

    def act() -> None:
        run(actor=request.actor, uid=uid, reason=form.cleaned_data["reason"], now=now)

    return _page(request, found, form, act, question=str(question), label=str(label), done=str(done))


@office
@require_http_methods(["GET", "POST"])
def progress(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Say how far the matter is."""
    now = timezone.now()
    found = _file(request, uid, now)
    policy.may_keep(request.actor, found).require()
    form = ProgressForm(request.POST or None, initial={"percent": found.progress})

    def act() -> None:
        report_progress(actor=request.actor, uid=uid, now=now, **form.cleaned_data)

    return _page(request, found, form, act, question=_("Báo cáo tiến độ"), label=_("Ghi"), done=_("Đã ghi tiến độ."))


@office
@require_http_methods(["GET", "POST"])
def member(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Let a person take part."""
    now = timezone.now()
    found = _file(request, uid, now)
    policy.may_answer_for(request.actor, found).require()
    form = MemberForm(request.POST or None, posts=_posts(request, now))

    def act() -> None:
        values = form.cleaned_data
        add_member(
            actor=request.actor, uid=uid, post_id=values["post"], role=values["role"], due_on=values["due_on"], now=now
        )

    sentence = _("Văn bản trong hồ sơ mà người này chưa được xem sẽ mở sau khi người có thẩm quyền xác nhận.")
    return _page(
        request,
        found,
        form,
        act,
        question=_("Thêm người tham gia"),
        label=_("Thêm"),
        done=_("Đã thêm."),
        sentence=sentence,
    )


@office
@require_POST
def member_out(request: OfficeRequest, uid: UUID, post_id: int) -> HttpResponse:
    """End somebody's part."""
    now = timezone.now()
    try_act(request, lambda: drop_member(actor=request.actor, uid=uid, post_id=post_id, now=now), done=_("Đã thôi."))
    return redirect("archive:file", uid)


@office
@require_http_methods(["GET", "POST"])
def pass_on(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Hand the file on to another person."""
    now = timezone.now()
    found = _file(request, uid, now)
    policy.may_answer_for(request.actor, found).require()
    form = HandOnForm(request.POST or None, posts=_posts(request, now))

    def act() -> None:
        values = form.cleaned_data
        hand_on(actor=request.actor, uid=uid, post_id=values["post"], reason=values["reason"], now=now)

    return _page(request, found, form, act, question=_("Chuyển hồ sơ"), label=_("Chuyển"), done=_("Đã chuyển hồ sơ."))


@office
@require_http_methods(["GET", "POST"])
def usage(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Ask for another usage; it waits for the competent person."""
    now = timezone.now()
    found = _file(request, uid, now)
    form = UsageForm(request.POST or None, initial={"usage": found.usage})

    def act() -> None:
        ask_usage(actor=request.actor, uid=uid, now=now, **form.cleaned_data)

    sentence = _("Đang là “%(now)s”. Thay đổi có hiệu lực khi người có thẩm quyền xác nhận.") % {
        "now": Usage(found.usage).label
    }
    return _page(
        request,
        found,
        form,
        act,
        question=_("Đổi chế độ sử dụng"),
        label=_("Đề nghị"),
        done=_("Đã gửi đề nghị."),
        sentence=sentence,
    )


@office
@require_POST
def change(request: OfficeRequest, uid: UUID, change_id: int) -> HttpResponse:
    """Confirm or refuse a change of rights."""
    now, confirm = timezone.now(), "dong-y" in request.POST
    try_act(
        request,
        lambda: decide_change(actor=request.actor, uid=uid, change_id=change_id, confirm=confirm, now=now),
        done=_("Đã xác nhận.") if confirm else _("Đã ghi không đồng ý."),
    )
    return redirect("archive:file", uid)


@office
@require_safe
def entry_file(request: OfficeRequest, uid: UUID, entry_id: int) -> HttpResponseBase:
    """Hand over the file of other material that stands in a case file."""
    found = _file(request, uid, timezone.now())
    entry = found.entries.filter(pk=entry_id, removed_at=None).select_related("material").first()
    if entry is None or entry.material is None or entry.material.file_id is None:
        raise NotFound
    return stored_files.serve(
        request, entry.material.file_id, name=entry.material.file_name, inline="xem" in request.GET
    )


@office
@require_safe
def entry_document(request: OfficeRequest, uid: UUID, entry_id: int) -> HttpResponseBase:
    """Hand over the main paper of a document of a kept file, to whom the archive permitted the use; noted."""
    now = timezone.now()
    found = _file(request, uid, now)
    if not policy.reads_kept(request.actor, found, today=timezone.localdate(now)):
        raise NotFound
    entry = found.entries.filter(pk=entry_id, removed_at=None, document_id__isnull=False).first()
    if entry is None or entry.document_id is None:
        raise NotFound
    file_id = documents.original_file_id(entry.document_id)
    note_reading(actor=request.actor, file=found, ordinal=entry.ordinal, now=now)
    return stored_files.serve(request, file_id, inline=True)


def _posts(request: OfficeRequest, now: datetime) -> list[tuple[int, str]]:
    cards = identity.posts(on=timezone.localdate(now), agency_id=request.actor.agency_id)
    return post_choices(request.actor.post_id, cards)


def is_uuid(text: str) -> bool:
    """Return whether a text is a UUID."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True
