"""All pairs of a day are compared; a partner that is dead, slow or answers rubbish holds nobody else up."""

import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest

from congvu.exchange import rules
from congvu.exchange.actions import days, reconcile_pairs
from congvu.exchange.errors import LineFailed
from congvu.exchange.models import GivenReceipt, Mailing, Partner, Reconciliation
from congvu.exchange.queries.partners import differing
from congvu.kernel.errors import NotAllowed
from tests.conftest import NOW
from tests.exchange.test_send import send

DAY = NOW.date() - timedelta(days=1)
EMPTY = rules.day_root({})


@pytest.fixture
def partners(province):
    """Return four partners by the code of theirs."""
    return {
        code: Partner.objects.create(
            name=code, codes=[code], carrier="https", address=f"https://{code.lower()}.example", public_key="",
            added_at=NOW,
        )
        for code in ("H20", "H21", "H22", "H23")
    }  # fmt: skip


def pairs(*codes, each=3):
    return [(f"H58.{n}", f"{code}.{n}") for code in codes for n in range(each)]


def test_nobody_waits_for_a_partner_that_is_dead_or_slow(partners, monkeypatch):
    asked, saved, clock = [], [], [0.0]

    def ask(partner, envelope, day, root):
        asked.append(envelope.receiver_code)
        if partner.name == "H20":
            raise LineFailed(reason="Nơi nhận không trả lời kịp.")
        if partner.name == "H21":
            clock[0] += 6
        return ("1" * 64, {"x": "y"}) if partner.name == "H23" else (root, {})

    kept = reconcile_pairs.save
    monkeypatch.setattr(reconcile_pairs, "ask_day", ask)
    monkeypatch.setattr(reconcile_pairs, "save", lambda rows: saved.extend(r.receiver_code for r in rows) or kept(rows))
    monkeypatch.setattr(reconcile_pairs, "AT_ONCE", 1)
    monkeypatch.setattr(reconcile_pairs, "LONGEST", 10.0)
    monkeypatch.setattr(reconcile_pairs, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    rows = reconcile_pairs.compare(day=DAY, pairs=pairs("H20", "H21", "H22", "H23"), now=NOW)

    said = {row.receiver_code: (row.trouble, row.their_root) for row in rows}
    assert asked.count("H20.0") == 1
    assert [said[f"H20.{n}"][0] for n in range(3)] == ["Nơi nhận không trả lời kịp."] * 3
    assert [code for code in asked if code.startswith("H20")] == ["H20.0"]
    assert {said[f"H22.{n}"] for n in range(3)} == {("", EMPTY)}
    assert {said[f"H23.{n}"][0] for n in range(3)} == {"Danh sách đối tác đưa ra không khớp gốc mà đối tác tính."}
    assert [said[f"H21.{n}"][0][:9] for n in range(3)] == ["", "", "Nơi nhận "]  # its time of the night was over
    assert max(map(saved.index, ("H22.2", "H23.2"))) < saved.index("H21.1")
    assert Reconciliation.objects.count() == 12 == len(rows)


def test_our_own_roots_come_from_one_statement_and_lists_only_where_they_differ(
    partners, province, monkeypatch, django_assert_max_num_queries
):
    send(province, receivers=["H20"])
    Mailing.objects.update(state="done", received_at=NOW - timedelta(days=1))
    ours = {str(uid): sha for uid, sha in Mailing.objects.values_list("uid", "sha256")}
    assert reconcile_pairs.roots_of_day(DAY) == {("H58", "H20"): (rules.day_root(ours), 1)}
    assert reconcile_pairs.roots_of_day(DAY - timedelta(days=1)) == {}

    theirs = {str(uuid.UUID(int=5)): "0" * 64}
    monkeypatch.setattr(reconcile_pairs, "ask_day", lambda *_what: (rules.day_root(theirs), theirs))
    [row] = reconcile_pairs.reconcile_day(day=DAY, now=NOW)
    assert (row.our_count, row.their_count, len(row.differences)) == (1, 1, 2)
    monkeypatch.setattr(reconcile_pairs, "ask_day", lambda _partner, _envelope, _day, root: (root, {}))
    [again] = reconcile_pairs.reconcile_day(day=DAY, now=NOW)
    assert (again.our_count, again.their_count, again.differences, again.trouble) == (1, 1, [], "")
    assert Reconciliation.objects.count() == 1

    many = pairs("H20", "H21", "H22", each=20)
    with django_assert_max_num_queries(2 * len(many) + 8):  # two for the way to each receiver, one for a turn's rows
        reconcile_pairs.compare(day=DAY, pairs=many, now=NOW)


def test_a_line_to_nats_that_fails_is_tried_once(partners, monkeypatch):
    tried = []

    def ask(partner, *_what, **_more):
        tried.append(partner.name)
        raise LineFailed(reason="Máy chủ NATS không trả lời kịp.")

    Partner.objects.update(carrier="jetstream")
    monkeypatch.setattr(days, "ask", ask)
    reconcile_pairs.compare(day=DAY, pairs=pairs("H20", "H21"), now=NOW)
    assert len(tried) == 1
    assert set(Reconciliation.objects.values_list("trouble", flat=True)) == {"Máy chủ NATS không trả lời kịp."}


def test_a_pair_within_this_installation_is_compared_here(province, district):
    GivenReceipt.objects.create(
        sender_code="H58", receiver_code="H58.12", package_uid=uuid.UUID(int=1),
        sha256="0" * 64, received_at=NOW - timedelta(days=1), text="{}", signature="00",
    )  # fmt: skip
    [row] = reconcile_pairs.compare(day=DAY, pairs=[("H58", "H58.12")], now=NOW)
    assert (row.our_count, row.their_count, row.trouble) == (0, 1, "")


def test_administration_names_the_packages_that_differ(province, district, client, settings):
    settings.REQUIRE_ADMIN_MFA = False
    send(province)
    mailing = Mailing.objects.get()
    unknown = {"uid": "00000000-0000-7000-8000-000000000001", "what": "only_there", "sha256": ""}
    found = [{"uid": str(mailing.uid), "what": "only_here", "sha256": mailing.sha256}, *[unknown] * 6]
    Reconciliation.objects.create(
        day=NOW.date(), sender_code=mailing.sender_code, receiver_code=mailing.receiver_code, compared_at=NOW,
        our_root="a" * 64, our_count=7, their_root="b" * 64, their_count=6, differences=found,
    )  # fmt: skip
    (day,) = differing(actor=province.actor("admin"))
    assert [one.named for one in day.packages] == [f"Văn bản {mailing.document_code}", "", "", "", ""]
    assert day.more == 2
    client.force_login(province.accounts["admin"])
    assert f"Văn bản {mailing.document_code}" in client.get("/quan-tri/lien-thong/").content.decode()

    with pytest.raises(NotAllowed):
        differing(actor=province.actor("clerk"))
