"""Jobs that an act queues belong to the act's own transaction, in the worker as everywhere else.

Procrastinate gives a worker connections of its own, and would queue by them what acts inside the worker defer: such a
job begins before what it is about is committed, finds nothing and is over, and stays when the act is rolled back.
"""

from __future__ import annotations

from procrastinate import App, PsycopgConnector
from procrastinate.connector import BaseConnector
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params


class WorkerConnector(PsycopgConnector):
    """What a worker fetches and ends jobs by; what is queued in a thread goes by that thread's own connection."""

    def get_sync_connector(self) -> BaseConnector:
        """Return what defers from code that is not asynchronous: Django's connection, with its transaction."""
        return DjangoConnector()


class ActConnector(DjangoConnector):
    """Django's connection; in a worker beside the worker's own."""

    def get_worker_connector(self) -> WorkerConnector:
        """Return the connector of a worker."""
        return WorkerConnector(kwargs=connector_params(self.alias))


def keep_with_acts(app: App) -> None:
    """Let what is queued belong to transactions (PROCRASTINATE_ON_APP_READY)."""
    app.connector = app.job_manager.connector = ActConnector()
