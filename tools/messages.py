"""Catalogues of texts: `python tools/messages.py update|compile|missing`.

Texts in the source are Vietnamese. The English catalogue translates all of them; the Vietnamese catalogue
translates the English texts of libraries that ship no Vietnamese.
"""

import importlib.util
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "src" / "congvu" / "locale"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# Thư viện không có bản tiếng Việt mà người dùng thấy câu chữ của nó.
LIBRARIES = ("allauth.account", "allauth.mfa", "allauth.socialaccount", "allauth.usersessions")


def _python(source: bytes) -> Iterator[tuple[int, object, object]]:
    for line, message, _comments, context in extract("python", io.BytesIO(source), keywords=KEYWORDS):
        yield line, message, context


def _template(text: str) -> Iterator[tuple[int, object, object]]:
    from django.utils.translation.template import templatize

    yield from _python(templatize(text).encode())


def source_messages() -> Catalog:
    """Return every text of our own source, Python and templates."""
    catalog = Catalog(domain="django")
    for path in sorted((ROOT / "src" / "congvu").rglob("*")):
        name = path.relative_to(ROOT).as_posix()
        if "/migrations/" in name or "/dist/" in name:
            continue
        if path.suffix == ".py":
            found = _python(path.read_bytes())
        elif path.suffix in {".html", ".txt"} and "/templates/" in name:
            found = _template(path.read_text(encoding="utf-8"))
        else:
            continue
        for _line, message, context in found:
            catalog.add(message, locations=[(name, None)], context=context)  # type: ignore[arg-type]
    return catalog


def library_messages() -> Catalog:
    """Return the texts in the Python code of libraries without Vietnamese."""
    catalog = Catalog(domain="django")
    for package in LIBRARIES:
        spec = importlib.util.find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            continue
        for path in sorted(Path(spec.submodule_search_locations[0]).rglob("*.py")):
            if "tests" in path.parts or "providers" in path.parts:
                continue
            for _line, message, context in _python(path.read_bytes()):
                catalog.add(message, locations=[(package, None)], context=context)  # type: ignore[arg-type]
    return catalog


def wanted(language: str) -> Catalog:
    """Return the texts that a language's catalogue must hold."""
    return source_messages() if language == "en" else library_messages()


def read(language: str) -> Catalog:
    """Return the catalogue as it stands."""
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return Catalog(locale=language, domain="django")
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="django")


def missing(language: str) -> list[str]:
    """Return the texts without a translation."""
    have = read(language)
    lacking = []
    for message in wanted(language):
        if not message.id:
            continue
        found = have.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
        texts = (found.string if isinstance(found.string, list | tuple) else [found.string]) if found else [""]
        if found is None or found.fuzzy or not all(texts):
            lacking.append(message.id if isinstance(message.id, str) else message.id[0])
    return sorted(lacking)


def update(language: str) -> None:
    """Bring the catalogue to the texts of today, keeping translations and dropping what is gone."""
    catalog = read(language)
    # Không ghi giờ làm danh mục: hai người cùng thêm câu sẽ luôn đụng nhau ở đó.
    catalog.update(wanted(language), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=110, omit_header=False, sort_output=True, no_location=True)


def compile_all() -> None:
    """Write the .mo files that Django reads."""
    for language in ("vi", "en"):
        with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("wb") as file:
            write_mo(file, read(language))


if __name__ == "__main__":
    command = sys.argv[1] if len(sys.argv) > 1 else "missing"
    if command == "compile":
        compile_all()
    elif command == "update":
        for language in ("vi", "en"):
            update(language)
            print(f"{language}: {len(missing(language))} thiếu")
    else:
        for language in ("vi", "en"):
            print(language, *missing(language), sep="\n  ")
