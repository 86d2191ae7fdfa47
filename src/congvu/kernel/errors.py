"""Refusals: expected answers of "no", each with a stable code and a sentence for people.

RFC 9457 gives the form they take for machines (`problem`).
"""

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """An act that cannot be done as asked; nothing was changed.

    `code` never changes once released; `message` is a translatable sentence with `%(name)s` places
    filled from the keyword arguments; `status` is the HTTP status a machine gets.
    """

    code: ClassVar[str] = "kernel.refused"
    message: ClassVar[str | Promise] = _("Không thực hiện được việc này.")
    status: ClassVar[int] = 409

    def __init__(self, **data: Any) -> None:
        """Keep the values that fill the sentence and that machines receive."""
        self.data = data
        super().__init__(self.code)

    def __str__(self) -> str:
        """Return the sentence in the language of the reader."""
        return str(self.message) % self.data if self.data else str(self.message)

    def problem(self) -> dict[str, Any]:
        """Return the body of an `application/problem+json` answer (RFC 9457)."""
        details = {
            key: value if isinstance(value, int | float | bool) else str(value) for key, value in self.data.items()
        }
        return {
            "type": f"urn:congvu:{self.code}",
            "title": str(self),
            "status": self.status,
            "code": self.code,
            **({"details": details} if details else {}),
        }


class NotAllowed(DomainError):
    """The actor has not the right; the reason says who has."""

    code = "kernel.not_allowed"
    message = _("%(reason)s")
    status = 403


class NotFound(DomainError):
    """The thing does not exist, or the actor may not know that it does."""

    code = "kernel.not_found"
    message = _("Không tìm thấy, hoặc bạn không có quyền xem.")
    status = 404


class Invalid(DomainError):
    """A value has the wrong shape; `field` names it."""

    code = "kernel.invalid"
    message = _("%(reason)s")
    status = 422


class FileRefused(DomainError):
    """A file that is not taken; nothing of it is kept. `name` is the name it came with."""

    code = "kernel.file_refused"
    message = _("Không nhận tệp “%(name)s”.")
    status = 422


class FileEmpty(FileRefused):
    """The file has no byte."""

    code = "kernel.file_empty"
    message = _("Tệp “%(name)s” không có nội dung. Hãy kiểm tra lại tệp rồi chọn lại.")


class FileTooLarge(FileRefused):
    """More bytes than the limit; refused while reading."""

    code = "kernel.file_too_large"
    message = _("Tệp “%(name)s” lớn hơn mức cho phép là %(limit)s. Hãy giảm dung lượng hoặc tách thành nhiều tệp.")
    status = 413


class FileNameRefused(FileRefused):
    """The name is empty, has path parts, or is too long."""

    code = "kernel.file_name_refused"
    message = _("Tên tệp không hợp lệ: %(reason)s Hãy đổi tên tệp rồi chọn lại.")


class FileTypeMismatch(FileRefused):
    """The content is not what the extension says."""

    code = "kernel.file_type_mismatch"
    message = _("Tệp “%(name)s” không đúng với phần mở rộng của tên: nội dung là %(found)s.")


class FileTypeRefused(FileRefused):
    """A type that is not taken here."""

    code = "kernel.file_type_refused"
    message = _("Không nhận loại tệp %(found)s (“%(name)s”). Các loại được nhận: %(accepted)s.")
    status = 415


class FileDamaged(FileRefused):
    """The content starts like its type but cannot be read."""

    code = "kernel.file_damaged"
    message = _("Tệp “%(name)s” bị hỏng, không đọc được. Hãy mở lại bằng phần mềm đã tạo ra tệp và lưu bản mới.")


class FileEncrypted(FileRefused):
    """The content is locked by a password."""

    code = "kernel.file_encrypted"
    message = _("Tệp “%(name)s” được đặt mật khẩu hoặc khóa quyền. Hãy bỏ mật khẩu, lưu lại rồi chọn lại tệp.")


class FileHasMacros(FileRefused):
    """The content carries programs."""

    code = "kernel.file_has_macros"
    message = _("Tệp “%(name)s” chứa macro nên không được nhận. Hãy lưu thành tệp không có macro (.docx, .xlsx, .pdf).")


class FileIsBomb(FileRefused):
    """An archive that would unpack to far more than its size."""

    code = "kernel.file_is_bomb"
    message = _("Tệp nén “%(name)s” bung ra quá lớn hoặc lồng quá nhiều lớp nên không được nhận.")


class FileInfected(FileRefused):
    """The scanner found a known virus."""

    code = "kernel.file_infected"
    message = _("Tệp “%(name)s” có mã độc (%(virus)s) nên không được nhận. Hãy báo bộ phận an toàn thông tin.")


class ScannerUnavailable(FileRefused):
    """The scanner is configured but does not answer; files are not taken unscanned."""

    code = "kernel.scanner_unavailable"
    message = _("Chưa quét được mã độc cho tệp “%(name)s” nên chưa nhận tệp. Hãy thử lại sau ít phút.")
    status = 503


class StorageFull(FileRefused):
    """The place for files has no room left."""

    code = "kernel.storage_full"
    message = _("Kho tệp đã hết dung lượng, tệp “%(name)s” chưa được lưu. Hãy báo người quản trị hệ thống.")
    status = 507


class SeriesInUse(DomainError):
    """A series of numbers cannot be set to another beginning once numbers were taken from it."""

    code = "kernel.series_in_use"
    message = _("Sổ đã cấp đến số %(last)s nên không đặt lại số bắt đầu được.")
