"""Who sees and who may do what with directives. Both halves of a right agree; a test holds them together."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from congvu.identity.api import DelegationScope, Role
from congvu.kernel.api import Actor, Decision

from .models import SUPPORTS, Directive, Setting, Sight, Supporter

# Thấy và điều hành mọi nhiệm vụ của cơ quan.
LEADERS = frozenset({Role.AGENCY_LEADER, Role.OFFICE_CHIEF})
# Vị trí chỉ có các vai trò này không liên quan đến nhiệm vụ nào.
KEPT_OUT = frozenset({Role.ADMINISTRATOR, Role.SECURITY_OFFICER, Role.AUDITOR})
READING_SCOPES = frozenset({DelegationScope.HANDLE_DOCUMENTS, DelegationScope.SIGN})


def reads_at_all(actor: Actor) -> bool:
    """Return whether the actor's post, or the delegation she acts under, has to do with tasks."""
    if actor.on_behalf_of is not None and not (actor.on_behalf_of.scopes & READING_SCOPES):
        return False
    return not actor.roles or bool(actor.roles - KEPT_OUT)


def grants_held(actor: Actor) -> list[str]:
    """Return the grants that open a task to the actor; the same words as `search.api.grants_of`."""
    held = [f"post:{actor.post_id}"]
    if Role.UNIT_LEADER in actor.roles:
        held.append(f"unit:{actor.unit_id}:{Role.UNIT_LEADER}")
    return held


def visible_directives(actor: Actor) -> QuerySet[Directive]:
    """Every read of directives starts here.

    Leaders and the office chief see all of their agency; heads of unit what is led or supported in their unit or below;
    others what they gave, lead, support, watch or answer for, and the parts of it. Administrators see nothing.
    """
    if not reads_at_all(actor):
        return Directive.objects.none()
    rows = Directive.objects.filter(agency_id=actor.agency_id)
    if actor.roles & LEADERS:
        return rows
    return rows.filter(grants__overlap=grants_held(actor))


def publishing_agency(public_uid: UUID) -> int | None:
    """Return the agency that shows its rates under a public address, None for none."""
    rows = Setting.objects.filter(public_uid=public_uid, public_rates=True)
    return rows.values_list("agency_id", flat=True).first()


def published_directives(agency_id: int) -> QuerySet[Directive]:
    """Return what the public page of an agency counts: nothing unless the agency wishes it; only numbers leave."""
    if not Setting.objects.filter(agency_id=agency_id, public_rates=True).exists():
        return Directive.objects.none()
    return Directive.objects.filter(agency_id=agency_id)


def sees_whole_agency(actor: Actor) -> bool:
    """Return whether `visible_directives` is all of the actor's agency."""
    return reads_at_all(actor) and bool(actor.roles & LEADERS)


def may_view(actor: Actor, directive: Directive) -> Decision:
    """Say whether `visible_directives` holds the row."""
    hidden = Decision.no(_("Nhiệm vụ này không được giao cho vị trí của bạn."))
    if not reads_at_all(actor) or directive.agency_id != actor.agency_id:
        return hidden
    if actor.roles & LEADERS:
        return Decision.yes()
    return Decision.yes() if set(directive.grants) & set(grants_held(actor)) else hidden


def search_grants(directive: Directive) -> frozenset[str]:
    """Return who finds the task by search: its agency's leaders and all to whom it is open."""
    return frozenset({*(f"agency:{directive.agency_id}:{role}" for role in LEADERS), *directive.grants})


def own_keys(actor: Actor) -> list[str]:
    """Return the `lead_key`s for which the actor answers: her post, and the unit she heads."""
    keys = [f"post:{actor.post_id}"]
    if Role.UNIT_LEADER in actor.roles:
        keys.append(f"unit:{actor.unit_id}")
    return keys


def in_hand(actor: Actor) -> tuple[Q, ...]:
    """Return what the actor leads, in parts that overlap: in her own hands, led by her post, led by her unit."""
    return Q(owner_post_id=actor.post_id), *(Q(lead_key=key) for key in own_keys(actor))


def under_watch(actor: Actor) -> tuple[Q, ...]:
    """Return what the actor watches, and what she supervises."""
    return Q(monitor_post_id=actor.post_id), Q(supervisor_post_id=actor.post_id)


def own_rows(actor: Actor) -> QuerySet[Directive]:
    """Return where what the actor herself gave, leads or watches is looked for; never shown without such a condition.

    Each of these relations opens the task to her (`actions.parties.grants_of`), so its grants need not be looked
    through once more; a test holds that all of it is visible.
    """
    return Directive.objects.filter(agency_id=actor.agency_id) if reads_at_all(actor) else Directive.objects.none()


def to_do(actor: Actor) -> QuerySet[Directive]:
    """Return what the actor leads: in her own hands, or in her unit's."""
    return own_rows(actor).filter(Q(owner_post_id=actor.post_id) | Q(lead_key__in=own_keys(actor)))


def supported(actor: Actor) -> QuerySet[Directive]:
    """Return what the actor, or the unit she heads, supports."""
    mine = Supporter.objects.filter(key__in=own_keys(actor), until=None)
    return visible_directives(actor).filter(pk__in=mine.values("directive_id"))


def sights(actor: Actor) -> QuerySet[Sight]:
    """Return where the tasks of `seen_by` and `supported_by` are looked for; never shown without one of their keys.

    `Sight` has a row for each grant of a task, and for each supporter, whom it is open to anyhow (`supported`).
    """
    return Sight.objects.filter(agency_id=actor.agency_id) if reads_at_all(actor) else Sight.objects.none()


def seen_by(actor: Actor) -> tuple[str, ...]:
    """Return the keys under which stands all that the actor sees; none where she sees her whole agency."""
    return () if sees_whole_agency(actor) else tuple(reversed(grants_held(actor)))


def supported_by(actor: Actor) -> tuple[str, ...]:
    """Return the keys under which stands what the actor, or the unit she heads, supports."""
    return tuple(f"{SUPPORTS}{key}" for key in reversed(own_keys(actor)))


def given(actor: Actor) -> QuerySet[Directive]:
    """Return what the actor's post gave."""
    return own_rows(actor).filter(giver_post_id=actor.post_id)


def watched(actor: Actor) -> QuerySet[Directive]:
    """Return what the actor watches or supervises."""
    return own_rows(actor).filter(Q(monitor_post_id=actor.post_id) | Q(supervisor_post_id=actor.post_id))


def _may_work(actor: Actor) -> Decision:
    """Under a delegation only the scope "handle documents" lets one act."""
    if not reads_at_all(actor):
        return Decision.no(_("Vị trí này không giao, không nhận nhiệm vụ."))
    behalf = actor.on_behalf_of
    if behalf is not None and DelegationScope.HANDLE_DOCUMENTS not in behalf.scopes:
        return Decision.no(_("Ủy quyền của bạn không gồm xử lý văn bản, giao việc."))
    return Decision.yes()


def may_give(actor: Actor) -> Decision:
    """Say whether the actor gives tasks at all: leaders in the agency, heads of unit in their unit."""
    if not (working := _may_work(actor)):
        return working
    if actor.roles & (LEADERS | {Role.UNIT_LEADER}):
        return Decision.yes()
    return Decision.no(_("Chỉ lãnh đạo cơ quan, Chánh Văn phòng hoặc lãnh đạo đơn vị giao nhiệm vụ."))


def gives_everywhere(actor: Actor) -> bool:
    """Return whether the actor gives to any unit of the agency and to other agencies."""
    return bool(actor.roles & LEADERS)


def may_enter(actor: Actor) -> Decision:
    """Say whether the actor enters the tasks of papers that direct the agency, or says why there are none."""
    if not (working := _may_work(actor)):
        return working
    if gives_everywhere(actor):
        return Decision.yes()
    return Decision.no(_("Chỉ lãnh đạo cơ quan hoặc Chánh Văn phòng lập nhiệm vụ từ văn bản chỉ đạo."))


def may_give_for(actor: Actor, giver_roles: Iterable[str], giver_agency_id: int) -> Decision:
    """Say whether the actor notes down a directive of somebody else: the office chief, for a leader of the agency."""
    if not (working := _may_work(actor)):
        return working
    ours = giver_agency_id == actor.agency_id and Role.AGENCY_LEADER in set(giver_roles)
    if ours and actor.roles & LEADERS:
        return Decision.yes()
    return Decision.no(_("Chỉ Chánh Văn phòng hoặc lãnh đạo cơ quan ghi lại chỉ đạo của lãnh đạo khác."))


def leads(actor: Actor, directive: Directive) -> bool:
    """Return whether the task is in the actor's hands or in her unit's."""
    if directive.agency_id != actor.agency_id:
        return False
    return directive.owner_post_id == actor.post_id or directive.lead_key in own_keys(actor)


def gave(actor: Actor, directive: Directive) -> bool:
    """Return whether the actor's post gave it, supervises it, or leads the agency."""
    if directive.agency_id != actor.agency_id:
        return False
    if actor.post_id in {directive.giver_post_id, directive.supervisor_post_id}:
        return True
    return bool(actor.roles & LEADERS)


def may_work_on(actor: Actor, directive: Directive) -> Decision:
    """Say whether the actor receives, reports and hands in the result.

    What another agency leads is noted down by whoever watches it here, or by whoever gave it.
    """
    if not (working := _may_work(actor)):
        return working
    if leads(actor, directive):
        return Decision.yes()
    elsewhere = directive.lead_agency_id is not None
    if elsewhere and (directive.monitor_post_id == actor.post_id or gave(actor, directive)):
        return Decision.yes()
    return Decision.no(_("Nhiệm vụ này do %(name)s chủ trì.") % {"name": directive.lead_name})


def may_hand_on(actor: Actor, directive: Directive) -> Decision:
    """Say whether the actor gives the task to somebody of the unit, or splits it: the head of the leading unit."""
    if not (mine := may_work_on(actor, directive)):
        return mine
    if leads(actor, directive) and actor.roles & (LEADERS | {Role.UNIT_LEADER}):
        return Decision.yes()
    return Decision.no(_("Chỉ lãnh đạo đơn vị chủ trì phân công, chia việc trong đơn vị."))


def may_split(actor: Actor, directive: Directive) -> Decision:
    """Say whether the actor gives parts of the task to others: who leads it as a head, or who gave it."""
    if not (working := _may_work(actor)):
        return working
    if gave(actor, directive) and actor.roles & (LEADERS | {Role.UNIT_LEADER}):
        return Decision.yes()
    return may_hand_on(actor, directive)


def may_decide(actor: Actor, directive: Directive) -> Decision:
    """Say whether the actor confirms, returns, moves the deadline, pauses, cancels: the giver's side."""
    if not (working := _may_work(actor)):
        return working
    if gave(actor, directive):
        return Decision.yes()
    return Decision.no(
        _("Chỉ người giao (%(name)s) hoặc lãnh đạo cơ quan làm việc này.") % {"name": directive.giver_name}
    )


def may_urge(actor: Actor, directive: Directive) -> Decision:
    """Say whether the actor urges: the giver's side, and whoever watches the task."""
    if not (working := _may_work(actor)):
        return working
    if gave(actor, directive) or (
        directive.agency_id == actor.agency_id and directive.monitor_post_id == actor.post_id
    ):
        return Decision.yes()
    return Decision.no(_("Chỉ người giao, người theo dõi hoặc lãnh đạo cơ quan đôn đốc."))


def may_see_reports(actor: Actor) -> Decision:
    """Say whether the actor opens reports: leaders on the agency, heads on their unit, others on what they see."""
    return Decision.yes() if reads_at_all(actor) else Decision.no(_("Vị trí này không xem nhiệm vụ."))


def may_set(actor: Actor) -> Decision:
    """Say whether the actor sets how the agency follows its tasks."""
    if actor.on_behalf_of is None and actor.roles & LEADERS:
        return Decision.yes()
    return Decision.no(_("Chỉ Chánh Văn phòng hoặc lãnh đạo cơ quan đặt cách theo dõi nhiệm vụ."))
