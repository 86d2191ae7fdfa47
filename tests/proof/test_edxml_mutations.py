"""10,000 mutated edXML messages are read or refused without a crash; 1,500 generated ones come back as they were."""

import random

import pytest
from hypothesis import given, settings

from tests.exchange.edxml.generated import messages
from tests.exchange.edxml.mutated import outcomes
from tests.exchange.edxml.test_generated import QUIET, comes_back

pytestmark = pytest.mark.proof

ROUNDS = {"document": 3000, "status": 2000, "soap": 2000, "foreign": 2000, "signed": 1000}


@pytest.mark.parametrize("kind", list(ROUNDS))
def test_no_mutated_message_crashes_the_reader(tmp_path, kind):
    seen = outcomes(kind, random.Random(f"2026-11-22 {kind}"), ROUNDS[kind], tmp_path)

    assert seen["read"] + seen["refused"] == ROUNDS[kind]


@settings(QUIET, max_examples=1500)
@given(messages())
def test_any_message_comes_back(message):
    comes_back(message)
