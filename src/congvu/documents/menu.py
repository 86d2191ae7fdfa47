"""What documents put into the rail."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congvu.kernel.api import Actor, statements
from congvu.search.api import ListPage, register_kind, register_list_page
from congvu.ui.api import register_menu

from . import copy_panel, exchange_panel, exchanged, follow_up_panel, policy, sent_panel
from .actions import together
from .drafting import chains, decision_policy
from .drafting import policy as draft_policy
from .drafting import queries as drafts
from .models import Handling
from .panels import register_bulk_act, register_panel
from .queries import find
from .queries import register_columns as registers
from .web.find import counted as found_now
from .web.life import readers_panel


def _count(actor: Actor) -> int | None:
    """Return how many documents wait for the actor, unseen."""
    return statements.kept_count(_unseen, actor=actor)


def _unseen(actor: Actor) -> QuerySet[Handling, tuple[int]]:
    return policy.held_handlings(actor).filter(seen_at=None).values_list("pk")[:100]


register_menu(
    section=_("Văn bản"),
    order=20,
    label=_("Văn bản đến"),
    url_name="documents:incoming",
    visible=policy.reads_at_all,
    count=_count,
)
register_menu(
    section=_("Văn bản"),
    order=22,
    label=_("Bì thư đích danh"),
    url_name="documents:mail",
    visible=lambda actor: bool(policy.may_keep_mail(actor)),
)
register_menu(
    section=_("Văn bản"),
    order=24,
    label=_("Văn bản ở người vắng"),
    url_name="documents:absent",
    visible=lambda actor: bool(policy.may_hand_over(actor)),
)
# Việc đặt một lần rồi để đó: một mục riêng, gập sẵn, để mục Văn bản chỉ còn việc hằng ngày.
SETUP: tuple[tuple[str, int, Promise, Callable[[Actor], object]], ...] = (
    ("documents:desk", 10, _("Bàn làm việc"), policy.reads_at_all),
    ("documents:registers", 20, _("Sổ đăng ký"), policy.may_keep_registers),
    ("documents:number_rules", 22, _("Quy tắc cấp số"), policy.may_keep_registers),
    ("documents:limits", 24, _("Thời hạn theo độ khẩn"), policy.may_set_limits),
    ("documents:templates", 30, _("Mẫu văn bản"), lambda actor: draft_policy.may_keep_template(actor, actor.unit_id)),
    ("documents:chains", 32, _("Quy trình trình ký"), chains.may_set),
    ("documents:decisions", 34, _("Quyết định giao ký"), decision_policy.may_record),
)


def _offers(may: Callable[[Actor], object]) -> Callable[[Actor], bool]:
    return lambda actor: bool(may(actor))


for address, place, label, may in SETUP:
    register_menu(
        section=_("Cấu hình văn bản"),
        order=place,
        label=label,
        url_name=address,
        visible=_offers(may),
        quiet=True,
    )
register_bulk_act(
    "documents.give",
    label=_("Giao"),
    url_name="documents:give_many",
    visible=lambda actor: bool(actor.roles & policy.LEADERS),
    order=10,
)
register_bulk_act(
    "documents.seen", label=_("Đã xem"), url_name="documents:seen_many", visible=policy.reads_at_all, order=20
)
register_bulk_act(
    "documents.star", label=_("Sao"), url_name="documents:star_many", visible=policy.reads_at_all, order=30
)
register_bulk_act(
    "documents.finish",
    label=_("Kết thúc"),
    url_name="documents:finish_many",
    visible=lambda actor: bool(actor.roles & policy.LEADERS),
    order=40,
)
register_menu(
    section=_("Văn bản"),
    order=30,
    label=_("Văn bản đi"),
    url_name="documents:outgoing",
    visible=policy.reads_at_all,
)
register_menu(
    section=_("Văn bản"),
    order=32,
    label=_("Sổ gửi bản giấy"),
    url_name="documents:sent",
    visible=lambda actor: bool(policy.may_dispatch(actor, actor.agency_id)),
)
register_bulk_act(
    "documents.printed",
    label=_("Đã in"),
    url_name="documents:printed_many",
    visible=lambda actor: bool(policy.may_dispatch(actor, actor.agency_id)),
    order=70,
)
register_menu(
    section=_("Văn bản"),
    order=40,
    label=_("Dự thảo, trình ký"),
    url_name="documents:drafts",
    visible=lambda actor: bool(draft_policy.may_draft(actor)),
    count=lambda actor: drafts.waiting_count(actor=actor),
)
register_menu(
    section=_("Văn bản"),
    order=90,
    label=_("Báo cáo, thống kê"),
    url_name="documents:reports",
    visible=policy.reads_at_all,
)
register_kind("documents.incoming", _("Văn bản đến"), order=10)
register_kind("documents.outgoing", _("Văn bản đi"), order=11)
register_list_page(
    ListPage(
        find.PAGE,
        _("Tìm văn bản"),
        "documents:find",
        find.COLUMNS,
        count=found_now,
        advanced_for=("documents.incoming", "documents.outgoing", ""),
    )
)
register_list_page(ListPage(registers.INCOMING, _("Sổ văn bản đến"), "documents:incoming", registers.INCOMING_COLUMNS))
register_list_page(ListPage(registers.OUTGOING, _("Sổ văn bản đi"), "documents:outgoing", registers.OUTGOING_COLUMNS))
register_panel("documents.readers", template="documents/parts/readers_panel.html", load=readers_panel, order=80)
copy_panel.register()
follow_up_panel.register()
together.register()
exchanged.register()
exchange_panel.register()
sent_panel.register()
