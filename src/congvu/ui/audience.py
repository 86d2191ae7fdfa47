"""Who a page is for. Each view declares one audience; a test finds those that do not (STYLE 9)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal, TypeVar, cast
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

from congvu.kernel.types import Actor

Audience = Literal["office", "citizen", "public", "machine"]
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class OfficeRequest(HttpRequest):
    """A request of a signed-in official; `actor` is her acting post."""

    actor: Actor


def office(view: View) -> View:
    """Open the view to signed-in officials; others are sent to sign in and come back to the same address."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if getattr(request, "actor", None) is None:
            if request.headers.get("HX-Request"):
                response = HttpResponse(status=401)
                response["HX-Redirect"] = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': _page_of(request)})}"
                return response
            if request.method == "POST":
                # The address may take only a POST: go back to the page it was sent from, where the text is kept.
                said = _("Phiên làm việc đã hết. Đăng nhập lại rồi gửi lần nữa; chữ đã nhập vẫn còn.")
                messages.warning(request, said, fail_silently=True)
                return redirect_to_login(_sent_from(request), resolve_url(settings.LOGIN_URL))
            return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
        return view(request, *args, **kwargs)

    return _declare(cast(View, guarded), "office")


def _page_of(request: HttpRequest) -> str:
    """Return the path of the page that asked for a fragment, so that signing in leads back to it."""
    page = urlsplit(request.headers.get("HX-Current-URL", ""))
    return f"{page.path}?{page.query}" if page.query else page.path or "/"


def _sent_from(request: HttpRequest) -> str:
    """Return the page of this site that a form was sent from, else the start page."""
    page = urlsplit(request.headers.get("Referer", ""))
    if page.netloc != request.get_host():
        return "/"
    return f"{page.path}?{page.query}" if page.query else page.path


def public(view: View) -> View:
    """Open the view to everybody."""
    return _declare(view, "public")


def machine(view: View) -> View:
    """Declare a view for programs: it authenticates by itself and answers JSON."""
    return _declare(view, "machine")


def citizen(view: View) -> View:
    """Declare a page for citizens and enterprises."""
    return _declare(view, "citizen")


def _declare(view: View, audience: Audience) -> View:
    view.audience = audience  # type: ignore[attr-defined]
    return view
