"""The example page: each component in each of its states, with invented data. It touches no table."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from congvu.kernel.errors import DomainError
from congvu.ui.audience import public
from congvu.ui.fields import DayField
from congvu.ui.picker import read_picked

from . import sample_data
from .sample_data import PEOPLE, UNITS


class SampleRefusal(DomainError):
    """What a refusal looks like."""

    code = "ui.sample"
    message = _("Chưa chuyển được: %(office)s đang khóa nhận văn bản từ 17:00. Chọn đơn vị khác hoặc hẹn gửi 07:00.")


class SampleForm(forms.Form):
    """One field of each kind."""

    subject = forms.CharField(label=_("Trích yếu"), help_text=_("Viết như trên văn bản, không viết hoa cả dòng."))
    arrived_on = DayField(label=_("Ngày đến"))
    pages = forms.IntegerField(label=_("Số trang"), required=False, min_value=1)
    kind = forms.ChoiceField(label=_("Loại văn bản"), choices=[("", "…"), ("cv", "Công văn"), ("bc", "Báo cáo")])
    urgency = forms.ChoiceField(
        label=_("Mức độ khẩn"), choices=[("0", "Thường"), ("1", "Khẩn"), ("3", "Hỏa tốc")], widget=forms.RadioSelect
    )
    reply = forms.BooleanField(label=_("Phải trả lời bằng văn bản"), required=False)
    copies = forms.MultipleChoiceField(
        label=_("Gửi thêm"),
        choices=[("a", "Thường trực HĐND"), ("b", "Ban Tiếp công dân")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(label=_("Ý kiến"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    file = forms.FileField(
        label=_("Tệp gốc"),
        required=False,
        help_text=_("PDF, Word hoặc ảnh, tới 100 MB."),
        widget=forms.FileInput(attrs={"data-max-bytes": "100000000"}),
    )


@public
@require_http_methods(["GET", "POST"])
def components(request: HttpRequest) -> HttpResponse:
    """Show the office components; a POST shows the form's faults."""
    posted = request.POST if request.method == "POST" else None
    form = SampleForm(posted, initial={"urgency": "0"}, auto_id="f_%s")
    broken = SampleForm(
        {"subject": "", "arrived_on": "31/09/2026", "kind": "", "urgency": "0", "pages": "0"}, auto_id="hong_%s"
    )
    at = timezone.localtime().replace(hour=10, minute=20, second=0, microsecond=0)
    picked = read_picked(posted, "to", {u.id for u in UNITS}) if posted else None
    return render(
        request,
        "ui/samples/components.html",
        {
            **sample_data.frame(request.path),
            **sample_data.lists(at),
            **sample_data.panels(at),
            "form": form,
            "broken": broken,
            "units": UNITS,
            "people": PEOPLE,
            "picked": picked,
        },
    )


@public
def for_citizens(request: HttpRequest) -> HttpResponse:
    """Show the patterns of pages for citizens."""
    broken = SampleForm({"subject": "", "arrived_on": "31/09/2026", "kind": "cv", "urgency": "0"}, auto_id="f_%s")
    return render(request, "ui/samples/citizens.html", {"broken": broken, "form": SampleForm(auto_id="g_%s")})


@public
def people(request: HttpRequest) -> HttpResponse:
    """Answer the sample people picker."""
    wanted = request.GET.get("q", "").lower()
    found = [p for p in PEOPLE if wanted in p.name.lower()]
    return render(request, "ui/cv/people_options.html", {"people": found, "name": "nguoi", "many": True})


@public
@require_POST
def refuse(request: HttpRequest) -> HttpResponse:
    """Refuse, as an act does; the middleware shows it."""
    raise SampleRefusal(office="Sở Nội vụ")


@public
def bell(request: HttpRequest) -> HttpResponse:
    """Answer the sample bell."""
    return render(request, "ui/samples/bell.html", {"oob": True, "count": 2})
