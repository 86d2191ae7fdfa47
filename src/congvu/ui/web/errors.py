"""Pages for what went wrong: says what is so, what to do, and that nothing was lost. Named in `config.urls`."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from congvu.ui.appearance import appearance_of
from congvu.ui.middleware import wants_problem


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request itself cannot be read."""
    return _standing_alone(request, HTTPStatus.BAD_REQUEST, _("Máy chủ không đọc được yêu cầu này."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the reader has not the right."""
    return _in_frame(request, HTTPStatus.FORBIDDEN, str(exception) or _("Bạn không có quyền xem trang này."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page, or the reader may not know that it exists."""
    return _in_frame(request, HTTPStatus.NOT_FOUND, _("Không tìm thấy, hoặc bạn không có quyền xem."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose session is over or replaced; what was typed is kept by the page (keep.js)."""
    sentence = _("Phiên làm việc của trang này đã hết hoặc đã đổi, nên chưa gửi được.")
    if answer := _short_answer(request, HTTPStatus.FORBIDDEN, sentence):
        return answer
    return render(request, "403_csrf.html", {"sentence": sentence}, status=HTTPStatus.FORBIDDEN)


def _in_frame(request: HttpRequest, status: HTTPStatus, sentence: str) -> HttpResponse:
    """Answer inside the reader's frame, so that the rail leads on."""
    return _short_answer(request, status, sentence) or render(
        request, f"{status.value}.html", {"sentence": sentence}, status=status
    )


def _standing_alone(request: HttpRequest, status: HTTPStatus, sentence: str) -> HttpResponse:
    """Answer with a page that needs neither session nor database."""
    if answer := _short_answer(request, status, sentence):
        return answer
    page = render_to_string(f"{status.value}.html", {"sentence": sentence, "appearance": appearance_of(request)})
    return HttpResponse(page, status=status)


def _short_answer(request: HttpRequest, status: HTTPStatus, sentence: str) -> HttpResponse | None:
    """Return problem+json for programs, a sentence for htmx, None for people's pages."""
    code = f"http.{status.value}"
    if wants_problem(request):
        body = {"type": f"urn:congvu:{code}", "title": sentence, "status": status.value, "code": code}
        return JsonResponse(body, status=status, content_type="application/problem+json")
    if request.headers.get("HX-Request"):
        html = render_to_string("ui/parts/refusal.html", {"refusal": sentence})
        return HttpResponse(
            html, status=status, headers={"CV-Refusal": code, "HX-Retarget": "#cv-errors", "HX-Reswap": "innerHTML"}
        )
    return None
