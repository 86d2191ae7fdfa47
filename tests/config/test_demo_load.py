import pytest

from congvu.config import demo
from congvu.documents.models import Document, Draft
from congvu.exchange.models import Arrival, Mailing
from congvu.identity.models import Agency
from congvu.worklist.models import Entry


@pytest.mark.whole
@pytest.mark.django_db
def test_the_whole_demonstration_loads_twice_without_doubling():
    steps: list[str] = []
    demo.load(steps.append)
    first = (Document.objects.count(), Draft.objects.count(), Entry.objects.count())
    demo.load(steps.append)

    assert (Document.objects.count(), Draft.objects.count(), Entry.objects.count()) == first
    assert first[0] > 4000
    for agency in Agency.objects.all():
        assert Document.objects.filter(agency=agency, direction="incoming").exists(), agency
    _the_plans_stand_with_their_numbers()
    _letters_went_by_exchange()


def _letters_went_by_exchange():
    """One waits at the province's clerk, one is registered; the province's own is registered, waits, is returned."""
    here = Arrival.objects.filter(agency__codes__value="H58").values_list("sender_code", "state", "verdict")
    sent = Mailing.objects.filter(sender_code="H58", kind="edoc").order_by("receiver_code")

    assert sorted(here) == [("G09", "accepted", "sound"), ("G14", "arrived", "sound")]
    assert {one.state for one in sent} == {"done"}
    assert [(one.receiver_code, status_of(one)) for one in sent] == [("G09", "03"), ("G14", "01"), ("G22", "02")]


def status_of(mailing):
    return mailing.statuses.order_by("pk").last().code


def _the_plans_stand_with_their_numbers():
    for number, notation, year in (
        ("949", "QĐ-BNV", 2011),
        ("2016", "QĐ-BTTTT", 2010),
        ("1935", "QĐ-VPCP", 2010),
        ("58", "KH-UBND", 2011),
    ):
        plan = Document.objects.get(code_number=number, code_notation=notation, year=year, direction="outgoing")
        assert plan.files.count() == 1
