"""Pages of the hand-over to the historical archive."""

from __future__ import annotations

import tempfile
from pathlib import Path
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.kernel.api import files, paging
from congvu.kernel.errors import DomainError, NotFound
from congvu.ui.api import DayField, OfficeRequest, office

from .. import policy, rules
from ..actions import transfer as acts
from ..models import Transfer
from ..types import ItemState, TransferState
from .file_acts import is_uuid
from .pages import form_page, paged, try_act

TONES = {"draft": "soon", "approved": "run", "sent": "run", "done": "good"}
ITEM_TONES = {"waiting": "run", "good": "good", "bad": "late"}


class AnswerForm(forms.Form):
    """What the receiver answered."""

    minutes_number = forms.CharField(label=gettext_lazy("Số biên bản của lưu trữ lịch sử"), max_length=60)
    minutes_on = DayField(label=gettext_lazy("Ngày biên bản"))
    accepted = forms.MultipleChoiceField(
        label=gettext_lazy("Hồ sơ được tiếp nhận"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Hồ sơ không đánh dấu là trả lại, vẫn ở lưu trữ hiện hành"),
    )
    note = forms.CharField(
        label=gettext_lazy("Kết luận"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


@office
@require_safe
def transfers(request: OfficeRequest) -> HttpResponse:
    """List the hand-overs, the newest first."""
    shown = paging.page(policy.visible_transfers(request.actor), "-id", after=request.GET.get("sau"), size=50)
    rows = [(row, TransferState(row.state).label, TONES[row.state]) for row in shown.rows]
    context = {
        "rows": rows,
        "archivist": policy.is_archivist(request.actor),
        "older_url": paged(request, shown.next),
        "newer_url": paged(request, shown.previous),
    }
    return render(request, "archive/transfers.html", context)


@office
@require_http_methods(["GET", "POST"])
def new(request: OfficeRequest) -> HttpResponse:
    """Choose permanent files of the archive and name the receiver; a page of them at a time."""
    policy.may_run_archive(request.actor).require()
    if request.method == "POST":
        chosen = [UUID(one) for one in request.POST.getlist("ho-so") if is_uuid(one)]
        try:
            uid = acts.prepare_transfer(
                actor=request.actor, receiver=request.POST.get("noi-nhan", ""), file_uids=chosen, now=timezone.now()
            )
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            return redirect("archive:transfer", uid)
    rows = acts.eligible(request.actor.agency_id).order_by("catalog_year", "pk")
    shown = paging.page(rows, "catalog_year", "pk", after=request.GET.get("sau"), size=rules.MOST_AT_ONCE)
    context = {
        "files": shown.rows,
        "receiver": request.POST.get("noi-nhan", "")[:250],
        "older_url": paged(request, shown.next),
        "newer_url": paged(request, shown.previous),
    }
    return render(request, "archive/transfer_new.html", context)


@office
@require_safe
def transfer(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Show one hand-over with its files, packages and result."""
    row = _found(request, uid)
    archivist = policy.is_archivist(request.actor)
    items = row.items.select_related("file", "file__retention").order_by("position")
    context = {
        "transfer": row,
        "items": [(item, ItemState(item.state).label, ITEM_TONES[item.state]) for item in items],
        "state_label": TransferState(row.state).label,
        "state_tone": TONES[row.state],
        "may_approve": row.state == TransferState.DRAFT and bool(policy.may_approve_transfer(request.actor, row)),
        "may_pack": archivist and row.state in {TransferState.APPROVED, TransferState.SENT},
        "may_send": archivist and row.state == TransferState.APPROVED,
        "may_answer": archivist and row.state == TransferState.SENT,
    }
    return render(request, "archive/transfer.html", context)


@office
@require_POST
def act(request: OfficeRequest, uid: UUID, what: str) -> HttpResponse:
    """Approve the list, or write down that the packages went."""
    todo = {
        "duyet": (acts.approve_transfer, _("Đã duyệt mục lục; lưu trữ lập gói và gửi.")),
        "gui": (acts.send_transfer, _("Đã ghi: các gói đã gửi lưu trữ lịch sử.")),
    }
    if what not in todo:
        raise NotFound
    run, done = todo[what]
    try_act(request, lambda: run(actor=request.actor, uid=uid, now=timezone.now()), done=done)
    return redirect("archive:transfer", uid)


@office
@require_POST
def package(request: OfficeRequest, uid: UUID, item_id: int) -> HttpResponseBase:
    """Make the SIP of one file and hand it over as .zip."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            made = acts.pack(actor=request.actor, uid=uid, item_id=item_id, folder=Path(folder), now=timezone.now())
        except NotFound:
            raise
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("archive:transfer", uid)
        response = FileResponse(Path(made.path).open("rb"), content_type="application/zip")  # noqa: SIM115
    response["Content-Disposition"] = files.disposition(made.name, inline=False)
    return response


@office
@require_http_methods(["GET", "POST"])
def answer(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Write down which files the historical archive took, with the number of its minutes."""
    policy.may_run_archive(request.actor).require()
    row = _found(request, uid)
    items = row.items.select_related("file").order_by("position")
    choices = [(str(item.pk), f"{item.file.arc_file_code} {item.file.title}"[:200]) for item in items]
    form = AnswerForm(request.POST or None, initial={"accepted": [key for key, _label in choices]})
    field = form.fields["accepted"]
    assert isinstance(field, forms.MultipleChoiceField)
    field.choices = choices

    def run() -> None:
        values = form.cleaned_data
        acts.answer_transfer(
            actor=request.actor,
            uid=uid,
            accepted={int(one) for one in values["accepted"]},
            minutes_number=values["minutes_number"],
            minutes_on=values["minutes_on"],
            note=values["note"],
            now=timezone.now(),
        )

    return form_page(
        request,
        form,
        run,
        question=_("Kết quả nộp lưu trữ lịch sử"),
        label=_("Ghi kết quả, lập biên bản"),
        done=_("Đã ghi kết quả và lập biên bản."),
        back=reverse("archive:transfer", args=[uid]),
        crumb=_("Lần nộp số %(number)s năm %(year)d") % {"number": row.number, "year": row.year},
    )


@office
@require_safe
def paper(request: OfficeRequest, uid: UUID, kind: str) -> HttpResponseBase:
    """Show the list or the minutes."""
    row = _found(request, uid)
    file_id = {"muc-luc": row.list_file_id, "bien-ban": row.minutes_file_id}.get(kind)
    if file_id is None:
        raise NotFound
    return files.serve(request, file_id, inline=True)


def _found(request: OfficeRequest, uid: UUID) -> Transfer:
    row = policy.visible_transfers(request.actor).filter(uid=uid).first()
    if row is None:
        raise NotFound
    return row
