import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from congvu.documents.models import Document, Draft
from congvu.identity.actions.tokens import issue_token
from congvu.search.models import Entry as SearchRow

from .conftest import docx

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/documents/incoming"


@pytest.fixture
def bearer(office):
    """Return the headers of a token that acts in a post."""

    def make(who: str) -> dict[str, str]:
        now = timezone.now()
        secret = issue_token(
            actor=office.actor("admin"),
            owner_id=office.accounts[who].pk,
            post_id=office.posts[who].pk,
            name="Phần mềm quét",
            scopes=[],
            expires_at=now + timedelta(days=1),
            now=now,
        )
        return {"Authorization": f"Bearer {secret}"}

    return make


def metadata(**changes: object) -> dict[str, object]:
    return {
        "document_type": "cong-van",
        "issuing_agency_name": "Bộ Nội vụ",
        "subject": "Về việc báo cáo kết quả",
        "full_code": "5412/BNV-CCHC",
        "issued_on": str(timezone.localdate() - timedelta(days=1)),
        **changes,
    }


def send(client, headers, *, file=True, key="", **changes):
    values = {"metadata": json.dumps(metadata(**changes))}
    if file:
        values["file"] = SimpleUploadedFile("5412.docx", docx("Đề nghị báo cáo trước ngày 20"))
    return client.post(ADDRESS, values, headers={**headers, **({"Idempotency-Key": key} if key else {})})


def test_a_program_registers_and_full_text_finds_it_when_the_call_returns(client, office, bearer):
    answer = send(client, bearer("clerk"))
    assert answer.status_code == 201, answer.content
    body = answer.json()
    document = Document.objects.get()
    assert (body["uid"], body["number"], body["created"]) == (str(document.uid), 1, True)
    assert document.received_via == "api"
    assert "Đề nghị báo cáo trước ngày 20" in SearchRow.objects.get(key=document.search_key).body


def test_the_same_key_gives_the_first_answer(client, office, bearer):
    headers = bearer("clerk")
    first, second = send(client, headers, key="k-1"), send(client, headers, key="k-1")
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["uid"] == second.json()["uid"]
    assert Document.objects.count() == 1


def test_a_document_and_the_register_are_read_by_whoever_may(client, office, bearer):
    headers = bearer("clerk")
    uid = send(client, headers).json()["uid"]
    send(client, headers, full_code="2/X")
    send(client, headers, full_code="3/X")
    one = client.get(f"/api/v1/documents/{uid}", headers=headers).json()
    assert (one["full_code"], one["files"][0]["name"]) == ("5412/BNV-CCHC", "5412.docx")
    page = client.get(f"{ADDRESS}?limit=2", headers=headers).json()
    assert ([row["number"] for row in page["items"]], page["next_after"]) == ([1, 2], 2)
    rest = client.get(f"{ADDRESS}?limit=2&after=2", headers=headers).json()
    assert ([row["number"] for row in rest["items"]], rest["next_after"]) == ([3], None)

    officer = bearer("officer")
    assert client.get(f"/api/v1/documents/{uid}", headers=officer).status_code == 404
    assert client.get(ADDRESS, headers=officer).json() == {"items": [], "next_after": None}


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"subject": ""}, 422, "documents.registration_invalid"),
        ({"issued_on": "2999-01-01"}, 422, "documents.registration_invalid"),
        ({"issued_on": "31/12/2026"}, 422, "api.malformed"),
        ({"urgency": "gấp"}, 422, "api.malformed"),
        ({"secrecy": 1}, 422, "documents.secret_has_no_file"),
        ({"document_type": "x"}, 422, "documents.registration_invalid"),
    ],
)
def test_a_wrong_registration_is_a_problem_and_writes_nothing(client, office, bearer, changes, status, code):
    answer = send(client, bearer("clerk"), **changes)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["code"] == code
    assert Document.objects.count() == 0


def test_a_duplicate_is_a_problem_until_confirmed(client, office, bearer):
    headers = bearer("clerk")
    send(client, headers)
    refused = send(client, headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "documents.looks_duplicate")
    assert refused.json()["details"]["numbers"] == "1"
    assert send(client, headers, confirm_duplicate=True).json()["number"] == 2


@pytest.mark.parametrize("body", ["", "{", "[]", '{"subject": 3}', '{"document_type": "cong-van"}'])
def test_broken_metadata_is_a_problem(client, office, bearer, body):
    answer = client.post(ADDRESS, {"metadata": body}, headers=bearer("clerk"))
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")


def test_without_a_token_and_with_a_wrong_role_nothing_is_written(client, office, bearer):
    assert client.post(ADDRESS, {"metadata": json.dumps(metadata())}).status_code == 401
    refused = send(client, bearer("officer"))
    assert (refused.status_code, refused.json()["code"]) == (403, "kernel.not_allowed")
    assert Document.objects.count() == 0


def test_a_wrong_draft_is_a_problem_and_writes_nothing(client, office, bearer):
    headers = bearer("officer")
    right = {"document_type": "cong-van", "subject": "trả lời", "body": "Nội dung."}
    tried = (
        ({"document_type": "x"}, 422),
        ({"subject": "a" * 501}, 422),
        ({"urgency": 99}, 422),
        ({"circulation": "x"}, 422),
        ({"due_at": "mai"}, 422),
        ({"send_to": ["x"] * 300}, 422),
        ({"answers": "00000000-0000-0000-0000-000000000000"}, 404),
    )
    answers = [
        client.post("/api/v1/documents/drafts", {**right, **wrong}, "application/json", headers=headers)
        for wrong, _status in tried
    ]
    assert [one.status_code for one in answers] == [status for _wrong, status in tried]
    assert {one["Content-Type"] for one in answers} == {"application/problem+json"}
    assert client.post("/api/v1/documents/drafts", right, "application/json").status_code == 401
    assert not Draft.objects.exists()
