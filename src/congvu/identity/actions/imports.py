"""Uploading a sheet, and accepting what the preview showed."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import IO, Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from congvu.kernel.api import Actor, audit

from .. import policy
from ..errors import DataMovedOn, ImportHasFaults
from ..imports import check_rows, check_table, fingerprint
from ..models import Account, Agency, Assignment, ImportDraft, Person, Post, Unit
from ..rules.imports import YES, Checked, Row, day_of, kind_of, roles_of
from ..sheets import read_table
from .load import refresh_statistics
from .locked import locked

MOST_FAULTS_KEPT = 500


@transaction.atomic
def upload_sheet(
    *, actor: Actor, agency_id: int, kind: str, source: IO[bytes], name: str, size: int, now: datetime
) -> ImportDraft:
    """Read and check a file and keep the preview; nothing of the organisation changes.

    Raises NotAllowed, NotFound or ImportRefused.
    """
    policy.may_administer(actor, agency_id).require()
    table = read_table(source, name=name, size=size)
    checked = check_table(actor=actor, kind=kind, agency_id=agency_id, table=table)
    assert actor.account_id is not None
    draft = ImportDraft.objects.create(
        kind=kind,
        agency_id=agency_id,
        uploaded_by_id=actor.account_id,
        file_name=name[:255],
        rows=checked.rows,
        problems=[asdict(fault) for fault in checked.faults[:MOST_FAULTS_KEPT]],
        summary={"rows": len(checked.rows), "faults": len(checked.faults)},
        fingerprint=fingerprint(kind=kind, agency_id=agency_id),
        created_at=now,
    )
    audit.record(actor, "identity.sheet_uploaded", draft, at=now, agency_id=agency_id, kind=kind, **draft.summary)
    return draft


@transaction.atomic
def accept_sheet(*, actor: Actor, draft_id: int, now: datetime) -> dict[str, int]:
    """Put an upload into force, all of it or nothing, and return what was made and changed.

    A second acceptance changes nothing. Raises NotAllowed, NotFound, ImportHasFaults, or DataMovedOn when the
    organisation is not what the preview looked at.
    """
    draft = locked(ImportDraft.objects.all(), draft_id)
    locked(Agency.objects.all(), draft.agency_id)
    policy.may_administer(actor, draft.agency_id).require()
    if draft.accepted_at is not None:
        return dict(draft.summary.get("done", {}))
    if fingerprint(kind=draft.kind, agency_id=draft.agency_id) != draft.fingerprint:
        raise DataMovedOn
    checked = Checked(rows=list(draft.rows))
    check_rows(actor=actor, kind=draft.kind, agency_id=draft.agency_id, checked=checked)
    if checked.faults or draft.problems:
        raise ImportHasFaults(count=max(len(checked.faults), draft.summary["faults"]))
    put = _put_units if draft.kind == ImportDraft.Kind.UNITS else _put_people
    done = put(draft.agency_id, checked.rows, now)
    draft.accepted_at = now
    draft.summary = {**draft.summary, "done": done}
    draft.save(update_fields=["accepted_at", "summary"])
    audit.record(actor, "identity.sheet_accepted", draft, at=now, agency_id=draft.agency_id, kind=draft.kind, **done)
    refresh_statistics()
    return done


def _put_units(agency_id: int, rows: list[Row], now: datetime) -> dict[str, int]:
    standing = {unit.code: unit for unit in Unit.objects.filter(agency_id=agency_id).exclude(code="")}
    today = timezone.localdate(now)
    new = [
        Unit(agency_id=agency_id, code=row["code"], name=row["name"], valid_from=today)
        for row in rows
        if row["code"] not in standing
    ]
    standing |= {unit.code: unit for unit in Unit.objects.bulk_create(new)}
    changed = 0
    for number, row in enumerate(rows):
        unit = standing[row["code"]]
        wanted = {
            "name": row["name"],
            "abbreviation": row["abbreviation"],
            "parent_id": standing[row["parent_code"]].pk if row["parent_code"] else None,
            "position": int(row["position"]) if row["position"] else number,
            "is_records_office": row["is_records_office"].casefold() in YES,
        }
        changed += _set(unit, wanted)
    Unit.objects.bulk_update(
        [standing[row["code"]] for row in rows],
        ["name", "abbreviation", "parent", "position", "is_records_office"],
        batch_size=1000,
    )
    return {"new": len(new), "changed": max(0, changed - len(new))}


def _put_people(agency_id: int, rows: list[Row], now: datetime) -> dict[str, int]:
    people, made, changed = _put_persons(rows)
    posts, new_posts = _put_posts(agency_id, rows)
    held = set(
        Assignment.objects.filter(post__unit__agency_id=agency_id, valid_to=None).values_list("person_id", "post_id")
    )
    new = [
        Assignment(
            person=people[row["code"]],
            post=posts[_post_key(row)],
            kind=kind_of(row["kind"]) or Assignment.Kind.MAIN,
            valid_from=day_of(row["valid_from"]) or timezone.localdate(now),
            decision_no=row["decision_no"],
        )
        for row in rows
        if (people[row["code"]].pk, posts[_post_key(row)].pk) not in held
    ]
    Assignment.objects.bulk_create(new, batch_size=1000)
    accounts = _put_accounts(rows, people)
    return {"new": made, "changed": changed, "posts": new_posts, "assignments": len(new), "accounts": accounts}


def _put_persons(rows: list[Row]) -> tuple[dict[str, Person], int, int]:
    first = {row["code"]: row for row in reversed(rows)}
    people = {person.code: person for person in Person.objects.filter(code__in=first)}
    new = [
        Person(code=code, full_name=row["full_name"], email=row["email"], phone=row["phone"])
        for code, row in first.items()
        if code not in people
    ]
    wanted = ((people[code], row) for code, row in first.items() if code in people)
    touched = [
        person
        for person, row in wanted
        if _set(person, {key: row[key] for key in ("full_name", "email", "phone") if row[key]})
    ]
    Person.objects.bulk_update(touched, ["full_name", "email", "phone"], batch_size=1000)
    people |= {person.code: person for person in Person.objects.bulk_create(new, batch_size=1000)}
    return people, len(new), len(touched)


def _put_posts(agency_id: int, rows: list[Row]) -> tuple[dict[tuple[str, str], Post], int]:
    units = {unit.code: unit for unit in Unit.objects.filter(agency_id=agency_id).exclude(code="")}
    standing = Post.objects.filter(unit__agency_id=agency_id, valid_to=None).select_related("unit")
    posts = {(post.unit.code, post.title.casefold()): post for post in standing}
    new: dict[tuple[str, str], Post] = {}
    for row in rows:
        key = _post_key(row)
        if key not in posts and key not in new:
            new[key] = Post(unit=units[row["unit_code"]], title=row["title"], roles=roles_of(row["roles"])[0])
    Post.objects.bulk_create(new.values(), batch_size=1000)
    return {**posts, **new}, len(new)


def _put_accounts(rows: Iterable[Row], people: dict[str, Person]) -> int:
    named = {row["code"]: row for row in rows if row["username"]}
    ids = [people[code].pk for code in named]
    have = set(Account.objects.filter(person_id__in=ids).values_list("person_id", flat=True))
    new = [
        Account(
            person=people[code],
            username=row["username"],
            email=row["email"],
            password=make_password(None),
            must_change_password=True,
        )
        for code, row in named.items()
        if people[code].pk not in have
    ]
    Account.objects.bulk_create(new, batch_size=1000)
    return len(new)


def _post_key(row: Row) -> tuple[str, str]:
    return row["unit_code"], row["title"].casefold()


def _set(target: Any, wanted: dict[str, Any]) -> bool:
    changed = {key: value for key, value in wanted.items() if getattr(target, key) != value}
    for key, value in changed.items():
        setattr(target, key, value)
    return bool(changed)
