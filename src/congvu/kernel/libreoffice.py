"""Files turned into another format by LibreOffice, where it is installed: bounded in time, killed when it hangs."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from typing import BinaryIO


class CannotConvert(Exception):
    """LibreOffice is not installed, hung, or made nothing of the file."""


def program() -> str | None:
    """Return the LibreOffice program of this machine, or None."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert(source: BinaryIO, *, ending: str, to: str, with_program: str | None, seconds: int = 120) -> bytes:
    """Return what LibreOffice makes of a file ("pdf", "doc:MS Word 97"), in a profile of its own. Raises CannotConvert.

    `ending` is that of the source (".docx"); `with_program` is what `program` said. Call it where no transaction is
    open.
    """
    if with_program is None:
        raise CannotConvert
    with tempfile.TemporaryDirectory(prefix="congvu-office-") as folder:
        with open(f"{folder}/paper{ending}", "wb") as copy:
            shutil.copyfileobj(source, copy)
        command = [
            with_program, "--headless", "--norestore", "--nolockcheck", "--nodefault",
            f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to", to, "--outdir", f"{folder}/out", f"{folder}/paper{ending}",
        ]  # fmt: skip
        _run_bounded(command, folder, seconds)
        try:
            with open(f"{folder}/out/paper.{to.partition(':')[0]}", "rb") as made:
                return made.read()
        except FileNotFoundError as error:
            raise CannotConvert from error


def _run_bounded(command: list[str], folder: str, seconds: int) -> None:
    """Run in an own process group, so that the children of a hung program are killed with it."""
    with subprocess.Popen(
        command,
        cwd=folder,
        env={"PATH": os.environ.get("PATH", ""), "HOME": folder, "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise CannotConvert from error
