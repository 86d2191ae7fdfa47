"""Several answers in one message: only for those who read that, and never more than is reasonable."""

import uuid
from datetime import UTC, datetime

from congvu.exchange.carriers import jetstream, several

AT = datetime(2026, 11, 2, 8, tzinfo=UTC)
UIDS = [str(uuid.UUID(int=n)) for n in range(100)]


def package(uid, *, many=True):
    headers = {jetstream.MANY: "1"} if many else {}
    return jetstream.Delivery(f"congvu.H20.package.H20.{uid}.0", b"x", headers, AT, 1, None)


def answer(uid, *, inbox="H58", size=10):
    return jetstream.Outgoing(f"congvu.{inbox}.answer.{uid}", uid.encode().ljust(size, b"."))


def message(data, name="several.1"):
    return jetstream.Delivery(f"congvu.H58.answer.{name}", data, {}, AT, 1, None)


def test_answers_to_one_inbox_go_together_and_come_apart_as_they_were():
    answers = [answer(uid) for uid in UIDS[:5]]
    (one,) = several.gathered(answers, [package(uid) for uid in UIDS[:5]])
    assert one.subject.startswith("congvu.H58.answer.several.")
    assert message(b"").is_several
    assert message(b"").is_answer
    assert [each.data for each in several.apart([message(one.data)])] == [each.data for each in answers]


def test_an_earlier_version_another_inbox_and_a_single_answer_get_theirs_alone():
    about = [package(UIDS[0]), package(UIDS[1], many=False), package(UIDS[2]), package(UIDS[3])]
    answers = [answer(UIDS[0]), answer(UIDS[1]), answer(UIDS[2], inbox="H60"), answer(UIDS[3])]
    about_day = jetstream.Outgoing(f"congvu.H58.answer.day.{UIDS[4]}", b"y", {jetstream.ENVELOPE: "z"})
    found = several.gathered([*answers, about_day], about)
    assert found[:2] == [answers[1], about_day]
    assert found[2].data == b"\n".join([answers[0].data, answers[3].data])
    assert found[3:] == [answers[2]]


def test_a_message_holds_so_many_and_so_much():
    about = [package(uid) for uid in UIDS]
    by_count = several.gathered([answer(uid) for uid in UIDS], about)
    by_size = several.gathered([answer(uid, size=60 << 10) for uid in UIDS[:10]], about)
    assert [one.data.count(b"\n") + 1 for one in by_count] == [32, 32, 32, 4]
    assert all(len(one.data) <= several.MOST_BYTES for one in by_size)
    assert sum(one.data.count(b"\n") + 1 for one in by_size) == 10
    assert all(len(several.apart([message(one.data)])) == one.data.count(b"\n") + 1 for one in (*by_count, *by_size))


def test_what_holds_too_many_or_is_no_such_message_is_left_as_it_came():
    odd = [
        message(b"\n" * 100_000), message(b"x" * (several.MOST_BYTES + 1)), message(b"a\nb", name=UIDS[0]),
        message(b"a\nb", name=f"day.{UIDS[0]}"),
    ]  # fmt: skip
    assert several.apart(odd) == odd
    assert [one.data for one in several.apart([message(b"")])] == [b""]
