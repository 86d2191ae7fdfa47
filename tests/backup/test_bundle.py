"""The file of a backup: what goes in comes out; whatever was changed is noticed and nothing of it is taken."""

import hashlib
import io
import json
import tarfile
from dataclasses import asdict

import pytest

from congvu.backup.bundle import cipher, reader
from congvu.backup.bundle.manifest import HEAD, MANIFEST, Head
from congvu.backup.bundle.writer import BundleWriter
from congvu.backup.errors import BackupDamaged, PassphraseRefused

from .conftest import PASSPHRASE

CONTENT = "Công văn số 12/UBND-VP".encode() * 40_000
NAME = hashlib.sha256(CONTENT).hexdigest()
HEADING = Head(
    made_at="2026-10-14T03:20:00+00:00", product="0.1.0", postgres="18.6", migrations=["kernel.0001"],
    tables={"office": ["id", "name"], "paper": ["id"]}, sequences={"office_id_seq": (3, True)},
    with_files=True, with_secrets=True,
)  # fmt: skip
ROWS = [b"1\tVan phong\n", b"2\tSo Tu phap\\nTien Giang\n"]


class Kept(reader.Sink):
    def __init__(self):
        self.tables, self.files, self.secrets = {}, {}, {}

    def rows(self, table, piece):
        self.tables[table] = self.tables.get(table, b"") + piece

    def file(self, sha256, size, source):
        self.files[sha256] = b"".join(iter(lambda: source.read(1000), b""))

    def secret(self, name, data):
        self.secrets[name] = data


def written(path, passphrase=""):
    with open(path, "wb") as file, BundleWriter(file, HEADING, passphrase=passphrase) as bundle:
        bundle.table("office", ROWS)
        bundle.table("paper", [])
        bundle.file(NAME, len(CONTENT), io.BytesIO(CONTENT))
        bundle.lost("0" * 64, 5, "không có trong kho")
        bundle.secret("audit.key", b"key")
        bundle.finish()
    assert bundle.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    return path


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE], ids=["plain", "encrypted"])
def test_what_goes_in_comes_out(tmp_path, passphrase):
    kept = Kept()
    outcome = reader.read(written(tmp_path / "b.tar", passphrase), kept, passphrase)
    assert outcome.faults == []
    assert outcome.head == HEADING
    assert kept.tables == {"office": b"".join(ROWS)}
    assert kept.files == {NAME: CONTENT}
    assert kept.secrets == {"audit.key": b"key"}
    assert [asdict(lost) for lost in outcome.manifest.lost] == [
        {"sha256": "0" * 64, "size": 5, "reason": "không có trong kho"}
    ]
    assert (outcome.manifest.rows, outcome.manifest.files, outcome.manifest.file_bytes) == (2, 1, len(CONTENT))


def test_nothing_of_an_encrypted_backup_can_be_read(tmp_path):
    data = written(tmp_path / "b.tar.enc", PASSPHRASE).read_bytes()
    assert b"Van phong" not in data
    assert CONTENT[:64] not in data
    assert HEAD.encode() not in data


def test_a_wrong_missing_or_short_passphrase_is_refused(tmp_path):
    file = written(tmp_path / "b.tar.enc", PASSPHRASE)
    for given in ("", "mật khẩu khác 12 ký tự"):
        with pytest.raises(PassphraseRefused):
            reader.read(file, Kept(), given)
    with pytest.raises(PassphraseRefused):
        written(tmp_path / "c.tar.enc", "ngắn")


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE], ids=["plain", "encrypted"])
@pytest.mark.parametrize("part", [3, 50, 97], ids=["begin", "middle", "end"])
def test_a_changed_byte_is_noticed(tmp_path, passphrase, part):
    file = written(tmp_path / "b.tar", passphrase)
    data = bytearray(file.read_bytes())
    places = [len(data) * part // 100] if passphrase else [data.index(CONTENT) + len(CONTENT) * part // 100]
    for place in places:
        data[place] ^= 1
    file.write_bytes(data)
    try:
        faults = reader.read(file, Kept(), passphrase).faults
    except (BackupDamaged, PassphraseRefused):
        return
    assert faults == [f"tệp {NAME}: nội dung sai mã băm"]


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE], ids=["plain", "encrypted"])
@pytest.mark.parametrize("left", [0, 1, 30, 600, 20_000, -30_000], ids=str)
def test_a_file_cut_short_is_refused(tmp_path, passphrase, left):
    file = written(tmp_path / "b.tar", passphrase)
    file.write_bytes(file.read_bytes()[:left])
    with pytest.raises((BackupDamaged, PassphraseRefused)):
        reader.read(file, Kept(), passphrase)


def test_frames_left_out_moved_or_added_are_noticed(tmp_path):
    file = written(tmp_path / "b.tar", PASSPHRASE)
    data = file.read_bytes()
    size = cipher.FRAME + 17
    head = len(cipher.MAGIC) + cipher._PLACES.size
    frames = [data[at : at + size] for at in range(head, len(data), size)]
    assert len(frames) > 3
    for changed in ([frames[0], *frames[2:]], [frames[1], frames[0], *frames[2:]], [*frames, frames[0]]):
        file.write_bytes(data[:head] + b"".join(changed))
        with pytest.raises((BackupDamaged, PassphraseRefused)):
            reader.read(file, Kept(), PASSPHRASE)


def rebuilt(path, change):
    """Write the members of a good backup again as `change` gives them."""
    with tarfile.open(path) as tar:
        members = [(entry, tar.extractfile(entry).read()) for entry in tar.getmembers()]
    with tarfile.open(path, "w") as tar:
        for entry, data in change(members):
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))


def _named(name, data=b"x", kind=tarfile.REGTYPE):
    entry = tarfile.TarInfo(name)
    entry.type = kind
    entry.linkname = "/etc/passwd"
    return entry, data if kind == tarfile.REGTYPE else b""


HOSTILE = {
    "path": lambda found: [found[0], _named("../../etc/passwd"), *found[1:]],
    "absolute": lambda found: [found[0], _named("/etc/passwd"), *found[1:]],
    "symlink": lambda found: [found[0], _named("keys/audit.key", kind=tarfile.SYMTYPE), *found[1:]],
    "hard link": lambda found: [found[0], _named("keys/audit.key", kind=tarfile.LNKTYPE), *found[1:]],
    "device": lambda found: [found[0], _named("files/" + "0" * 64, kind=tarfile.CHRTYPE), *found[1:]],
    "key path": lambda found: [found[0], _named("keys/..%2fx"), *found[1:]],
    "unknown table": lambda found: [found[0], _named("tables/pg_authid/000001.copy.gz"), *found[1:]],
    "table twice": lambda found: [found[0], found[1], *found[1:]],
    "no gzip": lambda found: [found[0], (found[1][0], b"drop table"), *found[2:]],
    "no head": lambda found: found[1:],
    "head no JSON": lambda found: [(found[0][0], b"{" * 5000), *found[1:]],
    "head of another kind": lambda found: [(found[0][0], b'{"type": "x"}'), *found[1:]],
    "head of a later version": lambda found: [
        (found[0][0], json.dumps({**json.loads(found[0][1]), "version": 2}).encode()), *found[1:]
    ],
    "head with rubbish": lambda found: [
        (found[0][0], json.dumps({**json.loads(found[0][1]), "tables": {"a": 1}}).encode()), *found[1:]
    ],
    "manifest with rubbish": lambda found: [*found[:-1], (found[-1][0], b'{"type": "congvu-backup", "version": 1}')],
    "after the manifest": lambda found: [*found, _named("files/" + "0" * 64)],
    "no manifest": lambda found: found[:-1],
}  # fmt: skip


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_refused_with_a_sentence(tmp_path, change):
    file = written(tmp_path / "b.tar")
    rebuilt(file, change)
    with pytest.raises(BackupDamaged, match=r"^Tệp sao lưu không dùng được: ") as refusal:
        reader.read(file, Kept(), "")
    assert refusal.value.code == "backup.damaged"


def test_rows_that_differ_from_the_manifest_are_named(tmp_path):
    file = written(tmp_path / "b.tar")

    def fewer(found):
        told = json.loads(found[-1][1])
        told["tables"]["office"]["rows"] = 3
        return [*found[:-1], (found[-1][0], json.dumps(told).encode())]

    rebuilt(file, fewer)
    assert reader.read(file, Kept(), "").table_faults == ["bảng office: 2 dòng, bảng kê ghi 3"]
    assert MANIFEST == "manifest.json"


def test_large_tables_come_in_parts_of_bounded_size(tmp_path, monkeypatch):
    monkeypatch.setattr("congvu.backup.bundle.writer._RAW_PART", 2000)
    rows = [f"{number}\t{hashlib.sha256(str(number).encode()).hexdigest()}\n".encode() for number in range(300)]
    with open(tmp_path / "b.tar", "wb") as file, BundleWriter(file, HEADING) as bundle:
        bundle.table("office", rows)
        bundle.table("paper", [])
        bundle.finish()
    assert len(bundle.manifest.tables["office"].parts) > 5
    kept = Kept()
    assert reader.read(tmp_path / "b.tar", kept).ok
    assert kept.tables["office"] == b"".join(rows)
