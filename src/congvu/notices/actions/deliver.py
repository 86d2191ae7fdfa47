"""Take a notice to a person's e-mail or telephone."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _

from ..models import Notice
from ..sms import gateway


@transaction.atomic
def mail(*, notice_id: int, now: datetime) -> bool:
    """Send one notice by e-mail; return False when it was sent before or the person has no address.

    The row stays locked while the server takes the letter, so two workers never send it twice; a worker that dies
    between the server's yes and the commit may. Raises what SMTP raises; the task tries again.
    """
    notice = Notice.objects.select_for_update(of=("self",)).select_related("person").get(pk=notice_id)
    if notice.mailed_at is not None or not notice.person.email:
        return False
    body = _("%(text)s\n\nMở: %(url)s\n\nBạn nhận thư này vì đã chọn gửi thông báo qua thư điện tử.") % {
        "text": notice.text,
        "url": absolute(notice.url),
    }
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


def absolute(url: str) -> str:
    """Return the address as it can be opened from a letter."""
    return url if "://" in url else f"{settings.PUBLIC_URL}{url}"
