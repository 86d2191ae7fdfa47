"""Verdicts on signatures in words."""

from django.utils.translation import gettext_lazy as _

STATES = {
    "valid": _("hợp lệ"),
    "weak": _("đúng nhưng dùng thuật toán yếu"),
    "partial": _("chỉ ký một phần thông điệp"),
    "invalid": _("không hợp lệ"),
    "unknown": _("chưa xác định"),
}
REASONS = {
    "whole": _("Chữ ký đúng và bao trọn thông điệp, kể cả tệp đính kèm."),
    "sha1": _("Chữ ký đúng nhưng dùng SHA-1, không còn được coi là an toàn."),
    "key_short": _("Chữ ký đúng nhưng khóa RSA ngắn hơn 2048 bit."),
    "not_whole": _("Chữ ký đúng nhưng có phần của thông điệp không được ký, nên không chứng tỏ được phần đó."),
    "digest_differs": _("Nội dung đã bị thay đổi sau khi ký."),
    "value_wrong": _("Giá trị chữ ký không khớp với chứng thư kèm theo."),
    "no_certificate": _("Chữ ký không kèm chứng thư nên không kiểm tra được."),
    "no_reference": _("Chữ ký không chỉ ra phần được ký."),
    "incomplete": _("Chữ ký thiếu thành phần bắt buộc hoặc có thành phần lặp lại."),
    "id_twice": _("Nhiều phần tử mang cùng định danh được ký (dấu hiệu tráo nội dung đã ký)."),
    "id_missing": _("Không có phần tử mang định danh được ký."),
    "unreadable": _("Không đọc được chữ ký."),
    "namespace": _("Phần tử Signature không theo chuẩn XML-DSig."),
    "method": _("Thuật toán ký không được hỗ trợ."),
    "transform": _("Phép biến đổi trước khi ký không được hỗ trợ."),
    "reference": _("Chữ ký dẫn tới nội dung nằm ngoài thông điệp."),
    "prefix_undeclared": _("Thông điệp dùng tiền tố không khai báo nên không kiểm tra được chữ ký."),
    "too_many": _("Thông điệp có quá nhiều chữ ký."),
}
BUSINESSES = {0: _("Văn bản mới"), 1: _("Thu hồi"), 2: _("Cập nhật"), 3: _("Thay thế")}
