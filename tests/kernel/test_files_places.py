"""Stored files on S3, on a full disk, through the virus scanner, and out to the browser."""

import io
import os
import resource
import socket
import subprocess
import threading
import time
from datetime import timedelta

import boto3
import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.test import RequestFactory
from django.utils import timezone
from moto.server import ThreadedMotoServer

from congvu.kernel import errors, files
from congvu.kernel.files.sweeping import sweep
from congvu.kernel.models import StoredContent, StoredFile
from congvu.kernel.models.files import content_path

from . import makers

pytestmark = pytest.mark.django_db


def use_folder(settings, location):
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": backend, "OPTIONS": {"location": location}}}


@pytest.fixture
def folder(settings, tmp_path):
    use_folder(settings, tmp_path / "files")
    return tmp_path / "files"


def put(data, name="a.pdf", **options):
    return files.store(io.BytesIO(data), name=name, **options)


# --- S3 -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def s3_server():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(settings, s3_server):
    access = {"endpoint_url": s3_server, "region_name": "us-east-1"}
    client = boto3.client("s3", aws_access_key_id="a", aws_secret_access_key="b", **access)
    client.create_bucket(Bucket="congvu")
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {"bucket_name": "congvu", "access_key": "a", "secret_key": "b", "max_memory_size": 1, **access},
        },
    }
    return client


def test_the_same_calls_work_on_s3(bucket, rf):
    data = makers.pdf()
    one = put(data)
    assert put(data) == one
    listed = bucket.list_objects_v2(Bucket="congvu")["Contents"]
    assert [row["Key"] for row in listed] == [f"sha256/{one.sha256[:2]}/{one.sha256[2:4]}/{one.sha256}"]
    assert files.read_bytes(one.id) == data
    response = files.serve(rf.get("/", headers={"Range": "bytes=0-4"}), one.id)
    assert b"".join(response.streaming_content) == b"%PDF-"


def test_a_refused_file_never_reaches_s3(bucket):
    with pytest.raises(errors.FileEncrypted):
        put(makers.pdf(password="x"), "locked.pdf")
    sha256s = {row["Key"] for row in bucket.list_objects_v2(Bucket="congvu").get("Contents", [])}
    assert len(sha256s) <= 1  # what the test before left


# --- a full disk ----------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(settings, tmp_path):
    place = tmp_path / "small"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", place], capture_output=True).returncode:
        pytest.skip("mounting a small disk needs root")
    use_folder(settings, place)
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_full_disk_is_said_plainly_and_leaves_nothing(small_disk):
    small = put(makers.pdf())
    with pytest.raises(errors.StorageFull) as refusal:
        put(b"%PDF-1.7\n" + os.urandom(400_000) + b"%%EOF", "to.pdf")
    assert refusal.value.status == 507
    assert "to.pdf" in str(refusal.value)
    assert [p.name for p in small_disk.rglob("*") if p.is_file()] == [small.sha256]
    assert StoredContent.objects.count() == 1
    assert files.read_bytes(small.id) == makers.pdf()


# --- sweeping -------------------------------------------------------------------------------------------------


def age(path, days=2):
    moment = time.time() - days * 86_400
    os.utime(path, (moment, moment))


def test_only_old_bytes_without_a_row_are_swept(folder):
    kept, lost, young = (put(makers.pdf(pages)) for pages in (1, 2, 3))
    StoredFile.objects.exclude(pk=kept.id).delete()
    StoredContent.objects.exclude(sha256=kept.sha256).delete()
    for stored in (kept, lost):
        age(folder / content_path(stored.sha256))
    (folder / "incoming" / "left").touch()
    age(folder / "incoming" / "left")
    now = timezone.now()

    assert sum(sweep(now, shard=shard) for shard in range(256)) == 2
    assert files.read_bytes(kept.id) == makers.pdf()
    assert [one.exists() for one in (folder / content_path(s.sha256) for s in (lost, young))] == [False, True]
    assert not (folder / "incoming" / "left").exists()


def test_an_empty_installation_has_nothing_to_sweep(folder):
    assert sweep(timezone.now(), shard=3) == 0


def test_sweeping_works_on_s3(bucket):
    stored = put(makers.pdf(4))
    shard = int(stored.sha256[:2], 16)
    later = timezone.now() + timedelta(days=2)
    assert sweep(later, shard=shard) == 0
    StoredFile.objects.all().delete()
    StoredContent.objects.all().delete()
    assert sweep(timezone.now(), shard=shard) == 0
    assert sweep(later, shard=shard) == 1


# --- uploads and memory ---------------------------------------------------------------------------------------


def test_an_upload_is_taken_as_it_comes(folder):
    upload = TemporaryUploadedFile("quyết định.pdf", "text/html", 0, None)
    upload.write(makers.pdf())
    upload.seek(0)
    assert files.store(upload, name=upload.name).media_type == "application/pdf"


def test_memory_does_not_grow_with_the_file(folder):
    class Long:
        def __init__(self):
            self.left = 150 << 20
            self.head = b"%PDF-1.7\n"

        def read(self, size):
            size = min(size, self.left)
            self.left -= size
            data, self.head = self.head + bytes(size - len(self.head)) if size else b"", b""
            return data if self.left else data[:-8] + b"%%EOF\n\n\n"[: len(data)]

    put(makers.pdf())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    stored = files.store(Long(), name="to.pdf")
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert stored.size == 150 << 20
    # Pages of the file mapped for the search count as resident while the kernel keeps them; no copy is made.
    assert grown < 200 << 10


# --- the scanner ----------------------------------------------------------------------------------------------


class Clamd(threading.Thread):
    """Speaks clamd's INSTREAM as its manual says; finds the word EICAR."""

    def __init__(self, answer=None):
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.answer = answer
        self.start()

    def run(self):
        while True:
            connection, _address = self.listener.accept()
            with connection, connection.makefile("rb") as incoming:
                assert incoming.read(10) == b"zINSTREAM\0"
                data = b""
                while length := int.from_bytes(incoming.read(4), "big"):
                    data += incoming.read(length)
                found = b"stream: Eicar-Test FOUND\0" if b"EICAR" in data else b"stream: OK\0"
                connection.sendall(self.answer if self.answer is not None else found)


def test_a_clean_file_passes_the_scanner(folder, settings):
    settings.CLAMAV = f"127.0.0.1:{Clamd().port}"
    assert put(makers.pdf()).id


def test_a_virus_is_named_and_refused(folder, settings):
    settings.CLAMAV = f"127.0.0.1:{Clamd().port}"
    with pytest.raises(errors.FileInfected) as refusal:
        put(b"%PDF-1.7\nEICAR\n%%EOF", "a.pdf")
    assert "Eicar-Test" in str(refusal.value)
    assert StoredContent.objects.count() == 0


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0"])
def test_without_a_verdict_nothing_comes_in(folder, settings, answer):
    settings.CLAMAV = f"127.0.0.1:{Clamd(answer).port}"
    with pytest.raises(errors.ScannerUnavailable):
        put(makers.pdf())


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/clamd.sock", "nonsense"])
def test_an_absent_scanner_is_said(folder, settings, address):
    settings.CLAMAV = address
    with pytest.raises(errors.ScannerUnavailable) as refusal:
        put(makers.pdf())
    assert refusal.value.status == 503


# --- to the browser -------------------------------------------------------------------------------------------


@pytest.fixture
def rf():
    return RequestFactory()


def body(response):
    return b"".join(response.streaming_content)


def test_serving_streams_with_safe_headers(folder, rf):
    stored = put(makers.pdf(), "Quyết định số 15.pdf")
    response = files.serve(rf.get("/"), stored.id, "Quyết định “15”; bản 2.pdf", False)
    assert body(response) == makers.pdf()
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == str(stored.size)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["ETag"] == f'"{stored.sha256}"'
    assert response["Cache-Control"] == "private, no-cache"
    assert response["Content-Disposition"] == (
        'attachment; filename="quyet dinh 15_ ban 2.pdf"; '
        "filename*=UTF-8''Quy%E1%BA%BFt%20%C4%91%E1%BB%8Bnh%20%E2%80%9C15%E2%80%9D%3B%20b%E1%BA%A3n%202.pdf"
    )


def test_only_harmless_kinds_are_shown_inline(folder, rf):
    paper, word = put(makers.pdf()), put(makers.word(), "a.docx")
    assert files.serve(rf.get("/"), paper.id, inline=True)["Content-Disposition"].startswith("inline;")
    assert files.serve(rf.get("/"), word.id, inline=True)["Content-Disposition"].startswith("attachment;")
    note = put(b"<b>", "a.txt", accept={"text/plain"})
    assert files.serve(rf.get("/"), note.id, inline=True)["Content-Type"] == "text/plain; charset=utf-8"


def test_a_name_cannot_break_the_header(folder, rf):
    header = files.serve(rf.get("/"), put(makers.pdf()).id, 'a"\r\nSet-Cookie: x=1.pdf')["Content-Disposition"]
    assert "\n" not in header
    assert header.count('"') == 2


def test_a_known_etag_gives_304(folder, rf):
    stored = put(makers.pdf())
    response = files.serve(rf.get("/", headers={"If-None-Match": f'"{stored.sha256}"'}), stored.id)
    assert (response.status_code, response.content) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "first", "end"),
    [("bytes=0-9", 0, 10), ("bytes=5-", 5, None), ("bytes=-7", -7, None), ("bytes=3-99999", 3, None)],
)
def test_ranges(folder, rf, asked, first, end):
    stored, whole = put(makers.pdf()), makers.pdf()
    response = files.serve(rf.get("/", headers={"Range": asked}), stored.id)
    assert response.status_code == 206
    assert body(response) == whole[first:end]
    start = first if first >= 0 else len(whole) + first
    stop = len(whole) if end is None else end
    assert response["Content-Range"] == f"bytes {start}-{stop - 1}/{len(whole)}"
    assert response["Content-Length"] == str(stop - start)


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=9-2", "bytes=-0"])
def test_impossible_ranges_give_416(folder, rf, asked):
    response = files.serve(rf.get("/", headers={"Range": asked}), put(makers.pdf()).id)
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{len(makers.pdf())}"


@pytest.mark.parametrize("asked", ["bytes=-", "bytes=1-2,4-5", "lines=1-2", "bytes=x", "bytes=" + "9" * 60 + "-"])
def test_odd_ranges_give_the_whole(folder, rf, asked):
    response = files.serve(rf.get("/", headers={"Range": asked}), put(makers.pdf()).id)
    assert (response.status_code, body(response)) == (200, makers.pdf())
