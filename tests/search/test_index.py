import pytest

from congvu.search import api
from congvu.search.models import Entry

pytestmark = pytest.mark.django_db


def entry(now, key="documents.incoming:1", **changes):
    values = {
        "key": key,
        "kind": "documents.incoming",
        "agency_id": 1,
        "title": "Về việc báo cáo kết quả tiếp nhận thủ tục hành chính",
        "body": "Kính gửi: Ủy ban nhân dân tỉnh",
        "url": "/van-ban/1/",
        "at": now,
        "grants": frozenset({"unit:1"}),
        "number": "5412/BNV-CCHC",
    }
    return api.SearchEntry(**{**values, **changes})


def test_an_entry_is_kept_once_and_replaced(now):
    api.put(entry(now))
    api.put(entry(now, title="Tiêu đề mới", grants=frozenset({"post:9"})))

    row = Entry.objects.get()
    assert (row.title, row.grants, row.number_fold) == ("Tiêu đề mới", ["post:9"], "5412/bnv-cchc")


def test_many_are_put_at_once_and_removed_one_by_one(now):
    assert api.put_many([entry(now, f"k:{n}") for n in range(5)]) == 5
    api.remove("k:3")
    api.remove("k:3")
    assert sorted(Entry.objects.values_list("key", flat=True)) == ["k:0", "k:1", "k:2", "k:4"]


def test_a_text_beyond_any_measure_is_taken(now):
    api.put(entry(now, body="\x00" + "nghị định số ba mươi " * 60_000, title="t" * 5000, number="1" * 500))
    row = Entry.objects.get()
    assert (len(row.body), len(row.title), len(row.number)) == (200_000, 2000, 120)
