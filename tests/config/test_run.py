"""`congvu run` as an operator sees it: one real start, shared by the tests of this file."""

import os
import signal
import socket
import stat

from .stack import Stack, free_port


def test_a_start_brings_up_every_part(stack):
    state = stack.health()
    assert state["ok"] is True
    assert {name for name, part in state["parts"].items() if part["ok"]} == set(state["parts"])
    assert {"database", "migrations", "storage", "worker"} <= set(state["parts"])


def test_the_address_is_told(stack):
    assert f"http://127.0.0.1:{stack.port}" in stack.output()


def test_secrets_are_private(stack):
    for name in ("secret-key", "postgres/password"):
        assert stat.S_IMODE((stack.data / name).stat().st_mode) == 0o600


def test_a_second_run_on_the_same_folder_is_refused_with_a_sentence(stack):
    second = Stack(stack.data, free_port())
    assert second.wait_for_end(20) == 1
    assert "đang chạy trên thư mục dữ liệu" in second.output()
    assert stack.health()["ok"] is True


def test_a_port_in_use_is_refused_with_a_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = Stack(tmp_path, port)
        assert refused.wait_for_end(20) == 1
    assert f"Cổng {port} đã có chương trình khác dùng" in refused.output()


def test_web_worker_and_database_come_back_after_kill(stack):
    for name in ("web", "worker", "postgres"):
        before = stack.pid_of(name)
        os.kill(before, signal.SIGKILL)
        stack.wait_until(lambda name=name, before=before: stack.pid_of(name) not in {None, before}, 30)
        stack.wait_until_well(60)


def test_one_killed_web_process_is_replaced(stack):
    web = stack.pid_of("web")
    child = stack.children(web)[0]
    os.kill(child, signal.SIGKILL)
    stack.wait_until(lambda: child not in stack.children(web), 20)
    stack.wait_until_well(30)


def test_after_a_killed_supervisor_the_next_run_cleans_up_and_keeps_the_data(stack):
    key = (stack.data / "secret-key").read_text()
    stack.kill()
    stack.start()
    stack.wait_until(lambda: stack.pid_of("web") is not None, 60)  # until then the old one may still answer
    stack.wait_until_well(60)
    assert (stack.data / "secret-key").read_text() == key


def test_stopping_leaves_no_process_and_no_lock(stack):
    stack.stop()
    assert stack.process.returncode == 0
    assert stack.left() == []
    assert not (stack.data / "postgres/data/postmaster.pid").exists()
    stack.start()
    stack.wait_until_well(60)
