"""What search puts into the page frame: suggestions under the box at the top."""

from django.utils.translation import gettext_lazy as _

from congvu.ui.api import register_suggestions

from .lists import ListPage, register_list_page

register_list_page(ListPage("search", _("Tìm kiếm"), "search:results"))
register_suggestions(url_name="search:suggest")
