"""What poppler, OpenSSL and our own command say of a signed PDF, and where its QR code leads."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
import segno
from PIL import Image
from pypdf import PdfReader

from ..installation import Installation

NO_POPPLER = "Không có poppler-utils trên máy này: chưa đối chiếu được với pdfsig."
DARK = 128
DOTS = 300  # điểm ảnh mỗi inch khi vẽ trang để đọc mã QR


def pdfsig_agrees(paper: Path) -> None:
    """Expect poppler to find two valid signatures: the signer's and the agency's."""
    if shutil.which("pdfsig") is None:
        if os.environ.get("CI"):
            pytest.fail(NO_POPPLER)
        return
    said = subprocess.run(["pdfsig", paper], capture_output=True, text=True, check=False).stdout
    assert said.count("Signature is Valid") == 2, said


def openssl_agrees(paper: Path) -> None:
    """Expect OpenSSL to verify each CMS over exactly the bytes that its range names."""
    data = paper.read_bytes()
    signatures = [f["/V"] for f in (PdfReader(paper).get_fields() or {}).values() if f.get("/FT") == "/Sig"]
    assert len(signatures) == 2
    for signature in signatures:
        first, first_length, second, second_length = signature["/ByteRange"]
        covered = data[first : first + first_length] + data[second : second + second_length]
        hexadecimal = data[first + first_length + 1 : second - 1]
        with tempfile.TemporaryDirectory() as folder:
            content, cms = Path(folder) / "content", Path(folder) / "cms"
            content.write_bytes(covered)
            cms.write_bytes(whole_der(bytes.fromhex(hexadecimal.decode())))
            command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", cms, "-content", content]
            done = subprocess.run([*command, "-noverify", "-out", os.devnull], capture_output=True, check=False)
            assert done.returncode == 0, done.stderr.decode()
            content.write_bytes(covered[:-1] + bytes([covered[-1] ^ 1]))
            changed = subprocess.run([*command, "-noverify", "-out", os.devnull], capture_output=True, check=False)
            assert changed.returncode != 0, "một bit đã đổi mà OpenSSL vẫn nhận"


def whole_der(padded: bytes) -> bytes:
    """Return the DER value without the zeros that fill the place in the PDF."""
    octets = padded[1] & 0x7F if padded[1] & 0x80 else 0
    length = int.from_bytes(padded[2 : 2 + octets], "big") if octets else padded[1]
    return padded[: 2 + octets + length]


def command_says(installation: Installation, paper: Path) -> tuple[int, dict[str, Any]]:
    """Return what `congvu signing verify` answers: its exit status and its JSON."""
    done = subprocess.run(
        [sys.executable, "-m", "congvu", "signing", "verify", "--json", str(paper)],
        env={**own_environment(), "CONGVU_DATA": str(installation.data)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, json.loads(done.stdout)


def own_environment() -> dict[str, str]:
    """Return the environment without what belongs to the tests' own database."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("CONGVU_", "DJANGO_", "PYTEST_"))}


def address_in_qr(paper: Path, folder: Path) -> str:
    """Return the address that the QR code on the first page holds.

    The code is also a link: its address is read there, then the printed squares are compared, module by module, with
    the code of that address. Without poppler the link alone is read.
    """
    page = PdfReader(paper).pages[0]
    links = [one.get_object() for one in page["/Annots"] if "/A" in one.get_object()]
    [(address, box)] = [(str(one["/A"]["/URI"]), one["/Rect"]) for one in links if "/URI" in one["/A"]]
    if shutil.which("pdftoppm"):
        expected = [[bool(cell) for cell in row] for row in segno.make(address, error="m", micro=False).matrix]
        assert squares(paper, folder, [float(n) for n in box], float(page.mediabox.height), len(expected)) == expected
    return address


def squares(paper: Path, folder: Path, box: list[float], height: float, count: int) -> list[list[bool]]:
    """Return the printed modules, dark ones true: the middle of each, between the code's outermost dark points."""
    out = folder / "trang"
    subprocess.run(["pdftoppm", "-r", str(DOTS), "-f", "1", "-l", "1", "-gray", "-singlefile", paper, out], check=True)
    scale = DOTS / 72
    left, bottom, right, top = box
    area = (left * scale - 2, (height - top) * scale - 2, right * scale + 2, (height - bottom) * scale + 2)
    with Image.open(f"{out}.pgm") as drawn:
        cut = drawn.crop(tuple(round(edge) for edge in area))
    dark = cut.point(lambda level: 255 if level < DARK else 0).getbbox()
    assert dark is not None, "không có mã QR ở chỗ của nó"
    step_x, step_y = (dark[2] - dark[0]) / count, (dark[3] - dark[1]) / count
    across = [int(dark[0] + (x + 0.5) * step_x) for x in range(count)]
    down = [int(dark[1] + (y + 0.5) * step_y) for y in range(count)]
    return [[cut.getpixel((x, y)) < DARK for x in across] for y in down]
