"""The demonstration's officials, each in a browser profile of her own, at one width of screen."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect

from congvu.config.demo import PASSWORD

from ..axe import violations
from ..installation import Installation

PHONE = 800
PHONE_WIDTH = 390
PATIENCE_MS = 60_000
PICTURES = os.environ.get("CONGVU_PICTURES")  # thư mục để xem lại từng bước bằng mắt


class Desks:
    """Who signed in, and what was wrong with the pages on the way."""

    def __init__(
        self, browser: Browser, installation: Installation, width: int, phones: frozenset[str] = frozenset()
    ) -> None:
        """`phones` names those who work on a phone, whatever the width of the others."""
        self.address = installation.address
        self.width = width
        self.careful = True
        self.phones = phones
        self.faults: list[str] = []
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self._pages: dict[str, Page] = {}
        self._pictures = 0

    def of(self, name: str) -> Page:
        """Return the page of an official, signed in; she keeps it until the journey ends."""
        if name not in self._pages:
            self._pages[name] = self.sign_in(name)
        return self._pages[name]

    def sign_in(self, name: str) -> Page:
        """Open a profile and sign in."""
        page = self.stranger(PHONE_WIDTH if name in self.phones else self.width)
        page.goto(self.address + "/dang-nhap/")
        page.fill("input[name=name]", name)
        page.fill("input[name=password]", PASSWORD)
        page.get_by_role("button", name="Đăng nhập", exact=True).click()
        page.wait_for_url(self.address + "/")
        return page

    def stranger(self, width: int | None = None) -> Page:
        """Open a profile that nobody signed in to."""
        width = width or self.width
        phone = width < PHONE
        context = self._browser.new_context(
            viewport={"width": width, "height": 844 if phone else 900},
            is_mobile=phone,
            has_touch=phone,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            accept_downloads=True,
        )
        context.set_default_timeout(PATIENCE_MS)
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: script: {error}"))
        page.on("console", lambda m: self.faults.append(m.text) if "Content Security Policy" in m.text else None)
        return page

    def look(self, page: Page, what: str) -> None:
        """Note what axe finds on the page and whether it scrolls sideways; keep a picture where one was asked for."""
        if not self.careful:
            return
        page.wait_for_load_state("load")
        self._pictures += 1
        if PICTURES:
            name = f"{self.width}-{self._pictures:02d}-{what}.png"
            page.screenshot(path=Path(PICTURES) / name, full_page=True)
        self.faults += [f"{self.width} {what}: {fault}" for fault in violations(page)]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            self.faults.append(f"{self.width} {what}: scrolls sideways")

    def close(self) -> None:
        """End all profiles."""
        for context in self._contexts:
            context.close()


@contextmanager
def desks(
    browser: Browser,
    installation: Installation,
    width: int,
    *,
    careful: bool = True,
    phones: frozenset[str] = frozenset(),
) -> Iterator[Desks]:
    """Seat the officials for one journey; who is not careful passes pages without looking at them."""
    expect.set_options(timeout=PATIENCE_MS)
    seated = Desks(browser, installation, width, phones)
    seated.careful = careful
    try:
        yield seated
    finally:
        seated.close()


def act(page: Page, label: str) -> None:
    """Press what the bar at the foot of the page offers, as a link or a button."""
    bar = page.locator(".cv-actionbar")
    bar.get_by_role("link", name=label).or_(bar.get_by_role("button", name=label)).first.click()


def said(page: Page, words: str) -> None:
    """Expect the page to say what was done."""
    expect(page.locator(".cv-said")).to_contain_text(words)
