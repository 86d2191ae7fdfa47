"""The pages of benchmarks.office_million, each with the bare statement that gives its rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .office_data import Office

if TYPE_CHECKING:
    from congvu.kernel.api import Actor

UID = re.compile(r'href="/van-ban/([0-9a-f-]{36})/')
REGISTER = "select uid from documents_document d where register_id = %s {} order by number desc limit 20"
OPENED = " and exists (select 1 from documents_access a where a.document_id = d.id and a.grant = any(%s))"
WORK = (
    "select split_part(url, '/', 3) from worklist_entry where owner = any(%s) and closed_at is null"
    " order by due_sort, id limit 25"
)
FOUND = (  # without the fence PostgreSQL walks back through a million entries for a paper that the reader may not see
    "with hit as materialized"
    " (select key, at, id from search_entry where doc @@ to_tsquery('simple', %s) and grants && %s)"
    " select split_part(key, ':', 2) from hit order by at desc, id desc limit 20"
)
ONE = "select uid from documents_document where uid = %s"
COMMON = "bao & cao & ket & qua"
WORDS = "and words @@ to_tsquery('simple', 'cai & cach & hanh & chinh')"


class Asked:
    """One kind of page: its address and the statement that gives its rows.

    `order` off: the page shows these rows in an order of its own; `start`: it may show fewer (those of the next days).
    """

    def __init__(
        self, name: str, address: str, statement: str, values: list[object], *, order: bool = True, start: bool = False
    ) -> None:
        self.name, self.address, self.statement, self.values = name, address, statement, values
        self.order, self.start = order, start

    def bare(self) -> list[str]:
        """Return the rows' identifiers by the plain statement."""
        from django.db import connection, transaction

        from congvu.search import matching

        with transaction.atomic(), connection.cursor() as cursor:
            matching.steady_plans()
            cursor.execute(self.statement, self.values)
            return [str(row[0]) for row in cursor.fetchall()]

    def right(self, shown: str, bare: list[str]) -> bool:
        """Whether the page showed the rows, in their order unless that is the page's own."""
        found = list(dict.fromkeys(UID.findall(shown)))
        if not self.order:
            return set(bare) <= set(found)
        both = [uid for uid in found if uid in bare]
        return both == (bare[: max(1, len(both))] if self.start else bare)


def pages(office: Office, actor: Actor) -> list[Asked]:
    """Return the pages of one person."""
    from congvu.documents import policy
    from congvu.documents.models import Register
    from congvu.search import api as search

    register = Register.objects.get(agency_id=office.agency_id, direction="incoming", is_secret=False).pk
    unit, deep, grants = office.units[3][0], office.rows // 3, search.grants_of(actor)
    owners = [f"post:{actor.post_id}", *(f"role:{actor.agency_id}:{role}" for role in actor.roles)]
    narrow, held = "", []
    if "records_clerk" not in actor.roles:
        narrow = " and secrecy = 0"
    if not actor.roles & policy.AGENCY_READERS:
        narrow, held = narrow + OPENED, [policy.grants_held(actor)]

    def lines(name: str, query: str, condition: str = "", *values: object) -> Asked:
        return Asked(
            f"register, {name}",
            f"/van-ban-den/{query}",
            REGISTER.format(condition + narrow),
            [register, *values, *held],
        )

    newest = lines("newest", "")
    return [
        Asked("work list", "/", WORK, [owners], start=True),
        newest,
        lines("state done", "?trang-thai=done", "and state = 'done'"),
        lines("one unit", f"?don-vi={unit}", "and lead_unit_id = %s", unit),
        lines("words", "?tim=cải+cách+hành+chính", WORDS),
        lines("deep by number", f"?den-so={deep}", "and number <= %s", deep),
        *(Asked("document", f"/van-ban/{uid}/", ONE, [uid]) for uid in newest.bare()[-1:]),
        Asked(
            "search, common words",
            "/tim-kiem/?q=báo+cáo+kết+quả",
            FOUND,
            ["bao & cao & ket & qua", grants],
            order=False,
        ),
        Asked("search, one paper", f"/tim-kiem/?q=hs{deep:07d}", FOUND, [f"hs{deep:07d}", grants], order=False),
    ]
