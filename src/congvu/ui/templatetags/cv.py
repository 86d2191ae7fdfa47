"""The library `cv`, built into every template: all tags of `ui/tags`, and what keeps a page's title."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from congvu.ui.rail import RailSection
from congvu.ui.tags import forms, lists, marks, panels

register = template.Library()
for part in (marks, lists, panels, forms):
    register.tags.update(part.register.tags)
    register.filters.update(part.register.filters)


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


class _SameNode(template.Node):
    """Renders its content once a language."""

    def __init__(self, nodes: template.NodeList) -> None:
        self.nodes = nodes
        self.kept: dict[str | None, SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        """Return what stood here the first time."""
        language = get_language()
        if language not in self.kept:
            self.kept[language] = self.nodes.render(context)
        return self.kept[language]


@register.tag("cv_same")
def cv_same(parser: template.base.Parser, _token: template.base.Token) -> template.Node:
    """`{% cv_same %}…{% endcv_same %}`: texts of the frame that are the same for every reader of a language."""
    nodes = parser.parse(("endcv_same",))
    parser.delete_first_token()
    return _SameNode(nodes)


@register.simple_tag
def cv_rail(sections: tuple[RailSection, ...], prefix: str) -> SafeString:
    """Draw the lines of the rail; `prefix` keeps the identifiers of its two places apart."""
    return _rail(get_language(), tuple(sections), prefix)


@lru_cache(maxsize=1024)
def _rail(_language: str | None, sections: tuple[RailSection, ...], prefix: str) -> SafeString:
    """Draw a rail once for all who see the same lines, counts and place."""
    return render_to_string("ui/parts/rail_lines.html", {"rail": sections, "prefix": prefix})
