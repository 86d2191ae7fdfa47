"""Settings as an operator gives them: each wrong value stops the start with a sentence."""

import os
import re
import subprocess
import sys

import pytest

from .stack import ROOT

SOURCES = [*ROOT.glob("src/congvu/**/*.py"), ROOT / "Makefile", ROOT / ".ci/run"]
READ = re.compile(r'env\.(?:text|flag|number|words)\(\s*"([A-Z0-9_]+)"')
NAMED = re.compile(r"\bCONGVU_([A-Z0-9_]*[A-Z0-9])\b")
INTERNAL = {
    "SUPERVISOR",
    "RUN_MARK",
    "SMS",
}  # set by `congvu run` for its own children; a prefix spoken of in a sentence


def read_settings(**given):
    """Load the settings in a process of its own; exit code and what it said."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("CONGVU_", "PYTEST"))}
    code = "from congvu.config import settings; print(settings.DATABASES['default'])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**env, "PYTHONPATH": str(ROOT / "src"), **given},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def variables():
    found = set()
    for source in SOURCES:
        text = source.read_text(encoding="utf-8")
        found |= set(READ.findall(text))
        if source.suffix == ".py":
            found |= {name.removesuffix("_FILE") for name in NAMED.findall(text)}
    return found - INTERNAL - {""}


def test_every_variable_is_on_the_operators_page():
    page = set(NAMED.findall((ROOT / "docs/operator.md").read_text(encoding="utf-8")))
    assert variables() - page == set()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("CONGVU_DEBUG", "maybe", "chỉ nhận 1 hoặc 0"),
        ("CONGVU_WEB_THREADS", "0", "cần một số nguyên từ 1 đến 64"),
        ("CONGVU_POSTGRES_PORT", "abc", "cần một số nguyên"),
        ("CONGVU_DATABASE_URL", "mysql://a/b", "CONGVU_DATABASE_URL"),
        ("CONGVU_DATABASE_URL", "postgresql://a@b/", "thiếu tên cơ sở dữ liệu"),
        ("CONGVU_EVENTS_URL", "su-kien", "cần một địa chỉ http(s)"),
        ("CONGVU_LOG_LEVEL", "loud", "chỉ nhận DEBUG"),
        ("CONGVU_SECRET_KEY_FILE", "/khong/co", "không đọc được tệp"),
    ],
)
def test_a_wrong_value_stops_the_start_with_a_sentence(name, value, said):
    code, output = read_settings(**{name: value})
    assert code == 1
    assert said in output
    assert "Traceback" not in output


def test_libpq_addresses_keep_their_options():
    code, output = read_settings(
        CONGVU_DATABASE_URL="postgresql://u:p%40w@a:5432,b:5433/congvu?target_session_attrs=read-write&sslmode=require"
    )
    assert code == 0, output
    for part in ("'HOST': 'a,b'", "'PORT': '5432,5433'", "'PASSWORD': 'p@w'", "'sslmode': 'require'", "'read-write'"):
        assert part in output


def test_secrets_may_stand_in_files(tmp_path):
    (tmp_path / "url").write_text("postgresql://u:p@h/ten\n")
    code, output = read_settings(CONGVU_DATABASE_URL_FILE=str(tmp_path / "url"))
    assert code == 0
    assert "'NAME': 'ten'" in output
