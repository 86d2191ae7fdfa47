"""No act may change where a document stands without search hearing of it in the same transaction."""

import ast
from pathlib import Path

import pytest

import congvu.documents.actions as actions

MODULES = sorted(Path(actions.__path__[0]).glob("*.py"))
REFRESHING = {"refresh_search", "refresh_facets", "close_all"}


def called(function: ast.FunctionDef) -> set[str]:
    calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    return {f.attr if isinstance(f, ast.Attribute) else f.id for f in calls if isinstance(f, ast.Attribute | ast.Name)}


def changes_state(function: ast.FunctionDef) -> bool:
    targets = [t for node in ast.walk(function) if isinstance(node, ast.Assign) for t in node.targets]
    return any(
        isinstance(t, ast.Attribute)
        and t.attr == "state"
        and isinstance(t.value, ast.Name)
        and t.value.id == "document"
        for t in targets
    )


@pytest.mark.parametrize("module", MODULES, ids=[m.stem for m in MODULES])
def test_who_changes_the_state_refreshes_the_marks(module):
    functions = {n.name: n for n in ast.walk(ast.parse(module.read_text())) if isinstance(n, ast.FunctionDef)}

    def refreshes(name: str, seen: frozenset[str] = frozenset()) -> bool:
        names = called(functions[name])
        below = [n for n in names if n in functions and n not in seen]
        return bool(names & REFRESHING) or any(refreshes(n, seen | {name}) for n in below)

    silent = [name for name, function in functions.items() if changes_state(function) and not refreshes(name)]
    assert silent == [], "gọi trays.refresh_facets(document.pk) sau khi đổi trạng thái"
