"""REST interface of identity: agencies, units and the directory of people."""

from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from congvu.kernel.api import Actor

from . import directory, queries
from .tokens import ApiAuth

router = Router(tags=["identity"], auth=ApiAuth("identity:read"))


class ActorOut(Schema):
    """Who calls, in which post."""

    person_id: int
    person_name: str
    post_id: int
    post_title: str
    unit_id: int
    agency_id: int
    agency_name: str
    roles: list[str]
    on_behalf_of: str


class AgencyOut(Schema):
    """An agency with its primary code."""

    id: int
    name: str
    abbreviation: str
    code: str
    place_name: str
    superior_name: str
    parent_id: int | None


class AgencyPage(Schema):
    """Agencies by key; `next` is the `after` of the following page."""

    items: list[AgencyOut]
    next: int | None


class UnitOut(Schema):
    """A unit in tree order."""

    id: int
    name: str
    abbreviation: str
    parent_id: int | None
    depth: int
    is_records_office: bool


class HeldPostOut(Schema):
    """A post that a person holds."""

    post_id: int
    title: str
    unit_id: int
    unit_name: str
    agency_id: int
    agency_name: str
    kind: str


class PersonOut(Schema):
    """A person with the posts held today."""

    id: int
    name: str
    email: str
    posts: list[HeldPostOut]


@router.get("/me", response=ActorOut)
def me(request: HttpRequest) -> dict[str, object]:
    """Tell who calls."""
    actor = _actor(request)
    behalf = actor.on_behalf_of
    return {
        "person_id": actor.person_id,
        "person_name": actor.person_name,
        "post_id": actor.post_id,
        "post_title": actor.post_title,
        "unit_id": actor.unit_id,
        "agency_id": actor.agency_id,
        "agency_name": actor.agency_name,
        "roles": sorted(actor.roles),
        "on_behalf_of": behalf.person_name if behalf else "",
    }


@router.get("/agencies", response=AgencyPage)
def agencies(request: HttpRequest, after: int = 0, size: Annotated[int, Field(ge=1, le=200)] = 50) -> dict[str, object]:
    """List agencies in force today, by key."""
    rows = queries.agencies_after(after=after, size=size, on=timezone.localdate())
    return {"items": rows, "next": rows[-1].id if len(rows) == size else None}


@router.get("/units", response=list[UnitOut])
def units(request: HttpRequest, agency_id: int) -> list[object]:
    """List the units of an agency in tree order."""
    return list(queries.unit_tree(agency_id=agency_id, on=timezone.localdate()))


@router.get("/people", response=list[PersonOut])
def people(request: HttpRequest, q: str, limit: Annotated[int, Field(ge=1, le=50)] = 20) -> list[object]:
    """Find people of the directory by words of their names, marks ignored."""
    return list(directory.search_people(actor=_actor(request), words=q, on=timezone.localdate(), limit=limit))


def _actor(request: HttpRequest) -> Actor:
    actor = getattr(request, "auth", None)
    assert isinstance(actor, Actor)
    return actor
