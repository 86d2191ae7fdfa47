import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from congvu.kernel import events, outbox
from congvu.kernel.audit import record
from congvu.kernel.errors import NotFound
from congvu.kernel.events import publish, subscribe
from congvu.kernel.models import AuditEntry, AuditPending, Delivery, NumberSeries, OutboxEvent
from congvu.kernel.numbering import take_number
from tests.conftest import NOW, make_actor

from .outbox_events import PaperMoved, count_paper

EVENT = PaperMoved(paper_id=7, at=NOW, on=date(2026, 10, 14), tags=("a", "b"))
LATER = timedelta(days=1)


@pytest.fixture(autouse=True)
def registry(monkeypatch):
    """Only the handlers of the test itself are known."""
    monkeypatch.setattr(events, "_handlers", {})
    monkeypatch.setattr(events, "_classes", {})
    monkeypatch.setattr(events, "_wants", {})


def lose_jobs(*delivery_ids):
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from procrastinate_jobs where (args->>'delivery_id')::bigint = any(%s)", [[*delivery_ids]]
        )


def seen():
    return NumberSeries.objects.filter(key="seen:7").values_list("last", flat=True).first() or 0


def jobs():
    """The jobs of this test's deliveries; procrastinate's tables are not flushed between tests."""
    ours = list(Delivery.objects.values_list("pk", flat=True))
    return ProcrastinateJob.objects.filter(task_name=outbox.DELIVER, args__delivery_id__in=ours)


@pytest.mark.django_db
def test_an_event_reaches_each_subscriber_once_with_its_values():
    got = []
    subscribe(PaperMoved)(lambda event: got.append(event))
    subscribe(PaperMoved)(count_paper)
    publish(EVENT)
    assert jobs().count() == Delivery.objects.count() == 2
    for delivery in Delivery.objects.all():
        assert outbox.deliver(delivery.pk) is True
        assert outbox.deliver(delivery.pk) is False
    assert got == [EVENT]
    assert seen() == 1


@pytest.mark.django_db
def test_what_a_subscriber_does_not_want_is_not_delivered_to_it():
    subscribe(PaperMoved, wants=lambda event: event.paper_id != 7)(lambda _event: None)
    subscribe(PaperMoved)(count_paper)
    other = replace(EVENT, paper_id=8)

    events.publish_all([EVENT, EVENT, other])

    told = [sub.rpartition(".")[2] for sub in Delivery.objects.order_by("pk").values_list("subscriber", flat=True)]
    assert told == ["count_paper", "count_paper", "<lambda>", "count_paper"]


@pytest.mark.django_db
def test_a_rolled_back_act_leaves_no_event_no_job_no_audit_no_number():
    subscribe(PaperMoved)(count_paper)
    tables = (OutboxEvent, Delivery, ProcrastinateJob, AuditEntry, AuditPending, NumberSeries)
    before = {model: model.objects.count() for model in tables}  # transactional tests before may leave jobs
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        take_number(key="so-den", year=2026)
        record(make_actor(), "tests.done", NumberSeries(pk=1), at=NOW)
        publish(EVENT)
        raise ZeroDivisionError
    assert {model: model.objects.count() for model in tables} == before


@pytest.mark.django_db
def test_a_failing_handler_undoes_its_writes_and_stops_nobody_else():
    def fails(event):
        take_number(key="seen:9", year=2026)
        raise ValueError("Nguyễn Văn An, 082…")

    subscribe(PaperMoved)(fails)
    subscribe(PaperMoved)(count_paper)
    publish(EVENT)
    bad, good = Delivery.objects.order_by("pk")
    with pytest.raises(ValueError):
        outbox.deliver(bad.pk)
    outbox.deliver(good.pk)
    bad.refresh_from_db()
    assert (bad.done_at, bad.attempts, bad.last_error) == (None, 1, "builtins.ValueError")
    assert not NumberSeries.objects.filter(key="seen:9").exists()
    assert seen() == 1


@pytest.mark.django_db
def test_a_delivery_that_always_fails_becomes_visible_and_can_be_revived():
    broken = [True]

    def fails(event):
        if broken[0]:
            raise ValueError
        count_paper(event)

    subscribe(PaperMoved)(fails)
    publish(EVENT)
    pk = Delivery.objects.get().pk
    for _ in range(outbox.MOST_ATTEMPTS):
        assert outbox.dead_deliveries() == []
        with pytest.raises(ValueError):
            outbox.deliver(pk)
    dead = outbox.dead_deliveries()
    assert [(row.delivery_id, row.event, row.attempts, row.last_error) for row in dead] == [
        (pk, "tests.PaperMoved", 12, "builtins.ValueError")
    ]
    lose_jobs(pk)
    assert outbox.sweep(NOW + LATER * 365) == 0  # dead ones are not swept

    broken[0] = False
    outbox.revive(pk)
    assert outbox.dead_deliveries() == []
    assert jobs().count() == 1
    outbox.deliver(pk)
    with pytest.raises(NotFound):
        outbox.revive(pk)


@pytest.mark.django_db
def test_tries_grow_apart():
    strategy = app.tasks[outbox.DELIVER].retry_strategy
    assert strategy.max_attempts == outbox.MOST_ATTEMPTS - 1
    assert sum(strategy.exponential_wait**n for n in range(1, outbox.MOST_ATTEMPTS)) > 3600


@pytest.mark.django_db
def test_an_unknown_subscriber_is_not_taken_for_done():
    """A worker of the version before must not swallow what it does not know."""
    subscribe(PaperMoved)(count_paper)
    publish(EVENT)
    events._handlers.clear()
    with pytest.raises(outbox.NoSubscriber):
        outbox.deliver(Delivery.objects.get().pk)
    assert Delivery.objects.get().done_at is None


@pytest.mark.django_db
def test_fields_added_or_removed_by_another_version_do_no_harm():
    subscribe(PaperMoved)(count_paper)
    payload = {**events.encode(EVENT), "news": 1}
    del payload["tags"]
    assert events.decode(events.event_name(PaperMoved), payload) == PaperMoved(7, NOW, EVENT.on)


@pytest.mark.django_db
def test_the_sweep_queues_only_what_lost_its_job(django_assert_num_queries):
    subscribe(PaperMoved)(count_paper)
    for _ in range(3):
        publish(EVENT)
    now = OutboxEvent.objects.latest("pk").created_at
    assert outbox.sweep(now) == 0  # too young to judge
    assert outbox.sweep(now + LATER) == 0
    lose_jobs(Delivery.objects.earliest("pk").pk)
    with django_assert_num_queries(3):
        assert outbox.sweep(now + LATER) == 1
    assert outbox.sweep(now + LATER) == 0
    assert jobs().count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_workers_on_one_delivery_run_it_once():
    subscribe(PaperMoved)(count_paper)
    publish(EVENT)
    pk = Delivery.objects.get().pk
    results = []

    def work():
        try:
            results.append(outbox.deliver(pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False, False, False, True]
    assert seen() == 1


def worker(signal: Path):
    url = urlsplit(os.environ["CONGVU_DATABASE_URL"])
    name = django_settings.DATABASES["default"]["NAME"]
    environ = {
        **os.environ,
        "CONGVU_DATABASE_URL": urlunsplit(url._replace(path=f"/{name}")),
        "DJANGO_SETTINGS_MODULE": "congvu.config.settings",
        "PYTHONPATH": "src:.",
        "WAIT_FOR": str(signal),
    }
    return subprocess.Popen([sys.executable, "-m", "tests.kernel.outbox_events"], env=environ, stderr=subprocess.PIPE)


def wait_until(condition, seconds=40):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_of_a_handler_leaves_one_effect(tmp_path):
    """kill -9 while the handler holds its writes; they are undone, and the next worker does the work once."""
    events._classes.clear()
    subscribe(PaperMoved)(count_paper)
    publish(EVENT)
    signal = tmp_path / "go"
    first = worker(signal)
    try:
        wait_until(lambda: signal.with_suffix(".started").exists() or first.poll() is not None)
        assert first.poll() is None, first.stderr.read().decode()
    finally:
        first.kill()
        first.communicate()
    wait_until(_unlocked)
    assert seen() == 0
    assert jobs().get().status == "doing"

    signal.touch()
    _rescue()
    second = worker(signal)
    try:
        wait_until(lambda: Delivery.objects.filter(done_at=None).count() == 0 or second.poll() is not None)
        wait_until(lambda: jobs().get().status == "succeeded")
    finally:
        second.terminate()
        second.communicate(timeout=20)
    assert seen() == 1
    assert Delivery.objects.get().attempts == 0


def _unlocked():
    with transaction.atomic():
        return Delivery.objects.filter(done_at=None).select_for_update(skip_locked=True).count() == 1


def _rescue():
    """What config.tasks.rescue_jobs does for jobs of silent workers."""
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'todo' where status = 'doing'")
