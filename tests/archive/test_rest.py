"""Case files as other programs open them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from congvu.archive.models import CaseFile
from congvu.identity.actions.tokens import issue_token

ADDRESS = "/api/v1/archive/files"


@pytest.mark.django_db
def test_a_wrong_case_file_is_a_problem_and_writes_nothing(client, office):
    now = timezone.now()
    secret = issue_token(
        actor=office.actor("admin"),
        owner_id=office.accounts["chief"].pk,
        post_id=office.posts["chief"].pk,
        name="Phần mềm một cửa",
        scopes=[],
        expires_at=now + timedelta(days=1),
        now=now,
    )
    headers = {"Authorization": f"Bearer {secret}"}
    right = {"title": "Trả lời khiếu nại", "notation": "08.TH", "retention": "20"}
    tried = (
        {"title": " "},
        {"title": "a" * 2000},
        {"title": "\x00"},
        {"notation": "../8"},
        {"retention": "x"},
        {"usage": "x"},
        {"language": "x" * 500},
        {"started_on": "hôm nay"},
        {"started_on": "9999-12-31"},
    )
    answers = [client.post(ADDRESS, {**right, **wrong}, "application/json", headers=headers) for wrong in tried]
    assert [one.status_code for one in answers] == [422] * len(tried)
    assert {one["Content-Type"] for one in answers} == {"application/problem+json"}
    assert client.post(ADDRESS, right, "application/json").status_code == 401
    assert client.get(f"{ADDRESS}/{uuid4()}", headers=headers).status_code == 404
    many = {"documents": [str(uuid4())] * 201}
    assert client.post(f"{ADDRESS}/{uuid4()}/documents", many, "application/json", headers=headers).status_code == 422
    assert not CaseFile.objects.exists()
