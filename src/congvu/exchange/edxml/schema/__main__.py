"""Writes the schema anew."""

from . import FILE, made

FILE.write_text(made(), encoding="utf-8")
