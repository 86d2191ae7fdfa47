"""The search box of a result, columns of one's own, and what an agency shows the public of its rates."""

from datetime import date

import pytest
from django.urls import reverse

from congvu.directives.actions.setting import set_following
from congvu.directives.api import accept
from congvu.directives.models import Setting
from congvu.directives.queries import lists, published
from congvu.directives.types import State
from congvu.search.api import choose_columns
from tests.conftest import NOW
from tests.documents.test_instruct import outgoing

TODAY = date(2026, 10, 14)


@pytest.fixture
def publishing(office):
    """The committee, which shows its rates; gives the address."""
    usual = {"remind_before": [5, 1], "remind_on_day": True, "overdue_every": 1, "follow": "due", "now": NOW}
    set_following(actor=office.actor("chief"), report_every="week", public_rates=True, **usual)
    yield reverse("directives:public", args=[Setting.objects.get().public_uid])
    published.forget(office.agency.pk)


@pytest.mark.django_db
def test_the_paper_that_is_the_result_is_searched_for_and_chosen(office, give, client):
    one, paper = give(), outgoing(office)
    client.force_login(office.accounts["chairman"])
    url = reverse("directives:result", args=[one.uid])
    one.owner_post = office.posts["chairman"]
    one.save()
    assert "Không thấy văn bản nào khớp." in client.get(url, {"tim": "không có văn bản nào như vậy"}).content.decode()
    page = client.get(url, {"tim": "Báo cáo kết quả"})
    assert page.context["form"].initial["document"] == str(paper.uid)
    for wrong in ("khong-phai-ma", "0" * 32):
        assert client.post(url, {"text": "Đã xong", "document": wrong}).status_code in {404, 422}
    one.refresh_from_db()
    assert one.state == State.NEW
    assert client.post(url, {"text": "Đã xong", "document": str(paper.uid)}).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.result_document_id) == (State.REVIEW, paper.pk)


@pytest.mark.django_db
def test_a_person_chooses_the_columns_of_her_list(office, give, client):
    give(field="Đất đai")
    client.force_login(office.accounts["chairman"])
    url = reverse("directives:list")
    before = client.get(url).content.decode()
    assert '<th scope="col" class="dir-w">Lĩnh vực' not in before
    assert '<th scope="col" class="r dir-n">Tiến độ' in before
    choose_columns(actor=office.actor("chairman"), page=lists.PAGE, columns=["linh-vuc", "han"])
    after = client.get(url).content.decode()
    assert '<th scope="col" class="dir-w">Lĩnh vực' in after
    assert '<td class="cq">Đất đai</td>' in after
    assert "Tiến độ</th>" not in after


@pytest.mark.django_db
def test_the_public_sees_numbers_and_no_task(office, handed_in, give, publishing, client):
    done = handed_in()
    accept(actor=office.actor("chairman"), uid=done.uid, note="", now=NOW)
    give(content="Nội dung không công bố", kind="open", due_on=None)
    uid = Setting.objects.get().public_uid
    found = published.published(public_uid=uid, word="2026-q4", now=NOW, today=TODAY)
    assert (found.report.total.counted.total, found.report.total.rates.done_of_due) == (2, 100)
    assert [line.label for line in found.report.lines] == ["Phòng Kinh tế"]
    page = client.get(publishing)
    assert page.status_code == 200
    assert "Nội dung không công bố" not in page.content.decode()
    for wrong in ("2026-q9", "1999-nam", "x" * 500, "2026-q1'"):
        assert client.get(publishing, {"ky": wrong}).status_code == 404


@pytest.mark.django_db
def test_an_agency_that_does_not_wish_it_shows_nothing(office, publishing, client):
    assert client.get(publishing).status_code == 200
    Setting.objects.update(public_rates=False)
    assert client.get(publishing).status_code == 404


def test_the_periods_are_those_that_have_begun():
    words = [span.word for span in published.spans(TODAY)][:6]
    assert words == ["2026-q1", "2026-q2", "2026-6t", "2026-q3", "2026-q4", "2026-nam"]
    assert [span.word for span in published.spans(date(2026, 2, 1))][:4] == [
        "2026-q1",
        "2026-6t",
        "2026-nam",
        "2025-q1",
    ]
    assert published.spans(TODAY)[2].period.last == date(2026, 6, 30)
