"""Who may sign, seal, and look after keys."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from congvu.identity import api as identity
from congvu.identity.api import DelegationScope, Role
from congvu.kernel.api import Actor, Decision

from .models import SigningKey, VerdictChange, VerdictWatcher

SIGNERS = frozenset({Role.AGENCY_LEADER, Role.UNIT_LEADER, Role.OFFICE_CHIEF})
RECENT = "recent"
"""The factor that a session has while its person proved who she is a short time ago."""


def may_sign(actor: Actor) -> Decision:
    """Sign as the competent person, always with the acting person's own key."""
    if not SIGNERS & actor.roles:
        return Decision.no(_("Chỉ lãnh đạo cơ quan, lãnh đạo đơn vị và Chánh Văn phòng được ký."))
    if actor.on_behalf_of is not None and DelegationScope.SIGN not in actor.on_behalf_of.scopes:
        return Decision.no(_("Giấy ủy quyền này không giao việc ký văn bản."))
    return _recently_proved(actor)


def may_sign_for_herself(actor: Actor) -> Decision:
    """Sign minutes and the like as who took part: each official for herself, never for somebody else."""
    if actor.on_behalf_of is not None:
        return Decision.no(_("Biên bản do chính người có tên ký; không ký thay theo ủy quyền."))
    return _recently_proved(actor)


def may_seal(actor: Actor, agency_id: int) -> Decision:
    """Sign with the agency's key: its records clerk, who may hand it over only in writing (NĐ 30/2020 Điều 32)."""
    if Role.RECORDS_CLERK not in actor.roles or actor.agency_id != agency_id:
        return Decision.no(_("Chỉ văn thư của cơ quan được dùng khóa ký số của cơ quan."))
    if actor.on_behalf_of is not None and not actor.on_behalf_of.document:
        return Decision.no(_("Giao khóa ký số của cơ quan phải có văn bản cho phép; giấy ủy quyền này không có số."))
    return _recently_proved(actor)


def may_manage_keys(actor: Actor) -> Decision:
    """Take in and close keys of an agency's people and of the agency."""
    if Role.ADMINISTRATOR not in actor.roles:
        return Decision.no(_("Chỉ quản trị hệ thống được quản lý khóa và chứng thư."))
    if actor.on_behalf_of is not None:
        return Decision.no(_("Việc quản trị không được ủy quyền."))
    return Decision.yes()


def may_manage_trust(actor: Actor) -> Decision:
    """Say whom the whole installation trusts: administrators of an agency that stands at its top."""
    if not (may := may_manage_keys(actor)):
        return may
    if identity.agency(actor.agency_id).parent_id is not None:
        return Decision.no(_("Danh sách tin cậy dùng chung: chỉ quản trị của cơ quan đứng đầu bản cài được sửa."))
    return Decision.yes()


def may_view_keys(actor: Actor) -> Decision:
    """See keys without using or changing them: administrators, security officers, auditors."""
    if actor.roles & {Role.ADMINISTRATOR, Role.SECURITY_OFFICER, Role.AUDITOR}:
        return Decision.yes()
    return Decision.no(_("Chỉ quản trị hệ thống, cán bộ an ninh mạng và kiểm toán được xem khóa ký số."))


def may_view_changes(actor: Actor) -> Decision:
    """See which verdicts later checks changed: those who keep papers and those who guard the installation."""
    if actor.roles & {Role.RECORDS_CLERK, Role.SECURITY_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR}:
        return Decision.yes()
    return Decision.no(_("Chỉ văn thư, quản trị, cán bộ an ninh mạng và kiểm toán được xem các kết luận đã đổi."))


def visible_changes(actor: Actor) -> QuerySet[VerdictChange]:
    """Every read of changed verdicts on pages starts here: those of files that the actor's agency holds."""
    if not may_view_changes(actor):
        return VerdictChange.objects.none()
    holds = VerdictWatcher.objects.filter(kept_id=OuterRef("kept_id"), agency_id=actor.agency_id)
    return VerdictChange.objects.filter(Exists(holds))


def visible_keys(actor: Actor) -> QuerySet[SigningKey]:
    """Every read of keys on pages starts here: those that the actor's agency looks after."""
    if not may_view_keys(actor):
        return SigningKey.objects.none()
    return SigningKey.objects.filter(keeper_id=actor.agency_id)


def _recently_proved(actor: Actor) -> Decision:
    if getattr(settings, "SIGNING_ASKS_AGAIN", False) and RECENT not in actor.assurance:
        return Decision.no(_("Hãy xác nhận lại mật khẩu hoặc mã xác thực trước khi ký."))
    return Decision.yes()
