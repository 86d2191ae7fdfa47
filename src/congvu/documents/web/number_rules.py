"""Rules of numbering of the agency: what is set, setting one, ending one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.identity import api as identity
from congvu.ui.api import DayField, OfficeRequest, office

from .. import policy
from ..actions.number_rules import HIGHEST_FIRST, RuleTerms, end_number_rule, set_number_rule
from ..drafting import number_rules as query
from ..drafting.types import NumberRuleKind
from ..models import DocumentType
from . import dated_rows


class RuleForm(forms.Form):
    """A rule, as the head of the agency decided it."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Dãy số riêng cho"), choices=NumberRuleKind.choices, widget=forms.RadioSelect
    )
    name = forms.CharField(
        label=gettext_lazy("Tên sổ"), max_length=150, help_text=gettext_lazy("Mỗi năm một sổ, tên kèm năm.")
    )
    types = forms.MultipleChoiceField(
        label=gettext_lazy("Các tên loại"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Khi chọn “Một hoặc vài tên loại”."),
    )
    unit = forms.TypedChoiceField(
        label=gettext_lazy("Đơn vị soạn thảo"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy("Chỉ công văn: ký hiệu công văn có chữ viết tắt của đơn vị nên không trùng."),
    )
    body_name = forms.CharField(label=gettext_lazy("Tên hội đồng, ban, tổ"), required=False, max_length=250)
    abbreviation = forms.CharField(
        label=gettext_lazy("Chữ viết tắt trong ký hiệu"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Ví dụ HĐTD thì ký hiệu là QĐ-HĐTD."),
    )
    chair_title = forms.CharField(
        label=gettext_lazy("Chức danh người ký"),
        required=False,
        max_length=150,
        help_text=gettext_lazy("Ví dụ Chủ tịch Hội đồng; in dưới dòng TM."),
    )
    first_number = forms.IntegerField(
        label=gettext_lazy("Số đầu của năm áp dụng"),
        min_value=1,
        max_value=HIGHEST_FIRST,
        initial=1,
        help_text=gettext_lazy("Năm sau luôn bắt đầu từ 01. Số đã có trong năm với cùng ký hiệu thì sổ nối tiếp."),
    )
    valid_from = DayField(label=gettext_lazy("Áp dụng từ ngày"))
    basis = forms.CharField(
        label=gettext_lazy("Căn cứ"),
        max_length=300,
        help_text=gettext_lazy("Quyết định, quy chế công tác văn thư của người đứng đầu cơ quan."),
    )

    def __init__(self, data: Any, *, units: list[tuple[int, str]], initial: dict[str, Any]) -> None:
        super().__init__(data, auto_id="cs-%s", initial=initial)
        kinds = DocumentType.objects.filter(kind=DocumentType.Kind.ADMINISTRATIVE, valid_to=None).order_by("position")
        offered: dict[str, list[tuple[Any, Any]]] = {
            "types": [(kind.code, kind.name) for kind in kinds],
            "unit": [("", _("Chọn")), *units],
        }
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def terms(self) -> RuleTerms:
        """Return what was typed as the act takes it."""
        values = self.cleaned_data
        return RuleTerms(
            kind=NumberRuleKind(values["kind"]),
            name=values["name"],
            valid_from=values["valid_from"],
            basis=values["basis"],
            type_codes=tuple(values["types"]),
            unit_id=values["unit"],
            body_name=values["body_name"],
            abbreviation=values["abbreviation"],
            chair_title=values["chair_title"],
            first_number=values["first_number"],
        )


@office
@require_safe
def listing(request: OfficeRequest) -> HttpResponse:
    """Show the agency's series of numbers, in force first."""
    policy.may_keep_registers(request.actor).require()
    now = timezone.now()
    rows, left = query.rows(actor=request.actor, now=now)
    context = {"rows": rows, "left": left, "year_end": f"31/12/{timezone.localdate(now).year}"}
    return render(request, "documents/number_rules.html", context)


@office
@require_http_methods(["GET", "POST"])
def setting(request: OfficeRequest) -> HttpResponse:
    """Set a rule."""
    policy.may_keep_registers(request.actor).require()
    now = timezone.now()
    today = timezone.localdate(now)
    units = [
        (unit.id, f"{'– ' * unit.depth}{unit.name}")
        for unit in identity.unit_tree(agency_id=request.actor.agency_id, on=today)
    ]
    start = {"valid_from": f"01/01/{today.year + 1}", "kind": NumberRuleKind.TYPES}
    form = RuleForm(request.POST if request.method == "POST" else None, units=units, initial=start)
    if dated_rows.saved(
        request,
        form,
        lambda: set_number_rule(actor=request.actor, terms=form.terms(), now=now),
        said=_("Đã đặt quy tắc cấp số."),
    ):
        return redirect("documents:number_rules")
    crumbs = [(_("Quy tắc cấp số"), reverse("documents:number_rules")), (_("Đặt quy tắc"), "")]
    context = {"form": form, "crumbs": crumbs}
    return render(request, "documents/number_rule_form.html", context, status=422 if form.errors else 200)


@office
@require_POST
def ending(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """End a rule with a day."""
    now = timezone.now()
    dated_rows.end(request, lambda day: end_number_rule(actor=request.actor, uid=uid, last_day=day, now=now))
    return redirect("documents:number_rules")
