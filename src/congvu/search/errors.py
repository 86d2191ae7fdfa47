"""Refusals of search."""

from django.utils.translation import gettext_lazy as _

from congvu.kernel.errors import DomainError


class QuestionTooLong(DomainError):
    """Nobody types so much into a search box; a pasted page is not a question."""

    code = "search.question_too_long"
    message = _("Chỉ tìm được tối đa %(limit)s ký tự, đoạn đang tìm có %(length)s. Hãy dùng vài từ chính.")
    status = 422


class SavedNameNeeded(DomainError):
    """A search is saved under a name."""

    code = "search.saved_name_needed"
    message = _("Đặt tên cho bộ lọc để tìm lại được.")
    status = 422


class SavedTooMany(DomainError):
    """One post keeps a bounded number of searches for a list."""

    code = "search.saved_too_many"
    message = _("Mỗi danh sách lưu được tối đa %(limit)s bộ lọc. Hãy bỏ bớt bộ lọc không dùng nữa.")
    status = 422


class ColumnsUnknown(DomainError):
    """The list has no such column."""

    code = "search.columns_unknown"
    message = _("Danh sách này không có cột: %(names)s.")
    status = 422


class ExportKindUnknown(DomainError):
    """No such kind of file is written."""

    code = "search.export_kind_unknown"
    message = _("Chỉ xuất được ra CSV, XLSX, DOCX, DOC hoặc PDF.")
    status = 404


class OldWordNotMade(DomainError):
    """A .doc is made by LibreOffice, which is not installed or failed."""

    code = "search.old_word_not_made"
    message = _(
        "Máy chủ chưa tạo được tệp .doc: cần LibreOffice ở máy chủ, danh sách quá dài thì hãy thu hẹp. "
        "Tệp .docx vẫn xuất được."
    )
    status = 503
