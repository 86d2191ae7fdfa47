"""What a reader gets: the modes of TT 05/2025/TT-BNV obeyed in a DIP."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from ..types import CaseFileExport, ExportDocument, Usage
from .errors import PackageNotMade


def for_readers(export: CaseFileExport, *, conditional: bool) -> tuple[CaseFileExport, str]:
    """Return what a DIP may hold, and a sentence on what was left out ("" when nothing was).

    Mode 03 leaves without words or files. Mode 02 leaves without files unless `conditional`: the use was permitted.
    Inner history and reports never leave. Raises PackageNotMade for a file of mode 03, and of mode 02 not permitted.
    """
    if export.usage == Usage.SECRET:
        raise PackageNotMade(reason=_("hồ sơ có chế độ sử dụng “Mật”, không lập gói khai thác."))
    if export.usage == Usage.CONDITIONAL and not conditional:
        raise PackageNotMade(reason=_("hồ sơ sử dụng có điều kiện; cần được phép trước khi lập gói khai thác."))
    shown = [_document(one, conditional=conditional) for one in export.documents]
    left_out = sum(1 for one, before in zip(shown, export.documents, strict=True) if one.files != before.files)
    words = ""
    if left_out:
        words = _("%(n)d tài liệu không có trong gói này do chế độ sử dụng hạn chế.") % {"n": left_out}
    return replace(export, documents=tuple(shown), history=()), words


def _document(one: ExportDocument, *, conditional: bool) -> ExportDocument:
    if one.usage == Usage.SECRET:
        return replace(
            one,
            files=(),
            history=(),
            subject=_("(hạn chế sử dụng)"),
            signer_name="",
            signer_position="",
            keyword="",
            autograph="",
            note="",
        )
    if one.usage == Usage.CONDITIONAL and not conditional:
        return replace(one, files=(), history=())
    return replace(one, history=())
