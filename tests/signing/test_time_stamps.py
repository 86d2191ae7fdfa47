"""Time stamps over real HTTP: tried again, checked, refused with a sentence; issued papers are raised by a job."""

import io
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from congvu.kernel.api import files
from congvu.signing import api
from congvu.signing.actions import raise_level as raising
from congvu.signing.errors import NoTimeStampAuthority, TimeStampRefused, TimeStampUnavailable
from congvu.signing.levels import fetching, rules
from congvu.signing.levels.stamping import OverHttp
from congvu.signing.models import RaisedFile
from congvu.signing.tsa import answer

from .conftest import LAYOUT, NOW, minutes


class Authority(BaseHTTPRequestHandler):
    """A time-stamping authority that misbehaves as the test wants."""

    identity = None
    at = NOW
    faults: list[str] = []
    asked = 0

    def do_POST(self):
        type(self).asked += 1
        body = self.rfile.read(int(self.headers["Content-Length"]))
        fault = self.faults.pop(0) if self.faults else ""
        kind = "text/html" if fault == "html" else "application/timestamp-reply"
        if fault == "nonce":
            body = body[:-4] + bytes([body[-4] ^ 1]) + body[-3:]
        made = answer(b"x" if fault == "rejected" else body, self.identity, at=self.at)
        if fault == "broken":
            made = made[:-20] + bytes([made[-20] ^ 1]) + made[-19:]
        self.send_response(503 if fault == "down" else 200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(made)))
        self.end_headers()
        self.wfile.write(made)

    def log_message(self, *_args):
        pass


@pytest.fixture
def authority(people, settings, monkeypatch):
    monkeypatch.setattr(fetching, "PAUSES", (0.01, 0.01))
    Authority.identity, Authority.at, Authority.faults, Authority.asked = people.tsa, NOW, [], 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), Authority)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.TSA_URL = f"http://127.0.0.1:{server.server_port}/"
    yield Authority
    server.shutdown()
    server.server_close()


def ask(settings, at=NOW):
    return OverHttp(settings.TSA_URL, at).stamp(b"1" * 32, "sha256")


def test_a_fault_is_tried_again(authority, settings):
    authority.faults = ["down", "down"]
    token = ask(settings)
    info = token["content"]["encap_content_info"]["content"].parsed
    assert info["message_imprint"]["hashed_message"].native == b"1" * 32
    assert authority.asked == 3


def test_an_authority_that_stays_down_is_a_sentence(authority, settings):
    authority.faults = ["down"] * 3
    with pytest.raises(TimeStampUnavailable) as refusal:
        ask(settings)
    assert "503" in str(refusal.value)
    settings.TSA_URL = "http://127.0.0.1:1/"
    with pytest.raises(TimeStampUnavailable):
        ask(settings)


@pytest.mark.parametrize("fault", ["html", "rejected", "broken", "nonce"])
def test_a_wrong_answer_is_refused(authority, settings, fault):
    authority.faults = [fault]
    with pytest.raises(TimeStampRefused):
        ask(settings)
    assert authority.asked == 1


def test_a_clock_that_is_wrong_is_refused(authority, settings):
    with pytest.raises(TimeStampRefused):
        ask(settings, at=NOW + timedelta(minutes=6))


@pytest.fixture
def issued(house, plain_pdf):
    signed = api.sign_as_person(actor=house.leader, pdf=api.prepare(plain_pdf, LAYOUT), reason="", now=NOW)
    return files.store(io.BytesIO(signed), name="quyet-dinh.pdf").id


def test_an_issued_paper_is_raised_to_b_lt_in_a_new_file(issued):
    raising.raise_issued(file_id=issued, now=minutes(1))
    newest = api.newest_form(issued)
    assert newest != issued
    assert files.read_bytes(newest).startswith(files.read_bytes(issued))
    assert api.verify(newest, minutes(2)).verdict == "valid"
    raising.raise_issued(file_id=issued, now=minutes(3))
    assert [row.level for row in RaisedFile.objects.filter(replaced_at=None)] == ["B-LT"]


def test_raising_is_idempotent_and_follows_the_source(issued):
    archived = api.raise_to(file_id=issued, level="B-LTA", now=minutes(1))
    assert api.raise_to(file_id=issued, level="B-LT", now=minutes(2)) == archived
    assert api.raise_to(file_id=archived, level="B-LTA", now=minutes(2)) == archived
    assert raising.source_of(archived) == issued


def test_the_archive_stamp_is_renewed_before_it_ends_and_only_then(issued):
    api.raise_to(file_id=issued, level="B-LTA", now=minutes(1))
    row = RaisedFile.objects.get(replaced_at=None)
    assert raising.stamps_due(minutes(2)) == []
    assert raising.renew_stamp(raised_id=row.pk, now=minutes(2)) is None
    row.stamped_until = minutes(0) + timedelta(days=100)
    row.save()
    assert raising.stamps_due(minutes(2)) == [row.pk]
    renewed = raising.renew_stamp(raised_id=row.pk, now=minutes(3))
    assert renewed == api.newest_form(issued)
    assert files.read_bytes(renewed).startswith(files.read_bytes(row.file_id))
    assert raising.stamps_due(minutes(4)) == []


def test_while_the_authority_is_down_nothing_is_kept(issued, authority, settings):
    authority.faults = ["down"] * 9
    with pytest.raises(TimeStampUnavailable):
        api.raise_to(file_id=issued, level="B-LTA", now=minutes(1))
    assert RaisedFile.objects.count() == 0
    assert api.newest_form(issued) == issued


def test_without_an_authority_the_refusal_names_the_setting(keys_folder, db):
    with pytest.raises(NoTimeStampAuthority) as refusal:
        raising.stamper(NOW)
    assert "CONGVU_TSA_URL" in str(refusal.value)


@pytest.mark.parametrize(("left", "due"), [(181, False), (180, True), (10, True)], ids=["early", "on-the-day", "late"])
def test_a_stamp_is_renewed_half_a_year_before_its_end(left, due):
    assert rules.renewal_due(NOW + timedelta(days=left), NOW) is due


def test_a_digest_that_ends_is_not_used_for_new_stamps_and_ends_old_ones():
    ends = {"sha256": NOW + timedelta(days=300), "sha512": None}
    assert rules.digest_for(NOW, ends) == "sha512"
    assert rules.digest_for(NOW - timedelta(days=200), ends) == "sha256"
    assert rules.good_until(NOW + timedelta(days=900), "sha256", ends) == NOW + timedelta(days=300)
    assert rules.good_until(NOW + timedelta(days=900), "sha512", ends) == NOW + timedelta(days=900)


def test_the_newest_form_is_found_by_one_query(issued, django_assert_num_queries):
    raised = api.raise_to(file_id=issued, level="B-LT", now=minutes(1))
    archived = api.raise_to(file_id=issued, level="B-LTA", now=minutes(2))
    for one in (issued, raised, archived):
        with django_assert_num_queries(1):
            assert api.newest_form(one) == archived
