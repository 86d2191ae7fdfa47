"""What the build makes: small enough, complete, without a host's name; and templates use only what exists."""

import gzip
import json
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from congvu.ui.api import paper_fonts
from congvu.ui.tags.marks import ICONS

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "src/congvu/ui/static/ui/dist"
TEMPLATES = sorted(ROOT.glob("src/congvu/*/templates/**/*.html"))
VIETNAMESE = {*range(0x1EA0, 0x1EFA), *map(ord, "ĂăÂâĐđÊêÔôƠơƯư")}


@pytest.mark.parametrize(
    ("name", "limit"), [("office.css", 35_000), ("public.css", 25_000), ("public.js", 15_000), ("office.js", 60_000)]
)
def test_files_stay_under_their_limits_as_browsers_get_them(client, name, limit):
    response = client.get(f"/static/ui/dist/{name}", headers={"Accept-Encoding": "gzip"})

    body = b"".join(response.streaming_content)
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == (DIST / name).read_bytes()
    assert len(body) <= limit


def test_public_pages_carry_neither_htmx_nor_tabler():
    assert b"htmx" not in (DIST / "public.js").read_bytes().replace(b"htmx:", b"")
    assert b"Tabler" not in (DIST / "public.css").read_bytes()


def test_styles_load_nothing_from_elsewhere():
    for name in ("office.css", "public.css"):
        addresses = re.findall(r"url\(([^)]*)\)", (DIST / name).read_text(encoding="utf-8"))
        assert [a for a in addresses if not a.strip("\"'").startswith(("./fonts/", "data:"))] == []


def test_scripts_evaluate_nothing_by_themselves():
    source = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "assets/src").rglob("*.js"))
    assert "allowEval = false" in source
    assert not re.search(r"\beval\(|new Function|innerHTML\s*=", source)


def test_the_lock_names_no_host():
    lock = (ROOT / "assets/package-lock.json").read_text(encoding="utf-8")
    assert not re.search(r"https?://", lock)


@pytest.mark.parametrize("style", ["Regular", "Bold", "Italic", "BoldItalic"])
def test_the_typefaces_of_papers_hold_every_vietnamese_letter(style):
    font = TTFont(paper_fonts() / f"Tinos-{style}.ttf")

    assert VIETNAMESE - set(font.getBestCmap()) == set()
    assert font["name"].getBestFamilyName() == "Tinos"


def test_every_icon_named_in_a_template_was_built():
    built = set(json.loads(ICONS.read_text(encoding="utf-8")))
    named = {m for t in TEMPLATES for m in re.findall(r'{% cv_icon "([^"]+)"', t.read_text(encoding="utf-8"))}
    assert named - built == set()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT / "src/congvu")))
def test_templates_hold_no_inline_style_script_or_handler(template):
    html = template.read_text(encoding="utf-8")

    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", html)
    assert re.findall(r"<script(?![^>]*(?:\ssrc=|application/json))", html) == []
