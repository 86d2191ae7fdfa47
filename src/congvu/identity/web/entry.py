"""Signing in and out, and choosing the post to act in."""

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from congvu.kernel.errors import DomainError
from congvu.ui.api import OfficeRequest, office, public

from .. import queries
from ..actions.hat import choose_hat
from ..actions.sign_in import Attempt, check_sign_in
from ..hats import SESSION_KEY, client_address
from ..models import Account
from .forms import SignInForm
from .oidc import outside_providers


@public
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Ask for name and password; the second factor, where there is one, is asked by the stages after it."""
    after = safe_next(request)
    if isinstance(request.user, Account) and getattr(request, "actor", None) is not None:
        return redirect(after)
    form = SignInForm(request.POST or None)
    status = 200
    if form.is_valid():
        attempt = Attempt(
            name=form.cleaned_data["name"],
            address=client_address(request),
            agent=request.META.get("HTTP_USER_AGENT", ""),
            at=timezone.now(),
        )
        try:
            account_id = check_sign_in(attempt=attempt, password=form.cleaned_data["password"])
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status if refusal.status != 401 else 200
        else:
            account = queries.account(account_id)
            login = Login(user=account, redirect_url=after, email_verification="none")
            response: HttpResponseBase = perform_password_login(request, {"username": account.username}, login)
            return response
    shown = {
        "form": form,
        "next": after,
        "signed_in_without_post": isinstance(request.user, Account),
        "passkeys": True,
        "providers": outside_providers(),
    }
    return render(request, "identity/sign_in.html", shown, status=status)


@public
@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    logout(request)
    messages.success(request, _("Bạn đã đăng xuất."))
    return redirect("account_login")


@office
@require_POST
def switch_post(request: OfficeRequest) -> HttpResponse:
    """Act in another post from now on, in this session."""
    assert isinstance(request.user, Account)
    hat = choose_hat(
        account=request.user,
        key=request.POST.get("hat", ""),
        now=timezone.now(),
        address=client_address(request),
    )
    request.session[SESSION_KEY] = hat.key
    messages.success(request, _("Từ giờ bạn làm việc với tư cách %(title)s.") % {"title": hat.full_title})
    return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)


def safe_next(request: HttpRequest) -> str:
    """Return the address to go to afterwards, if it lies on this site; else the start page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and not wanted.startswith("/dang-"):
        return wanted
    return str(settings.LOGIN_REDIRECT_URL)
