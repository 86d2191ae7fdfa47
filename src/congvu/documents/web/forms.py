"""Forms of incoming documents: they check shape and turn text into values; what is allowed is the acts' business."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, BinaryIO, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.kernel.api import statements
from congvu.ui.api import DayField

from ..models import DocumentType
from ..queries.register import RegisterFilter
from ..rules import split_code
from ..types import Capacity, Channel, Circulation, FileRole, IncomingData, NewFile, Secrecy, State, Urgency

INCOMING_STATES = [
    State.REGISTERED,
    State.WAITING,
    State.ASSIGNED,
    State.IN_PROGRESS,
    State.REVIEW,
    State.DONE,
    State.FILED,
    State.RETURNED,
    State.RECALLED,
    State.VOID,
]
MOST_NUMBER = 2**31 - 1


def number_of(text: str | None) -> int | None:
    """Return a whole number out of an address, or None."""
    digits = (text or "").strip().replace(".", "")
    return int(digits) if digits.isascii() and digits.isdigit() and int(digits) <= MOST_NUMBER else None


def type_choices(*, empty: str) -> list[Any]:
    """Return the types in force in their groups, in the order of the law."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, name, kind in statements.kept(_types):
        groups.setdefault(str(DocumentType.Kind(kind).label), []).append((code, name))
    order = [str(kind.label) for kind in DocumentType.Kind]
    return [("", empty), *((name, groups[name]) for name in order if name in groups)]


def _types() -> QuerySet[DocumentType, Any]:
    return DocumentType.objects.filter(valid_to=None).order_by("position", "pk").values_list("code", "name", "kind")


class RegisterFilterForm(forms.Form):
    """What the register page is asked for; its fields are the words of the address."""

    def __init__(self, data: Any, *, units: Sequence[tuple[int, str]], types: Sequence[Any] | None = None) -> None:
        super().__init__(data, auto_id="loc-%s")
        if types is None:
            types = type_choices(empty=_("Tất cả"))
        self.fields["tim"] = forms.CharField(label=_("Tìm trong sổ"), required=False, max_length=200)
        self.fields["tu"] = DayField(label=_("Ngày đến từ"), required=False)
        self.fields["den"] = DayField(label=_("đến"), required=False)
        self.fields["co-quan"] = forms.CharField(label=_("Cơ quan gửi"), required=False, max_length=250)
        self.fields["don-vi"] = forms.ChoiceField(
            label=_("Đơn vị xử lý"), required=False, choices=[("", _("Tất cả")), *units]
        )
        self.fields["trang-thai"] = forms.ChoiceField(
            label=_("Trạng thái"),
            required=False,
            choices=[
                ("", _("Tất cả")),
                ("open", _("Đang mở")),
                ("late", _("Quá hạn")),
                *((s.value, s.label) for s in INCOMING_STATES),
            ],
        )
        self.fields["loai"] = forms.ChoiceField(label=_("Tên loại"), required=False, choices=types)
        self.fields["khan"] = forms.BooleanField(label=_("Chỉ văn bản khẩn"), required=False)
        self.fields["sao"] = forms.BooleanField(label=_("Chỉ văn bản tôi đánh dấu sao"), required=False)

    def asked(self) -> RegisterFilter:
        """Return the filter as values."""
        values = self.cleaned_data
        return RegisterFilter(
            text=values["tim"],
            arrived_from=values["tu"],
            arrived_to=values["den"],
            issuer=values["co-quan"],
            unit_id=int(values["don-vi"]) if values["don-vi"] else None,
            state=values["trang-thai"],
            type_code=values["loai"],
            urgent=values["khan"],
            starred=values["sao"],
        )

    def words(self, asked: RegisterFilter) -> list[tuple[tuple[str, ...], str]]:
        """Return each filter in force with the fields that make it and how people read it."""
        found: list[tuple[tuple[str, ...], str]] = []
        if asked.text:
            found.append((("tim",), _("Tìm: %(text)s") % {"text": asked.text}))
        if asked.arrived_from or asked.arrived_to:
            found.append((("tu", "den"), _span(asked.arrived_from, asked.arrived_to)))
        if asked.issuer:
            found.append((("co-quan",), _("Cơ quan gửi: %(name)s") % {"name": asked.issuer}))
        for name in ("don-vi", "trang-thai", "loai"):
            if value := self.cleaned_data.get(name) if self.is_bound and self.is_valid() else "":
                found.append(((name,), f"{self.fields[name].label}: {self._label(name, value).strip('– ')}"))
        if asked.urgent:
            found.append((("khan",), str(self.fields["khan"].label)))
        if asked.starred:
            found.append((("sao",), str(self.fields["sao"].label)))
        return found

    def _label(self, name: str, value: str) -> str:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        flat: dict[str, str] = {}
        for key, label in list(field.choices):  # type: ignore[arg-type]
            flat |= {str(k): str(v) for k, v in label} if isinstance(label, list | tuple) else {str(key): str(label)}
        return flat.get(value, value)


def _span(first: date | None, last: date | None) -> str:
    if first and last:
        return _("Ngày đến: %(first)s đến %(last)s") % {"first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}
    if first:
        return _("Ngày đến từ %(first)s") % {"first": f"{first:%d/%m/%Y}"}
    return _("Ngày đến đến hết %(last)s") % {"last": f"{last:%d/%m/%Y}"}


class UidsField(forms.Field):
    """Several chosen documents."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[Any]:
        """Return the chosen uids. Raises ValidationError when none or something else was chosen."""
        one = forms.UUIDField()
        if not value:
            raise ValidationError(_("Chọn ít nhất một văn bản."))
        return [one.clean(text) for text in value]


class SubmitForm(forms.Form):
    """Chosen documents and the leader to whom they go up."""

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["van-ban"] = UidsField()
        self.fields["lanh-dao"] = forms.IntegerField(
            error_messages={"required": _("Chọn lãnh đạo để trình."), "invalid": _("Chọn lãnh đạo để trình.")},
            min_value=1,
            max_value=MOST_NUMBER,
        )


class MomentField(forms.CharField):
    """A day and an hour: "14/10/2026 08:05", or a day alone with a given hour."""

    def __init__(self, *, hour: time, **more: Any) -> None:
        self.hour = hour
        super().__init__(**more)

    def clean(self, value: Any) -> datetime | None:
        """Return the moment. Raises ValidationError."""
        text = super().clean(value).strip().replace("T", " ")
        if not text:
            return None
        day_text, _space, hour_text = text.partition(" ")
        day = DayField().clean(day_text)
        hour = self.hour
        if hour_text.strip():
            try:
                hour = time.fromisoformat(hour_text.strip().replace("g", ":").zfill(5))
            except ValueError as error:
                raise ValidationError(_("Giờ ghi theo dạng giờ:phút, ví dụ 08:05.")) from error
        assert day is not None
        return timezone.make_aware(datetime.combine(day, hour))


class FilesInput(forms.ClearableFileInput):
    """Several files in one control."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Return the files; what they hold is checked when they are stored."""
        return [one for one in (data or []) if one]


class IncomingForm(forms.Form):
    """The registration of an incoming document (NĐ 30/2020 Phụ lục VI, phần II)."""

    main = FilesField(label=gettext_lazy("Văn bản và tệp kèm theo"), required=False)
    document_type = forms.ChoiceField(label=gettext_lazy("Tên loại"))
    issuing_agency_name = forms.CharField(label=gettext_lazy("Cơ quan, tổ chức, người gửi"), max_length=2000)
    full_code = forms.CharField(label=gettext_lazy("Số, ký hiệu"), required=False, max_length=200)
    issued_on = DayField(label=gettext_lazy("Ngày văn bản"), required=False, first=date(1, 1, 1))
    subject = forms.CharField(
        label=gettext_lazy("Trích yếu"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=20_000
    )
    arrived_at = MomentField(label=gettext_lazy("Đến lúc"), hour=time(8, 0))
    received_via = forms.ChoiceField(label=gettext_lazy("Nhận qua"), choices=Channel)
    due_on = DayField(label=gettext_lazy("Hạn trả lời"), required=False)
    due_at = MomentField(label=gettext_lazy("Giờ hẹn (hỏa tốc hẹn giờ)"), required=False, hour=time(17, 0))
    urgency = forms.TypedChoiceField(label=gettext_lazy("Mức độ khẩn"), choices=Urgency, coerce=int)
    secrecy = forms.TypedChoiceField(label=gettext_lazy("Độ mật"), choices=Secrecy, coerce=int)
    circulation = forms.ChoiceField(
        label=gettext_lazy("Phạm vi lưu hành"), required=False, choices=[("", "–"), *Circulation.choices]
    )
    signer_name = forms.CharField(label=gettext_lazy("Người ký"), required=False, max_length=1000)
    signer_position = forms.CharField(label=gettext_lazy("Chức vụ"), required=False, max_length=1000)
    signer_capacity = forms.ChoiceField(
        label=gettext_lazy("Quyền hạn ký"), required=False, choices=[("", "–"), *Capacity.choices]
    )
    document_code = forms.CharField(label=gettext_lazy("Mã định danh văn bản"), required=False, max_length=1000)
    language = forms.CharField(label=gettext_lazy("Ngôn ngữ"), required=False, max_length=200)
    pages = forms.IntegerField(label=gettext_lazy("Số trang"), required=False)
    copies = forms.IntegerField(label=gettext_lazy("Số bản"), required=False)
    note = forms.CharField(label=gettext_lazy("Ghi chú"), required=False, max_length=5000)
    register = forms.TypedChoiceField(label=gettext_lazy("Vào sổ"), required=False, coerce=int, empty_value=None)
    confirm_duplicate = forms.BooleanField(required=False, widget=forms.HiddenInput)
    once = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["document_type"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = type_choices(empty=_("Chọn tên loại"))
        self.fields["issuing_agency_name"].widget.attrs |= {"list": "co-quan-gui", "autocomplete": "off"}

    def offer_registers(self, registers: Sequence[tuple[int, str]]) -> None:
        """Let the clerk choose the register where there is more than one to choose from."""
        field = self.fields["register"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("Theo loại văn bản và độ mật")), *registers]
        if len(registers) < 2:
            del self.fields["register"]

    def data_of(self) -> IncomingData:
        """Return what was filled in as the act takes it."""
        values = dict(self.cleaned_data)
        number, notation = split_code(values.pop("full_code"))
        for name in ("main", "register", "confirm_duplicate", "once"):
            values.pop(name, None)
        values["language"] = values["language"] or "Tiếng Việt"
        return IncomingData(code_number=number, code_notation=notation, **values)

    def files_of(self) -> list[NewFile]:
        """Return the uploaded files, the first as the document itself."""
        return [
            NewFile(cast(BinaryIO, one), one.name or "", FileRole.MAIN if not place else FileRole.ATTACHMENT)
            for place, one in enumerate(self.cleaned_data["main"])
        ]

    def take_problems(self, problems: dict[str, str]) -> None:
        """Put the act's sentences at the fields they speak of."""
        for name, sentence in problems.items():
            own = {"code_number": "full_code", "code_notation": "full_code"}.get(name, name)
            self.add_error(own if own in self.fields else None, sentence)


def initial_of(data: IncomingData) -> dict[str, Any]:
    """Return the form's first values from a registration."""
    values = {name: getattr(data, name) for name in IncomingData.__slots__}
    values["full_code"] = "/".join(part for part in (data.code_number, data.code_notation) if part)
    for name in ("arrived_at", "due_at"):
        values[name] = shown_moment(values[name])
    for name in ("issued_on", "due_on"):
        values[name] = f"{values[name]:%d/%m/%Y}" if values[name] else ""
    return values


def shown_moment(at: datetime | None) -> str:
    """Return a moment as the form takes it: 14/10/2026 08:05."""
    return timezone.localtime(at).strftime("%d/%m/%Y %H:%M") if at else ""
