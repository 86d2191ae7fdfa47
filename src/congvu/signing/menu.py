"""What signing puts into the rail."""

from django.utils.translation import gettext_lazy as _

from congvu.ui.api import register_account_link, register_menu

from . import policy

register_menu(
    section=_("Quản trị"),
    order=60,
    label=_("Khóa ký số"),
    url_name="signing:keys",
    visible=lambda actor: bool(policy.may_view_keys(actor)),
)
register_menu(
    section=_("Quản trị"),
    order=70,
    label=_("Danh sách tin cậy"),
    url_name="signing:trust",
    visible=lambda actor: bool(policy.may_view_keys(actor)),
)
register_account_link(label=_("Chữ ký số của tôi"), url_name="signing:mine", order=25)
register_menu(
    section=_("Văn bản"),
    order=90,
    label=_("Kiểm tra lại chữ ký"),
    url_name="signing:changes",
    visible=lambda actor: bool(policy.may_view_changes(actor)),
)
