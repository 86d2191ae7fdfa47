import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congvu.search import api, kinds
from tests.search.test_index import entry
from tests.trays import make_account, make_agency, make_holder, make_post, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    held = make_holder(make_post(make_unit(make_agency())))
    client.force_login(make_account(held.person, "ba.dtb"), backend="django.contrib.auth.backends.ModelBackend")
    return held


@pytest.fixture
def found(officer, now):
    """Return a maker of entries that the officer may see."""

    def make(key, **changes):
        api.put(entry(now, key, grants=frozenset({f"post:{officer.post_id}"}), **changes))

    return make


@pytest.fixture
def two_kinds(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", {})
    api.register_kind("documents.incoming", "Văn bản đến", order=10)
    api.register_kind("directives.task", "Nhiệm vụ", order=20)


def get(client, **query):
    return client.get("/tim-kiem/", query).content.decode()


def test_results_show_marked_words_number_kind_and_grey_line(found, client, two_kinds):
    found("k", title="Về việc <báo> cáo", extra={"meta": "Bộ Nội vụ"})
    body = get(client, q="bao cao")

    assert "Về việc &lt;<mark>báo</mark>&gt; <mark>cáo</mark>" in body
    assert "5412/BNV-CCHC" in body
    assert "Bộ Nội vụ" in body
    assert '<span class="cv-tag">Văn bản đến</span>' in body


def test_what_is_not_granted_is_not_there(found, client, now):
    api.put(entry(now, "other", title="Thư riêng của người khác"))
    body = get(client, q="thu rieng")
    assert "của người khác" not in body
    assert "Không tìm thấy gì trong những gì vị trí này được xem." in body


def test_filters_by_kind_and_day_can_be_dropped(found, client, two_kinds):
    found("k", title="Tờ trình tháng mười")
    assert "Tờ trình" not in get(client, q="thang muoi", loai="directives.task")
    assert "Bỏ lọc loại và ngày" in get(client, q="thang muoi", loai="directives.task")
    assert "<mark>tháng</mark>" in get(client, q="thang muoi", tu="2026-10-14", den="14/10/2026")
    assert "<mark>tháng</mark>" in get(client, q="thang muoi", tu="rubbish", den="31/02/2026")
    assert "<mark>tháng</mark>" not in get(client, q="thang muoi", den="2026-10-13")


def test_telex_says_how_it_was_read(found, client):
    found("k", title="Nghị định về văn thư")
    body = get(client, q="nghij ddinhj")
    assert "Không có gì khớp với “nghij ddinhj”. Đây là kết quả cho <b>nghị định</b>." in body


def test_no_question_explains_how_to_ask(officer, client):
    assert "có dấu hay không dấu đều được" in get(client)


def test_a_pasted_page_gets_a_sentence_and_422(officer, client):
    answer = client.get("/tim-kiem/", {"q": "x" * 10_000})
    assert answer.status_code == 422
    assert "Chỉ tìm được tối đa 500 ký tự, đoạn đang tìm có 10000." in answer.content.decode()
    assert client.get("/tim-kiem/goi-y/", {"q": "x" * 10_000}).content.decode().strip() == ""


@pytest.mark.parametrize("q", ["\x00", '"', "' or 1=1", "&|!:*", "<script>alert(1)</script>", "%", "\\", "‮"])
def test_hostile_questions_are_answered_and_escaped(officer, client, q):
    answer = client.get("/tim-kiem/", {"q": q, "sau": q, "loai": q})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_pages_lead_on(found, client):
    for n in range(25):
        found(f"k{n}", title=f"Báo cáo {n}")
    first = get(client, q="bao cao")
    assert first.count('class="ttl"') == 20
    cursor = first.split("sau=")[1].split('"')[0]
    assert get(client, q="bao cao", sau=cursor).count('class="ttl"') == 5


def test_suggestions_wait_for_two_letters(found, client):
    found("k", title="Báo cáo")
    assert client.get("/tim-kiem/goi-y/", {"q": "b"}).content.decode().strip() == ""
    assert "<mark>Báo</mark>" in client.get("/tim-kiem/goi-y/", {"q": "ba"}).content.decode()
    assert "Chưa thấy gì." in client.get("/tim-kiem/goi-y/", {"q": "xyz"}).content.decode()


@pytest.mark.parametrize("address", ["/tim-kiem/?q=bao+cao", "/tim-kiem/goi-y/?q=bao+cao"])
def test_the_number_of_statements_does_not_grow_with_the_results(found, client, address):
    def statements(first, last):
        for n in range(first, last):
            found(f"k{n}", title="Báo cáo")
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    client.get(address)  # the session notes its first page
    assert statements(0, 10) == statements(10, 20)


@pytest.mark.parametrize("address", ["/tim-kiem/?q=x", "/tim-kiem/goi-y/?q=x"])
def test_a_stranger_is_sent_to_sign_in(client, address):
    assert client.get(address).status_code == 302
