"""The small modules of office.js, each by what a person notices."""

import time

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(live_server, page: Page) -> Page:
    page.goto(live_server.url + "/he-thong-mau/")
    return page


def until(page: Page, expression: str, *, seconds: float = 10) -> None:
    """Ask from outside until it is true: what asks again inside the page is stopped by the page's own policy."""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, expression
        page.wait_for_timeout(50)


def test_slash_goes_to_the_search_box_and_is_an_ordinary_letter_inside_it(office):
    office.keyboard.press("/")
    office.keyboard.type("a/b?")

    assert office.input_value("#cv-q") == "a/b?"
    assert not office.locator("#cv-keys").is_visible()


def test_the_question_mark_lists_the_keys_of_the_page(office):
    office.keyboard.press("?")

    expect(office.locator("#cv-keys")).to_be_visible()
    keys = office.locator("#cv-keys [data-of-page]").all_inner_texts()
    assert [k.split() for k in keys] == [["/", "tìm"], ["N", "Đăng", "ký"], ["C", "Chuyển"]]
    office.keyboard.press("Escape")
    expect(office.locator("#cv-keys")).not_to_be_visible()


def test_j_and_k_walk_the_rows_and_the_link_of_the_row_has_the_focus(office):
    office.keyboard.press("j")
    office.keyboard.press("j")
    office.keyboard.press("k")
    office.keyboard.press("j")

    at = office.locator("tr.is-at")
    assert at.get_attribute("id") == "viec-2"
    assert office.evaluate("document.activeElement.closest('tr').id") == "viec-2"


def test_rows_are_chosen_by_box_and_x_and_counted_in_the_action_bar(office):
    acts = office.locator("#chuyen button[name=chuyen]")
    assert acts.is_disabled()

    office.locator("#so-den [data-cv-row] a").first.focus()
    office.keyboard.press("x")
    office.check("input[data-cv-pick][value='4178']")

    assert office.inner_text("[data-cv-chosen]") == "Đã chọn 2"
    assert acts.is_enabled()
    assert office.is_checked("[data-cv-pick-all]")
    office.locator("#so-den a").first.focus()
    office.keyboard.press("Escape")
    assert office.inner_text("[data-cv-chosen]") == "Chưa chọn hàng nào"


def test_what_was_typed_comes_back_after_the_window_was_closed(office, live_server, context):
    office.fill("#f_subject", "Về việc mượn hồ sơ")
    office.fill("#f_note", "Cần trước thứ Sáu")
    office.check("input[name=urgency][value='3']")
    until(office, "localStorage.getItem('cv-keep:0:mau') !== null")
    office.wait_for_timeout(400)
    office.close()

    again = context.new_page()
    again.goto(live_server.url + "/he-thong-mau/")
    assert again.input_value("#f_subject") == "Về việc mượn hồ sơ"
    assert again.input_value("#f_note") == "Cần trước thứ Sáu"
    assert again.is_checked("input[name=urgency][value='3']")
    assert "Đã đưa lại chữ bạn nhập lúc" in again.inner_text(".cv-restored")

    again.click(".cv-restored button")
    assert again.input_value("#f_subject") == ""
    assert again.evaluate("localStorage.getItem('cv-keep:0:mau')") is None


def test_what_was_typed_is_kept_when_the_session_is_over_and_given_back(office, live_server, context):
    office.fill("#f_subject", "Viết dở khi phiên hết hạn")
    context.clear_cookies()
    office.click("form[data-keep=mau] button[type=submit]")

    assert office.inner_text("h1") == "Chưa gửi được"
    assert "Chữ bạn nhập được giữ trên máy này" in office.inner_text("main")
    office.click("a:has-text('Mở lại trang')")
    assert office.input_value("#f_subject") == "Viết dở khi phiên hết hạn"


def test_what_was_typed_is_forgotten_once_the_server_has_taken_it(office, live_server):
    office.fill("#f_subject", "Đã gửi xong")
    office.wait_for_timeout(400)
    # The act ends, as acts do, on another page of the same person.
    taken = office.content().replace('data-keep="mau"', "")

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=200, content_type="text/html", body=taken)
        else:
            route.continue_()

    office.route("**/he-thong-mau/", answer)
    office.click("form[data-keep=mau] button[type=submit]")
    until(office, "localStorage.getItem('cv-keep:0:mau') === null")


def test_a_second_press_sends_nothing(office):
    sent = []

    def slow(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.post_data)
        else:
            route.continue_()

    office.route("**/he-thong-mau/", slow)
    office.locator("form[data-keep=mau] button[type=submit]").evaluate("button => { button.click(); button.click() }")
    office.wait_for_timeout(500)

    assert len(sent) == 1
    assert 'name="once"' in sent[0]


def test_a_lost_line_is_said_and_a_form_waits(office, context):
    office.fill("#f_subject", "Giữ lại")
    context.set_offline(True)

    expect(office.locator("#cv-lost")).to_contain_text("Mất kết nối từ")
    office.click("form[data-keep=mau] button[type=submit]")
    assert office.input_value("#f_subject") == "Giữ lại"

    context.set_offline(False)
    expect(office.locator("#cv-lost")).not_to_be_visible()


def test_a_refusal_is_said_at_the_form_that_asked(office):
    office.click("#tu-choi button")

    expect(office.locator("#tu-choi [role=alert]")).to_contain_text("Chưa chuyển được: Sở Nội vụ đang khóa")
    assert office.inner_text("#cv-errors") == ""
    assert office.evaluate("document.activeElement.getAttribute('role')") == "alert"


def test_a_fragment_asked_after_signing_out_leads_to_signing_in(office, live_server):
    def gone(route: Route) -> None:
        route.fulfill(status=401, headers={"HX-Redirect": "/giao-dien/?next=/he-thong-mau/"})

    office.route("**/tu-choi/", gone)
    office.click("#tu-choi button")

    office.wait_for_url("**/giao-dien/?next=/he-thong-mau/")


def test_live_search_waits_for_the_finished_syllable(office):
    asked = []
    office.on("request", lambda r: asked.append(r.url) if "/nguoi/" in r.url else None)
    box = office.locator("#nguoi-q")
    box.focus()
    box.evaluate("e => e.dispatchEvent(new CompositionEvent('compositionstart'))")
    box.evaluate(
        "e => { e.value = 'trâ'; e.dispatchEvent(new InputEvent('input', {bubbles: true, isComposing: true})) }"
    )
    office.wait_for_timeout(500)
    assert asked == []

    box.evaluate("e => { e.value = 'Trần'; e.dispatchEvent(new CompositionEvent('compositionend', {bubbles: true})) }")
    expect(office.locator("#nguoi-list label")).to_have_count(1)
    assert len(asked) == 1


def test_the_unit_picker_finds_without_marks_and_holds_one_role_a_unit(office):
    office.fill("#to-find", "khoa hoc")
    assert office.locator(".cv-pick tr[data-find]:visible").count() == 1
    office.fill("#to-find", "")

    office.check("input[name=to-support][value='1']")
    office.check("input[name=to-lead][value='1']")
    assert not office.is_checked("input[name=to-support][value='1']")
    office.check("input[name=to-info][value='1']")
    assert not office.is_checked("input[name=to-lead][value='1']")
    assert office.is_checked("input[name=to-lead][value='']")


def test_a_file_is_named_with_its_size_and_an_empty_one_is_refused_at_once(office):
    office.set_input_files("#f_file", {"name": "bao-cao.pdf", "mimeType": "application/pdf", "buffer": b"x" * 1432000})
    assert office.inner_text("[data-cv-file-said]") == "bao-cao.pdf, 1,4\u00a0MB"

    office.set_input_files("#f_file", {"name": "rong.pdf", "mimeType": "application/pdf", "buffer": b""})
    assert office.inner_text("[data-cv-file-said]") == "rong.pdf: tệp rỗng"


def test_the_bell_rings_when_news_comes(live_server, page: Page):
    def with_stream(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("<body ", '<body data-cv-events="/tin/" ', 1))

    page.route("**/he-thong-mau/", with_stream)
    page.route("**/tin/", lambda r: r.fulfill(content_type="text/event-stream", body='data: {"topic": "notices"}\n\n'))
    page.goto(live_server.url + "/he-thong-mau/")

    expect(page.locator("#cv-bell-n .n")).to_have_text("2")


def test_an_upload_shows_how_far_it_is(office, context):
    slow = context.new_cdp_session(office)
    slow.send("Network.enable")
    slow.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 1_000_000},
    )
    office.set_input_files("#tep-lon", {"name": "lon.pdf", "mimeType": "application/pdf", "buffer": b"x" * 3_000_000})
    office.click("#gui-tep button")

    expect(office.locator("#gui-tep progress")).to_be_visible()
    expect(office.locator("#gui-tep .cv-progress span")).to_contain_text("/ 3,0\u00a0MB")
    expect(office.locator("#gui-tep .cv-progress")).to_have_count(0, timeout=20_000)


def test_signing_out_leaves_nothing_typed_on_the_machine(office):
    office.fill("#f_subject", "Bí mật")
    office.wait_for_timeout(400)
    office.evaluate(
        "() => { const form = document.getElementById('chuyen'); form.setAttribute('data-cv-signout', '');"
        " form.dispatchEvent(new SubmitEvent('submit', {bubbles: true, cancelable: true})) }"
    )

    assert office.evaluate("Object.keys(localStorage).filter(k => k.startsWith('cv-'))") == []
