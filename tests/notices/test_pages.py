from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congvu.identity.models import Person
from congvu.notices import api, queries
from congvu.notices.models import Notice, Preference

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(officer, now):
    """Return a sender of n notices to the officer."""

    def tell(first, last):
        for n in range(first, last):
            at = now - timedelta(minutes=n)
            api.send(
                f"k{n}", to_person_ids=[officer.person_id], text=f"Tin {n}.", url=f"/van-ban/{n}/", at=at, kind="x"
            )

    return tell


def test_the_bell_counts_and_shows_the_newest_ten(told, officer, client):
    told(0, 12)
    body = client.get("/thong-bao/chuong/").content.decode()

    assert queries.unread(officer) == 12
    assert [f"Tin {n}." in body for n in (0, 9, 10)] == [True, True, False]
    assert "Thông báo, 12 tin chưa đọc" in body


def test_asking_for_the_bell_marks_nothing_and_seeing_it_does(told, officer, client):
    told(0, 3)
    client.get("/thong-bao/chuong/")
    assert queries.unread(officer) == 3

    ids = ",".join(str(line.id) for line in queries.latest(officer)[:2])
    answer = client.post("/thong-bao/da-xem/", {"ids": f"{ids},x,-1,{'9' * 30}"})
    assert queries.unread(officer) == 1
    assert 'id="cv-bell-n" hx-swap-oob="true"' in answer.content.decode()


def test_opening_a_notice_reads_it_and_leads_on(told, officer, client):
    told(0, 1)
    answer = client.get(f"/thong-bao/{Notice.objects.get().pk}/")
    assert (answer.status_code, answer["Location"]) == (302, "/van-ban/0/")
    assert queries.unread(officer) == 0


def test_nobody_opens_or_reads_the_notice_of_another(officer, client, now):
    other = Person.objects.create(full_name="Bùi Quốc Đạt")
    api.send("k", to_person_ids=[other.pk], text="Tin riêng", url="/van-ban/1/", at=now, kind="x")
    notice = Notice.objects.get()

    assert client.get(f"/thong-bao/{notice.pk}/").status_code == 404
    client.post("/thong-bao/da-xem/", {"ids": str(notice.pk)})
    client.post("/thong-bao/da-doc-het/")
    assert "Tin riêng" not in client.get("/thong-bao/").content.decode()
    notice.refresh_from_db()
    assert notice.read_at is None


def test_all_notices_are_paged_by_key(told, officer):
    told(0, 65)
    seen, after = [], ""
    for _page in range(5):
        lines, after = queries.page(officer, after=after)
        seen += [line.text for line in lines]
        if not after:
            break
    assert seen == [f"Tin {n}." for n in range(65)]


@pytest.mark.parametrize("after", ["x", "1.2", "9" * 39, "99999999999999999999.9", "1.99999999999999999999", "²."])
def test_a_spoiled_cursor_breaks_nothing(told, client, after):
    told(0, 1)
    assert client.get("/thong-bao/", {"sau": after}).status_code == 200


def test_everything_is_read_at_once(told, officer, client):
    told(0, 3)
    client.post("/thong-bao/da-doc-het/")
    assert queries.unread(officer) == 0
    assert "Bạn đã đọc hết." in client.get("/thong-bao/").content.decode()
    assert "Không còn tin nào chưa đọc." in client.get("/thong-bao/?chua-doc=1").content.decode()


def test_channels_are_chosen_by_the_person_herself(officer, client):
    page = client.get("/thong-bao/cai-dat/").content.decode()
    assert "phuc.lh@tiengiang.gov.vn" in page
    client.post("/thong-bao/cai-dat/", {"email": "daily", "sms": "on"})
    assert Preference.objects.values_list("person_id", "email", "sms").get() == (officer.person_id, "daily", True)


def test_a_channel_that_does_not_exist_is_refused_with_a_sentence(officer, client):
    body = client.post("/thong-bao/cai-dat/", {"email": "pigeon"}).content.decode()
    assert "pigeon" in body
    assert Preference.objects.count() == 0


@pytest.mark.parametrize("address", ["/thong-bao/", "/thong-bao/chuong/"])
def test_the_number_of_statements_does_not_grow_with_the_notices(told, client, address):
    def statements(first, last):
        told(first, last)
        with CaptureQueriesContext(connection) as found:
            client.get(address)
        return len(found)

    client.get(address)  # the session notes its first page
    assert statements(0, 10) == statements(10, 20)


@pytest.mark.parametrize("address", ["/thong-bao/", "/thong-bao/chuong/", "/thong-bao/cai-dat/", "/thong-bao/1/"])
def test_a_stranger_is_sent_to_sign_in(client, address):
    assert client.get(address).status_code == 302
