"""How the agency follows its tasks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from congvu.ui.api import OfficeRequest, office

from .. import policy
from ..actions.remind import setting_of
from ..actions.setting import set_following
from ..rules import entry
from ..types import Follow, ReportEvery
from .pages import form_page


def _limit(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=entry.MOST_DAYS, help_text=gettext_lazy("0: ngay trong ngày vào sổ.")
    )


class SettingForm(forms.Form):
    """Reminders, bút phê, summaries."""

    remind_before = forms.RegexField(
        label=gettext_lazy("Nhắc trước hạn, số ngày làm việc"),
        regex=r"^[\d\s,;]*$",
        required=False,
        max_length=60,
        help_text=gettext_lazy("Các số cách nhau bằng dấu phẩy, ví dụ 5, 1. Để trống: không nhắc trước."),
    )
    remind_on_day = forms.BooleanField(label=gettext_lazy("Nhắc trong ngày đến hạn"), required=False)
    overdue_every = forms.IntegerField(
        label=gettext_lazy("Khi quá hạn nhắc lại sau mỗi số ngày làm việc"),
        min_value=0,
        max_value=60,
        help_text=gettext_lazy("0: không nhắc lại."),
    )
    urge_by_ladder = forms.BooleanField(
        label=gettext_lazy("Khi quá hạn, tự gửi phiếu đôn đốc đơn vị và soạn sẵn công văn đôn đốc cơ quan khác"),
        required=False,
        help_text=gettext_lazy(
            "Mỗi lần nhắc quá hạn một lần. Công văn nằm ở dự thảo của người theo dõi, không bao giờ tự gửi."
        ),
    )
    follow = forms.ChoiceField(
        label=gettext_lazy("Bút phê nào tự thành nhiệm vụ"), choices=Follow.choices, widget=forms.RadioSelect
    )
    report_every = forms.ChoiceField(
        label=gettext_lazy("Gửi người giao tình hình các việc đã giao"),
        choices=ReportEvery.choices,
        widget=forms.RadioSelect,
    )

    public_rates = forms.BooleanField(
        label=gettext_lazy("Công bố số liệu và tỷ lệ thực hiện cho mọi người xem"),
        required=False,
        help_text=gettext_lazy("Trang công bố chỉ có số và tỷ lệ theo đơn vị, không có nội dung nhiệm vụ nào."),
    )
    entry_urgent_days = _limit(gettext_lazy("Lập nhiệm vụ từ văn bản chỉ đạo khẩn, trong số ngày làm việc"))
    entry_days = _limit(gettext_lazy("Lập nhiệm vụ từ văn bản chỉ đạo thường, trong số ngày làm việc"))
    entry_many_days = _limit(gettext_lazy("Lập nhiệm vụ từ văn bản giao nhiều cơ quan, trong số ngày làm việc"))

    def clean_remind_before(self) -> list[int]:
        """Return the days as numbers."""
        typed: str = self.cleaned_data["remind_before"]
        return [int(part) for part in typed.replace(",", " ").replace(";", " ").split()]


@office
@require_http_methods(["GET", "POST"])
def settings(request: OfficeRequest) -> HttpResponse:
    """Show and set how the agency follows its tasks."""
    policy.may_set(request.actor).require()
    row = setting_of(request.actor.agency_id)
    start = {
        "remind_before": ", ".join(str(day) for day in row.remind_before),
        "remind_on_day": row.remind_on_day,
        "overdue_every": row.overdue_every,
        "urge_by_ladder": row.urge_by_ladder,
        "follow": row.follow,
        "report_every": row.report_every,
        "public_rates": row.public_rates,
        "entry_urgent_days": row.entry_urgent_days,
        "entry_days": row.entry_days,
        "entry_many_days": row.entry_many_days,
    }
    form = SettingForm(request.POST or None, initial=start)

    def act() -> None:
        set_following(actor=request.actor, now=timezone.now(), **form.cleaned_data)

    sentence = _("Áp dụng cho mọi nhiệm vụ của %(agency)s.") % {"agency": request.actor.agency_name}
    if row.public_rates and row.public_uid is not None:
        address = request.build_absolute_uri(reverse("directives:public", args=[row.public_uid]))
        sentence += " " + _("Trang công bố: %(address)s") % {"address": address}
    return form_page(
        request,
        form,
        act,
        question=_("Cách theo dõi nhiệm vụ"),
        label=_("Ghi"),
        done=_("Đã ghi cách theo dõi nhiệm vụ."),
        back=reverse("directives:overview"),
        crumb=_("Tổng quan"),
        sentence=sentence,
    )
