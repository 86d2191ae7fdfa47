"""2,000 mutations of signed files of every kind and level: none is valid where a covered byte differs."""

import random

import pytest

from tests.signing.conftest import *  # noqa: F403  # các tài liệu đã ký dựng sẵn
from tests.signing.mutations import survivors

pytestmark = pytest.mark.proof

ROUNDS = {"claimed": 900, "stamped": 600, "sealed": 300, "archived": 200}


@pytest.mark.parametrize("kind", list(ROUNDS))
def test_no_mutation_is_reported_valid(request, kind, trust):
    data = request.getfixturevalue(kind)
    assert survivors(data, trust, random.Random(f"2026-11-22 {kind}"), ROUNDS[kind]) == []
