"""Look into the mailboxes that documents are sent to (IMAP4rev1 over TLS, RFC 3501)."""

from __future__ import annotations

import hashlib
import imaplib
import re
import ssl
from datetime import datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from itertools import islice
from typing import Final

from cryptography.fernet import InvalidToken
from django.utils.translation import gettext as _

from congvu.kernel.api import secrets

from ..models import Source
from . import arrive

SECONDS: Final = 30
MOST_LETTERS: Final = 20  # at one look
MOST_PARTS: Final = 50
LARGEST_LETTER: Final = 60 * 1024 * 1024
DONE: Final = "CongvuDaNhan"
_SIZE: Final = re.compile(rb"RFC822\.SIZE (\d+)")
_BOUNDARY: Final = re.compile(rb"boundary\s*=", re.IGNORECASE)
_PAPER: Final = re.compile(r"\.(pdf|docx?|xlsx?|odt|ods|rtf|png|jpe?g|tiff?|zip)$", re.IGNORECASE)


def look(*, source: Source, now: datetime) -> int:
    """Take in the letters of the mailbox; return how many. A letter is marked only after its act is committed."""
    count, trouble = 0, ""
    try:
        with _opened(source) as link:
            for uid in _waiting(link)[:MOST_LETTERS]:
                came = _letter(link, uid)
                if came is not None:
                    arrive.take_in(source=source, came=came, now=now)
                    count += 1
                link.uid("STORE", uid, "+FLAGS.SILENT", f"({DONE} \\Seen)")
    except InvalidToken:
        trouble = _("Không mở được mật khẩu đã lưu; nhập lại mật khẩu của hộp thư.")
    except (imaplib.IMAP4.error, OSError) as error:
        trouble = _("Không đọc được hộp thư: %(why)s.") % {"why": str(error)[:200]}
    Source.objects.filter(pk=source.pk).update(checked_at=now, trouble=trouble[:500])
    return count


def _opened(source: Source) -> imaplib.IMAP4:
    link: imaplib.IMAP4
    if source.tls:
        link = imaplib.IMAP4_SSL(source.host, source.port, ssl_context=ssl.create_default_context(), timeout=SECONDS)
    else:
        link = imaplib.IMAP4(source.host, source.port, timeout=SECONDS)
    try:
        link.login(source.account, secrets.open_sealed(source.password))
        status, said = link.select(f'"{source.mailbox}"')
        if status != "OK":
            raise imaplib.IMAP4.error((said[0] or b"").decode("utf-8", "replace"))
    except BaseException:
        link.shutdown()
        raise
    return link


def _waiting(link: imaplib.IMAP4) -> list[str]:
    """Return the letters without our mark, oldest first."""
    _status, found = link.uid("SEARCH", "UNKEYWORD", DONE, "NOT", "DELETED")
    return [uid.decode("ascii") for uid in (found[0] or b"").split()] if found else []


def _letter(link: imaplib.IMAP4, uid: str) -> arrive.Came | None:
    _status, sizes = link.uid("FETCH", uid, "(RFC822.SIZE)")
    line = next((part for part in sizes if isinstance(part, bytes)), b"")
    match = _SIZE.search(line)
    if match is None:
        return None
    if int(match[1]) > LARGEST_LETTER:
        _status, head = link.uid("FETCH", uid, "(BODY.PEEK[HEADER])")
        came = of_letter(_bytes(head))
        limit = LARGEST_LETTER // (1024 * 1024)
        refusal = _("Thư lớn hơn %(limit)d MB, để nguyên trong hộp thư.") % {"limit": limit}
        return arrive.Came(came.key, came.title, [], came.sender, "", refusal)
    _status, whole = link.uid("FETCH", uid, "(BODY.PEEK[])")
    return of_letter(_bytes(whole))


def _bytes(answer: list[object]) -> bytes:
    return next((part[1] for part in answer if isinstance(part, tuple) and isinstance(part[1], bytes)), b"")


def of_letter(data: bytes) -> arrive.Came:
    """Return what a letter brings: papers among its attachments, its text as a remark. Never raises for bad letters.

    The key is the Message-ID with the hash of the bytes, so that a letter delivered twice arrives once.
    """
    key = hashlib.sha256(data).hexdigest()
    if sum(1 for _found in islice(_BOUNDARY.finditer(data), MOST_PARTS + 1)) > MOST_PARTS:  # the parser is quadratic
        return arrive.Came(key, _("Thư không đọc được"), [], refusal=_("Thư lồng quá nhiều lớp, không đọc."))
    try:
        letter = message_from_bytes(data, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        parts, refusal = _papers(letter)
        said = _said(letter)
        return arrive.Came(key, _header(letter, "Subject"), parts, _header(letter, "From"), said, refusal)
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, IndexError, RecursionError):
        return arrive.Came(
            key, _("Thư không đọc được"), [], refusal=_("Thư hỏng, không đọc được theo chuẩn thư điện tử.")
        )


def _header(letter: EmailMessage, name: str) -> str:
    return str(letter.get(name, "")).encode("utf-8", "replace").decode("utf-8")


def _papers(letter: EmailMessage) -> tuple[list[tuple[str, bytes]], str]:
    found: list[tuple[str, bytes]] = []
    count = 0
    for part in letter.walk():
        count += 1
        if count > MOST_PARTS:
            return found, _("Thư có quá nhiều phần; chỉ nhận %(most)d phần đầu.") % {"most": MOST_PARTS}
        name = part.get_filename()
        if part.is_multipart() or not name or not _PAPER.search(name):
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content:
            found.append((re.split(r"[/\\]", name)[-1], content))
    return found, "" if found else _("Thư không có tệp văn bản đính kèm.")


def _said(letter: EmailMessage) -> str:
    body = letter.get_body(preferencelist=("plain",))
    if body is None:
        return ""
    content = body.get_content()
    return content if isinstance(content, str) else ""
