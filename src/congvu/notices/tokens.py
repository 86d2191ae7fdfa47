"""Tokens by which a browser opens its live stream."""

from django.core.signing import BadSignature, TimestampSigner

SALT = "congvu.notices.live"
# A working day: the stream tells only that there is news; what the news is, the web process tells by the session.
VALID_SECONDS = 12 * 3600


def issue(person_id: int) -> str:
    """Return a token for one person, valid from now for VALID_SECONDS."""
    return TimestampSigner(salt=SALT).sign(str(person_id))


def person_of(token: str, *, valid_seconds: int = VALID_SECONDS) -> int | None:
    """Return whose token it is, None for one that is forged, spoiled or too old."""
    try:
        value = TimestampSigner(salt=SALT).unsign(token, max_age=valid_seconds)
    except BadSignature:
        return None
    return int(value) if value.isdigit() else None
