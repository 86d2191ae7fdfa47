"""The register of decisions on who signs: list, record, end, read the file."""

from __future__ import annotations

from datetime import time
from typing import Any
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

from congvu.identity import api as identity
from congvu.kernel.api import files
from congvu.kernel.errors import DomainError, NotFound
from congvu.ui.api import DayField, OfficeRequest, Tab, office

from ..actions.signing_decisions import DecisionTerms, end_signing_decision, record_signing_decision
from ..drafting import decision_lists as query
from ..drafting import decision_policy as policy
from ..drafting import number_rules
from ..drafting.errors import DraftInvalid
from ..drafting.types import DecisionKind
from ..models import DocumentType
from .draft_forms import number_of
from .forms import MomentField


class DecisionForm(forms.Form):
    """What the decision says, as it stands on paper."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại quyết định"), choices=DecisionKind.choices)
    number = forms.CharField(label=gettext_lazy("Số, ký hiệu"), max_length=100)
    dated_on = DayField(label=gettext_lazy("Ngày quyết định"))
    giver = forms.TypedChoiceField(label=gettext_lazy("Người giao"), coerce=int)
    holder = forms.TypedChoiceField(label=gettext_lazy("Người được giao"), coerce=int)
    council = forms.ChoiceField(
        label=gettext_lazy("Hội đồng, ban, tổ"),
        required=False,
        help_text=gettext_lazy("Khi cử người đứng đầu, cấp phó: hội đồng, ban, tổ có dãy số riêng ở Quy tắc cấp số."),
    )
    starts_at = MomentField(label=gettext_lazy("Hiệu lực từ lúc"), hour=time(0))
    ends_at = MomentField(
        label=gettext_lazy("Hết hiệu lực lúc"),
        required=False,
        hour=time(0),
        help_text=gettext_lazy("Từ phút này không ký được nữa. Ủy quyền bắt buộc phải có."),
    )
    types = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Chỉ các tên loại"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Không chọn là mọi tên loại."),
    )
    units = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Chỉ lĩnh vực của đơn vị soạn thảo"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Không chọn là mọi lĩnh vực. Chọn một đơn vị thì gồm cả các đơn vị dưới nó."),
    )
    scope_text = forms.CharField(
        label=gettext_lazy("Nội dung giao, ghi theo quyết định"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    file = forms.FileField(
        label=gettext_lazy("Tệp quyết định"), required=False, help_text=gettext_lazy("PDF hoặc ảnh.")
    )

    def __init__(
        self,
        data: Any,
        uploads: Any,
        *,
        posts: list[tuple[int, str]],
        units: list[tuple[int, str]],
        councils: list[tuple[str, str]],
        initial: Any,
    ) -> None:
        super().__init__(data, uploads, auto_id="qd-%s", initial=initial)
        kinds = DocumentType.objects.filter(kind=DocumentType.Kind.ADMINISTRATIVE, valid_to=None).order_by("position")
        choices: dict[str, list[tuple[Any, str]]] = {
            "giver": [("", _("Chọn")), *posts],
            "holder": [("", _("Chọn")), *posts],
            "council": [("", _("Không phải cử người của hội đồng, ban, tổ")), *councils],
            "types": [(k.pk, k.name) for k in kinds],
            "units": list(units),
        }
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = offered

    def terms(self) -> DecisionTerms:
        """Return what was typed as the act takes it."""
        values = self.cleaned_data
        return DecisionTerms(
            kind=values["kind"],
            number=values["number"],
            dated_on=values["dated_on"],
            giver_post_id=values["giver"],
            holder_post_id=values["holder"],
            starts_at=values["starts_at"],
            ends_at=values["ends_at"],
            type_ids=tuple(values["types"]),
            unit_ids=tuple(values["units"]),
            scope_text=values["scope_text"],
            council_uid=values["council"],
        )


@office
@require_safe
def listing(request: OfficeRequest) -> HttpResponse:
    """Show who may sign in whose place, on what decision, until when."""
    actor = request.actor
    policy.may_read(actor).require()
    everything = request.GET.get("xem") == "tat-ca"
    shown = query.decisions(
        actor=actor, now=timezone.now(), in_force=not everything, older_than=number_of(request.GET.get("truoc"))
    )
    view = "tat-ca" if everything else "hieu-luc"
    context = {
        "page": shown,
        "tabs": [
            Tab(_("Đang và sắp hiệu lực"), "?xem=hieu-luc", None, not everything),
            Tab(_("Tất cả"), "?xem=tat-ca", None, everything),
        ],
        "may_record": bool(policy.may_record(actor)),
        "older_url": f"?xem={view}&truoc={shown.older_than}" if shown.older_than else "",
    }
    return render(request, "documents/decision_list.html", context)


@office
@require_http_methods(["GET", "POST"])
def record(request: OfficeRequest) -> HttpResponse:
    """Record a decision."""
    actor, now = request.actor, timezone.now()
    policy.may_record(actor).require()
    tree = identity.unit_tree(agency_id=actor.agency_id, on=timezone.localdate(now))
    form = DecisionForm(
        request.POST or None,
        request.FILES or None,
        posts=query.leading_posts(actor=actor, now=now),
        units=[(u.id, f"{'– ' * u.depth}{u.name}") for u in tree],
        councils=number_rules.bodies(actor.agency_id, timezone.localdate(now)),
        initial={"starts_at": f"{timezone.localtime(now):%d/%m/%Y 00:00}"},
    )
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            record_signing_decision(
                actor=actor, terms=form.terms(), now=now, stream=upload, file_name=upload.name if upload else ""
            )
        except DraftInvalid as refusal:
            for name, sentence in refusal.problems.items():
                form.add_error(name if name in form.fields else None, sentence)
        except DomainError as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("Đã ghi quyết định."))
            return redirect("documents:decisions")
    crumbs = [(_("Quyết định giao ký"), reverse("documents:decisions")), (_("Ghi quyết định"), "")]
    return render(
        request,
        "documents/decision_form.html",
        {"form": form, "crumbs": crumbs},
        status=422 if form.errors else 200,
    )


@office
@require_POST
def end(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """End a decision from now on."""
    policy.may_record(request.actor).require()
    try:
        end_signing_decision(actor=request.actor, uid=uid, reason=request.POST.get("reason", ""), now=timezone.now())
    except NotFound:
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Từ phút này không ký theo quyết định đó nữa."))
    return redirect("documents:decisions")


@office
@require_safe
def file(request: OfficeRequest, uid: UUID) -> HttpResponseBase:
    """Answer the decision's file."""
    row = query.decision_row(actor=request.actor, uid=uid)
    if row.file_id is None:
        raise NotFound
    return files.serve(request, row.file_id, inline=True)
