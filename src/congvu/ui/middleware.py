"""Turns refusals that a view did not handle into a page, a fragment or problem+json."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from congvu.kernel.errors import DomainError


class RefusalMiddleware:
    """Shows a DomainError as a clear sentence with its status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for a refusal; leave everything else to Django."""
        return refused(request, exception) if isinstance(exception, DomainError) else None


def refused(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """Return the answer for a refusal in the shape the caller reads: problem+json, a fragment or a page."""
    if wants_problem(request):
        return JsonResponse(refusal.problem(), status=refusal.status, content_type="application/problem+json")
    if request.headers.get("HX-Request"):
        return refusal_fragment(request, refusal)
    context = {"refusal": refusal, "back": _back(request)}
    return render(request, "ui/refusal.html", context, status=refusal.status)


def wants_problem(request: HttpRequest) -> bool:
    """Return whether the caller is a program that reads problem+json (RFC 9457)."""
    accepted = request.headers.get("Accept", "")
    return request.path.startswith("/api/") or "application/json" in accepted or "application/problem+json" in accepted


def refusal_fragment(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """Return the sentence for htmx, with the refusal's own status.

    `CV-Refusal` carries the code: office.js puts the sentence into the error place nearest to the form that asked
    (`data-cv-errors`), else, as HX-Retarget says, into the page's own.
    """
    response = render(request, "ui/parts/refusal.html", {"refusal": refusal}, status=refusal.status)
    response["CV-Refusal"] = refusal.code
    response["HX-Retarget"] = "#cv-errors"
    response["HX-Reswap"] = "innerHTML"
    response["HX-Push-Url"] = "false"
    return response


def _back(request: HttpRequest) -> str:
    """Return the page the reader came from, when it is ours and another one."""
    came = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came, {request.get_host()}):
        return ""
    parts = urlsplit(came)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
