"""Whose receipts count for what goes by an axis: a line for each agency beyond it, its code and its public key.

The axis hands receipts on and vouches for none: whoever keeps the partners writes down which key signs for which code,
with all codes below. Several lines of one code stand while its key changes. Pure.
"""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from . import rules

MOST_LINES = 500


def read(text: str) -> list[tuple[str, Ed25519PublicKey]]:
    """Return codes with their keys. Raises ValueError with the number of the first line that is not right."""
    found: list[tuple[str, Ed25519PublicKey]] = []
    for place, line in enumerate(text.splitlines(), start=1):
        words = line.split()
        if not words:
            continue
        if len(words) != 2 or rules.code_problem(words[0]) is not None or len(found) == MOST_LINES:
            raise ValueError(place)
        found.append((words[0].upper(), _key(words[1], place)))
    return found


def trusted(text: str, code: str) -> list[Ed25519PublicKey]:
    """Return the keys that sign for an agency: those of its own code, else of the nearest above it that has any."""
    lines = read(text)
    for prefix in rules.agency_prefixes(code):
        if own := [key for owner, key in lines if owner == prefix]:
            return own
    return []


def line_of(code: str, key: Ed25519PublicKey) -> str:
    """Return the line by which a partner writes a key down."""
    form = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return f"{code} {base64.b64encode(form).decode()}"


def _key(text: str, place: int) -> Ed25519PublicKey:
    try:
        key = serialization.load_der_public_key(base64.b64decode(text.encode("ascii"), validate=True))
    except (ValueError, binascii.Error, UnsupportedAlgorithm) as error:
        raise ValueError(place) from error
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError(place)  # a wrong line, whatever key it holds
    return key
