"""The chairwoman delegates: her deputy works and signs in her place, by name, until it is taken back."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from .installation import Installation
from .journeys import line
from .journeys.decree import decree
from .journeys.desks import Desks, act, desks, said
from .journeys.line import Way
from .journeys.refusals import everything

ON_BEHALF = "thay mặt Nguyễn Thị Ngân"
PAPER = "12/GUQ-UBND"


def test_a_delegate_works_and_signs_in_the_leaders_place_until_it_is_taken_back(
    installation: Installation, browser: Browser, tmp_path: Path
):
    with desks(browser, installation, 1440, careful=False) as seats:
        way = Way(mark="khi Chủ tịch đi công tác")
        line.register(seats, way, decree(tmp_path))
        line.hand_up(seats, way)
        delegate(seats)
        put_on_hat(seats)
        line.instruct(seats, way, "phochutich")
        expect(seats.of("phochutich").locator("main")).to_contain_text(ON_BEHALF)

        line.forward(seats, way)
        line.write(seats, way)
        line.submit(seats, way)
        line.approve(seats, way, "truongphong", "")
        line.approve(seats, way, "chanhvanphong", "")
        the_open_page_does_nothing_once_it_is_taken_back(seats, installation, way)

        delegate(seats)
        put_on_hat(seats)
        line.sign(seats, way, "phochutich")
        history = seats.of("chuyenvien")
        history.goto(way.draft)
        expect(history.locator("main")).to_contain_text(f"Nguyễn Đức Dũng ({ON_BEHALF})")
        expect(history.locator(".cv-dl").first).to_contain_text("Nguyễn Đức Dũng, Phó Chủ tịch")
        expect(history.locator(".cv-dl").first).to_contain_text("TM. và KT.")
        take_back(seats)
        assert seats.faults == []


def delegate(seats: Desks) -> None:
    """The chairwoman gives her deputy the handling and signing of documents, on a numbered paper, for a week."""
    page = seats.of("lanhdao")
    page.goto(seats.address + "/uy-quyen/lap/")
    page.locator("#id_q").press_sequentially("nguyen duc dung")
    page.get_by_label("Nguyễn Đức Dũng", exact=False).first.check()
    page.get_by_label("Xử lý văn bản").check()
    page.get_by_label("Ký thừa ủy quyền").check()
    page.fill("[name=ends_on]", line.day_after(7))
    page.fill("[name=document]", PAPER)
    page.locator("main form").get_by_role("button", name="Ủy quyền", exact=True).click()
    said(page, "Đã ủy quyền")


def take_back(seats: Desks) -> None:
    """The chairwoman takes it back."""
    page = seats.of("lanhdao")
    page.goto(seats.address + "/uy-quyen/")
    page.get_by_role("button", name="Thu hồi ngay").first.click()
    said(page, "Đã thu hồi ủy quyền")


def put_on_hat(seats: Desks) -> None:
    """The deputy chooses to work in the chairwoman's post; every page says so."""
    page = seats.of("phochutich")
    page.goto(seats.address + "/")
    page.locator("#cv-post > summary").click()
    page.locator("#cv-post").get_by_role("button", name=ON_BEHALF).click()
    expect(page.locator("#cv-post > summary")).to_contain_text("Thay mặt Nguyễn Thị Ngân")


def the_open_page_does_nothing_once_it_is_taken_back(seats: Desks, installation: Installation, way: Way) -> None:
    """Rights withdrawn while a page is open: what the page sends is refused with a sentence and changes nothing."""
    page = line.open_work(seats, "phochutich", way.draft, "ky-thay")
    act(page, "Xem và ký")
    expect(page.get_by_role("button", name="Ký số")).to_be_enabled()
    take_back(seats)

    before = everything(installation)
    page.get_by_role("button", name="Ký số").click()
    expect(page.get_by_role("alert")).to_contain_text("Ủy quyền của Nguyễn Thị Ngân")
    expect(page.get_by_role("alert")).to_contain_text("Hãy làm lại nếu muốn thực hiện với chức vụ của mình.")
    assert everything(installation) == before
