import shutil
import tempfile
from pathlib import Path

import pytest

from .stack import Stack, free_port


@pytest.fixture(scope="package")
def open_folder():
    """A folder that every user of this machine may walk through (pytest's own are closed); removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="cvr-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="package")
def stack(open_folder):
    """A running installation without demonstration, shared by the tests of this folder."""
    running = Stack(open_folder / "var", free_port())
    try:
        running.wait_until_well(120)
        yield running
    finally:
        running.stop()
