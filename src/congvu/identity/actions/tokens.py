"""Issuing and revoking tokens of programs."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from congvu.kernel.api import Actor, audit
from congvu.kernel.errors import Invalid

from .. import policy
from ..models import Account, ApiToken, Assignment
from ..tokens import PREFIX, secret_hash
from .locked import locked

LONGEST = timedelta(days=366)


@transaction.atomic
def issue_token(
    *,
    actor: Actor,
    owner_id: int,
    post_id: int,
    name: str,
    scopes: list[str],
    expires_at: datetime,
    now: datetime,
) -> str:
    """Issue a token that acts in a post its owner holds, and return the secret, shown this once.

    Raises NotAllowed, or Invalid for a post not held or an expiry that is past or more than a year away.
    """
    owner = locked(Account.objects.all(), owner_id)
    held = (
        Assignment.objects.filter(policy.in_force(timezone.localdate(now)), person__account=owner, post_id=post_id)
        .select_related("post__unit")
        .first()
    )
    if held is None:
        raise Invalid(field="post", reason=_("Chủ tài khoản không giữ vị trí này."))
    policy.may_administer(actor, held.post.unit.agency_id).require()
    if not now < expires_at <= now + LONGEST:
        raise Invalid(field="expires_at", reason=_("Ngày hết hạn phải sau hôm nay và trong vòng một năm."))
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        owner=owner,
        post_id=post_id,
        name=name,
        secret_hash=secret_hash(secret),
        scopes=sorted(set(scopes)),
        created_at=now,
        expires_at=expires_at,
    )
    audit.record(actor, "identity.token_issued", token, at=now, owner=owner.pk, post=post_id, scopes=token.scopes)
    return secret


@transaction.atomic
def revoke_token(*, actor: Actor, token_id: int, now: datetime) -> None:
    """End a token at once. Raises NotAllowed."""
    token = locked(ApiToken.objects.select_related("post__unit"), token_id)
    policy.may_administer(actor, token.post.unit.agency_id).require()
    if token.revoked_at is None:
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        audit.record(actor, "identity.token_revoked", token, at=now)
