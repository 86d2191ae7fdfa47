"""Accessibility by axe-core: WCAG 2.2 A and AA, and best practice."""

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "assets" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong on the page, one line a place: rule, words, element; empty when nothing is."""
    found = page.evaluate(
        "([source, tags]) => { if (!window.axe) { (0, eval)(source) } "
        "return window.axe.run(document, {runOnly: {type: 'tag', values: tags}}) }",
        [AXE.read_text(encoding="utf-8"), RULES],
    )
    return [
        f"{v['id']}: {v['help']}: {' '.join(node['target'])} {(node.get('failureSummary') or '')[:200]}"
        for v in found["violations"]
        for node in v["nodes"]
    ]
