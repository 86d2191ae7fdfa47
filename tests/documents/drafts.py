"""Drafts for the tests of the outgoing half."""

from __future__ import annotations

from congvu.documents.actions.approve import approve_step, submit_draft
from congvu.documents.actions.draft import create_draft
from congvu.documents.actions.sign import sign_draft
from congvu.documents.drafting.types import DraftContent
from congvu.documents.models import Draft
from tests.conftest import NOW

LETTER = DraftContent(
    subject="báo cáo kết quả tiếp nhận, giải quyết thủ tục hành chính",
    body="Thực hiện yêu cầu của Bộ Nội vụ, Ủy ban nhân dân tỉnh báo cáo như sau:\n1. Kết quả tiếp nhận hồ sơ.\n"
    "2. Khó khăn, vướng mắc.\nỦy ban nhân dân tỉnh kính báo cáo.",
    send_to=("Bộ Nội vụ",),
    recipients=("Chủ tịch UBND tỉnh (để b/c)", "Sở Nội vụ"),
)


def new_draft(office, *, who: str = "officer", **changes: object) -> int:
    """Start a letter signed by the chairman."""
    values: dict[str, object] = {
        "type_code": "cong-van",
        "content": LETTER,
        "signer_post_id": office.posts["chairman"].pk,
        "now": NOW,
    }
    return create_draft(actor=office.actor(who), **{**values, **changes})


def at_step(office, step: str, **changes: object) -> int:
    """Start a letter and take it to a step: head, form or signing."""
    pk = new_draft(office, **changes)
    version = Draft.objects.get(pk=pk).latest_version
    submit_draft(actor=office.actor("officer"), draft_id=pk, read_version=version, now=NOW)
    for state, who in (("head", "head"), ("form", "chief")):
        if step == state:
            break
        approve_step(actor=office.actor(who), draft_id=pk, read_version=version, now=NOW)
    return pk


def signed(office, **changes: object) -> int:
    """Take a letter through all steps and the chairman's signature (TM.)."""
    pk = at_step(office, "signing", **changes)
    version = Draft.objects.get(pk=pk).latest_version
    sign_draft(actor=office.actor("chairman"), draft_id=pk, read_version=version, capacity="tm", now=NOW)
    return pk
