"""The file plan of a year on its page, on paper, as files."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.kernel.api import files
from congvu.kernel.errors import NotFound
from congvu.ui.api import DayField, OfficeRequest, office

from .. import policy
from ..actions import plan as acts
from ..actions.plan_rows import add_row, remove_row
from ..models import FilePlan
from ..papers import plan as papers
from ..papers.lists import pdf
from ..types import Numbering, PlanState
from .forms import ReasonForm, number_of, retention_choices
from .pages import form_page, try_act

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TONES = {PlanState.DRAFT: "none", PlanState.SUBMITTED: "run", PlanState.APPROVED: "run", PlanState.ISSUED: "good"}


class StartForm(forms.Form):
    """The year of a plan, empty or copied."""

    year = forms.IntegerField(label=gettext_lazy("Năm"), min_value=2000, max_value=2100)
    numbering = forms.ChoiceField(label=gettext_lazy("Cách đánh số"), choices=Numbering.choices)
    copy_of = forms.TypedChoiceField(
        label=gettext_lazy("Sao từ danh mục năm"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["copy_of"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("Lập mới")), *((str(year), str(year)) for year in years)]


class RowForm(forms.Form):
    """A planned file."""

    heading = forms.TypedChoiceField(label=gettext_lazy("Đề mục"), coerce=int)
    title = forms.CharField(label=gettext_lazy("Tiêu đề hồ sơ"), max_length=1000)
    retention = forms.ChoiceField(label=gettext_lazy("Thời hạn bảo quản"))
    creator = forms.TypedChoiceField(
        label=gettext_lazy("Người lập hồ sơ"), required=False, coerce=int, empty_value=None
    )
    note = forms.CharField(label=gettext_lazy("Ghi chú"), required=False, max_length=500)

    def __init__(self, *args: Any, headings: list[Any], posts: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        heading, value, creator = self.fields["heading"], self.fields["retention"], self.fields["creator"]
        assert isinstance(heading, forms.TypedChoiceField)
        assert isinstance(value, forms.ChoiceField)
        assert isinstance(creator, forms.TypedChoiceField)
        heading.choices = headings
        value.choices = retention_choices(empty=_("Chọn thời hạn"))
        creator.choices = [("", _("Chưa giao")), *posts]


class HeadingForm(forms.Form):
    """A heading, large or below a large one."""

    title = forms.CharField(label=gettext_lazy("Tên đề mục"), max_length=300)
    abbreviation = forms.CharField(label=gettext_lazy("Chữ viết tắt"), required=False, max_length=12)
    parent_id = forms.TypedChoiceField(
        label=gettext_lazy("Thuộc đề mục lớn"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, headings: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["parent_id"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("Là đề mục lớn")), *headings]


class LeaderForm(forms.Form):
    """Before whom the plan is put."""

    leader_post_id = forms.TypedChoiceField(label=gettext_lazy("Trình"), coerce=int)


class DecisionForm(forms.Form):
    """The decision that issues a plan, when it was signed elsewhere."""

    decision_code = forms.CharField(label=gettext_lazy("Số, ký hiệu quyết định"), max_length=100)
    decision_on = DayField(label=gettext_lazy("Ngày quyết định"))


@office
@require_safe
def plans(request: OfficeRequest) -> HttpResponse:
    """Lead to this year's plan, or the newest; say so where there is none."""
    rows = list(policy.visible_plans(request.actor).order_by("-year")[:30])
    if rows:
        return redirect("archive:plan", rows[0].year)
    return render(request, "archive/plan_none.html", {"may_plan": bool(policy.may_plan(request.actor))})


@office
@require_safe
def plan(request: OfficeRequest, year: int) -> HttpResponse:
    """Show the plan of a year."""
    actor = request.actor
    found = _plan(request, year)
    may_plan, may_approve = bool(policy.may_plan(actor)), bool(policy.may_approve_plan(actor, found))
    amendment = found.amendments.filter(state=PlanState.DRAFT).first()
    state = PlanState(found.state)
    context = {
        "plan": found,
        "heads": papers.heads(),
        "lines": papers.lines(found),
        "years": list(policy.visible_plans(actor).order_by("-year").values_list("year", flat=True)[:30]),
        "state_label": state.label,
        "state_tone": TONES[state],
        "amendment": amendment,
        "amendments": list(found.amendments.order_by("number")),
        "may_edit": may_plan and (state == PlanState.DRAFT or amendment is not None),
        "may_submit": may_plan and state == PlanState.DRAFT,
        "may_approve": may_approve and state == PlanState.SUBMITTED,
        "may_issue": may_plan and state == PlanState.APPROVED,
        "may_amend": may_plan and state == PlanState.ISSUED and amendment is None,
        "may_approve_amendment": may_approve and amendment is not None,
        "may_plan": may_plan,
        "total": papers.total_words(papers.lines(found)),
    }
    return render(request, "archive/plan.html", context)


@office
@require_http_methods(["GET", "POST"])
def start(request: OfficeRequest) -> HttpResponse:
    """Begin the plan of a year."""
    now = timezone.now()
    policy.may_plan(request.actor).require()
    years = list(policy.visible_plans(request.actor).order_by("-year").values_list("year", flat=True))
    this_year = timezone.localdate(now).year
    first = {"year": this_year if this_year not in years else this_year + 1, "copy_of": years[0] if years else ""}
    form = StartForm(request.POST or None, years=years, initial=first)

    def run() -> str:
        values = form.cleaned_data
        acts.start_plan(actor=request.actor, now=now, **values)
        return reverse("archive:plan", args=[values["year"]])

    return _act(request, form, run, _("Lập danh mục hồ sơ"), _("Lập"), _("Đã lập danh mục."), year=None)


@office
@require_http_methods(["GET", "POST"])
def row(request: OfficeRequest, year: int) -> HttpResponse:
    """Add a planned file."""
    now, found = timezone.now(), _plan(request, year)
    policy.may_plan(request.actor).require()
    form = RowForm(
        request.POST or None,
        headings=_headings(found),
        posts=_posts(request),
        initial={"heading": number_of(request.GET.get("de-muc"))},
    )

    def run() -> None:
        values = form.cleaned_data
        add_row(
            actor=request.actor,
            plan_id=found.pk,
            heading_id=values["heading"],
            title=values["title"],
            retention=values["retention"],
            creator_post_id=values["creator"],
            note=values["note"],
            now=now,
        )

    return _act(request, form, run, _("Thêm hồ sơ vào danh mục"), _("Thêm"), _("Đã thêm."), year=year)


@office
@require_http_methods(["GET", "POST"])
def heading(request: OfficeRequest, year: int) -> HttpResponse:
    """Add a heading."""
    now, found = timezone.now(), _plan(request, year)
    policy.may_plan(request.actor).require()
    large = [(pk, label) for pk, label in _headings(found) if not label.startswith("–")]
    form = HeadingForm(request.POST or None, headings=large)

    def run() -> None:
        acts.add_heading(actor=request.actor, plan_id=found.pk, now=now, **form.cleaned_data)

    return _act(request, form, run, _("Thêm đề mục"), _("Thêm"), _("Đã thêm đề mục."), year=year)


@office
@require_POST
def row_out(request: OfficeRequest, year: int, row_id: int) -> HttpResponse:
    """Take a planned file out."""
    found = _plan(request, year)
    try_act(
        request,
        lambda: remove_row(actor=request.actor, plan_id=found.pk, row_id=row_id, now=timezone.now()),
        done=_("Đã bỏ khỏi danh mục."),
    )
    return redirect("archive:plan", year)


@office
@require_http_methods(["GET", "POST"])
def submit(request: OfficeRequest, year: int) -> HttpResponse:
    """Put the plan before the head."""
    now, found = timezone.now(), _plan(request, year)
    policy.may_plan(request.actor).require()
    form = LeaderForm(request.POST or None)
    field = form.fields["leader_post_id"]
    assert isinstance(field, forms.TypedChoiceField)
    cards = identity.posts(on=timezone.localdate(now), agency_id=found.agency_id, role=Role.AGENCY_LEADER)
    field.choices = [(c.id, f"{c.person_name}, {c.title}") for c in cards if c.person_id is not None]

    def run() -> None:
        acts.submit_plan(
            actor=request.actor, plan_id=found.pk, leader_post_id=form.cleaned_data["leader_post_id"], now=now
        )

    return _act(request, form, run, _("Trình phê duyệt"), _("Trình"), _("Đã trình."), year=year)


@office
@require_POST
def approve(request: OfficeRequest, year: int) -> HttpResponse:
    """Approve the plan, or the open amendment."""
    found, now = _plan(request, year), timezone.now()

    def run() -> None:
        if found.state == PlanState.ISSUED:
            acts.approve_amendment(actor=request.actor, plan_id=found.pk, decision_code="", now=now)
        else:
            acts.approve_plan(actor=request.actor, plan_id=found.pk, now=now)

    try_act(request, run, done=_("Đã phê duyệt. Dự thảo quyết định ban hành ở mục Dự thảo, trình ký."))
    return redirect("archive:plan", year)


@office
@require_http_methods(["GET", "POST"])
def give_back(request: OfficeRequest, year: int) -> HttpResponse:
    """Send the plan back with a reason."""
    now, found = timezone.now(), _plan(request, year)
    policy.may_approve_plan(request.actor, found).require()
    form = ReasonForm(request.POST or None)

    def run() -> None:
        acts.return_plan(actor=request.actor, plan_id=found.pk, reason=form.cleaned_data["reason"], now=now)

    return _act(request, form, run, _("Trả lại danh mục"), _("Trả lại"), _("Đã trả lại."), year=year)


@office
@require_http_methods(["GET", "POST"])
def issue(request: OfficeRequest, year: int) -> HttpResponse:
    """Put the plan in force by a decision signed elsewhere."""
    now, found = timezone.now(), _plan(request, year)
    policy.may_plan(request.actor).require()
    form = DecisionForm(request.POST or None)

    def run() -> None:
        acts.issue_plan(actor=request.actor, plan_id=found.pk, now=now, **form.cleaned_data)

    return _act(request, form, run, _("Ghi quyết định ban hành"), _("Ban hành"), _("Danh mục đã ban hành."), year=year)


@office
@require_http_methods(["GET", "POST"])
def amend(request: OfficeRequest, year: int) -> HttpResponse:
    """Begin a change of an issued plan."""
    now, found = timezone.now(), _plan(request, year)
    policy.may_plan(request.actor).require()
    form = ReasonForm(request.POST or None)

    def run() -> None:
        acts.start_amendment(actor=request.actor, plan_id=found.pk, reason=form.cleaned_data["reason"], now=now)

    return _act(request, form, run, _("Sửa đổi, bổ sung danh mục"), _("Bắt đầu"), _("Đã mở sửa đổi."), year=year)


@office
@require_safe
def download(request: OfficeRequest, year: int, kind: str) -> HttpResponseBase:
    """Hand over the plan as PDF, Word or spreadsheet."""
    found = _plan(request, year)
    makers: dict[str, tuple[Callable[[], bytes], str]] = {
        "pdf": (lambda: pdf(papers.listing(found)), "application/pdf"),
        "xlsx": (lambda: papers.xlsx(found), XLSX),
        "docx": (lambda: papers.docx(found), DOCX),
    }
    if kind not in makers:
        raise NotFound
    make, media_type = makers[kind]
    response = FileResponse(io.BytesIO(make()), content_type=media_type)
    response["Content-Disposition"] = files.disposition(f"danh-muc-ho-so-{year}.{kind}", inline=False)
    return response


def _plan(request: OfficeRequest, year: int) -> FilePlan:
    found = policy.visible_plans(request.actor).filter(year=min(year, 9999)).first()
    if found is None:
        raise NotFound
    return found


def _headings(found: FilePlan) -> list[tuple[int, str]]:
    return [
        (line.heading.pk, ("– " if line.level == 2 else "") + line.cells[0])
        for line in papers.lines(found)
        if line.heading is not None
    ]


def _posts(request: OfficeRequest) -> list[tuple[int, str]]:
    cards = identity.posts(on=timezone.localdate(), agency_id=request.actor.agency_id)
    return [(c.id, f"{c.person_name}, {c.title}") for c in cards if c.person_id is not None]


def _act(
    request: OfficeRequest,
    form: forms.Form,
    run: Callable[[], str | None],
    question: str,
    label: str,
    done: str,
    *,
    year: int | None,
) -> HttpResponse:
    back = reverse("archive:plan", args=[year]) if year is not None else reverse("archive:plans")
    crumb = _("Danh mục hồ sơ năm %(year)d") % {"year": year} if year is not None else _("Danh mục hồ sơ")
    return form_page(request, form, run, question=question, label=label, done=done, back=back, crumb=crumb)
