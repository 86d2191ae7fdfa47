"""A remote service signs; its owner confirms on her phone (7.3: 3). The network is asked outside transactions."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from django.db import transaction

from .. import vault
from ..errors import RemoteRefused, SignatureValueWrong
from ..models import SigningRequest
from ..paper.two_phase import digest_to_sign
from ..providers.csc import Denied, Late, Service
from ..types import Provider, RequestState
from . import requests


def ask_remote(*, uid: UUID, now: datetime, clock: requests.Clock) -> None:
    """Ask the service for a waiting request's signature and end the request with its answer. Safe to repeat.

    A request that ended meanwhile (cancelled by its signer, out of time) stays as it is.
    """
    row = SigningRequest.objects.select_related("key").filter(uid=uid, provider=Provider.REMOTE).first()
    if row is None or row.state != RequestState.WAITING or now > row.expires_at:
        return
    held = json.loads(vault.unlock(bytes(row.key.sealed_key)))
    within = (row.expires_at - now).total_seconds()
    try:
        service = Service.configured()
        credential = service.credential(held["credential"])
        if credential.certificate.sha256.hex() != row.key.certificate_sha256:
            raise SignatureValueWrong
        signature = service.sign(
            credential,
            digest_to_sign(bytes(row.attributes)),
            text=row.title,
            within=within,
            pin=held.get("pin", ""),
        )
    except Denied:
        _end(uid, RequestState.REFUSED, clock())
    except Late:
        _end(uid, RequestState.EXPIRED, clock())
    except (RemoteRefused, SignatureValueWrong) as refusal:
        _end(uid, RequestState.FAILED, clock(), str(refusal))
    else:
        _finish(uid, signature, clock())


@transaction.atomic
def _finish(uid: UUID, signature: bytes, now: datetime) -> None:
    row = SigningRequest.objects.select_for_update().select_related("key").get(uid=uid)
    if row.state != RequestState.WAITING:
        return
    try:
        signed = requests.filled(row, signature, now=now)
    except SignatureValueWrong as refusal:
        requests.end(row, RequestState.FAILED, now=now, said=str(refusal))
    else:
        requests.accept(row, signed, now=now)


@transaction.atomic
def _end(uid: UUID, state: RequestState, now: datetime, said: str = "") -> None:
    row = SigningRequest.objects.select_for_update().get(uid=uid)
    if row.state == RequestState.WAITING:
        requests.end(row, state, now=now, said=said)
