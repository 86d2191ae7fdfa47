"""The log in the database: append-only, sealed whole in any order of commits, and telling of every change."""

import json
import os
import stat
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from congvu.kernel.audit import export_act, export_range, history, keys, proof, record, seal_now
from congvu.kernel.audit.verifying import verify_database
from congvu.kernel.errors import NotFound
from congvu.kernel.models import AuditEntry, AuditLeaf, AuditPending, AuditSeal, NumberSeries
from tests.conftest import NOW, make_actor

SOON = NOW + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA = tmp_path
    return tmp_path


def act(number=1, **data):
    record(make_actor(), "tests.done", NumberSeries(pk=number), at=NOW, **data)
    return AuditEntry.objects.latest("pk").pk


def faults():
    return [fault for part in verify_database(keys.trusted_keys(), SOON) for fault in part.faults]


@pytest.fixture
def truncate_guard(db):
    """What tests/conftest.py switches off is on here, as in every installation."""
    with connection.cursor() as cursor:
        for table in ("kernel_auditentry", "kernel_auditleaf", "kernel_auditseal"):
            cursor.execute(f"alter table {table} enable always trigger {table}_whole")


pytestmark = pytest.mark.usefixtures("truncate_guard")


# --- append-only ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["kernel_auditentry", "kernel_auditleaf", "kernel_auditseal"])
@pytest.mark.parametrize(
    "statement", ["update {} set id = id", "delete from {}", "truncate {} cascade", "delete from {} where false"]
)
def test_the_database_refuses_any_change(table, statement):
    act()
    seal_now(NOW)
    column = {"kernel_auditleaf": "position", "kernel_auditseal": "number"}.get(table, "id")
    sql = statement.format(table).replace("id = id", f"{column} = {column}")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert faults() == []


def test_replica_mode_does_not_open_the_log():
    act()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("delete from kernel_auditentry")


# --- sealing --------------------------------------------------------------------------------------------------


def test_acts_are_sealed_in_batches_and_verify():
    ids = [act(n, số=n, at_once=[1.5, None, "ậ"]) for n in range(1, 8)]
    assert AuditPending.objects.count() == 7
    assert seal_now(NOW, batch=3) == 7
    assert seal_now(SOON) == 0
    assert list(AuditSeal.objects.order_by("number").values_list("number", "first", "count")) == [
        (1, 0, 3), (2, 3, 3), (3, 6, 1),
    ]  # fmt: skip
    assert list(AuditLeaf.objects.order_by("position").values_list("entry_id", flat=True)) == ids
    assert AuditPending.objects.count() == 0
    assert faults() == []


def test_an_empty_log_verifies():
    assert seal_now(NOW) == 0
    assert faults() == []


def test_a_rolled_back_act_leaves_nothing_to_seal():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        act()
        raise ZeroDivisionError
    assert (AuditEntry.objects.count(), AuditPending.objects.count()) == (0, 0)


def test_the_stored_hash_is_that_of_the_fixed_form():
    pk = act(7, số=15)
    seal_now(NOW)
    entry = AuditEntry.objects.get(pk=pk)
    expected = (
        f'congvu-act-1\n[{pk},"2026-10-14T03:20:00.000000Z","tests.done","kernel.numberseries",7,1,1,'
        f'"Đỗ Thị Bé Ba",1,"Văn thư",null,"",{{"số":15}}]'
    )
    assert bytes(AuditLeaf.objects.get(entry_id=entry.pk).hash) == proof.leaf_hash(expected.encode())


# --- tampering by the owner of the database ------------------------------------------------------------------


def tamper(sql, table="kernel_auditentry"):
    """What a superuser can do: switch the guard off, change, switch it on again."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(f"alter table {table} disable trigger user")
        cursor.execute(sql)
        cursor.execute(f"alter table {table} enable trigger user")
        for guard in ("fixed", "whole"):
            cursor.execute(f"alter table {table} enable always trigger {table}_{guard}")


CHANGES = {
    "id": "id + 1000", "at": "at + interval '1 microsecond'", "code": "code || 'x'",
    "subject_type": "'x'", "subject_id": "subject_id + 1", "agency_id": "null", "person_id": "9",
    "person_name": "'Người khác'", "post_id": "null", "post_title": "post_title || ' '", "delegation_id": "4",
    "address": "'1.2.3.4'", "data": "data || '{\"số\": 16}'",
}  # fmt: skip


def test_every_column_is_under_the_seal():
    assert set(CHANGES) == {field.column for field in AuditEntry._meta.concrete_fields} == set(proof.FIELDS)


@pytest.mark.parametrize("column", CHANGES)
def test_a_change_of_any_column_is_found(column):
    ids = [act(n, số=15) for n in range(3)]
    seal_now(NOW)
    tamper(f"update kernel_auditentry set {column} = {CHANGES[column]} where id = {ids[1]}")
    told = " ".join(faults())
    assert f"việc {ids[1]} (chỗ 1) đã bị " in told


SWAP = """
    update kernel_auditleaf one set hash = other.hash from kernel_auditleaf other
    where one.position in (2, 3) and other.position = 5 - one.position
"""


@pytest.mark.parametrize(
    ("table", "sql", "told"),
    [
        ("kernel_auditentry", "delete from kernel_auditentry where id = {id}", "việc {id} (chỗ 1) đã bị xóa"),
        ("kernel_auditleaf", "delete from kernel_auditleaf where position = 1", "lá bị sửa, thiếu hoặc đổi chỗ"),
        ("kernel_auditleaf", "update kernel_auditleaf set hash = 'x' where position = 1", "lá bị sửa"),
        ("kernel_auditleaf", SWAP, "lá bị sửa, thiếu hoặc đổi chỗ"),
        ("kernel_auditleaf", "insert into kernel_auditleaf values (99, 9999, 'x')", "1 lá không thuộc con dấu nào"),
        ("kernel_auditseal", "update kernel_auditseal set root = 'x' where number = 1", "con dấu 1: chữ ký"),
        ("kernel_auditseal", "update kernel_auditseal set sealed_at = now() where number = 1", "con dấu 1: chữ ký"),
        ("kernel_auditseal", "delete from kernel_auditseal where number = 1", "mất các con dấu đầu tiên"),
        ("kernel_auditseal", "delete from kernel_auditseal where number = 2", "con dấu 3: không nối tiếp"),
        ("kernel_auditseal", "delete from kernel_auditseal where number = 3", "không thuộc con dấu nào"),
    ],
)
def test_changes_of_leaves_and_seals_are_found(table, sql, told):
    ids = [act(n) for n in range(6)]
    seal_now(NOW, batch=2)
    tamper(sql.format(id=ids[1]), table)
    assert told.format(id=ids[1]) in " ".join(faults())


def test_an_act_taken_out_of_the_queue_is_found():
    pk = act()
    with connection.cursor() as cursor:
        cursor.execute("delete from kernel_auditpending")
    assert faults() == [f"việc {pk} không được đưa vào niêm phong"]


def test_an_act_removed_while_it_waited_is_found():
    pk = act()
    tamper("delete from kernel_auditentry")
    assert faults() == [f"việc {pk} chờ niêm phong đã bị xóa"]


def test_acts_that_wait_too_long_are_told():
    act()
    now = timezone.now()  # the queue keeps the database's time
    assert list(verify_database(keys.trusted_keys(), now + timedelta(minutes=50)))[-1].faults == ()
    parts = list(verify_database(keys.trusted_keys(), now + timedelta(hours=2)))
    assert parts[-1].faults == ("1 việc chờ niêm phong quá một giờ: tiến trình nền có đang chạy không?",)


def test_an_act_of_last_year_recorded_just_now_does_not_wait_too_long():
    assert timezone.now() - NOW > timedelta(hours=2)
    act()
    assert list(verify_database(keys.trusted_keys(), timezone.now()))[-1].faults == ()


def test_a_guard_that_is_off_is_told():
    with connection.cursor() as cursor:
        cursor.execute("alter table kernel_auditentry disable trigger kernel_auditentry_pending")
    assert faults() == ["chốt kernel_auditentry_pending đang tắt"]


def test_seals_of_another_key_are_not_believed(settings, tmp_path):
    act()
    seal_now(NOW)
    settings.DATA = tmp_path / "other"
    assert faults() == ["con dấu 1: chữ ký không phải của khóa được tin cậy"]


def test_a_new_key_goes_on_with_the_chain(data_folder):
    act(1)
    seal_now(NOW)
    folder = data_folder / "keys"
    (folder / "audit.pub").rename(folder / "audit-2026.pub")
    (folder / "audit.key").unlink()
    act(2)
    seal_now(SOON)
    assert len(set(AuditSeal.objects.values_list("key", flat=True))) == 2
    assert faults() == []


# --- keys -----------------------------------------------------------------------------------------------------


def test_the_key_file_is_for_its_owner_alone(data_folder):
    key = keys.private_key()
    file = data_folder / "keys" / "audit.key"
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o600
    assert keys.private_key().private_bytes_raw() == key.private_bytes_raw()
    assert (data_folder / "keys" / "audit.pub").read_bytes() == keys.public_pem(key.public_key())


def test_the_key_may_come_from_the_environment(settings, data_folder):
    pem = (keys.private_key(), (data_folder / "keys" / "audit.key").read_text())[1]
    settings.DATA = data_folder / "nothing"
    settings.AUDIT_KEY = pem.strip()
    act()
    assert seal_now(NOW) == 1
    assert not settings.DATA.exists()
    assert faults() == []


# --- proofs for others ----------------------------------------------------------------------------------------


def verify(*args):
    """Run the command; return its exit code."""
    try:
        call_command("verify", *map(str, args))
    except SystemExit as end:
        return end.code
    return 0


@pytest.fixture
def public_key(data_folder):
    keys.private_key()
    return data_folder / "keys" / "audit.pub"


def test_an_exported_act_is_checked_offline_with_only_the_public_key(
    data_folder, public_key, settings, django_assert_num_queries, capsys
):
    ids = [act(n, số=n) for n in range(9)]
    seal_now(NOW, batch=4)
    file = data_folder / "act.json"
    assert verify(file, "--export-act", ids[5]) == 0
    settings.DATA = data_folder / "elsewhere"
    with django_assert_num_queries(0):
        assert verify(file, "--key", public_key) == 0
    assert "đạt  tệp chứng minh: 2" in capsys.readouterr().out

    document = json.loads(file.read_text())
    assert document["acts"][0]["fields"]["data"] == {"số": 5}
    document["acts"][0]["fields"]["data"]["số"] = 6
    file.write_text(json.dumps(document))
    assert verify(file, "--key", public_key) == 1
    assert "LỖI" in capsys.readouterr().out


def test_an_exported_range_shows_that_nothing_is_missing(data_folder, public_key):
    for n in range(9):
        act(n)
    seal_now(NOW, batch=2)
    file = data_folder / "range.json"
    assert verify(file, "--export-range", 2, 4, "--with-acts") == 0
    assert verify(file, "--key", public_key) == 0
    whole = json.loads(file.read_text())
    assert [len(whole["seals"]), len(whole["acts"])] == [3, 6]
    for part in ("seals", "acts"):
        file.write_text(json.dumps({**whole, part: whole[part][:1] + whole[part][2:]}))
        assert verify(file, "--key", public_key) == 1


def test_nothing_is_exported_that_is_not_sealed(data_folder):
    pk = act()
    with pytest.raises(NotFound):
        export_act(pk)
    with pytest.raises(NotFound):
        export_range(1, 1)
    with pytest.raises(CommandError, match="chưa được niêm phong"):
        call_command("verify", str(data_folder / "x.json"), "--export-act", str(pk))


@pytest.mark.parametrize("content", ["", "{", "[1]", "\x00", '{"type": "congvu-audit-proof"}', "[" * 100_000])
def test_a_file_that_is_no_proof_is_a_fault_not_a_crash(data_folder, public_key, content):
    file = data_folder / "x.json"
    file.write_text(content)
    assert verify(file, "--key", public_key) == 1


def test_a_key_file_that_is_none_is_said(data_folder):
    (data_folder / "x.pub").write_text("không phải khóa")
    with pytest.raises(CommandError, match="Không đọc được khóa"):
        call_command("verify", "--key", str(data_folder / "x.pub"))


def test_a_check_makes_no_key(data_folder):
    assert verify() == 0
    assert list(data_folder.iterdir()) == []
    act()
    seal_now(NOW)
    (data_folder / "keys" / "audit.key").unlink()
    assert verify() == 0  # the public half is enough


def test_the_command_prints_one_line_a_part(capsys):
    act()
    seal_now(NOW)
    assert verify() == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        " đạt  chốt chặn sửa, xóa: 7",
        " đạt  con dấu niêm phong: 1",
        " đạt  việc đã niêm phong: 1",
        " đạt  việc chờ niêm phong: 0",
    ]
    assert verify("--json") == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True


def test_history_is_newest_first():
    first, second = act(3), act(3)
    act(4)
    assert [entry.pk for entry in history(subject=NumberSeries(pk=3))] == [second, first]


def test_checking_takes_a_bounded_number_of_queries(django_assert_max_num_queries):
    for n in range(20):
        act(n)
    seal_now(NOW)
    with django_assert_max_num_queries(16):
        assert faults() == []
