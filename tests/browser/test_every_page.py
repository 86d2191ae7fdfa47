"""Every page that links lead to, for those who do the daily work: accessible at both widths, no sideways scroll."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page

from .axe import violations
from .installation import Installation

PASSWORD = "Congvu@2011-2015"
LEAVE_OUT = re.compile(r"^/(dang-xuat|he-thong-mau|static|api)/")
WIDTHS = (1440, 390)
HIDDEN_TAB = """() => [...document.querySelectorAll(".cv-tabs [aria-current]")].some((tab) => {
  const [at, row] = [tab.getBoundingClientRect(), tab.parentElement.getBoundingClientRect()];
  return at.left < row.left - 1 || at.right > row.right + 1;
})"""


def sign_in(browser: Browser, address: str, name: str, lands: str = "/") -> Page:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="vi-VN")
    page = context.new_page()
    page.goto(address + "/dang-nhap/")
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit] >> nth=0")
    page.wait_for_url(address + lands)
    return page


def register_a_paper(page: Page, address: str) -> None:
    page.goto(address + "/van-ban-den/dang-ky/")
    page.fill("[name=full_code]", "5412/BNV-CCHC")
    page.fill("[name=issued_on]", "05/10/2026")
    page.fill("[name=issuing_agency_name]", "Bộ Nội vụ")
    page.fill("[name=subject]", "Về việc báo cáo kết quả tiếp nhận, giải quyết thủ tục hành chính 9 tháng đầu năm 2026")
    page.select_option("[name=document_type]", index=2)
    page.click("main form button.btn-primary")
    page.wait_for_url("**/van-ban/**")


def pages(page: Page, address: str, seen: set[str]) -> Iterator[str]:
    """Open one page of each view that links lead to, and yield its path while it is open."""
    waiting = ["/"]
    while waiting:
        path = waiting.pop(0)
        try:
            view = resolve(urlsplit(path).path).view_name
        except Resolver404:
            continue
        if view in seen or LEAVE_OUT.match(path):
            continue
        seen.add(view)
        answer = page.request.get(address + path)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        assert answer.status == 200, (path, answer.status)
        page.goto(address + path)
        waiting += page.eval_on_selector_all("a[href^='/']", "links => links.map(a => a.getAttribute('href'))")
        yield path


def test_every_page_is_accessible_at_both_widths(installation: Installation, browser: Browser):
    faults: list[str] = []
    seen: set[str] = set()
    opened = 0
    for name in ("vanthu", "lanhdao", "chuyenvien", "luutru"):
        page = sign_in(browser, installation.address, name)
        if name == "vanthu":
            register_a_paper(page, installation.address)
        for path in pages(page, installation.address, seen):
            opened += 1
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                faults += [f"{name} {path} {width}: {fault}" for fault in violations(page)]
                if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                    faults.append(f"{name} {path} {width}: scrolls sideways")
                if page.evaluate(HIDDEN_TAB):
                    faults.append(f"{name} {path} {width}: the chosen tab is out of view")
            page.set_viewport_size({"width": 1440, "height": 900})
        seen.discard("worklist:home")  # the list of each person is another page
        page.context.close()

    assert faults == []
    assert opened > 15
