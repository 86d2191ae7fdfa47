"""The connection to a NATS cluster: to whom, as whom, and how it finds its way back."""

from __future__ import annotations

import logging
import ssl
from typing import Any

import nats
from django.conf import settings
from nats.aio.client import Client
from nats.errors import Error

log = logging.getLogger(__name__)


async def connected() -> Client:
    """Connect to one of the servers; from then on the client finds its way back by itself."""
    at = settings.NATS
    if not at["servers"]:
        raise ConnectionError
    given: dict[str, Any] = {"user": at["user"], "password": at["password"]} if at["user"] else {}
    if at["ca"] or at["certificate"]:
        given["tls"] = _tls(at["ca"], at["certificate"], at["key"])
    return await nats.connect(
        at["servers"], name="congvu", inbox_prefix=f"_congvu_{at['inbox'] or 'none'}", connect_timeout=2,
        max_reconnect_attempts=-1, reconnect_time_wait=0.5, ping_interval=10, max_outstanding_pings=2,
        error_cb=_noted, **given,
    )  # fmt: skip


async def _noted(what: Exception) -> None:
    """Write down what the server says against us; of the line the calls themselves tell."""
    if type(what) is Error:
        log.warning("NATS: %s", what)


def _tls(ca: str, certificate: str, key: str) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=ca or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if certificate:
        context.load_cert_chain(certificate, key or None)
    return context
