"""Forms of directives: they check shape and turn text into values; what is allowed is the acts' business."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.ui.api import DayField, Picked

from ..queries.receivers import party_of
from ..types import (
    FIELD_LENGTHS,
    TEXT_LENGTH,
    DirectiveData,
    Kind,
    Level,
    NewFile,
    Party,
    Product,
    Repeat,
    ReportData,
    Source,
    Urgency,
)

# Bút phê và việc cơ quan khác giao do hệ thống tạo, không chọn tay.
TYPED_SOURCES = [Source.HAND, Source.DOCUMENT, Source.MEETING, Source.PHONE, Source.ORAL, Source.PAPER]


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ReasonForm(forms.Form):
    """A reason in words."""

    reason = forms.CharField(label=gettext_lazy("Lý do"), widget=_area(3), max_length=TEXT_LENGTH)


class NoteForm(forms.Form):
    """Words that may be left out."""

    note = forms.CharField(label=gettext_lazy("Ý kiến"), widget=_area(3), max_length=TEXT_LENGTH, required=False)


class MultipleFileInput(forms.ClearableFileInput):
    """Takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; each goes through the checks of the store when it is kept."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=MultipleFileInput(), required=False, **more)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Return the files as a list."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in given]


class ProgressForm(forms.Form):
    """How far the work is."""

    percent = forms.IntegerField(label=gettext_lazy("Tiến độ, phần trăm"), min_value=0, max_value=100)
    text = forms.CharField(label=gettext_lazy("Đã làm được gì"), widget=_area(4), max_length=TEXT_LENGTH)
    difficulties = forms.CharField(
        label=gettext_lazy("Khó khăn, vướng mắc"), widget=_area(2), max_length=TEXT_LENGTH, required=False
    )
    proposals = forms.CharField(
        label=gettext_lazy("Đề xuất, kiến nghị"), widget=_area(2), max_length=TEXT_LENGTH, required=False
    )
    papers = FilesField(label=gettext_lazy("Tệp kèm theo"))

    def data_of(self) -> ReportData:
        """Return the report as values."""
        values = self.cleaned_data
        files = tuple(NewFile(one.file or one, one.name or "") for one in values["papers"])
        return ReportData(
            text=values["text"],
            percent=values.get("percent", 100),
            difficulties=values.get("difficulties", ""),
            proposals=values.get("proposals", ""),
            files=files,
        )


class ResultForm(forms.Form):
    """The result, with the document that carries it."""

    text = forms.CharField(label=gettext_lazy("Kết quả"), widget=_area(4), max_length=TEXT_LENGTH)
    document = forms.ChoiceField(
        label=gettext_lazy("Văn bản kết quả"),
        required=False,
        help_text=gettext_lazy("Các văn bản gần đây bạn được xem; tìm ở ô phía trên để chọn văn bản khác."),
    )
    result_on = DayField(label=gettext_lazy("Ngày có kết quả"), required=False)
    papers = FilesField(label=gettext_lazy("Tệp sản phẩm"))

    def __init__(self, *args: Any, documents: Sequence[tuple[str, str]], elsewhere: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["document"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Không có, hoặc kèm tệp bên dưới")), *documents]
        if not elsewhere:
            del self.fields["result_on"]

    def data_of(self) -> ReportData:
        """Return the result as values."""
        files = tuple(NewFile(one.file or one, one.name or "") for one in self.cleaned_data["papers"])
        return ReportData(text=self.cleaned_data["text"], percent=100, files=files)

    def document_uid(self) -> UUID | None:
        """Return the chosen document."""
        chosen: str = self.cleaned_data["document"]
        return UUID(chosen) if chosen else None


class ExtensionForm(forms.Form):
    """A later deadline, and why."""

    until = DayField(label=gettext_lazy("Xin gia hạn đến"))
    reason = forms.CharField(label=gettext_lazy("Lý do"), widget=_area(3), max_length=TEXT_LENGTH)


class DecideDueForm(forms.Form):
    """The answer to a request for more time."""

    agree = forms.ChoiceField(
        label=gettext_lazy("Quyết định"),
        choices=[("1", gettext_lazy("Đồng ý")), ("0", gettext_lazy("Không đồng ý"))],
        widget=forms.RadioSelect,
        initial="1",
    )
    until = DayField(
        label=gettext_lazy("Hạn mới"),
        required=False,
        help_text=gettext_lazy("Để trống: theo ngày đã xin."),
    )
    answer = forms.CharField(label=gettext_lazy("Ý kiến"), widget=_area(2), max_length=TEXT_LENGTH, required=False)


class SetDueForm(forms.Form):
    """A new deadline by the giver's decision."""

    due_on = DayField(label=gettext_lazy("Hạn mới"))
    reason = forms.CharField(label=gettext_lazy("Lý do"), widget=_area(3), max_length=TEXT_LENGTH)


class HandOnForm(forms.Form):
    """Who in the unit does the work."""

    post = forms.TypedChoiceField(label=gettext_lazy("Người thực hiện"), coerce=int)
    note = forms.CharField(label=gettext_lazy("Dặn thêm"), widget=_area(2), max_length=TEXT_LENGTH, required=False)

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["post"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = list(people)


class DirectiveForm(forms.Form):
    """Everything about a task but its lead and supporters, which the picker holds."""

    content = forms.CharField(
        label=gettext_lazy("Nội dung nhiệm vụ"), widget=_area(4), max_length=FIELD_LENGTHS["content"]
    )
    kind = forms.ChoiceField(label=gettext_lazy("Loại"), choices=Kind.choices, initial=Kind.DEADLINE)
    due_on = DayField(
        label=gettext_lazy("Hạn hoàn thành"),
        required=False,
        help_text=gettext_lazy("Ngày/tháng/năm. Nhiệm vụ thường xuyên: hạn của kỳ đầu tiên."),
    )
    repeat = forms.ChoiceField(
        label=gettext_lazy("Kỳ lặp lại"), choices=[("", gettext_lazy("Không lặp lại")), *Repeat.choices], required=False
    )
    urgency = forms.TypedChoiceField(label=gettext_lazy("Mức độ"), choices=Urgency.choices, coerce=int, initial=0)
    product = forms.ChoiceField(label=gettext_lazy("Sản phẩm"), choices=Product.choices, initial=Product.REPORT)
    product_note = forms.CharField(
        label=gettext_lazy("Sản phẩm cụ thể"), max_length=FIELD_LENGTHS["product_note"], required=False
    )
    field = forms.CharField(label=gettext_lazy("Lĩnh vực"), max_length=FIELD_LENGTHS["field"], required=False)
    level = forms.ChoiceField(label=gettext_lazy("Cấp ban hành"), choices=Level.choices, initial=Level.AGENCY)
    source = forms.ChoiceField(label=gettext_lazy("Nguồn"), choices=[(s.value, s.label) for s in TYPED_SOURCES])
    source_note = forms.CharField(
        label=gettext_lazy("Căn cứ"),
        max_length=FIELD_LENGTHS["source_note"],
        required=False,
        help_text=gettext_lazy("Tên cuộc họp, số thông báo kết luận, số văn bản."),
    )
    source_on = DayField(
        label=gettext_lazy("Ngày có chỉ đạo"),
        required=False,
        help_text=gettext_lazy("Bắt buộc khi ghi lại chỉ đạo bằng lời, điện thoại, phiếu giấy."),
    )
    giver_post_id = forms.TypedChoiceField(
        label=gettext_lazy("Người giao"), coerce=int, required=False, empty_value=None
    )
    supervisor_post_id = forms.TypedChoiceField(
        label=gettext_lazy("Lãnh đạo phụ trách"), coerce=int, required=False, empty_value=None
    )
    monitor_post_id = forms.TypedChoiceField(
        label=gettext_lazy("Chuyên viên theo dõi"), coerce=int, required=False, empty_value=None
    )

    def __init__(
        self,
        *args: Any,
        people: Sequence[tuple[int, str]],
        givers: Sequence[tuple[int, str]] = (),
        fields_known: Sequence[str] = (),
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.fields["field"].widget.attrs["list"] = "linh-vuc"
        self.known = list(fields_known)
        for name in ("supervisor_post_id", "monitor_post_id"):
            self._choose(name, [("", _("Không chọn")), *people])
        if givers:
            self._choose("giver_post_id", [("", _("Tôi")), *givers])
        else:
            del self.fields["giver_post_id"]

    def _choose(self, name: str, choices: Sequence[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = list(choices)

    def data_of(self, picked: Picked) -> DirectiveData:
        """Return the task as values, with who was picked."""
        values = dict(self.cleaned_data)
        values.setdefault("giver_post_id", None)
        lead = party_of(picked.lead) if picked.lead is not None else Party()
        return DirectiveData(
            lead=lead, supporters=tuple(party_of(number) for number in sorted(picked.support)), **values
        )


class EditForm(forms.Form):
    """What may be corrected in a task that was given."""

    content = DirectiveForm.base_fields["content"]
    field = forms.CharField(label=gettext_lazy("Lĩnh vực"), max_length=FIELD_LENGTHS["field"], required=False)
    urgency = forms.TypedChoiceField(label=gettext_lazy("Mức độ"), choices=Urgency.choices, coerce=int)
    product = forms.ChoiceField(label=gettext_lazy("Sản phẩm"), choices=Product.choices)
    product_note = forms.CharField(
        label=gettext_lazy("Sản phẩm cụ thể"), max_length=FIELD_LENGTHS["product_note"], required=False
    )
    supervisor_post_id = forms.TypedChoiceField(
        label=gettext_lazy("Lãnh đạo phụ trách"), coerce=int, required=False, empty_value=None
    )
    monitor_post_id = forms.TypedChoiceField(
        label=gettext_lazy("Chuyên viên theo dõi"), coerce=int, required=False, empty_value=None
    )
    reason = forms.CharField(label=gettext_lazy("Lý do sửa"), max_length=TEXT_LENGTH, required=False)

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        for name in ("supervisor_post_id", "monitor_post_id"):
            field = self.fields[name]
            assert isinstance(field, forms.TypedChoiceField)
            field.choices = [("", _("Không chọn")), *people]


def day_of(text: str | None) -> date | None:
    """Return a day typed into an address, None for anything else."""
    try:
        found: date | None = DayField(required=False).clean(text or "")
    except forms.ValidationError:
        return None
    return found
