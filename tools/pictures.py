"""Pictures of the manuals and of the README: walks the main line of work of a demonstration in Chromium.

`PYTHONPATH=src .venv/bin/python tools/pictures.py` starts an installation of its own and stops it afterwards;
`--at http://127.0.0.1:8000` walks through one that runs with demonstration data. Names of scenes limit the walk
(`tools/pictures.py document`); each scene stands alone.
"""

import argparse
import os
import re
import shutil
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import django
from django.utils import timezone
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
django.setup()

from tests.browser.conftest import ARGS  # noqa: E402
from tests.browser.installation import run_once  # noqa: E402

from congvu.config.demo import PASSWORD  # noqa: E402
from tools.walk import PHONE, TALL, Walk, one_time_code, sent  # noqa: E402

OUT = ROOT / "docs" / "pictures"
CHECK_SECONDS = 60
AWAY = 0  # the first line of the list of posts: the head, with whom papers wait
INSTRUCTION = "Giao Phòng Tổng hợp chủ trì tham mưu, dự thảo văn bản trả lời trình Chủ tịch trước hạn."


def signed_paper(walk: Walk, account: str = "vanthu") -> str:
    """Return the path of the newest incoming document that carries a signed PDF."""
    page = walk.open(account, "/van-ban-den/")
    for path in page.eval_on_selector_all("a.ttl", "links => links.map(a => a.getAttribute('href'))"):
        page.goto(walk.address + path)
        if page.locator(".cv-signs").count():
            return str(path)
    raise SystemExit("Không thấy văn bản đến nào có chữ ký số: cần dữ liệu minh họa.")


def document(walk: Walk) -> None:
    """The page of a document, as the clerk sees it and on the leader's phone."""
    path = signed_paper(walk)
    page = walk.open("lanhdao", path, TALL)
    page.wait_for_load_state("networkidle")
    walk.take(page, "document")
    phone = walk.open("lanhdao", path, PHONE)
    walk.take(phone, "phone-document")


def fill_registration(page: Page, *, code: str, issuer: str, subject: str, day: str) -> None:
    """Fill in the registration form of an incoming document."""
    page.fill("[name=full_code]", code)
    page.fill("[name=issued_on]", day)
    page.select_option("[name=document_type]", label="Công văn")
    page.fill("[name=issuing_agency_name]", issuer)
    page.fill("[name=subject]", subject)


def receiving(walk: Walk) -> None:
    """The clerk's register, a registration with the warning of a duplicate, and handing up to the leader."""
    path = signed_paper(walk)
    page = walk.open("vanthu", path)
    code = (page.locator(".doc-line > span").first.text_content() or "").strip()
    day = (page.locator(".doc-line .cv-num", has_text=re.compile(r"\d+/\d+/\d{4}")).first.text_content() or "").strip()
    page = walk.open("vanthu", "/van-ban-den/")
    walk.take(page, "incoming")
    walk.take(walk.open("vanthu", "/"), "home-clerk")
    page = walk.open("vanthu", "/van-ban-den/dang-ky/")
    subject = "Về việc báo cáo tình hình ứng dụng công nghệ thông tin tại cơ quan nhà nước năm 2026"
    fill_registration(page, code=code, issuer="Bộ Nội vụ", subject=subject, day=day)
    page.locator("[name=subject]").blur()
    page.wait_for_selector("#trung .cv-say")
    walk.take(page, "duplicate")
    fill_registration(page, code="1874/STTTT-CNTT", issuer="Sở Thông tin và Truyền thông", subject=subject, day=day)
    page.locator("[name=subject]").blur()
    page.wait_for_selector("#trung .cv-say", state="detached")
    walk.take(page, "registration")
    sent(page)
    walk.take(page, "registered")
    received = page.url
    page.press("body", "c")
    page.wait_for_url("**/trinh/")
    page.fill("[name=note]", "Kính trình Chủ tịch cho ý kiến chỉ đạo.")
    walk.take(page, "submit", height=620)
    sent(page)
    instructing(walk, received)


def instructing(walk: Walk, received: str) -> None:
    """The leader's list of work and bút phê, at the desk and on the phone."""
    walk.take(walk.open("lanhdao", "/"), "home-leader")
    walk.take(walk.open("lanhdao", "/", PHONE), "phone-home")
    phone = walk.open("lanhdao", f"{received}but-phe/", PHONE)
    phone.fill("[name=text]", INSTRUCTION)
    walk.take(phone, "phone-instruct")
    page = walk.open("lanhdao", f"{received}but-phe/")
    page.fill("[name=text]", INSTRUCTION)
    page.get_by_label("Trung tâm Tin học phối hợp", exact=True).check()
    page.get_by_label("Phòng Tổng hợp chủ trì", exact=True).check()
    walk.take(page, "instruct")
    sent(page)
    page = walk.open("truongphong", received)
    page.press("body", "c")
    page.wait_for_url("**/chuyen/")
    page.locator("[name=text]").fill("Đồng chí dự thảo văn bản trả lời, trình Trưởng phòng.")
    page.locator("input[type=radio][name=to-lead]").nth(1).check()
    walk.take(page, "forward")


def handling(walk: Walk) -> None:
    """The specialist: list of work, progress, and drafting an answer."""
    path = signed_paper(walk)
    page = walk.open("truongphong", path)
    if page.locator("a[data-key=c]").count():
        page.press("body", "c")
        page.wait_for_url("**/chuyen/")
        name = walk.page("chuyenvien").locator("#cv-post summary b").first.text_content() or ""
        page.locator("tr", has_text=name).locator("input[type=radio]").check()
        sent(page)
    walk.take(walk.open("chuyenvien", "/"), "home-specialist")
    page = walk.open("chuyenvien", path)
    walk.take(page, "handle")
    page.press("body", "p")
    page.wait_for_url("**/tien-do/")
    page.fill("[name=percent]", "60")
    page.fill("[name=text]", "Đã tổng hợp số liệu của 11 huyện, thành phố; còn chờ số liệu của huyện Cái Bè.")
    walk.take(page, "progress", height=640)
    page = walk.open("chuyenvien", path)
    page.press("body", "t")
    page.wait_for_url("**/du-thao/**")
    walk.take(page, "choose", height=700)
    drafting(walk, page)


def drafting(walk: Walk, page: Page) -> None:
    """Fill in an answer beside its page, save, ask for an opinion, submit, approve."""
    page.locator("a[href*='/moi/cong-van/']").first.click()
    page.wait_for_selector("#soan-subject")
    page.fill("#soan-subject", "báo cáo kết quả ứng dụng công nghệ thông tin trong giải quyết thủ tục hành chính")
    page.select_option("#soan-signer", index=1)
    page.fill("#soan-send_to", "Bộ Nội vụ")
    page.fill(
        "#soan-body",
        "Thực hiện Công văn của Bộ Nội vụ, Ủy ban nhân dân tỉnh Tiền Giang báo cáo như sau:\n\n"
        "1. Trong kỳ báo cáo, các cơ quan của tỉnh đã tiếp nhận hồ sơ trực tuyến ở tất cả các lĩnh vực.\n\n"
        "2. Tỷ lệ hồ sơ giải quyết **đúng hạn và trước hạn** đạt yêu cầu của kế hoạch.\n\n"
        "Ủy ban nhân dân tỉnh kính báo cáo Bộ Nội vụ.",
    )
    page.fill("#soan-recipients", "Chủ tịch, các Phó Chủ tịch\nSở Nội vụ")
    page.wait_for_selector(".cv-page img")
    page.wait_for_load_state("networkidle")
    walk.take(page, "draft-form")
    sent(page)
    page.wait_for_load_state("networkidle")
    walk.take(page, "draft")
    page.click("[data-cv-open=xin-y-kien]")
    page.fill("#xin-cau-hoi", "Số liệu ở mục 1 và cách nêu kiến nghị")
    walk.take(page, "ask")
    page.keyboard.press("Escape")
    with page.expect_navigation():
        page.click("form[action$='/trinh/'] button")
    page = walk.open("truongphong", page.url)
    page.click("[data-cv-open=duyet]")
    walk.take(page, "approve")
    page.keyboard.press("Escape")
    page.click("[data-cv-open=tra-lai]")
    page.fill("#tra-lai-reason", "Nêu rõ tỷ lệ phần trăm hồ sơ giải quyết đúng hạn.")
    walk.take(page, "give-back")


def first_draft(walk: Walk, account: str, words: str) -> Page:
    """Open the draft whose title holds the words."""
    page = walk.open(account, "/du-thao/?xem=tat-ca")
    page.locator("a.ttl", has_text=words).first.click()
    page.wait_for_load_state("networkidle")
    return page


def mending(walk: Walk) -> None:
    """A returned draft, its next version, and the two side by side."""
    walk.take(walk.open("chuyenvien", "/du-thao/?xem=cua-toi"), "drafts", height=560)
    page = first_draft(walk, "chuyenvien", "Kế hoạch số 58")
    walk.take(page, "draft-returned")
    page.click("a[data-key=s]")
    body = page.input_value("#soan-body")
    page.fill("#soan-body", body + "\n\n3. Ủy ban nhân dân huyện Cái Bè đã bổ sung số liệu đến hết quý III.")
    page.locator("details.cv-gap-s summary").click()
    page.fill("[name=note]", "Bổ sung số liệu của huyện Cái Bè")
    sent(page)
    page.goto(page.url.rstrip("/") + "/so-sanh/")
    walk.take(page, "compare", height=700)


def issuing(walk: Walk) -> None:
    """The leader signs; the clerk numbers, seals and issues; everyone may check."""
    page = first_draft(walk, "lanhdao", "Kết luận cuộc họp")
    page.press("body", "k")
    page.wait_for_url("**/ky/")
    page.wait_for_load_state("networkidle")
    walk.take(page, "sign")
    walk.take(walk.open("lanhdao", page.url, PHONE), "phone-sign")
    page = first_draft(walk, "vanthu", "Kiểm tra công tác văn thư")
    page.press("body", "c")
    page.wait_for_url("**/phat-hanh/")
    page.wait_for_load_state("networkidle")
    page.check("[name=subject_is_public]")
    walk.take(page, "issue")
    sent(page)
    page = walk.open("vanthu", "/van-ban-di/")
    page.locator("a.ttl", has_text="Kiểm tra công tác văn thư").first.click()
    page.wait_for_load_state("networkidle")
    issued = page.url.rstrip("/").rsplit("/", 1)[-1]
    until_checked(page)
    walk.take(page, "issued")
    walk.take(walk.open("vanthu", "/van-ban-di/"), "outgoing")
    checking(walk, issued)


def until_checked(page: Page) -> None:
    """Wait for the job that checks the signatures of what was issued."""
    for _attempt in range(CHECK_SECONDS):
        if page.locator(".cv-signs table").count():
            return
        page.wait_for_timeout(1000)
        page.reload()
    raise SystemExit("Chữ ký của văn bản vừa phát hành chưa được kiểm tra.")


def checking(walk: Walk, issued: str) -> None:
    """The public page behind the QR code."""
    walk.take(walk.open("", f"/kiem-tra/{issued}/"), "check")
    walk.take(walk.open("", f"/kiem-tra/{issued}/", PHONE), "phone-check")
    walk.take(walk.open("", "/kiem-tra/"), "check-file", height=620)


def registers(walk: Walk) -> None:
    """Printing, voiding, secret papers."""
    walk.take(walk.open("vanthu", "/van-ban-den/in/"), "print", height=700)
    page = walk.open("vanthu", "/van-ban-den/dang-ky/")
    fill_registration(page, code="27/CAT-PA03", issuer="Công an tỉnh", subject="Báo cáo tình hình", day="20/11/2026")
    page.select_option("[name=secrecy]", index=1)
    sent(page)
    walk.take(page, "secret")
    page = walk.open("vanthu", page.url.rstrip("/") + "/huy-so/")
    page.fill("[name=reason]", "Đăng ký nhầm: văn bản gửi Tỉnh ủy, đã chuyển trả.")
    walk.take(page, "void", height=620)


def desk(walk: Walk) -> None:
    """What the office sets up and looks up: limits, the books of paper, copies, a search by fields, who is away."""
    page = walk.open("vanthu", "/thoi-han-theo-do-khan/moi/")
    page.get_by_label("Khẩn", exact=True).check()
    page.fill("[name=minutes]", "90")
    page.fill("[name=basis]", "Quy chế công tác văn thư, lưu trữ 12/QC-UBND")
    sent(page)
    walk.take(walk.open("vanthu", "/thoi-han-theo-do-khan/"), "limits", height=700)
    page = walk.open("vanthu", "/van-ban-di/")
    issued = page.locator("a.ttl").first.get_attribute("href")
    for way, receivers in (
        ("post", "Bộ Nội vụ\nSở Thông tin và Truyền thông"),
        ("messenger", "Ủy ban nhân dân thành phố Mỹ Tho"),
    ):
        page = walk.open("vanthu", f"{issued}gui-giay/")
        page.fill("[name=receivers]", receivers)
        page.select_option("[name=way]", way)
        sent(page)
    walk.take(walk.open("vanthu", "/van-ban-di/so-gui/"), "sent-book", height=560)
    walk.take(walk.open("vanthu", f"{issued}sao/"), "copy")
    walk.take(walk.open("lanhdao", "/van-ban/tim/?q=an+toan+giao+thong&chieu=incoming"), "find")
    page = walk.open("chanhvanphong", "/van-ban-den/ban-lam-viec/")
    page.locator("details:has([name=vang-post]) > summary").click()
    page.select_option("[name=vang-post]", index=AWAY)
    page.fill("[name=vang-starts_at]", f"{timezone.localdate():%d/%m/%Y} 07:30")
    page.fill("[name=vang-ends_at]", f"{timezone.localdate() + timedelta(days=2):%d/%m/%Y} 17:00")
    page.fill("[name=vang-reason]", "Đi công tác theo giấy mời của Bộ Nội vụ.")
    with page.expect_navigation():
        page.locator("form:has([name=vang-post]) button.btn-primary").click()
    walk.take(walk.open("chanhvanphong", "/van-ban-den/nguoi-vang/"), "absent", height=760)


def exchanging(walk: Walk) -> None:
    """The clerk's desk of exchange: arrivals, a package with its checks, what was sent, one paper's way, figures."""
    page = walk.open("vanthu", "/lien-thong/den/")
    walk.take(page, "exchange-arrivals", height=560)
    page.locator("tr[data-cv-row] a.ttl").first.click()
    page.wait_for_load_state()
    walk.take(page, "exchange-arrival")
    page = walk.open("vanthu", "/lien-thong/di/?xem=tat-ca")
    walk.take(page, "exchange-sent", height=560)
    paper = page.locator("tbody a.ttl").first.get_attribute("href")
    walk.take(walk.open("vanthu", f"{paper}duong-di/"), "exchange-way", height=680)
    walk.take(walk.open("vanthu", "/bao-cao/dien-tu/"), "exchange-statistics", height=640)


def directing(walk: Walk) -> None:
    """The leader's tasks: the page of all, giving one, one that waits for her word."""
    walk.take(walk.open("lanhdao", "/nhiem-vu/tong-quan/"), "directives-overview")
    walk.take(walk.open("lanhdao", "/nhiem-vu/giao/"), "directive-give")
    walk.take(walk.open("lanhdao", "/nhiem-vu/"), "directives", height=640)
    page = walk.open("lanhdao", "/nhiem-vu/?xem=toi-giao&tinh=cho-xac-nhan")
    page.locator("tbody a.ttl").first.click()
    page.wait_for_load_state()
    walk.take(page, "directive-review")


def archiving(walk: Walk) -> None:
    """The archivist's side: a run that waits for its minutes to be signed, the minutes, openings, one PDF."""
    page = walk.open("luutru", "/nop-luu/?xem=tat-ca")
    page.locator("tr", has_text="chờ ký biên bản").locator("a.ttl").first.click()
    page.wait_for_load_state()
    walk.take(page, "handover")
    page.locator("main a[href^='/bien-ban/']").first.click()
    page.wait_for_load_state()
    walk.take(page, "minutes", height=420)
    page = walk.open("luutru", "/ho-so/")
    page.locator("tbody a.ttl").first.click()
    page.wait_for_load_state()
    page.locator(".cv-menu > summary", has_text="Xuất").first.click()
    walk.take(page, "file-export", height=640)
    walk.take(walk.open("lanhdao", "/bao-cao/truy-cap/"), "openings", height=480)


def everywhere(walk: Walk) -> None:
    """Signing in, searching, the bell, the keys, posts, delegation."""
    walk.take(walk.open("", "/dang-nhap/"), "sign-in", height=640)
    page = walk.open("lanhdao", "/tim-kiem/?q=cong nghe thong tin")
    walk.take(page, "search")
    page = walk.open("vanthu", "/")
    page.keyboard.press("?")
    walk.take(page, "keys")
    page = walk.open("lanhdao", "/")
    page.click("#cv-post summary")
    walk.take(page, "post-menu", height=560)
    page.goto(walk.address + "/")
    page.click("#cv-bell summary")
    walk.take(page, "bell", height=560)
    page = walk.open("lanhdao", "/uy-quyen/lap/")
    page.locator("#id_q").press_sequentially("pho", delay=60)
    walk.take(page, "delegation")


def administration(walk: Walk) -> None:
    """Second factor first, then organisation, people, import, keys, trust."""
    page = walk.page("quantri")
    walk.take(walk.open("quantri", "/"), "factor-first", height=640)
    page.click("main a[href*='ung-dung']")
    if page.locator("[name=password]").count():
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_selector("#id_code")
    walk.take(page, "totp", height=760)
    secret = page.locator(".cv-why .cv-num").text_content() or ""
    page.fill("#id_code", one_time_code(secret.strip()))
    with page.expect_navigation():
        page.click("button.btn-primary")
    walk.take(page, "recovery", height=700)
    walk.take(walk.open("quantri", "/quan-tri/"), "agencies")
    page.locator("th a", has_text="Ủy ban nhân dân tỉnh Tiền Giang").first.click()
    walk.take(page, "agency", height=720)
    agency = page.url
    page.locator("a", has_text="Đơn vị, vị trí").first.click()
    walk.take(page, "units")
    page.locator(".cv-sec .cv-list li > a").first.click()
    walk.take(page, "post", height=620)
    page.goto(agency)
    importing(walk, page)
    for path, name in ADMIN_PAGES:
        walk.take(walk.open("quantri", path), name, height=720)


ADMIN_PAGES = (
    ("/quan-tri/can-bo/", "people"),
    ("/quan-tri/ra-soat/", "review"),
    ("/quan-tri/khoa-ky-so/", "signing-keys"),
    ("/quan-tri/danh-sach-tin-cay/", "trust"),
)


def importing(walk: Walk, page: Page) -> None:
    """Upload the exported list of people again, to see the preview."""
    page.locator("a", has_text="Nhập, xuất danh sách cán bộ").click()
    walk.take(page, "import", height=720)
    link = page.locator("a", has_text="Xuất .csv").get_attribute("href") or ""
    sheet = page.request.get(walk.address + link).body()
    page.set_input_files("input[type=file]", {"name": "can-bo.csv", "mimeType": "text/csv", "buffer": sheet})
    sent(page)
    walk.take(page, "import-preview", height=720)


SCENES: dict[str, Callable[[Walk], None]] = {
    "document": document,
    "receiving": receiving,
    "handling": handling,
    "mending": mending,
    "issuing": issuing,
    "registers": registers,
    "desk": desk,
    "exchanging": exchanging,
    "directing": directing,
    "archiving": archiving,
    "everywhere": everywhere,
    "administration": administration,
}


def main() -> None:
    """Walk the scenes asked for, all of them when none is named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("scenes", nargs="*", help="scenes to walk, all when none is named")
    parser.add_argument("--at", help="address of an installation that runs with demonstration data")
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    installations = None if asked.at else run_once()
    address = asked.at or next(installations).address  # type: ignore[arg-type]
    program = shutil.which("chromium")
    try:
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=program, args=ARGS)
            walk = Walk(browser, address.rstrip("/"), asked.out, PASSWORD)
            for name in asked.scenes or SCENES:
                SCENES[name](walk)
            browser.close()
    finally:
        if installations is not None:
            installations.close()


if __name__ == "__main__":
    main()
