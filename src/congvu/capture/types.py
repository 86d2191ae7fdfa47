"""Plain values of capture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SourceKind(TextChoices):
    """Where papers come from."""

    FOLDER = "folder", _("Thư mục máy quét")
    MAILBOX = "mailbox", _("Hộp thư điện tử")


class PaperState(TextChoices):
    """What became of a captured paper."""

    WAITING = "waiting", _("Chờ vào sổ")
    REGISTERED = "registered", _("Đã vào sổ")
    DISCARDED = "discarded", _("Đã bỏ")


class ReadState(TextChoices):
    """How far the reading of a paper is."""

    WAITING = "waiting", _("Đang chờ đọc")
    DONE = "done", _("Đã đọc")
    NONE = "none", _("Không có chữ đọc được")
    MISSING = "missing", _("Máy chủ chưa có tesseract")
    FAILED = "failed", _("Không đọc được")


@dataclass(frozen=True, slots=True)
class TypeName:
    """A document type as the reader must know it: its code, its name, its abbreviation in notations (may be empty).

    Several have one name; a normative act is told by the year in its notation (30/2020/NĐ-CP).
    """

    code: str
    name: str
    abbreviation: str
    normative: bool = False


@dataclass(frozen=True, slots=True)
class Proposed:
    """A value read from a page: for which field, from which line of the text; `sure` when two signs agree."""

    field: str
    value: str | date
    line: str
    sure: bool
