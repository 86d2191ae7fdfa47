"""Lists: figures, tabs, chips, the work list, the pager, empty states."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.inclusion_tag("ui/cv/ledger.html")
def cv_ledger(figures: Sequence[Any], label: str) -> dict[str, Any]:
    """Show figures as one strip; each that has a `url` opens its rows."""
    return {"figures": figures, "label": label}


@register.inclusion_tag("ui/cv/tabs.html")
def cv_tabs(tabs: Sequence[Any], label: str) -> dict[str, Any]:
    """Show views of one list with their counts; the current one is underlined in blue."""
    return {"tabs": tabs, "label": label}


@register.inclusion_tag("ui/cv/chips.html")
def cv_chips(chips: Sequence[Any], summary: str = "") -> dict[str, Any]:
    """Show the filters in force, each with its own way out."""
    return {"chips": chips, "summary": summary}


@register.inclusion_tag("ui/cv/work.html")
def cv_work(groups: Sequence[Any], caption: str) -> dict[str, Any]:
    """Show a work list in groups; rows are walked with J and K, opened with Enter."""
    return {"groups": groups, "caption": caption}


@register.inclusion_tag("ui/cv/pager.html")
def cv_pager(
    summary: str = "",
    newer_url: str = "",
    older_url: str = "",
    newer: str = "",
    older: str = "",
    jump_name: str = "",
    jump_label: str = "",
    jump_kept: Sequence[tuple[str, Any]] = (),
) -> dict[str, Any]:
    """Turn pages by key: "Số đến 4187 đến 4167", newer, older, and perhaps a field to jump to a number.

    `jump_kept` are pairs of the address that a jump keeps, such as which register is open.
    """
    return {
        "summary": summary,
        "newer_url": newer_url,
        "older_url": older_url,
        "newer": newer,
        "older": older,
        "jump_name": jump_name,
        "jump_label": jump_label,
        "jump_kept": jump_kept,
    }


@register.simple_tag
def cv_empty(sentence: str, action: str = "", url: str = "") -> SafeString:
    """Say what is so, and what next, where the rows would be."""
    more = format_html(' <a href="{}">{}</a>', url, action) if url else ""
    return format_html('<p class="cv-empty">{}{}</p>', sentence, more)


@register.simple_block_tag
def cv_actionbar(content: str, label: str, selection: str = "") -> SafeString:
    """Hold the acts of a page at its foot; with `selection` (id of a table) it says how many rows are chosen."""
    chosen = (
        format_html('<span class="cv-chosen" data-cv-chosen="{}" aria-live="polite"></span>', selection)
        if selection
        else ""
    )
    return format_html(
        '<div class="cv-actionbar" role="group" aria-label="{}">{}{}</div>',
        label,
        chosen,
        mark_safe(content),  # noqa: S308 - rendered by the engine just now
    )
