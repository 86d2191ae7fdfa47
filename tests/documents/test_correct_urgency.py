"""Correcting the urgency of a registered document counts its limit anew; the log keeps the old one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from congvu.documents.api import correct_registration, submit_to_leader
from congvu.documents.models import Document
from congvu.kernel.models import AuditEntry
from congvu.worklist.models import Entry
from tests.conftest import NOW
from tests.documents.conftest import incoming

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=50)


def test_another_urgency_counts_the_limit_from_the_registration(office, register):
    made = register()
    ordinary = made.pass_on_due_at
    correct_registration(actor=office.actor("clerk"), uid=made.uid, data=incoming(urgency=3), now=LATER)
    urgent = Document.objects.get(pk=made.pk).pass_on_due_at
    assert NOW < urgent < ordinary
    assert urgent - made.registered_at < timedelta(hours=4)
    work = Entry.objects.get(key=f"documents.submit:{made.pk}")
    assert work.due_at == urgent
    said = AuditEntry.objects.get(code="documents.registration_corrected").data["changed"]
    assert said["pass_on_due_at"] == [str(ordinary), str(urgent)]
    correct_registration(actor=office.actor("clerk"), uid=made.uid, data=incoming(urgency=0), now=LATER)
    assert Document.objects.get(pk=made.pk).pass_on_due_at == ordinary


def test_other_corrections_and_papers_handed_up_keep_their_limit(office, register):
    made = register()
    correct_registration(actor=office.actor("clerk"), uid=made.uid, data=incoming(note="Kèm đĩa"), now=LATER)
    assert Document.objects.get(pk=made.pk).pass_on_due_at == made.pass_on_due_at
    submit_to_leader(actor=office.actor("clerk"), uid=made.uid, leader_post_id=office.posts["chairman"].pk, now=LATER)
    before = Document.objects.get(pk=made.pk).pass_on_due_at
    correct_registration(actor=office.actor("clerk"), uid=made.uid, data=incoming(note="Kèm đĩa", urgency=2), now=LATER)
    assert Document.objects.get(pk=made.pk).pass_on_due_at == before
