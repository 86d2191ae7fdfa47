"""Letters through a real SMTP server, messages through a real HTTP gateway."""

import json
import socket
import threading
from datetime import timedelta
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from aiosmtpd.controller import Controller
from django.core import mail as django_mail
from procrastinate.contrib.django import app

from congvu.notices import api, sms
from congvu.notices.actions import deliver
from congvu.notices.models import Notice, Preference

pytestmark = pytest.mark.django_db


class Inbox:
    """Keeps what the server takes; refuses everything while `down`."""

    def __init__(self):
        self.letters = []
        self.down = False

    async def handle_DATA(self, server, session, envelope):
        if self.down:
            return "451 Try again later"
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def inbox(settings):
    box = Inbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = server.port
    settings.PUBLIC_URL = "https://congvu.tiengiang.gov.vn"
    yield box
    server.stop()


def want(person_id, **choice):
    Preference.objects.create(person_id=person_id, **choice)


def send(key, person_id, at):
    text = "Sở Nội vụ đề nghị gia hạn đến 21/10"
    return api.send(key, to_person_ids=[person_id], text=text, url="/van-ban/1/", at=at, kind="extension")


def jobs():
    from procrastinate.contrib.django.models import ProcrastinateJob

    return list(ProcrastinateJob.objects.filter(queue_name="notices").values_list("task_name", "args"))


def test_only_who_wants_it_gets_a_letter_or_a_message(held, now):
    send("a", held.person_id, now)
    assert jobs() == []
    want(held.person_id, email="each", sms=True)
    send("b", held.person_id, now)
    send("b", held.person_id, now)
    pk = Notice.objects.get(key="b").pk
    assert sorted(jobs()) == [("notices.mail", {"notice_id": pk}), ("notices.sms", {"notice_id": pk})]
    assert {"notices.mail", "notices.sms", "notices.digest", "notices.digests"} <= set(app.tasks)


def test_a_letter_reaches_the_server_once(inbox, held, now):
    send("a", held.person_id, now)
    pk = Notice.objects.get().pk

    assert deliver.mail(notice_id=pk, now=now) is True
    assert deliver.mail(notice_id=pk, now=now) is False
    letter = inbox.letters[0]
    assert len(inbox.letters) == 1
    assert letter["Subject"].strip() == "Sở Nội vụ đề nghị gia hạn đến 21/10"
    assert letter["To"] == "phuc.lh@tiengiang.gov.vn"
    assert "https://congvu.tiengiang.gov.vn/van-ban/1/" in letter.get_content()


def test_a_server_that_refuses_leaves_the_letter_to_the_next_try(inbox, held, now):
    import smtplib

    send("a", held.person_id, now)
    pk = Notice.objects.get().pk
    inbox.down = True
    with pytest.raises(smtplib.SMTPException):
        deliver.mail(notice_id=pk, now=now)
    assert Notice.objects.get().mailed_at is None
    inbox.down = False
    assert deliver.mail(notice_id=pk, now=now) is True


def test_a_person_without_an_address_gets_none(inbox, held, now):
    held.person.email = ""
    held.person.save()
    send("a", held.person_id, now)
    assert deliver.mail(notice_id=Notice.objects.get().pk, now=now) is False
    assert inbox.letters == []


def test_the_letter_of_the_day_holds_what_is_unread_and_not_sent_yet(inbox, held, now):
    want(held.person_id, email="daily")
    for n in range(3):
        send(f"k{n}", held.person_id, now - timedelta(hours=n))
    send("old", held.person_id, now - timedelta(days=9))
    Notice.objects.filter(key="k1").update(read_at=now)

    assert deliver.digest_readers() == [held.person_id]
    assert deliver.digest(person_id=held.person_id, now=now) == 2
    assert deliver.digest(person_id=held.person_id, now=now) == 0
    assert [letter["Subject"] for letter in inbox.letters] == ["2 thông báo chưa đọc"]


def test_a_text_cannot_write_headers_of_a_letter(inbox, held, now):
    api.send("a", to_person_ids=[held.person_id], text="Tin\r\nBcc: x@y.vn", url="", at=now, kind="x")
    deliver.mail(notice_id=Notice.objects.get().pk, now=now)
    assert inbox.letters[0]["Bcc"] is None
    assert inbox.letters[0]["Subject"].strip() == "Tin Bcc: x@y.vn"


@pytest.fixture
def gateway_server(settings):
    """A gateway that keeps what it takes and answers as it is told."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.server.taken.append((self.headers.get("Authorization"), json.loads(body)))
            self.send_response(self.server.answer)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.taken, server.answer = [], 200
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.SMS_BACKEND = "congvu.notices.sms.HttpGateway"
    settings.SMS_URL = f"http://127.0.0.1:{server.server_port}/send"
    settings.SMS_TOKEN = "bí mật".encode().hex()
    settings.SMS_SENDER = "UBND TG"
    yield server
    server.shutdown()
    server.server_close()


def test_a_message_goes_through_the_gateway_once(gateway_server, settings, held, now):
    send("a", held.person_id, now)
    pk = Notice.objects.get().pk

    assert deliver.text_message(notice_id=pk, now=now) is True
    assert deliver.text_message(notice_id=pk, now=now) is False
    assert gateway_server.taken == [
        (
            f"Bearer {settings.SMS_TOKEN}",
            {
                "number": "0900000001",
                "text": "Sở Nội vụ đề nghị gia hạn đến 21/10",
                "sender": "UBND TG",
                "reference": f"notice-{pk}",
            },
        )
    ]


@pytest.mark.parametrize("answer", [302, 400, 503])
def test_a_gateway_that_refuses_leaves_the_message_to_the_next_try(gateway_server, held, now, answer):
    gateway_server.answer = answer
    send("a", held.person_id, now)
    with pytest.raises(sms.SmsNotSent):
        deliver.text_message(notice_id=Notice.objects.get().pk, now=now)
    assert Notice.objects.get().texted_at is None


def test_a_gateway_that_is_away_leaves_the_message_to_the_next_try(settings, held, now):
    settings.SMS_BACKEND, settings.SMS_URL = "congvu.notices.sms.HttpGateway", "http://127.0.0.1:9/"
    send("a", held.person_id, now)
    with pytest.raises(sms.SmsNotSent):
        deliver.text_message(notice_id=Notice.objects.get().pk, now=now)


def test_the_file_gateway_writes_a_line(settings, held, now, tmp_path):
    settings.SMS_BACKEND, settings.SMS_FILE = "congvu.notices.sms.FileGateway", str(tmp_path / "x" / "sms.jsonl")
    send("a", held.person_id, now)
    assert deliver.text_message(notice_id=Notice.objects.get().pk, now=now) is True
    assert json.loads((tmp_path / "x" / "sms.jsonl").read_text())["number"] == "0900000001"


def test_without_a_gateway_no_message_is_sent(settings, held, now):
    settings.SMS_BACKEND = ""
    send("a", held.person_id, now)
    assert deliver.text_message(notice_id=Notice.objects.get().pk, now=now) is False


def test_letters_in_tests_never_leave_by_themselves(held, now):
    want(held.person_id, email="each")
    send("a", held.person_id, now)
    assert getattr(django_mail, "outbox", []) == []
