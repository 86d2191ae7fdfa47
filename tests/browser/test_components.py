"""Every component, in every state, at both widths, light and dark: accessible, nothing sticks out, no script fails."""

import pytest
from playwright.sync_api import Browser

from .axe import violations

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = ["/he-thong-mau/", "/he-thong-mau/cong-dan/", "/giao-dien/", "/khong-co-trang-nay/"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_no_violation_and_nothing_scrolls_sideways(live_server, browser: Browser, path, width, scheme):
    phone = width < 800
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, locale="vi-VN", is_mobile=phone, has_touch=phone
    )
    page = context.new_page()
    page.goto(live_server.url + path)

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.evaluate("document.fonts.check('16px \"Be Vietnam Pro\"', 'Ẩ')")
    context.close()


def test_open_menus_dialogs_and_the_sheet_of_keys_are_accessible(live_server, page):
    page.goto(live_server.url + "/he-thong-mau/")
    page.click("#cv-post > summary")
    assert violations(page) == []

    page.keyboard.press("Escape")
    page.click("#cv-bell > summary")
    page.get_by_text("Sở Nội vụ đề nghị gia hạn").wait_for()
    assert violations(page) == []
    assert page.inner_text("#cv-bell-n .n") == "2"

    page.keyboard.press("Escape")
    page.click("[data-cv-open=vi-du]")
    assert violations(page) == []


def test_a_choice_of_dark_holds_on_the_next_page(live_server, page):
    page.goto(live_server.url + "/giao-dien/")
    page.check("input[value=dark]")
    page.click("button:has-text('Giữ lựa chọn này')")
    page.goto(live_server.url + "/he-thong-mau/")

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 19, 24)"


def test_the_same_page_speaks_english_after_the_switch(live_server, page):
    page.goto(live_server.url + "/he-thong-mau/cong-dan/")
    page.click("button:has-text('English')")

    assert page.get_attribute("html", "lang") == "en"
    assert page.url == live_server.url + "/he-thong-mau/cong-dan/"


def test_a_printed_register_has_no_frame(live_server, page):
    page.goto(live_server.url + "/he-thong-mau/")
    page.emulate_media(media="print")

    for selector in (".cv-top", ".cv-rail", ".cv-actionbar", ".cv-filters", ".cv-head .acts"):
        assert not page.locator(selector).first.is_visible(), selector
    assert page.locator("#so-den thead").is_visible()


def test_forms_and_pickers_work_without_script(live_server, browser: Browser):
    context = browser.new_context(java_script_enabled=False, locale="vi-VN")
    page = context.new_page()
    page.goto(live_server.url + "/he-thong-mau/")
    page.fill("#f_subject", "Về việc mẫu")
    page.check("input[name=to-lead][value='1']")
    page.check("input[name=to-support][value='2']")
    page.click("form[data-keep=mau] button[type=submit]")

    assert page.input_value("#f_subject") == "Về việc mẫu"
    assert page.is_checked("input[name=to-lead][value='1']")
    assert page.locator(".cv-faults").first.inner_text().startswith("Có 2 chỗ cần sửa")
    context.close()


@pytest.mark.parametrize("width", [1440, 390])
def test_pages_of_refusals_and_expired_forms_are_accessible(live_server, browser: Browser, width):
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="vi-VN")
    page = context.new_page()
    page.goto(live_server.url + "/he-thong-mau/")
    page.evaluate("document.getElementById('tu-choi').submit()")
    page.wait_for_selector("h1:has-text('Chưa thực hiện được')")
    assert violations(page) == []

    page.goto(live_server.url + "/giao-dien/")
    context.clear_cookies()
    page.click("button:has-text('Giữ lựa chọn này')")
    page.wait_for_selector("h1:has-text('Chưa gửi được')")
    assert violations(page) == []
    context.close()


def test_the_phone_menu_leads_on(live_server, browser: Browser):
    context = browser.new_context(
        viewport={"width": 390, "height": 800}, locale="vi-VN", is_mobile=True, has_touch=True
    )
    page = context.new_page()
    page.goto(live_server.url + "/he-thong-mau/")
    page.tap("summary[aria-label='Mở danh mục']")

    assert violations(page) == []
    page.tap(".cv-pop-rail a:has-text('Trang cho công dân')")
    page.wait_for_url("**/cong-dan/")
    context.close()
