"""Every relative link and picture in the repository's Markdown leads to a file that is there."""

import re
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]+`")
ELSEWHERE = ("http://", "https://", "mailto:", "#")


def documents() -> list[Path]:
    """Return the Markdown files that belong to the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "*.md"],
        cwd=ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    names = [name for name in listed.stdout.split("\0") if name]
    found = [ROOT / name for name in names] if names else [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    return [path for path in found if path.exists()]


def links(text: str) -> list[tuple[bool, str, str]]:
    """Return each link outside code: whether it is a picture, its words, its target."""
    plain = CODE.sub("", FENCED.sub("", text))
    return [(bool(mark), words, target) for mark, words, target in LINK.findall(plain)]


def faults_of(path: Path) -> list[str]:
    """Return the links of one file that lead nowhere, and its pictures without words."""
    found = []
    for is_picture, words, target in links(path.read_text(encoding="utf-8")):
        if target.startswith(ELSEWHERE):
            continue
        place = path.parent / unquote(target.partition("#")[0])
        if not place.exists():
            found.append(f"{path.relative_to(ROOT)}: {target}")
        if is_picture and not words.strip():
            found.append(f"{path.relative_to(ROOT)}: {target} has no words")
    return found


def test_every_link_and_picture_is_there():
    pages = documents()

    assert len(pages) > 10
    assert [fault for path in pages for fault in faults_of(path)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[một](a.md) ![hai](b.png)", [(False, "một", "a.md"), (True, "hai", "b.png")]),
        ("`[mã](c.md)`", []),
        ("```sh\n[mã](c.md)\n```\n", []),
    ],
)
def test_links_are_found_outside_code_only(text, expected):
    assert links(text) == expected


def test_every_picture_is_used():
    used = {Path(target).name for path in documents() for _, _, target in links(path.read_text(encoding="utf-8"))}
    kept = {path.name for path in (ROOT / "docs" / "pictures").glob("*.png")}

    assert kept - used == set()
