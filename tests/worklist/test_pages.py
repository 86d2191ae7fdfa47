import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congvu.identity.models import Person
from congvu.worklist import api
from congvu.worklist.models import SavedFilter
from tests.trays import actor_of, make_account, make_holder, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(office, client):
    held = make_holder(make_post(office, "Văn thư", ("records_clerk",)), "Huỳnh Thanh Trúc")
    client.force_login(make_account(held.person, "truc.ht"), backend="django.contrib.auth.backends.ModelBackend")
    return actor_of(held)


def test_the_page_shows_a_row_with_its_words_and_act(officer, entry_for, client):
    api.put(entry_for(officer, title="<b>Công điện</b> về triều cường", urgency=3, due_at=None))
    body = client.get("/?q=trieu").content.decode()

    assert "&lt;b&gt;Công điện&lt;/b&gt; về triều cường" in body
    assert "HỎA TỐC" in body
    assert "5208/BNV-CCHC · Bộ Nội vụ" in body
    assert "Soạn trả lời" in body


def test_an_empty_tray_says_so_and_a_filter_offers_its_way_out(officer, client):
    assert "Không có việc nào đang chờ bạn" in client.get("/").content.decode()
    filtered = client.get("/?q=xyz").content.decode()
    assert "Không có việc nào khớp" in filtered
    assert "Bỏ lọc" in filtered


def test_a_stranger_is_sent_to_sign_in(client):
    answer = client.get("/viec-da-xong/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/dang-nhap/")


def test_a_filter_is_kept_shown_and_dropped_by_its_owner_only(officer, client, office):
    client.post("/viec/bo-loc/", {"name": "Từ Bộ Nội vụ", "query": "q=B%E1%BB%99+N%E1%BB%99i&chua-doc=1&ac=x"})
    kept = SavedFilter.objects.get()
    assert (kept.name, kept.query) == ("Từ Bộ Nội vụ", "chua-doc=1&q=B%E1%BB%99+N%E1%BB%99i")
    assert "Từ Bộ Nội vụ" in client.get("/").content.decode()

    other = SavedFilter.objects.create(person=Person.objects.create(full_name="Bùi Quốc Đạt"), name="x", query="")
    client.post(f"/viec/bo-loc/{other.pk}/bo/")
    client.post(f"/viec/bo-loc/{kept.pk}/bo/")
    assert list(SavedFilter.objects.all()) == [other]


def test_a_filter_without_a_name_and_a_ninth_one_are_refused_with_a_sentence(officer, client):
    answer = client.post("/viec/bo-loc/", {"name": "\u200b ", "query": "chua-doc=1"}, follow=True)
    assert "Hãy đặt tên cho bộ lọc." in answer.content.decode()
    for n in range(9):
        answer = client.post("/viec/bo-loc/", {"name": str(n), "query": "han=sau"}, follow=True)
    assert "Mỗi người giữ được 8 bộ lọc" in answer.content.decode()
    assert SavedFilter.objects.count() == 8


def test_what_is_done_has_a_page(officer, entry_for, client, now):
    assert "Chưa có việc nào được làm xong" in client.get("/viec-da-xong/").content.decode()
    api.put(entry_for(officer))
    api.close("documents.incoming:1:handle:1", now, actor=officer)
    assert "Huỳnh Thanh Trúc" in client.get("/viec-da-xong/").content.decode()


@pytest.mark.parametrize("address", ["/", "/?xep=khan", "/?q=bao", "/viec-da-xong/"])
def test_the_number_of_statements_does_not_grow_with_the_rows(officer, entry_for, client, now, address):
    def statements(first, last):
        for n in range(first, last):
            api.put(entry_for(officer, f"t:{n}", due_at=None if n % 2 else now))
            api.put(entry_for(officer, f"d:{n}", due_at=now))
            api.close(f"d:{n}", now)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    client.get(address)
    assert statements(0, 10) == statements(10, 20)
