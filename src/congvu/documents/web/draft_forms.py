"""Forms of drafts: they check shape and turn text into values; what is allowed is the acts' business."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from congvu.ui.api import DayField

from ..drafting.types import AnnexText, DraftContent
from ..papers import forms as papers
from ..types import Circulation, Urgency

ANNEX_HEAD = "==="
LANDSCAPE = "[ngang]"
LONGEST_NUMBER = 10
NEEDED_TO_SUBMIT = frozenset({"subject", "signer", "body"})
ADDRESSED = {"cong_van": _("Kính gửi"), "giay_moi": _("Kính mời"), "cong_dien": _("Gửi công điện đến")}
AREA = forms.Textarea


class DraftForm(forms.Form):
    """What a drafter types; which fields stand there depends on the form of the document."""

    use_required_attribute = False

    subject = forms.CharField(
        label=_("Trích yếu"),
        required=False,
        max_length=520,
        widget=AREA(attrs={"rows": 2}),
        help_text=_("Không gõ “V/v” hay “Về việc”: trang văn bản tự thêm."),
    )
    signer = forms.TypedChoiceField(label=_("Người ký"), required=False, coerce=int, empty_value=None)
    urgency = forms.TypedChoiceField(
        label=_("Mức độ khẩn"),
        coerce=int,
        choices=[(u.value, u.label) for u in Urgency if u != Urgency.EXPRESS_TIMED],
    )
    send_to = forms.CharField(
        label=_("Kính gửi"),
        required=False,
        widget=AREA(attrs={"rows": 2}),
        help_text=_("Mỗi nơi một dòng."),
    )
    authority = forms.CharField(
        label=_("Thẩm quyền ban hành"),
        required=False,
        max_length=250,
        help_text=_("Để trống thì ghi theo người ký."),
    )
    grounds = forms.CharField(
        label=_("Căn cứ"), required=False, widget=AREA(attrs={"rows": 3}), help_text=_("Mỗi căn cứ một dòng.")
    )
    body = forms.CharField(
        label=_("Nội dung"),
        required=False,
        widget=AREA(attrs={"rows": 16, "spellcheck": "false"}),
        help_text=_(
            "Mỗi dòng là một đoạn. “Điều 1.” và “Chương I” được nhận ra; **đậm**, *nghiêng*, "
            "“# dòng giữa”; bảng kẻ bằng dấu |."
        ),
    )
    recipients = forms.CharField(
        label=_("Nơi nhận"),
        required=False,
        widget=AREA(attrs={"rows": 3}),
        help_text=_("Mỗi nơi một dòng; “Như trên” và dòng “Lưu” được tự thêm."),
    )
    annexes = forms.CharField(
        label=_("Phụ lục"),
        required=False,
        widget=AREA(attrs={"rows": 3}),
        help_text=_("Mỗi phụ lục mở đầu bằng dòng “=== Tên phụ lục”; “=== [ngang] Tên” là trang ngang."),
    )
    notation_unit = forms.CharField(label=_("Ký hiệu đơn vị hoặc lĩnh vực"), required=False, max_length=20)
    copies_note = forms.CharField(label=_("Ký hiệu người soạn, số bản"), required=False, max_length=60)
    issued_by = forms.ChoiceField(
        label=_("Ban hành với danh nghĩa"),
        required=False,
        help_text=_("Hội đồng, ban dùng con dấu của cơ quan có số và chữ viết tắt riêng."),
    )
    circulation = forms.ChoiceField(
        label=_("Phạm vi lưu hành"), required=False, choices=[("", _("Không hạn chế")), *Circulation.choices]
    )
    contact = forms.CharField(label=_("Địa chỉ ở chân trang đầu"), required=False, max_length=250)
    word = forms.FileField(
        label=_("Hoặc tải lên bản Word"),
        required=False,
        help_text=_("Tệp .docx. Khi có tệp này, trang ký được làm từ tệp; phải có “Số:”, ngày tháng và tên người ký."),
        widget=forms.FileInput(attrs={"accept": ".docx", "data-max-bytes": "50000000"}),
    )
    drop_word = forms.BooleanField(label=_("Bỏ tệp Word, soạn theo mẫu"), required=False)
    note = forms.CharField(label=_("Ghi chú cho phiên bản này"), required=False, max_length=500)
    read_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        form: str,
        signers: Sequence[tuple[int, str]],
        initial: dict[str, Any] | None = None,
        has_word: bool = False,
        is_new: bool = True,
        may_choose_signer: bool = True,
        bodies: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__(data, files, initial=initial, auto_id="soan-%s")
        chosen = self.fields["signer"]
        assert isinstance(chosen, forms.TypedChoiceField)
        chosen.choices = [("", _("Chưa chọn")), *((str(pk), name) for pk, name in signers)]
        layout = papers.FORMS[form]  # type: ignore[index]
        self.extra = [f"muc_{field.name}" for field in layout.entries]
        self.needed = (NEEDED_TO_SUBMIT if layout.needs_body else NEEDED_TO_SUBMIT - {"body"}) | (
            {"send_to"} if form in ADDRESSED else set()
        )
        if form in ADDRESSED:
            self.fields["send_to"].label = ADDRESSED[form]
        for field in layout.entries:
            self.fields[f"muc_{field.name}"] = forms.CharField(label=str(field.label), required=False, max_length=1000)
        if not layout.shows_authority:
            del self.fields["authority"]
            del self.fields["grounds"]
        if layout.shows_authority or not layout.prints_subject or not layout.has_date:
            del self.fields["send_to"]
        if form != "cong_van":
            del self.fields["notation_unit"]
        if not has_word:
            del self.fields["drop_word"]
        if is_new:
            del self.fields["note"]
        by = self.fields["issued_by"]
        assert isinstance(by, forms.ChoiceField)
        by.choices = [("", _("Cơ quan")), *bodies]
        if not bodies:
            del self.fields["issued_by"]
        if not may_choose_signer:
            del self.fields["signer"]

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """The fields seen at once, in the order of the page.

        What a submission needs is not called optional, though an unfinished draft may be saved without it.
        """
        for name in self.needed & self.fields.keys():
            self.fields[name].required = True
        names = ["subject", "signer", "urgency", "send_to", "authority", "grounds", *self.extra, "body", "recipients"]
        return [self[name] for name in names if name in self.fields]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """The fields behind "more"."""
        names = [
            "issued_by",
            "annexes",
            "notation_unit",
            "copies_note",
            "circulation",
            "contact",
            "word",
            "drop_word",
            "note",
        ]
        return [self[name] for name in names if name in self.fields]

    def content(self) -> DraftContent:
        """Return what was typed as a draft's content; call it after `is_valid`, or on what is half typed."""
        values = getattr(self, "cleaned_data", {})
        return content_from(values, self.extra)


def content_from(values: dict[str, Any], extra: Sequence[str]) -> DraftContent:
    """Build the content from a form's values."""
    return DraftContent(
        subject=values.get("subject") or "",
        body=values.get("body") or "",
        grounds=lines(values.get("grounds")),
        authority=values.get("authority") or "",
        send_to=lines(values.get("send_to")),
        recipients=lines(values.get("recipients")),
        notation_unit=values.get("notation_unit") or "",
        copies_note=values.get("copies_note") or "",
        fields={name.removeprefix("muc_"): values.get(name) or "" for name in extra},
        annexes=annexes(values.get("annexes")),
        contact=values.get("contact") or "",
        issued_by=values.get("issued_by") or "",
    )


def initial_of(content: DraftContent) -> dict[str, Any]:
    """Return what the form shows for a content."""
    return {
        "subject": content.subject,
        "body": content.body,
        "grounds": "\n".join(content.grounds),
        "authority": content.authority,
        "send_to": "\n".join(content.send_to),
        "recipients": "\n".join(content.recipients),
        "notation_unit": content.notation_unit,
        "copies_note": content.copies_note,
        "annexes": annexes_text(content.annexes),
        "contact": content.contact,
        "issued_by": content.issued_by,
        **{f"muc_{name}": value for name, value in content.fields.items()},
    }


def lines(typed: str | None) -> tuple[str, ...]:
    """Return the lines that are not empty, without dashes in front and signs at the end."""
    plain = (line.strip().lstrip("-+• ").rstrip(" ;.") for line in (typed or "").splitlines())
    return tuple(line for line in plain if line)


def annexes(typed: str | None) -> tuple[AnnexText, ...]:
    """Read annexes out of one text: each begins with a line "=== title"; what stands before the first is one too."""
    found: list[AnnexText] = []
    for part in re.split(rf"(?m)^{ANNEX_HEAD}", typed or ""):
        head, _newline, body = part.partition("\n")
        title = head.strip().strip("=").strip()
        landscape = title.casefold().startswith(LANDSCAPE)
        title = title[len(LANDSCAPE) :].strip() if landscape else title
        if title or body.strip():
            found.append(AnnexText(title, body.strip("\n"), landscape))
    return tuple(found)


def annexes_text(given: Sequence[AnnexText]) -> str:
    """Return the text that `annexes` reads."""
    return "\n".join(f"{ANNEX_HEAD} {LANDSCAPE + ' ' if a.landscape else ''}{a.title}\n{a.body}" for a in given)


def number_of(typed: str | None) -> int | None:
    """Return a whole number out of an address or a hidden field, or None."""
    digits = (typed or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < LONGEST_NUMBER else None


class ReasonForm(forms.Form):
    """A reason in words."""

    reason = forms.CharField(label=_("Lý do"), required=False, max_length=2000, widget=AREA(attrs={"rows": 3}))


class OpinionForm(forms.Form):
    """An opinion."""

    words = forms.CharField(label=_("Ý kiến"), required=False, max_length=20_000, widget=AREA(attrs={"rows": 3}))


class AskForm(forms.Form):
    """Whom to ask, what, until when."""

    question = forms.CharField(label=_("Cần góp ý về"), required=False, max_length=2000)
    due_on = DayField(label=_("Góp ý trước hết ngày"), required=False)


class SignForm(forms.Form):
    """In which capacity to sign."""

    capacity = forms.ChoiceField(label=_("Quyền hạn ký"), widget=forms.RadioSelect)
    read_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, capacities: Sequence[tuple[str, str]], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial, auto_id="ky-%s")
        chosen = self.fields["capacity"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = list(capacities)


class IssueForm(forms.Form):
    """Where and on which day to number, and what the public may see."""

    register = forms.TypedChoiceField(label=_("Sổ đăng ký"), required=False, coerce=int, empty_value=None)
    issued_on = DayField(label=_("Ngày ban hành"))
    subject_is_public = forms.BooleanField(
        label=_("Cho hiện trích yếu ở trang kiểm tra công khai (mã QR)"), required=False
    )
    copies = forms.IntegerField(label=_("Số lượng bản"), required=False, min_value=1, max_value=9_999)
    note = forms.CharField(label=_("Ghi chú trong sổ"), required=False, max_length=500)
    supplement_to = forms.IntegerField(
        label=_("Số phụ, sau số"),
        required=False,
        min_value=1,
        max_value=9_999_999,
        help_text=_("Chỉ khi văn bản phải mang ngày của một số đã cấp: 12 thì thành 12a."),
    )
    supplement_reason = forms.CharField(label=_("Lý do cấp số phụ"), required=False, max_length=500)

    def __init__(self, data: Any, *, registers: Sequence[tuple[int, str]], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial, auto_id="phat-%s")
        chosen = self.fields["register"]
        assert isinstance(chosen, forms.TypedChoiceField)
        chosen.choices = [("", _("Theo tên loại")), *((str(pk), name) for pk, name in registers)]

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """What every issue looks at."""
        return [self[name] for name in ("register", "issued_on", "subject_is_public")]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """What few issues need, behind "more"."""
        return [self[name] for name in ("copies", "note", "supplement_to", "supplement_reason")]
