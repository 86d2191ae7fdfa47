"""What the archive puts into the rail, and onto the pages of documents."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.documents import api as documents
from congvu.kernel.api import Actor
from congvu.search.api import register_kind
from congvu.ui.api import register_menu

from . import policy
from .actions.freeze import held_because
from .queries import files
from .queries.marks import file_codes


def _standing(actor: Actor, ref: documents.DocumentRef, now: datetime) -> dict[str, Any] | None:
    """Return the files in which a document stands, for the panel "Trong hồ sơ"; two queries."""
    if ref.is_secret or not policy.works_with_files(actor):
        return None
    return {
        "files": files.files_with(actor=actor, document_id=ref.id, today=timezone.localdate(now)),
        "collect_url": f"{reverse('archive:collect')}?van-ban={ref.uid}",
    }


def _offer(actor: Actor, ref: documents.DocumentRef) -> documents.PanelAct | None:
    if ref.is_secret or not policy.works_with_files(actor) or ref.state in {"void", "recalled"}:
        return None
    return documents.PanelAct(_("Đưa vào hồ sơ"), f"{reverse('archive:collect')}?van-ban={ref.uid}")


documents.register_facets(file_codes)
documents.register_holder(held_because)
documents.register_panel("archive.files", template="archive/parts/in_files.html", load=_standing, order=20)
documents.register_act("archive.collect", offer=_offer, order=20)
documents.register_bulk_act(
    "archive.collect",
    label=gettext_lazy("Đưa vào hồ sơ"),
    url_name="archive:collect",
    visible=policy.works_with_files,
    order=20,
)
register_menu(
    section=gettext_lazy("Hồ sơ, lưu trữ"),
    order=10,
    label=gettext_lazy("Hồ sơ công việc"),
    url_name="archive:files",
    visible=policy.works_with_files,
    section_order=25,
)
register_menu(
    section=gettext_lazy("Hồ sơ, lưu trữ"),
    order=20,
    label=gettext_lazy("Danh mục hồ sơ"),
    url_name="archive:plans",
    visible=policy.works_with_files,
    section_order=25,
)
register_menu(
    section=gettext_lazy("Hồ sơ, lưu trữ"),
    order=30,
    label=gettext_lazy("Nộp lưu"),
    url_name="archive:handovers",
    visible=policy.works_with_files,
    section_order=25,
)
register_menu(
    section=gettext_lazy("Hồ sơ, lưu trữ"),
    order=35,
    label=gettext_lazy("Nộp lưu trữ lịch sử"),
    url_name="archive:transfers",
    visible=lambda actor: policy.works_with_files(actor) and bool(actor.roles & policy.DISPOSERS),
    section_order=25,
)
register_menu(
    section=gettext_lazy("Hồ sơ, lưu trữ"),
    order=40,
    label=gettext_lazy("Mượn, đọc hồ sơ"),
    url_name="archive:loans",
    visible=policy.works_with_files,
    section_order=25,
)
register_menu(
    section=gettext_lazy("Hồ sơ, lưu trữ"),
    order=50,
    label=gettext_lazy("Hủy tài liệu"),
    url_name="archive:disposals",
    visible=lambda actor: policy.works_with_files(actor) and bool(actor.roles & policy.DISPOSERS),
    section_order=25,
)
register_menu(
    section=gettext_lazy("Hồ sơ, lưu trữ"),
    order=60,
    label=gettext_lazy("Gói lưu trữ"),
    url_name="archive:packages",
    visible=policy.is_archivist,
    section_order=25,
)
register_menu(
    section=gettext_lazy("Hồ sơ, lưu trữ"),
    order=65,
    label=gettext_lazy("Khóa hồ sơ"),
    url_name="archive:freezes",
    visible=lambda actor: bool(policy.may_freeze(actor)),
    section_order=25,
)
register_menu(
    section=gettext_lazy("Hồ sơ, lưu trữ"),
    order=70,
    label=gettext_lazy("Thiết lập lưu trữ"),
    url_name="archive:settings",
    visible=lambda actor: bool(policy.may_set_up_archive(actor)),
    section_order=25,
)
register_kind("archive.file", gettext_lazy("Hồ sơ"), order=20)
