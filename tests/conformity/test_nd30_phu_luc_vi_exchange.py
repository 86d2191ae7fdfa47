"""NĐ 30/2020/NĐ-CP Phụ lục VI: what needs the systems of other agencies (F1.5, F1.8.2, F2.1, F8.2)."""

from datetime import timedelta

import pytest
from django.db.models import Value
from django.db.models.functions import Concat

from congvu.documents import exchange_panel
from congvu.documents.types import State
from congvu.exchange import api as exchange
from congvu.exchange.actions.partners import save_partner
from congvu.exchange.models import Arrival, Mailing
from congvu.identity.models import AgencyCode
from tests.conformity.scene import proves
from tests.conftest import NOW
from tests.documents.conftest import Office, build_office, own_files  # noqa: F401  a fixture
from tests.documents.test_exchange import SENT, agencies, registered, sent, states  # noqa: F401  fixtures
from tests.exchange.conftest import DISTRICT, PROVINCE, carry
from tests.exchange.test_partners import terms

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db) -> Office:
    """A committee beside that of the scene, which stands through all tests of the package and has the same code."""
    AgencyCode.objects.filter(value__in=[PROVINCE, DISTRICT]).update(value=Concat("value", Value(".99")))
    return build_office(prefix="gui-")


@pytest.fixture
def other_office(db) -> Office:
    """The district that it writes to."""
    return build_office("Ủy ban nhân dân huyện Cai Lậy", prefix="nhan-")


@proves("F1.5")
def test_the_receivers_system_tells_the_sender_by_itself(sent):  # noqa: F811
    (view,) = exchange.deliveries_of(sent.uid)
    assert (view.state, [one.code for one in view.statuses]) == ("done", ["01"])
    assert Mailing.objects.get(kind="edoc", reference=sent.uid).receipt_signature


@proves("F1.8.2")
def test_the_sender_sees_how_the_receiver_handles_the_paper(sent, agencies):  # noqa: F811
    registered(agencies[1])
    assert states(sent) == ["01", "03"]
    (line,) = [exchange_panel.line(view) for view in exchange.deliveries_of(sent.uid)]
    assert (line.receiver, line.word, [word for word, _at in line.steps]) == (
        "Ủy ban nhân dân huyện Cai Lậy",
        "Đã tiếp nhận",
        ["Đã đến"],
    )


@proves("F2.1", "F9.6")
def test_papers_go_to_the_systems_of_other_agencies(agencies):  # noqa: F811
    save_partner(actor=agencies[0].actor("admin"), terms=terms(codes=["G09"]), now=NOW)
    (row,) = exchange.by_codes(["G09.01"], on=NOW.date())
    assert row.carrier == "https"


@proves("F8.2")
def test_an_arrived_copy_is_destroyed_when_the_sender_takes_it_back(sent, agencies):  # noqa: F811
    document = registered(agencies[1])
    exchange.request_back(actor=agencies[0].actor("clerk"), reference=sent.uid, reason="Sai số liệu", now=SENT)
    carry(now=SENT + timedelta(hours=1))
    uid, clerk = Arrival.objects.get().uid, agencies[1].actor("clerk")
    exchange.answer_wish(actor=clerk, arrival_uid=uid, agreed=True, reason="", now=SENT + timedelta(hours=2))
    document.refresh_from_db()
    assert document.state == State.RECALLED
    assert not document.files.filter(removed_at=None).exists()
