"""Keys in a PKCS#11 device of the installation (HSM, SoftHSM): they sign there and never leave it.

The module is named by the operator (`CONGVU_PKCS11_MODULE`), never by the database: it is loaded as code. The PIN lies
encrypted in the vault; a session is opened once per process and kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pkcs11
from asn1crypto import x509
from django.conf import settings
from django.utils.translation import gettext as _
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass, PKCS11Error, TokenFlag
from pkcs11.util.ec import encode_ecdsa_signature

from .. import vault
from ..errors import ModuleUnusable
from ..paper.cms import SigningIdentity

if TYPE_CHECKING:
    from ..models import SigningKey

_KEEP = 64
MOST_TOKENS = 50


@dataclass(frozen=True)
class Place:
    """How to reach a key: token, label, PIN. The PIN shows nowhere."""

    token: str
    label: str
    pin: str = field(repr=False)

    def sealed(self) -> bytes:
        """Return it encrypted, as the row of the key holds it."""
        return vault.lock(json.dumps({"token": self.token, "label": self.label, "pin": self.pin}).encode())

    @classmethod
    def unsealed(cls, sealed: bytes) -> Place:
        """Read it back. Raises VaultLocked."""
        held = json.loads(vault.unlock(sealed))
        return cls(held["token"], held["label"], held["pin"])


class ModuleKey:
    """A private key in the device; one signature at a time, for a session stands no two."""

    def __init__(self, place: Place, kind: KeyType) -> None:
        """Remember where the key is; nothing is opened yet."""
        self._place = place
        self._kind = kind

    def __repr__(self) -> str:
        """Return the name without anything secret."""
        return f"ModuleKey({self._place.token!r}, {self._place.label!r})"

    def sign_sha256(self, data: bytes) -> bytes:
        """Sign in the device. A session that the device has closed is opened again once. Raises ModuleUnusable."""
        with _one_at_a_time:
            try:
                return self._sign(data)
            except PKCS11Error:
                _close(self._place)
            try:
                return self._sign(data)
            except PKCS11Error as error:
                _close(self._place)
                raise ModuleUnusable(reason=_said(error)) from error

    def _sign(self, data: bytes) -> bytes:
        key = _private(self._place)
        if self._kind == KeyType.RSA:
            signed: bytes = key.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS)
            return signed
        der: bytes = encode_ecdsa_signature(key.sign(hashlib.sha256(data).digest(), mechanism=Mechanism.ECDSA))
        return der


def identity(row: SigningKey) -> SigningIdentity:
    """Return a row's key. Raises VaultLocked."""
    sealed = bytes(row.sealed_key)
    with _one_at_a_time:
        known = _identities.get(sealed)
    if known is not None:
        return known
    place = Place.unsealed(sealed)
    certificate = x509.Certificate.load(bytes(row.certificate))
    kind = KeyType.RSA if certificate.public_key.algorithm == "rsa" else KeyType.EC
    chain = tuple(x509.Certificate.load(bytes(one)) for one in row.chain)
    made = SigningIdentity(ModuleKey(place, kind), certificate, chain)
    with _one_at_a_time:
        if len(_identities) >= _KEEP:
            _identities.clear()
        _identities[sealed] = made
    return made


def certificate_in(place: Place) -> bytes:
    """Return the certificate (DER) that the device holds under the label, and see that the key is there.

    Raises ModuleUnusable.
    """
    with _one_at_a_time:
        try:
            session = _session(place)
            _private(place)
            for held in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.LABEL: place.label}):
                return bytes(held[Attribute.VALUE])
        except PKCS11Error as error:
            if not isinstance(error, pkcs11.PinIncorrect | pkcs11.NoSuchKey):
                _close(place)
            raise ModuleUnusable(reason=_said(error)) from error
    raise ModuleUnusable(reason=_("không có chứng thư nào tên “%(label)s”") % {"label": place.label})


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token in the device, as it names itself, and how its PIN stands. Labels come from the device: shown only."""

    label: str
    maker: str
    model: str
    serial: str
    pin_state: str
    is_ready: bool


def tokens() -> list[TokenLine]:
    """Return the tokens of the installation's device. Raises ModuleUnusable."""
    with _one_at_a_time:
        try:
            found = [slot.get_token() for slot in _library().get_slots(token_present=True)]
            return [_line(token) for token in found[:MOST_TOKENS] if TokenFlag.TOKEN_INITIALIZED in token.flags]
        except PKCS11Error as error:
            raise ModuleUnusable(reason=_said(error)) from error


def _line(token: pkcs11.Token) -> TokenLine:
    locked, last = TokenFlag.USER_PIN_LOCKED in token.flags, TokenFlag.USER_PIN_FINAL_TRY in token.flags
    state = _("mã PIN đã bị khóa") if locked else _("còn một lần thử mã PIN") if last else _("sẵn sàng")
    serial = token.serial.decode("ascii", "replace") if isinstance(token.serial, bytes) else str(token.serial)
    maker, model = _plain(token.manufacturer_id), _plain(token.model)
    return TokenLine(_plain(token.label), maker, model, _plain(serial), state, not locked)


def _plain(text: str) -> str:
    return " ".join(str(text).replace("\x00", " ").split())[:100]


def forget() -> None:
    """Close every session; for tests and for a device that was changed."""
    with _one_at_a_time:
        for _pin, session in _sessions.values():
            session.close()
        _sessions.clear()
        _identities.clear()


_one_at_a_time = threading.RLock()
_sessions: dict[str, tuple[str, pkcs11.Session]] = {}
_identities: dict[bytes, SigningIdentity] = {}


def _private(place: Place) -> pkcs11.SignMixin:
    found = _session(place).get_key(object_class=ObjectClass.PRIVATE_KEY, label=place.label)
    if not isinstance(found, pkcs11.SignMixin):
        raise pkcs11.NoSuchKey
    return found


def _session(place: Place) -> pkcs11.Session:
    """Return the process's session with the token: a token is logged in once for the whole process."""
    held = _sessions.get(place.token)
    if held is not None:
        if not hmac.compare_digest(held[0].encode(), place.pin.encode()):
            raise pkcs11.PinIncorrect
        return held[1]
    session: pkcs11.Session = _library().get_token(token_label=place.token).open(user_pin=place.pin)
    _sessions[place.token] = (place.pin, session)
    return session


def _library() -> Any:
    if not settings.PKCS11_MODULE:
        raise ModuleUnusable(reason=_("bản cài chưa khai báo CONGVU_PKCS11_MODULE"))
    try:
        return pkcs11.lib(settings.PKCS11_MODULE)
    except RuntimeError as error:
        raise ModuleUnusable(reason=_("không nạp được thư viện PKCS#11")) from error


def _close(place: Place) -> None:
    """Give up a session that the device does not honour any more; it may be gone already."""
    held = _sessions.pop(place.token, None)
    if held is not None:
        with contextlib.suppress(PKCS11Error):
            held[1].close()


def _said(error: PKCS11Error) -> str:
    """Return what is wrong in words; the library's own text may hold what was sent to it."""
    known = {
        "PinIncorrect": _("mã PIN không đúng"),
        "PinLocked": _("mã PIN đã bị khóa"),
        "NoSuchToken": _("không thấy thiết bị"),
        "NoSuchKey": _("không thấy khóa trong thiết bị"),
        "MultipleObjectsReturned": _("có nhiều khóa trùng tên trong thiết bị"),
        "TokenNotPresent": _("thiết bị đã được rút ra"),
    }
    return known.get(type(error).__name__, type(error).__name__)
