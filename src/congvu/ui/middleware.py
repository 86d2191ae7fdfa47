"""Turns refusals that a view did not handle into a page, a fragment or problem+json."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render

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
        if not isinstance(exception, DomainError):
            return None
        if request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", ""):
            return JsonResponse(exception.problem(), status=exception.status, content_type="application/problem+json")
        return render(request, "ui/refusal.html", {"refusal": exception}, status=exception.status)
