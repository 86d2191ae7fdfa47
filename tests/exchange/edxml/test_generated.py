"""Any message is read again as it was written; any change of its bytes is read or refused, never a crash."""

import io
import random
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from congvu.exchange.edxml.types import Frame
from congvu.exchange.edxml.writer import rewrite

from .generated import messages
from .makers import QCVN, reading
from .mutated import outcomes

QUIET = settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    database=None,
    phases=[Phase.generate],
)


@QUIET
@given(messages())
def test_any_message_comes_back_as_it_was(message):
    comes_back(message)


def comes_back(message):
    out = io.BytesIO()
    rewrite(message, out)

    with tempfile.TemporaryDirectory() as folder:
        found = reading(out.getvalue(), Path(folder)).message

    light = tuple(replace(one, carried_size=0, carried_sha256="") for one in found.attachments)
    assert replace(found, attachments=light) == replace(message, frame=Frame(namespace=QCVN))


@pytest.mark.parametrize("kind", ["document", "status", "soap", "foreign", "signed"])
def test_mutated_messages_are_read_or_refused(tmp_path, kind):
    seen = outcomes(kind, random.Random(f"2015-09-30 {kind}"), 80, tmp_path)

    assert seen["refused"] > 20
    assert seen["read"] + seen["refused"] == 80
