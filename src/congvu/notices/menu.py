"""The bell in the page frame."""

from django.utils.translation import gettext_lazy as _

from congvu.kernel.api import Actor
from congvu.ui.api import register_account_link, register_bell

from . import tokens
from .queries import unread


def _token(actor: Actor) -> str:
    return tokens.issue(actor.person_id)


register_bell(url_name="notices:bell", all_url_name="notices:all", count=unread, token=_token)
register_account_link(label=_("Cách nhận thông báo"), url_name="notices:channels", order=30)
