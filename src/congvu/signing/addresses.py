"""The public address of a paper's check page and its QR code."""

from __future__ import annotations

import io
from uuid import UUID

import segno
from django.conf import settings
from django.urls import reverse


def check_url(uid: UUID) -> str:
    """Return the address that the QR code on the paper opens (`CONGVU_PUBLIC_URL` before the path)."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{reverse('signing:paper', args=[uid])}"


def check_qr_svg(uid: UUID) -> bytes:
    """Return the QR code of `check_url` as SVG, quiet zone included, for drawing on the paper."""
    out = io.BytesIO()
    segno.make(check_url(uid), error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False, scale=1)
    return out.getvalue()
