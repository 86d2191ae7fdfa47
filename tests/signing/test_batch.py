"""Many papers in one go: each its own act, stopped at any moment, resumed without a second signature."""

from dataclasses import replace

import pytest
from django.contrib.auth import get_user_model

from congvu.identity.models import Person
from congvu.kernel.errors import DomainError, NotFound
from congvu.signing import api
from congvu.signing.actions import batches
from congvu.signing.errors import BatchEmpty, BatchTooLarge, BatchUnknown
from congvu.signing.models import Batch

from .conftest import NOW

DONE: list[str] = []


class Refused(DomainError):
    code = "signing.test_refused"
    message = "Văn bản đã bị trả lại."


class Killed(BaseException):
    pass


def work(actor, reference, options, now):
    if reference == "bad":
        raise Refused
    if reference == "kill" and options.get("kill") and "kill" not in DONE:
        DONE.append("kill")
        raise Killed
    if reference == "stop":
        api.stop_batch(actor=actor, uid=Batch.objects.get().uid, now=now)
    DONE.append(f"{actor.person_id}:{reference}")


@pytest.fixture
def signer(house):
    DONE.clear()
    api.register_batch_work("test.sign", work)
    account = get_user_model().objects.create(
        username="lanhdao", person=Person.objects.get(pk=house.leader.person_id), is_active=True
    )
    return replace(house.leader, account_id=account.pk)


def start(signer, *references, **options):
    papers = [(reference, f"Văn bản {reference}") for reference in references]
    order = api.BatchOrder("test.sign", "Ký 3 văn bản", papers, options)
    return api.start_batch(actor=signer, order=order, now=NOW)


def run():
    batches.run_batch(batch_id=Batch.objects.get().pk, clock=lambda: NOW)


def states(uid, signer):
    card = api.batch_card(uid=uid, actor=signer)
    return card.state, [(line.state, line.said) for line in card.lines]


def test_each_paper_is_an_act_of_its_own_and_a_refusal_does_not_stop_the_rest(signer):
    uid = start(signer, "a", "bad", "b")
    run()
    assert states(uid, signer) == ("done", [("done", ""), ("failed", "Văn bản đã bị trả lại."), ("done", "")])
    assert [f"{signer.person_id}:a", f"{signer.person_id}:b"] == DONE
    run()
    assert len(DONE) == 2


def test_a_run_is_stopped_after_the_paper_being_signed(signer):
    uid = start(signer, "a", "stop", "b", "c")
    run()
    assert states(uid, signer) == ("stopped", [("done", ""), ("done", ""), ("stopped", ""), ("stopped", "")])


def test_a_killed_run_is_taken_up_again_and_signs_nothing_twice(signer):
    uid = start(signer, "a", "kill", "b", kill=True)
    with pytest.raises(Killed):
        run()
    assert [state for state, _said in states(uid, signer)[1]] == ["done", "waiting", "waiting"]
    assert batches.unfinished() == [Batch.objects.get().pk]
    run()
    assert states(uid, signer)[0] == "done"
    assert [one for one in DONE if one != "kill"] == [f"{signer.person_id}:{name}" for name in ("a", "kill", "b")]
    assert batches.unfinished() == []


def test_rights_are_those_of_the_moment(signer):
    uid = start(signer, "a", "b")
    get_user_model().objects.filter(pk=signer.account_id).update(is_active=False)
    run()
    card = api.batch_card(uid=uid, actor=signer)
    assert (card.failed, card.done, DONE) == (2, 0, [])


def test_an_empty_too_large_or_unknown_run_does_not_begin(signer):
    with pytest.raises(BatchEmpty):
        start(signer)
    with pytest.raises(BatchTooLarge):
        start(signer, *(str(n) for n in range(201)))
    with pytest.raises(BatchUnknown):
        api.start_batch(actor=signer, order=api.BatchOrder("unknown", "x", [("a", "a")]), now=NOW)
    assert Batch.objects.count() == 0


def test_nobody_sees_or_stops_anothers_run(house, signer):
    uid = start(signer, "a")
    with pytest.raises(NotFound):
        api.batch_card(uid=uid, actor=house.clerk)
    with pytest.raises(NotFound):
        api.stop_batch(actor=house.clerk, uid=uid, now=NOW)


@pytest.mark.parametrize("count", [10, 20])
def test_the_page_asks_a_fixed_number_of_queries(signer, count, django_assert_num_queries):
    uid = start(signer, *(str(n) for n in range(count)))
    with django_assert_num_queries(2):
        api.batch_card(uid=uid, actor=signer)
