"""Pages: who sees what, how many questions they ask, what they say."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.archive import api as archive
from congvu.archive.models import CaseFile
from congvu.archive.policy import may_view, visible_files
from congvu.documents.queries import filing
from tests.archive.conftest import file_data
from tests.conftest import NOW

TODAY = NOW.date()


@pytest.fixture
def signed_in(office, client):
    """Return a function that signs somebody in."""

    def run(who: str):
        client.force_login(office.accounts[who])
        return client

    return run


def test_both_halves_of_seeing_agree_on_every_row(office, other_office, case_file):
    case_file("officer")
    case_file("econ_officer", notation="02.KT")
    case_file("chief", notation="03.VP")
    uid = archive.open_file(actor=other_office.actor("officer"), data=file_data(), now=NOW)
    for one in (office, other_office):
        for who in one.posts:
            actor = one.actor(who)
            seen = set(visible_files(actor, today=TODAY))
            assert seen == {f for f in CaseFile.objects.all() if may_view(actor, f, today=TODAY)}, who
    assert CaseFile.objects.get(uid=uid) not in set(visible_files(office.actor("archivist"), today=TODAY))


@pytest.mark.parametrize("view", ["cua-toi", "den-han", "tat-ca"], ids=["mine", "due", "all"])
def test_the_list_asks_the_same_for_ten_rows_and_for_twenty(office, case_file, signed_in, view):
    page, client = reverse("archive:files"), signed_in("officer")
    asked = []
    for count in (10, 20):
        for number in range(CaseFile.objects.count(), count):
            case_file("officer", notation=f"{number + 1:02d}.TH")
        CaseFile.objects.update(state="closed", handover_due_on=date(2027, 1, 1))
        client.get(page, {"xem": view})
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(page, {"xem": view}).status_code == 200
        asked.append(len(found))
    assert asked[0] == asked[1]


def test_the_page_of_a_file_asks_the_same_for_ten_entries_and_for_twenty(office, case_file, register, signed_in):
    file, client = case_file("clerk"), signed_in("clerk")
    asked = []
    for batch in (10, 20):
        papers = [register(code_number=f"{batch}{n}") for n in range(10)]
        archive.put_documents(actor=office.actor("clerk"), uid=file.uid, document_uids=[p.uid for p in papers], now=NOW)
        client.get(reverse("archive:file", args=[file.uid]))
        with CaptureQueriesContext(connection) as found:
            page = client.get(reverse("archive:file", args=[file.uid])).content.decode()
        asked.append(len(found))
    assert asked[0] == asked[1]
    assert "Cảnh báo thay đổi quyền truy cập" in page


def test_a_journey_through_the_pages(office, register, signed_in):
    paper, client = register(), signed_in("chief")
    form = {
        "title": "Hồ sơ họp",
        "notation": "05.VP",
        "retention": "10",
        "started_on": "05/01/2026",
        "usage": "01",
        "language": "01",
        "form": "electronic",
    }
    answer = client.post(reverse("archive:new") + f"?van-ban={paper.uid}", form)
    file = CaseFile.objects.get()
    assert answer["Location"] == reverse("archive:file", args=[file.uid])
    assert file.doc_total == 1
    page = client.get(reverse("documents:document", args=[paper.uid])).content.decode()
    assert "Trong hồ sơ" in page
    assert "Hồ sơ họp" in page
    other = archive.open_file(actor=office.actor("chief"), data=file_data(notation="06.VP"), now=NOW)
    client.post(reverse("archive:collect"), {"van-ban": [str(paper.uid)], "ho-so": str(other)})
    assert CaseFile.objects.get(uid=other).doc_total == 1
    client.post(reverse("archive:change", args=[file.uid, file.changes.get().pk]), {"dong-y": "1"})
    client.post(
        reverse("archive:close", args=[file.uid]), {"ended_on": f"{file.started_on:%d/%m/%Y}", "retention": "10"}
    )
    file.refresh_from_db()
    assert file.state == "closed"
    for name in ("contents",):
        assert client.get(reverse(f"archive:{name}", args=[file.uid])).status_code == 200
    for kind, start in (("pdf", b"%PDF"), ("xml", b"<?xml"), ("muc-luc", b"%PDF")):
        made = client.get(reverse("archive:download", args=[file.uid, kind]))
        assert made.getvalue()[: len(start)] == start
    client.post(reverse("archive:handover_new"), {"ho-so": [str(file.uid)]})
    uid = file.handover_items.get().handover.uid
    client.post(reverse("archive:handover_act", args=[uid, "nop"]))
    archivist = signed_in("archivist")
    archivist.post(reverse("archive:handover_act", args=[uid, "nhan"]))
    assert "Mục lục khớp" in archivist.get(reverse("archive:handover", args=[uid])).content.decode()
    archivist.post(reverse("archive:accept", args=[uid]), {"conclusion": "Đủ."})
    file.refresh_from_db()
    assert file.state == "archived"
    assert archivist.get(reverse("archive:handover_paper", args=[uid, "bien-ban"])).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "files",
        "new",
        "collect",
        "plans",
        "plan_start",
        "retention",
        "handovers",
        "handover_new",
        "notice",
        "loans",
        "loans_print",
        "disposals",
    ],
)
def test_every_page_opens_for_the_archivist(office, signed_in, name):
    assert signed_in("archivist").get(reverse(f"archive:{name}")).status_code == 200


def test_administrators_and_strangers_stay_outside(office, other_office, case_file, client):
    file = case_file()
    address = reverse("archive:file", args=[file.uid])
    for account in (office.accounts["admin"], office.accounts["econ_head"], other_office.accounts["archivist"]):
        client.force_login(account)
        assert client.get(address).status_code == 404
        assert client.post(reverse("archive:close", args=[file.uid]), {}).status_code == 404


def test_secret_lines_offer_no_file(office, register, signed_in):
    secret = register(secrecy=1)
    page = signed_in("clerk").get(reverse("documents:document", args=[secret.uid])).content.decode()
    assert "Đưa vào hồ sơ" not in page
    assert filing.lines_to_file(actor=office.actor("clerk"), uids=[secret.uid]) == []
