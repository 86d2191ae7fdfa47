"""One's own account: password, sign-in history, sessions."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from congvu.kernel.errors import DomainError
from congvu.ui.api import public

from .. import queries
from ..actions.passwords import change_password
from ..actions.sessions import end_sessions
from ..models import Account
from ..rules import passwords
from ..sessions import open_sessions
from .forms import ChangePasswordForm


@public
@login_required
@sensitive_post_parameters("current", "new", "again")
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Choose a new password. Open to accounts without a post too, hence not an office page."""
    account = request.user
    assert isinstance(account, Account)
    form = ChangePasswordForm(request.POST or None)
    if form.is_valid():
        try:
            change_password(
                actor=getattr(request, "actor", None),
                account_id=account.pk,
                current=form.cleaned_data["current"],
                new=form.cleaned_data["new"],
                now=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            update_session_auth_hash(request, queries.account(account.pk))
            messages.success(request, _("Đã đổi mật khẩu. Các phiên khác của bạn đã được đóng."))
            return redirect("/")
    rule = passwords.rule_text(has_mfa=queries.has_second_factor(account.pk))
    shown = {"form": form, "rule": rule, "forced": account.must_change_password}
    return render(request, "identity/change_password.html", shown)


@public
@login_required
@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Show one's sign-ins and open sessions; end one of them, or all but this."""
    account = request.user
    assert isinstance(account, Account)
    this_key = request.session.session_key
    if request.method == "POST":
        chosen = request.POST.get("session", "")
        count = end_sessions(
            actor=getattr(request, "actor", None),
            account_id=account.pk,
            now=timezone.now(),
            ids=[int(chosen)] if chosen.isdigit() else None,
            but=this_key,
        )
        messages.success(request, _("Đã đóng %(count)d phiên.") % {"count": count})
        return redirect("identity:sessions")
    before = request.GET.get("truoc", "")
    history = queries.sign_ins(account.pk, before=int(before) if before.isdigit() else None)
    shown = {
        "sessions": open_sessions(account.pk, this_key=this_key),
        "history": history.rows,
        "older": history.older,
    }
    return render(request, "identity/sessions.html", shown)
