"""A program, not a module: says where the first page of a PDF carries ink, drawn by pdfium in its own process.

The PDF comes by standard input; one line of JSON goes out: the page's size in points as it is looked at, the side of
a cell, and the rows of cells. It imports nothing of ours. What a hostile file may do is bounded here in memory and by
its caller in time.
"""

import contextlib
import json
import resource
import sys

import pypdfium2
from PIL import Image

MEMORY = 2 << 30  # bytes of address space
CELL = 4  # pixels a side
MOST_PIXELS = 1400  # a side: of larger sheets a pixel is more than a point
# Một điểm ảnh lẻ trong ô 4 × 4 là bụi của máy quét; nét chữ nhỏ nhất cũng chạm hai điểm.
INKED = 2 / (CELL * CELL)
DARKER = 45  # than the paper itself, of 255
LIGHT = 128


def ink(pdf: bytes) -> dict[str, object]:
    """Return the page's size in points, the cell's side, and rows of cells as text of 0 and 1."""
    with contextlib.closing(pypdfium2.PdfDocument(pdf)) as document:
        document.init_forms()
        with contextlib.closing(document[0]) as page:
            width, height = page.get_size()
            scale = min(1.0, MOST_PIXELS / max(width, height))
            picture = page.render(scale=scale, grayscale=True).to_pil().convert("L")
    shades = picture.histogram()
    paper = max(range(LIGHT, 256), key=shades.__getitem__)
    dark = picture.point([255 if shade < paper - DARKER else 0 for shade in range(256)])
    full = Image.new("L", (-(-dark.width // CELL) * CELL, -(-dark.height // CELL) * CELL))
    full.paste(dark)
    cells = full.reduce(CELL)
    marked = cells.point([int(shade / 255 >= INKED) for shade in range(256)]).tobytes()
    rows = [marked[at : at + cells.width] for at in range(0, len(marked), cells.width)]
    return {
        "width": width,
        "height": height,
        "cell": CELL / scale,
        "rows": ["".join("1" if one else "0" for one in row) for row in rows],
    }


def main() -> None:
    """Answer once."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = ink(sys.stdin.buffer.read())
    except (pypdfium2.PdfiumError, MemoryError, OSError, ValueError, IndexError):
        answer = {}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
