"""Reading an upload against the organisation that stands: in bulk, no query a row."""

import hashlib
import json
from collections.abc import Sequence

from django.db.models import Q

from congvu.kernel.api import Actor, text

from . import policy
from .models import Account, Assignment, ImportDraft, Person, Post, Unit
from .rules.imports import (
    PEOPLE_COLUMNS,
    UNIT_COLUMNS,
    Checked,
    Column,
    PeopleFacts,
    check_people,
    check_units,
    named,
)
from .types import Role

COLUMNS: dict[str, tuple[Column, ...]] = {
    ImportDraft.Kind.UNITS.value: UNIT_COLUMNS,
    ImportDraft.Kind.PEOPLE.value: PEOPLE_COLUMNS,
}


def check_table(*, actor: Actor, kind: str, agency_id: int, table: Sequence[Sequence[str]]) -> Checked:
    """Return the rows of a table with every fault."""
    clean = [[text.clean_line(cell) for cell in row] for row in table]
    checked = named(clean, COLUMNS[kind])
    if checked.rows:
        check_rows(actor=actor, kind=kind, agency_id=agency_id, checked=checked)
    checked.faults.sort(key=lambda fault: fault.line)
    return checked


def check_rows(*, actor: Actor, kind: str, agency_id: int, checked: Checked) -> None:
    """Check named rows against what stands now."""
    if kind == ImportDraft.Kind.UNITS:
        units = Unit.objects.filter(agency_id=agency_id).exclude(code="")
        check_units(
            checked, existing={code: parent or "" for code, parent in units.values_list("code", "parent__code")}
        )
    else:
        check_people(checked, facts=_people_facts(actor, agency_id, {row["code"] for row in checked.rows}))


def fingerprint(*, kind: str, agency_id: int) -> str:
    """Return a mark of everything that an import of this kind looks at or changes."""
    units = list(
        Unit.objects.filter(agency_id=agency_id)
        .order_by("pk")
        .values_list("pk", "code", "name", "abbreviation", "parent_id", "position", "is_records_office", "valid_to")
    )
    state: list[object] = [units]
    if kind == ImportDraft.Kind.PEOPLE:
        held = Assignment.objects.filter(post__unit__agency_id=agency_id)
        state += [
            list(
                Post.objects.filter(unit__agency_id=agency_id)
                .order_by("pk")
                .values_list("pk", "title", "roles", "valid_to")
            ),
            list(held.order_by("pk").values_list("pk", "person_id", "post_id", "kind", "valid_from", "valid_to")),
            list(
                Person.objects.exclude(code="").order_by("pk").values_list("pk", "code", "full_name", "email", "phone")
            ),
            list(Account.objects.order_by("pk").values_list("pk", "username", "email")),
        ]
    return hashlib.sha256(json.dumps(state, default=str).encode()).hexdigest()


def unit_rows(agency_id: int) -> list[list[object]]:
    """Return the units of an agency in the columns of the sheet."""
    rows = Unit.objects.filter(agency_id=agency_id, valid_to=None).order_by("position", "pk")
    return [
        [
            u.code,
            u.name,
            u.abbreviation,
            u.parent.code if u.parent else "",
            u.position,
            "x" if u.is_records_office else "",
        ]
        for u in rows.select_related("parent")
    ]


def people_rows(agency_id: int) -> list[list[object]]:
    """Return who holds which posts of an agency, open-ended, in the columns of the sheet."""
    rows = (
        Assignment.objects.filter(post__unit__agency_id=agency_id, valid_to=None)
        .select_related("person__account", "post__unit")
        .order_by("person__fold", "pk")
    )
    return [
        [
            a.person.code,
            a.person.full_name,
            a.person.email,
            a.person.phone,
            a.post.unit.code,
            a.post.title,
            "; ".join(str(_label(role)) for role in a.post.roles),
            a.get_kind_display(),
            f"{a.valid_from:%d/%m/%Y}",
            a.decision_no,
            getattr(getattr(a.person, "account", None), "username", ""),
        ]
        for a in rows
    ]


def _label(role: str) -> str:
    return str(Role(role).label)


def _people_facts(actor: Actor, agency_id: int, codes: set[str]) -> PeopleFacts:
    known = Person.objects.filter(code__in=codes)
    mine = set(policy.administered_people(actor).filter(code__in=codes).values_list("code", flat=True))
    owners = Account.objects.values_list("username", "email", "person__code", "pk")
    usernames = {username.lower(): code or f"#{pk}" for username, _email, code, pk in owners}
    emails = {email.lower(): code or f"#{pk}" for _name, email, code, pk in owners if email}
    emails |= {
        email.lower(): code or f"#p{pk}"
        for email, code, pk in Person.objects.exclude(email="").filter(~Q(code="")).values_list("email", "code", "pk")
    }
    return PeopleFacts(
        unit_codes=frozenset(
            Unit.objects.filter(agency_id=agency_id, valid_to=None).exclude(code="").values_list("code", flat=True)
        ),
        usernames=usernames,
        emails=emails,
        foreign_codes=frozenset(set(known.values_list("code", flat=True)) - mine),
        own_code=Person.objects.filter(pk=actor.person_id).values_list("code", flat=True).first() or "",
    )
