"""What happened to a case file, in sentences, from the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.kernel.api import audit
from congvu.ui.api import Happening

from ..models import CaseFile
from ..packages import whole

ACTS_SHOWN: Final = 50
# Câu cho từng việc trong nhật ký; %(…)s lấy từ chi tiết của việc.
SENTENCES: Final[dict[str, str | Promise]] = {
    "archive.file_opened": gettext_lazy("%(who)s mở hồ sơ"),
    "archive.file_loaded": gettext_lazy("%(who)s nhập hồ sơ từ hệ thống cũ"),
    "archive.file_edited": gettext_lazy("%(who)s sửa thông tin hồ sơ"),
    "archive.documents_added": gettext_lazy("%(who)s đưa %(documents)s văn bản vào hồ sơ"),
    "archive.material_added": gettext_lazy("%(who)s đưa tài liệu khác vào hồ sơ: %(title)s"),
    "archive.entries_taken_out": gettext_lazy("%(who)s rút tài liệu số thứ tự %(ordinals)s"),
    "archive.entry_noted": gettext_lazy("%(who)s ghi tờ số, ghi chú của tài liệu %(ordinal)s"),
    "archive.file_closed": gettext_lazy("%(who)s kết thúc hồ sơ, %(documents)s văn bản, tài liệu"),
    "archive.file_reopened": gettext_lazy("%(who)s mở lại hồ sơ"),
    "archive.file_paused": gettext_lazy("%(who)s tạm dừng"),
    "archive.file_resumed": gettext_lazy("%(who)s làm tiếp"),
    "archive.file_cancelled": gettext_lazy("%(who)s bỏ hồ sơ"),
    "archive.progress_reported": gettext_lazy("%(who)s báo cáo tiến độ %(percent)s%%"),
    "archive.member_added": gettext_lazy("%(who)s đưa %(name)s vào hồ sơ"),
    "archive.member_dropped": gettext_lazy("%(who)s thôi cho %(name)s tham gia"),
    "archive.file_handed_on": gettext_lazy("%(who)s chuyển hồ sơ từ %(before)s cho %(to)s"),
    "archive.document_linked": gettext_lazy("%(who)s liên kết một văn bản"),
    "archive.file_linked": gettext_lazy("%(who)s liên kết hồ sơ %(other)s"),
    "archive.file_frozen": gettext_lazy("%(who)s khóa hồ sơ: %(name)s"),
    "archive.file_thawed": gettext_lazy("%(who)s mở khóa hồ sơ: %(name)s"),
    "archive.file_printed": gettext_lazy("%(who)s đánh dấu đã in %(copies)s bản"),
    "archive.usage_asked": gettext_lazy("%(who)s đề nghị đổi chế độ sử dụng"),
    "archive.right_confirmed": gettext_lazy("%(who)s xác nhận thay đổi quyền truy cập"),
    "archive.right_refused": gettext_lazy("%(who)s không đồng ý thay đổi quyền truy cập"),
    "archive.file_exported": gettext_lazy("%(who)s xuất hồ sơ thành %(kind)s"),
    "archive.file_offered": gettext_lazy("%(who)s nộp lưu"),
    "archive.file_taken": gettext_lazy("%(who)s bắt đầu kiểm tra hồ sơ nộp lưu"),
    "archive.file_given_back": gettext_lazy("%(who)s trả lại hồ sơ nộp lưu"),
    "archive.file_archived": gettext_lazy("%(who)s tiếp nhận vào lưu trữ hiện hành, mã %(code)s"),
    "archive.signatures_raised": gettext_lazy("%(who)s nâng chữ ký số của %(count)s tệp lên mức lưu trữ"),
    "archive.package_imported": gettext_lazy("%(who)s nhập hồ sơ từ gói %(kind)s %(objid)s"),
    "archive.keep_back_asked": gettext_lazy("%(who)s đề nghị giữ lại đến %(until)s"),
    "archive.keep_back_allowed": gettext_lazy("%(who)s đồng ý cho giữ lại đến %(until)s"),
    "archive.keep_back_refused": gettext_lazy("%(who)s không đồng ý cho giữ lại"),
    "archive.loan_asked": gettext_lazy("%(who)s đề nghị sử dụng hồ sơ"),
    "archive.loan_allowed": gettext_lazy("%(who)s cho phép %(name)s sử dụng hồ sơ"),
    "archive.loan_refused": gettext_lazy("%(who)s không cho phép %(name)s sử dụng hồ sơ"),
    "archive.lent": gettext_lazy("%(who)s giao hồ sơ cho %(name)s"),
    "archive.loan_returned": gettext_lazy("%(who)s nhận lại hồ sơ từ %(name)s"),
    "archive.kept_read": gettext_lazy("%(who)s đọc tài liệu số thứ tự %(ordinal)s"),
    "archive.disposal_listed": gettext_lazy("%(who)s đưa vào danh mục tài liệu hết giá trị"),
    "archive.file_disposed": gettext_lazy("%(who)s hủy tài liệu theo %(decision)s"),
}


def timeline(file: CaseFile, *, before: str = "") -> tuple[list[Happening], str]:
    """Return acts on a file, newest first, and where the older ones begin ("" where there are none).

    `before` is that mark of the page already shown; one that was not made here begins anew. What a package brought
    along stands after the oldest act here. The caller has checked that the actor may see the file.
    """
    edge = _edge(before)
    found = audit.history(subject=file, most=ACTS_SHOWN + 1, before=edge)
    shown = found[:ACTS_SHOWN]
    here = [
        Happening(
            at=entry.at,
            text=sentence(entry.code, entry.person_name, entry.data),
            detail=str(entry.data.get("reason") or entry.data.get("text") or entry.data.get("note") or ""),
            is_now=not place and edge is None,
        )
        for place, entry in enumerate(shown)
    ]
    if len(found) > ACTS_SHOWN:
        return here, f"{shown[-1].at.isoformat()}_{shown[-1].pk}"
    return here + [
        Happening(at=one.at, text=one.text, detail=one.detail, is_now=False)
        for package in file.packages.filter(is_import=True)
        for one in reversed(whole.events_of(package.history))
    ], ""


def _edge(before: str) -> tuple[datetime, int] | None:
    at, _mark, pk = before.rpartition("_")
    try:
        moment, number = datetime.fromisoformat(at), int(pk)
    except ValueError:
        return None
    return (moment, number) if moment.tzinfo is not None and 0 < number < 2**63 else None


def sentence(code: str, who: str, data: dict[str, Any]) -> str:
    """Return an act in words; an unknown code is shown as it is."""
    words = SENTENCES.get(code)
    if words is None:
        return f"{who} {code.rpartition('.')[2].replace('_', ' ')}"
    values = {name: "" for name in ("documents", "title", "percent", "name", "to", "code", "until", "kind", "decision")}
    values |= {name: "" for name in ("ordinals", "ordinal", "before", "other", "count", "objid", "copies")}
    shown: dict[str, Any] = {**values, **data, "who": who or _("Hệ thống")}
    if isinstance(shown["documents"], list):
        shown["documents"] = len(shown["documents"])
    if isinstance(shown["ordinals"], list):
        shown["ordinals"] = ", ".join(str(n) for n in shown["ordinals"])
    return str(words) % shown
