"""Which letters a paper is set in: Times New Roman by law, here its metric twins."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

from congvu.ui import api as ui

# Cùng số đo với Times New Roman (NĐ 30/2020 Phụ lục I, mục I.2), theo thứ tự ưu tiên.
FAMILIES = ("Tinos", "Liberation Serif", "Times New Roman")
VIETNAMESE = frozenset({*range(0x1EA0, 0x1EFA), ord("ư"), ord("ơ"), ord("đ"), ord("ă")})
WORD_JOINT = "\u200b"


@lru_cache(maxsize=1)
def library() -> typst.Fonts:
    """Return the fonts: those built with the interface's assets, else those of the machine that have all letters."""
    folder = _built() or _of_machine()
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=folder is None,
        font_paths=[str(folder)] if folder is not None else [],
    )


@lru_cache(maxsize=1)
def families() -> tuple[str, ...]:
    """Return the families at hand, best first."""
    known = set(library().families())
    return tuple(name for name in FAMILIES if name in known) or ("Libertinus Serif",)


@lru_cache(maxsize=1)
def letters() -> frozenset[int]:
    """Return the code points that the first family can show in upright; empty when that cannot be read."""
    for font in library().fonts():
        if font.family == families()[0] and _is_upright(font) and font.path:
            return _cmap(font.path, font.index)
    return frozenset()


@lru_cache(maxsize=1)
def advances() -> dict[int, float]:
    """Return the width of each letter of the upright face, in parts of the size; empty when that cannot be read."""
    for font in library().fonts():
        if font.family == families()[0] and _is_upright(font) and font.path:
            with TTFont(font.path, fontNumber=max(font.index, 0), lazy=True) as face:
                em, metrics = face["head"].unitsPerEm, face["hmtx"].metrics
                return {code: metrics[name][0] / em for code, name in face.getBestCmap().items()}
    return {}


def unknown_letters(text: str) -> list[str]:
    """Return the signs of `text` that cannot be printed, each once, in order."""
    known = letters()
    if not known:
        return []
    return list(dict.fromkeys(c for c in text if ord(c) not in known and not c.isspace() and c != WORD_JOINT))


def _built() -> Path | None:
    """Return the folder of the built paper fonts; none before the assets are built."""
    try:
        return Path(ui.paper_fonts())
    except (AttributeError, FileNotFoundError):
        return None


def _of_machine() -> Path | None:
    """Return the folder of an installed family with every Vietnamese letter: old copies of a family may lack them."""
    installed = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=[]).fonts()
    for family in FAMILIES:
        for font in installed:
            if font.family == family and font.path and _is_upright(font) and _cmap(font.path, font.index) >= VIETNAMESE:
                return Path(font.path).parent
    return None


def _is_upright(font: typst.FontInfo) -> bool:
    return bool(font.style == "normal" and font.weight == 400)


@lru_cache(maxsize=8)
def _cmap(path: str, index: int) -> frozenset[int]:
    with TTFont(path, fontNumber=max(index, 0), lazy=True) as face:
        return frozenset(face.getBestCmap())
