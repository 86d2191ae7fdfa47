"""Chromium for the tests that need a browser."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from .installation import Installation, run_once
from .pair.starting import Pair, run_both

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that `make test` leaves them to `make browser`.

    Those that need the whole installation share one in each of two processes: journeys, and walks over every page.
    """
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            whole = "installation" in getattr(item, "fixturenames", ())
            group = "components" if not whole else "journeys" if "journey" in item.path.name else "walks"
            group = "pair" if "pair" in getattr(item, "fixturenames", ()) else group
            item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; in CI its absence is a failure."""
    program = shutil.which("chromium")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("CI cần Chromium: cài gói chromium.")
        pytest.skip("Không có Chromium trên máy này; .ci/run cài nó và chạy các kiểm thử trình duyệt.")
    # Playwright keeps an event loop in this thread; Django must not mistake that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=program, args=ARGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    """A whole installation with the demonstration agencies, started as a newcomer starts it."""
    yield from run_once()


@pytest.fixture(scope="session")
def pair() -> Iterator[Pair]:
    """Two installations that exchange over mutual TLS: the province's and the district's."""
    yield from run_both()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh browser profile at desk width, speaking Vietnamese."""
    found = browser.new_context(viewport={"width": 1440, "height": 900}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    yield found
    found.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that fails the test when a script throws or the content-security policy stops something."""
    found = context.new_page()
    faults: list[str] = []
    found.on("pageerror", lambda error: faults.append(str(error)))
    found.on("console", lambda m: faults.append(m.text) if "Content Security Policy" in m.text else None)
    yield found
    assert faults == []
