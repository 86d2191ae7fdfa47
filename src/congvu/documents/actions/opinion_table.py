"""What the drafter makes of opinions: accepted or explained, one by one; and the table put beside the draft."""

from __future__ import annotations

import io
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit, text
from congvu.search.api import pdf_of

from ..drafting import opinions, policy
from ..drafting.errors import DraftInvalid, DraftWrongState
from ..drafting.hold import locked, newest
from ..drafting.types import AttachmentKind, DraftState, OpinionAnswer
from ..models import DraftOpinion
from .versions import NewAttachment, lines_of, set_attachments

MAX_ANSWER = 20_000


@transaction.atomic
def answer_opinion(*, actor: Actor, draft_id: int, opinion_id: int, answer: str, note: str, now: datetime) -> None:
    """Say whether an opinion is accepted, accepted in part or not, and why.

    What is not wholly accepted needs its explanation. Raises NotFound, NotAllowed, DraftWrongState (signed), or
    DraftInvalid.
    """
    draft = locked(actor, draft_id)
    policy.may_submit(actor, draft).require()
    if not opinions.may_answer(draft):
        raise DraftWrongState(state=DraftState(draft.state).label)
    opinion = DraftOpinion.objects.filter(draft=draft, pk=opinion_id, given_at__isnull=False).first()
    plain = text.clean_text(note).strip()
    problems: dict[str, str | Promise] = {}
    if opinion is None:
        problems["opinion"] = _("Ý kiến này chưa có.")
    if answer not in OpinionAnswer.values:
        problems["answer"] = _("Chọn tiếp thu, tiếp thu một phần hoặc giải trình.")
    elif answer != OpinionAnswer.ACCEPTED and not plain:
        problems["note"] = _("Ghi rõ phần tiếp thu và lý do không tiếp thu.")
    if len(plain) > MAX_ANSWER:
        problems["note"] = _("Nội dung giải trình nhiều nhất %(limit)d ký tự.") % {"limit": MAX_ANSWER}
    if problems or opinion is None:
        raise DraftInvalid(problems)

    opinion.answer = answer
    opinion.answer_note = plain
    opinion.answered_by = actor.display_name
    opinion.answered_at = now
    opinion.save(update_fields=["answer", "answer_note", "answered_by", "answered_at"])
    audit.record(actor, "documents.opinion_answered", draft, at=now, opinion=opinion.pk, answer=answer)


def attach_opinion_table(*, actor: Actor, draft_id: int, read_version: int, now: datetime) -> int:
    """Put the table of opinions as it stands beside the draft, for whoever approves; return the version's number.

    It goes with the submission and is not issued. Raises as `set_attachments`, and DraftInvalid without any opinion.
    """
    with transaction.atomic():
        draft = locked(actor, draft_id)
        if not draft.opinions.exists():
            raise DraftInvalid({"opinions": _("Chưa có ý kiến nào để lập bảng.")})
        made = pdf_of(opinions.as_table(draft, agency_name=actor.agency_name, now=now))
        kept = [(UUID(line.file), line.kind, line.title) for line in lines_of(newest(draft))]
    at = timezone.localtime(now)
    name = f"bang-tong-hop-y-kien-{at:%Y%m%d-%H%M}.pdf"
    title = _("Bảng tổng hợp, tiếp thu, giải trình ý kiến (%(at)s)") % {"at": at.strftime("%H:%M %d/%m/%Y")}
    return set_attachments(
        actor=actor,
        draft_id=draft_id,
        read_version=read_version,
        kept=kept,
        added=[NewAttachment(io.BytesIO(made), name, AttachmentKind.PAPERS, title)],
        now=now,
    )
