"""Refusals of the worklist."""

from django.utils.translation import gettext_lazy as _

from congvu.kernel.errors import DomainError


class FilterNameMissing(DomainError):
    """A filter is found again by its name."""

    code = "worklist.filter_name_missing"
    message = _("Hãy đặt tên cho bộ lọc.")
    status = 422


class TooManyFilters(DomainError):
    """More tabs than these nobody finds her way in."""

    code = "worklist.too_many_filters"
    message = _("Mỗi người giữ được %(limit)s bộ lọc. Hãy bỏ một bộ lọc cũ trước.")
