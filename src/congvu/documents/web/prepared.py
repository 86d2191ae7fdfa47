"""Pages of secretaries: prepare a bút phê, write down what was said; and the leader's one click."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from congvu.kernel.errors import DomainError, NotFound
from congvu.ui.api import OfficeRequest, office

from .. import policy
from ..actions.secretary import confirm_prepared, decline_prepared, enter_oral, prepare_instruction
from ..models import PreparedInstruction
from ..queries import setup
from ..queries.document import document_or_404
from ..queries.receivers import receivers
from ..types import Target
from .act_pages import giving_page


@office
@require_http_methods(["GET", "POST"])
def preparing(request: OfficeRequest, uid: UUID, leader_post_id: int) -> HttpResponse:
    """Prepare a bút phê for a leader to confirm."""
    return _writing(request, uid, leader_post_id, oral=False)


@office
@require_http_methods(["GET", "POST"])
def writing_down(request: OfficeRequest, uid: UUID, leader_post_id: int) -> HttpResponse:
    """Write down what a leader said, as such."""
    return _writing(request, uid, leader_post_id, oral=True)


def _writing(request: OfficeRequest, uid: UUID, leader_post_id: int, *, oral: bool) -> HttpResponse:
    found = document_or_404(actor=request.actor, uid=uid)
    now = timezone.now()
    on = timezone.localdate(now)
    act_name = "may_enter_oral" if oral else "may_prepare"
    policy.may_write_for(request.actor, found, leader_post_id, act_name, on=on).require()
    served = {post: name for post, name, _prepare, _oral in setup.leaders_served(actor=request.actor, on=on)}
    name = served.get(leader_post_id)
    if name is None:
        raise NotFound

    def act(text: str, targets: list[Target]) -> None:
        write = enter_oral if oral else prepare_instruction
        write(actor=request.actor, uid=uid, leader_post_id=leader_post_id, text=text, targets=targets, now=now)

    if oral:
        question = _("Ghi ý kiến %(name)s nói trực tiếp") % {"name": name}
        sentence = _("Văn bản được giao ngay; lịch sử ghi là bạn ghi lại lời nói, và lãnh đạo được báo nguyên văn.")
    else:
        question = _("Soạn bút phê cho %(name)s") % {"name": name}
        sentence = _("Chưa giao cho ai: lãnh đạo xem và xác nhận bằng một lần bấm, hoặc ghi ý kiến khác.")
    return giving_page(
        request,
        found,
        receivers(actor=request.actor, on=on),
        act,
        question=question,
        label=_("Ghi và giao") if oral else _("Gửi lãnh đạo xác nhận"),
        sentence=sentence,
        done=_("Đã giao.") if oral else _("Đã gửi lãnh đạo xác nhận."),
    )


@office
@require_POST
def prepared(request: OfficeRequest, prepared_uid: UUID) -> HttpResponse:
    """Confirm a prepared bút phê with one click, or say that it is not used."""
    row = PreparedInstruction.objects.filter(uid=prepared_uid).select_related("document").first()
    if row is None:
        raise NotFound
    found = document_or_404(actor=request.actor, uid=row.document.uid)
    confirmed = request.POST.get("lam") == "dong-y"
    try:
        if confirmed:
            confirm_prepared(actor=request.actor, prepared_uid=prepared_uid, now=timezone.now())
        else:
            decline_prepared(actor=request.actor, prepared_uid=prepared_uid, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã ghi bút phê, đã giao.") if confirmed else _("Đã báo không dùng."))
    return redirect("documents:document", uid=found.uid)
