"""Approving, signing and issuing many drafts in one go: a run with progress that stops between papers (`signing`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.identity import api as identity
from congvu.kernel.api import Actor
from congvu.kernel.errors import NotFound
from congvu.signing import api as signing

from ..drafting import compose, policy, work
from ..drafting.errors import CapacityRefused
from .approve import approve_step
from .issue import issue_draft
from .sign import sign_draft

APPROVE, SIGN, ISSUE = "documents.approve", "documents.sign", "documents.issue"
TITLES = {
    APPROVE: gettext_lazy("Duyệt dự thảo"),
    SIGN: gettext_lazy("Ký văn bản"),
    ISSUE: gettext_lazy("Cấp số, đóng dấu, phát hành"),
}
MOST_DIGITS = 18


def start_together(*, actor: Actor, kind: str, chosen: Iterable[str], back_url: str, now: datetime) -> UUID:
    """Begin a run over chosen drafts, each "id:version" as it stood in the list; return the run's uid.

    What may be done is asked again at each paper. Raises NotFound (no such act or a draft that is not hers to see) and
    the refusals of signing (none chosen, too many).
    """
    if kind not in TITLES:
        raise NotFound
    pairs = [parse(reference) for reference in dict.fromkeys(chosen)]
    seen = policy.visible_drafts(actor).select_related("document_type")
    rows = {draft.pk: draft for draft in seen.filter(pk__in=[pk for pk, _version in pairs])}
    if any(pk not in rows for pk, _version in pairs):
        raise NotFound
    papers = [(f"{pk}:{version}", work.title(rows[pk])) for pk, version in pairs]
    order = signing.BatchOrder(kind, str(TITLES[kind]), papers, back_url=back_url)
    return signing.start_batch(actor=actor, order=order, now=now)


def parse(reference: str) -> tuple[int, int]:
    """Read "id:version". Raises NotFound."""
    first, _colon, second = reference.partition(":")
    if not all(part.isascii() and part.isdigit() and len(part) <= MOST_DIGITS for part in (first, second)):
        raise NotFound
    return int(first), int(second)


def approve_one(actor: Actor, reference: str, _options: Mapping[str, Any], now: datetime) -> None:
    """Approve one draft of a run. Raises as `approve_step`."""
    pk, version = parse(reference)
    approve_step(actor=actor, draft_id=pk, read_version=version, now=now)


def sign_one(actor: Actor, reference: str, _options: Mapping[str, Any], now: datetime) -> None:
    """Sign one draft of a run in the capacity that the decisions in force give. Raises as `sign_draft`."""
    pk, version = parse(reference)
    draft = policy.visible_drafts(actor).select_related("document_type").filter(pk=pk).first()
    if draft is None:
        raise NotFound
    agency = identity.agency(draft.agency_id)
    who = compose.signatory_of_actor(actor, agency=agency, scope=compose.scope_of(draft), now=now)
    if who is None or not who.capacities:
        why = who.why_not() if who else None
        raise CapacityRefused(reason=why.sentence if why else _("Vị trí của bạn không ký được văn bản này."))
    sign_draft(actor=actor, draft_id=pk, read_version=version, capacity=who.capacities[0], now=now)


def issue_one(actor: Actor, reference: str, _options: Mapping[str, Any], now: datetime) -> None:
    """Number, seal and issue one draft of a run. Raises as `issue_draft`."""
    issue_draft(actor=actor, draft_id=parse(reference)[0], now=now)


def register() -> None:
    """Tell the tray of runs what one step of each is."""
    signing.register_batch_work(APPROVE, approve_one)
    signing.register_batch_work(SIGN, sign_one)
    signing.register_batch_work(ISSUE, issue_one)
