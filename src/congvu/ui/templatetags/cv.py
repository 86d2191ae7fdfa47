"""The library `cv`, built into every template: all tags of `ui/tags`, and what keeps a page's title."""

from django import template
from django.utils.safestring import SafeString, mark_safe

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
