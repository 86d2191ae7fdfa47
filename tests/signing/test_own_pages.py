"""Chữ ký số của tôi, the page of a signature that waits, and the page of a run: one's own only."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from congvu.identity.models import Account, Person
from congvu.signing import api
from congvu.signing.actions import keys as key_acts
from congvu.signing.actions import requests
from congvu.signing.demo.ca import load_ca
from congvu.signing.demo.keys import demo_folder
from congvu.signing.events import KeyExpiresSoon
from congvu.signing.models import SigningKey, SigningRequest
from congvu.signing.paper.document import PERSON_FIELD
from congvu.signing.paper.sign import sign_field

from .conftest import AGENCY, LAYOUT, NOW, PERSON, identity_of
from .test_batch import work


@pytest.fixture
def leader(client, house):
    return signed_in(client, house.leader)


def signed_in(client, actor):
    person = Person.objects.get(pk=actor.person_id)
    account = Account.objects.create(username=f"user{person.pk}", email=f"u{person.pk}@tg.gov.vn", person=person)
    client.force_login(account)
    return client


@pytest.fixture
def issued(house):
    return load_ca(demo_folder()).issue_person(
        name=PERSON, organisation=AGENCY, title="Chủ tịch", email="", at=timezone.now() - timedelta(days=3)
    )


def register(leader, issued):
    above = load_ca(demo_folder()).intermediate.certificate
    files = {
        "file": SimpleUploadedFile("toi.cer", issued.certificate.public_bytes(Encoding.PEM)),
        "above": SimpleUploadedFile("ca.cer", above.public_bytes(Encoding.DER)),
    }
    return leader.post(reverse("signing:add_token"), files)


def test_the_page_lists_ones_own_keys_and_lets_one_choose(leader, house, issued):
    page = leader.get(reverse("signing:mine")).content.decode()
    assert "Máy chủ giữ khóa" in page
    assert "Đang dùng để ký" in page
    assert register(leader, issued).status_code == 302
    page = leader.get(reverse("signing:mine")).content.decode()
    assert page.index("USB token") < page.index("Máy chủ giữ khóa")
    first = SigningKey.objects.get(person_id=house.leader.person_id, provider="p12")
    assert leader.post(reverse("signing:choose", args=[first.pk])).status_code == 302
    assert not api.signs_elsewhere(house.leader, timezone.now())
    other = SigningKey.objects.get(person_id=house.officer.person_id)
    assert leader.post(reverse("signing:choose", args=[other.pk])).status_code == 404


def test_a_wrong_certificate_is_a_sentence(leader):
    answer = leader.post(reverse("signing:add_token"), {"file": SimpleUploadedFile("x.cer", b"rubbish")})
    assert answer.status_code == 422
    assert "không phải chứng thư" in answer.content.decode()
    assert SigningKey.objects.filter(provider="token").count() == 0


def test_a_key_that_ends_soon_is_shown_and_told_once(leader, house):
    now = timezone.now()
    SigningKey.objects.filter(person_id=house.leader.person_id).update(valid_to=now + timedelta(days=12, hours=1))
    page = leader.get(reverse("signing:mine")).content.decode()
    assert "Sắp hết hạn" in page
    assert "Chứng thư còn 12 ngày" in page
    assert key_acts.tell_expiring(now=now) == 1
    assert key_acts.tell_expiring(now=now) == 0
    assert KeyExpiresSoon


@pytest.fixture
def waiting(house, leader, issued, plain_pdf):
    register(leader, issued)
    wish = requests.Wish(api.prepare(plain_pdf, LAYOUT), "Quyết định về công tác văn thư", "draft:1", back_url="/")
    return requests.begin_signing(actor=house.leader, wish=wish, now=timezone.now())


def test_the_signer_fetches_signs_and_hands_in_by_hand(leader, house, issued, waiting):
    page = leader.get(reverse("signing:request", args=[waiting])).content.decode()
    assert "Chờ xác nhận" in page
    assert "Nộp tệp đã ký" in page
    paper = leader.get(reverse("signing:request_paper", args=[waiting])).content
    hand_in = reverse("signing:request_by_hand", args=[waiting])
    said = leader.post(hand_in, {"file": SimpleUploadedFile("a.pdf", paper)}, follow=True).content.decode()
    assert "không phải văn bản đã gửi đi ký" in said
    token = identity_of(issued, load_ca(demo_folder()))
    signed = sign_field(paper, PERSON_FIELD, token, at=NOW, last_word="certify")
    page = leader.post(hand_in, {"file": SimpleUploadedFile("a.pdf", signed)}, follow=True).content.decode()
    assert "Chữ ký đã được kiểm tra và nhận" in page
    assert leader.get(reverse("signing:request_paper", args=[waiting])).status_code == 410


def test_addresses_are_words_that_signing_programs_know(leader, waiting):
    said = leader.post(reverse("signing:request_addresses", args=[waiting])).json()
    assert set(said) == {"FileName", "HashName", "FileUploadHandler", "SessionId", "JWTToken"}
    assert leader.session.session_key not in str(said)


def test_others_see_nothing_of_it(client, leader, house, waiting):
    other = signed_in(client, house.clerk)
    for name in ("request", "request_paper"):
        assert other.get(reverse(f"signing:{name}", args=[waiting])).status_code == 404
    for name in ("request_addresses", "request_cancel"):
        assert other.post(reverse(f"signing:{name}", args=[waiting])).status_code == 404
    assert SigningRequest.objects.get().state == "waiting"


def test_the_signer_gives_up(leader, waiting):
    leader.post(reverse("signing:request_cancel", args=[waiting]))
    assert SigningRequest.objects.get().state == "cancelled"


def test_a_run_shows_its_progress_and_stops(leader, house):
    from dataclasses import replace

    api.register_batch_work("test.sign", work)
    actor = replace(house.leader, account_id=Account.objects.get(person_id=house.leader.person_id).pk)
    order = api.BatchOrder("test.sign", "Ký 2 văn bản", [("a", "Công văn 1"), ("b", "Công văn 2")])
    uid = api.start_batch(actor=actor, order=order, now=timezone.now())
    page = leader.get(reverse("signing:batch", args=[uid])).content.decode()
    assert "0/2" in page
    assert 'hx-trigger="every 1s"' in page
    leader.post(reverse("signing:batch_stop", args=[uid]))
    fragment = leader.get(reverse("signing:batch", args=[uid]), headers={"HX-Request": "true"}).content.decode()
    assert "Đang dừng" in fragment
    assert "<html" not in fragment
