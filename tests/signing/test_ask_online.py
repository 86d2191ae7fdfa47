"""What authorities answer online is kept and counts in every later check."""

import io
from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from congvu.kernel.api import files
from congvu.signing.actions.ask_online import ask_online, keep
from congvu.signing.actions.verify import ASK_JOB, verify
from congvu.signing.checking import crl
from congvu.signing.levels.evidence import Evidence
from congvu.signing.models import OnlineAnswer, RevocationList
from congvu.signing.trust_rows import trust_store

from .conftest import NOW, asn1, minutes
from .evidence_makers import answer


@pytest.fixture
def chain(ca, people):
    """The certificates of a person's chain."""
    issuers = [asn1(one.certificate) for one in (ca.intermediate, ca.root)]
    return {one.dump(): one for one in (people.person.certificate, *issuers)}


def evidence_of(chain, *answers, lists=()):
    return Evidence(certificates=chain, answers=dict.fromkeys(answers), lists=dict.fromkeys(lists))


@pytest.mark.django_db
def test_an_answer_is_kept_once_and_found_by_the_next_check(ca, people, chain):
    said = answer(ca, people.person.certificate)
    assert keep(evidence_of(chain, said), now=NOW) == 1
    assert keep(evidence_of(chain, said), now=minutes(5)) == 0
    row = OnlineAnswer.objects.get()
    assert (row.this_update, row.next_update) == (NOW, NOW + timedelta(days=1))
    issuer = crl.issuer_key(people.person.certificate.issuer)
    serial = f"{people.person.certificate.serial_number:x}"
    assert trust_store().kept_answers(issuer, serial) == (said,)


@pytest.mark.django_db
def test_what_is_no_answer_about_the_chain_is_not_kept(ca, people, chain):
    other = answer(ca, people.agency.certificate)
    assert keep(evidence_of(chain, other, b"rubbish", b""), now=NOW) == 0
    assert OnlineAnswer.objects.count() == 0


@pytest.mark.django_db
def test_lists_are_kept_too(ca, chain):
    from cryptography.hazmat.primitives.serialization import Encoding

    made = [one.public_bytes(Encoding.DER) for one in ca.revocation_lists(at=NOW, revoked={})]
    assert keep(evidence_of(chain, lists=made), now=NOW) == len(made)
    assert keep(evidence_of(chain, lists=made), now=NOW) == 0
    assert RevocationList.objects.count() == len(made)


def test_a_check_that_knows_no_source_asks_later_and_only_then(house, stamped):

    stored = files.store(io.BytesIO(stamped), name="a.pdf")
    report = verify(stored.id, minutes(30))
    asked = ProcrastinateJob.objects.filter(task_name=ASK_JOB)
    reasons = {c.reason for row in report.signatures for c in row.checks if c.code == "revocation"}
    assert asked.count() == (1 if reasons & {"no_revocation_source", "revocation_stale"} else 0)
    verify(stamped, minutes(30))  # tệp không lưu ở đây thì không hỏi
    assert asked.count() <= 1


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"khong phai PDF", b"%PDF-1.7\n%%EOF"], ids=["empty", "text", "broken"])
def test_a_file_without_signatures_asks_nobody(tmp_path, settings, content):

    settings.FILES_FOLDER = tmp_path
    ref = files.store(io.BytesIO(content or b" "), name="a.txt" if not content.startswith(b"%PDF") else "a.pdf")
    assert ask_online(file_id=ref.id, now=NOW) is None
