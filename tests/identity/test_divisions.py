from datetime import date

from congvu.identity.divisions import administrative_units, find_units

from .conftest import sign_in

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


def test_three_levels_before_and_two_after():
    assert [len(administrative_units(level, on=BEFORE)) for level in ("province", "district", "commune")] == [
        63,
        696,
        10035,
    ]
    assert [len(administrative_units(level, on=AFTER)) for level in ("province", "district", "commune")] == [
        34,
        0,
        3321,
    ]


def test_tien_giang_is_there_before_and_in_dong_thap_after():
    before = {unit.name: unit for unit in administrative_units("province", on=BEFORE)}
    assert before["Tỉnh Tiền Giang"].code == "82"
    assert len(administrative_units("district", parent="82", on=BEFORE)) == 11
    assert "Tỉnh Tiền Giang" not in [unit.name for unit in administrative_units("province", on=AFTER)]
    found = find_units("my tho", on=AFTER)
    assert [(unit.name, above) for unit, above in found if unit.name == "Phường Mỹ Tho"] == [
        ("Phường Mỹ Tho", "Tỉnh Đồng Tháp")
    ]


def test_communes_of_a_province_before_are_those_of_its_districts():
    whole = administrative_units("commune", parent="82", on=BEFORE)
    by_district = [
        unit
        for district in administrative_units("district", parent="82", on=BEFORE)
        for unit in administrative_units("commune", parent=district.code, on=BEFORE)
    ]
    assert {unit.code for unit in whole} == {unit.code for unit in by_district}


def test_names_stand_in_dictionary_order():
    names = [unit.name for unit in administrative_units("province", on=AFTER)]
    assert names[:3] == ["Tỉnh An Giang", "Tỉnh Bắc Ninh", "Tỉnh Cà Mau"]
    assert names.index("Tỉnh Điện Biên") > names.index("Tỉnh Đắk Lắk") > names.index("Thành phố Cần Thơ")


def test_the_pages(client, clerk):
    sign_in(client, clerk)
    page = client.get("/tra-cuu/don-vi-hanh-chinh/", {"tinh": "82", "on": "30/06/2025"}).content.decode()
    assert "Thành phố Mỹ Tho" in page
    assert "Ba cấp" in page
    page = client.get("/tra-cuu/ma-dinh-danh/", {"q": "tien giang"}).content.decode()
    assert "H58" in page
    assert "H20" in page
