"""Why a paper cannot be printed."""

from django.utils.translation import gettext_lazy as _

from congvu.kernel.errors import DomainError


class PaperTooLong(DomainError):
    """The body is beyond what one paper holds."""

    code = "documents.paper_too_long"
    message = _(
        "Nội dung dài %(characters)d ký tự, quá mức %(limit)d của một văn bản. Hãy đưa phần dài vào tệp kèm theo."
    )
    status = 422


class PaperHasUnknownLetters(DomainError):
    """Signs that no official font shows (emoji, private signs)."""

    code = "documents.paper_has_unknown_letters"
    message = _("Phông chữ của văn bản không có các ký hiệu: %(letters)s. Hãy bỏ hoặc thay chúng.")
    status = 422


class PaperFailed(DomainError):
    """The typesetter refused; what it said is kept for the administrator."""

    code = "documents.paper_failed"
    message = _("Không dựng được trang văn bản: %(reason)s")
    status = 422


class PlacesNotFound(DomainError):
    """A Word draft lacks the places that number, date or signature go to."""

    code = "documents.paper_places_not_found"
    message = _(
        "Không tìm thấy trên văn bản: %(missing)s. Bản Word phải có dòng “Số:”, dòng “ngày … tháng … năm …” và họ tên "
        "người ký; hãy bổ sung rồi tải lên lại."
    )
    status = 422


class NotationDiffers(DomainError):
    """The Word page carries another notation than the register would."""

    code = "documents.paper_notation_differs"
    message = _(
        "Trên tệp Word ghi ký hiệu “%(written)s”, còn sổ đăng ký sẽ ghi “%(expected)s”. Hãy sửa tệp Word hoặc sửa "
        "ký hiệu đơn vị ở biểu mẫu."
    )
    status = 422


class NoConverter(DomainError):
    """LibreOffice is not installed."""

    code = "documents.no_word_converter"
    message = _(
        "Máy chủ này chưa cài LibreOffice nên không chuyển được tệp Word thành PDF để ký. "
        "Hãy soạn theo mẫu, hoặc nhờ quản trị cài LibreOffice."
    )
    status = 409


class ConversionFailed(DomainError):
    """LibreOffice gave no PDF."""

    code = "documents.word_conversion_failed"
    message = _(
        "Không chuyển được tệp Word thành PDF: tệp có thể bị hỏng hoặc được đặt mật khẩu. Hãy mở, lưu lại và tải lên."
    )
    status = 422


class PageUnreadable(DomainError):
    """The finished page cannot be read back, so its form cannot be checked."""

    code = "documents.page_unreadable"
    message = _("Không đọc được trang PDF để kiểm tra thể thức.")
    status = 422


class WordUnreadable(DomainError):
    """The file is not a Word document that can be read."""

    code = "documents.word_unreadable"
    message = _(
        "Không đọc được tệp Word: tệp bị hỏng hoặc không phải .docx thật. Hãy mở bằng Word, lưu lại rồi chọn lại."
    )
    status = 422


class WordReachesOutside(DomainError):
    """The file would fetch something from elsewhere or carries a program."""

    code = "documents.word_reaches_outside"
    message = _(
        "Tệp Word liên kết ra ngoài hoặc nhúng chương trình (%(what)s) nên không được nhận. "
        "Hãy bỏ liên kết, đối tượng nhúng rồi lưu lại."
    )
    status = 422


class WordTooLarge(DomainError):
    """More paragraphs, cells or letters than a draft may have."""

    code = "documents.word_too_large"
    message = _("Tệp Word có quá nhiều đoạn, ô bảng hoặc chữ. Hãy tách phần lớn thành tệp kèm theo.")
    status = 422


class InsideUnusable(DomainError):
    """A PDF cannot become pages of the paper."""

    code = "documents.inside_unusable"
    message = _("Không gộp được “%(name)s” vào văn bản: %(reason)s.")
    status = 422
