"""Shape of what administrators type."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from congvu.ui.api import DayField

from ...types import AccountKind, AgencyTier, AssignmentKind, CodeScheme, Role

CHECKS = {"class": "form-check-input"}


class AgencyForm(forms.Form):
    """An agency as it stands on its papers."""

    name = forms.CharField(label=_("Tên cơ quan"), max_length=250)
    abbreviation = forms.CharField(
        label=_("Chữ viết tắt trong ký hiệu"), max_length=20, help_text=_("Ví dụ UBND, SNV.")
    )
    tier = forms.ChoiceField(label=_("Cấp"), choices=AgencyTier.choices)
    superior_name = forms.CharField(label=_("Dòng cơ quan chủ quản trên văn bản"), max_length=250, required=False)
    place_name = forms.CharField(label=_("Địa danh"), max_length=100, help_text=_("Đứng trước ngày ban hành."))
    address = forms.CharField(label=_("Địa chỉ"), max_length=250, required=False)
    email = forms.EmailField(label=_("Thư điện tử"), required=False)
    phone = forms.CharField(label=_("Điện thoại"), max_length=50, required=False)
    website = forms.CharField(label=_("Trang thông tin điện tử"), max_length=100, required=False)
    valid_from = DayField(label=_("Hoạt động từ ngày"), required=False)


class CodeForm(forms.Form):
    """An identification code."""

    scheme = forms.ChoiceField(label=_("Loại mã"), choices=CodeScheme.choices)
    value = forms.CharField(label=_("Mã"), max_length=35, help_text=_("Ví dụ H58.07, hoặc 000.00.07.H58."))
    valid_from = DayField(label=_("Hiệu lực từ ngày"), required=False)
    is_primary = forms.BooleanField(label=_("Là mã chính"), required=False, initial=True)


class LastDayForm(forms.Form):
    """The last day of something."""

    last_day = DayField(label=_("Đến hết ngày"))


class LeavingForm(LastDayForm):
    """The last day of a holder, and why she cannot hand over what she holds."""

    unhanded_reason = forms.CharField(
        label=_("Lý do không bàn giao được"),
        max_length=500,
        required=False,
        help_text=_("Chỉ ghi khi người này còn hồ sơ chưa bàn giao mà không thể bàn giao."),
    )


class CloseAgencyForm(LastDayForm):
    """The last day of an agency and who takes over."""

    successor = forms.TypedChoiceField(
        label=_("Cơ quan kế thừa"), coerce=int, empty_value=None, required=False,
        help_text=_("Văn bản gửi tới mã cũ sẽ về cơ quan này."),
    )  # fmt: skip

    def __init__(self, *args: Any, agencies: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["successor"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Không có")), *agencies]


class UnitForm(forms.Form):
    """A unit and the unit it lies in."""

    name = forms.CharField(label=_("Tên đơn vị"), max_length=250)
    abbreviation = forms.CharField(label=_("Chữ viết tắt"), max_length=20, required=False)
    code = forms.CharField(
        label=_("Mã đơn vị"), max_length=30, required=False, help_text=_("Dùng khi nhập từ bảng tính.")
    )
    is_records_office = forms.BooleanField(label=_("Là văn thư cơ quan"), required=False)
    parent = forms.TypedChoiceField(label=_("Thuộc"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["parent"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Trực thuộc cơ quan")), *units]


class PostForm(forms.Form):
    """A post and its roles."""

    title = forms.CharField(label=_("Chức danh"), max_length=250)
    rank = forms.IntegerField(
        label=_("Thứ bậc"), min_value=1, max_value=999, initial=50,
        help_text=_("Số nhỏ đứng trước; người đứng đầu là 10."),
    )  # fmt: skip
    roles = forms.MultipleChoiceField(
        label=_("Vai trò"),
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=CHECKS),
        help_text=_(
            "Vai trò thuộc về vị trí, không thuộc về người. Quản trị hệ thống không xem được nội dung văn bản."
        ),
    )


class AssignForm(forms.Form):
    """Who holds a post, how, from when to when."""

    to_person = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=_("Hình thức"), choices=AssignmentKind.choices)
    valid_from = DayField(label=_("Từ ngày"))
    valid_to = DayField(label=_("Đến hết ngày"), required=False)
    decision_no = forms.CharField(label=_("Số quyết định"), max_length=100, required=False)


class PersonForm(forms.Form):
    """A person."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=250)
    email = forms.EmailField(label=_("Thư công vụ"), required=False)
    phone = forms.CharField(label=_("Điện thoại"), max_length=30, required=False)
    code = forms.CharField(label=_("Mã cán bộ"), max_length=30, required=False)


class AccountForm(forms.Form):
    """A new account."""

    username = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9._-]{2,98}$",
        label=_("Tên công vụ"),
        help_text=_("Chữ không dấu, số, dấu chấm, gạch; ít nhất 3 ký tự."),
        error_messages={"invalid": _("Chỉ dùng chữ không dấu, số, dấu chấm, gạch ngang; ít nhất 3 ký tự.")},
    )
    email = forms.EmailField(label=_("Thư điện tử để đăng nhập"), required=False)
    kind = forms.ChoiceField(label=_("Loại tài khoản"), choices=AccountKind.choices)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Lý do"), max_length=200)


class SubjectForm(forms.Form):
    """The subject of an outside sign-in provider."""

    subject = forms.CharField(label=_("Định danh (sub) ở hệ thống đăng nhập chung"), max_length=190)


class TokenForm(forms.Form):
    """A token of a program."""

    name = forms.CharField(label=_("Dùng cho phần mềm"), max_length=200)
    scopes = forms.CharField(
        label=_("Phạm vi"), max_length=300, initial="identity:read",
        help_text=_("Cách nhau bằng dấu cách, ví dụ: identity:read documents:write"),
    )  # fmt: skip
    expires_on = DayField(label=_("Hết hạn ngày"))
