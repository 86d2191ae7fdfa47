"""The clerk's desk: what arrived from other agencies."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from congvu.kernel.api import files
from congvu.kernel.errors import DomainError, NotAllowed, NotFound
from congvu.ui.api import OfficeRequest, office

from .. import owners, policy
from ..actions.clerk import refuse
from ..actions.wishes import answer_wish
from ..errors import ReasonNeeded
from ..queries import desk
from ..types import ArrivalState, ArrivalView, Business, Verdict
from .shared import require_desk, tabs

SHELVES = ("cho", "xong", "yeu-cau")


# Areas, not lines: Enter in a line would press the first button, and agreeing to a recall destroys the copy.
class ReturnForm(forms.Form):
    """Why an arrival goes back; the act says what is too short."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "id": "tra-lai-ly-do"}),
    )


class AnswerForm(forms.Form):
    """What the receiver says to the sender's wish."""

    reason = forms.CharField(
        label=gettext_lazy("Ý kiến"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Bắt buộc khi không đồng ý."),
        widget=forms.Textarea(attrs={"rows": 2, "id": "tra-loi-ly-do"}),
    )


CONSEQUENCES: dict[int, str | Promise] = {
    Business.RECALL: gettext_lazy(
        "Đồng ý: bản điện tử và thông tin của văn bản ở cơ quan này bị hủy, chỉ giữ dữ liệu về việc thu hồi"
        " (NĐ 30/2020, Phụ lục VI)."
    ),
    Business.UPDATE: gettext_lazy(
        "Đồng ý: dòng trong sổ và các tệp được cập nhật theo gói mới; tệp cũ vẫn được giữ, không có số đến mới."
    ),
    Business.REPLACE: gettext_lazy(
        "Vào sổ văn bản mới trước rồi đồng ý: dòng cũ ghi “Thay thế bằng …”, việc đang làm chuyển sang văn bản mới."
    ),
}


@office
@require_safe
def listing(request: OfficeRequest) -> HttpResponse:
    """List what waits to be registered, what is done with, or what senders wish back."""
    require_desk(request)
    shelf = request.GET.get("xem", "cho")
    shelf = shelf if shelf in SHELVES else "cho"
    page = desk.arrivals(actor=request.actor, shelf=shelf, after=request.GET.get("sau"))
    context = {
        "rows": desk.shown(page),
        "next_url": f"?xem={shelf}&sau={page.next}" if page.next else "",
        "shelf": shelf,
        "tabs": tabs(request, f"den-{shelf}"),
        "refused": desk.refused(actor=request.actor) if shelf == "cho" and not request.GET.get("sau") else [],
        "takes": policy.takes_arrivals(request.actor),
    }
    return render(request, "exchange/arrivals.html", context)


@office
@require_safe
def arrival(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Show one arrival: what it says, what was checked, its files, what may be done."""
    return _shown(request, uid)


def _shown(
    request: OfficeRequest, uid: UUID, *, returning: ReturnForm | None = None, answer: AnswerForm | None = None
) -> HttpResponse:
    """Show the arrival, with what was typed where it was refused."""
    page = desk.arrival_page(actor=request.actor, uid=uid)
    view = page.view
    for form in filter(None, (returning, answer)):
        form.fields["reason"].widget.attrs["autofocus"] = True  # the fault stands there, on a phone far below
    waits = view.state == ArrivalState.ARRIVED and policy.takes_arrivals(request.actor)
    unsound = view.verdict == Verdict.UNSOUND
    context = {
        "page": page,
        "a": view,
        "unsound": unsound,
        "returning": returning or ReturnForm(initial={"reason": _broken(view) if unsound else ""}),
        "answer": answer or AnswerForm(),
        "consequence": CONSEQUENCES.get(page.business, ""),
        "acts": owners.acts(request.actor, uid) if waits else [],
        "may_refuse": waits,
        "may_answer": bool(view.change) and policy.takes_arrivals(request.actor),
        "document_url": owners.url_of(view.document_uid) if view.document_uid else "",
        "readable": view.state != ArrivalState.WITHDRAWN,
        "crumbs": [(_("Liên thông"), reverse("exchange:arrivals")), (view.full_code or view.subject, "")],
    }
    return render(request, "exchange/arrival.html", context, status=422 if returning or answer else 200)


def _broken(view: ArrivalView) -> str:
    """Return what did not pass the checks, as the reason that the sender reads."""
    return " ".join(one.text for one in view.checks if one.ok is False and one.code != "both_signatures")[:500]


@office
@require_safe
def file(request: OfficeRequest, uid: UUID, place: int) -> HttpResponseBase:
    """Give a file of an arrival."""
    row = desk.arrived_file(actor=request.actor, uid=uid, place=place)
    return files.serve(request, row.file_id, name=row.name, inline=request.GET.get("xem") == "1")


@office
@require_POST
def refusing(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Return an arrival with a reason."""
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _shown(request, uid, returning=form)
    try:
        refuse(actor=request.actor, arrival_uid=uid, reason=form.cleaned_data["reason"], now=timezone.now())
    except (NotAllowed, NotFound):
        raise
    except ReasonNeeded as refusal:
        form.add_error("reason", str(refusal))
        return _shown(request, uid, returning=form)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("exchange:arrival", uid)
    messages.success(request, _("Đã trả lại nơi gửi."))
    return redirect("exchange:arrivals")


@office
@require_POST
def answering(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Answer the sender's wish."""
    agreed, form = request.POST.get("tra-loi") == "dong-y", AnswerForm(request.POST)
    if not form.is_valid():
        return _shown(request, uid, answer=form)
    try:
        answer_wish(
            actor=request.actor,
            arrival_uid=uid,
            agreed=agreed,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
    except (NotAllowed, NotFound):
        raise
    except ReasonNeeded as refusal:
        form.add_error("reason", str(refusal))
        return _shown(request, uid, answer=form)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã đồng ý và báo nơi gửi.") if agreed else _("Đã từ chối và báo nơi gửi."))
    return redirect("exchange:arrival", uid)
