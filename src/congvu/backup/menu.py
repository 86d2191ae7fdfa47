"""What backup puts into the rail."""

from django.utils.translation import gettext_lazy as _

from congvu.ui.api import register_menu

from . import policy

register_menu(
    section=_("Quản trị"),
    order=90,
    label=_("Sao lưu, phục hồi"),
    url_name="backup:overview",
    visible=lambda actor: bool(policy.may_view(actor)),
)
