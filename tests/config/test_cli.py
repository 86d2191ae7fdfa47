"""The `congvu` command: its own commands, those of the apps, Django's."""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from congvu.config import cli
from congvu.config.cli import congvu

from .stack import ROOT


def told(*args):
    """Run a command as an operator does; exit code, output."""
    done = subprocess.run(
        [sys.executable, "-m", "congvu", *args], cwd=ROOT, env={"PYTHONPATH": "src", "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_help_is_vietnamese_and_names_each_command():
    answer = CliRunner().invoke(congvu, ["--help"])
    assert answer.exit_code == 0
    for name in ("run", "serve", "work", "events", "migrate", "demo", "doctor", "manage"):
        assert f"  {name} " in answer.output
    assert "Chạy trọn hệ thống" in answer.output


def test_help_does_not_load_django():
    code = "import sys; from congvu.config import cli; assert not any(m.startswith('django') for m in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={"PYTHONPATH": "src"}, capture_output=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("args", [("run", "--port", "0"), ("run", "--port", "99999"), ("run", "--port", "abc")])
def test_a_wrong_port_is_refused(args):
    answer = CliRunner().invoke(congvu, list(args))
    assert answer.exit_code == 2
    assert "port" in answer.output


def test_djangos_commands_are_reached_by_name_and_by_manage():
    for args in (("check",), ("manage", "check")):
        code, output = told(*args)
        assert (code, "no issues" in output) == (0, True), output


def test_an_app_and_a_verb_reach_the_management_command(monkeypatch, tmp_path):
    folder = tmp_path / "signing/management/commands"
    folder.mkdir(parents=True)
    (folder / "signing_verify.py").touch()
    passed = []
    monkeypatch.setattr(cli, "PACKAGE", tmp_path)
    monkeypatch.setattr(cli, "_management", lambda *args: passed.append(args))
    for args in (["signing", "verify", "--json", "a.pdf"], ["signing", "other"], ["migrate", "kernel", "0001"]):
        CliRunner().invoke(congvu, args)
    assert passed == [
        ("signing_verify", "--json", "a.pdf"),
        ("signing", "other"),
        ("migrate", "kernel", "0001"),
    ]


def test_an_unknown_command_says_so():
    code, output = told("khong-co")
    assert code == 1
    assert "Unknown command: 'khong-co'" in output


def test_a_data_folder_that_cannot_be_written_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    code, output = told("run", "--data", str(tmp_path / "file" / "data"), "--port", "8999")
    assert code == 1
    assert "Không ghi được vào thư mục dữ liệu" in output
    assert "Traceback" not in output
