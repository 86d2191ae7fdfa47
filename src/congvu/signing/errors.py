"""Refusals of signing."""

from django.utils.translation import gettext_lazy as _

from congvu.kernel.errors import DomainError


class PdfUnusable(DomainError):
    """The file cannot be prepared or signed; the reason says what it is."""

    code = "signing.pdf_unusable"
    message = _("Không dùng được tệp PDF này để ký: %(reason)s")
    status = 422


class NotPrepared(DomainError):
    """The paper lacks the empty field that the act needs."""

    code = "signing.not_prepared"
    message = _("Văn bản chưa có ô “%(field)s” để điền hoặc ký.")


class AlreadySigned(DomainError):
    """The field holds a signature already."""

    code = "signing.already_signed"
    message = _("Văn bản đã có chữ ký số của %(who)s.")


class PersonHasNotSigned(DomainError):
    """The agency signs only what the competent person has signed (NĐ 30/2020 Điều 32)."""

    code = "signing.person_has_not_signed"
    message = _("Chưa có chữ ký số của người có thẩm quyền, nên cơ quan chưa được ký số.")


class NotNumbered(DomainError):
    """The agency signs after number and date are on the paper (NĐ 30/2020 Phụ lục I)."""

    code = "signing.not_numbered"
    message = _("Văn bản chưa có số và ngày ban hành, nên cơ quan chưa được ký số.")


class SignatureBroken(DomainError):
    """A signature that stands on the paper is not sound any more."""

    code = "signing.signature_broken"
    message = _("Chữ ký số đã có trên văn bản không còn nguyên vẹn: %(reason)s")


class KeyMissing(DomainError):
    """Nobody gave this owner a key that is in force."""

    code = "signing.key_missing"
    message = _("%(owner)s chưa có khóa ký số còn hiệu lực.")


class KeyFileRefused(DomainError):
    """The uploaded PKCS#12 file cannot be taken in."""

    code = "signing.key_file_refused"
    message = _("Không nhận tệp khóa này: %(reason)s")
    status = 422


class CertificateRefused(DomainError):
    """The uploaded certificate or list of revoked certificates cannot be taken in."""

    code = "signing.certificate_refused"
    message = _("Không nhận tệp chứng thư này: %(reason)s")
    status = 422


class TextTooLong(DomainError):
    """Number or date does not fit into its box even in the smallest readable size."""

    code = "signing.text_too_long"
    message = _("“%(text)s” dài quá ô dành cho nó trên văn bản.")
    status = 422


class LetterMissing(DomainError):
    """Number or date holds a letter that official papers do not use."""

    code = "signing.letter_missing"
    message = _("“%(text)s” có ký tự không dùng được trong số, ký hiệu hoặc ngày tháng: %(letters)s")
    status = 422


class ReportTooLarge(DomainError):
    """The file is larger than what is checked."""

    code = "signing.file_too_large"
    message = _("Tệp lớn hơn %(limit)s MB nên không kiểm tra được.")
    status = 413


class VaultLocked(DomainError):
    """The key that encrypts private keys is missing or another one."""

    code = "signing.vault_locked"
    message = _("Không mở được kho khóa: khóa của bản cài không khớp. Hãy khôi phục tệp khóa hoặc CONGVU_SIGNING_KEY.")
    status = 503


class FileEmpty(DomainError):
    """No file came, or it holds nothing."""

    code = "signing.file_empty"
    message = _("Chọn một tệp PDF có nội dung.")
    status = 422


class NoSignatureThere(DomainError):
    """The file holds no signature to raise, or one that cannot be read."""

    code = "signing.no_signature_there"
    message = _("Tệp không có chữ ký số nào đọc được để nâng mức.")
    status = 422


class NoTimeStampAuthority(DomainError):
    """The installation names no time-stamping authority."""

    code = "signing.no_time_stamp_authority"
    message = _("Bản cài chưa khai báo bên cấp dấu thời gian (CONGVU_TSA_URL).")
    status = 503


class TimeStampUnavailable(DomainError):
    """The time-stamping authority does not answer; trying later may help."""

    code = "signing.time_stamp_unavailable"
    message = _("Bên cấp dấu thời gian chưa trả lời: %(reason)s. Chữ ký vẫn giữ nguyên; hệ thống sẽ thử lại.")
    status = 503


class TimeStampRefused(DomainError):
    """The time-stamping authority answered, but not with a time stamp that may be used."""

    code = "signing.time_stamp_refused"
    message = _("Không dùng được dấu thời gian vừa nhận: %(reason)s.")
    status = 502


class RevocationDataMissing(DomainError):
    """Nobody says who was revoked, so the signature cannot be made provable for long."""

    code = "signing.revocation_data_missing"
    message = _("Chưa có dữ liệu thu hồi chứng thư của %(issuers)s, nên chưa nâng được mức chữ ký.")
    status = 503


class ChainUntrusted(DomainError):
    """A certificate does not lead to a root that the installation trusts."""

    code = "signing.chain_untrusted"
    message = _("Chứng thư của %(names)s không dẫn tới gốc tin cậy nào, nên không nâng được mức chữ ký.")
    status = 422


class KeyElsewhere(DomainError):
    """The key is not on this server: signing goes through a request that its owner confirms."""

    code = "signing.key_elsewhere"
    message = _("Khóa của %(owner)s không ở máy chủ: hãy ký qua yêu cầu ký và xác nhận trên thiết bị của người ký.")


class ModuleUnusable(DomainError):
    """The PKCS#11 device cannot be reached, or refuses."""

    code = "signing.module_unusable"
    message = _("Không dùng được thiết bị khóa PKCS#11: %(reason)s.")
    status = 503


class SignatureValueWrong(DomainError):
    """The signature value was not made by the registered certificate's key over this paper."""

    code = "signing.signature_value_wrong"
    message = _("Chữ ký nhận về không phải do khóa của chứng thư đã đăng ký tạo ra trên văn bản này.")
    status = 422


class AnotherFileReturned(DomainError):
    """What came back is not the paper that was sent plus a signature."""

    code = "signing.another_file_returned"
    message = _("Tệp nhận về không phải văn bản đã gửi đi ký: nội dung đã khác. Không có gì thay đổi; hãy ký lại.")
    status = 422


class ReturnedSignatureWrong(DomainError):
    """The signature on what came back cannot be accepted."""

    code = "signing.returned_signature_wrong"
    message = _("Không nhận chữ ký này: %(reason)s. Không có gì thay đổi.")
    status = 422


class RequestEnded(DomainError):
    """The request was finished, refused or cancelled before."""

    code = "signing.request_ended"
    message = _("Yêu cầu ký này đã kết thúc: %(state)s.")
    status = 410


class RequestExpired(DomainError):
    """The time to confirm is over."""

    code = "signing.request_expired"
    message = _("Yêu cầu ký đã hết hạn lúc %(at)s. Hãy bắt đầu ký lại.")
    status = 410


class AddressUsed(DomainError):
    """The one-time address was used before."""

    code = "signing.address_used"
    message = _("Địa chỉ này chỉ dùng được một lần và đã dùng rồi.")
    status = 410


class NotThisSession(DomainError):
    """The upload does not carry the pass of the person and session that began."""

    code = "signing.not_this_session"
    message = _("Phiên gửi chữ ký không phải phiên đã bắt đầu ký.")
    status = 403


class RemoteRefused(DomainError):
    """The remote signing service refuses or cannot be reached."""

    code = "signing.remote_refused"
    message = _("Dịch vụ ký số từ xa không ký: %(reason)s.")
    status = 502


class BatchEmpty(DomainError):
    """Nothing was chosen."""

    code = "signing.batch_empty"
    message = _("Chưa chọn văn bản nào để ký.")
    status = 422


class BatchTooLarge(DomainError):
    """More was chosen than one run takes."""

    code = "signing.batch_too_large"
    message = _("Mỗi đợt ký nhiều nhất %(most)s văn bản.")
    status = 422


class BatchUnknown(DomainError):
    """The run cannot go on: its kind is unknown, or the signer does not hold the post or delegation any more."""

    code = "signing.batch_unknown"
    message = _("Không ký tiếp được: người ký không còn giữ chức danh hoặc ủy quyền của đợt ký này.")


class KeyNotYours(DomainError):
    """The certificate names somebody else."""

    code = "signing.key_not_yours"
    message = _("Chứng thư này cấp cho %(named)s, không phải cho %(owner)s.")
    status = 422


class XmlUnusable(DomainError):
    """The XML cannot be signed; the reason says why."""

    code = "signing.xml_unusable"
    message = _("Không ký được tệp XML này: %(reason)s.")
    status = 422
