"""People and their accounts."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from congvu.kernel.errors import NotFound
from congvu.ui.api import OfficeRequest

from ... import administration as queries
from ...actions import people as acts
from .forms import AccountForm, PersonForm, ReasonForm, SubjectForm
from .frame import administration, attempt, form_page, trail


@administration
@require_safe
def people(request: OfficeRequest) -> HttpResponse:
    """List the people of the administered agencies."""
    words = request.GET.get("q", "")
    page = queries.people_page(
        request.actor,
        words=words,
        after=request.GET.get("sau", ""),
        on=timezone.localdate(),
        now=timezone.now(),
    )
    shown = {"page": page, "q": words, "crumbs": trail((_("Cán bộ, tài khoản"), ""))}
    return render(request, "identity/admin/people.html", shown)


@administration
@require_http_methods(["GET", "POST"])
def add(request: OfficeRequest) -> HttpResponse:
    """Add a person."""
    form = PersonForm(request.POST or None)
    if form.is_valid():
        facts = acts.PersonFacts(**form.cleaned_data)
        if made := attempt(form, lambda: acts.add_person(actor=request.actor, facts=facts, now=timezone.now())):
            messages.success(request, _("Đã thêm. Tiếp theo: giao vị trí và lập tài khoản."))
            return redirect("identity:admin_person", made[0])
    return _page(request, title=_("Thêm cán bộ"), form=form, submit=_("Thêm"))


@administration
@require_safe
def person(request: OfficeRequest, person_id: int) -> HttpResponse:
    """Show a person, her posts and her account."""
    row = queries.person_file(request.actor, person_id)
    account = queries.account_of(person_id)
    now = timezone.now()
    shown = {
        "person": row,
        "held": queries.posts_held(person_id),
        "account": account,
        "locked": account is not None and account.locked_until is not None and account.locked_until > now,
        "crumbs": trail((_("Cán bộ, tài khoản"), reverse("identity:admin_people")), (row.full_name, "")),
    }
    return render(request, "identity/admin/person.html", shown)


@administration
@require_http_methods(["GET", "POST"])
def change(request: OfficeRequest, person_id: int) -> HttpResponse:
    """Change a person's name or addresses."""
    row = queries.person_file(request.actor, person_id)
    initial = {"full_name": row.full_name, "email": row.email, "phone": row.phone, "code": row.code}
    form = PersonForm(request.POST or None, initial=initial)
    if form.is_valid():
        facts = acts.PersonFacts(**form.cleaned_data)
        if attempt(
            form,
            lambda: acts.change_person(actor=request.actor, person_id=person_id, facts=facts, now=timezone.now()),
        ):
            messages.success(request, _("Đã ghi."))
            return redirect("identity:admin_person", person_id)
    return _page(request, title=_("Sửa thông tin cán bộ"), form=form, submit=_("Ghi"), person_id=person_id)


@administration
@never_cache
@require_http_methods(["GET", "POST"])
def open_account(request: OfficeRequest, person_id: int) -> HttpResponse:
    """Open an account and show its one-time password, once."""
    row = queries.person_file(request.actor, person_id)
    form = AccountForm(request.POST or None, initial={"email": row.email})
    if form.is_valid() and (
        made := attempt(
            form,
            lambda: acts.create_account(
                actor=request.actor, person_id=person_id, now=timezone.now(), **form.cleaned_data
            ),
        )
    ):
        return _secret(request, made[0], person_id, form.cleaned_data["username"])
    return _page(request, title=_("Lập tài khoản"), form=form, submit=_("Lập tài khoản"), person_id=person_id)


@administration
@never_cache
@require_http_methods(["GET", "POST"])
def account_act(request: OfficeRequest, account_id: int, act: str) -> HttpResponse:
    """Ask, then do one act on an account: close, reopen, unlock, reset, require a change, remove factors."""
    row = queries.account_file(request.actor, account_id)
    wanted = ACTS.get(act)
    if wanted is None:
        raise NotFound
    title, sentence, run = wanted
    sent = request.POST if request.method == "POST" else None
    form = ReasonForm(sent) if act == "dong" else forms.Form(sent)
    done: list[str | None] = []
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: run(request, account_id, form.cleaned_data))
    if done and isinstance(done[0], str):
        return _secret(request, done[0], row.person_id or 0, row.username)
    if done:
        messages.success(request, _("Đã làm xong."))
        return redirect("identity:admin_person", row.person_id)
    shown = {
        "question": f"{title}: {row.username}",
        "sentence": sentence,
        "act": title,
        "back": reverse("identity:admin_person", args=[row.person_id]),
        "form": form,
    }
    return render(request, "ui/confirm.html", shown)


@administration
@require_http_methods(["GET", "POST"])
def link(request: OfficeRequest, account_id: int) -> HttpResponse:
    """Say which subject of the outside sign-in provider an account is."""
    row = queries.account_file(request.actor, account_id)
    form = SubjectForm(request.POST or None)
    if form.is_valid():
        subject = form.cleaned_data["subject"].strip()
        if attempt(
            form,
            lambda: acts.link_subject(
                actor=request.actor,
                account_id=account_id,
                provider=settings.OIDC_CLIENT_ID_NAME,
                subject=subject,
                now=timezone.now(),
            ),
        ):
            messages.success(request, _("Đã liên kết."))
            return redirect("identity:admin_person", row.person_id)
    return _page(request, title=_("Liên kết đăng nhập chung"), form=form, submit=_("Liên kết"), person_id=row.person_id)


def _close(request: OfficeRequest, account_id: int, values: dict[str, Any]) -> None:
    acts.close_account(actor=request.actor, account_id=account_id, reason=values["reason"], now=timezone.now())


def _simple(act: Callable[..., str | None]) -> Callable[[OfficeRequest, int, dict[str, Any]], str | None]:
    def run(request: OfficeRequest, account_id: int, values: dict[str, Any]) -> str | None:
        return act(actor=request.actor, account_id=account_id, now=timezone.now())

    return run


ACTS: dict[str, tuple[Any, Any, Callable[[OfficeRequest, int, dict[str, Any]], str | None]]] = {
    "dong": (
        gettext_lazy("Đóng tài khoản"),
        gettext_lazy("Người này ra khỏi mọi phiên ngay và không đăng nhập được nữa."),
        _close,
    ),
    "mo-lai": (
        gettext_lazy("Mở lại tài khoản"),
        gettext_lazy("Cấp mật khẩu dùng một lần mới, chỉ hiện một lần."),
        _simple(acts.reopen_account),
    ),
    "mo-khoa": (
        gettext_lazy("Mở khóa tạm"),
        gettext_lazy("Quên các lần nhập sai, cho đăng nhập lại ngay."),
        _simple(acts.unlock_account),
    ),
    "dat-lai": (
        gettext_lazy("Cấp mật khẩu dùng một lần"),
        gettext_lazy("Mật khẩu cũ hết giá trị, mọi phiên đóng lại. Mật khẩu mới chỉ hiện một lần."),
        _simple(acts.reset_password),
    ),
    "doi-mat-khau": (
        gettext_lazy("Bắt đổi mật khẩu"),
        gettext_lazy("Người này phải chọn mật khẩu mới ở lần bấm tiếp theo."),
        _simple(acts.require_new_password),
    ),
    "bo-hai-lop": (
        gettext_lazy("Bỏ xác thực hai lớp"),
        gettext_lazy("Chỉ làm khi người này mất điện thoại hoặc khóa, và bạn đã xác minh đúng người."),
        _simple(acts.remove_factors),
    ),
}


def _secret(request: OfficeRequest, secret: str, person_id: int, username: str) -> HttpResponse:
    back = reverse("identity:admin_person", args=[person_id])
    shown = {
        "title": _("Mật khẩu dùng một lần"),
        "secret": secret,
        "sentence": _("Trao tận tay cho %(name)s. Trang này chỉ hiện một lần; người nhận phải đổi ngay khi đăng nhập.")
        % {"name": username},
        "back": back,
        "crumbs": trail((_("Cán bộ, tài khoản"), reverse("identity:admin_people")), (username, "")),
    }
    return render(request, "identity/admin/secret.html", shown)


def _page(
    request: OfficeRequest, *, title: str, form: forms.Form, submit: str, person_id: int | None = None
) -> HttpResponse:
    listing = reverse("identity:admin_people")
    back = reverse("identity:admin_person", args=[person_id]) if person_id else listing
    crumbs = [(_("Cán bộ, tài khoản"), listing)]
    return form_page(request, title=title, form=form, submit=submit, back=back, crumbs=crumbs)
