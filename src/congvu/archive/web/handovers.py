"""Hand-over: what is due, lists to hand over, the archive's desk."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.kernel.api import files
from congvu.kernel.errors import DomainError, NotFound
from congvu.ui.api import DayField, OfficeRequest, Tab, office

from .. import policy
from ..actions.due import ask_keep_back, decide_keep_back, send_notice
from ..actions.handover import offer_handover, prepare_handover, withdraw_handover
from ..actions.raising import raise_signatures
from ..actions.receive import accept_handover, judge_item, return_handover, take_handover
from ..models import Handover
from ..queries import handovers as query
from ..queries.files import file_or_404
from ..types import HandoverState
from .file_acts import is_uuid
from .forms import ReasonForm
from .minutes import minutes_card
from .pages import form_page, paged, try_act


class ConclusionForm(forms.Form):
    """What the archive concludes."""

    conclusion = forms.CharField(
        label=gettext_lazy("Kết luận"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=5000
    )


class NoticeForm(forms.Form):
    """The archive's yearly notice."""

    text = forms.CharField(
        label=gettext_lazy("Nội dung nhắc"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=5000
    )


class KeepBackForm(forms.Form):
    """Until when a file is to stay, and why."""

    until = DayField(label=gettext_lazy("Giữ lại đến ngày"))
    reason = forms.CharField(label=gettext_lazy("Lý do"), widget=forms.Textarea(attrs={"rows": 3}), max_length=5000)


@office
@require_safe
def handovers(request: OfficeRequest) -> HttpResponse:
    """Show the hand-overs that the actor sees, and what is due."""
    actor, now = request.actor, timezone.now()
    today = timezone.localdate(now)
    state = request.GET.get("trang-thai", "")
    shown = query.handovers(actor=actor, state=state, after=request.GET.get("sau"))
    tabs = [Tab(_("Tất cả"), "?", None, not state)]
    tabs += [Tab(str(one.label), f"?trang-thai={one.value}", None, one == state) for one in HandoverState]
    archivist = policy.is_archivist(actor)
    waiting = query.keep_backs_waiting(actor=actor, after=request.GET.get("giu"))
    context = {
        "page": shown,
        "tabs": tabs,
        "archivist": archivist,
        "due": query.due_files(actor=actor, today=today, mine=not archivist).rows,
        "notice": query.notice_of(agency_id=actor.agency_id, year=today.year),
        "keep_backs": waiting.rows,
        "keep_backs_newer_url": paged(request, waiting.previous, "giu"),
        "keep_backs_older_url": paged(request, waiting.next, "giu"),
        "older_url": paged(request, shown.next),
        "newer_url": paged(request, shown.previous),
        "year": today.year,
    }
    return render(request, "archive/handovers.html", context)


@office
@require_http_methods(["GET", "POST"])
def new(request: OfficeRequest) -> HttpResponse:
    """Choose files that are due and gather them; permanent and temporary apart."""
    actor, now = request.actor, timezone.now()
    policy.may_open_file(actor).require()
    shown = query.due_files(actor=actor, today=timezone.localdate(now), mine=True, after=request.GET.get("sau"))
    due = shown.rows
    if request.method == "POST":
        chosen = [UUID(one) for one in request.POST.getlist("ho-so") if is_uuid(one)]
        permanent = {row.uid for row in due if row.is_permanent}
        made: list[UUID] = []
        try:
            for is_permanent in (True, False):
                part = [uid for uid in chosen if (uid in permanent) == is_permanent]
                if part:
                    made.append(
                        prepare_handover(
                            actor=actor,
                            file_uids=part,
                            reason=request.POST.get("ly-do", "")[:2000],
                            is_permanent=is_permanent,
                            now=now,
                        )
                    )
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            if len(made) == 1:
                return redirect("archive:handover", made[0])
            if made:
                messages.success(request, _("Đã lập hai mục lục riêng: vĩnh viễn và có thời hạn."))
                return redirect("archive:handovers")
            messages.error(request, _("Chọn ít nhất một hồ sơ."))
    context = {"due": due, "older_url": paged(request, shown.next), "newer_url": paged(request, shown.previous)}
    return render(request, "archive/handover_new.html", context)


@office
@require_safe
def handover(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Show one hand-over with its files and checks."""
    actor = request.actor
    found = query.handover_or_404(actor=actor, uid=uid)
    receives, gives = bool(policy.may_receive(actor, found)), bool(policy.may_hand_over(actor, found))
    state = HandoverState(found.state)
    context = {
        "handover": found,
        "items": query.items(found),
        "state_label": state.label,
        "card": minutes_card(request, found),
        "state_tone": query.TONES[state],
        "may_raise": (gives or receives) and state in {HandoverState.DRAFT, HandoverState.WAITING},
        "may_offer": gives and state == HandoverState.DRAFT,
        "may_withdraw": gives and state == HandoverState.WAITING,
        "may_take": receives and state == HandoverState.WAITING,
        "may_decide": receives and state == HandoverState.CHECKING,
    }
    return render(request, "archive/handover.html", context)


@office
@require_POST
def act(request: OfficeRequest, uid: UUID, what: str) -> HttpResponse:
    """Offer, withdraw, take in hand: acts behind single buttons."""
    now = timezone.now()
    acts = {
        "nop": (offer_handover, _("Đã nộp; lưu trữ đã được báo.")),
        "rut": (withdraw_handover, _("Đã rút lại.")),
        "nhan": (take_handover, _("Đã kiểm tra từng hồ sơ.")),
    }
    if what not in acts:
        raise NotFound
    run, done = acts[what]
    try_act(request, lambda: run(actor=request.actor, uid=uid, now=now), done=done)
    return redirect("archive:handover", uid)


@office
@require_POST
def raise_levels(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Raise the signatures of a hand-over to the level that keeps."""
    try:
        done, refused = raise_signatures(actor=request.actor, uid=uid, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(n)d tệp đã ở mức lưu trữ B-LTA.") % {"n": done})
        for sentence in refused[:10]:
            messages.warning(request, sentence)
    return redirect("archive:handover", uid)


@office
@require_POST
def judge(request: OfficeRequest, uid: UUID, item_id: int) -> HttpResponse:
    """Say of one file whether it is taken."""
    good = "dat" in request.POST
    try_act(
        request,
        lambda: judge_item(
            actor=request.actor,
            uid=uid,
            item_id=item_id,
            good=good,
            note=request.POST.get("ghi-chu", "")[:2000],
            now=timezone.now(),
        ),
        done=_("Đã ghi kết quả."),
    )
    return redirect("archive:handover", uid)


@office
@require_http_methods(["GET", "POST"])
def accept(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Take over what is good, with minutes."""
    found, now = _receivable(request, uid), timezone.now()
    form = ConclusionForm(request.POST or None)

    def run() -> None:
        accept_handover(actor=request.actor, uid=uid, conclusion=form.cleaned_data["conclusion"], now=now)

    return _page(request, found, form, run, _("Tiếp nhận"), _("Tiếp nhận, lập biên bản"), _("Đã tiếp nhận."))


@office
@require_http_methods(["GET", "POST"])
def give_back(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Return a whole hand-over, with minutes."""
    found, now = _receivable(request, uid), timezone.now()
    form = ReasonForm(request.POST or None)

    def run() -> None:
        return_handover(actor=request.actor, uid=uid, reason=form.cleaned_data["reason"], now=now)

    return _page(request, found, form, run, _("Trả lại đợt nộp lưu"), _("Trả lại"), _("Đã trả lại, có biên bản."))


@office
@require_safe
def paper(request: OfficeRequest, uid: UUID, what: str) -> HttpResponseBase:
    """Hand over the list or the minutes as PDF."""
    found = query.handover_or_404(actor=request.actor, uid=uid)
    file_id = {"muc-luc": found.list_file_id, "bien-ban": found.minutes_file_id}.get(what)
    if file_id is None:
        raise NotFound
    return files.serve(request, file_id, inline="xem" in request.GET)


@office
@require_http_methods(["GET", "POST"])
def notice(request: OfficeRequest) -> HttpResponse:
    """Tell the keepers what is due this year."""
    policy.may_run_archive(request.actor).require()
    now = timezone.now()
    year = timezone.localdate(now).year
    form = NoticeForm(request.POST or None)

    def run() -> None:
        send_notice(actor=request.actor, year=year, text=form.cleaned_data["text"], now=now)

    return form_page(
        request,
        form,
        run,
        question=_("Thông báo hồ sơ đến hạn nộp lưu năm %(year)d") % {"year": year},
        label=_("Gửi thông báo"),
        done=_("Đã thông báo đến từng người lập hồ sơ."),
        back=reverse("archive:handovers"),
        crumb=_("Nộp lưu"),
        sentence=_("Mỗi người có hồ sơ đến hạn nhận một việc trong “Việc của tôi” với hạn 30 ngày."),
    )


@office
@require_http_methods(["GET", "POST"])
def keep_back(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Ask the head to let a due file stay."""
    now = timezone.now()
    found = file_or_404(actor=request.actor, uid=uid, today=timezone.localdate(now))
    policy.may_answer_for(request.actor, found).require()
    form = KeepBackForm(request.POST or None)

    def run() -> None:
        ask_keep_back(actor=request.actor, uid=uid, now=now, **form.cleaned_data)

    return form_page(
        request,
        form,
        run,
        question=_("Đề nghị giữ lại hồ sơ đến hạn nộp lưu"),
        label=_("Đề nghị"),
        done=_("Đã gửi người đứng đầu cơ quan."),
        back=reverse("archive:file", args=[uid]),
        crumb=found.title,
        sentence=_("Người đứng đầu đồng ý bằng văn bản; giữ lại nhiều nhất 02 năm sau hạn nộp."),
    )


@office
@require_POST
def keep_back_decision(request: OfficeRequest, keep_back_id: int) -> HttpResponse:
    """Consent or not."""
    allow = "dong-y" in request.POST
    try_act(
        request,
        lambda: decide_keep_back(
            actor=request.actor,
            keep_back_id=keep_back_id,
            allow=allow,
            note=request.POST.get("y-kien", "")[:2000],
            now=timezone.now(),
        ),
        done=_("Đã ghi quyết định."),
    )
    return redirect("archive:handovers")


def _receivable(request: OfficeRequest, uid: UUID) -> Handover:
    found = query.handover_or_404(actor=request.actor, uid=uid)
    policy.may_receive(request.actor, found).require()
    return found


def _page(
    request: OfficeRequest,
    found: Handover,
    form: forms.Form,
    run: Callable[[], None],
    question: str,
    label: str,
    done: str,
) -> HttpResponse:
    return form_page(
        request,
        form,
        run,
        question=question,
        label=label,
        done=done,
        back=reverse("archive:handover", args=[found.uid]),
        crumb=_("Đợt %(n)s năm %(year)d") % {"n": found.number or "–", "year": found.year},
    )
