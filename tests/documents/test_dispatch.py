"""What leaves on paper, who signs for it, what was printed."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from congvu.documents.actions.dispatch import (
    NewDispatch,
    mark_printed,
    record_dispatch,
    sign_for,
    strike_dispatch,
)
from congvu.documents.errors import DispatchRefused, ReasonNeeded
from congvu.documents.models import Addressee, Dispatch, Document, PrintMark
from congvu.kernel.errors import NotAllowed, NotFound
from congvu.kernel.models import AuditEntry
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def issued(register):
    """An issued document with two receivers."""
    made = register()
    Document.objects.filter(pk=made.pk).update(
        direction="outgoing", state="issued", code_number="15", code_notation="QĐ-UBND", issued_on=NOW.date()
    )
    for place, name in enumerate(("Sở Nội vụ", "Sở Tài chính")):
        Addressee.objects.create(document_id=made.pk, kind="act", name=name, position=place)
    return Document.objects.get(pk=made.pk)


def send(office, document, who="clerk", receivers=("Sở Nội vụ", "Sở Tài chính"), **changes):
    sending = NewDispatch(**{"way": "post", "sent_at": NOW, "tracking": "EB1", **changes})
    return record_dispatch(actor=office.actor(who), uid=document.uid, receivers=receivers, sending=sending, now=LATER)


def test_each_receiver_is_a_line_and_signs_for_it(office, issued):
    ids = send(office, issued, receivers=["Sở Nội vụ", " ", "Sở Tài chính", "Sở Nội vụ"])
    rows = list(Dispatch.objects.order_by("pk"))
    assert [row.pk for row in rows] == ids
    assert [(row.receiver, row.tracking, row.received_at) for row in rows] == [
        ("Sở Nội vụ", "EB1", None), ("Sở Tài chính", "EB1", None),
    ]  # fmt: skip
    sign_for(
        actor=office.actor("clerk"), uid=rows[0].uid, received_by="Trần Ơn", received_at=NOW + timedelta(hours=1),
        now=LATER,
    )  # fmt: skip
    rows[0].refresh_from_db()
    assert (rows[0].received_by, rows[0].received_at) == ("Trần Ơn", NOW + timedelta(hours=1))
    with pytest.raises(DispatchRefused, match="Trần Ơn đã ký nhận"):
        sign_for(actor=office.actor("clerk"), uid=rows[0].uid, received_by="X", received_at=LATER, now=LATER)
    codes = AuditEntry.objects.filter(code__startswith="documents.sen").order_by("pk").values_list("code", flat=True)
    assert list(codes) == ["documents.sent_on_paper", "documents.sending_signed_for"]


@pytest.mark.parametrize(
    ("receivers", "changes", "said"),
    [
        ([], {}, "ít nhất một nơi nhận"),
        (["A"] * 3 + [f"N{n}" for n in range(201)], {}, "nhiều nhất 200"),
        (["A"], {"way": "pigeon"}, "Chọn cách gửi"),
        (["A"], {"envelopes": 0}, "Số lượng bì"),
        (["A"], {"sent_at": LATER + timedelta(minutes=1)}, "không ở sau lúc này"),
        (["A"], {"sent_at": NOW - timedelta(days=30)}, "không ở trước ngày văn bản"),
    ],
    ids=["nobody", "too many", "way", "envelopes", "future", "before"],
)
def test_a_line_that_cannot_be_so_is_refused_and_nothing_is_written(office, issued, receivers, changes, said):
    with pytest.raises(DispatchRefused, match=said):
        send(office, issued, receivers=receivers, **changes)
    assert Dispatch.objects.count() == 0


def test_only_clerks_write_and_only_issued_papers_leave(office, issued, register):
    with pytest.raises(NotAllowed):
        send(office, issued, who="chief")
    with pytest.raises(DispatchRefused, match="đã phát hành"):
        send(office, register(code_number="99"))


def test_a_struck_line_stays_with_its_reason(office, issued):
    send(office, issued, receivers=["Nhầm"])
    row = Dispatch.objects.get()
    with pytest.raises(ReasonNeeded):
        strike_dispatch(actor=office.actor("clerk"), uid=row.uid, reason=" ", now=LATER)
    strike_dispatch(actor=office.actor("clerk"), uid=row.uid, reason="Ghi nhầm", now=LATER)
    row.refresh_from_db()
    assert (row.cancel_reason, row.cancelled_at) == ("Ghi nhầm", LATER)
    with pytest.raises(NotFound):
        sign_for(actor=office.actor("clerk"), uid=row.uid, received_by="X", received_at=LATER, now=LATER)


def test_the_book_is_kept_from_pages(client, office, issued):
    client.force_login(office.accounts["clerk"])
    address = f"/van-ban/{issued.uid}/gui-giay/"
    assert "Sở Nội vụ\nSở Tài chính" in client.get(address).content.decode()
    today = timezone.localtime().strftime("%d/%m/%Y")
    Document.objects.filter(pk=issued.pk).update(issued_on=timezone.localdate())
    wrong = client.post(address, {"receivers": "A", "way": "post", "sent_at": "31/02/2026", "envelopes": "x"})
    assert (wrong.status_code, Dispatch.objects.count()) == (422, 0)
    now = timezone.localtime().strftime("%d/%m/%Y %H:%M")
    client.post(address, {"receivers": "Sở Nội vụ", "way": "post", "sent_at": now, "envelopes": "2", "tracking": "EB9"})
    row = Dispatch.objects.get()
    assert "Sở Nội vụ" not in client.get(address).context["form"].initial["receivers"]
    assert "chưa ký nhận" in client.get(f"/van-ban/{issued.uid}/").content.decode().lower()
    book = client.get("/van-ban-di/so-gui/?cho=1").content.decode()
    assert "EB9" in book
    client.post(f"/van-ban-di/so-gui/{row.uid}/", {"received_by": "Trần Ơn", "received_at": now, "ve": "cho=1"})
    assert "Trần Ơn" in client.get("/van-ban-di/so-gui/?cach=post").content.decode()
    assert "EB9" not in client.get("/van-ban-di/so-gui/?cho=1").content.decode()
    printed = client.get("/van-ban-di/so-gui/in/?cach=post").content.decode()
    heads = ["Ngày chuyển", "Số, ký hiệu văn bản", "Nơi nhận văn bản", "Số lượng bì", "Ký nhận", "Ghi chú"]
    assert "Sổ gửi văn bản đi bưu điện" in printed
    assert all(f'<th scope="col">{head}</th>' in printed for head in heads)
    text = b"".join(client.get("/van-ban-di/so-gui/xuat/csv/").streaming_content).decode("utf-8-sig")
    assert f"{today},15/QĐ-UBND,Sở Nội vụ,2" in text
    client.force_login(office.accounts["officer"])
    assert client.get("/van-ban-di/so-gui/").status_code == 404


def test_printing_is_marked_and_shown(client, office, issued, register):
    assert mark_printed(actor=office.actor("clerk"), uids=[issued.uid], copies=3, now=NOW) == 1
    secret = register(code_number="7", secrecy=1, subject="Mật")
    with pytest.raises(DispatchRefused):
        mark_printed(actor=office.actor("clerk"), uids=[issued.uid, secret.uid], now=NOW)
    for uids, refusal in (([uuid4()], NotFound), ([], DispatchRefused)):
        with pytest.raises(refusal):
            mark_printed(actor=office.actor("clerk"), uids=uids, now=NOW)
    with pytest.raises(NotFound):
        mark_printed(actor=office.actor("econ_officer"), uids=[issued.uid], now=NOW)
    assert PrintMark.objects.count() == 1
    client.force_login(office.accounts["clerk"])
    answer = client.post(
        "/van-ban/danh-dau-in/", {"van-ban": [str(issued.uid), "x"]}, HTTP_REFERER="http://testserver/van-ban-di/"
    )
    assert answer["Location"] == "/van-ban-di/"
    assert "Đã in 4 bản" in client.get(f"/van-ban/{issued.uid}/").content.decode()
