"""Setting an approval chain: a new dated version; what runs keeps its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.kernel.api import Actor, audit, text

from ..drafting import chains, rules
from ..drafting.errors import ChainInvalid
from ..drafting.types import ChainStep, StepWho
from ..models import ApprovalChain, ApprovalChainStep, DocumentType


@transaction.atomic
def set_chain(
    *,
    actor: Actor,
    type_id: int | None,
    steps: Sequence[ChainStep],
    valid_from: date,
    now: datetime,
    basis: str = "",
) -> UUID:
    """Set the chain of a type (None: of all types without one) from a day on, and close the version before it.

    Drafts already submitted keep theirs. Raises NotAllowed or ChainInvalid.
    """
    before = list(
        ApprovalChain.objects.select_for_update()
        .filter(agency_id=actor.agency_id, document_type_id=type_id)
        .order_by("-version")[:1]
    )
    chains.may_set(actor).require()
    last = before[0] if before else None
    _check(actor, type_id, steps, valid_from, last, now)
    if last is not None and last.valid_to is None:
        last.valid_to = valid_from - timedelta(days=1)
        last.save(update_fields=["valid_to"])
    chain = ApprovalChain.objects.create(
        agency_id=actor.agency_id,
        document_type_id=type_id,
        version=last.version + 1 if last else 1,
        valid_from=valid_from,
        basis=text.clean_line(basis)[:300],
        set_by_post_id=actor.post_id,
        set_by=actor.display_name,
        set_at=now,
    )
    ApprovalChainStep.objects.bulk_create(
        ApprovalChainStep(
            chain=chain,
            stage=step.stage,
            position=place,
            kind=step.kind,
            who=step.who,
            post_id=step.post_id,
            role=step.role,
            label=text.clean_line(step.label)[:100],
            hours=step.hours,
        )
        for place, step in enumerate(sorted(steps, key=lambda s: s.stage), start=1)
    )
    audit.record(
        actor,
        "documents.approval_chain_set",
        chain,
        at=now,
        type=type_id,
        version=chain.version,
        valid_from=valid_from.isoformat(),
        steps=[f"{s.stage}:{s.kind}:{s.who}:{s.post_id or s.role}" for s in steps],
    )
    return chain.uid


def _check(
    actor: Actor,
    type_id: int | None,
    steps: Sequence[ChainStep],
    valid_from: date,
    last: ApprovalChain | None,
    now: datetime,
) -> None:
    problems = [str(p) for p in rules.chain_problems(steps)]
    today = timezone.localdate(now)
    if valid_from < today:
        problems.append(_("Ngày áp dụng không được trước hôm nay: dự thảo đã trình theo quy trình cũ."))
    elif last is not None and valid_from < last.valid_from:
        problems.append(_("Phiên bản trước áp dụng từ %(day)s, sau ngày này.") % {"day": f"{last.valid_from:%d/%m/%Y}"})
    if type_id is not None and not DocumentType.objects.filter(pk=type_id).exists():
        problems.append(_("Không có tên loại này."))
    wanted = {s.post_id for s in steps if s.who == StepWho.POST}
    known = {p.id for p in identity.posts(on=today, ids=[w for w in wanted if w]) if p.agency_id == actor.agency_id}
    if wanted - known:
        problems.append(_("Có vị trí không thuộc cơ quan."))
    if any(s.who == StepWho.ROLE and s.role not in chains.STEP_ROLES for s in steps):
        problems.append(_("Có vai trò không dùng trong bước duyệt."))
    if problems:
        raise ChainInvalid(reasons=" ".join(problems))
