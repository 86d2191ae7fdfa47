"""A leader's words are followed as a task to the accepted result, and the paper keeps step with it."""

from playwright.sync_api import Browser

from .installation import Installation
from .journeys import line, tasks
from .journeys.desks import desks
from .journeys.line import Way
from .journeys.tasks import Task


def test_a_leaders_words_are_followed_to_the_accepted_result(installation: Installation, browser: Browser):
    """The chairwoman does her part on a phone, the others at their desks: both widths in one walk."""
    with desks(browser, installation, 1440, phones=frozenset({"lanhdao"})) as seats:
        task = Task(mark="năm 2026, lần rà soát thứ hai")
        tasks.register(seats, task)
        way = Way(mark=task.mark, document=task.document)
        line.hand_up(seats, way)
        line.instruct(seats, way)
        tasks.follow(seats, task)
        tasks.progress(seats, task)
        tasks.more_time(seats, task)
        tasks.hand_in(seats, task)
        tasks.accept(seats, task)
        assert seats.faults == []
