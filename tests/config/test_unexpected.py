"""What people see, and what the log keeps, when a page fails in a way that nobody foresaw."""

import logging
import re

import pytest
from django.db import IntegrityError, OperationalError
from django.urls import path

from congvu.config import urls
from congvu.config.logs import Discreet
from congvu.ui.api import public

SECRET = "Công dân 079012345678"


@public
def broken(request):
    raise ZeroDivisionError("phép tính hỏng")


@public
def away(request):
    raise OperationalError("server closed the connection unexpectedly")


urlpatterns = [*urls.urlpatterns, path("hong", broken), path("mat-csdl", away)]
handler500 = urls.handler500
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.fixture
def client(client):
    client.raise_request_exception = False
    return client


def test_the_page_shows_a_number_that_the_log_has_too(client, caplog):
    answer = client.get("/hong", {"q": SECRET})
    text = answer.content.decode()
    assert answer.status_code == 500
    number = re.search(r"<strong>([0-9a-f]{8})</strong>", text)[1]
    assert "phép tính hỏng" not in text
    [record] = [record for record in caplog.records if record.name == "congvu.errors"]
    assert f"error {number} at GET /hong" in record.getMessage()
    assert SECRET not in caplog.text
    assert record.exc_info[0] is ZeroDivisionError


def test_machines_get_problem_json(client):
    answer = client.get("/hong", headers={"Accept": "application/json"})
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert set(answer.json()) == {"type", "title", "status", "number"}


def test_a_lost_database_is_503_and_a_page_that_was_read_tries_again(client):
    answer = client.get("/mat-csdl")
    assert (answer.status_code, answer["Retry-After"], answer["Refresh"]) == (503, "5", "5")
    assert "Trang tự thử lại" in answer.content.decode()


def test_a_form_that_was_sent_is_not_sent_again_by_itself(client):
    answer = client.post("/mat-csdl")
    assert answer.status_code == 503
    assert "Refresh" not in answer
    assert "nội dung đã gõ vẫn còn ở đó" in answer.content.decode()


def test_the_log_leaves_out_the_values_of_a_row():
    try:
        raise IntegrityError(f'duplicate key value violates "x"\nDETAIL:  Key (name)=({SECRET}) already exists.')
    except IntegrityError as error:
        record = logging.LogRecord("x", logging.ERROR, "x", 1, "m", (), (type(error), error, error.__traceback__))
    text = Discreet().format(record)
    assert "duplicate key" in text
    assert SECRET not in text
