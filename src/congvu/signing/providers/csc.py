"""Remote signing by the API of the Cloud Signature Consortium, versions 1 and 2 (VNPT SmartCA, MySign and others).

The hash goes to the service; its owner confirms on her phone; the signature value comes back. The service's address
and the credentials of this installation are the operator's; a key's row holds only which credential is hers.
"""

from __future__ import annotations

import base64
import binascii
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from asn1crypto import x509
from django.conf import settings
from django.utils.translation import gettext as _

from ..errors import RemoteRefused

RSA_SHA256, ECDSA_SHA256, SHA256 = "1.2.840.113549.1.1.11", "1.2.840.10045.4.3.2", "2.16.840.1.101.3.4.2.1"
POLL_SECONDS = 2.0
MOST_ANSWER = 256 * 1024
_DENIED = frozenset({"access_denied", "user_denied", "user_rejected", "authorization_denied"})
_LATE = frozenset({"authorization_timeout", "user_timeout", "expired_request", "timeout", "expired_sad"})


class Denied(Exception):
    """The owner of the key said no on her device."""


class Late(Exception):
    """The owner of the key did not confirm in time."""


@dataclass(frozen=True)
class Credential:
    """A key of the service: its certificate, the certificates above it, and how its owner allows a signature."""

    id: str
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    scal: str
    mode: str


@dataclass(frozen=True)
class Service:
    """One service; `secret` shows nowhere."""

    url: str
    version: int = 1
    client_id: str = ""
    secret: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @classmethod
    def configured(cls) -> Service:
        """Return the service of this installation. Raises RemoteRefused when there is none."""
        if not settings.CSC_URL:
            raise RemoteRefused(reason=_("bản cài chưa khai báo CONGVU_CSC_URL"))
        return cls(
            settings.CSC_URL.rstrip("/"),
            settings.CSC_VERSION,
            settings.CSC_CLIENT_ID,
            settings.CSC_CLIENT_SECRET,
            settings.CSC_TOKEN,
        )

    def credential(self, credential_id: str) -> Credential:
        """Ask about a credential. Raises RemoteRefused when it is unknown or disabled."""
        answer = self._ask(
            "credentials/info", {"credentialID": credential_id, "certificates": "chain", "certInfo": False}
        )
        try:
            chain = [x509.Certificate.load(base64.b64decode(one)) for one in answer["cert"]["certificates"]]
            status = answer["key"].get("status", "enabled")
            scal = str(answer.get("SCAL", "1"))
            mode = str(answer.get("authMode") or answer.get("auth", {}).get("mode", "implicit"))
            chain[0].sha256  # noqa: B018 - đọc hết chứng thư ngay ở đây
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            raise RemoteRefused(reason=_("câu trả lời về khóa không đọc được")) from error
        if status != "enabled":
            raise RemoteRefused(reason=_("khóa đang bị tạm ngừng ở dịch vụ"))
        return Credential(credential_id, chain[0], tuple(chain[1:]), scal, mode)

    def sign(self, credential: Credential, digest: bytes, *, text: str, within: float, pin: str = "") -> bytes:
        """Return the signature value over a SHA-256, waiting for its owner's word at most `within` seconds.

        Raises Denied, Late, RemoteRefused.
        """
        until = time.monotonic() + within
        encoded = base64.b64encode(digest).decode()
        hashes: dict[str, Any] = (
            {"hash": [encoded]}
            if self.version == 1
            else {
                "hashes": [encoded],
                "hashAlgorithmOID": SHA256,
            }
        )
        asked = {"credentialID": credential.id, "numSignatures": 1, "description": text[:200], **hashes}
        if pin:
            asked["PIN"] = pin
        allowed = self._ask("credentials/authorize", asked, within=within)
        while "SAD" not in allowed:
            handle = allowed.get("handle")
            if not handle:
                raise RemoteRefused(reason=_("dịch vụ không trả lời có cho ký hay không"))
            self._pause(until)
            allowed = self._ask("credentials/authorizeCheck", {"handle": handle}, within=until - time.monotonic())
        request = {
            "credentialID": credential.id,
            "SAD": allowed["SAD"],
            **hashes,
            "signAlgo": ECDSA_SHA256 if credential.certificate.public_key.algorithm == "ec" else RSA_SHA256,
        }
        if self.version == 1:
            request["hashAlgo"] = SHA256
        return _value(self._ask("signatures/signHash", request, within=max(1.0, until - time.monotonic())))

    def _pause(self, until: float) -> None:
        if time.monotonic() + POLL_SECONDS > until:
            raise Late
        time.sleep(POLL_SECONDS)

    def _ask(self, what: str, body: Mapping[str, Any], *, within: float = 15.0) -> dict[str, Any]:
        try:
            answer = httpx.post(
                f"{self.url}/csc/v{self.version}/{what}",
                json=dict(body),
                headers=self._headers(),
                timeout=httpx.Timeout(max(1.0, within), connect=10.0),
                follow_redirects=False,
            )
        except httpx.TimeoutException as error:
            raise Late from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise RemoteRefused(reason=_("không nối được tới dịch vụ")) from error
        return _read(answer)

    def _headers(self) -> dict[str, str]:
        if self.token:
            return {"Authorization": f"Bearer {self.token}"}
        if not self.client_id:
            return {}
        try:
            answer = httpx.post(
                f"{self.url}/csc/v{self.version}/oauth2/token",
                data={
                    "grant_type": "client_credentials",
                    "client_id": self.client_id,
                    "client_secret": self.secret,
                },
                timeout=15.0,
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise RemoteRefused(reason=_("không nối được tới dịch vụ")) from error
        return {"Authorization": f"Bearer {_read(answer).get('access_token', '')}"}


def _read(answer: httpx.Response) -> dict[str, Any]:
    try:
        said = answer.json() if len(answer.content) <= MOST_ANSWER else None
    except ValueError:
        said = None
    if answer.status_code in {200, 202} and isinstance(said, dict):
        return said
    code = str(said.get("error", "")) if isinstance(said, dict) else ""
    if code in _DENIED:
        raise Denied
    if code in _LATE or answer.status_code == 408:
        raise Late
    raise RemoteRefused(reason=_("dịch vụ trả lời %(status)s") % {"status": f"{answer.status_code} {code}".strip()})


def _value(answer: Mapping[str, Any]) -> bytes:
    try:
        return base64.b64decode(answer["signatures"][0], validate=True)
    except (KeyError, IndexError, TypeError, binascii.Error, ValueError) as error:
        raise RemoteRefused(reason=_("dịch vụ không trả về chữ ký")) from error
