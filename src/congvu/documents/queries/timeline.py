"""What happened to a document, in sentences, from the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.kernel.api import audit
from congvu.ui.api import Happening

from ..models import Document
from .tree import counted

# Câu cho từng việc trong nhật ký; %(…)s lấy từ chi tiết của việc.
SENTENCES: Final[dict[str, str | Promise]] = {
    "documents.incoming_registered": gettext_lazy("%(who)s đăng ký, số đến %(number)s"),
    "documents.line_loaded": gettext_lazy("%(who)s nhập vào sổ, số %(number)s"),
    "documents.registration_corrected": gettext_lazy("%(who)s sửa thông tin đăng ký"),
    "documents.number_voided": gettext_lazy("%(who)s hủy số %(number)s"),
    "documents.submitted": gettext_lazy("%(who)s trình %(to)s"),
    "documents.instructed": gettext_lazy("%(who)s bút phê, giao %(roles)s"),
    "documents.forwarded": gettext_lazy("%(who)s chuyển tiếp, giao %(roles)s"),
    "documents.opened": gettext_lazy("%(who)s mở xem"),
    "documents.progress_reported": gettext_lazy("%(who)s báo cáo tiến độ %(percent)s%%"),
    "documents.handling_returned": gettext_lazy("%(who)s trả lại người giao"),
    "documents.returned_to_sender": gettext_lazy("%(who)s trả lại nơi gửi"),
    "documents.instruction_prepared": gettext_lazy("%(who)s soạn bút phê chờ lãnh đạo xác nhận, %(roles)s"),
    "documents.prepared_declined": gettext_lazy("%(who)s không dùng bút phê soạn sẵn"),
    "documents.oral_instruction_entered": gettext_lazy("%(who)s ghi ý kiến nói trực tiếp của %(leader)s, %(roles)s"),
    "documents.paper_recorded": gettext_lazy("%(who)s ghi nhận bản giấy đi sau"),
    "documents.duplicate_merged": gettext_lazy("%(who)s gộp số đến %(number)s đăng ký trùng vào dòng này"),
    "documents.mail_registered": gettext_lazy("%(who)s đăng ký từ bì thư gửi đích danh %(part)s"),
    "documents.rights_asked": gettext_lazy("%(who)s đề nghị đổi quyền xem của %(part)s"),
    "documents.rights_confirmed": gettext_lazy("%(who)s xác nhận đổi quyền xem của %(part)s"),
    "documents.rights_refused": gettext_lazy("%(who)s không đồng ý đổi quyền xem của %(part)s"),
    "documents.taken_back": gettext_lazy("%(who)s thu hồi %(roles)s khi chưa ai mở"),
    "documents.handed_on": gettext_lazy("%(who)s chuyển sang nơi khác, %(roles)s"),
    "documents.extension_asked": gettext_lazy("%(who)s xin gia hạn"),
    "documents.question_asked": gettext_lazy("%(who)s đề nghị làm rõ"),
    "documents.extension_granted": gettext_lazy("%(who)s đồng ý gia hạn cho %(part)s"),
    "documents.extension_refused": gettext_lazy("%(who)s không đồng ý gia hạn cho %(part)s"),
    "documents.question_answered": gettext_lazy("%(who)s trả lời câu hỏi của %(part)s"),
    "documents.due_changed": gettext_lazy("%(who)s đổi hạn của %(part)s"),
    "documents.finished": gettext_lazy("%(who)s kết thúc xử lý"),
    "documents.reopened": gettext_lazy("%(who)s mở lại"),
    "documents.printed": gettext_lazy("%(who)s in phiếu giải quyết"),
    "documents.document_issued": gettext_lazy("%(who)s phát hành"),
    "documents.copied": gettext_lazy("%(who)s sao văn bản, bản sao số %(code)s"),
    "documents.copy_made": gettext_lazy("%(who)s làm bản sao số %(code)s"),
    "documents.filed": gettext_lazy("%(who)s kết thúc hồ sơ %(file)s có văn bản này"),
    "documents.opened_with_file": gettext_lazy("%(who)s mở cho người tham gia hồ sơ %(file)s"),
    "documents.content_destroyed": gettext_lazy("%(who)s hủy nội dung khi tài liệu hết giá trị"),
    "documents.signatures_checked": gettext_lazy("Hệ thống kiểm tra chữ ký số: %(verdict)s"),
}
# Câu cho từng việc với dự thảo.
DRAFT_SENTENCES: Final[dict[str, str | Promise]] = {
    "documents.draft_created": gettext_lazy("%(who)s bắt đầu soạn"),
    "documents.draft_saved": gettext_lazy("%(who)s lưu phiên bản %(version)s"),
    "documents.draft_restored": gettext_lazy("%(who)s lấy lại phiên bản cũ thành phiên bản %(version)s"),
    "documents.draft_files_set": gettext_lazy("%(who)s đổi tệp kèm theo, phiên bản %(version)s"),
    "documents.comment_added": gettext_lazy("%(who)s góp ý một đoạn của phiên bản %(version)s"),
    "documents.comment_answered": gettext_lazy("%(who)s trả lời góp ý"),
    "documents.comment_resolved": gettext_lazy("%(who)s đánh dấu một góp ý là đã xong"),
    "documents.comment_reopened": gettext_lazy("%(who)s mở lại một góp ý"),
    "documents.draft_cancelled": gettext_lazy("%(who)s hủy dự thảo"),
    "documents.opinions_asked": gettext_lazy("%(who)s xin ý kiến"),
    "documents.opinion_given": gettext_lazy("%(who)s góp ý phiên bản %(version)s"),
    "documents.opinion_not_awaited": gettext_lazy("%(who)s không chờ ý kiến của %(whom)s nữa"),
    "documents.opinion_answered": gettext_lazy("%(who)s tiếp thu, giải trình một ý kiến"),
    "documents.draft_submitted": gettext_lazy("%(who)s trình phiên bản %(version)s"),
    "documents.draft_read": gettext_lazy("%(who)s mở xem"),
    "documents.draft_approved": gettext_lazy("%(who)s duyệt"),
    "documents.draft_returned": gettext_lazy("%(who)s trả lại"),
    "documents.draft_withdrawn": gettext_lazy("%(who)s rút lại"),
    "documents.draft_signed": gettext_lazy("%(who)s ký số phiên bản %(version)s"),
}
DETAILS: Final = ("reason", "result", "text", "note")


MOST_SHOWN: Final = 30


class Entry(Protocol):
    """An act as the audit log keeps it."""

    at: datetime
    code: str
    person_name: str
    data: dict[str, Any]


def timeline(document: Document, *, most: int = MOST_SHOWN) -> list[Happening]:
    """Return the newest acts on a document, newest first. The caller has checked that the actor may see it.

    The whole is on the page of its life (queries.life).
    """
    found = audit.history(subject=document, most=most)
    return [of_document(entry, is_now=not place) for place, entry in enumerate(found)]


def of_document(entry: Entry, *, is_now: bool = False) -> Happening:
    """Return an act on a document as a line of a timeline."""
    return Happening(
        at=entry.at,
        text=_sentence(entry.code, entry.person_name, entry.data),
        detail=_detail(entry.data),
        is_now=is_now,
    )


def of_draft(entry: Entry, *, is_now: bool = False) -> Happening:
    """Return an act on a draft as a line of a timeline."""
    sentence = DRAFT_SENTENCES.get(entry.code)
    values = {"version": "", "whom": "", **entry.data, "who": entry.person_name}
    words = str(sentence) % values if sentence else ""
    return Happening(
        at=entry.at,
        text=words or _sentence(entry.code, entry.person_name, entry.data),
        detail=_detail(entry.data),
        is_now=is_now,
    )


def _sentence(code: str, who: str, data: dict[str, Any]) -> str:
    sentence = SENTENCES.get(code)
    if sentence is None:
        return f"{who} {code.rpartition('.')[2].replace('_', ' ')}"
    values = {
        "who": who or _("Hệ thống"),
        "number": "",
        "to": "",
        "percent": "",
        "verdict": "",
        "part": "",
        "leader": "",
        "file": "",
        **data,
    }
    if isinstance(values.get("to"), list):
        values["roles"] = counted([row[0] for row in values["to"]])
    return str(sentence) % values


def _detail(data: dict[str, Any]) -> str:
    return next((str(data[name]) for name in DETAILS if data.get(name)), "")
