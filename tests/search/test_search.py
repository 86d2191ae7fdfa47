from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from congvu.search import api, matching
from congvu.search.errors import QuestionTooLong
from tests.conftest import make_actor
from tests.search.test_index import entry
from tests.search.ways import WAYS, go

pytestmark = pytest.mark.django_db

TITLES = {
    "report": "Về việc báo cáo kết quả tiếp nhận, giải quyết thủ tục hành chính",
    "decree": "Nghị định về công tác văn thư",
    "tide": "Công điện về chủ động ứng phó triều cường, xâm nhập mặn",
    "tax": "Thông báo về tạ ơn và tả ngạn sông Tiền",
}
NUMBERS = {"report": "5412/BNV-CCHC", "decree": "30/2020/NĐ-CP", "tide": "1127/CĐ-VPCP", "tax": "54/TB-UBND"}


@pytest.fixture
def four(now):
    for n, (key, title) in enumerate(TITLES.items()):
        api.put(entry(now, key, title=title, number=NUMBERS[key], at=now - timedelta(days=n)))


def keys(q, actor=None, **more):
    return [found.key for found in api.search(actor=actor or make_actor(), q=q, **more).found]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("nghị định", ["decree"]),
        ("NGHI DINH", ["decree"]),
        ("van thu", ["decree"]),
        ("báo cáo thủ tục", ["report"]),
        ('"thu tuc hanh chinh"', ["report"]),
        ('"hanh chinh thu tuc"', []),
        ("trieu cuo", ["tide"]),
        ("trieu cuo ", []),
        ("5412/BNV-CCHC", ["report"]),
        ("5412", ["report"]),
        ("bnv", ["report"]),
        ("30/2020", ["decree"]),
        ("54/TB", ["tax"]),
        ("ubnd tinh", ["tax"]),
        ("uy ban nhan dan tinh", ["report", "decree", "tide", "tax"]),
        ("không có gì như thế", []),
    ],
)
def test_found_without_marks_by_parts_and_by_number(four, q, found):
    assert sorted(keys(q)) == sorted(found)


def test_the_very_accents_come_first_then_the_newer(now):
    for n, title in enumerate(["Họp bàn tả ngạn", "Họp bàn tạ ơn", "Họp bàn ta"]):
        api.put(entry(now, f"k{n}", title=title, at=now - timedelta(days=n)))
    assert keys("tạ ") == ["k1", "k0", "k2"]
    assert keys("ta ") == ["k0", "k1", "k2"]


def test_the_very_number_comes_before_those_that_begin_with_it(now):
    for n, number in enumerate(["541/A", "541", "5412/A"]):
        api.put(entry(now, number, number=number, at=now - timedelta(days=n)))
    assert keys("541") == ["541", "541/A", "5412/A"]


def test_words_of_the_title_weigh_more_than_words_of_the_text(now):
    api.put(entry(now, "body", title="Giấy mời", body="xem lại lịch thanh tra tháng tới"))
    api.put(entry(now, "title", title="Lịch thanh tra", body="", at=now - timedelta(days=900)))
    assert keys("thanh tra") == ["title", "body"]


def test_telex_is_read_when_nothing_else_is_found(four):
    results = api.search(actor=make_actor(), q="nghij ddinhj")
    assert (results.corrected, [f.key for f in results.found]) == ("nghị định", ["decree"])


def test_it_is_found_in_the_same_transaction_and_gone_when_removed(four, now):
    api.put(entry(now, "new", title="Quyết định khen thưởng"))
    assert keys("khen thuong") == ["new"]
    api.remove("new")
    assert keys("khen thuong") == []


def test_filters_narrow_by_kind_agency_and_days(four, now):
    api.put(entry(now, "task", kind="directives.task", agency_id=2, title="Nghị định mẫu", at=now - timedelta(days=40)))
    assert keys("nghi dinh", kind="directives.task") == ["task"]
    assert keys("nghi dinh", agency_id=1) == ["decree"]
    assert keys("nghi dinh", since=date(2026, 10, 1)) == ["decree"]
    assert keys("nghi dinh", until=date(2026, 10, 12)) == ["task"]
    assert keys("nghi dinh", until=date(2026, 10, 13)) == ["decree", "task"]
    assert keys("nghi dinh", until=date.max) == ["decree", "task"]


@pytest.mark.parametrize(
    "q",
    [
        "' or 1=1 --",
        "& | ! <-> :*",
        "nghi & !dinh | x",
        '"""',
        "“chưa đóng",
        "\x00",
        "nghi\x00dinh",
        "%%%",
        "((((",
        "\\",
        "a" * 499,
        "é" * 400,
        "{}[]$$",
        "؀؁ ‮abc",
        "𝕬𝖇",
    ],
)
def test_hostile_questions_find_nothing_or_what_their_words_say(four, q):
    assert set(keys(q)) <= set(TITLES)


def test_a_question_beyond_measure_is_refused(four):
    with pytest.raises(QuestionTooLong):
        keys("x" * 10_000)


@pytest.mark.parametrize(
    "after", ["", "x", "1.2.3", "9" * 40, "999999999999999999.1.1.1", "-1.1.1.1", "1.1.1.1", "²..."]
)
def test_a_spoiled_cursor_breaks_nothing(four, after):
    assert set(keys("nghi dinh", after=after)) <= {"decree"}


@pytest.mark.parametrize("way", WAYS)
def test_pages_follow_one_another_without_gap_or_double(now, monkeypatch, way):
    monkeypatch.setattr(matching, "WINDOW", 7)
    monkeypatch.setattr(matching, "WALK", 10)
    go(monkeypatch, way)
    titles = ["Tờ trình", "Báo cáo", "Báo cáo"]
    api.put_many([entry(now, f"k{n}", title=titles[n % 3], body="", at=now - timedelta(hours=n)) for n in range(60)])
    seen, after = [], ""
    for _page in range(40):
        page = api.search(actor=make_actor(), q="bao cao", after=after, limit=4)
        seen += [found.key for found in page.found]
        after = page.next
        if not after:
            break
    assert len(seen) == len(set(seen)) == 40


def test_all_ways_agree(now, monkeypatch):
    api.put_many(
        [
            entry(now, f"k{n}", title=f"Báo cáo số {n % 5}", at=now - timedelta(days=n % 9 * n), number=f"{n}/A")
            for n in range(80)
        ]
    )
    answers = []
    for way in WAYS:
        go(monkeypatch, way)
        answers.append(keys("bao cao 3 ", limit=50))
    assert answers[0] == answers[1] == answers[2]
    assert len(answers[0]) == 16


GRANTS = [f"{kind}:{n}" for kind in ("post", "unit", "person") for n in (1, 2, 3)] + [
    f"agency:{agency}:{role}" for agency in (1, 2) for role in ("records_clerk", "specialist")
]


@given(
    rows=st.lists(st.frozensets(st.sampled_from(GRANTS), max_size=3), min_size=1, max_size=25),
    post=st.integers(1, 3),
    units=st.lists(st.integers(1, 3), unique=True, max_size=3),
    person=st.integers(1, 3),
    agency=st.integers(1, 2),
    roles=st.frozensets(st.sampled_from(["records_clerk", "specialist"])),
    way=st.sampled_from(WAYS),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nobody_finds_what_is_not_granted_and_everybody_what_is(
    now, monkeypatch, rows, post, units, person, agency, roles, way
):
    with connection.cursor() as cursor:
        cursor.execute("delete from search_entry")
    go(monkeypatch, way)
    api.put_many(
        [entry(now, str(n), title="Báo cáo", number=f"77/{n}", grants=grants) for n, grants in enumerate(rows)]
    )
    actor = make_actor(post_id=post, unit_ids=tuple(units), person_id=person, agency_id=agency, roles=roles)
    mine = set(api.grants_of(actor))

    allowed = {str(n) for n, grants in enumerate(rows) if grants & mine}

    assert set(keys("bao cao", actor, limit=50)) == allowed
    assert set(keys("77", actor, limit=50)) == allowed


def test_the_number_of_statements_does_not_grow_with_the_results(now, django_assert_num_queries):
    api.put_many([entry(now, f"k{n}", title="Báo cáo") for n in range(10)])
    with django_assert_num_queries(7):
        assert len(keys("bao cao", limit=50)) == 10
    api.put_many([entry(now, f"k{n}", title="Báo cáo") for n in range(20)])
    with django_assert_num_queries(7):
        assert len(keys("bao cao", limit=50)) == 20
