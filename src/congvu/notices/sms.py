"""SMS: what a gateway must do, and the gateways that come with the house.

CONGVU_SMS_BACKEND names the class by its dotted path; empty means that no SMS is sent.
"""

import json
import logging
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import httpx
from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

log = logging.getLogger(__name__)
TIMEOUT_SECONDS = 10


class SmsNotSent(Exception):
    """The gateway did not take the message; the task tries again."""


class SmsGateway(Protocol):
    """A way to send short messages."""

    def send(self, *, number: str, text: str, reference: str) -> None:
        """Hand the message over, or raise SmsNotSent. The same reference means the same message."""


class FileGateway:
    """Writes each message as a JSON line to CONGVU_SMS_FILE; for development and tests of an installation."""

    def send(self, *, number: str, text: str, reference: str) -> None:
        """Append one line."""
        path = Path(settings.SMS_FILE)
        path.parent.mkdir(parents=True, exist_ok=True)
        line = {"at": timezone.now().isoformat(), "number": number, "text": text, "reference": reference}
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


class HttpGateway:
    """Posts JSON {number, text, sender, reference} to CONGVU_SMS_URL, with CONGVU_SMS_TOKEN as bearer token.

    Any answer from 200 to 299 means taken. Gateways with another contract get a class of their own.
    """

    def send(self, *, number: str, text: str, reference: str) -> None:
        """Call the gateway once."""
        headers = {"Authorization": f"Bearer {settings.SMS_TOKEN}"} if settings.SMS_TOKEN else {}
        body = {"number": number, "text": text, "sender": settings.SMS_SENDER, "reference": reference}
        try:
            answer = httpx.post(settings.SMS_URL, json=body, headers=headers, timeout=TIMEOUT_SECONDS)
        except httpx.HTTPError as error:
            raise SmsNotSent(type(error).__name__) from error
        if not answer.is_success:
            raise SmsNotSent(f"status {answer.status_code}")
        log.info("sms %s taken by the gateway", reference)


def gateway() -> SmsGateway | None:
    """Return the configured gateway, None when SMS is off."""
    return _load(settings.SMS_BACKEND) if settings.SMS_BACKEND else None


@lru_cache(maxsize=4)
def _load(path: str) -> SmsGateway:
    made: SmsGateway = import_string(path)()
    return made
