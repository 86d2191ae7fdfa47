"""Pages of the archive's settings and of the table of retention."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.kernel.errors import NotFound
from congvu.ui.api import DayField, OfficeRequest, office

from .. import policy
from ..actions import setup as acts
from ..actions.receive import setup_of
from ..models import RetentionRule, RetentionValue
from .forms import retention_choices
from .pages import form_page


class SetupForm(forms.Form):
    """Codes and names of an archive."""

    archive_code = forms.CharField(
        label=gettext_lazy("Mã lưu trữ"),
        max_length=30,
        help_text=gettext_lazy("Đứng đầu mã hồ sơ lưu trữ, theo TT 05/2025/TT-BNV"),
    )
    archive_name = forms.CharField(label=gettext_lazy("Tên lưu trữ"), max_length=250)
    fonds_code = forms.CharField(label=gettext_lazy("Mã phông"), max_length=30)
    fonds_name = forms.CharField(label=gettext_lazy("Tên phông"), max_length=250)


class RuleForm(forms.Form):
    """A row of the table of retention."""

    heading = forms.CharField(label=gettext_lazy("Nhóm"), max_length=200)
    title = forms.CharField(
        label=gettext_lazy("Nhóm hồ sơ, tài liệu"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    value = forms.ChoiceField(label=gettext_lazy("Thời hạn bảo quản"))
    legal_basis = forms.CharField(label=gettext_lazy("Căn cứ"), max_length=200)
    valid_from = DayField(label=gettext_lazy("Áp dụng từ"))
    is_certain = forms.BooleanField(label=gettext_lazy("Đã đối chiếu với văn bản"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["value"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = retention_choices()


@office
@require_http_methods(["GET", "POST"])
def settings(request: OfficeRequest) -> HttpResponse:
    """Set the codes and names of the agency's archive."""
    policy.may_set_up_archive(request.actor).require()
    row = setup_of(request.actor.agency_id)
    initial = {name: getattr(row, name) for name in SetupForm.base_fields}
    form = SetupForm(request.POST or None, initial=initial)

    def act() -> None:
        acts.save_setup(actor=request.actor, data=acts.SetupData(**form.cleaned_data), now=timezone.now())

    return form_page(
        request,
        form,
        act,
        question=_("Thiết lập lưu trữ"),
        label=_("Ghi thiết lập"),
        done=_("Đã ghi thiết lập; hồ sơ tiếp nhận từ nay mang mã mới, hồ sơ đã lưu trữ giữ mã cũ."),
        back=reverse("archive:settings"),
        crumb=_("Hồ sơ, lưu trữ"),
        sentence=_("Các mã này đứng trong mã hồ sơ lưu trữ và trong gói SIP, AIP, DIP."),
    )


@office
@require_safe
def retention(request: OfficeRequest) -> HttpResponse:
    """Show values and table of retention with their legal basis; what was not compared is marked."""
    rows = RetentionRule.objects.select_related("value").filter(valid_to=None).order_by("legal_basis", "number")
    context = {
        "rows": list(rows[:500]),
        "values": list(RetentionValue.objects.filter(valid_to=None).order_by("position")[:100]),
        "may_keep": bool(policy.may_keep_retention(request.actor)),
    }
    return render(request, "archive/retention.html", context)


@office
@require_http_methods(["GET", "POST"])
def rule(request: OfficeRequest, rule_id: int | None = None) -> HttpResponse:
    """Add a row, or put a new one in the place of another from a day on."""
    policy.may_keep_retention(request.actor).require()
    initial: dict[str, object] = {"valid_from": timezone.localdate()}
    if rule_id is not None:
        old = RetentionRule.objects.select_related("value").filter(pk=rule_id, valid_to=None).first()
        if old is None:
            raise NotFound
        initial |= {"heading": old.heading, "title": old.title, "value": old.value.code, "legal_basis": old.legal_basis}
    form = RuleForm(request.POST or None, initial=initial)

    def act() -> None:
        data = acts.RuleData(**form.cleaned_data)
        acts.add_rule(actor=request.actor, data=data, now=timezone.now(), replaces=rule_id)

    return form_page(
        request,
        form,
        act,
        question=_("Thay dòng thời hạn bảo quản") if rule_id else _("Thêm dòng thời hạn bảo quản"),
        label=_("Ghi dòng này"),
        done=_("Đã ghi; hồ sơ đã lập giữ thời hạn của mình."),
        back=reverse("archive:retention"),
        crumb=_("Bảng thời hạn bảo quản"),
        sentence=_("Dòng cũ thôi áp dụng từ ngày dòng mới áp dụng.") if rule_id else "",
    )


@office
@require_POST
def rule_act(request: OfficeRequest, rule_id: int, what: str) -> HttpResponse:
    """Confirm that a row or a value was compared with the law, or end a row."""
    now = timezone.now()
    if what == "doi-chieu":
        acts.confirm_rule(actor=request.actor, rule_id=rule_id, now=now)
        messages.success(request, _("Đã ghi: dòng này đã đối chiếu với văn bản."))
    elif what == "thoi":
        acts.end_rule(actor=request.actor, rule_id=rule_id, now=now)
        messages.success(request, _("Dòng này thôi áp dụng từ mai; hồ sơ đã lập giữ thời hạn của mình."))
    elif what == "gia-tri":
        acts.confirm_value(actor=request.actor, value_id=rule_id, now=now)
        messages.success(request, _("Đã ghi: thời hạn này đã đối chiếu với văn bản."))
    else:
        raise NotFound
    return redirect("archive:retention")
