"""Systems that sign their users in through us."""

import secrets
from datetime import datetime
from urllib.parse import urlsplit

from allauth.idp.oidc.models import Client, Token
from django.db import transaction
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit
from congvu.kernel.errors import Invalid, NotFound

from .. import policy
from ..models import Account


@transaction.atomic
def add_client(*, actor: Actor, name: str, redirect_uris: list[str], now: datetime) -> tuple[str, str]:
    """Register a system and return its id and secret, shown this once. Raises NotAllowed or Invalid."""
    policy.may_administer_installation(actor).require()
    for uri in redirect_uris:
        parts = urlsplit(uri)
        local = parts.hostname in {"localhost", "127.0.0.1"}
        if (parts.scheme != "https" and not (parts.scheme == "http" and local)) or not parts.netloc or parts.fragment:
            raise Invalid(
                field="redirect_uris", reason=_("Địa chỉ “%(uri)s” phải là https://… không có #.") % {"uri": uri}
            )
    if not redirect_uris:
        raise Invalid(field="redirect_uris", reason=_("Nhập ít nhất một địa chỉ quay về."))
    secret = secrets.token_urlsafe(40)
    client = Client(
        name=name,
        owner_id=actor.account_id,
        scopes="openid\nprofile\nemail",
        grant_types="authorization_code\nrefresh_token",
        redirect_uris="\n".join(redirect_uris),
    )
    client.set_secret(secret)
    client.save()
    owner = Account.objects.get(pk=actor.account_id or 0)
    audit.record(
        actor, "identity.client_added", owner, at=now, client=client.pk, name=name, redirect_uris=redirect_uris
    )
    return client.pk, secret


@transaction.atomic
def end_client(*, actor: Actor, client_id: str, now: datetime) -> None:
    """Remove a system with its tokens at once; the history keeps that it was there. Raises NotAllowed or NotFound."""
    policy.may_administer_installation(actor).require()
    client = Client.objects.select_for_update().filter(pk=client_id).first()
    if client is None:
        raise NotFound
    owner = Account.objects.get(pk=actor.account_id or 0)
    audit.record(actor, "identity.client_removed", owner, at=now, client=client.pk, name=client.name)
    Token.objects.filter(client=client).delete()
    client.delete()
