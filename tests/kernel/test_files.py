import contextlib
import hashlib
import io
import struct
import zlib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.utils.functional import empty

from congvu.kernel import errors, files
from congvu.kernel.files import place
from congvu.kernel.models import StoredContent, StoredFile

from . import makers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        },
    }
    return tmp_path / "files"


def put(data, name, **options):
    return files.store(io.BytesIO(data), name=name, **options)


def kept(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_is_kept_once_under_its_sha256(folder):
    data = makers.pdf()
    one = put(data, "Quyết định 15.pdf")
    again = put(data, "Quyết định 15.pdf")
    other_name = put(data, "bản sao.pdf")

    sha256 = hashlib.sha256(data).hexdigest()
    assert (one.sha256, one.size, one.media_type, one.name) == (
        sha256, len(data), "application/pdf", "Quyết định 15.pdf",
    )  # fmt: skip
    assert again == one
    assert other_name.sha256 == sha256
    assert other_name.id != one.id
    assert kept(folder) == [folder / "sha256" / sha256[:2] / sha256[2:4] / sha256]
    assert (StoredContent.objects.count(), StoredFile.objects.count()) == (1, 2)
    assert files.read_bytes(one.id) == data
    assert files.ref(one.id) == one
    with files.open(one.id) as file:
        assert file.read(5) == b"%PDF-"


def test_bytes_lost_by_the_storage_come_back_with_the_next_copy(folder):
    data = makers.pdf()
    one = put(data, "a.pdf")
    kept(folder)[0].unlink()
    assert put(data, "a.pdf") == one
    assert files.read_bytes(one.id) == data


def test_an_unknown_id_is_refused():
    with pytest.raises(errors.NotFound):
        files.ref(999)


GOOD = [
    (makers.pdf, "a.PDF", "application/pdf"),
    (makers.word, "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (makers.sheet, "a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (makers.odt, "a.odt", "application/vnd.oasis.opendocument.text"),
    (makers.old_word, "a.doc", "application/msword"),
    (makers.old_sheet, "a.xls", "application/vnd.ms-excel"),
    (makers.png, "a.png", "image/png"),
    (lambda: b"{\\rtf1 x}", "a.rtf", "application/rtf"),
    (lambda: "Họ tên;Số\nAn;1\n".encode(), "a.csv", "text/csv"),
    (lambda: "Việt".encode("utf-16"), "a.txt", "text/plain"),
    (lambda: "Céng hßa x· héi".encode("latin-1"), "a.txt", "text/plain"),
    (lambda: b'<?xml version="1.0"?><a/>', "a.xml", "application/xml"),
    (lambda: b'{"a": 1}', "a.json", "application/json"),
    (lambda: makers.archive({"a.txt": "x"}), "a.zip", "application/zip"),
]


@pytest.mark.parametrize(("make", "name", "media_type"), GOOD, ids=[row[1] + "-" + row[2][-12:] for row in GOOD])
def test_good_files_are_taken(make, name, media_type):
    assert put(make(), name).media_type == media_type


def test_a_name_without_an_extension_gets_the_right_one():
    assert put(makers.pdf(), "Tờ trình 5").name == "Tờ trình 5.pdf"
    assert put(makers.pdf(), "Công văn 12.2026").name == "Công văn 12.2026.pdf"


def bomb(size=200 << 20):
    return makers.archive({"a.txt": bytes(size)})


def nested(depth):
    data = b"x"
    for level in range(depth):
        data = makers.archive({f"{level}.zip": data})
    return data


def lying():
    """An archive whose directory says 10 bytes where 100 MB come out."""
    data = bytearray(makers.archive({"a.txt": bytes(100 << 20)}))
    true = struct.pack("<I", 100 << 20)
    while (place := data.find(true)) >= 0:
        data[place : place + 4] = struct.pack("<I", 10)
    return bytes(data)


def flat_bomb():
    """Two entries of the directory that point at the same bytes."""
    data = makers.archive({"a.txt": "x" * 100})
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = data[start:end]
    tail = bytearray(data[end:])
    tail[8:12] = struct.pack("<HH", 2, 2)
    tail[12:16] = struct.pack("<I", 2 * len(entry))
    return data[:start] + entry + entry.replace(b"a.txt", b"b.txt") + bytes(tail)


def locked_zip():
    data = bytearray(makers.archive({"a.txt": "x"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def locked_word():
    return makers.ole({"EncryptedPackage": b"x", "EncryptionInfo": b"y"})


def word_with_macros():
    return makers.with_entry(makers.word(), "word/vbaProject.bin", b"x")


def word_bomb():
    return makers.with_entry(makers.word(), "word/media/a.bin", bytes(200 << 20))


def docm():
    types = b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
    return makers.archive({"[Content_Types].xml": types, "word/document.xml": "<w/>"})


BAD = [
    ("empty", lambda: b"", "a.pdf", errors.FileEmpty),
    ("not what it says", makers.word, "a.pdf", errors.FileTypeMismatch),
    ("program as pdf", lambda: b"MZ\x90\x00" + bytes(200), "a.pdf", errors.FileTypeMismatch),
    ("program", lambda: b"MZ\x90\x00" + bytes(200), "a.exe", errors.FileTypeRefused),
    ("page", lambda: b"<!DOCTYPE html><script>1</script>", "a.html", errors.FileTypeRefused),
    ("page as text", lambda: b"<html><script>1</script>", "a.txt", errors.FileTypeMismatch),
    ("picture with script", lambda: b'<?xml version="1.0"?><svg onload="x"/>', "a.xml", errors.FileTypeMismatch),
    ("noise", lambda: bytes(range(256)) * 9, "a.bin", errors.FileTypeRefused),
    ("noise as text", lambda: bytes(range(256)) * 9, "a.txt", errors.FileTypeMismatch),
    ("locked pdf", lambda: makers.pdf(password="x"), "a.pdf", errors.FileEncrypted),
    ("locked docx", locked_word, "a.docx", errors.FileEncrypted),
    ("locked doc", lambda: makers.old_word(locked=True), "a.doc", errors.FileEncrypted),
    ("locked xls", lambda: makers.old_sheet(locked=True), "a.xls", errors.FileEncrypted),
    ("locked zip", locked_zip, "a.zip", errors.FileEncrypted),
    ("docm", docm, "a.docm", errors.FileHasMacros),
    ("docm as docx", docm, "a.docx", errors.FileHasMacros),
    ("macros in docx", word_with_macros, "a.docx", errors.FileHasMacros),
    ("macros in an embedded sheet",
     lambda: makers.with_entry(makers.word(), "word/embeddings/a.bin",
                               makers.with_entry(makers.sheet(), "xl/vbaProject.bin", b"x")),
     "a.docx", errors.FileHasMacros),
    ("macros in odt", lambda: makers.odt({"Basic/Standard/Module1.xml": "<x/>"}), "a.odt", errors.FileHasMacros),
    ("macros in doc", lambda: makers.old_word(macros=True), "a.doc", errors.FileHasMacros),
    ("bomb", bomb, "a.zip", errors.FileIsBomb),
    ("bomb as docx", word_bomb, "a.docx", errors.FileIsBomb),
    ("nested", lambda: nested(5), "a.zip", errors.FileIsBomb),
    ("flat bomb", flat_bomb, "a.zip", errors.FileIsBomb),
    ("many entries", lambda: makers.archive({str(n): b"" for n in range(20_001)}), "a.zip", errors.FileIsBomb),
    ("lying directory", lying, "a.zip", errors.FileDamaged),
    ("cut docx", lambda: makers.word()[:2000], "a.docx", errors.FileDamaged),
    ("cut pdf", lambda: makers.pdf()[:100], "a.pdf", errors.FileDamaged),
    ("cut doc", lambda: makers.old_word()[:600], "a.doc", errors.FileDamaged),
    ("path", makers.pdf, "../../etc/a.pdf", errors.FileNameRefused),
    ("windows path", makers.pdf, "C:\\a.pdf", errors.FileNameRefused),
    ("long name", makers.pdf, "a" * 496 + ".pdf", errors.FileNameRefused),
    ("no name", makers.pdf, " \u200b ", errors.FileNameRefused),
    ("dots", makers.pdf, "..", errors.FileNameRefused),
]  # fmt: skip


@pytest.mark.parametrize(("make", "name", "refusal"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_bad_files_are_refused_with_a_sentence_and_nothing_is_kept(folder, make, name, refusal):
    with pytest.raises(errors.FileRefused) as caught:
        put(make(), name)

    assert type(caught.value) is refusal
    sentence = str(caught.value)
    assert "%(" not in sentence
    assert sentence.endswith(".")
    assert kept(folder) == []
    assert StoredContent.objects.count() == 0


def test_controls_and_direction_marks_in_a_name_are_dropped():
    assert put(makers.pdf(), "hop-dong\u202etxt\x00.pdf").name == "hop-dongtxt .pdf"


def test_a_name_of_two_hundred_letters_is_taken():
    name = "ậ" * 196 + ".pdf"
    assert StoredFile.objects.get(pk=put(makers.pdf(), name).id).name == name


class Endless:
    """Two gigabytes that nobody holds."""

    def __init__(self, size):
        self.left = size
        self.first = b"%PDF-1.7\n"

    def read(self, size):
        size = min(size, self.left)
        self.left -= size
        data, self.first = self.first.ljust(size, b"x"), b""
        return data[:size]


def test_two_gigabytes_are_refused_while_reading(folder):
    stream = Endless(2 << 30)
    with pytest.raises(errors.FileTooLarge) as caught:
        files.store(stream, name="phim.pdf")
    assert stream.left == (2 << 30) - settings.FILE_LIMIT_BYTES - (1 << 18)
    assert "200" in str(caught.value)
    assert kept(folder) == []


def test_the_limit_itself_is_allowed():
    data = makers.pdf()
    assert put(data, "a.pdf", limit=len(data)).size == len(data)
    with pytest.raises(errors.FileTooLarge):
        put(makers.pdf(2), "a.pdf", limit=len(data))


def test_the_caller_says_what_is_accepted():
    with pytest.raises(errors.FileTypeRefused) as caught:
        put(makers.png(), "a.png", accept={"application/pdf"})
    assert "PDF" in str(caught.value)
    assert put(b"<edXML/>", "a.edxml", accept={"application/vnd.edxml"}).media_type == "application/vnd.edxml"


def test_a_stream_that_breaks_leaves_nothing(folder):
    class Broken:
        def read(self, size):
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        files.store(Broken(), name="a.pdf")
    assert kept(folder) == []


def damaged(whole):
    for cut in (5, 30, 100, 700, len(whole) // 2, len(whole) - 3):
        yield from (whole[:cut], whole[:cut] + b"\xff" * 50, whole[:40] + zlib.compress(whole) + whole[60:])


@pytest.mark.parametrize(("make", "name", "media_type"), GOOD, ids=[row[1] + "-" + row[2][-12:] for row in GOOD])
def test_damage_gives_a_refusal_or_a_file_never_another_error(make, name, media_type):
    for data in damaged(make()):
        with contextlib.suppress(errors.FileRefused):
            assert put(data, name).media_type == media_type


def test_lookups_of_many_take_one_query(django_assert_num_queries):
    ids = [put(makers.pdf(pages), "a.pdf").id for pages in (1, 2, 3)]
    with django_assert_num_queries(1):
        assert set(files.refs([*ids, 0])) == set(ids)


def test_a_huge_directory_is_not_read():
    """A directory of 16 MB and more would cost zipfile gigabytes of objects."""
    data = bytearray(makers.archive({"a": b""}))
    end = data.index(b"PK\x05\x06")
    data[end + 12 : end + 16] = struct.pack("<I", 17 << 20)
    with pytest.raises(errors.FileIsBomb):
        put(bytes(data), "a.zip")


def test_the_first_file_of_a_process_goes_the_same_way(folder):
    default_storage._wrapped = empty  # as it is before anybody has used it
    with place.incoming() as file:
        assert Path(file.name).is_relative_to(folder)
