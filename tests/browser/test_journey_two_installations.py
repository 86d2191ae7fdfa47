"""Two agencies, two installations: a directive goes out, is carried out there, and its result is accepted here."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser

from .installation import Installation
from .journeys import across, line, refusals
from .journeys.across import Directive
from .journeys.desks import Desks, desks
from .journeys.line import Way
from .journeys.refusals import HIDDEN, LEADERS_ONLY, NUMBERS_ONLY, WAITS, Wrong
from .pair.filling import DISTRICT, DISTRICT_NAME, PROVINCE, PROVINCE_NAME
from .pair.starting import Pair

GIVES_ONLY = "Chỉ lãnh đạo cơ quan, Chánh Văn phòng hoặc lãnh đạo đơn vị giao nhiệm vụ."
TAKES_ONLY = "Chỉ văn thư của cơ quan nhận được tiếp nhận, trả lại văn bản liên thông."


@contextmanager
def seated(pair: Pair, browser: Browser, *, careful: bool) -> Iterator[tuple[Desks, Desks]]:
    """Seat the officials of both sides."""
    with (
        desks(browser, pair.province, 1440, careful=careful) as here,
        desks(browser, pair.district, 1440, careful=careful) as there,
    ):
        yield here, there
        assert here.faults + there.faults == []


@pytest.fixture(scope="module")
def given() -> Directive:
    """The directive whose way the tests of this file walk, one after the other."""
    return Directive()


def test_a_directive_is_given_carried_out_and_accepted_over_two_installations(
    pair: Pair, browser: Browser, given: Directive
):
    with seated(pair, browser, careful=False) as (here, there):

        def wrong(seats: Desks, base: str, *table: Wrong) -> None:
            refused_on(pair, seats, base, table)

        across.draft_order(here, given)
        across.approve(here, given.out)
        wrong(here, given.out.draft, Wrong("chanhvanphong", "ky/", WAITS), Wrong("tochuc", "ky/", HIDDEN))
        line.sign(here, given.out)
        wrong(
            here, given.out.draft, Wrong("lanhdao", "phat-hanh/", NUMBERS_ONLY), Wrong("tochuc", "phat-hanh/", HIDDEN)
        )
        across.issue_to(here, given.out, DISTRICT_NAME)
        wrong(here, "", Wrong("chuyenvien", f"/nhiem-vu/giao/?van-ban={uid_of(given.out.reply)}", GIVES_ONLY))
        across.give(here, given)
        wrong(here, given.task, Wrong("vanthu", "xac-nhan/", HIDDEN), Wrong("truongphong", "tien-do/", HIDDEN))

        across.arrive(there, given)
        theirs = f"/du-thao/{uid_of(given.out.draft)}/phat-hanh/"  # tỉnh phát hành, văn thư huyện hỏi ở huyện
        not_theirs = Wrong("noivu", "trinh/", HIDDEN), Wrong("vanthu", theirs, HIDDEN)
        wrong(there, given.came, Wrong("vanthu", "but-phe/", LEADERS_ONLY), *not_theirs)
        across.told(here, given, "Ủy ban nhân dân huyện Cái Bè tiếp nhận")
        line.hand_up(there, Way(mark="", document=given.came))
        across.instruct(there, given)
        across.told(here, given, "Ủy ban nhân dân huyện Cái Bè phân công")
        across.becomes_a_task(there, given)
        wrong(there, given.there_task, Wrong("vanthu", "tien-do/", HIDDEN))
        across.forward_and_report(there, given)
        across.told(here, given, "Tiến độ 60%")
        across.draft_answer(there, given)
        across.approve(there, given.answer)
        wrong(there, given.answer.draft, Wrong("truongphong", "ky/", WAITS), Wrong("noivu", "ky/", HIDDEN))
        line.sign(there, given.answer)
        across.issue_to(there, given.answer, PROVINCE_NAME)

        across.take_answer(here, given)
        across.accept(here, given)
        across.follow_the_way(here, there, given)

    assert all(front.carried for front in pair.fronts.values()), "không gói tin nào đi qua TLS"
    assert figures(pair) == {
        # Tỉnh: một chỉ đạo trên mạng; ba lượt gửi, cả ba có biên nhận; chỉ thị duy nhất đã gửi, nhận điện tử.
        "A": [[1, 1], [3, 3], [1, 1], [3, 3]],
        # Huyện: bút phê thành nhiệm vụ; văn bản trả lời đã đến; huyện không ban hành chỉ thị.
        "B": [[1, 1], [1, 1], [0, 0], [1, 1]],
    }


def test_a_letter_comes_back_with_its_reason_and_another_is_recalled_with_consent(pair: Pair, browser: Browser):
    with seated(pair, browser, careful=False) as (here, there):
        page = there.of("vanthu")
        link = across.arrival_of(page, there, across.MISTAKEN).get_attribute("href")
        wrong = (
            Wrong("lanhdao", "tra-lai/", HIDDEN, by_page=False),
            Wrong("chuyenvien", "tra-lai/", HIDDEN, by_page=False),
        )
        refused_on(pair, there, f"{there.address}{link}", wrong)
        across.give_back(here, there)

        asked_back = across.arrival_of(page, there, across.TO_RECALL).get_attribute("href")
        registered = across.register_letter(there)
        letter = across.letter_sent(here)
        refused_on(pair, here, letter, (Wrong("tochuc", "thu-hoi-van-ban/", HIDDEN),))
        across.recall(here, letter)
        wrong = (
            Wrong("vanthu", f"/van-ban/{uid_of(letter)}/thu-hoi-van-ban/", HIDDEN),
            Wrong("chanhvanphong", f"{asked_back}tra-loi/", TAKES_ONLY, by_page=False),
            Wrong("lanhdao", f"{asked_back}tra-loi/", HIDDEN, by_page=False),
        )
        refused_on(pair, there, "", wrong)
        across.consent(there, here, registered, letter)


def uid_of(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


def refused_on(pair: Pair, seats: Desks, base: str, table: tuple[Wrong, ...]) -> None:
    """Let wrong persons of one side try while both workers rest, so that nothing else changes."""
    side = pair.province if seats.address == pair.province.address else pair.district
    with refusals.worker_at_rest(pair.province), refusals.worker_at_rest(pair.district):
        refusals.tried(seats, side, base, table)


def figures(pair: Pair) -> dict[str, list[list[int]]]:
    """Return targets 2, 3, 25 and 32 of both sides: how many, out of how many."""
    asked = {"A": (pair.province, PROVINCE), "B": (pair.district, DISTRICT)}
    running = {side: counting(one, code) for side, (one, code) in asked.items()}
    return {side: list(json.loads(one.communicate(timeout=60)[0]).values()) for side, one in running.items()}


def counting(one: Installation, code: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.browser.pair.figures", code]
    return subprocess.Popen(command, env=one.environment, text=True, stdout=subprocess.PIPE)
