"""After issue: start the paper that corrects, replaces or recalls another; void a number."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from congvu.kernel.errors import DomainError, NotFound
from congvu.ui.api import OfficeRequest, office

from .. import follow_ups, policy
from ..actions.follow_up import start_follow_up
from ..actions.outgoing_numbers import void_outgoing_number
from ..drafting import queries
from ..models import Document
from ..queries import document as query
from ..types import Direction, LinkKind
from .draft_forms import ReasonForm


def _start(request: OfficeRequest, uid: UUID, kind: str, question: str, sentence: str) -> HttpResponse:
    def act(reason: str) -> str:
        pk = start_follow_up(actor=request.actor, uid=uid, kind=kind, reason=reason, now=timezone.now())
        return reverse("documents:draft_edit", args=[queries.uid_of(pk)])

    found = _found(request, uid)
    follow_ups.may_follow_up(request.actor, found).require()
    return _asked(request, found, act, question, sentence, _("Soạn văn bản"))


def _found(request: OfficeRequest, uid: UUID) -> Document:
    found = query.document_or_404(actor=request.actor, uid=uid)
    if found.direction != Direction.OUTGOING:
        raise NotFound
    return found


def _asked(
    request: OfficeRequest, found: Document, act: Callable[[str], str], question: str, sentence: str, label: str
) -> HttpResponse:
    """Ask for the reason, act, and go where the act says."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(act(form.cleaned_data["reason"]))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    context = {
        "document": found,
        "form": form,
        "question": question,
        "sentence": sentence,
        "label": label,
        "back": reverse("documents:document", args=[found.uid]),
        "key": f"{request.resolver_match.url_name if request.resolver_match else ''}-{found.uid}",
    }
    return render(request, "documents/act.html", context, status=422 if form.errors else 200)


@office
@require_http_methods(["GET", "POST"])
def correcting(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Start the công văn that corrects a paper."""
    return _start(
        request,
        uid,
        LinkKind.CORRECTS,
        _("Đính chính văn bản"),
        _("Sai sót về thể thức, thủ tục ban hành được đính chính bằng công văn (Điều 18 khoản 3)."),
    )


@office
@require_http_methods(["GET", "POST"])
def replacing(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Start the paper of the same type that replaces another."""
    return _start(
        request,
        uid,
        LinkKind.REPLACES,
        _("Thay thế văn bản"),
        _("Sai sót về nội dung được thay thế bằng văn bản có hình thức tương đương (Điều 18 khoản 3)."),
    )


@office
@require_http_methods(["GET", "POST"])
def recalling(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Start the công văn that recalls a paper."""
    return _start(
        request,
        uid,
        LinkKind.RECALLS,
        _("Thu hồi văn bản"),
        _(
            "Khi công văn thu hồi được phát hành: văn bản này và dữ liệu của nó bị đóng băng; bản điện tử ở các "
            "cơ quan nhận trong hệ thống bị hủy; cơ quan khác được thông báo (Điều 18 khoản 4)."
        ),
    )


@office
@require_http_methods(["GET", "POST"])
def voiding(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Void the number of an outgoing paper."""
    found = _found(request, uid)
    policy.may_void(request.actor, found).require()

    def act(reason: str) -> str:
        void_outgoing_number(actor=request.actor, uid=uid, reason=reason, now=timezone.now())
        messages.success(request, _("Đã hủy số. Số này không cấp lại."))
        return reverse("documents:document", args=[uid])

    return _asked(
        request,
        found,
        act,
        _("Hủy số văn bản đi"),
        _("Dòng trong sổ vẫn còn, gạch ngang, kèm lý do; số không cấp lại. Văn bản đã gửi đi thì phải thu hồi."),
        _("Hủy số"),
    )
