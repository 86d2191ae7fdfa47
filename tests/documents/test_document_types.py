import pytest

from congvu.documents.models import DocumentType

pytestmark = pytest.mark.django_db


def test_the_29_administrative_types_stand_in_the_order_of_the_decree():
    names = list(
        DocumentType.objects.filter(kind="administrative").order_by("position").values_list("name", "abbreviation")
    )
    assert len(names) == 29
    assert names[1] == ("Quyết định", "QĐ")
    assert names[28] == ("Thư công", "")


def test_twenty_seven_types_have_an_abbreviation_and_cong_van_has_none():
    types = DocumentType.objects.filter(kind="administrative")
    assert types.exclude(abbreviation="").count() == 27
    assert set(types.filter(abbreviation="").values_list("code", flat=True)) == {"cong-van", "thu-cong"}


def test_types_of_the_old_circular_are_closed_the_day_before_the_decree():
    assert DocumentType.objects.get(code="giay-di-duong").valid_to.isoformat() == "2020-03-04"
