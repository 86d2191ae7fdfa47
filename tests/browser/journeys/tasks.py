"""The way of one instruction as a task: bút phê, progress, more time, result, acceptance. One function, one act."""

import re
import time
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from . import line
from .desks import PATIENCE_MS, Desks, act, said

PAUSE_MS = 500


@dataclass(slots=True)
class Task:
    """The paper and its task; `mark` tells this journey's from those of others."""

    mark: str
    document: str = ""
    url: str = ""

    @property
    def path(self) -> str:
        """The task's address without its host."""
        return "/" + self.url.split("/", 3)[3]


def register(seats: Desks, task: Task) -> None:
    """The clerk registers a paper without a file."""
    page = seats.of("vanthu")
    page.goto(seats.address + "/van-ban-den/dang-ky/")
    page.fill("[name=full_code]", f"{len(task.mark)}12/BNV-CCHC")
    page.fill("[name=issued_on]", line.day_after(-1))
    page.fill("[name=issuing_agency_name]", "Bộ Nội vụ")
    page.fill("[name=subject]", f"Về việc rà soát vị trí việc làm {task.mark}")
    page.select_option("[name=document_type]", label="Công văn")
    page.locator("form.doc-form").get_by_role("button", name="Đăng ký", exact=True).click()
    page.wait_for_url("**/van-ban/*/")
    said(page, "Đã đăng ký, số đến")
    task.document = page.url


def follow(seats: Desks, task: Task) -> None:
    """Without anybody's typing the bút phê becomes a task, which the paper's page leads to."""
    page = seats.of("lanhdao")
    found = page.locator(".dir-papers a").first
    end = time.monotonic() + PATIENCE_MS / 1000
    page.goto(task.document)
    while not found.count() and time.monotonic() < end:
        page.wait_for_timeout(PAUSE_MS)
        page.reload()
    found.click()
    page.wait_for_url(re.compile("/nhiem-vu/[0-9a-f-]+/$"))
    task.url = page.url
    expect(page.locator("main")).to_contain_text("Phòng Tổng hợp")
    seats.look(page, "nhiem-vu")


def progress(seats: Desks, task: Task) -> None:
    """The head of the leading division reports how far it is."""
    page = seats.of("truongphong")
    page.goto(task.url)
    act(page, "Báo cáo tiến độ")
    page.fill("[name=percent]", "40")
    page.fill("[name=text]", "Đã nhận số liệu của 9 sở.")
    page.get_by_role("button", name="Gửi báo cáo").click()
    said(page, "Đã gửi báo cáo tiến độ")
    expect(page.locator("main")).to_contain_text("Đã nhận số liệu của 9 sở.")


def more_time(seats: Desks, task: Task) -> str:
    """She asks for more time, the chairwoman agrees; return the new deadline, which the paper has too."""
    page = seats.of("truongphong")
    new = line.day_after(17)
    from_menu(page, task.url, "Xin gia hạn")
    page.fill("[name=until]", new)
    page.fill("[name=reason]", "Hai sở chưa gửi số liệu.")
    seats.look(page, "xin-gia-han")
    page.get_by_role("button", name="Gửi đề nghị").click()
    said(page, "Đã gửi đề nghị gia hạn")

    leader = seats.of("lanhdao")
    leader.goto(task.url)
    leader.locator(".dir-ask").get_by_role("link").first.click()
    leader.get_by_role("button", name="Ghi quyết định").click()
    said(leader, "Đã trả lời đề nghị gia hạn")
    expect(leader.locator(".cv-dl").first).to_contain_text(new)
    seats.look(leader, "da-gia-han")
    leader.goto(task.document)
    expect(leader.locator("main")).to_contain_text(new[:5])
    return new


def from_menu(page: Page, url: str, label: str) -> None:
    """Choose a line of the menu of further acts."""
    page.goto(url)
    page.locator(".doc-more-acts summary").click()
    page.locator(".doc-more-acts").get_by_role("link", name=label).click()


def hand_in(seats: Desks, task: Task) -> None:
    """She looks for the paper that is the result, and hands it in."""
    page = seats.of("truongphong")
    page.goto(task.url)
    act(page, "Báo cáo kết quả")
    page.fill("[name=tim]", "báo cáo")
    page.get_by_role("button", name="Tìm", exact=True).click()
    expect(page.locator(".dir-finder [role=status]")).to_contain_text("văn bản")
    page.fill("[name=text]", "Đã rà soát đủ 19 sở, ngành.")
    seats.look(page, "bao-cao-ket-qua")
    page.get_by_role("button", name="Gửi kết quả").click()
    said(page, "Đã gửi kết quả")


def accept(seats: Desks, task: Task) -> None:
    """The chairwoman finds it among her work and confirms; the task is done."""
    page = line.open_work(seats, "lanhdao", task.url, "xac-nhan")
    act(page, "Xác nhận hoàn thành")
    page.get_by_role("button", name="Xác nhận hoàn thành").click()
    said(page, "Đã xác nhận hoàn thành")
    expect(page.locator("main")).to_contain_text("Hoàn thành")
    expect(page.locator("main")).to_contain_text("Đã rà soát đủ 19 sở, ngành.")
    seats.look(page, "da-hoan-thanh")
