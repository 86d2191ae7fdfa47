"""Marks by which lists are narrowed: ranges, prefixes, rights, and the same answers by index and by walk."""

from datetime import date, timedelta

import pytest

from congvu.search import api
from congvu.search.api import Wanted
from congvu.search.rules import facets
from tests.conftest import make_actor
from tests.search.test_index import entry
from tests.search.ways import WAYS, go


def covers(condition, name, day):
    return bool(set(condition.any_of) & set(facets.of_day(name, day)))


@pytest.mark.parametrize(
    ("first", "last", "parts"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), 1),
        (date(2025, 12, 31), date(2026, 12, 31), 2),
        (date(2026, 2, 1), date(2026, 2, 28), 1),
        (date(2026, 2, 28), date(2026, 3, 1), 2),
        (date(2024, 2, 29), date(2024, 2, 29), 1),
        (None, date(1900, 1, 2), 2),
        (date(2026, 3, 2), date(2026, 3, 1), 0),
    ],
    ids=["year", "year-and-day", "month", "over-a-month", "leap", "open", "turned"],
)
def test_a_range_of_days_needs_few_marks_and_holds_exactly_its_days(first, last, parts):
    condition = api.days("issued", first, last)
    assert len(condition.any_of) == parts
    begin, end = first or date(1899, 12, 30), last
    for day in (begin, end, begin + timedelta(days=1)):
        assert covers(condition, "issued", day) == ((first or date(1900, 1, 1)) <= day <= end)
    assert not covers(condition, "issued", end + timedelta(days=1))


@pytest.mark.parametrize(("low", "high"), [(0, 0), (7, 7), (1, 999), (95, 1204), (None, 30), (999_998, None)])
def test_a_range_of_numbers_holds_exactly_its_numbers(low, high):
    condition = api.numbers("pages", low, high)
    assert len(condition.any_of) < 60
    for number in {0, 7, 94, 95, 999, 1000, 1204, 1205, 30, 31, 999_998, low or 0, high or 5}:
        inside = (low or 0) <= number <= (999_999 if high is None else high)
        assert bool(set(condition.any_of) & set(facets.of_number("pages", number))) == inside


def test_nothing_typed_becomes_an_operator():
    asked = facets.tsquery([Wanted(("a'b:*", "c\\", "d | e", "")), Wanted(())])
    assert asked == r"('a''b:*' | 'c\\' | 'd | e') & '∅'"


@pytest.mark.django_db
class TestFound:
    @pytest.fixture(autouse=True)
    def three(self, now):
        api.put(entry(now, "k:1", facets=frozenset({"state:open", "code:12'"})))
        api.put(entry(now, "k:2", facets=frozenset({"state:done", "code:128"}), at=now - timedelta(days=1)))
        api.put(entry(now, "k:3", facets=frozenset({"state:open"}), grants=frozenset({"post:99"})))

    @pytest.mark.parametrize(
        ("wanted", "keys"),
        [
            ([Wanted(("state:open",))], ["k:1"]),
            ([Wanted(("state:open", "state:done"))], ["k:1", "k:2"]),
            ([Wanted(("state:open",)), Wanted(("code:128",))], []),
            ([Wanted(("code:12",), prefix=True)], ["k:1", "k:2"]),
            ([Wanted(("code:12'",))], ["k:1"]),
            ([Wanted(())], []),
        ],
        ids=["one", "either", "both", "begun", "quote", "none"],
    )
    @pytest.mark.parametrize("way", WAYS)
    def test_by_facets_within_rights(self, monkeypatch, wanted, keys, way):
        go(monkeypatch, way)
        assert list(api.find_keys(actor=make_actor(), wanted=wanted).keys) == keys
        assert list(api.newest_keys(actor=make_actor(), wanted=wanted).keys) == keys
        assert [f.key for f in api.search(actor=make_actor(), q="bao cao", wanted=wanted).found] == keys

    def test_words_of_the_title_and_everything(self):
        assert api.find_keys(actor=make_actor(), title="thu tuc").keys == ("k:1", "k:2")
        assert api.find_keys(actor=make_actor(), title="uy ban").keys == ()
        assert api.find_keys(actor=make_actor()).keys == ("k:1", "k:2")
        cut = api.newest_keys(actor=make_actor(), most=1)
        assert (cut.keys, cut.more) == (("k:1",), True)

    def test_only_the_facets_change(self):
        api.set_facets("k:1", {"state:done"})
        api.set_facets("no such", {"state:done"})
        assert list(api.find_keys(actor=make_actor(), wanted=[Wanted(("state:done",))]).keys) == ["k:1", "k:2"]

    def test_pages_follow_each_other_without_words(self, now):
        for n in range(70):
            api.put(entry(now, f"p:{n}", facets=frozenset({"page:1"}), at=now - timedelta(minutes=n)))
        seen, after = [], ""
        while True:
            page = api.find_keys(actor=make_actor(), wanted=[Wanted(("page:1",))], after=after, limit=20)
            seen += page.keys
            if not page.next:
                break
            after = page.next
        assert seen == [f"p:{n}" for n in range(70)]
