"""Figures for plans: hand-computed, nothing to divide by is no percentage, and each opens to its rows."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from congvu.directives import measures as _registered
from congvu.directives.api import accept, cancel
from congvu.directives.types import Level, Party, Source
from congvu.documents.models import Addressee, DocumentType
from congvu.exchange.models import Mailing
from congvu.kernel.api import measures
from tests.conftest import NOW
from tests.documents.test_exchange import agencies, sent

__all__ = ["agencies", "sent"]
pytestmark = pytest.mark.django_db
YEAR = measures.Period.year(2026)


def value(office, code: str) -> tuple[int, int | None, Decimal | None]:
    (one,) = measures.values(office.agency.pk, YEAR, [code])
    return int(one.numerator), one.denominator, one.percent


def test_nothing_is_no_percentage(office):
    assert _registered.OF_LEADERS
    for code in ("leaders_online", "done_in_time", "done_of_due"):
        assert value(office, f"directives.{code}") == (0, 0, None)


def test_leaders_words_given_in_the_system_of_all(office, give):
    for _n in range(3):
        give()
    give(source=Source.ORAL, source_on=date(2026, 10, 1))
    give("head", lead=Party(post_id=office.posts["officer"].pk), level=Level.UNIT)
    cancel(actor=office.actor("chairman"), uid=give().uid, reason="Thôi", now=NOW)
    assert value(office, "directives.leaders_online") == (3, 4, Decimal("75.0"))
    found = measures.rows("directives.leaders_online", office.agency.pk, YEAR, actor=office.actor("chairman"))
    assert len(found.rows) == 3
    hidden = measures.rows("directives.leaders_online", office.agency.pk, YEAR, actor=office.actor("officer"))
    assert hidden.rows == []


def test_done_in_time_and_overdue(office, give, handed_in):
    today = timezone.localdate()
    for late in (0, 0, 40):
        one = handed_in()
        one.result_on = one.due_on + timedelta(days=late)
        one.save(update_fields=["result_on"])
        accept(actor=office.actor("chairman"), uid=one.uid, note="", now=NOW)
    open_late = give()
    open_late.due_on = today - timedelta(days=1)
    open_late.save(update_fields=["due_on"])
    assert value(office, "directives.done_in_time") == (2, 3, Decimal("66.7"))
    assert value(office, "directives.done_of_due") == (3, 4, Decimal("75.0"))
    assert value(office, "directives.overdue")[0] == 1


def test_papers_between_agencies_and_their_receipts(agencies, sent):
    office, _district = agencies
    assert value(office, "documents.directing_received") == (0, 0, None)
    sent.document_type = DocumentType.objects.get(code="chi-thi")
    sent.save(update_fields=["document_type"])
    assert value(office, "documents.directing_received") == (1, 1, Decimal("100.0"))
    base = Addressee.objects.filter(document=sent, unit=None).exclude(kind="file").exclude(channel="").count()
    assert value(office, "documents.between_agencies") == (base, base, Decimal("100.0"))
    Mailing.objects.filter(kind="edoc").update(state="sent")
    assert value(office, "documents.directing_received") == (0, 1, Decimal("0.0"))
    assert value(office, "documents.between_agencies")[:2] == (0, base)  # sent is not enough: a signed receipt counts
    Mailing.objects.filter(kind="edoc").update(state="done")
    rows = measures.rows("documents.exchanged_electronically", office.agency.pk, YEAR, actor=office.actor("clerk"))
    assert len(rows.rows) == base
    Addressee.objects.create(document=sent, kind="main", name="Ban Dân tộc", channel="paper", position=9)
    assert value(office, "documents.between_agencies")[:2] == (base, base + 1)
