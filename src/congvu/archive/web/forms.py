"""Forms of the archive: they check shape and turn text into values; what is allowed is the acts' business."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.ui.api import DayField

from ..models import RetentionValue
from ..types import FileData, FileForm, Language, MaterialData, MaterialKind, MemberRole, RemovalReason, Usage

MOST_NUMBER = 2**31 - 1


def number_of(text: str | None) -> int | None:
    """Return a whole number out of an address, or None."""
    digits = (text or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and int(digits) <= MOST_NUMBER else None


def retention_choices(*, empty: str = "") -> list[tuple[str, str]]:
    """Return the values of retention in force."""
    rows = RetentionValue.objects.filter(valid_to=None).order_by("position").values_list("code", "label")
    return [*([("", empty)] if empty else []), *rows]


class CaseFileForm(forms.Form):
    """The fields of a case file (Phụ lục VI, phần II)."""

    title = forms.CharField(
        label=gettext_lazy("Tiêu đề hồ sơ"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    notation = forms.CharField(
        label=gettext_lazy("Số, ký hiệu hồ sơ"),
        max_length=20,
        help_text=gettext_lazy("Số thứ tự và chữ viết tắt của đề mục lớn, ví dụ 01.TCCB"),
    )
    retention = forms.ChoiceField(label=gettext_lazy("Thời hạn bảo quản"))
    retention_note = forms.CharField(
        label=gettext_lazy("Căn cứ thời hạn"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Nhóm hồ sơ, thông tư"),
    )
    started_on = DayField(label=gettext_lazy("Thời gian bắt đầu"))
    usage = forms.ChoiceField(label=gettext_lazy("Chế độ sử dụng"), choices=Usage.choices)
    language = forms.ChoiceField(label=gettext_lazy("Ngôn ngữ"), choices=Language.choices)
    form = forms.ChoiceField(label=gettext_lazy("Hình thức"), choices=FileForm.choices)
    keyword = forms.CharField(label=gettext_lazy("Từ khóa"), required=False, max_length=300)
    description = forms.CharField(label=gettext_lazy("Ghi chú"), required=False, max_length=500)
    paper_place = forms.CharField(label=gettext_lazy("Nơi để bản giấy"), required=False, max_length=200)
    is_construction = forms.BooleanField(label=gettext_lazy("Hồ sơ xây dựng cơ bản"), required=False)

    def __init__(self, *args: Any, with_usage: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["retention"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = retention_choices(empty=_("Chọn thời hạn"))
        if not with_usage:
            self.fields["usage"].required = False
            del self.fields["usage"]

    def data_of(self) -> FileData:
        """Return the fields as values."""
        return FileData(**self.cleaned_data)


class MaterialForm(forms.Form):
    """Other material with its own fields."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại tài liệu"), choices=MaterialKind.choices)
    title = forms.CharField(label=gettext_lazy("Tên hoặc nội dung"), max_length=1000)
    file = forms.FileField(
        label=gettext_lazy("Tệp"),
        required=False,
        help_text=gettext_lazy("Bỏ trống nếu chỉ có vật mang tin"),
    )
    author = forms.CharField(label=gettext_lazy("Tác giả, người chụp, người ghi"), required=False, max_length=250)
    made_on = DayField(label=gettext_lazy("Ngày"), required=False)
    made_at_place = forms.CharField(label=gettext_lazy("Địa điểm"), required=False, max_length=250)
    medium = forms.CharField(label=gettext_lazy("Vật mang tin"), required=False, max_length=100)
    seconds = forms.IntegerField(label=gettext_lazy("Thời lượng, giây"), required=False, min_value=1, max_value=10**6)
    sheets = forms.IntegerField(label=gettext_lazy("Số tờ"), required=False, min_value=1, max_value=10**5)
    note = forms.CharField(label=gettext_lazy("Ghi chú"), required=False, max_length=500)

    def data_of(self) -> MaterialData:
        """Return the fields as values."""
        return MaterialData(**{name: value for name, value in self.cleaned_data.items() if name != "file"})


class CloseForm(forms.Form):
    """What is checked again when a file is closed (Điều 30.3)."""

    ended_on = DayField(label=gettext_lazy("Thời gian kết thúc công việc"))
    retention = forms.ChoiceField(label=gettext_lazy("Thời hạn bảo quản, xem lại lần cuối"))
    settled_on = DayField(
        label=gettext_lazy("Quyết toán công trình ngày"),
        required=False,
        help_text=gettext_lazy("Chỉ hồ sơ xây dựng cơ bản"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["retention"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = retention_choices()


class ReasonForm(forms.Form):
    """A reason in words."""

    reason = forms.CharField(label=gettext_lazy("Lý do"), widget=forms.Textarea(attrs={"rows": 3}), max_length=5000)


class ProgressForm(forms.Form):
    """How far the matter is."""

    percent = forms.IntegerField(label=gettext_lazy("Tiến độ, phần trăm"), min_value=0, max_value=100)
    text = forms.CharField(
        label=gettext_lazy("Kết quả, vướng mắc"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=5000,
    )


class UsageForm(forms.Form):
    """Another usage of a file, with the reason."""

    usage = forms.ChoiceField(label=gettext_lazy("Chế độ sử dụng mới"), choices=Usage.choices)
    reason = forms.CharField(label=gettext_lazy("Lý do"), widget=forms.Textarea(attrs={"rows": 3}), max_length=5000)


class MemberForm(forms.Form):
    """A person who takes part."""

    post = forms.TypedChoiceField(label=gettext_lazy("Người tham gia"), coerce=int)
    role = forms.ChoiceField(
        label=gettext_lazy("Vai trò"), choices=[c for c in MemberRole.choices if c[0] != MemberRole.KEEPER]
    )
    due_on = DayField(label=gettext_lazy("Hạn"), required=False)

    def __init__(self, *args: Any, posts: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["post"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = posts


class HandOnForm(forms.Form):
    """To whom a file goes, and why."""

    post = forms.TypedChoiceField(label=gettext_lazy("Chuyển cho"), coerce=int)
    reason = forms.CharField(label=gettext_lazy("Lý do"), widget=forms.Textarea(attrs={"rows": 2}), max_length=5000)

    def __init__(self, *args: Any, posts: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["post"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = posts


class RemovalForm(forms.Form):
    """Why chosen entries are taken out."""

    removal = forms.ChoiceField(label=gettext_lazy("Lý do"), choices=RemovalReason.choices)
