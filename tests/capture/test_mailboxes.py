"""Letters out of a real mailbox (Dovecot), and letters that are broken in every way."""

import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import time
from email.message import EmailMessage

import pytest
from django.utils import timezone

from congvu.capture.actions import mailboxes, read
from congvu.capture.actions.mailboxes import of_letter
from congvu.capture.models import Arrival, CapturedPaper, Source
from congvu.kernel.api import secrets

from .conftest import letter

DOVECOT = shutil.which("dovecot")
CONFIGURATION = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
log_path = {folder}/log
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 1
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
passdb {{
  driver = static
  args = password=mat-khau-thu
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


def mail(subject="Công văn số 5412/BNV-CCHC", attachment=None, name="5412.pdf"):
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = subject, "Bộ Nội vụ <vanthu@moha.gov.vn>", "vanthu@tiengiang.gov.vn"
    made["Message-ID"] = f"<{abs(hash(subject))}@moha.gov.vn>"
    made.set_content("Kính gửi quý cơ quan văn bản kèm theo.")
    if attachment is not None:
        made.add_attachment(attachment, maintype="application", subtype="pdf", filename=name)
    return made.as_bytes()


# --- letters as bytes -------------------------------------------------------------------------------------------


def test_a_letter_with_a_vietnamese_name():
    came = of_letter(mail(attachment=letter(), name="Công văn số 5412.pdf"))
    assert came.title == "Công văn số 5412/BNV-CCHC"
    assert came.sender == "Bộ Nội vụ <vanthu@moha.gov.vn>"
    assert came.parts == [("Công văn số 5412.pdf", letter())]
    assert "văn bản kèm theo" in came.body
    assert came.refusal == ""


BROKEN = {
    "empty": b"",
    "rubbish": bytes(range(256)) * 40,
    "no end": b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n'
    b'Content-Disposition: attachment; filename="a.pdf"\r\n',
    "bad charset": b"Content-Type: text/plain; charset=klingon\r\n\r\n\xff\xfe",
    "bad header": b"Subject: =?utf-8?B?////?=\r\nFrom: =?x?Q?\r\n\r\nabc",
    "bad base64": b'Content-Type: application/pdf; name="a.pdf"\r\nContent-Transfer-Encoding: base64\r\n'
    b'Content-Disposition: attachment; filename="a.pdf"\r\n\r\n@@@@',
    "path": b'Content-Disposition: attachment; filename="../../etc/passwd.pdf"\r\n\r\nx',
    "nested": b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n'
    + b"".join(b'--x\r\nContent-Type: multipart/mixed; boundary="x%d"\r\n\r\n' % n for n in range(3000)),
    "many parts": b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n'
    + b'--x\r\nContent-Disposition: attachment; filename="a.txt"\r\n\r\nx\r\n' * 500,
}


@pytest.mark.parametrize("name", list(BROKEN))
def test_broken_letters_never_stop_the_reader(name):
    came = of_letter(BROKEN[name])
    assert came.refusal or came.parts
    assert came.key == of_letter(BROKEN[name]).key


@pytest.mark.django_db
def test_an_attachment_cannot_choose_where_it_is_kept(office):
    from congvu.capture.actions.arrive import take_in

    source = Source.objects.create(agency=office.agency, kind="mailbox", name="Thư")
    take_in(source=source, came=of_letter(mail(attachment=letter(), name="../../x.pdf")), now=timezone.now())
    assert "/" not in CapturedPaper.objects.get().name


# --- a real server ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Dovecot on a free port, with one account."""
    if DOVECOT is None:
        pytest.skip("dovecot is not installed")
    folder = tmp_path_factory.mktemp("dovecot")
    for above in [folder, *folder.parents][:4]:
        if above.stat().st_uid == os.geteuid():
            above.chmod(above.stat().st_mode | 0o011)
    user = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    group = __import__("grp").getgrgid(user.pw_gid).gr_name
    for name in ("run", "mail"):
        (folder / name).mkdir()
    shutil.chown(folder / "mail", user.pw_name, group)
    shutil.chown(folder, user.pw_name, group)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = folder / "dovecot.conf"
    settings.write_text(CONFIGURATION.format(folder=folder, port=port, user=user.pw_name, group=group))
    process = subprocess.Popen([DOVECOT, "-F", "-c", str(settings)], stdin=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        else:
            log = folder / "log"
            pytest.fail(log.read_text() if log.exists() else "dovecot said nothing")
        yield port
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
def mailbox(server, office):
    return Source.objects.create(
        agency=office.agency,
        kind="mailbox",
        name="Thư công vụ",
        host="127.0.0.1",
        port=server,
        tls=False,
        account="vanthu",
        password=secrets.seal("mat-khau-thu"),
    )


def put(port, *letters):
    link = imaplib.IMAP4("127.0.0.1", port)
    link.login("vanthu", "mat-khau-thu")
    _status, [count] = link.select("INBOX")
    if int(count):
        link.store("1:*", "+FLAGS", "\\Deleted")
    link.expunge()
    for one in letters:
        link.append("INBOX", "", imaplib.Time2Internaldate(time.time()), one)
    link.logout()


@pytest.mark.django_db
def test_letters_arrive_once_and_stay_in_the_mailbox(mailbox):
    put(mailbox.port, mail(attachment=letter()), mail("Quảng cáo"))
    assert mailboxes.look(source=mailbox, now=timezone.now()) == 2
    paper = CapturedPaper.objects.get()
    read.read_paper(paper_id=paper.pk, now=timezone.now())
    paper.refresh_from_db()
    assert paper.proposals[0]["value"] == "5412/BNV-CCHC"
    assert Arrival.objects.get(title="Quảng cáo").refusal == "Thư không có tệp văn bản đính kèm."
    assert mailboxes.look(source=mailbox, now=timezone.now()) == 0
    mailbox.refresh_from_db()
    assert mailbox.trouble == ""


@pytest.mark.django_db
def test_killed_before_the_mark_a_letter_is_known_when_seen_again(mailbox, monkeypatch):
    put(mailbox.port, mail(attachment=letter()))
    with monkeypatch.context() as patch:
        patch.setattr(imaplib.IMAP4, "uid", _dying_at_store(imaplib.IMAP4.uid))
        with pytest.raises(KeyboardInterrupt):
            mailboxes.look(source=mailbox, now=timezone.now())
    assert mailboxes.look(source=mailbox, now=timezone.now()) == 1
    assert (Arrival.objects.count(), CapturedPaper.objects.count()) == (1, 1)


def _dying_at_store(real):
    def uid(self, command, *args):
        if command == "STORE":
            raise KeyboardInterrupt
        return real(self, command, *args)

    return uid


@pytest.mark.django_db
def test_a_wrong_password_is_told(mailbox):
    mailbox.password = secrets.seal("sai")
    mailbox.save()
    assert mailboxes.look(source=mailbox, now=timezone.now()) == 0
    mailbox.refresh_from_db()
    assert mailbox.trouble.startswith("Không đọc được hộp thư")


@pytest.mark.django_db
def test_a_server_that_is_not_there_is_told(mailbox):
    mailbox.port = 9
    assert mailboxes.look(source=mailbox, now=timezone.now()) == 0
    mailbox.refresh_from_db()
    assert mailbox.trouble.startswith("Không đọc được hộp thư")
