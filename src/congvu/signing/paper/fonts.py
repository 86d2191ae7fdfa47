"""The Times-like typeface of official papers, embedded so that every Vietnamese letter is there (NĐ 30 Phụ lục I)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.writer import BasePdfFileWriter

from congvu.ui.api import paper_fonts

REGULAR = "Regular"
ITALIC = "Italic"
_SYSTEM = Path("/usr/share/fonts/truetype/liberation2")  # bản 1 không có chữ Việt
# Chữ in, chữ Việt dựng sẵn và dấu câu: đủ cho số, ký hiệu, địa danh và ngày tháng.
_LETTERS = [
    *range(0x20, 0x7F),
    *range(0xC0, 0x17F),
    0x1A0,
    0x1A1,
    0x1AF,
    0x1B0,
    *range(0x1EA0, 0x1EFA),
    0x2013,
    0x2019,
    0x201C,
    0x201D,
    0x2026,
]


def find_font(style: str) -> Path:
    """Return the file of "Tinos", or of the metrically equal Liberation Serif of the system.

    Raises FileNotFoundError with the command that builds it.
    """
    system = _SYSTEM / f"LiberationSerif-{style}.ttf"
    try:
        return paper_fonts() / f"Tinos-{style}.ttf"
    except FileNotFoundError:
        if system.exists():
            return system
        raise


@dataclass(frozen=True)
class FieldFont:
    """An embedded font: glyph and width (per 1000) of each letter, and its vertical measure."""

    glyphs: dict[int, int]
    widths: dict[int, float]
    ascent: float
    descent: float

    def width(self, text: str, size: float) -> float:
        """Return the width of the text in points; unknown letters take the width of a space."""
        return sum(self.widths[self.glyphs.get(ord(c), self.glyphs[32])] for c in text) * size / 1000

    def missing(self, text: str) -> str:
        """Return the letters of the text that the typeface lacks."""
        return "".join(c for c in text if ord(c) not in self.glyphs)

    def encode(self, text: str) -> bytes:
        """Return the text as a hexadecimal PDF string of glyph numbers."""
        return b"<" + b"".join(b"%04x" % self.glyphs.get(ord(c), self.glyphs[32]) for c in text) + b">"


def field_font(data: bytes) -> FieldFont:
    """Read letters and widths back from an embedded TrueType file."""
    font = TTFont(BytesIO(data), lazy=True)
    scale = 1000 / font["head"].unitsPerEm
    order = {name: number for number, name in enumerate(font.getGlyphOrder())}
    return FieldFont(
        {code: order[name] for code, name in font.getBestCmap().items()},
        {order[name]: round(advance * scale, 3) for name, (advance, _) in font["hmtx"].metrics.items()},
        font["hhea"].ascent * scale,
        font["hhea"].descent * scale,
    )


@lru_cache(maxsize=4)
def _subset(style: str) -> bytes:
    """Return the typeface cut to `_LETTERS`, always the same bytes."""
    options = subset.Options(
        hinting=False,
        layout_features=[],
        notdef_outline=True,
        recalc_timestamp=False,
        drop_tables=["DSIG", "GSUB", "FFTM"],
    )
    font = subset.load_font(str(find_font(style)), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=_LETTERS)
    subsetter.subset(font)
    out = BytesIO()
    font.save(out)
    return out.getvalue()


def embed(writer: BasePdfFileWriter, style: str) -> generic.IndirectObject:
    """Embed the typeface as a Type 0 font whose codes are glyph numbers, and return a reference to it."""
    data = _subset(style)
    font = TTFont(BytesIO(data), lazy=True)
    measures = field_font(data)
    name = pdf_name(f"/CVSERI+{font['name'].getDebugName(6)}")
    scale = 1000 / font["head"].unitsPerEm
    file = generic.StreamObject({pdf_name("/Length1"): generic.NumberObject(len(data))}, stream_data=data)
    file.compress()
    descriptor = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/FontDescriptor"),
            pdf_name("/FontName"): name,
            pdf_name("/Flags"): generic.NumberObject(4 | (64 if style == ITALIC else 0)),
            pdf_name("/FontBBox"): _numbers(
                round(font["head"].__dict__[edge] * scale) for edge in ("xMin", "yMin", "xMax", "yMax")
            ),
            pdf_name("/ItalicAngle"): generic.FloatObject(font["post"].italicAngle),
            pdf_name("/Ascent"): generic.NumberObject(round(measures.ascent)),
            pdf_name("/Descent"): generic.NumberObject(round(measures.descent)),
            pdf_name("/CapHeight"): generic.NumberObject(round(getattr(font["OS/2"], "sCapHeight", 1341) * scale)),
            pdf_name("/StemV"): generic.NumberObject(80),
            pdf_name("/FontFile2"): writer.add_object(file),
        }
    )
    descendant = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Font"),
            pdf_name("/Subtype"): pdf_name("/CIDFontType2"),
            pdf_name("/BaseFont"): name,
            pdf_name("/CIDSystemInfo"): generic.DictionaryObject(
                {
                    pdf_name("/Registry"): generic.pdf_string("Adobe"),
                    pdf_name("/Ordering"): generic.pdf_string("Identity"),
                    pdf_name("/Supplement"): generic.NumberObject(0),
                }
            ),
            pdf_name("/FontDescriptor"): writer.add_object(descriptor),
            pdf_name("/CIDToGIDMap"): pdf_name("/Identity"),
            pdf_name("/DW"): generic.NumberObject(1000),
            pdf_name("/W"): generic.ArrayObject(
                [
                    generic.NumberObject(0),
                    generic.ArrayObject(
                        [generic.FloatObject(measures.widths[gid]) for gid in range(len(measures.widths))]
                    ),
                ]
            ),
        }
    )
    mapping = generic.StreamObject(stream_data=_to_unicode(measures.glyphs))
    mapping.compress()
    return writer.add_object(
        generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Font"),
                pdf_name("/Subtype"): pdf_name("/Type0"),
                pdf_name("/BaseFont"): name,
                pdf_name("/Encoding"): pdf_name("/Identity-H"),
                pdf_name("/DescendantFonts"): generic.ArrayObject([writer.add_object(descendant)]),
                pdf_name("/ToUnicode"): writer.add_object(mapping),
            }
        )
    )


def _numbers(values: Iterable[int]) -> generic.ArrayObject:
    return generic.ArrayObject([generic.NumberObject(v) for v in values])


def _to_unicode(glyphs: dict[int, int]) -> bytes:
    by_glyph: dict[int, int] = {}
    for code, gid in sorted(glyphs.items(), reverse=True):
        by_glyph[gid] = code
    lines = [b"<%04x> <%04x>" % pair for pair in sorted(by_glyph.items())]
    groups = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    body = b"\n".join(b"%d beginbfchar\n%s\nendbfchar" % (len(group), b"\n".join(group)) for group in groups)
    return (
        b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        b"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        b"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        + body
        + b"\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )
