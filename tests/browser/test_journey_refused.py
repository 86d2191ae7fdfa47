"""At each step of the paper's way another official is refused with a sentence, and nothing changes."""

from pathlib import Path

from playwright.sync_api import Browser

from .installation import Installation
from .journeys import line, refusals
from .journeys.decree import decree
from .journeys.desks import Desks, desks
from .journeys.line import Way


def test_the_wrong_person_is_refused_at_each_step(installation: Installation, browser: Browser, tmp_path: Path):
    with desks(browser, installation, 1440, careful=False) as seats:
        way = Way(mark="khi người khác thử làm thay")

        def wrong(base: str, table: tuple[refusals.Wrong, ...]) -> None:
            refusals.refuse(seats, installation, base, table)

        wrong("", refusals.NEW)
        line.register(seats, way, decree(tmp_path))
        wrong(way.document, refusals.REGISTERED)
        line.hand_up(seats, way)
        wrong(way.document, refusals.HANDED_UP)
        line.instruct(seats, way)
        wrong(handling(seats, "truongphong", way), refusals.GIVEN)
        line.forward(seats, way)
        wrong(handling(seats, "chuyenvien", way), refusals.FORWARDED)
        wrong(way.document, refusals.FORWARDED_DOCUMENT)
        line.write(seats, way)
        wrong(way.draft, refusals.DRAFTED)
        line.submit(seats, way)
        wrong(way.draft, refusals.AT_HEAD)
        line.approve(seats, way, "truongphong", "")
        wrong(way.draft, refusals.AT_FORM)
        line.approve(seats, way, "chanhvanphong", "")
        wrong(way.draft, refusals.AT_SIGNATURE)
        line.sign(seats, way)
        wrong(way.draft, refusals.SIGNED)
        line.issue(seats, way)
        wrong(way.reply, refusals.ISSUED)


def handling(seats: Desks, name: str, way: Way) -> str:
    """Return the address of somebody's part of the work, as her own page links to it."""
    page = seats.of(name)
    page.goto(way.document)
    link = page.locator(".cv-actionbar a[href^='/xu-ly/']").first.get_attribute("href")
    assert link is not None
    return seats.address + link.rsplit("/", 2)[0] + "/"
