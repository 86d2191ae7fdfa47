"""Panels of a page: sections, facts, trees, timelines, notes, signatures, papers, dialogs."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _

from .marks import cv_icon

register = template.Library()


@register.simple_block_tag
def cv_section(content: str, title: str, aside: str = "", url: str = "", level: int = 2) -> SafeString:
    """Head a part of a sheet; `aside` stands at the right of the head, as a link when it has a `url`."""
    key = f"m-{slugify(title)}"
    beside = ""
    if aside:
        beside = (
            format_html('<a class="cv-sm" href="{}">{}</a>', url, aside)
            if url
            else format_html('<span class="cv-sm cv-2nd">{}</span>', aside)
        )
    return format_html(
        '<section class="cv-sec" aria-labelledby="{0}"><header><h{1} id="{0}">{2}</h{1}>{3}</header>{4}</section>',
        key,
        int(level),
        title,
        beside,
        mark_safe(content),  # noqa: S308 - rendered by the engine just now
    )


@register.simple_tag
def cv_dl(pairs: Iterable[tuple[str, Any]], wide: bool = False) -> SafeString:
    """List facts: name and value; values may be marked-up strings."""
    rows = format_html_join("", "<dt>{}</dt><dd>{}</dd>", ((name, value) for name, value in pairs))
    return format_html('<dl class="cv-dl{}">{}</dl>', " wide" if wide else "", rows)


@register.inclusion_tag("ui/cv/crumbs.html")
def cv_crumbs(items: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Show the way here: pairs of label and address, the last without one."""
    return {"items": items}


@register.inclusion_tag("ui/cv/tree.html")
def cv_tree(nodes: Sequence[Any]) -> dict[str, Any]:
    """Draw who passed the paper to whom, in which role, until when, and what each said."""
    return {"nodes": nodes}


@register.inclusion_tag("ui/cv/timeline.html")
def cv_timeline(items: Sequence[Any]) -> dict[str, Any]:
    """Show what happened, newest first; the day is said once."""
    return {"items": items}


@register.simple_tag
def cv_note(words: str, author: str = "", at: str = "") -> SafeString:
    """Quote a leader's instruction (bút phê) under its author."""
    head = format_html('<span class="cv-sm cv-2nd">{} {}</span><br>', author, at) if author else ""
    return format_html('<div class="cv-note">{}<q>{}</q></div>', head, words)


@register.inclusion_tag("ui/cv/signatures.html")
def cv_signatures(table: Any) -> dict[str, Any]:
    """Show the verdict on signatures; folds to one line when every check has passed."""
    return {"table": table}


@register.inclusion_tag("ui/cv/paper.html")
def cv_paper(paper: Any) -> dict[str, Any]:
    """Show a paper: pictures of its pages where there are any, its PDF in a frame otherwise, or why neither."""
    return {"paper": paper}


@register.simple_block_tag
def cv_dialog(content: str, id: str, title: str) -> SafeString:
    """Hold a short form over the page; opened by any button with `data-cv-open="<id>"`, closed by Esc."""
    return format_html(
        '<dialog class="cv-dialog" id="{0}" aria-labelledby="{0}-h"><header><h2 id="{0}-h">{1}</h2>'
        '<form method="dialog">{2}</form></header>{3}</dialog>',
        id,
        title,
        _close(),
        mark_safe(content),  # noqa: S308 - rendered by the engine just now
    )


def _close() -> SafeString:
    return format_html('<button class="cv-iconbtn" aria-label="{}">{}</button>', _("Đóng"), cv_icon("x"))
