"""The information centre describes partners: who they speak for, by which way, with which key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.kernel.api import Actor, audit, secrets
from congvu.kernel.api import text as vn
from congvu.kernel.errors import NotFound

from .. import keys, policy, receipt_keys, rules, sealing
from ..carriers.jetstream import INBOX
from ..errors import CardRefused, PartnerInvalid
from ..models import DirectoryAgency, Partner
from ..types import CarrierKind

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
OFFERED = (CarrierKind.HTTPS, CarrierKind.AXIS, CarrierKind.JETSTREAM)


@dataclass(frozen=True, slots=True)
class PartnerTerms:
    """What is said of a partner."""

    name: str
    codes: Sequence[str]
    address: str
    public_key: str
    carrier: str = CarrierKind.HTTPS
    tls_ca: str = ""
    client_certificate: str = ""
    sealing_card: str = ""
    plain_reason: str = ""
    system_id: str = ""
    secret: str = ""  # empty keeps the one that is there
    receipt_keys: str = ""
    is_gateway: bool = False
    active: bool = True
    note: str = ""


@transaction.atomic
def save_partner(*, actor: Actor, terms: PartnerTerms, now: datetime, uid: UUID | None = None) -> UUID:
    """Describe a partner, or change what is said of one; return its uid.

    Raises NotAllowed, NotFound, PartnerInvalid.
    """
    policy.may_keep_partners(actor).require()
    row = Partner(added_at=now)
    if uid is not None:
        found = Partner.objects.select_for_update().filter(uid=uid).first()
        if found is None:
            raise NotFound
        row = found
    _checked(terms, row, on=timezone.localdate(now))
    row.name = vn.clean_line(terms.name)[:250]
    row.codes = list(dict.fromkeys(code.strip().upper() for code in terms.codes))
    row.carrier, row.address = terms.carrier, terms.address.strip().rstrip("/")
    row.public_key, row.tls_ca = terms.public_key.strip(), terms.tls_ca.strip()
    row.client_certificate = terms.client_certificate.strip()
    row.sealing_card = _newer_card(terms, row)
    row.plain_reason = "" if row.sealing_card else vn.clean_line(terms.plain_reason)[:300]
    row.system_id = terms.system_id.strip()[:100]
    row.receipt_keys = "\n".join(" ".join(one.split()) for one in terms.receipt_keys.splitlines() if one.strip())
    if terms.secret:
        row.secret = secrets.seal(terms.secret)
    row.is_gateway, row.active, row.note = terms.is_gateway, terms.active, vn.clean_line(terms.note)[:500]
    row.save()
    _into_directory(row, now=now)
    audit.record(
        actor, "exchange.partner_saved", row, at=now, codes=row.codes, address=row.address, active=row.active,
        keys=[keys.print_of(key) for key in keys.read_public(row.public_key)], sealed=bool(row.sealing_card),
        plain_reason=row.plain_reason,
        receipt_keys=[f"{code} {keys.print_of(key)}" for code, key in receipt_keys.read(row.receipt_keys)],
    )  # fmt: skip
    return row.uid


def _newer_card(terms: PartnerTerms, row: Partner) -> str:
    """Return the card that counts: one that came by the carrier since the form was opened is not lost."""
    given = terms.sealing_card.strip()
    if not given or not row.sealing_card:
        return given
    trusted = keys.read_public(terms.public_key)
    try:
        held = sealing.read_card(row.sealing_card, trusted)
    except CardRefused:
        return given
    return given if sealing.read_card(given, trusted).issued_at >= held.issued_at else row.sealing_card


def _into_directory(row: Partner, *, now: datetime) -> None:
    """A partner that no list has named yet is found by its name from now on: its first code, the name it was given."""
    if row.active and row.codes:
        named = {"name": row.name, "seen_at": now}
        DirectoryAgency.objects.get_or_create(code=row.codes[0], defaults=named)


def _checked(terms: PartnerTerms, row: Partner, *, on: date) -> None:
    """Raise PartnerInvalid with a sentence for the first thing that is wrong."""
    reason = _name_and_codes(terms) or _way(terms) or _key(terms) or _sealing(terms, on) or _system(terms, row)
    reason = reason or _receipt_keys(terms)
    if reason is None and terms.active:
        reason = _works_here(terms.codes, on)
    others = Partner.objects.filter(active=True).exclude(pk=row.pk)
    if reason is None and terms.active and terms.is_gateway and others.filter(is_gateway=True).exists():
        reason = _("Đã có một đối tác nhận gói cho mọi mã chưa có đường riêng.")
    if reason is None and terms.active:
        taken = others.filter(codes__overlap=[code.strip().upper() for code in terms.codes]).first()
        if taken is not None:
            reason = _("Mã cơ quan đã thuộc đối tác “%(name)s”.") % {"name": taken.name}
    if reason is not None:
        raise PartnerInvalid(reason=reason)


def _name_and_codes(terms: PartnerTerms) -> str | None:
    if not vn.clean_line(terms.name):
        return _("Ghi tên đối tác.")
    if not terms.codes and not terms.is_gateway:
        return _("Ghi ít nhất một mã cơ quan.")
    wrong = next((str(why) for code in terms.codes if (why := rules.code_problem(code.strip()))), None)
    return wrong


def _works_here(codes: Sequence[str], on: date) -> str | None:
    """An agency whose clerks work here must get its packages here; one without clerks may stand in our tree."""
    for code in (one.strip().upper() for one in codes):
        try:
            card = identity.route_to_successor(code, on=on)
        except NotFound:
            continue
        clerks = identity.posts(on=on, agency_id=card.id, role=Role.RECORDS_CLERK)
        if card.code == code and any(one.person_id is not None for one in clerks):
            named = {"code": code, "name": card.name}
            return _("Mã %(code)s là của %(name)s, có văn thư làm việc trên hệ thống này.") % named
    return None


def _system(terms: PartnerTerms, row: Partner) -> str | None:
    """A system that calls our axis proves itself by an id that no other has and a secret."""
    if terms.carrier != CarrierKind.AXIS or terms.address.strip():
        return None
    if not terms.secret and not row.secret:
        return _("Ghi khóa bí mật mà hệ thống dùng để ký lời gọi tới trục của ta.")
    systems = Partner.objects.filter(carrier=CarrierKind.AXIS, address="").exclude(pk=row.pk)
    if systems.filter(system_id=terms.system_id.strip()[:100]).exists():
        return _("Mã hệ thống này đã cấp cho đối tác khác.")
    return None


def _way(terms: PartnerTerms) -> str | None:
    if terms.carrier not in OFFERED:
        return _("Đường truyền này chưa dùng được.")
    if terms.carrier == CarrierKind.JETSTREAM:
        right = INBOX.match(terms.address.strip())
        return None if right else _("Địa chỉ là tên hộp nhận NATS của đối tác (chữ không dấu, số, gạch nối).")
    if terms.carrier == CarrierKind.AXIS and not terms.address.strip():
        return None  # nó gọi tới trục của ta
    try:
        parts = urlsplit(terms.address.strip())
        port_is_right = parts.port is None or parts.port > 0
    except ValueError:
        return _("Địa chỉ không đúng dạng.")
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not secure or not parts.hostname or parts.username or parts.query or not port_is_right:
        return _("Địa chỉ phải có dạng https://máy-chủ, không kèm tài khoản hay tham số.")
    return None


def _key(terms: PartnerTerms) -> str | None:
    if terms.carrier == CarrierKind.AXIS:
        return None if terms.system_id.strip() else _("Ghi mã hệ thống mà trục đã cấp.")
    try:
        found = keys.read_public(terms.public_key)
    except ValueError:
        found = []
    if not found:
        return _("Khóa công khai phải là khóa Ed25519 dạng PEM, lấy ở trang liên thông của đối tác.")
    if any(keys.print_of(key) == keys.system_id() for key in found):
        return _("Đây là khóa của chính hệ thống này.")
    return None


def _receipt_keys(terms: PartnerTerms) -> str | None:
    """Say which line of the receivers' keys is not right."""
    try:
        receipt_keys.read(terms.receipt_keys)
    except ValueError as error:
        line = {"n": error.args[0]}
        return _("Dòng %(n)s của khóa biên nhận chưa đúng: ghi mã cơ quan, dấu cách, rồi khóa của nơi nhận.") % line
    return None


def _sealing(terms: PartnerTerms, on: date) -> str | None:
    """Packages that others' servers keep are sealed, or the administrator says in words why not."""
    if terms.carrier != CarrierKind.JETSTREAM:
        return None
    if not terms.sealing_card.strip():
        if not vn.clean_line(terms.plain_reason):
            return _("Dán thẻ khóa mã hóa của đối tác, hoặc ghi vì sao gửi không mã hóa qua NATS.")
        return None
    try:
        card = sealing.read_card(terms.sealing_card, keys.read_public(terms.public_key))
    except CardRefused as refusal:
        return str(refusal)
    except ValueError:
        return _("Thẻ khóa mã hóa đi cùng khóa công khai của đối tác.")
    if card.key_on(on) is None:
        return _("Thẻ khóa mã hóa đã hết hạn, hãy xin đối tác thẻ mới.")
    return None
