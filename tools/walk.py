"""A demonstration installation seen through Chromium: signed-in pages, and the pictures taken of them."""

import base64
import hashlib
import hmac
import io
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

DESK, TALL, PHONE = (1440, 900), (1440, 1680), (390, 844)
COLOURS = 192
WAIT_MS = 600


class Walk:
    """A demonstration installation, a browser, and one signed-in page for each account and width."""

    def __init__(self, browser: Browser, address: str, out: Path, password: str) -> None:
        self.browser, self.address, self.out, self.password = browser, address, out, password
        self._pages: dict[tuple[str, tuple[int, int]], Page] = {}
        self.taken: list[tuple[str, int]] = []

    def page(self, account: str, size: tuple[int, int] = DESK) -> Page:
        """Return the account's page, signed in; "" is a visitor."""
        if (account, size) not in self._pages:
            context = self.browser.new_context(
                viewport={"width": size[0], "height": size[1]}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
            )
            page = context.new_page()
            page.set_default_timeout(20_000)
            if account:
                page.goto(f"{self.address}/dang-nhap/")
                page.fill("[name=name]", account)
                page.fill("[name=password]", self.password)
                page.press("[name=password]", "Enter")
                page.wait_for_url(lambda url: "dang-nhap" not in url)
            self._pages[account, size] = page
        return self._pages[account, size]

    def open(self, account: str, path: str, size: tuple[int, int] = DESK) -> Page:
        """Open a path as an account."""
        page = self.page(account, size)
        page.goto(path if path.startswith("http") else self.address + path)
        return page

    def take(self, page: Page, name: str, *, at: str = "", height: int = 0) -> None:
        """Save what the page shows, scrolled so that `at` is in view, cut to `height`."""
        if at:
            page.locator(at).first.evaluate("e => window.scrollTo(0, e.getBoundingClientRect().top + scrollY - 70)")
        elif not page.locator("dialog[open]").count():
            page.evaluate("window.scrollTo(0, 0)")
        page.evaluate("document.activeElement && document.activeElement.matches('a') && document.activeElement.blur()")
        page.wait_for_timeout(WAIT_MS)
        size = page.viewport_size
        assert size is not None
        clip = {"x": 0, "y": 0, "width": size["width"], "height": height or size["height"]}
        picture = Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB")  # type: ignore[arg-type]
        small = picture.quantize(colors=COLOURS, dither=Image.Dither.NONE)
        path = self.out / f"{name}.png"
        small.save(path, optimize=True)
        self.taken.append((path.name, path.stat().st_size))
        print(f"{path.stat().st_size // 1000:5d} kB  {path.name}", flush=True)


def one_time_code(secret: str) -> str:
    """Return what an authenticator shows now for a secret (RFC 6238, six digits, thirty seconds)."""
    moment = (int(time.time()) // 30).to_bytes(8, "big")
    digest = hmac.new(base64.b32decode(secret), moment, hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(int.from_bytes(digest[place : place + 4], 'big') & 0x7FFFFFFF) % 10**6:06d}"


def sent(page: Page) -> None:
    """Press the page's main button and wait for the page that follows."""
    with page.expect_navigation():
        page.click("main form button.btn-primary[type=submit] >> nth=0")
