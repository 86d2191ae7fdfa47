"""Addresses of the installation itself: its health, and what people see when something unexpected happens."""

import logging
import secrets
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from psycopg_pool import PoolClosed, PoolTimeout, TooManyRequests

from congvu.ui.api import public

from . import health

log = logging.getLogger("congvu.errors")
DATABASE_AWAY = (OperationalError, InterfaceError, PoolTimeout, PoolClosed, TooManyRequests)
RETRY_SECONDS = 5


@public
@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when every part is well, else 503; the same JSON either way."""
    found = health.report(timezone.now(), probe_only=True)
    well = all(finding.ok for _, _, finding in found)
    parts = {name: {"ok": finding.ok, "text": finding.text} for name, _, finding in found}
    return JsonResponse(
        {"ok": well, "parts": parts}, status=200 if well else 503, json_dumps_params={"ensure_ascii": False}
    )


def unexpected(request: HttpRequest) -> HttpResponse:
    """Answer for an exception that nobody handled: 503 while the database is away, else 500 with a number.

    Rendered without request, session or database, since any of them may be what failed.
    """
    error = sys.exc_info()[1]
    if _database_is_away(error):
        log.warning("database away: %s", type(error).__name__)
        if request.path == "/healthz":  # asked with a session cookie
            return healthz(request)
        return _page(request, 503, {"retry": RETRY_SECONDS} if request.method == "GET" else {})
    number = secrets.token_hex(4)
    log.error("error %s at %s %s", number, request.method, request.path, exc_info=error)
    return _page(request, 500, {"number": number})


def _database_is_away(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, DATABASE_AWAY):
            return True
        error = error.__cause__ or error.__context__
    return False


def _page(request: HttpRequest, status: int, values: dict[str, object]) -> HttpResponse:
    if request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", ""):
        title = _("Cơ sở dữ liệu đang không trả lời.") if status == 503 else _("Hệ thống gặp lỗi.")
        problem = {"type": "about:blank", "title": title, "status": status, **values}
        response: HttpResponse = JsonResponse(problem, status=status, content_type="application/problem+json")
    else:
        response = HttpResponse(render_to_string(f"config/{status}.html", values), status=status)
    if status == 503:
        response["Retry-After"] = str(RETRY_SECONDS)
        if "retry" in values:
            response["Refresh"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response
