"""Puts the acting post on the request, ends idle sessions and holds back who must first secure the account."""

from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.ui.api import refused

from .hats import SESSION_KEY, client_address, factors, standing_of
from .models import Account
from .rules import gates, passwords

LAST_SEEN = "last_seen"
PASSWORD_PAGE = "/tai-khoan/mat-khau/"  # noqa: S105  an address, not a password
FACTOR_PAGE = "/tai-khoan/hai-lop/"
ALWAYS_OPEN = ("/dang-nhap/", "/dang-xuat/", "/xac-nhan-lai/", "/static/", "/healthz", PASSWORD_PAGE, FACTOR_PAGE)
# Acts that name their post themselves, or need none.
STILL_OPEN = (*ALWAYS_OPEN, "/doi-vi-tri/")
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")


class ActorMiddleware:
    """Sets `request.actor`: who acts, in which post, or None when nobody is signed in.

    A delegation or a post that ended while a page was open: the first act sent afterwards is refused, since the person
    meant it in the other name; pages say so until then.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Resolve the actor afresh on each request, so that a right withdrawn is gone at once."""
        standing = standing_of(request)
        if isinstance(request.user, Account):
            if _idle_too_long(request, is_admin=standing.is_admin):
                logout(request)
                messages.warning(request, _("Phiên làm việc đã tự đóng vì lâu không dùng. Mời đăng nhập lại."))
                standing = standing_of(request)
            elif (page := _page_first(request, is_admin=standing.is_admin)) is not None:
                return _send_to(request, page)
        request.actor = standing.actor  # type: ignore[attr-defined]
        request.held = standing.held  # type: ignore[attr-defined]
        if standing.lost is not None and not request.path.startswith(STILL_OPEN):
            if request.method not in SAFE:
                del request.session[SESSION_KEY]
                return refused(request, standing.lost)
            request.standing_notice = str(standing.lost)  # type: ignore[attr-defined]
        return self.get_response(request)


def _idle_too_long(request: HttpRequest, *, is_admin: bool) -> bool:
    """Compare with the last request of the session; the mark is moved at most once a minute."""
    now = int(timezone.now().timestamp())
    seen = request.session.get(LAST_SEEN)
    limit = settings.IDLE_MINUTES_ADMIN if is_admin else settings.IDLE_MINUTES
    if gates.is_idle(seen=seen, now=now, limit_minutes=limit):
        return True
    if seen is None or now - seen >= gates.MARK_EVERY_SECONDS:
        request.session[LAST_SEEN] = now
        UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())
    return False


def _page_first(request: HttpRequest, *, is_admin: bool) -> str | None:
    """The page that must be done before any other, if there is one."""
    if request.path.startswith(ALWAYS_OPEN):
        return None
    account = request.user
    assert isinstance(account, Account)
    if passwords.must_change(
        asked=account.must_change_password,
        is_admin=is_admin,
        changed_at=account.password_changed_at or account.created_at,
        now=timezone.now(),
    ):
        return PASSWORD_PAGE
    if factors(request).isdisjoint(gates.SECOND_FACTORS) and gates.needs_second_factor(
        is_admin=is_admin,
        required_of_admins=settings.REQUIRE_ADMIN_MFA,
        address=client_address(request),
        inside_networks=settings.INSIDE_NETWORKS,
    ):
        return FACTOR_PAGE
    return None


def _send_to(request: HttpRequest, page: str) -> HttpResponseBase:
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=403)
        response["HX-Redirect"] = page
        return response
    return HttpResponseRedirect(page)
