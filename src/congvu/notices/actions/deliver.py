"""Take a notice to a person's e-mail or telephone."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from congvu.identity import api as identity

from ..models import Notice, Preference
from ..rules import ALWAYS_MAILED
from ..sms import gateway
from ..types import EmailChoice

# Four days: the letter of the first morning after a long weekend holds what came during it.
DIGEST_REACHES_BACK = timedelta(days=4)
DIGEST_LONGEST = 100


@transaction.atomic
def mail(*, notice_id: int, now: datetime) -> bool:
    """Send one notice by e-mail; return False when it was sent before or the person has no address.

    The row stays locked while the server takes the letter, so two workers never send it twice; a worker that dies
    between the server's yes and the commit may. Raises what SMTP raises; the task tries again.
    """
    notice = Notice.objects.select_for_update(of=("self",)).select_related("person").get(pk=notice_id)
    if notice.mailed_at is not None or not notice.person.email:
        return False
    why = (
        _("Thư này luôn được gửi: người không đăng nhập thì không thấy thông báo trên trang.")
        if notice.kind in ALWAYS_MAILED
        else _("Bạn nhận thư này vì đã chọn gửi thông báo qua thư điện tử.")
    )
    body = _("%(text)s\n\nMở: %(url)s") % {"text": notice.text, "url": absolute(notice.url)} + f"\n\n{why}"
    EmailMessage(subject=notice.text[:150], body=body, to=[notice.person.email]).send()
    notice.mailed_at = now
    notice.save(update_fields=["mailed_at"])
    return True


@transaction.atomic
def text_message(*, notice_id: int, now: datetime) -> bool:
    """Send one notice by SMS; return False when it was sent before, the person has no number, or SMS is off."""
    notice = Notice.objects.select_for_update(of=("self",)).select_related("person").get(pk=notice_id)
    channel = gateway()
    if notice.texted_at is not None or not notice.person.phone or channel is None:
        return False
    channel.send(number=notice.person.phone, text=notice.text, reference=f"notice-{notice.pk}")
    notice.texted_at = now
    notice.save(update_fields=["texted_at"])
    return True


@transaction.atomic
def digest(*, person_id: int, now: datetime) -> int:
    """Send a person's unread, unmailed notices of the last days in one letter; return how many it holds."""
    address, _phone = identity.contact_of(person_id)
    notices = list(
        Notice.objects.select_for_update(skip_locked=True)
        .filter(person_id=person_id, read_at=None, mailed_at=None, at__gt=now - DIGEST_REACHES_BACK)
        .order_by("-at", "-pk")[:DIGEST_LONGEST]
    )
    if not address or not notices:
        return 0
    lines = [f"{timezone.localtime(n.at):%d/%m %H:%M}  {n.text}\n{absolute(n.url) if n.url else ''}" for n in notices]
    subject = ngettext("%(n)s thông báo chưa đọc", "%(n)s thông báo chưa đọc", len(notices)) % {"n": len(notices)}
    EmailMessage(subject=subject, body="\n\n".join(lines), to=[address]).send()
    return Notice.objects.filter(pk__in=[n.pk for n in notices]).update(mailed_at=now)


def digest_readers() -> list[int]:
    """Return the people who want one letter a day."""
    return list(
        Preference.objects.filter(email=EmailChoice.DAILY).order_by("person_id").values_list("person_id", flat=True)
    )


def absolute(url: str) -> str:
    """Return the address as it can be opened from a letter."""
    return url if "://" in url else f"{settings.PUBLIC_URL}{url}"
