"""One real paper walks through the house: clerk, leader, specialist, leader, clerk, at both widths."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .installation import Installation
from .journeys import line, signatures
from .journeys.decree import WORDS, decree
from .journeys.desks import PATIENCE_MS, Desks, desks
from .journeys.line import Way


@pytest.mark.parametrize("width", [1440, 390])
def test_the_decree_is_received_instructed_answered_signed_and_found(
    installation: Installation, browser: Browser, tmp_path: Path, width: int
):
    with desks(browser, installation, width) as seats:
        way = Way(mark=f"năm 2026, lần {width}")
        line.register(seats, way, decree(tmp_path))
        found_by_words(seats, "vanthu", WORDS, way.document)
        line.hand_up(seats, way)
        with the_bell_rings_at_once(seats, "truongphong"):
            line.instruct(seats, way)
        line.forward(seats, way)
        line.report(seats, way)
        line.answer(seats, way)

        the_answer_closed_the_decree(seats, way)
        found_by_words(seats, "lanhdao", way.reply_subject.lower().replace("đ", "d"), way.reply)
        found_by_number(seats, "chuyenvien", way)
        the_bells_rang(seats, way)
        the_signatures_hold(seats, installation, way, tmp_path)

        assert seats.faults == []


def found_by_words(seats: Desks, name: str, words: str, address: str) -> None:
    """The paper is found in full text, typed without marks, and opened from the result."""
    page = seats.of(name)
    page.goto(seats.address + "/")
    search(page, words)
    seats.look(page, "tim-kiem")
    result = page.locator(f".cv-results a[href='{address.removeprefix(seats.address)}']")
    expect(result).to_be_visible()
    result.click()
    page.wait_for_url(address)


def found_by_number(seats: Desks, name: str, way: Way) -> None:
    """The answer is found by its number, the decree by its own."""
    page = seats.of(name)
    for number, address in ((way.reply_code, way.reply), (line.DECREE, way.document)):
        page.goto(seats.address + "/")
        search(page, number)
        expect(page.locator(f".cv-results a[href='{address.removeprefix(seats.address)}']")).to_be_visible()


def search(page: Page, words: str) -> None:
    page.fill("#cv-q", words)
    page.press("#cv-q", "Enter")
    page.wait_for_url("**/tim-kiem/?**")


def the_answer_closed_the_decree(seats: Desks, way: Way) -> None:
    """The decree is done, and each paper leads to the other."""
    page = seats.of("lanhdao")
    page.goto(way.document)
    expect(page.locator(".doc-head .cv-state")).to_contain_text("Hoàn thành")
    page.locator(".cv-dl").get_by_role("link", name=way.reply_code).click()
    page.wait_for_url(way.reply)
    page.locator(".cv-dl").get_by_role("link", name=line.DECREE).click()
    page.wait_for_url(way.document)
    seats.look(page, "da-giai-quyet")


@contextmanager
def the_bell_rings_at_once(seats: Desks, name: str) -> Iterator[None]:
    """While an official's page stands open, her bell counts what others just gave her."""
    page = seats.of(name)
    page.goto(seats.address + "/van-ban-den/")
    rung = page.locator("#cv-bell-n .n")
    before = int(rung.inner_text()) if rung.count() else 0
    yield
    expect(rung).to_have_text(str(before + 1))


def the_bells_rang(seats: Desks, way: Way) -> None:
    """Each who was given something was told, by a notice that opens the very paper."""
    answer = f"Công văn: {way.reply_subject}"
    for name, words, address in (
        ("truongphong", "giao bạn (Chủ trì)", way.document),
        ("chuyenvien", "giao bạn (Chủ trì)", way.document),
        ("truongphong", f"trình bạn: {answer}", way.draft),
        ("chuyenvien", f"trả lại {answer}: {line.REASON}", way.draft),
        ("lanhdao", f"trình bạn: {answer}", way.draft),
        ("chuyenvien", f"đã ký {answer}", way.draft),
        ("lanhdao", f"{answer} đã phát hành, số {way.reply_code}", way.reply),
    ):
        page = seats.of(name)
        page.goto(seats.address + "/thong-bao/")
        if name == "truongphong":
            seats.look(page, "thong-bao")
        notices = page.locator("main a.ttl", has_text=words)
        opened = [page.request.get(seats.address + str(one.get_attribute("href"))).url for one in notices.all()]
        assert address in opened, (name, words)


def the_signatures_hold(seats: Desks, installation: Installation, way: Way, folder: Path) -> None:
    """Poppler, OpenSSL and our command agree on the downloaded answer; its QR code leads the public to the verdict."""
    page = seats.of("vanthu")
    page.goto(way.reply)
    with page.expect_download() as waited:
        page.get_by_role("link", name="Tải", exact=True).first.click()
    paper = folder / "tra-loi.pdf"
    waited.value.save_as(paper)

    signatures.pdfsig_agrees(paper)
    signatures.openssl_agrees(paper)
    status, report = signatures.command_says(installation, paper)
    assert (status, report["verdict"], len(report["signatures"])) == (0, "valid", 2)

    public = seats.stranger()
    public.goto(signatures.address_in_qr(paper, folder))
    expect(public.get_by_role("heading", level=1)).to_contain_text(f"Văn bản số {way.reply_code}")
    verdict = public.locator("#h-ket-luan")
    end = time.monotonic() + PATIENCE_MS / 1000
    while not verdict.count() and time.monotonic() < end:  # việc nền kiểm tra và giữ biên bản sau khi phát hành
        public.wait_for_timeout(500)
        public.reload()
    expect(verdict).to_have_text("Hợp lệ")
    expect(public.locator("main")).not_to_contain_text(way.mark)  # trích yếu chỉ hiện khi văn thư cho phép
    seats.look(public, "kiem-tra-cong-khai")
