"""The long kill test: 200 registrations and 100 issues while every kind of process is killed again and again."""

import pytest

from tests.config.conftest import open_folder, stack  # noqa: F401  fixtures
from tests.proof.killing import Scene

pytestmark = pytest.mark.proof


def test_registrations_and_issues_survive_sixty_kills(stack, open_folder):  # noqa: F811
    scene = Scene(stack, open_folder, papers=200, issues=100, seed=30)
    scene.run(pause=(0.5, 3.0), rounds=10, limit=1500)
    assert sum(scene.killed.values()) > 0
    scene.prove(seconds=300)
