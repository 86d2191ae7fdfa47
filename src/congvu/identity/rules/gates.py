"""What a session needs before it may go on: recent use, a second factor where one is required (TCVN 14423:2026 §5)."""

from collections.abc import Iterable
from ipaddress import ip_address, ip_network

MARK_EVERY_SECONDS = 60
SECOND_FACTORS = frozenset({"totp", "webauthn", "recovery_codes"})
SECONDS_A_MINUTE = 60


def is_idle(*, seen: int | None, now: int, limit_minutes: int) -> bool:
    """Whether a session was left alone longer than its limit; a session just begun was not."""
    return seen is not None and now - seen > limit_minutes * SECONDS_A_MINUTE


def needs_second_factor(
    *, is_admin: bool, required_of_admins: bool, address: str, inside_networks: Iterable[str]
) -> bool:
    """Whether a person must prove herself twice: administrators always, everyone from outside the named networks.

    Without named networks nobody counts as outside.
    """
    if is_admin and required_of_admins:
        return True
    networks = list(inside_networks)
    return bool(networks) and not _inside(address, networks)


def _inside(address: str, networks: list[str]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in ip_network(network, strict=False) for network in networks)
