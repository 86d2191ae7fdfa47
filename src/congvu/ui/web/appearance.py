"""The reader chooses colours, density and language; nothing of it stands in the database."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from congvu.ui.appearance import COOKIE, Density, Theme, appearance_of
from congvu.ui.audience import public

TWO_YEARS = 2 * 365 * 24 * 3600


@public
@require_http_methods(["GET", "POST"])
def appearance(request: HttpRequest) -> HttpResponse:
    """Show the choices, or keep the chosen ones in a cookie and go back."""
    if request.method == "GET":
        return render(
            request,
            "ui/appearance.html",
            {"themes": Theme.choices, "densities": Density.choices, "next": _safe(request, request.GET.get("next"))},
        )
    current = appearance_of(request)
    theme = request.POST.get("theme", current.theme)
    density = request.POST.get("density", current.density)
    if theme not in Theme.values or density not in Density.values:
        return HttpResponse(status=400)
    response = redirect(_safe(request, request.POST.get("next")) or "ui:appearance")
    response.set_cookie(
        COOKIE, f"{theme}.{density}", max_age=TWO_YEARS, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax"
    )
    return response


@public
@require_POST
def language(request: HttpRequest) -> HttpResponseBase:
    """Change the language and go back."""
    return set_language(request)


def _safe(request: HttpRequest, target: str | None) -> str:
    allowed = target and url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return target if allowed and target else ""
