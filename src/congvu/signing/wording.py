"""The sentences of a report. Rules answer with names; people read these."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .paper.document import AGENCY_FIELD, ATTACHMENT_FIELD, DATE_FIELD, NUMBER_FIELD, PERSON_FIELD
from .types import Check

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_DAYS = frozenset({"from", "to", "until", "seen"})

CHECK_NAMES: dict[str, str | Promise] = {
    "file": _("Tệp"),
    "bytes": _("Phần được ký"),
    "changes": _("Thay đổi sau khi ký"),
    "value": _("Nội dung và giá trị chữ ký"),
    "chain": _("Chuỗi chứng thư"),
    "usage": _("Mục đích chứng thư"),
    "dates": _("Hiệu lực chứng thư"),
    "revocation": _("Thu hồi chứng thư"),
    "evidence": _("Giá trị thu hồi kèm theo"),
    "timestamp": _("Dấu thời gian"),
    "algorithms": _("Độ mạnh thuật toán"),
    "format": _("Kiểu chữ ký"),
    "who": _("Người ký"),
    "agency": _("Khớp cơ quan"),
    "both_kinds": _("Đủ chữ ký người và cơ quan"),
    "demo": _("Giá trị pháp lý"),
}
VERDICTS: dict[str, str | Promise] = {
    "valid": _("Hợp lệ"),
    "invalid": _("Không hợp lệ"),
    "unknown": _("Chưa xác định"),
    "none": _("Không có chữ ký số"),
}
STATES: dict[str, str | Promise] = {
    "passed": _("Đạt"),
    "failed": _("Không đạt"),
    "unknown": _("Chưa xác định"),
    "warning": _("Lưu ý"),
}
RESULTS: dict[str, str | Promise] = {
    "passed": _("hợp lệ"),
    "warning": _("hợp lệ, có lưu ý"),
    "failed": _("không hợp lệ"),
    "unknown": _("chưa xác định"),
}
KINDS: dict[str, str | Promise] = {
    "person": _("Người có thẩm quyền"),
    "agency": _("Cơ quan, tổ chức"),
    "authority": _("Bên cấp dấu thời gian"),
    "unknown": _("Chưa rõ là người hay cơ quan"),
}
FIELDS: dict[str, str | Promise] = {
    NUMBER_FIELD: _("số, ký hiệu"),
    DATE_FIELD: _("ngày ban hành"),
    PERSON_FIELD: _("chữ ký của người có thẩm quyền"),
    AGENCY_FIELD: _("chữ ký của cơ quan"),
    ATTACHMENT_FIELD: _("chữ ký của cơ quan trên tệp kèm theo"),
}
REASONS: dict[str, str | Promise] = {
    # tệp
    "readable": _("Đọc được."),
    "file_too_large": _("Tệp lớn hơn %(limit)s MB nên không kiểm tra."),
    "not_pdf": _("Không phải tệp PDF, XML hay tệp chữ ký .p7s."),
    "stored_lost": _("Kho tệp không còn nội dung này."),
    "stored_changed": _("Nội dung trong kho tệp không còn đúng dấu vân tay lúc nhận."),
    "container_malformed": _("Không phải tệp chữ ký CMS đọc được."),
    "xml_malformed": _("Tệp XML sai cú pháp nên không đọc được."),
    "xml_doctype": _("Tệp XML có khai báo kiểu hoặc thực thể (DOCTYPE, ENTITY), không được phép trong tệp đã ký."),
    "encrypted": _("Tệp được đặt mật khẩu nên không đọc được chữ ký bên trong."),
    "malformed": _("Cấu trúc tệp bị hỏng hoặc thiếu, không thể tin nội dung và chữ ký."),
    "hybrid": _("Tệp có hai bảng tham chiếu, mỗi chương trình có thể đọc ra một nội dung khác."),
    "too_many_signatures": _("Tệp có hơn %(limit)s chữ ký."),
    "no_signatures": _("Tệp không có chữ ký số nào."),
    # phần được ký
    "covers_file": _("Chữ ký bao trùm toàn bộ tệp."),
    "covers_revision": _("Chữ ký bao trùm toàn bộ văn bản ở thời điểm ký; có phần thêm sau đó."),
    "covers_content": _("Chữ ký bao trùm toàn bộ nội dung."),
    "covers_parts": _("Mọi phần có nội dung của tệp đều nằm trong %(count)s phần được ký."),
    "content_missing": _("Chữ ký nằm rời; hãy đưa thêm tệp nội dung đã ký để đối chiếu."),
    "content_differs": _("Nội dung nằm trong tệp chữ ký khác tệp nội dung đưa kèm."),
    "xml_nothing_signed": _("Chữ ký không bao trùm phần nội dung nào."),
    "xml_part_unsigned": _("Phần “%(element)s” không nằm trong phần được ký, có thể đã bị thêm hoặc đánh tráo."),
    "byte_range_broken": _("Không đọc được vùng mà chữ ký bao trùm."),
    "byte_range_partial": _("Chữ ký chỉ bao trùm một phần văn bản."),
    "container_padded": _("Trong ô chứa chữ ký có dữ liệu lạ không ai ký."),
    "subfilter_unknown": _("Kiểu chữ ký “%(subfilter)s” không được hỗ trợ."),
    "nothing_added": _("Không có gì được thêm sau khi ký."),
    "only_evidence_added": _("Sau khi ký chỉ thêm dữ liệu xác thực, không đổi nội dung."),
    "fields_filled": _("Sau khi ký chỉ điền vào ô được phép: %(fields)s."),
    "signed_field_changed": _("Ô đã có nội dung lúc ký bị đổi sau đó: %(fields)s."),
    "changes_not_allowed": _("Sau khi ký, văn bản bị thay đổi ngoài phạm vi chữ ký cho phép."),
    "trailing_bytes": _("Sau chỗ kết thúc của tệp còn dữ liệu lạ không thuộc phần nào."),
    "changes_unreadable": _("Không đọc được phần thêm sau khi ký."),
    # giá trị
    "value_right": _("Nội dung đúng như khi ký, giá trị chữ ký đúng."),
    "digest_differs": _("Nội dung đã bị sửa sau khi ký."),
    "value_wrong": _("Giá trị chữ ký không khớp với chứng thư."),
    "digest_or_value_wrong": _("Nội dung đã bị sửa sau khi ký, hoặc giá trị chữ ký sai."),
    "certificate_differs": _("Chứng thư kèm theo không phải chứng thư đã dùng để ký."),
    "xml_no_reference": _("Chữ ký không dẫn tới nội dung nào, hoặc dẫn tới quá nhiều phần."),
    "xml_reference_unknown": _("Không hiểu chỗ mà chữ ký dẫn tới (%(uri)s)."),
    "xml_id_twice": _("Hai phần của tệp cùng mang mã %(uri)s nên không biết phần nào được ký."),
    "xml_id_missing": _("Không có phần nào mang mã %(uri)s mà chữ ký dẫn tới."),
    "xml_transform_refused": _("Chữ ký biến đổi nội dung trước khi ký theo cách không được chấp nhận (%(method)s)."),
    "method_unknown": _("Phương pháp %(method)s không được hỗ trợ."),
    "container_broken": _("Không đọc được dữ liệu chữ ký."),
    # chuỗi
    "chain_right": _("Dẫn tới gốc tin cậy “%(anchor)s”."),
    "no_anchor": _("Bản cài chưa có gốc tin cậy nào."),
    "no_path": _("Bên cấp “%(issuer)s” không nằm trong danh sách tin cậy."),
    "anchor_not_then": _("Gốc “%(anchor)s” không được tin cậy ở thời điểm ký."),
    "usage_right": _("Chứng thư được cấp để ký số."),
    "wrong_usage": _("Chứng thư không được cấp để ký số."),
    "weak_chain": _("Chuỗi chứng thư dùng thuật toán không còn an toàn."),
    "chain_wrong": _("Chuỗi chứng thư sai quy tắc."),
    # hiệu lực
    "dates_right": _("Chứng thư còn hiệu lực lúc ký (%(from)s đến %(to)s)."),
    "dates_right_seen": _("Chứng thư còn hiệu lực (đến %(to)s) khi bản cài này nhận đúng tệp này, ngày %(seen)s."),
    "not_yet": _("Ký trước khi chứng thư có hiệu lực (%(from)s)."),
    "expired": _("Ký khi chứng thư đã hết hạn (%(to)s)."),
    "expired_unproven": _("Chứng thư hết hạn %(to)s và không có dấu thời gian chứng minh đã ký trước đó."),
    "future": _("Thời điểm ký ghi trong tệp sau thời điểm kiểm tra."),
    "dates_right_now": _("Không ghi giờ ký; chứng thư đang còn hiệu lực (%(from)s đến %(to)s)."),
    # thu hồi
    "not_revoked": _("Không bị thu hồi, theo danh sách của bên cấp lập lúc %(at)s."),
    "not_revoked_online": _("Không bị thu hồi, theo trả lời trực tuyến (OCSP) của bên cấp lúc %(at)s."),
    "anchor_itself": _("Chứng thư chính là gốc tin cậy."),
    "revoked": _("Chứng thư đã bị thu hồi lúc %(at)s, trước khi ký."),
    "revoked_later": _("Chứng thư bị thu hồi lúc %(at)s, sau thời điểm ký đã được chứng minh."),
    "revoked_later_seen": _("Chứng thư bị thu hồi lúc %(at)s, sau khi bản cài này đã nhận đúng tệp này."),
    "revoked_unproven": _("Chứng thư bị thu hồi lúc %(at)s và không có gì chứng minh đã ký trước đó."),
    "no_revocation_source": _("Chưa có danh sách thu hồi hay trả lời trực tuyến của bên cấp “%(issuer)s”."),
    "evidence_unreadable": _("Giá trị thu hồi kèm theo không đọc được: %(count)s giá trị (danh sách, trả lời OCSP)."),
    "revocation_stale": _("Danh sách thu hồi hoặc trả lời trực tuyến của bên cấp đã quá hạn từ %(at)s."),
    "revocation_after_expiry": _(
        "Chứng thư hết hạn lúc %(at)s; chỉ có danh sách thu hồi lập sau đó, bên cấp có thể đã bỏ chứng thư này ra."
    ),
    "revocation_skipped": _("Không kiểm tra vì chưa dựng được chuỗi chứng thư."),
    # dấu thời gian
    "stamped": _("%(authority)s chứng nhận đã ký trước %(at)s."),
    "stamped_by_file": _("Dấu thời gian cả tệp của %(authority)s, lúc %(at)s."),
    "no_timestamp": _("Không có dấu thời gian; giờ ký do máy của người ký ghi."),
    "timestamp_wrong": _("Dấu thời gian không thuộc về chữ ký này hoặc đã bị sửa."),
    "timestamp_hidden": _("Chữ ký từng có dấu thời gian, nhưng phần mang dấu đã bị sửa nên không còn kiểm tra được."),
    "timestamp_untrusted": _("Bên cấp dấu thời gian không nằm trong danh sách tin cậy."),
    "timestamp_future": _("Giờ trong dấu thời gian (%(at)s) sau thời điểm kiểm tra."),
    "timestamp_aged": _(
        "Chứng thư của %(authority)s hết hạn %(to)s và không có dấu thời gian mới hơn che chở dấu lúc %(at)s."
    ),
    "timestamp_revoked": _("Chứng thư của %(authority)s bị thu hồi lúc %(since)s, không tin được dấu lúc %(at)s."),
    "timestamp_revocation": _("Chưa biết chứng thư của %(authority)s có bị thu hồi hay không; dấu lúc %(at)s."),
    "timestamp_dates": _("Chứng thư của bên cấp dấu thời gian không còn hiệu lực lúc đóng dấu."),
    # thuật toán
    "algorithms_right": _("%(digest)s, %(key)s."),
    "weak_digest": _("Hàm băm %(digest)s không còn an toàn."),
    "weak_key": _("Khóa %(key)s quá ngắn."),
    "old_digest": _("Hàm băm %(digest)s: chỉ chấp nhận vì chữ ký có trước %(until)s."),
    "old_digest_unproven": _("Hàm băm %(digest)s và không có gì chứng minh đã ký trước %(until)s."),
    "old_format": _("Kiểu chữ ký cũ %(subfilter)s, vẫn kiểm tra được."),
    # người ký
    "person_named": _("%(name)s, %(organisation)s."),
    "authority_named": _("Bên cấp dấu thời gian: %(name)s."),
    "agency_named": _("Cơ quan: %(name)s."),
    "kind_unclear": _("%(name)s: chứng thư không nói rõ là người hay cơ quan."),
    "signer_unknown": _("Không đọc được chứng thư của người ký."),
    "agency_matches": _("Người ký thuộc %(organisation)s, đúng cơ quan đã ký."),
    "agency_expected": _("Đúng chứng thư của %(organisation)s."),
    "agency_other": _("Chứng thư ghi “%(organisation)s”, khác cơ quan ban hành “%(expected)s”."),
    # Tệp đến còn chờ vào sổ, bản ký số của văn bản chỉ vào sổ từ bản giấy, tệp ngoài hệ thống: không sổ nào giữ tệp ấy.
    "agency_not_compared": _(
        "Tệp chưa gắn với văn bản nào trong sổ nên không có cơ quan ban hành để đối chiếu; "
        "chứng thư ghi “%(organisation)s”."
    ),
    "agency_differs": _("Chứng thư người ký ghi “%(organisation)s”, chứng thư cơ quan ghi “%(expected)s”."),
    # cả văn bản
    "both": _("Có chữ ký của người có thẩm quyền và của cơ quan."),
    "person_only": _("Chỉ có chữ ký của người; chưa có chữ ký của cơ quan nên văn bản chỉ để biết."),
    "agency_only": _("Chỉ có chữ ký của cơ quan; không có chữ ký của người có thẩm quyền nên văn bản chỉ để biết."),
    "neither": _("Không có chữ ký nào rõ là của người hay của cơ quan; văn bản chỉ để biết."),
    "demo_only": _("Chứng thư minh họa: chữ ký này không có giá trị pháp lý."),
    "not_checked": _("Không kiểm tra được vì bước trước không đạt."),
}


def sentence(check: Check) -> str:
    """Return the reason of a check as a sentence."""
    return filled(check.reason, check.data)


def filled(reason: str, data: Mapping[str, Any]) -> str:
    """Return a reason with its places filled; moments are shown in Vietnamese time."""
    if not data:
        return str(REASONS[reason])
    return str(REASONS[reason]) % {name: _shown(name, value) for name, value in data.items()}


def _shown(name: str, value: Any) -> Any:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        return value
    local = datetime.fromisoformat(value).astimezone(VIETNAM)
    return local.strftime("%d/%m/%Y" if name in _DAYS else "%H:%M %d/%m/%Y")


def field_name(name: str) -> str:
    """Return a form field's name as people call it."""
    return str(FIELDS.get(name, name))
