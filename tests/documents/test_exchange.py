"""A paper goes from agency to agency: issued, arrived and checked, registered, worked on, answered, taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from congvu.documents.actions.approve import approve_step, submit_draft
from congvu.documents.actions.finish import finish
from congvu.documents.actions.follow_up import start_follow_up
from congvu.documents.actions.handle import report_progress
from congvu.documents.actions.instruct import instruct
from congvu.documents.actions.issue import issue_draft
from congvu.documents.actions.one_click import register_arrival
from congvu.documents.actions.send_out import send_more
from congvu.documents.actions.send_update import send_update
from congvu.documents.actions.sign import sign_draft
from congvu.documents.models import Document, DocumentLink, Draft
from congvu.documents.types import State, Target
from congvu.exchange import api as exchange
from congvu.exchange.errors import RegisterFirst
from congvu.exchange.models import Arrival, Mailing, Partner
from congvu.identity.models import AgencyCode
from congvu.kernel.api import files
from congvu.kernel.outbox import deliver_pending
from congvu.signing import api as signing
from tests.conftest import NOW
from tests.documents.drafts import signed
from tests.exchange.conftest import DISTRICT, PROVINCE, carry

pytestmark = pytest.mark.django_db
SENT = NOW + timedelta(minutes=9)


@pytest.fixture
def agencies(office, other_office, settings, tmp_path):
    """The committee with its keys, and a district that it writes to, each with its code."""
    from congvu.signing import vault

    settings.DATA = tmp_path
    vault._fernet.cache_clear()
    signing.ensure_demo_keys(
        agencies=[office.agency.pk], people=[office.people["chairman"].pk], at=NOW - timedelta(days=1)
    )
    for agency, code in ((office.agency, PROVINCE), (other_office.agency, DISTRICT)):
        AgencyCode.objects.create(agency=agency, scheme="qd20", value=code)
    yield office, other_office
    vault._fernet.cache_clear()


@pytest.fixture
def sent(agencies):
    """A letter of the committee, issued to the district and carried there."""
    office, _district = agencies
    done = issue_draft(actor=office.actor("clerk"), draft_id=signed(office), receivers=[DISTRICT], now=SENT)
    carry(now=SENT)
    return Document.objects.get(pk=done.document_id)


def states(document: Document) -> list[str]:
    carry(now=SENT + timedelta(days=1))
    (view,) = exchange.deliveries_of(document.uid)
    return [one.code for one in view.statuses]


def registered(district, minutes: int = 20) -> Document:
    done = register_arrival(
        actor=district.actor("clerk"), uid=Arrival.objects.get().uid, now=SENT + timedelta(minutes=minutes)
    )
    return Document.objects.get(pk=done.id)


def test_both_signatures_make_the_arrival_worth_a_paper(sent):
    view = exchange.arrival(Arrival.objects.get().uid)

    assert (view.verdict, [one.ok for one in view.checks]) == ("sound", [True, True, True, True])
    assert view.full_code == sent.full_code


def test_one_click_registers_what_the_message_says(sent, agencies):
    document = registered(agencies[1])

    assert (document.direction, document.state, document.received_via) == ("incoming", State.REGISTERED, "axis")
    assert document.document_code == sent.document_code
    assert document.full_code == sent.full_code
    assert document.subject == sent.subject
    assert document.issuing_agency_id == agencies[0].agency.pk
    sealed = sent.files.get(role="main")
    assert document.files.get(role="main").sha256 == sealed.sha256
    assert files.ref(document.files.get(role="main").file_id).sha256 == sealed.sha256


def test_states_go_back_by_themselves_as_the_receiver_works(sent, agencies):
    district = agencies[1]
    assert states(sent) == ["01"]
    document = registered(district)
    assert states(sent) == ["01", "03"]

    instruct(
        actor=district.actor("chairman"),
        uid=document.uid,
        targets=[Target(role="lead", unit_id=district.units["general"].pk)],
        text="Giao Phòng Tổng hợp tham mưu.",
        now=SENT + timedelta(minutes=40),
    )
    deliver_pending()
    assert states(sent) == ["01", "03", "04"]

    handling = document.handlings.get(role="lead")
    report_progress(
        actor=district.actor("head"), handling_uid=handling.uid, percent=10, text="Đang tổng hợp",
        now=SENT + timedelta(minutes=60),
    )  # fmt: skip
    deliver_pending()
    assert states(sent) == ["01", "03", "04", "05", "05"]
    for percent in (40, 60, 60):  # of what comes again the first and the newest are shown
        report_progress(
            actor=district.actor("head"), handling_uid=handling.uid, percent=percent, text="Đã tổng hợp",
            now=SENT + timedelta(minutes=60 + percent // 4),
        )  # fmt: skip
        deliver_pending()
    assert states(sent) == ["01", "03", "04", "05", "05"]
    assert [one.label for one in exchange.deliveries_of(sent.uid)[0].statuses[3:]] == ["Đang xử lý", "Đang xử lý (60%)"]
    assert Arrival.objects.get().reported.filter(code="05").count() == 4

    finish(actor=district.actor("chairman"), uid=document.uid, result="Đã báo cáo", now=SENT + timedelta(minutes=90))
    deliver_pending()
    assert states(sent) == ["01", "03", "04", "05", "05", "06"]
    deliver_pending()
    assert states(sent) == ["01", "03", "04", "05", "05", "06"]


def test_an_outside_axis_is_told_once_that_work_goes_on(sent, agencies):
    district = agencies[1]
    registered(district)
    uid, now = Arrival.objects.get().uid, SENT + timedelta(hours=1)
    assert exchange.report_progress(arrival_uid=uid, percent=10, text="", now=now)
    AgencyCode.objects.filter(value=PROVINCE).delete()
    Partner.objects.create(
        name="Trục", codes=[PROVINCE], carrier="axis", address="https://truc.example.vn", added_at=NOW
    )

    assert not exchange.report_progress(arrival_uid=uid, percent=60, text="", now=now + timedelta(hours=1))
    assert Arrival.objects.get().reported.filter(code="05").count() == 1


def test_registering_twice_gives_one_line(sent, agencies):
    registered(agencies[1])

    with pytest.raises(exchange_closed()):
        registered(agencies[1], minutes=25)
    assert Document.objects.filter(direction="incoming").count() == 1


def exchange_closed():
    from congvu.exchange.errors import ArrivalClosed

    return ArrivalClosed


def sender_reads(client, office, sent) -> list[str]:
    """Return the sender's page of the paper, the page of its way and the list of what was sent."""
    client.force_login(office.accounts["clerk"])
    pages = (f"/van-ban/{sent.uid}/", f"/van-ban/{sent.uid}/duong-di/", "/lien-thong/di/?xem=tat-ca")
    return [client.get(page).content.decode() for page in pages]


def test_a_copy_that_is_taken_back_is_destroyed_once_the_receiver_agrees(sent, agencies, client):
    office, district = agencies
    document = registered(district)
    exchange.request_back(
        actor=office.actor("clerk"), reference=sent.uid, reason="Sai số liệu", now=SENT + timedelta(hours=1)
    )
    carry(now=SENT + timedelta(days=1))
    document.refresh_from_db()
    assert document.state == State.REGISTERED

    exchange.answer_wish(
        actor=district.actor("clerk"), arrival_uid=Arrival.objects.get().uid, agreed=True, reason="",
        now=SENT + timedelta(hours=2),
    )  # fmt: skip

    document.refresh_from_db()
    assert (document.state, document.subject) == (State.RECALLED, "Văn bản đã thu hồi")
    assert not document.files.filter(removed_at=None).exists()
    carry(now=SENT + timedelta(days=2))
    (view,) = exchange.deliveries_of(sent.uid)
    assert view.change == "agreed"
    for page in sender_reads(client, office, sent):
        assert "Đồng ý cập nhật, lấy lại" in page


def test_a_receiver_that_does_not_agree_keeps_the_document(sent, agencies, client):
    office, district = agencies
    document = registered(district)
    exchange.request_back(
        actor=office.actor("clerk"), reference=sent.uid, reason="Sai số liệu", now=SENT + timedelta(hours=1)
    )
    carry(now=SENT + timedelta(days=1))

    exchange.answer_wish(
        actor=district.actor("clerk"), arrival_uid=Arrival.objects.get().uid, agreed=False,
        reason="Đã triển khai thực hiện", now=SENT + timedelta(hours=2),
    )  # fmt: skip

    document.refresh_from_db()
    assert document.state == State.REGISTERED
    carry(now=SENT + timedelta(days=2))
    assert exchange.deliveries_of(sent.uid)[0].change == "disagreed"
    for page in sender_reads(client, office, sent):
        assert "Từ chối cập nhật, lấy lại" in page
        assert "Đã triển khai thực hiện" in page


def test_what_is_not_yet_registered_goes_back_at_once(sent, agencies):
    exchange.request_back(
        actor=agencies[0].actor("clerk"), reference=sent.uid, reason="Gửi nhầm", now=SENT + timedelta(minutes=1)
    )
    carry(now=SENT + timedelta(days=1))

    assert Arrival.objects.get().state == "withdrawn"
    assert exchange.deliveries_of(sent.uid)[0].change == "agreed"


def test_further_receivers_get_a_package_of_their_own(sent, agencies):
    office, _district = agencies
    again = send_more(actor=office.actor("clerk"), uid=sent.uid, receivers=[DISTRICT], now=SENT)

    assert len(again) == 1
    assert Mailing.objects.filter(kind="edoc").count() == 1


def test_the_page_of_the_sender_shows_where_the_paper_is(sent, agencies, client):
    client.force_login(agencies[0].accounts["clerk"])

    page = client.get(f"/van-ban/{sent.uid}/").content.decode()

    assert "Gửi qua liên thông" in page
    assert "Ủy ban nhân dân huyện Cai Lậy" in page
    assert "Đã đến" in page
    way = client.get(f"/van-ban/{sent.uid}/duong-di/")
    assert way.status_code == 200
    assert "Ủy ban nhân dân huyện Cai Lậy" in way.content.decode()


def test_the_receivers_clerk_registers_on_the_page(sent, agencies, client):
    client.force_login(agencies[1].accounts["clerk"])
    uid = Arrival.objects.get().uid
    listed = client.get("/lien-thong/den/").content.decode()
    assert sent.full_code in listed
    assert "Vào sổ" in listed
    shown = client.get(f"/lien-thong/den/{uid}/").content.decode()
    assert "Đủ giá trị pháp lý" in shown
    form = client.get(f"/van-ban-den/dang-ky/?tu=lien-thong&ma={uid}")
    assert form.status_code == 200
    assert sent.subject in form.content.decode()

    done = client.post(f"/van-ban-den/lien-thong/{uid}/vao-so/")

    document = Document.objects.get(direction="incoming")
    assert done.headers["Location"] == f"/van-ban/{document.uid}/"
    page = client.get(done.headers["Location"]).content.decode()
    assert "Đến qua liên thông" in page


def test_an_unsound_arrival_is_looked_at_before_it_is_registered_or_returned(sent, agencies, client):
    """No one-click registration; the reason is what did not pass; too short a one is said at the field."""
    client.force_login(agencies[1].accounts["clerk"])
    broken = [
        {"code": "signatures", "ok": False, "text": "Có chữ ký số không hợp lệ."},
        {"code": "both_signatures", "ok": False, "text": "Chưa đủ hai chữ ký số."},
    ]
    Arrival.objects.update(verdict="unsound", checks=broken)
    came = Arrival.objects.get()
    assert f"/van-ban-den/lien-thong/{came.uid}/vao-so/" not in client.get("/lien-thong/den/").content.decode()
    page = client.get(f"/lien-thong/den/{came.uid}/")
    assert page.context["returning"]["reason"].value() == "Có chữ ký số không hợp lệ."

    for reason in ("Sai", "x" * 501):
        refused = client.post(f"/lien-thong/den/{came.uid}/tra-lai/", {"reason": reason})
        assert (refused.status_code, refused.context["returning"]["reason"].value()) == (422, reason)
        assert refused.context["returning"].errors["reason"]
    assert Arrival.objects.get().state == "arrived"

    assert client.post(f"/lien-thong/den/{came.uid}/tra-lai/", {"reason": "Chữ ký hỏng"}).status_code == 302
    assert Arrival.objects.get().reason == "Chữ ký hỏng"


def test_an_official_without_the_desk_sees_no_arrival(sent, agencies, client):
    client.force_login(agencies[1].accounts["officer"])

    assert client.get("/lien-thong/den/").status_code == 403
    assert client.get(f"/lien-thong/den/{Arrival.objects.get().uid}/").status_code == 404


def test_an_answer_is_linked_to_what_it_answers_on_both_sides(sent, agencies):
    office, district = agencies
    document = registered(district)
    instruct(
        actor=district.actor("chairman"),
        uid=document.uid,
        targets=[Target(role="lead", post_id=district.posts["officer"].pk)],
        text="Dự thảo văn bản trả lời.",
        now=SENT + timedelta(minutes=40),
    )
    signing.ensure_demo_keys(
        agencies=[district.agency.pk], people=[district.people["chairman"].pk], at=NOW - timedelta(days=1)
    )
    answer = issue_draft(
        actor=district.actor("clerk"),
        draft_id=signed(district, answers_id=document.pk),
        receivers=[PROVINCE],
        now=SENT + timedelta(hours=3),
    )
    carry(now=SENT + timedelta(hours=3))

    came = Arrival.objects.get(agency_id=office.agency.pk)
    done = register_arrival(actor=office.actor("clerk"), uid=came.uid, now=SENT + timedelta(hours=4))

    assert DocumentLink.objects.get(source_id=answer.document_id, kind="answer").target_id == document.pk
    assert DocumentLink.objects.get(source_id=done.id, kind="answer").target_id == sent.pk


def replaced(office, sent, minutes=30) -> None:
    """Issue the paper that takes the place of a sent one; its package is carried."""
    now = SENT + timedelta(minutes=minutes)
    pk = start_follow_up(
        actor=office.actor("clerk"), uid=sent.uid, kind="replaces", reason="Sửa số liệu của báo cáo", now=now
    )
    Draft.objects.filter(pk=pk).update(signer_post=office.posts["chairman"])
    submit_draft(actor=office.actor("clerk"), draft_id=pk, read_version=1, now=now)
    while Draft.objects.get(pk=pk).state != "signing":
        approve_step(actor=office.actor("chief"), draft_id=pk, read_version=1, now=now)
    sign_draft(actor=office.actor("chairman"), draft_id=pk, read_version=1, capacity="tm", now=now)
    issue_draft(actor=office.actor("clerk"), draft_id=pk, receivers=[DISTRICT], now=now)
    carry(now=now)


def wish_on(document):
    return exchange.arrival_of(document.uid)


def test_work_goes_on_at_the_paper_that_takes_the_place_of_another(sent, agencies, client):
    """The registration that is replaced is marked and linked; who worked on it works on the new one."""
    office, district = agencies
    old = registered(district)
    target = Target(role="lead", unit_id=district.units["general"].pk, due_at=SENT + timedelta(days=5))
    instruct(actor=district.actor("chairman"), uid=old.uid, targets=[target], text="Giao tham mưu.",
             now=SENT + timedelta(minutes=22))  # fmt: skip
    replaced(office, sent)
    clerk, now = district.actor("clerk"), SENT + timedelta(minutes=40)
    with pytest.raises(RegisterFirst):
        exchange.answer_wish(actor=clerk, arrival_uid=wish_on(old).uid, agreed=True, reason="", now=now)
    newer, asked = f"/lien-thong/den/{Arrival.objects.get(business=3).uid}/", f"/lien-thong/den/{wish_on(old).uid}/"
    client.force_login(district.accounts["clerk"])
    page = client.get(asked)
    assert newer in page.content.decode()
    assert "Vào sổ văn bản mới trước" in page.context["consequence"]
    assert asked in client.get(newer).content.decode()
    refused = client.post(asked + "tra-loi/", {"tra-loi": "tu-choi", "reason": "Sai"})
    assert (refused.status_code, list(refused.context["answer"].errors)) == (422, ["reason"])
    done = register_arrival(actor=clerk, uid=Arrival.objects.get(business=3).uid, now=now)

    exchange.answer_wish(actor=clerk, arrival_uid=wish_on(old).uid, agreed=True, reason="", now=now)

    old.refresh_from_db()
    new = Document.objects.get(pk=done.id)
    assert (old.state, old.closing_note) == (State.REPLACED, f"Thay thế bằng {new.full_code}")
    assert new.links.get(kind="replaces").target == old
    assert [h.state for h in old.handlings.filter(role="lead")] == ["withdrawn"]
    moved = new.handlings.get()
    assert (new.state, moved.state, moved.to_unit_id) == (State.ASSIGNED, "open", district.units["general"].pk)
    assert moved.due_at == target.due_at
    assert (moved.instruction.from_post_id, moved.instruction.entered_by_post_id) == (
        district.posts["chairman"].pk, clerk.post_id,
    )  # fmt: skip
    carry(now=now)
    assert exchange.deliveries_of(sent.uid)[0].change == "agreed"


def test_an_update_is_sent_and_written_over_the_registration_when_agreed(sent, agencies, client):
    office, district = agencies
    copy = registered(district)
    sent.urgency = 2
    sent.save(update_fields=["urgency"])
    client.force_login(office.accounts["clerk"])
    page = f"/van-ban/{sent.uid}/gui-cap-nhat/"
    assert DISTRICT in client.get(page).content.decode()
    assert client.post(page, {"reason": ""}).status_code == 422

    assert client.post(page, {"reason": "Sửa độ khẩn thành thượng khẩn"}).status_code == 302
    now = timezone.now()  # the page sent it now
    carry(now=now)
    came = Arrival.objects.get(business=2)
    clerk = district.actor("clerk")
    exchange.answer_wish(
        actor=clerk, arrival_uid=wish_on(copy).uid, agreed=True, reason="", now=SENT + timedelta(hours=1)
    )

    copy.refresh_from_db()
    came.refresh_from_db()
    assert (copy.urgency, copy.state, came.state) == (2, State.REGISTERED, "accepted")
    assert Document.objects.filter(agency=district.agency).count() == 1
    carry(now=timezone.now())
    assert exchange.deliveries_of(sent.uid)[0].change == "agreed"


def test_an_update_that_is_not_wanted_changes_nothing(sent, agencies):
    office, district = agencies
    copy = registered(district)
    sent.urgency = 2
    sent.save(update_fields=["urgency"])
    send_update(actor=office.actor("clerk"), uid=sent.uid, reason="Sửa độ khẩn", now=SENT + timedelta(minutes=30))
    carry(now=SENT + timedelta(hours=1))

    exchange.answer_wish(actor=district.actor("clerk"), arrival_uid=wish_on(copy).uid, agreed=False,
                         reason="Đã xử lý xong", now=SENT + timedelta(hours=1))  # fmt: skip

    copy.refresh_from_db()
    assert (copy.urgency, Arrival.objects.get(business=2).state) == (0, "refused")


def test_the_statistics_of_decision_28_open_to_their_rows(sent, agencies, client):
    """QĐ 28/2018 Điều 11: sent and received, electronic, signed, with receipts."""
    office, district = agencies
    registered(district)
    client.force_login(office.accounts["clerk"])
    page = client.get("/bao-cao/dien-tu/?tu=01/10/2026&den=31/10/2026").content.decode()
    assert "Mọi nơi có biên nhận" in page
    rows = client.get("/bao-cao/dien-tu/dong/di-bien-nhan/?tu=01/10/2026&den=31/10/2026").content.decode()
    assert sent.full_code in rows
    empty = client.get("/bao-cao/dien-tu/dong/di-giay/?tu=01/10/2026&den=31/10/2026").content.decode()
    assert "Gửi bản giấy" in empty
    for kind in ("xlsx", "docx", "csv"):
        assert client.get(f"/bao-cao/dien-tu/?tu=01/10/2026&den=31/10/2026&tep={kind}").status_code == 200
    assert client.get("/bao-cao/dien-tu/dong/khac/").status_code == 404

    period = {"tu": "01/10/2026", "den": "31/10/2026"}
    by_agency = client.get("/bao-cao/dien-tu-co-quan/", period)
    (line,) = [one for one in by_agency.context["report"].lines if one.label == district.agency.name]
    assert (line.numbers["di"], line.numbers["di-dien-tu"], line.numbers["di-bien-nhan"], line.numbers["den"]) == (
        1, 1, 1, 0
    )  # fmt: skip
    assert (
        by_agency.context["report"].total.numbers
        == client.get("/bao-cao/dien-tu/", period).context["report"].total.numbers
    )
    for figure, n in line.numbers.items():
        opened = client.get(f"/bao-cao/dien-tu-co-quan/dong/{figure}/", period | {"dong": line.key})
        assert (len(opened.context["rows"]), opened.context["count"]) == (n, n), figure
    for rubbish in ("Sở không có", "0", "' or 1=1", "x" * 999):
        opened = client.get("/bao-cao/dien-tu-co-quan/dong/di/", period | {"dong": rubbish})
        assert (opened.status_code, opened.context["rows"]) == (200, [])
    assert client.get("/bao-cao/dien-tu-co-quan/dong/khac/", period | {"dong": line.key}).status_code == 404
    assert client.get("/bao-cao/dien-tu-co-quan/", period | {"tep": "xlsx"}).status_code == 200

    # Lãnh đạo của cơ quan được báo cáo ở hai dòng của một văn bản: không phải cơ quan, và là một văn bản.
    for place, leaders in enumerate(("Chủ tịch (để b/c)", "Các Phó Chủ tịch (để b/c)"), start=8):
        sent.addressees.create(kind="report", name=leaders, channel="internal", position=place)
    lines = client.get("/bao-cao/dien-tu-co-quan/", period).context["report"].lines
    assert not [one.label for one in lines if one.label.startswith(("Chủ tịch", "Các Phó"))]
    (told,) = [one for one in lines if one.key == "lanh-dao"]
    assert (told.label, told.numbers["di"]) == ("Lãnh đạo cơ quan (để báo cáo)", 1)
    opened = client.get("/bao-cao/dien-tu-co-quan/dong/di/", period | {"dong": told.key})
    assert (len(opened.context["rows"]), opened.context["count"]) == (1, 1)

    client.force_login(district.accounts["clerk"])
    theirs = client.get("/bao-cao/dien-tu-co-quan/", period).context["report"].lines
    assert [(one.label, one.numbers["den-ky-so"]) for one in theirs if one.numbers["den"]] == [(office.agency.name, 1)]
    came = client.get("/bao-cao/dien-tu/dong/den-ky-so/?tu=01/10/2026&den=31/10/2026").content.decode()
    assert sent.full_code in came
