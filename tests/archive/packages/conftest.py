"""Packages written once, copied and broken by the tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from congvu.archive.packages.types import Kind, Written
from congvu.archive.packages.writer import Order, write_package
from tests.archive.packages.made import AT, Shelf, case_file


@pytest.fixture(scope="session")
def packages(tmp_path_factory) -> dict[str, Written]:
    """One package of each kind as a folder, and the AIP as .zip; never changed."""
    place = tmp_path_factory.mktemp("packages")
    made = {}
    for kind in Kind:
        shelf = Shelf()
        made[kind.value] = write_package(case_file(shelf), Order(kind, AT), place, open_file=shelf.open)
    shelf = Shelf()
    made["zip"] = write_package(case_file(shelf), Order(Kind.AIP, AT, as_zip=True), place, open_file=shelf.open)
    return made


@pytest.fixture
def aip(packages, tmp_path) -> Path:
    """A copy of the AIP to break."""
    source = Path(packages["AIP"].path)
    return Path(shutil.copytree(source, tmp_path / source.name))
