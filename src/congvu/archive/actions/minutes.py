"""Minutes are signed: by each person with her own key, in their order, or on paper that is scanned and attached.

Hand-over: the giver, then the receiver (NĐ 30/2020 Điều 30). Disposal: who carried it out, the chair of the council,
its members (Luật Lưu trữ 33/2024/QH15).
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.kernel.api import Actor, audit, files
from congvu.kernel.api import text as vn
from congvu.kernel.errors import DomainError, NotFound
from congvu.signing import api as signing
from congvu.worklist.api import Kind

from .. import policy, rules
from ..errors import MinutesFinished, NotHerTurn
from ..models import Disposal, Handover, Minutes, MinutesSigner
from ..papers.lists import Listing, place_name, to_sign
from ..types import HandoverState, MinutesState
from . import trays
from .handover import turn

PREFIX = "archive.minutes"
PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Party:
    """Who has a place in minutes; without a person she signs on paper only."""

    name: str
    title: str
    person_id: int | None = None
    post_id: int | None = None


def held_by(post_id: int, name: str, title: str, *, now: datetime) -> Party:
    """Return the party of a post while the person of that name still holds it."""
    for card in identity.posts(on=timezone.localdate(now), ids=[post_id]):
        if card.person_name == name:
            return Party(name, title, card.person_id, card.id)
    return Party(name, title)


def named(agency_id: int, people: Iterable[tuple[str, str]], *, now: datetime) -> list[Party]:
    """Return the parties for names and titles as they were typed; who is not exactly one official has no person."""
    cards = [c for c in identity.posts(on=timezone.localdate(now), agency_id=agency_id) if c.person_id is not None]
    return [_named(cards, name, title) for name, title in people]


def _named(cards: Sequence[identity.PostCard], name: str, title: str) -> Party:
    same = [card for card in cards if vn.nfc(card.person_name).casefold() == vn.nfc(name).casefold()]
    if len({card.person_id for card in same}) > 1:  # trùng họ tên: phải đúng cả chức vụ
        same = [card for card in same if vn.nfc(card.title).casefold() == vn.nfc(title).casefold()]
    if len({card.person_id for card in same}) != 1:
        return Party(name, title)
    return Party(name, title, same[0].person_id, same[0].id)


def write_minutes(
    paper: Listing,
    parties: Sequence[Party],
    *,
    actor: Actor,
    now: datetime,
    handover: Handover | None = None,
    disposal: Disposal | None = None,
) -> None:
    """Print the minutes with a place for each of the paper's signers and ask the first; part of the act's transaction.

    `parties` stand in the order of `paper.signers`. Raises CannotExport.
    """
    act = handover or disposal
    assert act is not None
    stem = "giao-nhan" if handover else "huy"
    name = f"bien-ban-{stem}-{act.year}-{act.number}.pdf"
    stored = files.store(io.BytesIO(to_sign(paper)), name=name)
    minutes = Minutes.objects.create(
        agency_id=act.agency_id, handover=handover, disposal=disposal, file_id=stored.id, made_at=now
    )
    MinutesSigner.objects.bulk_create(
        [
            MinutesSigner(
                minutes=minutes,
                position=place,
                role=sign.title[:250],
                name=party.name,
                title=party.title,
                person_id=party.person_id,
                post_id=party.post_id,
            )
            for place, (sign, party) in enumerate(zip(paper.signers, parties, strict=True), 1)
        ]
    )
    _keep(minutes)
    _ask_next(minutes, actor=actor, now=now)


@transaction.atomic
def sign_minutes(*, actor: Actor, uid: UUID, now: datetime) -> None:
    """Sign in the actor's place with her own key.

    Raises NotFound, NotHerTurn, MinutesFinished, and as `signing.sign_in_place`.
    """
    minutes, place = _to_sign(actor, uid)
    signed = signing.sign_in_place(
        actor=actor,
        pdf=files.read_bytes(minutes.file_id),
        place=place_name(place.position),
        reason=_reason(place),
        now=now,
    )
    _take(minutes, place, signed, actor=actor, now=now)


@transaction.atomic
def begin_elsewhere(*, actor: Actor, uid: UUID, now: datetime) -> UUID:
    """Begin the signature of who has her key on a token or at a remote service; return the request.

    Raises as `sign_minutes`.
    """
    minutes, place = _to_sign(actor, uid)
    wish = signing.SigningWish(
        pdf=files.read_bytes(minutes.file_id),
        title=title_of(minutes),
        reference=f"{PREFIX}:{minutes.pk}:{place.position}:{minutes.file_id}",
        reason=_reason(place),
        back_url=url_of(minutes),
        place=place_name(place.position),
    )
    return signing.begin_signing(actor=actor, wish=wish, now=now)


@transaction.atomic
def finish_elsewhere(*, reference: str, person_id: int, post_id: int, file_id: int, at: datetime) -> None:
    """Take the signature that came back; run twice, the second run changes nothing.

    Where the minutes changed meanwhile, the signature is not used.
    """
    key, position, over = reference.removeprefix(f"{PREFIX}:").split(":")
    minutes = Minutes.objects.select_for_update().filter(pk=int(key), state=MinutesState.WAITING).first()
    actor = identity.acting(post_id, now=at)
    if minutes is None or minutes.file_id != int(over) or actor is None or actor.person_id != person_id:
        return
    place = minutes.signers.filter(position=int(position), person_id=person_id, signed_at=None).first()
    if place is not None:
        _take(minutes, place, files.read_bytes(file_id), actor=actor, now=at)


@transaction.atomic
def attach_paper(*, actor: Actor, uid: UUID, stream: BinaryIO, name: str, now: datetime) -> None:
    """Attach minutes that everybody signed on paper, scanned as one PDF; the act counts as signed.

    Raises NotFound, NotAllowed, MinutesFinished, or a File… refusal.
    """
    minutes = _locked(actor, uid)
    policy.may_attach_paper(actor, minutes).require()
    _still_open(minutes)
    stored = files.store(stream, name=name or "bien-ban.pdf", accept=[PDF])
    minutes.scan_file_id, minutes.scanned_by = stored.id, actor.display_name
    minutes.state, minutes.done_at = MinutesState.ON_PAPER, now
    minutes.save()
    audit.record(actor, "archive.minutes_attached", minutes, at=now, sha256=stored.sha256, size=stored.size)
    trays.close_work(minutes.work_key, actor=actor, at=now)
    _complete(minutes, now=now)


def url_of(minutes: Minutes) -> str:
    """Return the address of the page of the minutes."""
    return reverse("archive:minutes", args=[minutes.uid])


def title_of(minutes: Minutes) -> str:
    """Return what the minutes are of."""
    if (handover := minutes.handover) is not None:
        words = {"number": handover.number, "year": handover.year}
        return _("Biên bản giao nhận hồ sơ, đợt %(number)s năm %(year)s") % words
    disposal = minutes.disposal
    assert disposal is not None
    return _("Biên bản hủy tài liệu, đợt %(number)s năm %(year)s") % {
        "number": disposal.number,
        "year": disposal.year,
    }


def _locked(actor: Actor, uid: UUID) -> Minutes:
    found = policy.visible_minutes(actor).filter(uid=uid).select_for_update(of=("self",)).first()
    if found is None:
        raise NotFound
    return found


def _still_open(minutes: Minutes) -> None:
    if minutes.state != MinutesState.WAITING:
        raise MinutesFinished(state=MinutesState(minutes.state).label)


def _to_sign(actor: Actor, uid: UUID) -> tuple[Minutes, MinutesSigner]:
    minutes = _locked(actor, uid)
    signing.may_sign_for_herself(actor).require()
    _still_open(minutes)
    signers = list(minutes.signers.order_by("position"))
    at = rules.next_to_sign([one.signed_at is not None for one in signers])
    if at is None or signers[at].person_id != actor.person_id:
        raise NotHerTurn(name=signers[at].name if at is not None else "")
    return minutes, signers[at]


def _reason(place: MinutesSigner) -> str:
    return _("Ký biên bản với tư cách: %(role)s") % {"role": place.role}


def _take(minutes: Minutes, place: MinutesSigner, signed: bytes, *, actor: Actor, now: datetime) -> None:
    stored = files.store(io.BytesIO(signed), name=files.ref(minutes.file_id).name)
    place.signed_at = now
    place.save(update_fields=["signed_at"])
    minutes.file_id = stored.id
    if not minutes.signers.filter(signed_at=None).exists():
        minutes.state, minutes.done_at = MinutesState.SIGNED, now
    minutes.save()
    _keep(minutes)
    audit.record(
        actor, "archive.minutes_signed", minutes, at=now, position=place.position, role=place.role, sha256=stored.sha256
    )
    trays.close_work(minutes.work_key, actor=actor, at=now)
    title, agency_id, url = title_of(minutes), minutes.agency_id, url_of(minutes)
    signing.verify(stored.id, now, watch=signing.Watch(agency_id=agency_id, title=title, url=url))
    if minutes.state == MinutesState.SIGNED:
        _complete(minutes, now=now)
    else:
        _ask_next(minutes, actor=actor, now=now)


def _keep(minutes: Minutes) -> None:
    """Let the act name the newest form of its minutes."""
    Handover.objects.filter(minutes=minutes).update(minutes_file_id=minutes.file_id)
    Disposal.objects.filter(minutes=minutes).update(minutes_file_id=minutes.file_id)


def _complete(minutes: Minutes, *, now: datetime) -> None:
    """A hand-over that passed is complete once its minutes are signed."""
    handover = Handover.objects.select_for_update(of=("self",)).filter(minutes=minutes).first()
    if handover is not None and handover.state == HandoverState.PASSED:
        handover.state = turn(handover, "complete")
        handover.completed_at = now
        handover.save(update_fields=["state", "completed_at"])


def _ask_next(minutes: Minutes, *, actor: Actor, now: datetime) -> None:
    signer = minutes.signers.filter(signed_at=None).order_by("position").first()
    if signer is None or signer.post_id is None:
        return
    title = title_of(minutes)
    trays.put_work(
        key=minutes.work_key,
        actor=actor,
        agency_id=minutes.agency_id,
        post_id=signer.post_id,
        title=_("Ký %(what)s") % {"what": title[0].lower() + title[1:]},
        meta=signer.role,
        url=url_of(minutes),
        act_label=_("Ký"),
        role_label=signer.role[:60],
        at=now,
        kind=Kind.SIGN,
    )
    with contextlib.suppress(DomainError):
        trays.tell_posts(
            f"{minutes.work_key}:{signer.position}",
            post_ids=[signer.post_id],
            text=_("Đến lượt bạn ký: %(what)s") % {"what": title},
            url=url_of(minutes),
            at=now,
        )
