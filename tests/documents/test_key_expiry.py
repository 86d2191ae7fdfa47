"""A signing key that ends soon is told to its holder and keepers, and stands in the administrators' work list."""

from datetime import timedelta

import pytest

from congvu.documents.actions.key_expiry import key_is_renewed, tell_of_ending_key
from congvu.identity.models import Agency
from congvu.notices.models import Notice
from congvu.worklist.models import Entry
from tests.conftest import NOW
from tests.documents.conftest import build_office

ENDS = NOW + timedelta(days=30)


@pytest.fixture
def tell(office):
    def told(who: str | None = "chairman", **changes: object) -> None:
        values: dict[str, object] = {
            "key_id": 7,
            "person_id": office.people[who].pk if who else None,
            "keeper_id": office.agency.pk,
            "owner_name": office.people[who].full_name if who else office.agency.name,
            "valid_to": ENDS,
            "at": NOW,
        }
        tell_of_ending_key(**{**values, **changes})

    return told


def told_to(house) -> set[str]:
    by_id = {person.pk: who for who, person in house.people.items()}
    return {by_id[pk] for pk in Notice.objects.values_list("person_id", flat=True) if pk in by_id}


def test_holder_and_administrator_are_told_once_and_the_renewal_is_work(office, tell):
    for _turn in range(2):
        tell()
    assert told_to(office) == {"chairman", "admin"}
    assert Notice.objects.count() == 2
    (entry,) = Entry.objects.filter(closed_at=None)
    assert (entry.owner_role, entry.due_at, entry.url) == ("administrator", ENDS, "/quan-tri/khoa-ky-so/7/")
    assert "Nguyễn Văn Khải" in entry.title


def test_the_agencys_key_is_told_to_its_records_clerks(office, tell):
    tell(None)
    assert told_to(office) == {"admin", "clerk"}


def test_the_information_centre_at_the_top_is_told_too(office, tell):
    top = build_office("Bộ Nội vụ", prefix="bnv-")
    Agency.objects.filter(pk=office.agency.pk).update(parent=top.agency)
    tell()
    assert told_to(top) == {"admin"}
    assert Entry.objects.filter(agency_id=top.agency.pk).count() == 0


def test_a_renewed_key_leaves_the_work_list(office, tell):
    tell()
    for _turn in range(2):
        key_is_renewed(key_id=7, at=ENDS)
    assert Entry.objects.filter(closed_at=None).count() == 0


def test_an_event_of_before_without_a_keeper_does_nothing(office, tell):
    tell(keeper_id=0)
    assert (Notice.objects.count(), Entry.objects.count()) == (0, 0)
