"""Refusals of the exchange."""

from django.utils.translation import gettext_lazy as _

from congvu.kernel.errors import DomainError, Invalid


class UnknownReceiver(DomainError):
    """No way leads to the agency code."""

    code = "exchange.unknown_receiver"
    message = _("Chưa có đường gửi đến cơ quan mã %(receiver)s. Kiểm tra danh bạ cơ quan hoặc đối tác liên thông.")
    status = 422


class UnknownSender(DomainError):
    """The sending system, or its right to send for the agency, is not known here."""

    code = "exchange.unknown_sender"
    message = _("Hệ thống này không nhận gói tin từ “%(sender)s”: chưa là đối tác, hoặc không được gửi thay mã đó.")
    status = 403


class BadEnvelope(DomainError):
    """The envelope is not readable or its signature does not fit."""

    code = "exchange.bad_envelope"
    message = _("Phong bì của gói tin không đọc được hoặc chữ ký phong bì không đúng.")
    status = 401


class ClockSkewed(DomainError):
    """The clocks of the two sides are too far apart."""

    code = "exchange.clock_skewed"
    message = _("Đồng hồ hai bên lệch nhau %(minutes)s phút. Đồng bộ giờ máy chủ rồi gửi lại (QĐ 28/2018, Điều 14).")
    status = 425


class NotHere(DomainError):
    """The receiver's code belongs to no agency of this installation."""

    code = "exchange.not_here"
    message = _("Cơ quan mã %(receiver)s không ở hệ thống này.")
    status = 404


class PackageBroken(DomainError):
    """The bytes that came are not those that the envelope names."""

    code = "exchange.package_broken"
    message = _("Nội dung gói tin không khớp mã băm hoặc độ dài ghi trên phong bì.")
    status = 422


class PackageTooLarge(DomainError):
    """More bytes than this installation takes."""

    code = "exchange.package_too_large"
    message = _("Gói tin lớn hơn mức nhận là %(limit)s.")
    status = 413


class SameCodeOtherContent(DomainError):
    """A message or document that came before with other content."""

    code = "exchange.same_code_other_content"
    message = _("Mã %(what)s đã đến trước đây với nội dung khác. Gói tin này không được nhận.")


class MessageRefused(DomainError):
    """The message cannot be read as edXML, or says something that cannot be."""

    code = "exchange.message_refused"
    message = _("Không nhận gói tin: %(reason)s")
    status = 422


class WrongChunk(DomainError):
    """A piece of an upload that does not continue where the last one ended."""

    code = "exchange.wrong_chunk"
    message = _("Phần tải lên không nối tiếp: máy chủ đang có %(have)s byte.")
    status = 409


class CarrierFailed(DomainError):
    """The package could not be carried this time; it is tried again."""

    code = "exchange.carrier_failed"
    message = _("%(reason)s")
    status = 502


class LineFailed(CarrierFailed):
    """The other side could not be reached, or did not answer in time: the next question would fare no better."""


class CarrierRefused(DomainError):
    """The other side refused the package for good."""

    code = "exchange.carrier_refused"
    message = _("%(reason)s")


class StillChecked(DomainError):
    """The whole package lies here and is being looked at; its receipt comes at a later question."""

    code = "exchange.still_checked"
    message = _("Gói tin đã đến đủ và đang được kiểm tra.")
    status = 409


class BadReceipt(DomainError):
    """What came back is not a receipt of the receiver for this package."""

    code = "exchange.bad_receipt"
    message = _("Biên nhận trả về không hợp lệ: %(reason)s")
    status = 502


class NotOpened(DomainError):
    """A package sealed to this installation does not open; its sender sends it again."""

    code = "exchange.not_opened"
    message = _("Gói tin mã hóa không mở được: %(reason)s.")
    status = 422


class CardRefused(Invalid):
    """A text is no card of a partner's sealing keys."""

    code = "exchange.card_refused"
    message = _("Thẻ khóa mã hóa không dùng được: %(reason)s.")


class NotSendable(DomainError):
    """What is to be sent lacks what the exchange needs."""

    code = "exchange.not_sendable"
    message = _("%(reason)s")
    status = 422


class ArrivalClosed(DomainError):
    """The arrival is not waiting any more."""

    code = "exchange.arrival_closed"
    message = _("Văn bản này không còn chờ vào sổ: %(state)s.")


class NothingToAnswer(DomainError):
    """No wish of the sender waits for an answer."""

    code = "exchange.nothing_to_answer"
    message = _("Không có yêu cầu nào của nơi gửi đang chờ trả lời.")


class ReasonNeeded(Invalid):
    """The act needs a reason."""

    code = "exchange.reason_needed"
    message = _("Ghi lý do, ít nhất 5 ký tự.")


class PartnerInvalid(Invalid):
    """A partner's description is wrong; `problems` names the fields."""

    code = "exchange.partner_invalid"
    message = _("%(reason)s")


class MailingNotDead(DomainError):
    """Only what could not be sent is sent again by hand."""

    code = "exchange.mailing_not_dead"
    message = _("Gói tin này đang được gửi hoặc đã đến nơi.")


class ExportNothing(Invalid):
    """No document of that name is known."""

    code = "exchange.export_nothing"
    message = _("Không có văn bản nào mang mã, số ký hiệu hoặc UUID “%(name)s”.")


class ExportNotClear(Invalid):
    """Several messages fit a name."""

    code = "exchange.export_not_clear"
    message = _("Có nhiều thông điệp ứng với “%(name)s”: %(choices)s. Hãy nêu UUID của một thông điệp.")


class AxisRefused(DomainError):
    """The axis's answer of no, with the code that its clients know (`axis_rules`)."""

    code = "exchange.axis_refused"
    message = _("Trục liên thông từ chối (mã %(axis_code)s): %(what)s.")
    status = 422


class DirectoryUnreadable(Invalid):
    """The file, or what the axis gave, is no directory of agencies."""

    code = "exchange.directory_unreadable"
    message = _("%(reason)s")


class DirectoryLoadClosed(DomainError):
    """The list was accepted or put aside before."""

    code = "exchange.directory_load_closed"
    message = _("Danh sách này đã được xử lý: %(state)s.")


class GroupInvalid(Invalid):
    """A group for sending lacks its name or its receivers."""

    code = "exchange.group_invalid"
    message = _("%(reason)s")


class RegisterFirst(DomainError):
    """The paper that takes the place of another one is not in the register yet."""

    code = "exchange.register_first"
    message = _("Vào sổ văn bản thay thế %(code)s trước, rồi mới đồng ý: việc đang làm chuyển sang văn bản đó.")
