"""A draft signed with a key that is not on the server: begun by the signer, finished when her signature comes back."""

from __future__ import annotations

import contextlib
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.kernel.api import Actor, files, text
from congvu.kernel.errors import DomainError
from congvu.signing import api as signing

from ..drafting import work
from ..drafting.errors import CapacityRefused
from ..models import Draft
from .sign import converted_word, held, keep_signed, page_to_sign

PREFIX = "documents.draft"


def begin_signing(
    *, actor: Actor, draft_id: int, read_version: int, capacity: str, now: datetime, reason: str = ""
) -> UUID:
    """Begin the signature of the newest version; return the request, whose page waits for the signer's word.

    The draft stays as it is until the signature is back. Raises what `sign_draft` raises, and CapacityRefused for who
    acts for somebody else: her rights cannot be looked up again when the signature comes.
    """
    if actor.on_behalf_of is not None:
        raise CapacityRefused(reason=_("Ký thay theo ủy quyền phải dùng khóa ở máy chủ."))
    converted = converted_word(actor, draft_id, read_version)
    with transaction.atomic():
        ready = held(actor, draft_id, read_version, capacity, now)
        printed, prepared = page_to_sign(ready, now, converted)
        wish = signing.SigningWish(
            pdf=prepared,
            title=work.title(ready.draft),
            reference=f"{PREFIX}:{draft_id}:{read_version}:{capacity}:{printed.pages}",
            reason=text.clean_line(reason),
            back_url=work.address(ready.draft),
        )
        return signing.begin_signing(actor=actor, wish=wish, now=now)


def finish_signing(*, reference: str, person_id: int, post_id: int, file_id: int, at: datetime) -> None:
    """Take the signature that came back. Run twice, the second run finds the draft signed and changes nothing.

    Where the draft was changed, returned or the right to sign ended meanwhile, the signature is not used and the signer
    is told why.
    """
    _prefix, draft_id, version, capacity, pages = reference.split(":")
    actor = identity.acting(post_id, now=at)
    if actor is None or actor.person_id != person_id:
        return
    draft = Draft.objects.filter(pk=int(draft_id)).first()
    if draft is None or draft.signed_file_id is not None:
        return
    try:
        with transaction.atomic():
            ready = held(actor, int(draft_id), int(version), capacity, at)
            keep_signed(actor, ready, files.read_bytes(file_id), int(pages), at)
    except DomainError as refusal:
        told = _("Chữ ký trên %(what)s không dùng được: %(why)s") % {"what": work.title(draft), "why": str(refusal)}
        with contextlib.suppress(DomainError):
            work.tell(f"{reference}:refused", [post_id], told, draft, at=at, kind="draft_signed")
