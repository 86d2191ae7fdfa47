"""Every page under /quan-tri/, as the administrator opens it: accessible at both widths, no sideways scroll."""

import re
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse
from playwright.sync_api import Browser, Page

from .axe import violations
from .installation import Installation
from .test_every_page import PASSWORD, WIDTHS, sign_in

HOME = "/quan-tri/"
# Addresses that only take a form's press, on rows that a fresh demonstration has none of: no page to look at.
ACTS = {
    "backup:check",
    "identity:admin_calendar_end",
    "identity:admin_client_end",
    "identity:admin_token_end",
    "signing:anchor_end",
}
# A line that breaks the rules of the sheet, so that the preview shows what it shows at its fullest.
BROKEN = ("mã,tên,mã đơn vị cha,loại,thứ tự\nVP,Văn phòng,,Văn phòng,một\n,,,,\n", "don-vi.csv")
DIRECTORY = (
    "Mã định danh;Tên cơ quan;Mã cấp trên\nH20;Ủy ban nhân dân tỉnh Đồng Tháp;\nH20 04;Mã có khoảng trắng;\n",
    "danh-ba.csv",
)


def views_under(resolver: URLResolver, prefix: str = "/", space: str = "") -> Iterator[tuple[str, list[str]]]:
    """Yield each view of administration: its name and the parts that its address needs."""
    for pattern in resolver.url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from views_under(pattern, path, f"{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern) and path.startswith(HOME):
            yield space + str(pattern.name), re.findall(r"<\w+:(\w+)>", path)


def crawl(page: Page, address: str) -> tuple[dict[str, str], dict[str, object]]:
    """Follow the links of administration; return one path of each view and the latest values of path parts."""
    found: dict[str, str] = {}
    parts: dict[str, object] = {}
    waiting = [HOME]
    while waiting:
        path = waiting.pop(0)
        try:
            match = resolve(urlsplit(path).path)
        except Resolver404:
            continue
        if not path.startswith(HOME) or match.view_name in found:
            continue
        found[match.view_name] = path
        for part, value in match.kwargs.items():
            parts.setdefault(part, value)
        if page.request.get(address + path).headers.get("content-type", "").startswith("text/html"):
            page.goto(address + path)
            waiting += page.eval_on_selector_all("a[href^='/']", "links => links.map(a => a.getAttribute('href'))")
    return found, parts


def administrator(browser: Browser, address: str) -> Page:
    """Sign in as the administrator and turn on the second factor that the house asks of her."""
    page = sign_in(browser, address, "quantri", lands="/tai-khoan/hai-lop/")
    page.goto(address + "/tai-khoan/hai-lop/ung-dung/")
    if "/xac-nhan-lai/" in page.url:  # asked for again when the sign-in is not fresh
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit] >> nth=0")
        page.wait_for_url("**/ung-dung/")
    secret = page.locator("p.cv-why .cv-num").inner_text().strip()
    page.fill("[name=code]", format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.click("main form button[type=submit]")
    page.wait_for_url(lambda url: "/ung-dung/" not in url)
    return page


def preview(page: Page, address: str, agency_id: object) -> str:
    """Hand in a broken sheet; return the path of its preview."""
    page.goto(f"{address}{HOME}co-quan/{agency_id}/nhap/don-vi/")
    text, name = BROKEN
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "text/csv", "buffer": text.encode()})
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/quan-tri/nhap/**")
    return urlsplit(page.url).path


def read_directory(page: Page, address: str) -> str:
    """Hand in a list of agencies with a line that cannot be right; return the path of what it would change."""
    page.goto(f"{address}{HOME}lien-thong/danh-ba/nap/")
    text, name = DIRECTORY
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "text/csv", "buffer": text.encode()})
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: not url.endswith("/nap/"))
    return urlsplit(page.url).path


def add_source(page: Page, address: str) -> None:
    """Describe a scan folder, which a fresh demonstration has none of."""
    page.goto(f"{address}{HOME}nguon-van-ban/them/")
    page.fill("[name=name]", "Máy quét phòng Văn thư")
    page.fill("[name=folder]", "may-quet-van-thu")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/nguon-van-ban/")


def add_partner(page: Page, address: str) -> None:
    """Describe a partner of the exchange with a key of its own, which a fresh demonstration has none of."""
    key = Ed25519PrivateKey.generate().public_key()
    page.goto(f"{address}{HOME}lien-thong/them/")
    page.fill("[name=name]", "Ủy ban nhân dân tỉnh Đồng Tháp")
    page.fill("[name=codes]", "H20")
    page.fill("[name=address]", "https://lien-thong.dong-thap.example/")
    page.fill("[name=public_key]", key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode())
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(f"**{HOME}lien-thong/")


def look(page: Page, address: str, path: str) -> list[str]:
    """Open a page at both widths and return what is wrong with it."""
    faults: list[str] = []
    page.goto(address + path)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        faults += [f"{path} {width}: {fault}" for fault in violations(page)]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            faults.append(f"{path} {width}: scrolls sideways")
    page.set_viewport_size({"width": 1440, "height": 900})
    return faults


def look_at_all(page: Page, address: str) -> tuple[list[str], set[str], set[str]]:
    """Open one page of each view; return the faults, the views opened and those without an example."""
    paths, parts = crawl(page, address)
    paths["identity:import_preview"] = preview(page, address, parts["agency_id"])
    paths["exchange:directory_load"] = read_directory(page, address)
    faults: list[str] = []
    opened: set[str] = set()
    unreached: set[str] = set()
    for name, needed in views_under(get_resolver()):
        if name not in paths and not parts.keys() >= set(needed):
            unreached.add(name)
            continue
        path = paths.get(name) or reverse(name, kwargs={part: parts[part] for part in needed})
        answer = page.request.get(address + path)
        if answer.status == 405 or not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        assert answer.status == 200, (path, answer.status)
        opened.add(name)
        faults += look(page, address, path)
    return faults, opened, unreached


def test_every_page_of_administration_is_accessible_at_both_widths(installation: Installation, browser: Browser):
    page = administrator(browser, installation.address)
    add_source(page, installation.address)
    add_partner(page, installation.address)
    faults, opened, unreached = look_at_all(page, installation.address)
    page.context.close()

    assert faults == []
    assert unreached == ACTS
    assert len(opened) >= 40
