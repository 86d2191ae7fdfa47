"""Template tags and filters of the user interface, available in every template (README lists them)."""

import json
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from congvu.ui import text

register = template.Library()
ICONS = Path(__file__).resolve().parent.parent / "static" / "ui" / "dist" / "icons.json"

register.filter("cv_number", text.number)
register.filter("cv_size", text.size)
register.filter("cv_person", text.person)
register.filter("cv_initials", text.initials)
register.filter("cv_duration", text.duration)


@register.filter
def cv_day(day: date | datetime | None) -> str:
    """Return "14/10", with the year when it is not this one."""
    return text.short_day(day, today=timezone.localdate()) if day else ""


@register.filter
def cv_long_day(day: date | datetime | None) -> str:
    """Return "Thứ Tư, 14/10/2026"."""
    return text.long_day(day) if day else ""


@register.filter
def cv_moment(at: datetime | None) -> str:
    """Return "14/10, 08:05"."""
    return text.moment(at, today=timezone.localdate()) if at else ""


@register.filter
def cv_clock(at: datetime | None) -> str:
    """Return "08:05"."""
    return text.clock(at) if at else ""


@cache
def _icons(stamp: float) -> dict[str, str]:
    found: dict[str, str] = json.loads(ICONS.read_text(encoding="utf-8"))
    return found


@register.simple_tag
def cv_icon(name: str, label: str = "") -> SafeString:
    """Draw an outline icon of 18 px; without a label it is hidden from screen readers.

    The shapes come from the installed icon set at build time (`assets/icons.txt`); a name that was not built
    raises KeyError, and before the first build the drawing is empty.
    """
    shape = _icons(ICONS.stat().st_mtime)[name] if ICONS.exists() else ""
    said = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="i" viewBox="0 0 24 24" {}>{}</svg>', said, mark_safe(shape))  # noqa: S308


class _KeepNode(template.Node):
    """Renders its content and keeps the text in the context, for use further down the page."""

    def __init__(self, nodes: template.NodeList, name: str) -> None:
        self.nodes = nodes
        self.name = name

    def render(self, context: template.Context) -> SafeString:
        """Render, keep and show."""
        shown = mark_safe(self.nodes.render(context).strip())  # noqa: S308 - rendered by the engine just now
        context.dicts[0][self.name] = shown
        return shown


@register.tag("cv_keep")
def cv_keep(parser: template.base.Parser, token: template.base.Token) -> template.Node:
    """`{% cv_keep name %}…{% endcv_keep %}`: show the content here and keep it as a variable for later."""
    name = token.split_contents()[1]
    nodes = parser.parse(("endcv_keep",))
    parser.delete_first_token()
    return _KeepNode(nodes, name)
