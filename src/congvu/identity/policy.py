"""Who may see and do what in identity (domain/portal-and-operations 5.3)."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from congvu.kernel.api import Actor, Decision

from .models import Account, Agency, Assignment, Delegation, Person
from .types import Role

ONLY_ADMINISTRATORS = _("Chỉ quản trị hệ thống của cơ quan này, hoặc của cơ quan cấp trên, được làm việc này.")


def administers(actor: Actor) -> bool:
    """Whether the acting post administers its agency; a right never handed on by delegation."""
    return Role.ADMINISTRATOR in actor.roles and actor.on_behalf_of is None


def administered_agency_ids(actor: Actor) -> frozenset[int]:
    """The agency of an administrator's acting post and every agency below it; empty for others."""
    if not administers(actor):
        return frozenset()
    children: dict[int | None, list[int]] = {}
    for pk, parent_id in Agency.objects.values_list("pk", "parent_id"):
        children.setdefault(parent_id, []).append(pk)
    found: set[int] = set()
    waiting = [actor.agency_id]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting += children.get(current, [])
    return frozenset(found)


def may_administer(actor: Actor, agency_id: int) -> Decision:
    """Units, posts, holders, accounts and codes of an agency."""
    if administers(actor) and (agency_id == actor.agency_id or agency_id in administered_agency_ids(actor)):
        return Decision.yes()
    return Decision.no(ONLY_ADMINISTRATORS)


def may_administer_somewhere(actor: Actor) -> Decision:
    """The pages of administration at all."""
    return Decision.yes() if administers(actor) else Decision.no(ONLY_ADMINISTRATORS)


def may_administer_installation(actor: Actor) -> Decision:
    """What concerns the whole installation: administrators of an agency that has none above it."""
    if administers(actor) and Agency.objects.filter(pk=actor.agency_id, parent=None).exists():
        return Decision.yes()
    return Decision.no(_("Chỉ quản trị hệ thống của cơ quan cao nhất trong bản cài đặt được làm việc này."))


def may_set_calendar(actor: Actor, agency_id: int | None) -> Decision:
    """Working time of an agency; of the whole installation (None) only from the top of it."""
    return may_administer_installation(actor) if agency_id is None else may_administer(actor, agency_id)


def administered_agencies(actor: Actor) -> QuerySet[Agency]:
    """Every read of agencies on the pages of administration starts here."""
    return Agency.objects.filter(pk__in=administered_agency_ids(actor))


def in_force(on: date, prefix: str = "") -> Q:
    """Rows whose period, open on either side, holds the day."""
    return (Q(**{f"{prefix}valid_from": None}) | Q(**{f"{prefix}valid_from__lte": on})) & (
        Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gte": on})
    )


def visible_people(actor: Actor, *, on: date) -> QuerySet[Person]:
    """The directory: officials who hold a post on the day. Administrators also see who left, in their agencies."""
    holding = Assignment.objects.filter(in_force(on)).values("person_id")
    if not administers(actor):
        return Person.objects.filter(pk__in=holding)
    mine = Assignment.objects.filter(post__unit__agency_id__in=administered_agency_ids(actor)).values("person_id")
    return Person.objects.filter(Q(pk__in=holding) | Q(pk__in=mine))


def administered_people(actor: Actor) -> QuerySet[Person]:
    """People who hold or held a post in an administered agency, and those without any post yet."""
    ids = administered_agency_ids(actor)
    if not ids:
        return Person.objects.none()
    mine = Assignment.objects.filter(post__unit__agency_id__in=ids).values("person_id")
    return Person.objects.filter(Q(pk__in=mine) | Q(assignments=None))


def administered_accounts(actor: Actor) -> QuerySet[Account]:
    """Accounts of those people, and accounts of no person when the whole installation is administered."""
    people = administered_people(actor).values("pk")
    mine = Q(person__in=people)
    if actor.agency_id and Agency.objects.filter(pk=actor.agency_id, parent=None).exists() and administers(actor):
        mine |= Q(person=None)
    return Account.objects.filter(mine)


def may_administer_account(actor: Actor, account: Account, *, on: date) -> Decision:
    """Close, unlock, reset. Nobody administers her own account: another administrator must."""
    if account.pk == actor.account_id:
        return Decision.no(_("Không tự quản trị tài khoản của chính mình; hãy nhờ một quản trị khác."))
    if not administers(actor) or not administered_accounts(actor).filter(pk=account.pk).exists():
        return Decision.no(ONLY_ADMINISTRATORS)
    ids = administered_agency_ids(actor)
    elsewhere = Assignment.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), person__account=account)
    if elsewhere.exclude(post__unit__agency_id__in=ids).exists():
        return Decision.no(_("Người này còn giữ vị trí ở cơ quan khác; quản trị cơ quan cấp trên làm việc này."))
    return Decision.yes()


def may_delegate(actor: Actor) -> Decision:
    """Give a delegation of the acting post: its holder only, no chains."""
    if actor.on_behalf_of is not None:
        return Decision.no(_("Đang làm việc theo ủy quyền thì không được ủy quyền lại."))
    return Decision.yes()


def may_revoke(actor: Actor, delegation: Delegation) -> Decision:
    """Take a delegation back: who gave it, or an administrator of the agency."""
    if delegation.from_assignment.person_id == actor.person_id and actor.on_behalf_of is None:
        return Decision.yes()
    return may_administer(actor, delegation.from_assignment.post.unit.agency_id)


def visible_delegations(actor: Actor) -> QuerySet[Delegation]:
    """Delegations given or received by the person; administrators see those of their agencies."""
    mine = Q(from_assignment__person_id=actor.person_id) | Q(to_person_id=actor.person_id)
    if administers(actor):
        mine |= Q(from_assignment__post__unit__agency_id__in=administered_agency_ids(actor))
    return Delegation.objects.filter(mine)
