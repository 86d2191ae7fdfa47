"""Refusals of drafting, signing and issuing."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congvu.kernel.errors import DomainError


class DraftInvalid(DomainError):
    """Fields of a draft are wrong or missing; `problems` has a sentence a field."""

    code = "documents.draft_invalid"
    message = _("Dự thảo chưa đủ: %(reasons)s")
    status = 422

    def __init__(self, problems: dict[str, str | Promise]) -> None:
        """Keep the sentences by field."""
        self.problems = {name: str(sentence) for name, sentence in problems.items()}
        super().__init__(reasons=" ".join(self.problems.values()))


class DraftChangedMeanwhile(DomainError):
    """Somebody saved after this person had opened the draft."""

    code = "documents.draft_changed_meanwhile"
    message = _(
        "%(who)s đã lưu phiên bản %(version)d lúc %(at)s, sau khi bạn mở. Chữ bạn gõ vẫn còn ở đây: "
        "hãy so với phiên bản mới rồi lưu lại."
    )


class DraftWrongState(DomainError):
    """The draft's state does not allow the act."""

    code = "documents.draft_wrong_state"
    message = _("Dự thảo đang ở trạng thái “%(state)s” nên không làm được việc này. Mở lại trang để xem mới nhất.")


class DraftAlreadyRead(DomainError):
    """The receiver has opened it, so it cannot be withdrawn any more."""

    code = "documents.draft_already_read"
    message = _("%(who)s đã mở dự thảo lúc %(at)s nên không rút lại được. Hãy đề nghị trả lại.")


class DraftReasonNeeded(DomainError):
    """The act needs a reason in words."""

    code = "documents.draft_reason_needed"
    message = _("Ghi lý do để người soạn biết cần sửa gì.")
    status = 422


class NoSigner(DomainError):
    """No signer was chosen, or the chosen one cannot sign."""

    code = "documents.draft_no_signer"
    message = _("Chọn người ký là lãnh đạo cơ quan, Chánh Văn phòng hoặc lãnh đạo đơn vị đang giữ chức vụ.")
    status = 422


class CapacityRefused(DomainError):
    """This post may not sign this paper in this capacity at this minute; the reason names the legal basis."""

    code = "documents.capacity_refused"
    message = _("%(reason)s")
    status = 403


class AlreadyIssued(DomainError):
    """Another clerk was first."""

    code = "documents.draft_already_issued"
    message = _("Văn bản này đã được %(who)s cấp số %(code)s lúc %(at)s.")


class NoRegister(DomainError):
    """The agency has no open register for this type and year."""

    code = "documents.no_register"
    message = _("Chưa có sổ đăng ký văn bản đi năm %(year)d đang mở. Văn thư hãy lập sổ trước khi cấp số.")


class IssueDayRefused(DomainError):
    """The date of issue contradicts the signature or the register."""

    code = "documents.issue_day_refused"
    message = _("%(reason)s")
    status = 422


class NothingToAnswer(DomainError):
    """The document to be answered is not an incoming one of this agency."""

    code = "documents.nothing_to_answer"
    message = _("Chỉ soạn trả lời cho văn bản đến của cơ quan mà bạn được xem.")
    status = 422


class DecisionInvalid(DraftInvalid):
    """A decision on who signs cannot be recorded as it stands."""

    code = "documents.signing_decision_invalid"
    message = _("Chưa ghi được quyết định: %(reasons)s")


class DecisionEnded(DomainError):
    """The decision was ended before."""

    code = "documents.signing_decision_ended"
    message = _("Quyết định %(number)s đã thôi hiệu lực từ %(at)s.")


class ChainInvalid(DomainError):
    """An approval chain cannot be set as typed."""

    code = "documents.chain_invalid"
    message = _("Chưa đặt được quy trình: %(reasons)s")
    status = 422


class ChainHasGaps(DomainError):
    """A step of the agency's chain has nobody to take it today."""

    code = "documents.chain_has_gaps"
    message = _("Chưa trình được: hiện không có ai làm bước %(steps)s. Đề nghị văn phòng sửa quy trình trình ký.")


class NoSuchStep(DomainError):
    """The step to go back to was not taken in this submission."""

    code = "documents.no_such_step"
    message = _("Không có bước trước đó để trả về. Mở lại trang để xem mới nhất.")
    status = 422


class FollowUpRefused(DomainError):
    """An issued paper cannot be corrected, replaced, recalled or voided as asked."""

    code = "documents.follow_up_refused"
    message = _("%(reason)s")


class NumberRuleInvalid(DomainError):
    """A rule of numbering cannot be set or ended as typed."""

    code = "documents.number_rule_invalid"
    message = _("Chưa đặt được quy tắc cấp số: %(reasons)s")
    status = 422


class BodyNotInForce(DomainError):
    """The council in whose name a paper is issued has no series of numbers on that day."""

    code = "documents.body_not_in_force"
    message = _("Ngày %(day)s hội đồng, ban ghi trên văn bản không còn dãy số. Trả lại để sửa, hoặc đặt lại quy tắc.")


class NumberStandsElsewhere(DomainError):
    """Another register of the year already gave this number with this notation (Điều 15: unique in a year)."""

    code = "documents.number_stands_elsewhere"
    message = _("%(code)s đã có ở “%(register)s” năm nay. Kiểm tra quy tắc cấp số trước khi phát hành.")


class SupplementRefused(DomainError):
    """A supplementary number needs a number to stand behind, and a free letter."""

    code = "documents.supplement_refused"
    message = _("Không cấp được số phụ sau số %(number)s: số này chưa có trong sổ, hoặc đã hết chữ để thêm.")
    status = 422
