"""Pictures of the pages of a PDF, drawn by poppler in its own process and kept in a cache folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from django.conf import settings

from congvu.kernel.api import files

from .papers.marks import Mark, on_picture

DPI: Final = 110
A4_PIXELS: Final = (round(210 / 25.4 * DPI), round(297 / 25.4 * DPI))
SECONDS: Final = 20


class NotDrawn(Exception):
    """The page could not be drawn: no such page, a broken file, no program."""


def can_draw() -> bool:
    """Return whether this machine has the program."""
    return shutil.which("pdftoppm") is not None


def marked_picture(*, file_id: int, sha256: str, page: int, mark: Mark) -> Path:
    """Return the PNG of a page with a mark laid over it, drawn on first use. Raises NotDrawn."""
    plain = page_picture(file_id=file_id, sha256=sha256, page=page)
    place = plain.with_name(f"{page}-{DPI}-{mark.key}.png")
    if place.exists():
        return place
    made = on_picture(plain.read_bytes(), mark, dpi=DPI)
    with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as half:
        half.write(made)
    os.replace(half.name, place)
    return place


def page_picture(*, file_id: int, sha256: str, page: int) -> Path:
    """Return the PNG of a page, drawn on first use. Raises NotDrawn."""
    place = Path(settings.DATA) / "cache" / "pages" / sha256[:2] / sha256 / f"{page}-{DPI}.png"
    if place.exists():
        return place
    if not can_draw():
        raise NotDrawn
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent) as folder:
        pdf = Path(folder) / "paper.pdf"
        with files.open(file_id) as source, pdf.open("wb") as copy:
            shutil.copyfileobj(source, copy)
        command = ["pdftoppm", "-q", "-png", "-r", str(DPI), "-f", str(page), "-l", str(page), "-singlefile"]
        try:
            subprocess.run(
                [*command, str(pdf), f"{folder}/page"], timeout=SECONDS, check=False, stdin=subprocess.DEVNULL
            )
            os.replace(f"{folder}/page.png", place)
        except (subprocess.TimeoutExpired, FileNotFoundError) as error:
            raise NotDrawn from error
    return place
