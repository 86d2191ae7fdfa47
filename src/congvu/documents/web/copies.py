"""The form with which the clerk makes a copy of a document."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from congvu.kernel.errors import DomainError
from congvu.ui.api import OfficeRequest, office

from .. import policy
from ..actions.make_copy import make_copy
from ..actions.submit import leaders_of
from ..models import Document
from ..queries.document import document_or_404
from ..types import CopyForm, CopyKind, CopyOrder, NewFile


class OrderForm(forms.Form):
    """What is copied, into what, and who ordered it (NĐ 30/2020 Điều 25-27)."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại bản sao"), choices=CopyKind.choices)
    source_form = forms.ChoiceField(
        label=gettext_lazy("Sao từ"),
        choices=CopyForm.choices,
        help_text=gettext_lazy("Bản điện tử là tệp có chữ ký số trong hệ thống."),
    )
    made_form = forms.ChoiceField(label=gettext_lazy("Sao thành"), choices=CopyForm.choices)
    ordered_by = forms.TypedChoiceField(label=gettext_lazy("Người quyết định sao"), coerce=int)
    order = forms.CharField(
        label=gettext_lazy("Ý kiến cho sao"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Ghi ý kiến và cách nhận được: bút phê ngày nào, phiếu đề nghị nào, ý kiến trực tiếp."),
    )
    recipients = forms.CharField(
        label=gettext_lazy("Nơi nhận bản sao, mỗi dòng một nơi"),
        required=False,
        max_length=15_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    copies = forms.IntegerField(label=gettext_lazy("Số bản"), required=False, min_value=1, max_value=999)
    scan = forms.FileField(
        label=gettext_lazy("Tệp quét bản giấy"),
        required=False,
        help_text=gettext_lazy("PDF 1.4 trở lên, ảnh màu, từ 200 dpi, tỷ lệ 1:1. Bỏ trống thì sao từ tệp đã có."),
    )
    pages = forms.CharField(
        label=gettext_lazy("Trích sao: các trang"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Như 1, 3-5."),
    )
    text = forms.CharField(
        label=gettext_lazy("Trích sao: phần nội dung được trích"),
        required=False,
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Chép đúng nguyên văn; hệ thống trình bày lại đủ thể thức."),
    )

    def __init__(self, data: Any, uploads: Any, *, people: list[tuple[int, str]], initial: dict[str, Any]) -> None:
        super().__init__(data, uploads, auto_id="sao-%s", initial=initial)
        field = self.fields["ordered_by"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = people

    def asked(self) -> CopyOrder:
        """Return what was filled in as the act takes it."""
        values = self.cleaned_data
        scan = values["scan"]
        return CopyOrder(
            kind=values["kind"],
            source_form=values["source_form"],
            made_form=values["made_form"],
            ordered_by_post_id=values["ordered_by"],
            order=values["order"],
            recipients=tuple(line for line in values["recipients"].splitlines() if line.strip()),
            copies=values["copies"],
            scan=NewFile(scan, scan.name) if scan else None,
            pages=values["pages"],
            text=values["text"],
        )


@office
@require_http_methods(["GET", "POST"])
def copying(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Make a copy of a document: sao y, sao lục or trích sao."""
    found = document_or_404(actor=request.actor, uid=uid)
    policy.may_copy(request.actor, found).require()
    now = timezone.now()
    people = [(c.id, f"{c.person_name}, {c.title}") for c in leaders_of(agency_id=found.agency_id, now=now)]
    sent = request.method == "POST"
    form = OrderForm(
        request.POST if sent else None, request.FILES if sent else None, people=people, initial=_usual(found)
    )
    if sent and form.is_valid():
        try:
            made = make_copy(actor=request.actor, uid=uid, order=form.asked(), now=now)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã làm bản sao số %(code)s.") % {"code": made.code})
            return redirect("documents:document", made.uid)
    context = {"document": found, "form": form, "back": reverse("documents:document", args=[uid])}
    return render(request, "documents/copy.html", context, status=422 if form.errors else 200)


def _usual(found: Document) -> dict[str, Any]:
    """Return what is copied most: the true copy on paper, a copy of a true copy for one that is a copy itself."""
    is_copy = found.document_type.code == CopyKind.TRUE_COPY
    return {"kind": CopyKind.COPY_OF_COPY if is_copy else CopyKind.TRUE_COPY, "made_form": CopyForm.PAPER}
