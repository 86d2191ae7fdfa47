"""What a page looks like to whoever stamps it; asked of a process of its own, which a hostile file may kill."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from .free_place import Ink

PROGRAM: Final = Path(__file__).parent.parent / "pdf_ink.py"
SECONDS: Final = 15


def ink_of(pdf: bytes) -> Ink | None:
    """Return where the first page of a PDF carries ink; None where it cannot be drawn in time."""
    environment = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(PROGRAM)],
            input=pdf,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            cwd="/",
            env=environment,
        )
        answer = json.loads(done.stdout)
        rows = tuple(bytes(one == "1" for one in row) for row in answer["rows"])
        return Ink(float(answer["width"]), float(answer["height"]), float(answer["cell"]), rows)
    except (subprocess.TimeoutExpired, OSError, ValueError, KeyError):
        return None
