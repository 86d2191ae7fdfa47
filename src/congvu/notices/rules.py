"""Decisions about notices without database or clock."""

CHANNEL = "congvu_notices"  # of LISTEN and NOTIFY
QUEUE = "notices"  # of background work
MAIL_TASK = "notices.mail"
SMS_TASK = "notices.sms"
DIGEST_TASK = "notices.digest"
UNUSED_KIND = "account_unused"
ALWAYS_MAILED = frozenset({UNUSED_KIND})  # its reader does not come to see the bell


def payload(person_id: int, notice_id: int) -> str:
    """Return what is said on the channel: ids only, never a text."""
    return f"{person_id}:{notice_id}"


def parse_payload(text: str) -> tuple[int, int] | None:
    """Return person and notice of a payload, None for anything else."""
    person, _, notice = text.partition(":")
    return (int(person), int(notice)) if person.isdigit() and notice.isdigit() else None
