"""The REST interface `/api/v1/`: one document, the routers of all apps, refusals as problem+json (RFC 9457)."""

from importlib import import_module
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from congvu.kernel.errors import DomainError

PROBLEM = "application/problem+json"


def build() -> NinjaAPI:
    """Return the interface with the `router` of each app that has a `rest` module, under the app's label."""
    found = NinjaAPI(
        title="Công vụ",
        version="1",
        urls_namespace="api",
        docs_url=None,
        description="Xác thực bằng mã truy cập (Authorization: Bearer cv_…) hoặc phiên làm việc của trình duyệt.",
    )
    for config in apps.get_app_configs():
        if config.name.startswith("congvu.") and module_has_submodule(config.module, "rest"):
            router = getattr(import_module(f"{config.name}.rest"), "router", None)
            if router is not None:
                found.add_router(f"/{config.label}", router)
    found.add_exception_handler(DomainError, _refused)
    found.add_exception_handler(ValidationError, _malformed)
    found.add_exception_handler(AuthenticationError, _unknown)
    return found


def _problem(body: dict[str, Any], status: int) -> HttpResponse:
    return JsonResponse(body, status=status, content_type=PROBLEM)


def _refused(request: HttpRequest, refusal: Any) -> HttpResponse:
    return _problem(refusal.problem(), refusal.status)


def _malformed(request: HttpRequest, fault: Any) -> HttpResponse:
    body = {
        "type": "urn:congvu:api.malformed",
        "title": _("Yêu cầu không đúng khuôn dạng."),
        "status": 422,
        "code": "api.malformed",
        "errors": [{"where": list(map(str, e.get("loc", ()))), "what": str(e.get("msg", ""))} for e in fault.errors],
    }
    return _problem(body, 422)


def _unknown(request: HttpRequest, fault: Any) -> HttpResponse:
    body = {
        "type": "urn:congvu:api.unknown_caller",
        "title": _("Cần mã truy cập còn hiệu lực hoặc phiên làm việc đã đăng nhập."),
        "status": 401,
        "code": "api.unknown_caller",
    }
    response = _problem(body, 401)
    response["WWW-Authenticate"] = 'Bearer realm="congvu"'
    return response


api = build()
