"""Every way to the lines of a register gives the very lines of the plain statement, in their order, for everybody."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from congvu.documents import policy
from congvu.documents.drafting import register as outgoing
from congvu.documents.models import Access, Document, Place
from congvu.documents.models.places import PLACES, RANKS
from congvu.documents.queries import lines, nearest, ordered
from congvu.documents.queries.order import Order, read_edge
from congvu.documents.queries.register import RegisterFilter, count, page, page_in_order
from congvu.documents.types import Direction, State
from congvu.kernel.api import text

pytestmark = pytest.mark.django_db
PEOPLE = ("clerk", "chairman", "econ_head", "officer")
FILTERS = {
    "nothing": {},
    "done": {"state": "done"},
    "open": {"state": "open"},
    "words": {"text": "đất"},
    "words and issuer": {"text": "đất", "issuer": "Bộ Tài chính"},
    "nothing found": {"text": "khongcogi"},
    "urgent": {"urgent": True, "type_code": "cong-van"},
}


FAR = datetime(9000, 1, 1, tzinfo=UTC)
# The plain reading: whole lines, sorted by what they say.
KEYS = {
    "number": lambda d: (d.number,),
    "arrived": lambda d: (d.arrived_at,),
    "issued": lambda d: (d.issued_on,),
    "due": lambda d: (d.due_at or FAR,),
    "passed": lambda d: (d.forwarded_at or FAR,),
    "issuer": lambda d: (text.fold(d.issuing_agency_name),),
    "code": lambda d: (int(d.code_number), d.code_number, d.code_notation),
    "subject": lambda d: (text.sort_key(d.subject[:48]),),
    "signer": lambda d: (text.sort_key(d.signer_name),),
    "handler": lambda d: (text.sort_key(d.handler_text),),
    "type": lambda d: (d.document_type_id, d.number),
    "state": lambda d: (list(State).index(d.state),),
}


@pytest.fixture
def papers(office, register):
    """Twelve letters; each of three people was opened some, one by two ways, one was closed again."""
    now = timezone.now()
    made = [
        register(
            now=now,
            code_number=str(n),
            subject=("Giao đất", "Thu hồi đất", "Báo cáo")[n % 3],
            issuing_agency_name=("Bộ Tài chính", "Sở Y tế")[n % 2],
            arrived_at=now - timedelta(minutes=n),
            issued_on=timezone.localdate(now - timedelta(days=1)),
            urgency=n % 2,
        )
        for n in range(1, 13)
    ]
    for n, one in enumerate(made):
        Document.objects.filter(pk=one.pk).update(state=("done", "registered", "assigned")[n % 3])
        for who, every in (("econ_head", 2), ("officer", 3)):
            for grant in policy.grants_held(office.actor(who))[: 2 if n == 6 else 1]:
                if n % every == 0:
                    closed = now if n == 0 else None
                    Access.objects.get_or_create(
                        document=one, grant=grant, defaults={"since": now, "closed_at": closed}
                    )
    return made


@pytest.mark.parametrize("small", [1, 3, 100], ids=["one near", "three near", "all near"])
def test_all_ways_give_the_lines_of_the_plain_statement(office, papers, monkeypatch, small):
    monkeypatch.setattr(lines, "HERS", (small, 2 * small))
    for name in ("NEAR", "COUNTED"):
        monkeypatch.setattr(lines, name, small)
    few = 0 if small == 1 else 1000
    monkeypatch.setattr(lines, "FEW", few)
    for name, value in (("HERS", (small, 2 * small)), ("WALKED", small), ("ASKED_FOR", small), ("FEW", few)):
        monkeypatch.setattr(ordered, name, value)
    monkeypatch.setattr(lines, "_are_common", lambda words: small < 100)
    for who in PEOPLE:
        for said, asked in FILTERS.items():
            about = {
                "actor": office.actor(who), "register": papers[0].register, "asked": RegisterFilter(**asked),
                "now": timezone.now(),
            }  # fmt: skip
            plain = lines.lines(**about)
            wanted = list(plain.order_by("-number", "-pk").values_list("number", flat=True))
            assert _turned(about) == wanted, (who, said)
            upward = [row.number for row in page(**about, newer_than=2, size=4).rows]
            assert upward == [n for n in wanted if n > 2][-4:], (who, said)
            found, more = count(**about)
            assert found <= len(wanted), (who, said)
            assert more == (found < len(wanted)), (who, said)
            if "text" not in asked:
                for name in PLACES if small == 3 and said == "open" else ("due", "subject"):
                    order = Order(name, descending=True)
                    wanted = [d.number for d in sorted(plain, key=lambda d: (*KEYS[name](d), d.pk), reverse=True)]
                    assert _turned_in_order(about, order) == wanted, (who, said, name)


OUTGOING = {
    "nothing": {},
    "words": {"words": "giao đ"},
    "words and type": {"words": "đất", "type_code": "cong-van"},
    "days": {"issued_from": date(2000, 1, 1), "issued_to": date.max},
    "unused type": {"type_code": "bao-cao"},
}


@pytest.mark.parametrize("small", [1, 3], ids=["one near", "three near"])
def test_the_outgoing_register_gives_the_lines_of_the_plain_statement(office, papers, monkeypatch, small):
    Document.objects.update(direction=Direction.OUTGOING)
    few = 0 if small == 1 else 1000
    for module, names in ((lines, {"FEW": few}), (ordered, {"FEW": few, "WALKED": small, "ASKED_FOR": small})):
        for name, value in {**names, "HERS": (small, 2 * small)}.items():
            monkeypatch.setattr(module, name, value)
    monkeypatch.setattr(lines, "_are_common", lambda words: small == 1)
    for who in PEOPLE:
        for said, asked in OUTGOING.items():
            about = {
                "actor": office.actor(who), "register": papers[0].register, "asked": outgoing.OutgoingFilter(**asked),
            }  # fmt: skip
            plain = list(outgoing.lines(**about).order_by("-number"))
            shown = outgoing.page(**about, size=2)
            found = [row.number for row in shown.rows]
            while shown.older_than is not None:
                shown = outgoing.page(**about, size=2, older_than=shown.older_than)
                found += [row.number for row in shown.rows]
            assert found == [d.number for d in plain], (who, said)
            upward = [row.number for row in outgoing.page(**about, newer_than=2, size=4).rows]
            assert upward == [n for n in found if n > 2][-4:], (who, said)
            order = Order("subject")
            wanted = [d.number for d in sorted(plain, key=lambda d: (*KEYS["subject"](d), d.pk))]
            page = outgoing.page_in_order(**about, order=order, size=20)
            assert [row.number for row in page.rows] == wanted, (who, said)


def _turned(about):
    shown = page(**about, size=2)
    found = [row.number for row in shown.rows]
    while shown.older_than is not None:
        shown = page(**about, size=2, older_than=shown.older_than)
        found += [row.number for row in shown.rows]
    return found


def _turned_in_order(about, order):
    shown = page_in_order(**about, order=order, size=3)
    found = [row.number for row in shown.rows]
    while shown.next:
        shown = page_in_order(**about, order=order, size=3, edge=read_edge(shown.next, order))
        found += [row.number for row in shown.rows]
    return found


def test_her_nearest_lines_are_bounded_by_every_grant(office, papers):
    head = office.actor("econ_head")
    seen = list(policy.visible_documents(head).order_by("-number").values_list("number", flat=True))
    register = papers[0].register_id
    assert seen == [11, 9, 7, 5, 3]
    assert nearest.beyond_nearest(head, register=register, most=2, start=nearest.LAST) == 7
    assert nearest.beyond_nearest(head, register=register, most=2, start=3, upward=True) == 9
    assert nearest.beyond_nearest(head, register=register, most=5, start=nearest.LAST) is None


def test_a_right_follows_the_number_of_its_document(papers):
    one = Access.objects.filter(document=papers[2]).first()
    assert (one.register_id, one.number) == (papers[2].register_id, 3)
    Document.objects.filter(pk=papers[2].pk).update(number=77)
    one.refresh_from_db()
    assert one.number == 77


def test_a_place_follows_its_document(papers):
    one, other = papers[2], papers[3]
    written = {"subject": "Đề án Ổn định", "state": "done", "urgency": 3, "due_at": None, "handler_text": "Phòng Ấp"}
    Document.objects.filter(pk=one.pk).update(**written)
    place = Place.objects.get(pk=one.pk)
    assert (place.subject, place.handler) == (text.sort_key("Đề án Ổn định"), text.sort_key("Phòng Ấp"))
    assert (place.state, place.urgency, place.due) == (RANKS["done"], 3, FAR)
    assert place.issuer == text.fold(one.issuing_agency_name)
    Document.objects.filter(pk=other.pk).update(number=77)
    assert Place.objects.get(pk=other.pk).number == 77
    assert [State(state) for state in RANKS] == list(State)
