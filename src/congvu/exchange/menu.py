"""What the exchange puts into the rail."""

from django.utils.translation import gettext_lazy as _

from congvu.ui.api import register_menu

from . import policy
from .queries import desk

register_menu(
    section=_("Văn bản"),
    order=16,
    label=_("Liên thông"),
    url_name="exchange:arrivals",
    visible=policy.at_the_desk,
    count=lambda actor: desk.waiting_count(actor=actor) or None,
    pages="/lien-thong/",
)
register_menu(
    section=_("Quản trị"),
    order=76,
    label=_("Đối tác liên thông"),
    url_name="exchange:partners",
    visible=lambda actor: bool(policy.may_keep_partners(actor)),
)
