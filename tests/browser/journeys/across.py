"""One directive's way from the province to the district and back, over two installations. One function, one act."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

from ..pair.filling import DISTRICT_NAME, MISTAKEN, PROVINCE_NAME, TO_RECALL
from . import line
from .desks import Desks, act, said
from .line import Way

PATIENCE_SECONDS, PAUSE_MS = 90, 300
CONTENT = "Rà soát, niêm yết danh mục dịch vụ công trực tuyến tại bộ phận một cửa của huyện và 25 xã, thị trấn"
ORDER = (
    "Chủ tịch Ủy ban nhân dân tỉnh yêu cầu Chủ tịch Ủy ban nhân dân các huyện, thị xã, thành phố:\n"
    "Rà soát, niêm yết danh mục dịch vụ công trực tuyến tại bộ phận một cửa; báo cáo kết quả trong 10 ngày làm việc."
)
ANSWER = (
    "Ủy ban nhân dân huyện Cái Bè đã rà soát 25 xã, thị trấn; 25/25 nơi đã niêm yết danh mục dịch vụ công trực tuyến.\n"
    "Ủy ban nhân dân huyện Cái Bè báo cáo để Ủy ban nhân dân tỉnh Tiền Giang biết, theo dõi."
)


@dataclass(slots=True)
class Directive:
    """The paper and its task on both sides."""

    out: Way = field(default_factory=lambda: Way(mark="liên thông"))
    answer: Way = field(default_factory=lambda: Way(mark="trả lời liên thông"))
    task: str = ""
    came: str = ""
    there_task: str = ""
    answered: str = ""


def until(page: Page, found: Callable[[], bool], why: str) -> None:
    """Load the page again until it shows what was awaited: the other side answers in its own time."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not found():
        assert time.monotonic() < end, f"{why}: {page.url}\n{page.locator('main').inner_text()[:1500]}"
        page.wait_for_timeout(PAUSE_MS)
        page.reload()


def awaited(page: Page, address: str, words: str) -> None:
    """Open a page and wait until it says the words."""
    page.goto(address)
    until(page, lambda: words in page.locator("main").inner_text(), f"chưa thấy “{words}”")


def draft_order(here: Desks, way: Directive) -> None:
    """The province's specialist drafts a chỉ thị to the district and submits it."""
    page = here.of("chuyenvien")
    page.goto(here.address + "/du-thao/moi/chi-thi/")
    page.fill("[name=subject]", f"Về việc đẩy mạnh dịch vụ công trực tuyến, {way.out.mark}")
    line.choose(page, "signer", "Chủ tịch")
    page.fill("[name=body]", ORDER)
    page.fill("[name=recipients]", DISTRICT_NAME)
    page.get_by_role("button", name="Lưu dự thảo").click()
    said(page, "Đã lưu dự thảo")
    way.out.draft = page.url
    line.submit(here, way.out)


def approve(seats: Desks, way: Way) -> None:
    """Head and office chief approve; it waits for the chairman's signature."""
    for name in ("truongphong", "chanhvanphong"):
        line.approve(seats, way, name, "")


def approve_and_sign(seats: Desks, way: Way) -> None:
    """Head and office chief approve, the chairman signs."""
    approve(seats, way)
    line.sign(seats, way)


def issue_to(seats: Desks, way: Way, receiver: str) -> None:
    """The clerk finds the receiver ticked, for it stands under "Nơi nhận", and issues."""
    page = line.open_work(seats, "vanthu", way.draft, "phat-hanh")
    act(page, "Cấp số, đóng dấu, phát hành")
    expect(page.get_by_role("group", name="Gửi điện tử đến").get_by_label(receiver)).to_be_checked()
    seats.look(page, "cap-so-lien-thong")
    page.get_by_role("button", name="Cấp số và phát hành").click()
    page.wait_for_url("**/van-ban/*/")
    said(page, "Đã phát hành, số")
    way.reply = page.url
    way.reply_code = page.locator(".cv-said").inner_text().split("phát hành, số ")[1].strip(" .\n")


def give(here: Desks, way: Directive) -> None:
    """The chairwoman gives the district a task out of the issued paper."""
    page = here.of("lanhdao")
    page.goto(way.out.reply)
    act_of_menu(page, "Giao nhiệm vụ")
    page.fill("[name=content]", CONTENT)
    page.select_option("[name=kind]", "deadline")
    page.fill("[name=due_on]", line.day_after(14))
    page.locator(f"tr[data-find='{DISTRICT_NAME}']").get_by_label("chủ trì").check()
    here.look(page, "giao-nhiem-vu")
    page.locator("main form").get_by_role("button", name="Giao nhiệm vụ").click()
    said(page, "Đã giao nhiệm vụ")
    way.task = page.url
    expect(page.locator("main")).to_contain_text(DISTRICT_NAME)


def act_of_menu(page: Page, label: str) -> None:
    """Choose an act of the page, from the bar or from its menu of further acts."""
    found = page.locator("main").get_by_role("link", name=label)
    menu = page.locator(".doc-more-acts > summary")
    if menu.count() and not shown(found):
        menu.click()
    found.first.click()


def shown(found: Locator) -> bool:
    """Whether the first of what was found is on the screen."""
    return found.count() > 0 and found.first.is_visible()


def arrive(there: Desks, way: Directive) -> None:
    """The district's clerk sees the paper on her desk with its verdict, and registers it with one click."""
    page = there.of("vanthu")
    page.goto(there.address + "/lien-thong/den/")
    row = page.locator("tr[data-cv-row]", has_text=way.out.reply_code)
    until(page, lambda: row.count() > 0, "văn bản chưa đến bàn văn thư")
    expect(row).to_contain_text(PROVINCE_NAME)
    expect(row.locator(".cv-state")).to_contain_text("Đủ giá trị pháp lý")
    there.look(page, "ban-lien-thong")
    row.get_by_role("button", name="Vào sổ").click()
    page.wait_for_url("**/van-ban/*/")
    said(page, "Đã đăng ký, số đến")
    way.came = page.url
    there.look(page, "da-vao-so")


def instruct(there: Desks, way: Directive) -> None:
    """The district's chairman writes bút phê: lead, supporter, deadline."""
    page = line.open_work(there, "lanhdao", way.came, "lanh-dao")
    act(page, "Bút phê")
    page.fill("[name=text]", "Phòng Văn hóa và Thông tin chủ trì, Phòng Nội vụ phối hợp; báo cáo tỉnh trước hạn.")
    row = page.locator("tr[data-find='Phòng Văn hóa và Thông tin']")
    row.get_by_label("chủ trì").check()
    row.get_by_label("Hạn của").fill(line.day_after(10))
    page.locator("tr[data-find='Phòng Nội vụ']").get_by_label("phối hợp").check()
    there.look(page, "but-phe")
    page.get_by_role("button", name="Ghi bút phê").click()
    said(page, "Đã giao")


def becomes_a_task(there: Desks, way: Directive) -> None:
    """Without anybody's typing the bút phê is a task of the district too."""
    page = there.of("lanhdao")
    found = page.locator(".dir-papers a").first
    page.goto(way.came)
    until(page, lambda: found.count() > 0, "bút phê chưa thành nhiệm vụ")
    found.click()
    page.wait_for_url(re.compile("/nhiem-vu/[0-9a-f-]+/$"))
    way.there_task = page.url
    expect(page.locator("main")).to_contain_text("Phòng Văn hóa và Thông tin")


def forward_and_report(there: Desks, way: Directive) -> None:
    """The head passes it to the specialist, who reports how far she is."""
    page = line.open_work(there, "truongphong", way.came, "truong-phong")
    act(page, "Chuyển")
    row = page.locator("tr[data-find='Võ Minh Khôi']")
    row.get_by_label("chủ trì").check()
    row.get_by_label("Hạn của").fill(line.day_after(7))
    page.fill("[name=text]", "Dự thảo báo cáo trình tôi.")
    page.get_by_role("button", name="Chuyển", exact=True).click()
    said(page, "Đã giao")
    page = line.open_work(there, "chuyenvien", way.came, "chuyen-vien")
    act(page, "Báo cáo")
    page.fill("[name=percent]", "60")
    page.fill("[name=text]", "Đã rà soát 15/25 xã, thị trấn.")
    page.get_by_role("button", name="Ghi báo cáo").click()
    said(page, "Đã ghi báo cáo")


def draft_answer(there: Desks, way: Directive) -> None:
    """The specialist drafts the answer from the paper's own page; it goes to whom the paper came from."""
    page = there.of("chuyenvien")
    page.goto(way.came)
    act(page, "Soạn trả lời")
    page.locator(".drf-choose").get_by_role("link", name="Công văn").first.click()
    page.fill("[name=subject]", f"báo cáo kết quả niêm yết dịch vụ công trực tuyến, {way.answer.mark}")
    line.choose(page, "signer", "Chủ tịch")
    page.fill("[name=send_to]", PROVINCE_NAME)
    page.fill("[name=body]", ANSWER)
    page.get_by_role("button", name="Lưu dự thảo").click()
    said(page, "Đã lưu dự thảo")
    way.answer.draft = page.url
    expect(page.locator(".cv-dl").first).to_contain_text(way.out.reply_code)
    line.submit(there, way.answer)


def told(here: Desks, way: Directive, words: str) -> None:
    """The chairwoman reads on her task what the district just did, though nobody of the province typed it."""
    awaited(here.of("lanhdao"), way.task, words)


def take_answer(here: Desks, way: Directive) -> None:
    """The province's clerk registers the answer with one click; each paper leads to the other."""
    page = here.of("vanthu")
    page.goto(here.address + "/lien-thong/den/")
    row = page.locator("tr[data-cv-row]", has_text=way.answer.reply_code)
    until(page, lambda: row.count() > 0, "văn bản trả lời chưa đến")
    row.get_by_role("button", name="Vào sổ").click()
    page.wait_for_url("**/van-ban/*/")
    said(page, "Đã đăng ký, số đến")
    way.answered = page.url
    expect(page.locator("main")).to_contain_text(way.out.reply_code)


def accept(here: Desks, way: Directive) -> None:
    """The chairwoman finds the result among her work, opens the answer beside it, and confirms."""
    page = here.of("lanhdao")
    awaited(page, way.task, way.answer.reply_code)
    here.look(page, "cho-xac-nhan")
    page = line.open_work(here, "lanhdao", way.task, "xac-nhan")
    act(page, "Xác nhận hoàn thành")
    page.get_by_role("button", name="Xác nhận hoàn thành").click()
    said(page, "Đã xác nhận hoàn thành")
    expect(page.locator(".doc-head .cv-state")).to_contain_text("Hoàn thành")


STATES = ("Đã đến", "Đã tiếp nhận", "Phân công", "Đang xử lý", "Hoàn thành")
NOT_OURS = "Huyện không có biển; đề nghị gửi Ủy ban nhân dân huyện Gò Công Đông."
AGREED = "Đồng ý cập nhật, lấy lại"
RECALL_REASON = "Hội nghị hoãn, sẽ có giấy mời mới."


def give_back(here: Desks, there: Desks) -> None:
    """The district's clerk returns a letter with a reason, which the province's clerk reads on her list and paper."""
    page = there.of("vanthu")
    arrival_of(page, there, MISTAKEN).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(MISTAKEN)
    page.fill("#tra-lai-ly-do", NOT_OURS)
    there.look(page, "goi-tin-den")
    page.get_by_role("button", name="Trả lại", exact=True).click()
    said(page, "Đã trả lại nơi gửi")

    page = here.of("vanthu")
    page.goto(here.address + "/lien-thong/di/?xem=tat-ca")
    row = page.locator("tr", has_text=MISTAKEN)
    until(page, lambda: "Từ chối tiếp nhận" in row.inner_text(), "chưa thấy văn bản bị trả lại")
    expect(row).to_contain_text(NOT_OURS)
    here.look(page, "lien-thong-di")
    row.get_by_role("link").first.click()
    page.wait_for_url("**/van-ban/*/")
    expect(page.locator("main")).to_contain_text(NOT_OURS)


def arrival_of(page: Page, seats: Desks, subject: str) -> Locator:
    """Wait for a letter on the clerk's desk; return the link that opens it."""
    page.goto(seats.address + "/lien-thong/den/")
    row = page.locator("tr[data-cv-row]", has_text=subject)
    until(page, lambda: row.count() > 0, f"chưa đến: {subject}")
    return row.get_by_role("link").first


def register_letter(there: Desks) -> str:
    """The district's clerk registers the letter that will be asked back; return its page."""
    page = there.of("vanthu")
    arrival_of(page, there, TO_RECALL)
    page.locator("tr[data-cv-row]", has_text=TO_RECALL).get_by_role("button", name="Vào sổ").click()
    page.wait_for_url("**/van-ban/*/")
    said(page, "Đã đăng ký, số đến")
    return page.url


def letter_sent(here: Desks) -> str:
    """Return the page of the letter that will be asked back, where its drafter finds it."""
    page = here.of("chuyenvien")
    page.goto(here.address + "/van-ban-di/")
    page.locator("tr[data-cv-row]", has_text=TO_RECALL).get_by_role("link").first.click()
    page.wait_for_url("**/van-ban/*/")
    return page.url


def recall(here: Desks, letter: str) -> None:
    """The province recalls the letter by another paper, approved, signed, issued."""
    page = here.of("chuyenvien")
    way = Way(mark="thu hồi", document=letter)
    page.goto(way.document + "thu-hoi-van-ban/")
    page.fill("[name=reason]", RECALL_REASON)
    page.get_by_role("button", name="Soạn văn bản").click()
    page.wait_for_url("**/sua/")
    line.choose(page, "signer", "Chủ tịch")
    page.get_by_role("button", name="Lưu phiên bản").click()
    page.wait_for_url(re.compile("/du-thao/[0-9a-f-]+/$"))
    way.draft = page.url
    line.submit(here, way)
    approve_and_sign(here, way)
    issue_to(here, way, DISTRICT_NAME)


def consent(there: Desks, here: Desks, registered: str, recalled: str) -> None:
    """The district's clerk is asked (13) and agrees (15): her copy is destroyed, the province reads the answer."""
    page = there.of("vanthu")
    page.goto(there.address + "/lien-thong/den/?xem=yeu-cau")
    row = page.locator("tr[data-cv-row]", has_text=TO_RECALL)
    until(page, lambda: row.count() > 0, "đề nghị lấy lại chưa đến")
    row.get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("Nơi gửi đề nghị")
    expect(page.locator("main")).to_contain_text("Thu hồi theo")
    there.look(page, "de-nghi-lay-lai")
    page.get_by_role("button", name="Đồng ý", exact=True).click()
    said(page, "Đã đồng ý và báo nơi gửi")
    page.goto(registered)
    expect(page.locator("main")).to_contain_text("thu hồi", ignore_case=True)

    page = here.of("vanthu")
    awaited(page, recalled, AGREED)
    here.look(page, "da-thu-hoi")
    page.goto(recalled + "duong-di/")
    expect(page.locator("table")).to_contain_text(AGREED)


def follow_the_way(here: Desks, there: Desks, way: Directive) -> None:
    """One page shows the paper's way with every state and its time, on both sides; the answer opens from it."""
    page = here.of("lanhdao")
    page.goto(way.out.reply + "duong-di/")
    until(page, lambda: all(word in page.locator("table").inner_text() for word in STATES), "thiếu trạng thái")
    expect(page.locator("table")).to_contain_text(PROVINCE_NAME)
    here.look(page, "duong-di")
    page.get_by_role("link", name="Văn bản trả lời").click()
    page.wait_for_url(way.answered)

    page = there.of("lanhdao")
    page.goto(way.came + "duong-di/")
    for word in (PROVINCE_NAME, DISTRICT_NAME, *STATES):
        expect(page.locator("table")).to_contain_text(word)
    there.look(page, "duong-di")
