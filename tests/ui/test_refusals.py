"""Refusals, missing pages and rights, expired forms: as a page, as a fragment, and to a machine."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory

from congvu.ui.api import office
from congvu.ui.web import errors

SENTENCE = "Chưa chuyển được: Sở Nội vụ đang khóa nhận văn bản từ 17:00. Chọn đơn vị khác hoặc hẹn gửi 07:00."
ADDRESS = "/he-thong-mau/tu-choi/"


def test_a_person_gets_a_page_with_the_sentence_and_the_way_back(client):
    response = client.post(ADDRESS, headers={"Referer": "http://testserver/he-thong-mau/?a=1"})

    html = response.content.decode()
    assert response.status_code == 409
    assert SENTENCE in html
    assert "Chưa có gì bị thay đổi." in html
    assert 'href="/he-thong-mau/?a=1"' in html
    assert "data-cv-unsent" in html


def test_a_referrer_of_another_site_is_not_a_way_back(client):
    response = client.post(ADDRESS, headers={"Referer": "https://example.org/bay"})

    assert "example.org" not in response.content.decode()


def test_htmx_gets_the_sentence_alone_with_its_status_and_place(client):
    response = client.post(ADDRESS, headers={"HX-Request": "true"})

    html = response.content.decode()
    assert response.status_code == 409
    assert response["CV-Refusal"] == "ui.sample"
    assert response["HX-Retarget"] == "#cv-errors"
    assert SENTENCE in html
    assert "<html" not in html


def test_a_machine_gets_problem_json(client):
    response = client.post(ADDRESS, headers={"Accept": "application/problem+json"})

    assert response["Content-Type"] == "application/problem+json"
    assert response.json() == {
        "type": "urn:congvu:ui.sample",
        "title": SENTENCE,
        "status": 409,
        "code": "ui.sample",
        "details": {"office": "Sở Nội vụ"},
    }


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({}, "text/html; charset=utf-8"),
        ({"HX-Request": "true"}, "text/html; charset=utf-8"),
        ({"Accept": "application/json"}, "application/problem+json"),
    ],
)
def test_a_missing_page_is_said_to_each_in_their_way(client, headers, kind):
    response = client.get("/khong-co/", headers=headers)

    assert response.status_code == 404
    assert response["Content-Type"] == kind
    found = response.json()["title"] if "json" in kind else response.content.decode()
    assert "Không tìm thấy, hoặc bạn không có quyền xem." in found


def test_a_form_of_an_expired_session_says_that_the_text_is_kept():
    response = Client(enforce_csrf_checks=True).post("/giao-dien/?next=/a/", {"theme": "dark"})

    html = response.content.decode()
    assert response.status_code == 403
    assert "Chữ bạn nhập được giữ trên máy này." in html
    assert 'href="/giao-dien/?next=/a/"' in html
    assert "data-cv-who" not in html  # so that keep.js does not take the form for sent


def test_a_missing_right_is_said_with_its_reason(rf: RequestFactory):
    request = rf.get("/x/")
    request.actor = None

    response = errors.forbidden(request, PermissionDenied("Chỉ văn thư được vào sổ."))

    assert response.status_code == 403
    assert "Chỉ văn thư được vào sổ." in response.content.decode()


def test_a_bad_request_page_needs_neither_session_nor_database(rf: RequestFactory):
    response = errors.bad_request(rf.get("/x/"), ValueError())

    assert response.status_code == 400
    assert "Máy chủ không đọc được yêu cầu này." in response.content.decode()


@office
def _for_officials(request):
    raise AssertionError("not reached")


def test_a_signed_out_person_is_sent_to_sign_in_and_back(rf: RequestFactory):
    request = rf.get("/viec/?trang=2")
    request.actor = None

    assert _for_officials(request)["Location"] == "/dang-nhap/?next=/viec/%3Ftrang%3D2"


def test_a_fragment_of_a_signed_out_person_leads_back_to_the_page_not_to_the_fragment(rf: RequestFactory):
    request = rf.get("/viec/manh/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/viec/?trang=2"})
    request.actor = None

    response = _for_officials(request)

    assert response.status_code == 401
    assert response["HX-Redirect"] == "/dang-nhap/?next=%2Fviec%2F%3Ftrang%3D2"
