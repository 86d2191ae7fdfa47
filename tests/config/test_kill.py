"""Each kind of process dies once during registrations and issues; tests/proof/test_kill.py does it at length."""

import pytest

from tests.proof.killing import Scene

pytestmark = pytest.mark.whole


def test_registrations_and_issues_survive_the_death_of_every_process(stack, open_folder):
    scene = Scene(stack, open_folder, papers=40, issues=8, seed=2011)
    scene.run(pause=(0.5, 1.0), rounds=1, limit=200)
    assert all(scene.killed[target] for target in ("web", "worker", "postgres")), scene.killed
    scene.prove(seconds=150)
