"""What capture puts into the rail, and the intake that the registration form opens on."""

from django.utils.translation import gettext_lazy as _

from congvu.documents.api import Intake, register_intake
from congvu.exchange import api as exchange
from congvu.ui.api import register_menu

from . import policy, queries
from .actions.close import registered

INTAKE = "ban-thu"

register_menu(
    section=_("Văn bản"),
    order=15,
    label=_("Chờ vào sổ"),
    url_name="capture:papers",
    visible=policy.takes_papers,
    count=lambda actor: queries.waiting_count(actor=actor) or None,
)
register_menu(
    section=_("Quản trị"),
    order=75,
    label=_("Nguồn văn bản đến"),
    url_name="capture:sources",
    visible=lambda actor: bool(policy.may_set_up(actor)),
)
exchange.register_queue(
    exchange.Queue(
        label=_("Máy quét, hộp thư"),
        url_name="capture:papers",
        visible=policy.takes_papers,
        count=lambda actor: queries.waiting_count(actor=actor),
    )
)
register_intake(
    INTAKE,
    Intake(
        find=queries.intake_paper,
        taken=lambda actor, uid, document_uid, now: registered(
            actor=actor, uid=uid, document_uid=document_uid, now=now
        ),
    ),
)
