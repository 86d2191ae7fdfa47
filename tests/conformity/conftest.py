"""One prepared scene for all points; every test's changes are rolled back to it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.test import Client, override_settings

from congvu.signing import vault
from tests.backup.elsewhere import elsewhere  # noqa: F401 (a fixture)

from . import scene as making
from .scene import Scene
from .table import PROPERTY


@pytest.fixture(scope="package")
def prepared(
    django_db_setup: None, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Scene, Path]]:
    """Build the scene in a transaction around all tests of the package, with its files in a folder of its own."""
    folder = tmp_path_factory.mktemp("conformity")
    storages = {**django_settings.STORAGES}
    storages["default"] = {**storages["default"], "OPTIONS": {"location": folder / "files"}}
    with override_settings(STORAGES=storages, DATA=folder), django_db_blocker.unblock():  # type: ignore[attr-defined]
        vault._fernet.cache_clear()
        with transaction.atomic():
            yield making.build(), folder
            transaction.set_rollback(True)
        vault._fernet.cache_clear()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def scene(prepared: tuple[Scene, Path], db: None) -> Scene:
    """Return the scene as it was prepared."""
    whole, _folder = prepared
    for row in (whole.asked, whole.answer, whole.draft, whole.file):
        row.refresh_from_db()
    return whole


@pytest.fixture
def stored(prepared: tuple[Scene, Path]) -> Path:
    """Return the folder of the files."""
    return prepared[1] / "files"


@pytest.fixture
def page(scene: Scene, client: Client):
    """Return a function that opens an address as somebody and gives its text."""

    def run(who: str, address: str, status: int = 200) -> str:
        client.force_login(scene.office.accounts[who])
        answer = client.get(address)
        assert answer.status_code == status, address
        return b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode("utf-8", "replace")

    return run


@pytest.fixture(autouse=True)
def points_of(request: pytest.FixtureRequest, record_property) -> None:
    """Hand the points of the test on to the table."""
    for key in getattr(request.function, "points", ()):
        record_property(PROPERTY, key)
