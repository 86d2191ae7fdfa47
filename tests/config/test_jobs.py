"""What an act in the worker queues belongs to the act's transaction: no job begins before what it is about is there."""

import pytest
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from congvu.config.jobs import WorkerConnector


@pytest.mark.django_db
def test_a_job_that_is_queued_in_a_worker_goes_with_the_transaction_of_its_act():
    worker = app.connector.get_worker_connector()
    with app.replace_connector(worker):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            _queue(1)
            assert _queued() == [1]
            raise ZeroDivisionError
        _queue(2)

        assert _queued() == [2]
    assert isinstance(worker, WorkerConnector)


def _queue(mailing_id):
    app.configure_task("congvu.exchange.tasks.send_mailing", queue="exchange").batch_defer({"mailing_id": mailing_id})


def _queued():
    jobs = ProcrastinateJob.objects.filter(task_name="congvu.exchange.tasks.send_mailing")
    return [job.args["mailing_id"] for job in jobs.order_by("pk")]
