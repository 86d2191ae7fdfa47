"""What pages show of signing."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from uuid import UUID

from django.db.models import F

from congvu.identity import api as identity
from congvu.kernel.api import Actor, paging
from congvu.kernel.errors import NotFound

from . import policy
from .models import (
    Batch,
    RaisedFile,
    RecheckRun,
    RegisteredPaper,
    RevocationList,
    SigningKey,
    SigningKeyUse,
    SigningRequest,
    TrustAnchor,
    VerdictChange,
    VerdictWatcher,
)
from .report_json import from_json
from .shown import grouped, what_changed
from .types import (
    EXPIRES_SOON,
    AnchorLine,
    BatchCard,
    BatchLine,
    BatchState,
    ChangeLine,
    Hierarchy,
    ItemState,
    KeyLine,
    ListLine,
    OwnKey,
    Provider,
    PublicPaper,
    RequestCard,
    RequestState,
    RunLine,
    UseLine,
)


def public_paper(uid: UUID) -> PublicPaper | None:
    """Return the registered paper of a QR code, None when nobody registered it."""
    row = RegisteredPaper.objects.filter(uid=uid).first()
    return _shown(row) if row else None


def public_paper_of_file(sha256: str) -> PublicPaper | None:
    """Return the registered paper with exactly this content."""
    row = RegisteredPaper.objects.filter(file_sha256=sha256).order_by("pk").first()
    if row is None:  # cùng văn bản, mức chữ ký đã nâng
        source = RaisedFile.objects.filter(file_sha256=sha256).values_list("source_file_id", flat=True).first()
        row = RegisteredPaper.objects.filter(file_id=source).order_by("pk").first() if source else None
    return _shown(row) if row else None


def _shown(row: RegisteredPaper) -> PublicPaper:
    return PublicPaper(
        uid=row.uid,
        agency=identity.agency(row.agency_id).name,
        number=row.number,
        date=row.date,
        subject=row.subject,
        file_sha256=row.file_sha256,
        withdrawn_at=row.withdrawn_at,
        withdrawn_reason=row.withdrawn_reason,
    )


def key_lines(*, actor: Actor, now: datetime, after: str | None) -> paging.Page[KeyLine]:
    """Return the keys that the actor may see, open ones by the name of their owner, closed ones last."""
    rows = policy.visible_keys(actor).defer("sealed_key", "certificate", "chain", "picture")
    page = paging.page(rows, "owner_name", after=after)
    return paging.Page([_key_line(row, now) for row in page.rows], page.next, page.previous)


def key_line(*, actor: Actor, key_id: int, now: datetime) -> KeyLine:
    """Return one key. Raises NotFound."""
    row = policy.visible_keys(actor).filter(pk=key_id).first()
    if row is None:
        raise NotFound
    return _key_line(row, now)


def key_uses(*, actor: Actor, key_id: int, after: str | None) -> paging.Page[UseLine]:
    """Return the log of a key, newest first. Raises NotFound."""
    if not policy.visible_keys(actor).filter(pk=key_id).exists():
        raise NotFound
    page = paging.page(SigningKeyUse.objects.filter(key_id=key_id), "-at", after=after)
    lines = [
        UseLine(
            row.at,
            str(SigningKeyUse.Purpose(row.purpose).label),
            row.person_name,
            row.post_title,
            row.file_sha256,
            row.reason,
        )
        for row in page.rows
    ]
    return paging.Page(lines, page.next, page.previous)


def anchor_lines() -> list[AnchorLine]:
    """Return the trusted roots by name."""
    rows = TrustAnchor.objects.order_by("name", "pk").defer("certificate")
    return [
        AnchorLine(
            row.pk,
            row.name,
            str(Hierarchy(row.hierarchy).label),
            grouped(row.certificate_sha256),
            row.legal_basis,
            row.valid_from,
            row.valid_to,
        )
        for row in rows
    ]


def revocation_lines(*, now: datetime) -> list[ListLine]:
    """Return the newest list of each issuer."""
    rows = RevocationList.objects.order_by("issuer_key", "-this_update", "-pk").distinct("issuer_key")
    return [
        ListLine(row.issuer, row.this_update, row.next_update, row.next_update is not None and row.next_update < now)
        for row in rows.defer("content")
    ]


def change_lines(*, actor: Actor, after: str | None) -> paging.Page[ChangeLine]:
    """Return what later checks changed about the agency's files, newest first, in a fixed number of queries."""
    rows = policy.visible_changes(actor).select_related("before", "after")
    page = paging.page(rows, "-at", after=after)
    kept = {row.kept_id for row in page.rows}
    held = VerdictWatcher.objects.filter(kept_id__in=kept, agency_id=actor.agency_id).order_by("-pk")
    named = {kept_id: (title, url) for kept_id, title, url in held.values_list("kept_id", "title", "url")}
    return paging.Page([_change_line(row, *named[row.kept_id]) for row in page.rows], page.next, page.previous)


def _change_line(row: VerdictChange, title: str, url: str) -> ChangeLine:
    before, after = from_json(row.before.body), from_json(row.after.body)
    what = what_changed(before, after)
    return ChangeLine(row.pk, row.at, title, url, before.verdict, after.verdict, what, row.is_worse, row.is_aged)


def last_run() -> RunLine | None:
    """Return the newest walk over the kept verdicts."""
    run = RecheckRun.objects.order_by("-pk").first()
    if run is None:
        return None
    return RunLine(run.started_at, run.finished_at, run.checked_count, run.changed_count, run.worse_count)


def _key_line(row: SigningKey, now: datetime) -> KeyLine:
    return KeyLine(
        id=row.pk,
        owner=row.owner_name,
        of_agency=row.agency_id is not None,
        subject=row.subject,
        issuer=row.issuer,
        serial=grouped(row.serial),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        is_demo=row.is_demo,
        closed_at=row.closed_at,
        closed_reason=row.closed_reason,
        in_force=row.in_force(now),
    )


def own_keys(*, actor: Actor, now: datetime) -> list[OwnKey]:
    """Return the open keys of the person herself; the one that signs stands first."""
    rows = SigningKey.objects.filter(person_id=actor.person_id, closed_at=None)
    found = list(
        rows.order_by(F("chosen_at").desc(nulls_last=True), "-valid_from", "-pk").defer("sealed_key", "chain")[:20]
    )
    used = next((row.pk for row in found if row.in_force(now)), None)
    return [
        OwnKey(
            id=row.pk,
            provider=row.provider,
            provider_label=str(Provider(row.provider).label),
            subject=row.subject.replace("2.5.4.12=", "title="),
            issuer=row.issuer,
            serial=grouped(row.serial),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            is_demo=row.is_demo,
            in_force=row.in_force(now),
            is_used=row.pk == used,
            days_left=max(0, (row.valid_to - now).days),
            expires_soon=now < row.valid_to <= now + EXPIRES_SOON,
        )
        for row in found
    ]


def expiring_count(*, actor: Actor, now: datetime) -> int:
    """Return how many of the person's own keys end within 30 days."""
    return SigningKey.objects.filter(
        person_id=actor.person_id, closed_at=None, valid_to__gt=now, valid_to__lte=now + EXPIRES_SOON
    ).count()


def request_card(*, uid: UUID, actor: Actor) -> RequestCard:
    """Return a signature of one's own that is made elsewhere. Raises NotFound."""
    row = SigningRequest.objects.filter(uid=uid, person_id=actor.person_id).first()
    if row is None:
        raise NotFound
    return RequestCard(
        uid=row.uid,
        provider=row.provider,
        state=row.state,
        state_label=str(RequestState(row.state).label),
        title=row.title,
        said=row.said,
        reference=row.reference,
        person_id=row.person_id,
        back_url=row.back_url,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
        result_file_id=row.result_file_id,
    )


def batch_card(*, uid: UUID, actor: Actor) -> BatchCard:
    """Return how far a run of one's own is. Raises NotFound."""
    batch = Batch.objects.filter(uid=uid, person_id=actor.person_id).first()
    if batch is None:
        raise NotFound
    rows = list(batch.items.order_by("position").values_list("label", "state", "said"))
    states = Counter(state for _label, state, _said in rows)
    return BatchCard(
        uid=batch.uid,
        title=batch.title,
        state=batch.state,
        state_label=str(BatchState(batch.state).label),
        done=states[ItemState.DONE],
        failed=states[ItemState.FAILED],
        stopped=states[ItemState.STOPPED],
        total=len(rows),
        back_url=batch.back_url,
        lines=tuple(BatchLine(label, state, str(ItemState(state).label), said) for label, state, said in rows),
    )
