"""Files for tests, made by the programs that make them in life where one is at hand."""

import io
import struct
import zipfile
import zlib

import docx
import openpyxl
import pypdf


def pdf(pages=1, password=None):
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if password is not None:
        writer.encrypt(password, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def word(text="Kính gửi: Ủy ban nhân dân tỉnh"):
    document = docx.Document()
    document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def sheet(rows=1):
    book = openpyxl.Workbook()
    for number in range(rows):
        book.active.append([number, "Nguyễn Văn An"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive(entries, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, data in entries.items():
            made.writestr(name, data)
    return out.getvalue()


def with_entry(package, name, data):
    """The same package with one more entry."""
    out = io.BytesIO(package)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, data)
    return out.getvalue()


def odt(entries=None):
    return archive({
        "mimetype": "application/vnd.oasis.opendocument.text",
        "META-INF/manifest.xml": "<manifest/>",
        "content.xml": "<office/>",
        **(entries or {}),
    })  # fmt: skip


def png():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def ole(streams):
    """A compound file (MS-CFB version 3) with small streams and storages, enough for any reader of its directory.

    `streams` maps a path of at most two parts to bytes; contents are padded to the 4096 bytes of a normal stream.
    """
    tops = sorted({path.split("/")[0] for path in streams})
    sectors, entries = [], []
    free, end, none = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF
    fat = []

    def put(data):
        first = len(sectors)
        pieces = [data[i : i + 512].ljust(512, b"\0") for i in range(0, len(data), 512)]
        sectors.extend(pieces)
        fat.extend([first + i + 1 for i in range(len(pieces) - 1)] + [end])
        return first

    def entry(name, kind, *, left=none, right=none, child=none, start=0, size=0):
        encoded = name.encode("utf-16-le") + b"\0\0"
        return struct.pack(
            "<64sHBBIII16sIQQIQ", encoded, len(encoded), kind, 1, left, right, child, b"", 0, 0, 0, start, size
        )

    def stream(name, data, right):
        data = data.ljust(4096, b"\0")
        return entry(name, 2, right=right, start=put(data), size=len(data))

    entries.append(None)
    numbers = {}
    for path in [*tops, *(path for path in streams if "/" in path)]:
        numbers[path] = len(entries)
        entries.append(None)
    for position, top in enumerate(tops):
        right = numbers[tops[position + 1]] if position + 1 < len(tops) else none
        inner = [path for path in streams if path.startswith(f"{top}/")]
        if inner:
            entries[numbers[top]] = entry(top, 1, right=right, child=numbers[inner[0]])
            for place, path in enumerate(inner):
                following = numbers[inner[place + 1]] if place + 1 < len(inner) else none
                entries[numbers[path]] = stream(path.split("/")[1], streams[path], following)
        else:
            entries[numbers[top]] = stream(top, streams[top], right)
    entries[0] = entry("Root Entry", 5, child=numbers[tops[0]], start=end)
    while len(entries) % 4:
        entries.append(struct.pack("<64sHBBIII16sIQQIQ", b"", 0, 0, 0, none, none, none, b"", 0, 0, 0, 0, 0))
    directory = put(b"".join(entries))
    fat_sector = len(sectors)
    fat.append(0xFFFFFFFD)
    sectors.append(struct.pack("<128I", *fat, *[free] * (128 - len(fat))))
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII", bytes.fromhex("d0cf11e0a1b11ae1"), b"", 0x3E, 3, 0xFFFE, 9, 6, b"",
        0, 1, directory, 0, 4096, end, 0, end, 0, fat_sector,
    )  # fmt: skip
    return header + struct.pack("<108I", *[free] * 108) + b"".join(sectors)


def old_word(*, locked=False, macros=False):
    flags = 0x0100 if locked else 0
    start = struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0, 0, flags)
    streams = {"WordDocument": start, "1Table": b""}
    if macros:
        streams["Macros/VBA"] = b"x"
    return ole(streams)


def old_sheet(*, locked=False):
    start = struct.pack("<HHHHHHHH", 0x0809, 16, 0x0600, 5, 0, 0, 0, 0) + bytes(4)
    return ole({"Workbook": start + (struct.pack("<HH", 0x002F, 6) + bytes(6) if locked else b"")})
