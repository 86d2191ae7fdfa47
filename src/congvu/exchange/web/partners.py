"""Administration of partners, the directory, and the daily comparison."""

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
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.kernel.errors import DomainError, NotAllowed, NotFound
from congvu.ui.api import OfficeRequest, office

from .. import keys
from ..actions import sealing_keys
from ..actions.partners import OFFERED, PartnerTerms, save_partner
from ..models import Partner
from ..queries import partners

AREA = forms.Textarea


class PartnerForm(forms.Form):
    """What is said of a partner."""

    name = forms.CharField(label=gettext_lazy("Tên đối tác"), max_length=250)
    codes = forms.CharField(
        label=gettext_lazy("Mã cơ quan"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Cách nhau bằng dấu phẩy. Mã H58 gồm cả các mã bên dưới như H58.01."),
    )
    carrier = forms.ChoiceField(label=gettext_lazy("Đường truyền"), choices=[(one.value, one.label) for one in OFFERED])
    address = forms.CharField(
        label=gettext_lazy("Địa chỉ (https://…, hoặc tên hộp nhận NATS)"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Chỉ để trống với hệ thống kết nối vào trục của ta."),
    )
    public_key = forms.CharField(
        label=gettext_lazy("Khóa công khai của đối tác (PEM), cho đường HTTPS và NATS"),
        required=False,
        max_length=4000,
        widget=AREA(attrs={"rows": 4}),
    )
    sealing_card = forms.CharField(
        label=gettext_lazy("Thẻ khóa mã hóa của đối tác, cho đường NATS"),
        required=False,
        max_length=8192,
        widget=AREA(attrs={"rows": 4}),
        help_text=gettext_lazy("Lấy ở trang Đối tác liên thông của đối tác. Thẻ mới đến qua NATS tự thay thẻ cũ."),
    )
    plain_reason = forms.CharField(
        label=gettext_lazy("Gửi không mã hóa qua NATS, vì"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Chỉ ghi khi đối tác chưa có thẻ: người vận hành cụm NATS đọc được gói tin."),
    )
    system_id = forms.CharField(label=gettext_lazy("Mã hệ thống tại trục"), required=False, max_length=100)
    secret = forms.CharField(
        label=gettext_lazy("Khóa bí mật tại trục"),
        required=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Để trống thì giữ khóa đang dùng."),
    )
    tls_ca = forms.CharField(
        label=gettext_lazy("Chứng thư TLS tin cậy (PEM), nếu là CA riêng"),
        required=False,
        max_length=20000,
        widget=AREA(attrs={"rows": 3}),
    )
    client_certificate = forms.CharField(
        label=gettext_lazy("Tệp chứng thư TLS của ta trong thư mục keys"), required=False, max_length=200
    )
    is_gateway = forms.BooleanField(label=gettext_lazy("Nhận gói cho mọi mã chưa có đường riêng"), required=False)
    active = forms.BooleanField(label=gettext_lazy("Đang dùng"), required=False)
    note = forms.CharField(label=gettext_lazy("Ghi chú"), required=False, max_length=500)


@office
@require_safe
def listing(request: OfficeRequest) -> HttpResponse:
    """List partners, our own key, and the newest comparisons that found something."""
    context = {
        "lines": partners.partners(actor=request.actor, now=timezone.now()),
        "public_key": keys.public_pem(),
        "system": keys.system_id(),
        "card": sealing_keys.own_card(now=timezone.now()),
        "sealing": partners.own_key(now=timezone.now()),
        "wrong": partners.comparisons(actor=request.actor, only_wrong=True),
        "days": partners.comparisons(actor=request.actor),
        "directory_size": partners.directory_size(),
    }
    return render(request, "exchange/partners.html", context)


@office
@require_POST
def turning(request: OfficeRequest) -> HttpResponse:
    """Make a new sealing key at once."""
    made = sealing_keys.turn_key(actor=request.actor, now=timezone.now())
    messages.success(request, _("Đã đổi khóa mã hóa, dấu vân tay %(key)s. Đối tác được báo qua NATS.") % {"key": made})
    return redirect("exchange:partners")


@office
@require_http_methods(["GET", "POST"])
def adding(request: OfficeRequest) -> HttpResponse:
    """Describe a new partner."""
    partners.require_may_keep(actor=request.actor)
    return _form(request, None, {"active": True})


@office
@require_http_methods(["GET", "POST"])
def changing(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Change what is said of a partner."""
    row = partners.partner(actor=request.actor, uid=uid)
    names = [name for name in PartnerForm.base_fields if name not in {"codes", "secret"}]
    first = {name: getattr(row, name) for name in names} | {"codes": ", ".join(row.codes)}
    return _form(request, row, first)


def _form(request: OfficeRequest, row: Partner | None, first: dict[str, Any]) -> HttpResponse:
    form = PartnerForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        codes = [code.strip() for code in values.pop("codes").split(",") if code.strip()]
        try:
            save_partner(
                actor=request.actor,
                terms=PartnerTerms(codes=codes, **values),
                uid=row.uid if row else None,
                now=timezone.now(),
            )
        except (NotAllowed, NotFound):
            raise
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã ghi đối tác."))
            return redirect("exchange:partners")
    heading = row.name if row else _("Thêm đối tác")
    crumbs = [(_("Đối tác liên thông"), reverse("exchange:partners")), (heading, "")]
    context = {"form": form, "heading": heading, "crumbs": crumbs}
    return render(request, "exchange/partner_form.html", context, status=422 if form.errors else 200)
