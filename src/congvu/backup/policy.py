"""Who sees and asks for backups: they hold the data of every agency of the installation."""

from django.utils.translation import gettext_lazy as _

from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.kernel.api import Actor, Decision


def may_view(actor: Actor) -> Decision:
    """See when backups were made and whether they are whole: those who guard the installation, at its top."""
    if not actor.roles & {Role.ADMINISTRATOR, Role.SECURITY_OFFICER, Role.AUDITOR}:
        return Decision.no(_("Chỉ quản trị hệ thống, cán bộ an ninh mạng và kiểm toán được xem các bản sao lưu."))
    return _at_the_top(actor)


def may_back_up(actor: Actor) -> Decision:
    """Ask for a backup or a check: administrators of an agency that stands at the top of the installation."""
    if Role.ADMINISTRATOR not in actor.roles or actor.on_behalf_of is not None:
        return Decision.no(_("Chỉ quản trị hệ thống được cho sao lưu; việc này không được ủy quyền."))
    return _at_the_top(actor)


def _at_the_top(actor: Actor) -> Decision:
    if identity.agency(actor.agency_id).parent_id is not None:
        return Decision.no(_("Sao lưu chung cho cả bản cài: chỉ cơ quan đứng đầu bản cài được xem và làm."))
    return Decision.yes()
