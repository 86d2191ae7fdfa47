"""Sealing while others write: whatever order transactions commit in, each act is sealed once, for good."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from congvu.kernel.audit import export_range, keys, record, seal_now
from congvu.kernel.audit.verifying import verify_database
from congvu.kernel.models import AuditEntry, AuditLeaf, NumberSeries
from tests.conftest import NOW, make_actor

SOON = NOW + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA = tmp_path


def act(number):
    record(make_actor(), "tests.done", NumberSeries(pk=number), at=NOW)
    return AuditEntry.objects.latest("pk").pk


def faults():
    """All but the guards: tests that commit are flushed, for which tests/conftest.py opens one of them."""
    return [fault for part in list(verify_database(keys.trusted_keys(), SOON))[1:] for fault in part.faults]


@pytest.mark.django_db(transaction=True)
def test_late_commits_with_lower_ids_are_neither_missed_nor_reordered():
    """A transaction takes a low id and waits; higher ids are committed and sealed; then the low one commits."""
    began, may_end = threading.Event(), threading.Event()

    def slow():
        try:
            with transaction.atomic():
                act(1)
                began.set()
                may_end.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert began.wait(20)
    high = act(2)
    assert seal_now(NOW) == 1
    assert [leaf.entry_id for leaf in AuditLeaf.objects.order_by("position")] == [high]
    before = export_range(1, 1, with_acts=True)
    may_end.set()
    thread.join()
    assert seal_now(SOON) == 1
    entries = list(AuditLeaf.objects.order_by("position").values_list("entry_id", flat=True))
    assert entries[0] == high
    assert entries[1] < high
    assert export_range(1, 1, with_acts=True) == before
    assert faults() == []


@pytest.mark.django_db(transaction=True)
def test_many_writers_and_two_sealers_at_once_lose_and_double_nothing():
    keys.private_key()
    stop = threading.Event()

    def write(number):
        try:
            for turn in range(25):
                try:
                    with transaction.atomic():
                        act(number)
                        if turn % 5 == 0:
                            raise ZeroDivisionError
                except ZeroDivisionError:
                    pass
        finally:
            connection.close()

    def seal():
        try:
            while not stop.is_set():
                seal_now(NOW, batch=7)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=[n]) for n in range(4)]
    sealers = [threading.Thread(target=seal) for _ in range(2)]
    for thread in writers + sealers:
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in sealers:
        thread.join()
    seal_now(NOW)
    assert (AuditEntry.objects.count(), AuditLeaf.objects.count()) == (80, 80)
    assert faults() == []
