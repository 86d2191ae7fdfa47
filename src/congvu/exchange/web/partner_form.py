"""The form of a partner: what is said of each, and what the chosen way of carrying asks for besides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..actions.partners import OFFERED
from ..types import CarrierKind

AREA = forms.Textarea
_ASKED: Final[Mapping[str, tuple[str, ...]]] = {
    CarrierKind.HTTPS: ("address", "public_key", "tls_ca", "client_certificate"),
    CarrierKind.JETSTREAM: ("address", "public_key", "sealing_card", "plain_reason"),
    CarrierKind.AXIS: ("address", "system_id", "secret", "receipt_keys"),
}
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    CarrierKind.HTTPS: ("address", "public_key"),
    CarrierKind.JETSTREAM: ("address", "public_key"),
    CarrierKind.AXIS: ("system_id",),
}
_OF_SOME: Final = frozenset(name for names in _ASKED.values() for name in names)
_ADDRESS: Final = {
    CarrierKind.HTTPS.value: (gettext_lazy("Địa chỉ"), gettext_lazy("Dạng https://máy-chủ.")),
    CarrierKind.JETSTREAM.value: (gettext_lazy("Tên hộp nhận NATS"), gettext_lazy("Chữ không dấu, số, gạch nối.")),
    CarrierKind.AXIS.value: (
        gettext_lazy("Địa chỉ của trục"),
        gettext_lazy("Để trống khi đối tác là hệ thống kết nối vào trục của ta."),
    ),
}
# The radio buttons ask for the form anew with everything typed so far; without script a button does.
_CHOOSES: Final = {
    "hx-post": "",
    "hx-trigger": "change",
    "hx-vals": '{"doi": "1"}',
    "hx-target": "#doi-tac",
    "hx-select": "#doi-tac",
    "hx-swap": "outerHTML",
}


class PartnerForm(forms.Form):
    """What is said of a partner; `carrier` is the way whose fields are shown."""

    name = forms.CharField(label=gettext_lazy("Tên đối tác"), max_length=250)
    codes = forms.CharField(
        label=gettext_lazy("Mã cơ quan"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Cách nhau bằng dấu phẩy. Mã H58 gồm cả các mã bên dưới như H58.01."),
    )
    carrier = forms.ChoiceField(
        label=gettext_lazy("Đường truyền"),
        choices=[(one.value, one.label) for one in OFFERED],
        widget=forms.RadioSelect(attrs=_CHOOSES),
    )
    address = forms.CharField(required=False, max_length=300)
    public_key = forms.CharField(
        label=gettext_lazy("Khóa công khai của đối tác (PEM)"),
        required=False,
        max_length=4000,
        widget=AREA(attrs={"rows": 4}),
        help_text=gettext_lazy("Lấy ở trang Đối tác liên thông của đối tác."),
    )
    sealing_card = forms.CharField(
        label=gettext_lazy("Thẻ khóa mã hóa của đối tác"),
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
    receipt_keys = forms.CharField(
        label=gettext_lazy("Khóa biên nhận của các nơi nhận sau trục"),
        required=False,
        max_length=60000,
        widget=AREA(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Mỗi dòng một mã cơ quan và khóa của nơi đó, lấy ở trang Đối tác liên thông của họ. Gói gửi tới mã có khóa"
            " chỉ xong khi có biên nhận do nơi nhận ký; mã không có khóa thì theo lời báo của trục."
        ),
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

    def __init__(self, *given: Any, carrier: str, **named: Any) -> None:
        """Show the fields of a way; what was typed for others rides along unseen, but for secrets."""
        super().__init__(*given, **named)
        self.way = carrier if carrier in _ASKED else CarrierKind.HTTPS.value
        self.initial["carrier"] = self.way
        self.unasked = _OF_SOME - {*_ASKED[self.way]}
        for name in self.unasked - {"secret"}:
            self.fields[name] = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
        if "secret" in self.unasked:
            del self.fields["secret"]
        self.fields["address"].label, self.fields["address"].help_text = _ADDRESS[self.way]

    def groups(self) -> list[tuple[str, list[tuple[forms.BoundField, bool]]]]:
        """Return the fields in groups, each with its heading; of each field whether the chosen way needs it."""
        groups = (
            (_("Đối tác"), ("name", "codes", "carrier")),
            (_("Kết nối"), _ASKED[self.way]),
            (_("Sử dụng"), ("is_gateway", "active", "note")),
        )
        needed = {"name", *_NEEDED[self.way]}
        return [(heading, [(self[name], name in needed) for name in names]) for heading, names in groups]


def typed(given: QueryDict) -> dict[str, Any]:
    """Return what was typed so far, to be shown again."""
    names = set(PartnerForm.base_fields) - {"carrier", "secret", "is_gateway", "active"}
    ticks = {name: name in given for name in ("is_gateway", "active")}
    return {name: given[name] for name in names if name in given} | ticks
