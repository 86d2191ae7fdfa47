"""Rows as the plain values that other apps and pages receive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from . import rules
from .models import Arrival, ArrivedFile, ChangeWish, Mailing, ReceivedStatus, SentStatus
from .types import (
    ArrivalState,
    ArrivalView,
    ArrivedFileView,
    Business,
    ChangeState,
    CheckLine,
    MailingState,
    MailingView,
    Proof,
    StatusCode,
    StatusLine,
    Verdict,
)

_CHANGES = {StatusCode.AGREED: ChangeState.AGREED, StatusCode.DISAGREED: ChangeState.DISAGREED}


def mailings(rows: Sequence[Mailing]) -> list[MailingView]:
    """Return mailings with the states that came back, in two queries at most."""
    found: dict[int, list[ReceivedStatus]] = {}
    ids = [row.pk for row in rows]
    for status in ReceivedStatus.objects.filter(mailing_id__in=ids).order_by("pk"):
        found.setdefault(status.mailing_id, []).append(status)
    return [_mailing(row, found.get(row.pk, [])) for row in rows]


def _mailing(row: Mailing, statuses: Sequence[ReceivedStatus]) -> MailingView:
    lines = states(statuses)
    answers = [line for line in lines if line.code in _CHANGES]
    return MailingView(
        uid=row.uid,
        kind=row.kind,
        business=row.business,
        receiver_code=row.receiver_code,
        receiver_name=row.receiver_name or row.receiver_code,
        state=row.state,
        state_label=str(MailingState(row.state).label),
        created_at=row.created_at,
        done_at=row.done_at,
        received_at=row.received_at,
        attempts=row.attempts,
        cause=row.cause,
        statuses=_without_middle(line for line in lines if line.code not in _CHANGES),
        change=_CHANGES[StatusCode(answers[-1].code)] if answers else "",
        answer=answers[-1] if answers else None,
        proof=_proof(row),
    )


def _proof(row: Mailing) -> str:
    if row.state != MailingState.DONE:
        return ""
    return Proof.SIGNED if row.receipt_signature else Proof.AXIS


def states(rows: Iterable[ReceivedStatus | SentStatus]) -> tuple[StatusLine, ...]:
    """Return states that were told as lines for people; "in work" names how far, where it was said."""
    return tuple(_state(one) for one in rows)


def states_in_short(rows: Iterable[SentStatus]) -> list[StatusLine]:
    """Return states as lines; of those that came again the first and the newest."""
    return list(_without_middle(states(rows)))


def _without_middle(lines: Iterable[StatusLine]) -> tuple[StatusLine, ...]:
    kept: list[StatusLine] = []
    for line in lines:
        again = [place for place, one in enumerate(kept) if one.code == line.code == StatusCode.PROCESSING]
        if len(again) > 1:
            kept.pop(again[-1])
        kept.append(line)
    return tuple(kept)


def _state(row: ReceivedStatus | SentStatus) -> StatusLine:
    label, note = str(rules.status_label(row.code)), row.description
    percent = rules.progress_in(note) if row.code == StatusCode.PROCESSING else None
    if percent is not None:
        label, note = f"{label} ({percent}%)", note.partition("%")[2].lstrip(": ")
    return StatusLine(row.code, label, row.at, row.description, row.staff, note if note != label else "")


def arrivals(rows: Iterable[Arrival]) -> list[ArrivalView]:
    """Return arrivals with their files and open wishes, in two more queries."""
    listed = list(rows)
    files: dict[int, list[ArrivedFile]] = {}
    for one in ArrivedFile.objects.filter(arrival__in=listed).order_by("position"):
        files.setdefault(one.arrival_id, []).append(one)
    wishes: dict[int, ChangeWish] = {}
    for wish in ChangeWish.objects.filter(arrival__in=listed).order_by("pk"):
        wishes[wish.arrival_id] = wish
    return [_arrival(row, files.get(row.pk, []), wishes.get(row.pk)) for row in listed]


def _arrival(row: Arrival, files: Sequence[ArrivedFile], wish: ChangeWish | None) -> ArrivalView:
    head = row.head
    open_wish = wish is not None and wish.state == ChangeState.WAITING
    return ArrivalView(
        uid=row.uid,
        agency_id=row.agency_id,
        sender_code=row.sender_code,
        sender_name=row.sender_name,
        document_code=row.document_code,
        business=row.business,
        state=row.state,
        state_label=str(ArrivalState(row.state).label),
        verdict=row.verdict,
        verdict_label=str(Verdict(row.verdict).label),
        arrived_at=row.arrived_at,
        sent_at=row.sent_at,
        full_code=row.full_code,
        code_number=head.get("number", ""),
        code_notation=head.get("notation", ""),
        subject=row.subject,
        issued_on=_day(head.get("issued_on", "")),
        type_name=head.get("type_name", ""),
        type_code=str(head.get("type") or ""),
        signer_name=head.get("signer", {}).get("name", ""),
        signer_position=head.get("signer", {}).get("position", ""),
        signer_capacity=head.get("signer", {}).get("competence", ""),
        urgency=row.urgency,
        steering=head.get("steering", 0),
        due_on=_day(head.get("due_on", "")),
        pages=head.get("pages"),
        paper_follows=row.paper_follows,
        answers=tuple(head.get("answers", ())),
        replaces=tuple(head.get("replaces", ())),
        checks=tuple(CheckLine(one["code"], one["ok"], one["text"]) for one in row.checks),
        files=tuple(_file(one, place == 0) for place, one in enumerate(files)),
        document_uid=row.document_uid,
        reason=row.reason,
        change=str(Business(wish.business).label) if wish is not None and open_wish else "",
        change_reason=wish.reason if wish is not None and open_wish else "",
        status_code=row.status_code,
        head=head,
    )


def _file(row: ArrivedFile, is_main: bool) -> ArrivedFileView:
    return ArrivedFileView(row.file_id, row.name, row.media_type, row.size, row.sha256, is_main, row.verdict)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
