"""The whole case file as JSON inside a package: what EAD has no place for, so that nothing is lost between two
installations of Công vụ. Another system need not read it; ours checks it against EAD and METS.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import MISSING, asdict, fields, is_dataclass
from datetime import date, datetime
from types import UnionType
from typing import Any, Final, get_args, get_origin, get_type_hints
from uuid import UUID

from django.utils.translation import gettext as _

from ..types import CaseFileExport, ExportDocument, ExportEvent
from .errors import XmlRefused

FORMAT: Final = "congvu-ho-so-1"
_DEEPEST: Final = 12


def dump(export: CaseFileExport, paths: dict[int, str]) -> bytes:
    """Return the export as JSON; each file says by `path` where it lies in the package, "" where it does not."""
    data = asdict(export)
    for one in data["documents"]:
        for file in one["files"]:
            file["path"] = paths.get(file.pop("file_id"), "")
    return json.dumps({"format": FORMAT, "file": data}, ensure_ascii=False, indent=1, default=_plain).encode()


def load(content: bytes, *, path: str) -> tuple[CaseFileExport, list[list[str]]]:
    """Return the export and, per document, the paths of its files; `file_id` is 0 in all. Raises XmlRefused."""
    try:
        data = json.loads(content.decode(), parse_constant=_no_number)
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise ValueError(_("không phải dữ liệu hồ sơ"))
        file = data["file"]
        paths = [[str(one.pop("path")) for one in document["files"]] for document in file["documents"]]
        for document in file["documents"]:
            for one in document["files"]:
                one["file_id"] = 0
        export = _build(CaseFileExport, file, 0)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise XmlRefused(path=path, reason=str(error)[:200] or type(error).__name__) from None
    return export, paths


def document_of(data: object) -> ExportDocument:
    """Return a document from JSON that this installation kept itself."""
    document: ExportDocument = _build(ExportDocument, data, 0)
    return document


def events_of(data: object) -> list[ExportEvent]:
    """Return acts from JSON that this installation kept itself."""
    return [_build(ExportEvent, one, 0) for one in data] if isinstance(data, list) else []


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return str(value)


def _no_number(name: str) -> None:
    raise ValueError(name)


def _build(kind: type, data: object, depth: int) -> Any:
    """Return a dataclass of exactly its fields, each of exactly its type."""
    if not isinstance(data, dict) or depth > _DEEPEST:
        raise ValueError(kind.__name__)
    hints = get_type_hints(kind)
    known = fields(kind)
    if extra := set(data) - {one.name for one in known}:
        raise ValueError(", ".join(sorted(map(str, extra))))
    values = {}
    for one in known:
        if one.name in data:
            values[one.name] = _value(hints[one.name], data[one.name], depth)
        elif one.default is MISSING:
            raise ValueError(one.name)
    return kind(**values)


_READ: Final[dict[type, Callable[[str], object]]] = {
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    UUID: UUID,
}


def _value(kind: Any, data: object, depth: int) -> object:
    if isinstance(kind, UnionType):
        if data is None:
            return None
        return _value(next(one for one in get_args(kind) if one is not type(None)), data, depth)
    if get_origin(kind) is tuple:
        if not isinstance(data, list):
            raise TypeError(str(kind))
        return tuple(_value(get_args(kind)[0], one, depth + 1) for one in data)
    if is_dataclass(kind) and isinstance(kind, type):
        return _build(kind, data, depth + 1)
    if kind in _READ and isinstance(data, str):
        return _READ[kind](data)
    if type(data) is not kind:
        raise TypeError(f"{kind.__name__}: {str(data)[:40]!r}")
    return data
