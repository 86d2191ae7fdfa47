"""The worklist's line in the rail."""

from django.utils.translation import gettext_lazy as _

from congvu.ui.api import register_menu

from .queries import count_for

register_menu(section="Của tôi", order=10, label=_("Việc của tôi"), url_name="worklist:home", count=count_for)
register_menu(section="Của tôi", order=15, label=_("Việc đã xong"), url_name="worklist:done")
