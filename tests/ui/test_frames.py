"""The page frames: what they show to whom, and what they never need."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string

from congvu.ui import frame
from tests.conftest import make_actor


@pytest.fixture
def office_request(rf, monkeypatch):
    monkeypatch.setattr(frame, "_registry", frame._Registry())  # what apps put in is their own tests' matter
    request = rf.get("/giao-dien/")
    request.user = AnonymousUser()
    request.actor = make_actor(person_name="Trần Thị Ngọc Ánh", post_title="Phó Chánh Văn phòng")
    return request


def test_the_office_frame_names_who_acts_and_where_the_content_starts(office_request):
    html = render_to_string("ui/appearance.html", {"themes": [], "densities": []}, office_request)

    assert "<title>Giao diện, Công vụ</title>" in html
    assert "Trần Thị Ngọc Ánh" in html
    assert 'data-initials="NÁ"' in html
    assert 'href="#noi-dung"' in html
    assert html.count("<h1") == 1


def test_a_page_without_a_signed_in_person_has_no_rail(client):
    response = client.get("/giao-dien/")

    assert response.status_code == 200
    assert "cv-rail" not in response.content.decode()


def test_the_choice_of_colours_and_density_stands_on_the_root_element(client):
    response = client.post("/giao-dien/", {"theme": "dark", "density": "dense", "next": "/giao-dien/"}, follow=True)

    html = response.content.decode()
    assert 'data-bs-theme="dark"' in html
    assert 'data-cv-density="dense"' in html


def test_an_unknown_choice_in_the_cookie_counts_as_none(client):
    client.cookies["cv_giao_dien"] = '"><script>.dense'

    assert 'data-bs-theme="auto"' in client.get("/giao-dien/").content.decode()


def test_an_address_of_another_host_is_not_followed(client):
    response = client.post("/giao-dien/", {"theme": "dark", "next": "https://example.org/"})

    assert response["Location"] == "/giao-dien/"
