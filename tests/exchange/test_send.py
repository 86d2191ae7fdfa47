import pytest

from congvu.exchange import api
from congvu.exchange.errors import NotSendable, UnknownReceiver
from congvu.exchange.models import Arrival, GivenReceipt, Mailing
from congvu.kernel.api import files
from tests.conftest import NOW
from tests.exchange.conftest import DISTRICT, carry, outgoing, some_reference


def send(province, **changes):
    values = {
        "actor": province.actor("clerk"),
        "sender_agency_id": province.agency.pk,
        "document": outgoing(),
        "reference": some_reference(),
        "receivers": [DISTRICT],
        "now": NOW,
    }
    return api.send(**{**values, **changes})


def test_a_letter_arrives_with_a_signed_receipt_and_state_01_goes_back(province, district):
    (mailing,) = send(province)
    assert mailing.state == "waiting"

    assert carry() == ["done", "done"]

    (mailing,) = api.deliveries_of(some_reference())
    assert (mailing.state, mailing.received_at) == ("done", NOW)
    assert [(s.code, s.label) for s in mailing.statuses] == [("01", "Đã đến")]
    arrival = api.arrival(Arrival.objects.get().uid)
    assert (arrival.full_code, arrival.sender_name) == ("5412/UBND-TH", "Ủy ban nhân dân tỉnh Tiền Giang")
    assert (arrival.verdict, arrival.urgency, arrival.pages) == ("information", 1, 2)
    assert [one.name for one in arrival.files] == ["5412_UBND-TH.docx"]


def test_the_files_that_arrive_are_those_that_were_sent(province, district):
    document = outgoing()
    send(province, document=document)
    carry()

    (came,) = api.arrival(Arrival.objects.get().uid).files
    assert came.sha256 == files.ref(document.files[0].file_id).sha256


def test_sending_twice_gives_the_first_mailing(province, district):
    first, second = send(province), send(province)

    assert [one.uid for one in first] == [one.uid for one in second]
    assert Mailing.objects.count() == 1


def test_carrying_twice_changes_nothing(province, district):
    send(province)
    carry()
    Mailing.objects.filter(kind="edoc").update(state="waiting", next_at=NOW)

    carry()

    assert Arrival.objects.count() == 1
    assert GivenReceipt.objects.count() == 2
    assert Mailing.objects.filter(state="done").count() == 2


def test_an_unknown_receiver_is_refused_and_nothing_is_written(province):
    with pytest.raises(UnknownReceiver) as refusal:
        send(province, receivers=["H99"])

    assert refusal.value.data["receiver"] == "H99"
    assert Mailing.objects.count() == 0


@pytest.mark.parametrize("changes", [{"receivers": ["H58"]}, {"document": "no files"}], ids=["itself", "no-file"])
def test_what_cannot_be_sent_is_said(province, district, changes):
    if changes.get("document"):
        changes = {"document": outgoing(files=())}
    with pytest.raises(NotSendable):
        send(province, **changes)


def test_the_receivers_clerk_returns_it_with_a_reason(province, district):
    send(province)
    carry()

    api.refuse(actor=district.actor("clerk"), arrival_uid=Arrival.objects.get().uid, reason="Gửi nhầm cơ quan", now=NOW)
    carry()

    (mailing,) = api.deliveries_of(some_reference())
    assert [(s.code, s.description, s.staff) for s in mailing.statuses] == [
        ("01", "Đã đến", ""),
        ("02", "Gửi nhầm cơ quan", "Đỗ Thị Bé Ba"),
    ]
