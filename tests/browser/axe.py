"""Accessibility by axe-core: WCAG 2.2 A and AA, and best practice."""

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "assets" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong on the page, one line a place: rule, words, element; empty when nothing is.

    The bar of acts floats over whatever stands at the edge of the window, and axe takes what it half covers for a
    small target: a fault counts when it is there from the top of the page and from its end.
    """
    found = _run(page, 0)
    if found:
        from_the_end = _run(page, 10**7)
        page.evaluate("window.scrollTo(0, 0)")
        found = {place: words for place, words in found.items() if place in from_the_end}
    return list(found.values())


def _run(page: Page, scrolled: int) -> dict[tuple[str, str], str]:
    """Return the faults by rule and element, with the page scrolled so far."""
    found = page.evaluate(
        "([source, tags, top]) => { window.scrollTo(0, top); if (!window.axe) { (0, eval)(source) } "
        "return window.axe.run(document, {runOnly: {type: 'tag', values: tags}}) }",
        [AXE.read_text(encoding="utf-8"), RULES, scrolled],
    )
    return {
        (v["id"], " ".join(node["target"])): f"{v['id']}: {v['help']}: {' '.join(node['target'])} "
        f"{(node.get('failureSummary') or '')[:200]}"
        for v in found["violations"]
        for node in v["nodes"]
    }
