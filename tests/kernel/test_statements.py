"""Statements compiled once give what the ORM gives for each actor, or are refused."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db.models import Q

from congvu.kernel.api import Actor, OnBehalf, statements
from congvu.kernel.models import AuditEntry, NumberSeries

pytestmark = pytest.mark.django_db
CLERK = Actor(3, "Đỗ Thị Bé Ba", 14, "Văn thư", 5, "Văn phòng", (5, 2), 1, "UBND tỉnh", frozenset({"records_clerk"}))
HEAD = replace(CLERK, person_id=4, post_id=15, unit_id=6, unit_ids=(6, 5, 2), roles=frozenset({"unit_leader"}))
DAY = datetime(2026, 10, 14, 8, tzinfo=UTC)


def entry(**more):
    return AuditEntry(at=DAY, code="a.b", subject_type="kernel.numberseries", subject_id=7, **more)


@pytest.fixture
def entries():
    AuditEntry.objects.bulk_create(
        [entry(agency_id=agency, post_id=post, address=f"unit:{n}") for agency in (1, 2) for post in (14, 15)
         for n in (2, 5, 6)]
    )  # fmt: skip


def mine(actor, since=None, agency_id=None):
    rows = AuditEntry.objects.filter(agency_id=agency_id or actor.agency_id)
    seen = Q(post_id=actor.post_id)
    if "unit_leader" in actor.roles:
        seen |= Q(address__in=[f"unit:{unit}" for unit in actor.unit_ids])
    rows = rows.filter(seen)
    if since is not None:
        rows = rows.filter(at__gte=since)
    return rows.order_by("pk").values_list("pk", "post_id", "address")


@pytest.mark.parametrize("actor", [CLERK, HEAD, replace(CLERK, post_id=15), replace(HEAD, unit_ids=(6,), agency_id=2)],
                         ids=["clerk", "head", "other post", "other agency"])  # fmt: skip
def test_each_actor_gets_her_own_rows_by_the_kept_statement(entries, actor):
    for _ in range(2):
        assert statements.kept(mine, actor=actor) == list(mine(actor))
        assert statements.kept_count(mine, actor=actor) == mine(actor).count()


def test_values_are_put_in_and_a_kept_statement_is_one_query(entries, django_assert_num_queries):
    statements.kept(mine, actor=CLERK, since=DAY, agency_id=1)
    later = DAY.replace(year=2027)
    with django_assert_num_queries(2):
        assert statements.kept(mine, actor=CLERK, since=later, agency_id=1) == []
        found = statements.kept(mine, actor=CLERK, since=DAY, agency_id=2)
    assert found == list(mine(replace(CLERK, agency_id=2), DAY))


def test_a_delegation_is_put_in_by_its_id(entries):
    def under(actor):
        return AuditEntry.objects.filter(delegation_id=actor.on_behalf_of.delegation_id).values_list("delegation_id")

    AuditEntry.objects.bulk_create([entry(delegation_id=8), entry(delegation_id=9)])
    for pk in (8, 9):
        behalf = OnBehalf(pk, "Trần Văn Tám", "12/QĐ", frozenset({"sign"}), DAY)
        assert statements.kept(under, actor=replace(CLERK, on_behalf_of=behalf)) == [(pk,)]


def test_nothing_to_see_stays_nothing(entries):
    def none(actor):
        return AuditEntry.objects.filter(code__in=actor.roles).values_list("pk")

    bare = replace(CLERK, roles=frozenset())
    assert statements.kept(none, actor=bare) == []
    assert statements.kept_count(none, actor=bare) == 0


def asks(actor):
    return AuditEntry.objects.filter(code__in=list(AuditEntry.objects.values_list("code", flat=True))).values_list("pk")


def names(actor):
    return AuditEntry.objects.filter(person_name=actor.person_name).values_list("pk")


def own_moment(actor):
    return AuditEntry.objects.filter(at__gte=DAY).values_list("pk")


def small_number(actor, year):
    return NumberSeries.objects.filter(year=year).values_list("pk")


def inside_text(actor, code):
    return AuditEntry.objects.filter(code__startswith=code).values_list("pk")


@pytest.mark.parametrize(
    ("build", "values"),
    [
        (asks, {}), (names, {}), (own_moment, {}), (small_number, {"year": 2026}), (inside_text, {"code": "a%"}),
        (mine, {"since": None}), (mine, {"agency_id": True}), (mine, {"since": object()}),
    ],
    ids=["asks", "name", "moment", "small", "text", "nothing", "truth", "unknown"],
)  # fmt: skip
def test_what_cannot_be_put_in_safely_is_refused(entries, build, values):
    with pytest.raises(statements.NotKeepable):
        statements.kept(build, actor=CLERK, **values)


def test_shapes_and_objects_and_statements_of_nobody(entries):
    def newest(least, *, agency):
        rows = AuditEntry.objects.filter(agency_id=agency)
        return (rows.filter(post_id=15) if least else rows).order_by("pk").values_list("pk")

    for agency in (1, 2):
        for shape in (True, False):
            assert statements.kept_count(newest, shape, agency=agency) == (3 if shape else 6)


def plain_series(*, key):
    return NumberSeries.objects.filter(key=key)


def test_whole_rows_come_as_objects():
    made = NumberSeries.objects.create(key="a", year=2026, last=4)
    (found,) = statements.kept_objects(plain_series, key="a")
    assert (found, found.year, found.last, found._state.adding) == (made, 2026, 4, False)


def data_of(*, code):
    return AuditEntry.objects.filter(code=code).values_list("data", "pk")


def test_values_are_read_as_the_model_reads_them():
    made = AuditEntry.objects.create(at=DAY, code="x", subject_type="a.b", subject_id=1, data={"a": [1, "ắ"]})
    assert statements.kept(data_of, code="x") == [({"a": [1, "ắ"]}, made.pk)]


def test_written_statements_are_bound_on_the_server(django_assert_num_queries):
    mark = uuid4()
    with django_assert_num_queries(1):
        assert statements.rows("select n, %(mark)s::uuid from unnest(%(many)s::bigint[]) n",
                               {"mark": mark, "many": [1, 2]}) == [(1, mark), (2, mark)]  # fmt: skip


WRITTEN = "select count(*), %s::text from kernel_auditentry where post_id = any(%s)"


def test_reads_together_give_what_each_gives_alone_and_ask_first_in_one_trip(entries, django_assert_num_queries):
    reads = [
        lambda: statements.kept(mine, actor=CLERK),
        lambda: statements.kept_count(mine, actor=HEAD),
        lambda: statements.rows(WRITTEN, ["50% 'cả' năm; select", [14, 15]]),
        lambda: statements.kept_objects(by_address, address="unit:6")[0].post_id,
        lambda: "không hỏi gì",
    ]
    alone = [read() for read in reads]
    statements.rows("select 1")
    with django_assert_num_queries(1):
        assert statements.together(*reads) == alone


def by_address(*, address):
    return AuditEntry.objects.filter(address=address).order_by("pk")


def test_reads_inside_of_reads_join_the_trip_and_second_statements_follow(entries, django_assert_num_queries):
    def two():
        return statements.together(
            lambda: statements.kept(mine, actor=CLERK), lambda: statements.kept(mine, actor=HEAD)
        )

    def one_after_the_other():
        first = statements.kept(mine, actor=CLERK)
        return first, statements.kept_count(mine, actor=HEAD), AuditEntry.objects.count()

    alone = [two(), one_after_the_other()]
    with django_assert_num_queries(3):  # one trip, then the two later ones of the second read
        assert statements.together(two, one_after_the_other) == alone


def test_a_read_that_begins_by_the_orm_or_fails_is_as_if_run_alone(entries):
    def fails():
        statements.kept(mine, actor=CLERK)
        raise LookupError("sau câu hỏi đầu")

    assert statements.together(AuditEntry.objects.count, lambda: 1) == [12, 1]
    with pytest.raises(LookupError):
        statements.together(lambda: statements.kept(mine, actor=HEAD), fails)
    assert statements.kept_count(mine, actor=CLERK) == mine(CLERK).count()


def test_an_answer_is_used_once_so_that_a_second_question_sees_what_was_written(entries):
    def writes_between():
        before = statements.kept_count(mine, actor=CLERK)
        AuditEntry.objects.bulk_create([entry(agency_id=1, post_id=14, address="unit:2")])
        return before, statements.kept_count(mine, actor=CLERK)

    before, after = statements.together(writes_between, lambda: statements.kept(mine, actor=HEAD))[0]
    assert after == before + 1
