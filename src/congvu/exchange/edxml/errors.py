"""Why a message is refused, and what is merely noted about one that is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congvu.kernel.errors import DomainError

from .types import Message


class EdxmlRefused(DomainError):
    """A message that is not read; nothing of it is kept. `place` says where, as names of elements or a line.

    `message` is the header as far as it could be read, without files, so that the sender can be told; else None.
    """

    code = "exchange.edxml_refused"
    message = _("Không nhận được thông điệp edXML.")
    status = 422

    def __init__(self, place: str = "", **data: Any) -> None:
        """Keep the place and the values that fill the sentence."""
        self.place = place
        self.header: Message | None = None
        super().__init__(place=place, **data)


class FileUnreadable(EdxmlRefused):
    """The file cannot be opened."""

    code = "exchange.edxml_file_unreadable"
    message = _("Không mở được tệp %(place)s: %(reason)s.")


class NotEdxml(EdxmlRefused):
    """Something else than edXML."""

    code = "exchange.edxml_not_edxml"
    message = _("Tệp không phải là thông điệp edXML: không thấy phần %(place)s.")


class Malformed(EdxmlRefused):
    """XML that breaks the rules of XML."""

    code = "exchange.edxml_malformed"
    message = _("Thông điệp không đúng cú pháp XML (%(place)s). Đề nghị bên gửi tạo và gửi lại.")


class CutShort(EdxmlRefused):
    """The message ends before its end."""

    code = "exchange.edxml_cut_short"
    message = _("Thông điệp bị cắt cụt (%(place)s). Đề nghị bên gửi gửi lại.")


class BadEncoding(EdxmlRefused):
    """Bytes that the declared encoding does not know, or an encoding that is not taken."""

    code = "exchange.edxml_bad_encoding"
    message = _("Bảng mã của thông điệp không đọc được: %(encoding)s.")


class HasDoctype(EdxmlRefused):
    """A DTD or entities, through which a message could read files or explode."""

    code = "exchange.edxml_has_doctype"
    message = _("Thông điệp có khai báo DTD hoặc thực thể (%(place)s), không được nhận vì lý do an toàn.")


class TooDeep(EdxmlRefused):
    """Elements nested too deep."""

    code = "exchange.edxml_too_deep"
    message = _("Thông điệp lồng quá %(limit)s cấp phần tử (%(place)s).")


class TooMany(EdxmlRefused):
    """Too many elements, attributes or files."""

    code = "exchange.edxml_too_many"
    message = _("Thông điệp có quá %(limit)s %(what)s (%(place)s).")


class TooLarge(EdxmlRefused):
    """More bytes than is taken."""

    code = "exchange.edxml_too_large"
    message = _("Thông điệp hoặc tệp đính kèm lớn hơn mức nhận là %(limit)s (%(place)s).")


class TextTooLong(EdxmlRefused):
    """A text far beyond its length."""

    code = "exchange.edxml_text_too_long"
    message = _("Phần %(place)s dài %(length)s ký tự, quy định tối đa %(limit)s ký tự.")


class Doubled(EdxmlRefused):
    """An element that may stand once stands there twice and says different things."""

    code = "exchange.edxml_doubled"
    message = _("Phần %(place)s xuất hiện nhiều lần với nội dung khác nhau nên không rõ phải hiểu theo lần nào.")


class Missing(EdxmlRefused):
    """Something without which a message has no meaning."""

    code = "exchange.edxml_missing"
    message = _("Thông điệp thiếu phần bắt buộc: %(place)s.")


class Ambiguous(EdxmlRefused):
    """A document and a status in one."""

    code = "exchange.edxml_ambiguous"
    message = _("Thông điệp vừa là văn bản vừa là báo cáo trạng thái (%(place)s) nên không rõ phải hiểu thế nào.")


class WrongValue(EdxmlRefused):
    """A value that cannot be written, or that cannot be understood where it must be."""

    code = "exchange.edxml_wrong_value"
    message = _("Giá trị của phần %(place)s không hợp lệ: “%(value)s”.")


class AttachmentBroken(EdxmlRefused):
    """A file whose bytes cannot be had: no base64, cut, a broken archive."""

    code = "exchange.edxml_attachment_broken"
    message = _("Tệp đính kèm “%(name)s” bị hỏng hoặc bị cắt cụt (%(place)s). Đề nghị bên gửi gửi lại.")


class AttachmentMissing(EdxmlRefused):
    """The manifest names a file that did not come."""

    code = "exchange.edxml_attachment_missing"
    message = _("Thông điệp kê tệp “%(name)s” nhưng không kèm nội dung tệp (%(place)s).")


class AttachmentBomb(EdxmlRefused):
    """An archive that unpacks to far more than its size."""

    code = "exchange.edxml_attachment_bomb"
    message = _("Tệp nén “%(name)s” bung ra quá lớn nên không được nhận (%(place)s).")


class AttachmentLocked(EdxmlRefused):
    """An archive with a password."""

    code = "exchange.edxml_attachment_locked"
    message = _("Tệp nén “%(name)s” được đặt mật khẩu nên không mở được (%(place)s).")


NOTES: dict[str, str | Promise] = {
    "namespace_old": _("Không gian tên “%(value)s” không phải của QCVN 102:2016; đọc theo tên phần tử."),
    "prefix_undeclared": _("Tiền tố “%(value)s” được dùng mà không khai báo."),
    "encoding_wrong": _("Khai báo bảng mã %(value)s không đúng với nội dung; đọc theo UTF-8."),
    "too_long": _("Phần %(place)s dài %(length)s ký tự, quy định tối đa %(limit)s ký tự."),
    "unreadable_value": _("Không hiểu giá trị “%(value)s” của phần %(place)s; giữ nguyên văn."),
    "unknown_element": _("Phần %(place)s không có trong quy chuẩn; giữ nguyên văn."),
    "stray_text": _("Có chữ nằm ngoài các phần tử tại %(place)s; giữ nguyên văn."),
    "doubled_same": _("Phần %(place)s lặp lại với cùng nội dung; đọc một lần."),
    "empty_record": _("Phần %(place)s để trống; bỏ qua."),
    "null_organ": _("Mã cơ quan tại %(place)s ghi là “null”."),
    "missing_field": _("Thông điệp không có phần %(place)s."),
    "unknown_status": _("Mã trạng thái “%(value)s” chưa có trong danh mục; lưu nguyên văn."),
    "unknown_business": _("Mã nghiệp vụ “%(value)s” chưa có trong danh mục; lưu nguyên văn."),
    "name_cleaned": _("Tên tệp “%(value)s” được bỏ phần đường dẫn hoặc ký tự không hợp lệ."),
    "name_missing": _("Tệp tại %(place)s không có tên."),
    "unlisted_attachment": _("Tệp “%(value)s” không có trong danh mục tệp kèm theo (edXMLManifest)."),
    "missing_attachment": _("Danh mục kê tệp “%(value)s” nhưng thông điệp không kèm nội dung."),
    "empty_attachment": _("Tệp “%(value)s” không có nội dung."),
}
"""What is noted about a message that is read all the same; the keys never change."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something unusual in a message that is read: `code` of NOTES, where, and the values of the sentence."""

    code: str
    place: str = ""
    data: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """Return the note for people."""
        return str(NOTES[self.code]) % {"place": self.place, **self.data}
