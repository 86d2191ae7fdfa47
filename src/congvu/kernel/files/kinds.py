"""What kinds of files there are: extension, media type, words for people, and how content shows its kind."""

import codecs
import json
import zipfile
from dataclasses import dataclass
from typing import IO

import olefile
import puremagic
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
ZIP = "application/zip"
OLE = "application/x-ole-storage"
TEXT = "text/plain"
XML = "application/xml"
JSON = "application/json"
UNKNOWN = "application/octet-stream"
DER = "application/vnd.ms-pki.seccat"  # tên mà bộ nhận dạng gọi dữ liệu PKCS#7 nhị phân
MACROS = "application/x-office-with-macros"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its media type, what people call it, and the media types its content may show when sniffed."""

    media_type: str
    label: str | Promise
    shows_as: frozenset[str]


def _kind(media_type: str, label: str | Promise, *shows_as: str) -> Kind:
    return Kind(media_type, label, frozenset(shows_as or (media_type,)))


KINDS: dict[str, Kind] = {
    "pdf": _kind("application/pdf", _("tài liệu PDF")),
    "docx": _kind(f"{_OOXML}.wordprocessingml.document", _("văn bản Word")),
    "xlsx": _kind(f"{_OOXML}.spreadsheetml.sheet", _("bảng tính Excel")),
    "pptx": _kind(f"{_OOXML}.presentationml.presentation", _("trình chiếu PowerPoint")),
    "doc": _kind("application/msword", _("văn bản Word (97-2003)"), "application/msword", "application/rtf"),
    "xls": _kind("application/vnd.ms-excel", _("bảng tính Excel (97-2003)")),
    "ppt": _kind("application/vnd.ms-powerpoint", _("trình chiếu PowerPoint (97-2003)")),
    "odt": _kind(f"{_ODF}.text", _("văn bản OpenDocument")),
    "ods": _kind(f"{_ODF}.spreadsheet", _("bảng tính OpenDocument")),
    "odp": _kind(f"{_ODF}.presentation", _("trình chiếu OpenDocument")),
    "rtf": _kind("application/rtf", _("văn bản RTF")),
    "txt": _kind(TEXT, _("văn bản thuần"), TEXT, XML, JSON),
    "csv": _kind("text/csv", _("bảng CSV"), TEXT),
    "xml": _kind(XML, _("dữ liệu XML")),
    "json": _kind(JSON, _("dữ liệu JSON")),
    "png": _kind("image/png", _("ảnh PNG")),
    "jpg": _kind("image/jpeg", _("ảnh JPEG")),
    "jpeg": _kind("image/jpeg", _("ảnh JPEG")),
    "tif": _kind("image/tiff", _("ảnh TIFF")),
    "tiff": _kind("image/tiff", _("ảnh TIFF")),
    "gif": _kind("image/gif", _("ảnh GIF")),
    "webp": _kind("image/webp", _("ảnh WebP")),
    "zip": _kind(ZIP, _("tệp nén ZIP")),
    "edxml": _kind("application/vnd.edxml", _("gói văn bản edXML"), XML, ZIP),
    "p7s": _kind(
        "application/pkcs7-signature", _("chữ ký số tách rời"), UNKNOWN, TEXT, "application/vnd.ms-pki.seccat"
    ),
    "mp3": _kind("audio/mpeg", _("tệp âm thanh MP3")),
    "mp4": _kind("video/mp4", _("phim MP4")),
    "html": _kind("text/html", _("trang HTML")),
    "svg": _kind("image/svg+xml", _("ảnh SVG")),
}
# What an office takes unless the caller says otherwise: nothing a browser or an office program would execute.
DEFAULT_ACCEPT = frozenset(
    KINDS[ending].media_type
    for ending in KINDS
    if ending not in {"html", "svg", "edxml", "p7s", "mp3", "mp4", "gif", "webp"}
)
_BY_MEDIA_TYPE = {kind.media_type: ending for ending, kind in reversed(KINDS.items())}
_OTHER_LABELS: dict[str, str | Promise] = {
    UNKNOWN: _("dữ liệu không rõ loại"),
    OLE: _("tệp hợp phần Microsoft"),
    MACROS: _("tệp Office có macro"),
    "application/x-msdownload": _("chương trình Windows"),
    "application/x-executable": _("chương trình Linux"),
}
_OOXML_MAIN = {
    "wordprocessingml.document.main+xml": "docx",
    "spreadsheetml.sheet.main+xml": "xlsx",
    "presentationml.presentation.main+xml": "pptx",
}
_OLE_STREAMS = {"WordDocument": "doc", "Workbook": "xls", "Book": "xls", "PowerPoint Document": "ppt"}
_HEADS = (
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
    (b"{\\rtf", "application/rtf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"GIF8", "image/gif"),
)
_TEXT_SAMPLE = 1 << 20
_OF_TEXT = bytes(byte for byte in range(256) if 9 <= byte <= 13 or byte == 27 or byte >= 32)
MOST_DIRECTORY = 16 << 20  # bytes of a ZIP's list of entries; zipfile would make an object of each


def label_of(media_type: str) -> str:
    """Return what people call this kind."""
    ending = _BY_MEDIA_TYPE.get(media_type)
    return str(KINDS[ending].label if ending else _OTHER_LABELS.get(media_type, media_type))


def extension_of(media_type: str) -> str:
    """Return the usual extension of a media type, or an empty string."""
    return _BY_MEDIA_TYPE.get(media_type, "")


def media_type_of(ending: str) -> str:
    """Return the media type of an extension ("docx"), `application/octet-stream` when unknown."""
    kind = KINDS.get(ending.lower())
    return kind.media_type if kind else UNKNOWN


def sniff(file: IO[bytes]) -> str:
    """Return the media type that the content shows. The file must not be empty; it is read in pieces."""
    file.seek(0)
    head = file.read(4096)
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _sniff_zip(file)
    if head.startswith(olefile.MAGIC):
        return _sniff_ole(file)
    for start, media_type in _HEADS:
        if head.startswith(start):
            return media_type
    return _sniff_text(file) or _sniff_other(head)


def directory_size(file: IO[bytes]) -> int:
    """Return how long a ZIP says its list of entries is (end record, or its 64-bit form), 0 when it has none."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 65_557))
    tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or end + 16 > len(tail):
        return 0
    found = int.from_bytes(tail[end + 12 : end + 16], "little")
    if tail[max(0, end - 20) : end].startswith(b"PK\x06\x07"):
        file.seek(min(int.from_bytes(tail[end - 12 : end - 4], "little"), size))
        record = file.read(56)
        found = max(found, int.from_bytes(record[40:48], "little")) if record.startswith(b"PK\x06\x06") else size
    return found


def _sniff_zip(file: IO[bytes]) -> str:
    if directory_size(file) > MOST_DIRECTORY:
        return ZIP
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                return archive.read("mimetype").decode("ascii", "replace").strip()
            if "[Content_Types].xml" in names and archive.getinfo("[Content_Types].xml").file_size < 2_000_000:
                return _ooxml_kind(archive.read("[Content_Types].xml"))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError):
        pass  # the archive check gives the refusal
    return ZIP


def _ooxml_kind(types: bytes) -> str:
    text = types.decode("utf-8", "replace")
    if "macroEnabled" in text or "vbaProject" in text:
        return MACROS
    found = next((ending for mark, ending in _OOXML_MAIN.items() if mark in text), None)
    return KINDS[found].media_type if found else ZIP


def _sniff_ole(file: IO[bytes]) -> str:
    file.seek(0)
    try:
        with olefile.OleFileIO(file) as ole:
            if ole.exists("EncryptedPackage"):
                return OLE  # refused as encrypted by the lock check, whatever its name
            found = next((ending for stream, ending in _OLE_STREAMS.items() if ole.exists(stream)), None)
    except (OSError, ValueError, IndexError, RecursionError):
        return OLE
    return KINDS[found].media_type if found else OLE


def _sniff_text(file: IO[bytes]) -> str | None:
    """Return the media type of a text, or None when the bytes are no text (UTF-8, UTF-16 with mark, or 8-bit)."""
    file.seek(0)
    sample = file.read(_TEXT_SAMPLE)
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return TEXT
    if sample.translate(None, _OF_TEXT):
        return None
    while chunk := file.read(_TEXT_SAMPLE):
        if b"\x00" in chunk:
            return None
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(sample).lstrip()
    except UnicodeDecodeError:
        return TEXT if _mostly_letters(sample) else None
    return _kind_of_text(text)


def _kind_of_text(text: str) -> str:
    head = text[:1000].lower()
    if head.startswith(("<!doctype html", "<html")) or "<script" in head:
        return "text/html"
    if "<svg" in head:
        return "image/svg+xml"
    if head.startswith("<?xml"):
        return XML
    if head.startswith(("{", "[")) and len(text) < _TEXT_SAMPLE and _is_json(text):
        return JSON
    return XML if head.startswith("<") and text.rstrip().endswith(">") else TEXT


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _mostly_letters(sample: bytes) -> bool:
    """Old 8-bit Vietnamese (TCVN3, VNI) is text too: most of its bytes are plain letters and spaces."""
    plain = sum(32 <= byte < 127 or byte in b"\t\r\n" for byte in sample[:20_000])
    return plain * 10 >= min(len(sample), 20_000) * 6


def _sniff_other(head: bytes) -> str:
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return UNKNOWN
    return found[0].mime_type or UNKNOWN if found else UNKNOWN
