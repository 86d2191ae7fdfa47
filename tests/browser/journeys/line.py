"""The one paper's way: from the clerk's desk to the signed, numbered, sealed reply. One function, one act."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from .decree import SUBJECT
from .desks import Desks, act, said

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
DECREE = "30/2020/NĐ-CP"
INSTRUCTION = "Phòng Tổng hợp chủ trì, tham mưu văn bản trả lời; Trung tâm Tin học phối hợp."
BODY = (
    "Ủy ban nhân dân tỉnh Tiền Giang đã nhận được Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ "
    "về công tác văn thư.\n"
    "Tỉnh đã triển khai quản lý văn bản điện tử, ký số văn bản đi ở tất cả các sở, huyện và xã.\n"
    "Ủy ban nhân dân tỉnh Tiền Giang báo cáo để Chính phủ biết, theo dõi."
)
REASON = "Phần Nơi nhận chưa ghi Sở Nội vụ; đề nghị bổ sung."


@dataclass(slots=True)
class Way:
    """Where the paper and its answer stand; `mark` tells this journey's papers from those of others."""

    mark: str
    number: str = ""
    document: str = ""
    draft: str = ""
    reply: str = ""
    reply_code: str = ""

    @property
    def reply_subject(self) -> str:
        """What the answer is about, in words that no other paper holds."""
        return f"tình hình thực hiện công tác văn thư {self.mark}"


def day_after(days: int) -> str:
    """Return a day as people type it."""
    return f"{datetime.now(VIETNAM) + timedelta(days=days):%d/%m/%Y}"


def register(seats: Desks, way: Way, paper: Path) -> None:
    """The clerk registers the decree and sees its arrival number; a paper that came before is a warning, not a wall."""
    page = seats.of("vanthu")
    page.goto(seats.address + "/van-ban-den/dang-ky/")
    seats.look(page, "dang-ky")
    page.set_input_files("input[type=file]", paper)
    page.fill("[name=full_code]", DECREE)
    page.fill("[name=issued_on]", "05/03/2020")
    page.select_option("[name=document_type]", label="Nghị định")
    page.fill("[name=issuing_agency_name]", "Chính phủ")
    page.fill("[name=subject]", SUBJECT)
    page.fill("[name=signer_name]", "Nguyễn Xuân Phúc")
    page.fill("[name=signer_position]", "Thủ tướng")
    send = page.locator("form.doc-form").get_by_role("button", name="Đăng ký", exact=True)
    send.click()
    warned = page.get_by_text("Chưa đăng ký: văn bản có thể trùng")
    expect(page.locator(".cv-said").or_(warned).first).to_be_visible()
    if warned.is_visible():
        page.check("[name=confirm_duplicate][type=checkbox]")
        seats.look(page, "canh-bao-trung")
        send.click()
    page.wait_for_url("**/van-ban/*/")
    said(page, "Đã đăng ký, số đến")
    way.document = page.url
    way.number = page.locator(".cv-said").inner_text().split("số đến ")[1].strip(" .\n")
    assert int(way.number) > 0
    expect(page.locator(".cv-dl").first).to_contain_text("Nguyễn Xuân Phúc, Thủ tướng")
    seats.look(page, "van-ban-den")


def hand_up(seats: Desks, way: Way) -> None:
    """The clerk hands it to the chairwoman."""
    page = seats.of("vanthu")
    page.goto(way.document)
    act(page, "Trình lãnh đạo")
    choose(page, "leader", "Chủ tịch")
    page.fill("[name=note]", "Kính trình Chủ tịch cho ý kiến chỉ đạo.")
    seats.look(page, "trinh-lanh-dao")
    page.get_by_role("button", name="Trình", exact=True).click()
    said(page, "Đã trình")


def choose(page: Page, field: str, ending: str) -> None:
    """Choose the option whose words end so: "Nguyễn Thị Ngân, Chủ tịch", not a deputy."""
    options = page.locator(f"[name={field}] option")
    wanted = [text for text in options.all_inner_texts() if text.endswith(", " + ending)]
    page.select_option(f"[name={field}]", label=wanted[0])


def open_work(seats: Desks, name: str, address: str, what: str) -> Page:
    """Find the paper in "Việc của tôi", also among what is due later, and open it from there."""
    page = seats.of(name)
    page.goto(seats.address + "/")
    seats.look(page, f"viec-{what}")
    row = page.locator(f"tr[data-cv-row] a.ttl[href='{address.removeprefix(seats.address)}']")
    later = [page.url + link for link in hrefs(page)]
    while not row.count():
        assert later, f"{name} không thấy việc này trong danh sách"
        page.goto(later.pop(0))
    row.click()
    page.wait_for_url(address)
    return page


def hrefs(page: Page) -> list[str]:
    """Return where the foot of the work list leads: what is due later, what has no deadline."""
    links = page.locator(".cv-listmore a")
    return [href for link in links.all() if (href := link.get_attribute("href"))]


def instruct(seats: Desks, way: Way, name: str = "lanhdao") -> None:
    """The chairwoman finds it among her work and writes bút phê: lead, support, deadline."""
    page = open_work(seats, name, way.document, "lanh-dao")
    act(page, "Bút phê")
    page.fill("[name=text]", INSTRUCTION)
    row = page.locator("tr[data-find='Phòng Tổng hợp']")
    row.get_by_label("chủ trì").check()
    row.get_by_label("Hạn của").fill(day_after(10))
    page.locator("tr[data-find='Trung tâm Tin học']").get_by_label("phối hợp").check()
    seats.look(page, "but-phe")
    page.get_by_role("button", name="Ghi bút phê").click()
    said(page, "Đã giao")
    expect(page.locator("body")).to_contain_text(INSTRUCTION)
    seats.look(page, "sau-but-phe")


def forward(seats: Desks, way: Way) -> None:
    """The head of Phòng Tổng hợp passes it to the specialist."""
    page = open_work(seats, "truongphong", way.document, "truong-phong")
    act(page, "Chuyển")
    row = page.locator("tr[data-find='Hồ Thanh Thành']")
    row.get_by_label("chủ trì").check()
    row.get_by_label("Hạn của").fill(day_after(7))
    page.fill("[name=text]", "Dự thảo công văn trả lời, trình tôi trước hạn.")
    seats.look(page, "chuyen")
    page.get_by_role("button", name="Chuyển", exact=True).click()
    said(page, "Đã giao")


def report(seats: Desks, way: Way) -> None:
    """The specialist opens it from her list and reports progress."""
    page = open_work(seats, "chuyenvien", way.document, "chuyen-vien")
    act(page, "Báo cáo")
    page.fill("[name=percent]", "40")
    page.fill("[name=text]", "Đã tổng hợp số liệu của các sở; đang dự thảo công văn.")
    seats.look(page, "bao-cao")
    page.get_by_role("button", name="Ghi báo cáo").click()
    said(page, "Đã ghi báo cáo")


def write(seats: Desks, way: Way) -> None:
    """The specialist drafts the answer from the template of công văn, beside its live page."""
    page = seats.of("chuyenvien")
    page.goto(way.document)
    act(page, "Soạn trả lời")
    seats.look(page, "chon-mau")
    page.locator(".drf-choose").get_by_role("link", name="Công văn").first.click()
    page.fill("[name=subject]", way.reply_subject)
    choose(page, "signer", "Chủ tịch")
    page.fill("[name=send_to]", "Chính phủ")
    page.fill("[name=body]", BODY)
    page.fill("[name=recipients]", "Bộ Nội vụ")
    expect(page.locator(".cv-viewer img").first).to_be_visible()
    seats.look(page, "soan")
    page.get_by_role("button", name="Lưu dự thảo").click()
    said(page, "Đã lưu dự thảo")
    way.draft = page.url
    expect(page.locator(".cv-dl").first).to_contain_text(DECREE)
    seats.look(page, "du-thao")


def submit(seats: Desks, way: Way) -> None:
    """The specialist submits along the steps."""
    page = seats.of("chuyenvien")
    page.goto(way.draft)
    act(page, "Trình")
    said(page, "Đã trình")


def approve(seats: Desks, way: Way, name: str, note: str) -> None:
    """Whoever it waits for finds it among her work and approves."""
    page = open_work(seats, name, way.draft, f"duyet-{name}")
    act(page, "Duyệt")
    dialog = page.locator("dialog#duyet")
    dialog.locator("[name=note]").fill(note)
    seats.look(page, f"hop-duyet-{name}")
    dialog.get_by_role("button", name="Duyệt").click()
    said(page, "Đã duyệt")


def give_back(seats: Desks, way: Way) -> None:
    """The office chief checks the form and returns it with a reason."""
    page = open_work(seats, "chanhvanphong", way.draft, "the-thuc")
    act(page, "Trả lại")
    dialog = page.locator("dialog#tra-lai")
    dialog.locator("[name=reason]").fill(REASON)
    seats.look(page, "hop-tra-lai")
    dialog.get_by_role("button", name="Trả lại").click()
    said(page, "Đã trả lại")


def mend(seats: Desks, way: Way) -> None:
    """The specialist finds it back on her list with the reason, mends it and saves the next version."""
    page = open_work(seats, "chuyenvien", way.draft, "tra-lai")
    expect(page.locator("main")).to_contain_text(REASON)
    seats.look(page, "bi-tra-lai")
    act(page, "Sửa")
    page.fill("[name=recipients]", "Bộ Nội vụ\nSở Nội vụ")
    page.get_by_role("button", name="Lưu phiên bản").click()
    said(page, "Đã lưu phiên bản mới")


def sign(seats: Desks, way: Way, name: str = "lanhdao") -> None:
    """The signer reads the page as it will be signed, and signs."""
    page = open_work(seats, name, way.draft, "ky")
    act(page, "Xem và ký")
    seats.look(page, "xem-va-ky")
    page.get_by_role("button", name="Ký số").click()
    said(page, "Đã ký")
    seats.look(page, "da-ky")


def issue(seats: Desks, way: Way) -> None:
    """The clerk numbers, seals and issues in one act."""
    page = open_work(seats, "vanthu", way.draft, "phat-hanh")
    act(page, "Cấp số, đóng dấu, phát hành")
    seats.look(page, "cap-so")
    page.get_by_role("button", name="Cấp số và phát hành").click()
    page.wait_for_url("**/van-ban/*/")
    said(page, "Đã phát hành, số")
    way.reply = page.url
    way.reply_code = page.locator(".cv-said").inner_text().split("phát hành, số ")[1].strip(" .\n")
    seats.look(page, "van-ban-di")


def answer(seats: Desks, way: Way) -> None:
    """The whole way of the answer: drafted, submitted, returned once, mended, approved, signed, issued."""
    write(seats, way)
    submit(seats, way)
    approve(seats, way, "truongphong", "Nội dung đúng chỉ đạo.")
    give_back(seats, way)
    mend(seats, way)
    submit(seats, way)
    approve(seats, way, "truongphong", "Đồng ý bổ sung.")
    approve(seats, way, "chanhvanphong", "Thể thức đúng.")
    sign(seats, way)
    issue(seats, way)
