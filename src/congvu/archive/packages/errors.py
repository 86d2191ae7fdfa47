"""Refusals of packages. Codes never change."""

from django.utils.translation import gettext_lazy as _

from congvu.kernel.errors import DomainError


class PackageRefused(DomainError):
    """A package that cannot be read safely; nothing of it is kept. `rule` is the rule's id."""

    code = "archive.package_refused"
    message = _("Không nhận gói (%(rule)s): %(reason)s")
    status = 422


class XmlRefused(DomainError):
    """An XML file that is not read."""

    code = "archive.package_xml"
    message = _("Tệp %(path)s: %(reason)s.")
    status = 422


class PackageKnown(DomainError):
    """Another package came before under the same identifier."""

    code = "archive.package_known"
    message = _("Đã có gói khác mang mã %(objid)s với nội dung khác. Hỏi lại nơi gửi; không có gì được ghi.")


class FileKnown(DomainError):
    """The case file stands in this installation already."""

    code = "archive.package_file_known"
    message = _("Hồ sơ %(file)s đã có trong hệ thống này; không nhập lần nữa.")


class KindNotImported(DomainError):
    """A DIP is for reading, not for keeping."""

    code = "archive.package_kind"
    message = _("Gói %(kind)s dùng để khai thác, không nhập làm hồ sơ lưu trữ. Xin gói SIP hoặc AIP.")
    status = 422


class PackageNotMade(DomainError):
    """The package cannot be made; the reason says why."""

    code = "archive.package_not_made"
    message = _("Chưa lập được gói: %(reason)s")
    status = 422
