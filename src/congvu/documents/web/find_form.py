"""The form of the search field by field; its fields are the words of the address, so that it can be saved and sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from congvu.ui.api import DayField

from ..queries.find import Asked
from ..types import Capacity, Channel, Circulation, Direction, State, Urgency
from .forms import type_choices

# Tên trong địa chỉ → tên mục của Asked.
TEXTS = {
    "q": "q", "trich-yeu": "subject", "so-vb": "code", "ky-hieu": "notation", "co-quan": "agency",
    "nguoi-ky": "signer", "chuc-vu": "position", "noi-nhan": "to", "nguoi-xu-ly": "who", "but-phe": "words",
    "ma-dinh-danh": "document_code", "ma-ho-so": "file_code", "ngon-ngu": "language", "ket-qua": "result",
    "ghi-chu": "note", "chieu": "direction", "thay-mat": "capacity", "nhan-qua": "via", "luu-hanh": "circulation",
    "co-tep": "has_files",
}  # fmt: skip
DAYS = {"ngay": "issued", "ngay-den": "arrived", "han": "due", "han-tra-loi": "reply", "phat-hanh": "sent"}
NUMBERS = {"so": "number", "so-trang": "pages", "so-ban": "copies"}
GROUPS = (
    (_("Văn bản"), ("trich-yeu", "chieu", "loai", "so-vb", "ky-hieu", "ngay", "co-quan", "nguoi-ky", "chuc-vu")),
    (_("Vào sổ"), ("so", "nam", "ngay-den", "nhan-qua", "khan", "luu-hanh", "ma-ho-so", "ma-dinh-danh")),
    (_("Xử lý"), ("trang-thai", "don-vi", "nguoi-xu-ly", "noi-nhan", "but-phe", "han", "han-tra-loi", "ket-qua")),
    (_("Khác"), ("phat-hanh", "thay-mat", "ngon-ngu", "so-trang", "so-ban", "co-tep", "ghi-chu")),
)


class FindForm(forms.Form):
    """Every input field of Phụ lục VI, phần II, each optional."""

    use_required_attribute = False

    def __init__(self, data: Any, *, units: Sequence[tuple[int, str]]) -> None:
        super().__init__(data, auto_id="tim-%s")
        for name, label in (
            ("q", _("Chữ trong văn bản, tệp hoặc thông tin đăng ký")),
            ("trich-yeu", _("Trích yếu")),
            ("so-vb", _("Số của văn bản")),
            ("ky-hieu", _("Ký hiệu, bắt đầu bằng")),
            ("co-quan", _("Cơ quan ban hành")),
            ("nguoi-ky", _("Họ tên người ký")),
            ("chuc-vu", _("Chức vụ người ký")),
            ("noi-nhan", _("Nơi nhận, đơn vị hoặc người nhận")),
            ("nguoi-xu-ly", _("Người xử lý, người soạn")),
            ("but-phe", _("Chữ trong bút phê")),
            ("ma-dinh-danh", _("Mã định danh văn bản, bắt đầu bằng")),
            ("ma-ho-so", _("Mã hồ sơ, bắt đầu bằng")),
            ("ngon-ngu", _("Ngôn ngữ")),
            ("ket-qua", _("Kết quả, lý do")),
            ("ghi-chu", _("Ghi chú")),
        ):
            self.fields[name] = forms.CharField(label=label, required=False, max_length=300)
        any_one = [("", _("Tất cả"))]
        self._choice("chieu", _("Chiều"), [*any_one, *Direction.choices])
        self._choice("nhan-qua", _("Nhận qua"), [*any_one, *Channel.choices])
        self._choice("luu-hanh", _("Phạm vi lưu hành"), [*any_one, *Circulation.choices])
        self._choice("thay-mat", _("Quyền hạn ký"), [*any_one, *Capacity.choices])
        self._choice("don-vi", _("Đơn vị chủ trì, xử lý hoặc soạn thảo"), [*any_one, *units])
        self._choice("co-tep", _("Tệp"), [*any_one, ("1", _("Có tệp")), ("0", _("Không có tệp"))])
        self._choice("loai", _("Tên loại"), type_choices(empty=str(_("Tất cả"))))
        states = [*any_one, ("open", _("Đang mở")), *State.choices]
        self._choice("trang-thai", _("Trạng thái"), states)
        self._choice("khan", _("Mức độ khẩn"), [*any_one, *Urgency.choices])
        self.fields["nam"] = forms.IntegerField(label=_("Năm của sổ"), required=False, min_value=1945, max_value=2100)
        for name, label in (
            ("ngay", _("Ngày văn bản")),
            ("ngay-den", _("Ngày đến")),
            ("han", _("Hạn giải quyết")),
            ("han-tra-loi", _("Hạn trả lời")),
            ("phat-hanh", _("Ngày phát hành")),
        ):
            self.fields[f"{name}-tu"] = DayField(label=label, required=False)
            self.fields[f"{name}-den"] = DayField(label=_("đến hết ngày"), required=False)
        for name, label in (("so", _("Số đến, số đi")), ("so-trang", _("Số trang")), ("so-ban", _("Số bản"))):
            for end, said in (("tu", label), ("den", _("đến"))):
                self.fields[f"{name}-{end}"] = forms.IntegerField(
                    label=said, required=False, min_value=0, max_value=999_999
                )

    def _choice(self, name: str, label: Any, choices: list[Any]) -> None:
        self.fields[name] = forms.ChoiceField(label=label, required=False, choices=choices)

    @property
    def groups(self) -> list[tuple[str, list[list[forms.BoundField]], bool]]:
        """The fields in groups; those of a range stand together. A group that is used stands open."""
        found = []
        for title, names in GROUPS:
            rows = [
                [self[f"{name}-tu"], self[f"{name}-den"]] if f"{name}-tu" in self.fields else [self[name]]
                for name in names
            ]
            used = any(field.value() for row in rows for field in row)
            found.append((str(title), rows, used))
        return found

    def asked(self) -> Asked:
        """Return what was asked; fields that could not be read ask nothing (the page says which)."""
        self.is_valid()
        values = self.cleaned_data if hasattr(self, "cleaned_data") else {}
        ranges: dict[str, Any] = {
            field: (values.get(f"{name}-tu"), values.get(f"{name}-den")) for name, field in {**DAYS, **NUMBERS}.items()
        }
        texts: dict[str, Any] = {field: values.get(name) or "" for name, field in TEXTS.items()}
        unit = values.get("don-vi") or ""
        return Asked(
            **texts,
            **ranges,
            type_codes=_one(values.get("loai")),
            states=_one(values.get("trang-thai")),
            urgencies=_one(values.get("khan")),
            unit_id=int(unit) if unit else None,
            year=values.get("nam"),
        )

    def words(self) -> list[tuple[tuple[str, ...], str]]:
        """Return what narrows the list, as names of the address and words for the chips."""
        if not hasattr(self, "cleaned_data"):
            self.is_valid()
        found: list[tuple[tuple[str, ...], str]] = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if value in (None, ""):
                continue
            shown = value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)
            shown = _label(field, shown)
            label = field.label
            if name.endswith("-den") and f"{name[:-4]}-tu" in self.fields:
                label = f"{self.fields[f'{name[:-4]}-tu'].label} {field.label}"
            elif name.endswith("-tu"):
                label = f"{field.label} {_('từ')}"
            found.append(((name,), f"{label}: {shown}"))
        return found


def _one(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def _label(field: forms.Field, value: str) -> str:
    for key, label in getattr(field, "choices", ()):
        if isinstance(label, (list, tuple)):
            for inner, said in label:
                if str(inner) == value:
                    return str(said)
        elif str(key) == value:
            return str(label).lstrip("– ")
    return value
