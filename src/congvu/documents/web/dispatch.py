"""The post register and the messengers' book: what left on paper, who signed for it; marks of printing."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, Final
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.kernel.errors import DomainError, NotFound
from congvu.search.api import Table, export
from congvu.ui.api import DayField, OfficeRequest, Tab, office

from .. import policy
from ..actions.dispatch import NewDispatch, mark_printed, record_dispatch, sign_for, strike_dispatch
from ..desk_types import SendWay
from ..models import Dispatch
from ..queries import dispatch as query
from ..queries.dispatch import SendFilter
from ..queries.document import document_or_404
from .forms import MomentField

MOST_PRINTED: Final = 2000
WORKDAY = time(8)


class SendForm(forms.Form):
    """A sending on paper: to whom, how, when."""

    receivers = forms.CharField(
        label=gettext_lazy("Nơi nhận, mỗi dòng một nơi"), max_length=60_000, widget=forms.Textarea(attrs={"rows": 5})
    )
    way = forms.ChoiceField(label=gettext_lazy("Gửi bằng"), choices=SendWay.choices)
    sent_at = MomentField(label=gettext_lazy("Chuyển lúc"), hour=WORKDAY)
    envelopes = forms.IntegerField(label=gettext_lazy("Số lượng bì mỗi nơi"), min_value=1, max_value=999, initial=1)
    tracking = forms.CharField(label=gettext_lazy("Số vận đơn"), max_length=60, required=False)
    note = forms.CharField(label=gettext_lazy("Ghi chú"), max_length=500, required=False)


class ReceiptForm(forms.Form):
    """Who signed, and when."""

    received_by = forms.CharField(label=gettext_lazy("Người ký nhận"), max_length=200)
    received_at = MomentField(label=gettext_lazy("Ký nhận lúc"), hour=WORKDAY)


class StrikeForm(forms.Form):
    """Why a line is struck out."""

    reason = forms.CharField(label=gettext_lazy("Lý do gạch dòng này"), max_length=500)


class BookForm(forms.Form):
    """What the books are asked for; its fields are the words of the address."""

    tu = DayField(label=gettext_lazy("Chuyển từ ngày"), required=False)
    den = DayField(label=gettext_lazy("đến hết ngày"), required=False)


def _asked(request: OfficeRequest, form: BookForm) -> SendFilter:
    values = form.cleaned_data if form.is_valid() else {}
    first, last = values.get("tu"), values.get("den")
    return SendFilter(
        way=request.GET.get("cach", "") if request.GET.get("cach", "") in SendWay.values else "",
        unsigned=request.GET.get("cho") == "1",
        since=_midnight(first) if first else None,
        until=_midnight(last + timedelta(days=1)) if last else None,
    )


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@office
@require_safe
def book(request: OfficeRequest) -> HttpResponse:
    """Show what left on paper, the latest first."""
    if not policy.reads_at_all(request.actor) or not request.actor.roles & policy.AGENCY_READERS:
        raise NotFound
    form = BookForm(request.GET or None)
    asked = _asked(request, form)
    page = query.page(actor=request.actor, asked=asked, after=request.GET.get("sau"))
    kept = urlencode([(k, v) for k in ("cach", "cho", "tu", "den") if (v := request.GET.get(k, ""))])
    context = {
        "form": form,
        "asked": asked,
        "rows": page.rows,
        "kept": kept,
        "tabs": _tabs(asked),
        "older_url": f"?{kept}&{urlencode({'sau': page.next})}" if page.next else "",
        "newer_url": f"?{kept}&{urlencode({'sau': page.previous})}" if page.previous else "",
        "may_keep": bool(policy.may_dispatch(request.actor, request.actor.agency_id)),
        "now": timezone.localtime(),
        "kinds": (("xlsx", "XLSX"), ("csv", "CSV"), ("docx", "DOCX"), ("doc", "DOC"), ("pdf", "PDF")),
    }
    return render(request, "documents/sent.html", context)


def _tabs(asked: SendFilter) -> list[Tab]:
    choices = [("", _("Tất cả")), *((way.value, str(way.label)) for way in SendWay)]
    tabs = [
        Tab(label, f"?cach={way}" if way else "?", is_current=asked.way == way and not asked.unsigned)
        for way, label in choices
    ]
    return [*tabs, Tab(_("Chưa ký nhận"), "?cho=1", is_current=asked.unsigned)]


@office
@require_http_methods(["GET", "POST"])
def sending(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Write down that a document leaves on paper."""
    document = document_or_404(actor=request.actor, uid=uid)
    policy.may_dispatch(request.actor, document.agency_id).require()
    now = timezone.now()
    form = SendForm(
        request.POST or None,
        initial={
            "receivers": "\n".join(query.still_to_send(document)),
            "sent_at": timezone.localtime(now).strftime("%d/%m/%Y %H:%M"),
        },
    )
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        receivers = values.pop("receivers").splitlines()
        try:
            made = record_dispatch(
                actor=request.actor, uid=uid, receivers=receivers, sending=NewDispatch(**values), now=now
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            words = ngettext("Đã ghi %(count)d lượt gửi vào sổ.", "Đã ghi %(count)d lượt gửi vào sổ.", len(made))
            messages.success(request, words % {"count": len(made)})
            return redirect("documents:document", uid)
    context = {"document": document, "form": form, "back": reverse("documents:document", args=[uid])}
    return render(request, "documents/sending.html", context, status=422 if form.errors else 200)


@office
@require_POST
def signed_for(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Write down who signed for a sending, or strike the line out."""
    striking = request.POST.get("lam") == "gach"
    form: forms.Form = StrikeForm(request.POST) if striking else ReceiptForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect(_back(request))
    act = strike_dispatch if striking else sign_for
    try:
        act(actor=request.actor, uid=uid, now=timezone.now(), **form.cleaned_data)
    except NotFound:
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã gạch dòng trong sổ gửi.") if striking else _("Đã ghi ký nhận."))
    return redirect(_back(request))


def _back(request: OfficeRequest) -> str:
    kept = request.POST.get("ve", "")
    return f"{reverse('documents:sent')}{'?' + kept if kept and '://' not in kept else ''}"


@office
@require_POST
def printed_many(request: OfficeRequest) -> HttpResponse:
    """Mark the chosen documents as printed."""
    uids = [UUID(text) for text in request.POST.getlist("van-ban") if _is_uuid(text)]
    came_from = urlsplit(request.headers.get("Referer", "")).path
    back = "documents:outgoing" if came_from == reverse("documents:outgoing") else "documents:incoming"
    try:
        done = mark_printed(actor=request.actor, uids=uids, now=timezone.now())
    except NotFound:
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        words = ngettext("Đã đánh dấu in %(count)d văn bản.", "Đã đánh dấu in %(count)d văn bản.", done)
        messages.success(request, words % {"count": done})
    return redirect(back)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@office
@require_safe
def book_printed(request: OfficeRequest) -> HttpResponse:
    """Show the legal columns of the book for paper (NĐ 30/2020 Phụ lục IV)."""
    asked = _asked(request, BookForm(request.GET or None))
    rows = list(query.all_rows(actor=request.actor, asked=asked, most=MOST_PRINTED + 1))
    context = {
        "title": _title(asked),
        "heads": _heads(),
        "rows": [(row, _cells(row)) for row in rows[:MOST_PRINTED]],
        "cut": MOST_PRINTED if len(rows) > MOST_PRINTED else 0,
        "kept": request.GET.urlencode(),
    }
    return render(request, "documents/sent_print.html", context)


@office
@require_safe
def book_exported(request: OfficeRequest, kind: str) -> HttpResponseBase:
    """Answer the book as a file of its legal columns."""
    asked = _asked(request, BookForm(request.GET or None))
    table = Table(
        title=_title(asked),
        heads=_heads(),
        rows=(_cells(row) for row in query.all_rows(actor=request.actor, asked=asked)),
        widths=(1.6, 2, 4, 1, 2.4, 2.6),
        agency=request.actor.agency_name,
    )
    return export(table, kind=kind)


def _title(asked: SendFilter) -> str:
    return _("Sổ gửi văn bản đi bưu điện") if asked.way == SendWay.POST else _("Sổ chuyển giao văn bản đi")


def _heads() -> list[str]:
    return [
        _("Ngày chuyển"),
        _("Số, ký hiệu văn bản"),
        _("Nơi nhận văn bản"),
        _("Số lượng bì"),
        _("Ký nhận"),
        _("Ghi chú"),
    ]


def _cells(row: Dispatch) -> list[str | int]:
    signed = f"{row.received_by}, {timezone.localtime(row.received_at):%d/%m/%Y}" if row.received_at else ""
    struck = _("Đã gạch: %(reason)s") % {"reason": row.cancel_reason} if row.cancelled_at else ""
    tracking = _("Vận đơn %(code)s") % {"code": row.tracking} if row.tracking else ""
    return [
        f"{timezone.localtime(row.sent_at):%d/%m/%Y}",
        row.document.full_code,
        row.receiver,
        row.envelopes,
        signed,
        ". ".join(part for part in (str(SendWay(row.way).label), tracking, row.note, struck) if part),
    ]
