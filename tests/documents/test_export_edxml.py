"""`congvu exchange export`: a document as an edXML file, as it was sent or as it would be."""

import hashlib
import json

import pytest
from click.testing import CliRunner

from congvu.documents.actions.issue import issue_draft
from congvu.documents.models import Document
from congvu.exchange.commands import exchange
from congvu.exchange.models import Arrival, Mailing
from congvu.kernel.api import files
from tests.documents.drafts import signed
from tests.documents.test_exchange import SENT, agencies  # noqa: F401
from tests.exchange.conftest import DISTRICT, carry

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path):
    def run(name):
        asked = CliRunner().invoke(exchange, ["export", str(name), "--out", str(tmp_path / "a.edxml")])
        return asked.exit_code, tmp_path / "a.edxml", asked.stderr

    return run


def issued(agencies, receivers):  # noqa: F811
    office, _district = agencies
    done = issue_draft(actor=office.actor("clerk"), draft_id=signed(office), receivers=receivers, now=SENT)
    carry(now=SENT)
    return Document.objects.get(pk=done.document_id)


def inspected(path):
    return json.loads(CliRunner().invoke(exchange, ["inspect", "--no-pdf", str(path)]).stdout)


def test_a_sent_document_is_written_as_it_was_sent(agencies, run):  # noqa: F811
    document = issued(agencies, [DISTRICT])
    sent = Mailing.objects.get(kind="edoc")

    for name in (document.uid, document.document_code, document.full_code, sent.uid, Arrival.objects.get().uid):
        code, path, errors = run(name)
        assert (code, errors) == (0, "")
        assert hashlib.sha256(path.read_bytes()).hexdigest() == sent.sha256
    assert path.read_bytes() == files.read_bytes(sent.raw_file_id)


def test_an_issued_document_that_was_not_sent_is_written_as_it_would_be(agencies, run):  # noqa: F811
    document = issued(agencies, [])
    document.addressees.create(position=90, kind="inform", name=agencies[1].agency.name)

    code, path, errors = run(document.full_code)

    assert (code, errors) == (0, "")
    said = inspected(path)
    assert (said["header"]["document_id"], said["header"]["subject"]) == (document.document_code, document.subject)
    assert [one["organ_id"] for one in said["header"]["receivers"]] == [DISTRICT]
    assert Mailing.objects.count() == 0


def test_what_is_not_there_is_said_and_nothing_is_written(agencies, run):  # noqa: F811
    for name in ("9999/KHONG-CO", "00000000-0000-0000-0000-000000000000", "", "/"):
        code, path, errors = run(name)
        assert code == 1
        assert "Không có văn bản nào" in errors
        assert not path.exists()
