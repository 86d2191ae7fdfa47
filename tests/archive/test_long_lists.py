"""Lists of what is due and of what is over are paged by key: nothing stays out of reach."""

from datetime import date

import pytest

from congvu.archive.actions import disposal
from congvu.archive.models import CaseFile
from congvu.archive.queries import handovers
from congvu.archive.types import FileState

TODAY = date(2026, 10, 14)


@pytest.fixture
def many(office, case_file, monkeypatch):
    """Seven closed files, due and over on a few days."""
    monkeypatch.setattr(handovers, "DUE_SHOWN", 3)
    monkeypatch.setattr(disposal.rules, "MOST_AT_ONCE", 3)
    for number in range(1, 8):
        file = case_file("officer", notation=f"{number:02d}.TH")
        day = date(2026, 9, 1 + number % 3)
        CaseFile.objects.filter(pk=file.pk).update(state=FileState.CLOSED, handover_due_on=day, retention_ends_on=day)
    return office


def walked(ask):
    seen, sizes, after = [], [], None
    while True:
        page = ask(after)
        seen += [row.uid for row in page.rows]
        sizes.append(len(page.rows))
        if page.next is None:
            return seen, sizes
        after = page.next


@pytest.mark.parametrize("what", ["due", "over"])
def test_every_row_is_reached_once_and_in_order(many, what):
    actor = many.actor("archivist")

    def ask(after):
        if what == "due":
            return handovers.due_files(actor=actor, today=TODAY, mine=False, after=after)
        return disposal.worn_out(actor, today=TODAY, after=after)

    seen, sizes = walked(ask)
    field = "handover_due_on" if what == "due" else "retention_ends_on"
    assert seen == list(CaseFile.objects.order_by(field, "pk").values_list("uid", flat=True))
    assert sizes == [3, 3, 1]


def test_the_pages_lead_on(many, client):
    client.force_login(many.accounts["officer"])
    first = client.get("/nop-luu/moi/").content.decode()
    assert first.count('name="ho-so"') == 3
    assert "?sau=" in first
    client.force_login(many.accounts["archivist"])
    assert "?sau=" in client.get("/huy-tai-lieu/").content.decode()
    assert client.get("/nop-luu/").status_code == 200
