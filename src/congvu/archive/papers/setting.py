"""One template and its values in, a PDF/A-2b out: short papers here, long ones in a process of their own.

A list of 5,000 lines takes some 700 MiB to set and typst does not give them back: a worker that set one would hold
them to its end.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import typst
from django.utils.translation import gettext as _

from congvu.documents import api as documents
from congvu.kernel.api import text as vn

from ..errors import CannotExport

PROGRAM: Final = Path(__file__).with_name("set_paper.py")
MOST_HERE: Final = 300  # dòng; nhiều hơn thì dàn ở tiến trình riêng
SECONDS: Final = 240
_here = threading.local()  # a compiler belongs to one thread


def paper(template: Path, data: dict[str, object], *, lines: int, label: str = "") -> tuple[bytes, list[Any]]:
    """Return the PDF, and the values of what bears `label` in it. `lines` says how long it is. Raises CannotExport."""
    said = json.dumps(_clean(data), ensure_ascii=False)
    made, told = (_apart if lines > MOST_HERE else _at_hand)(template, said, label)
    return made, list(json.loads(told))


def _at_hand(template: Path, said: str, label: str) -> tuple[bytes, str]:
    compiler = _compiler(template)
    try:
        made = compiler.compile(format="pdf", pdf_standards=["a-2b"], sys_inputs={"data": said})
    except typst.TypstError as refusal:
        raise CannotExport(reason=refusal.message) from refusal
    if not isinstance(made, bytes):
        raise CannotExport(reason="PDF")
    return made, str(compiler.query(f"<{label}>", field="value")) if label else "[]"


def _apart(template: Path, said: str, label: str) -> tuple[bytes, str]:
    asked = {"template": str(template), "fonts": _folders(), "data": said, "label": label}
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(PROGRAM)],
            input=json.dumps(asked).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=True,
            cwd="/",
            env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise CannotExport(reason=_("danh sách dài chưa dàn trang được, hãy thử lại")) from error
    head, _line, made = done.stdout.partition(b"\n")
    answer = json.loads(head)
    if "refused" in answer:
        raise CannotExport(reason=answer["refused"])
    return made, answer["told"]


def _folders() -> list[str]:
    """Return the folders of the fonts at hand; none where only those inside typst are."""
    return sorted({str(Path(font.path).parent) for font in documents.paper_fonts().fonts() if font.path})


def _clean(value: object) -> object:
    """Return values with every text clean: NFC, no control characters."""
    if isinstance(value, str):
        return vn.clean_line(value)
    if isinstance(value, dict):
        return {key: _clean(one) for key, one in value.items()}
    if isinstance(value, Sequence):
        return [_clean(one) for one in value]
    return value


def _compiler(template: Path) -> typst.Compiler:
    made: typst.Compiler | None = getattr(_here, template.stem, None)
    if made is None:
        made = typst.Compiler(input=template, root=template.parent, font_paths=documents.paper_fonts())
        setattr(_here, template.stem, made)
    return made
