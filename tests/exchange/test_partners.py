import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from congvu.exchange import keys
from congvu.exchange.actions.mirror import mirror_own_agencies
from congvu.exchange.actions.partners import PartnerTerms, save_partner
from congvu.exchange.errors import PartnerInvalid
from congvu.exchange.models import DirectoryAgency, Partner
from congvu.exchange.queries import axis as axis_queries
from congvu.exchange.queries.directory import find_agencies, named
from congvu.exchange.ways import way_to
from congvu.identity.models import Agency, AgencyCode
from congvu.kernel.errors import NotAllowed
from tests.conftest import NOW
from tests.exchange.test_https import _pem


def terms(**changes):
    values = {
        "name": "Ủy ban nhân dân tỉnh Đồng Tháp",
        "codes": ["H20"],
        "address": "https://congvu.dongthap.example",
        "public_key": _pem(Ed25519PrivateKey.generate()),
    }
    return PartnerTerms(**{**values, **changes})


def test_an_administrator_describes_a_partner_and_its_agencies_are_reached(province):
    save_partner(actor=province.actor("admin"), terms=terms(), now=NOW)

    way = way_to("H20.01", on=NOW.date())
    assert (way.carrier, way.partner_id) == ("https", Partner.objects.get().pk)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": " "},
        {"codes": []},
        {"codes": ["H 20"]},
        {"address": "http://congvu.example"},
        {"address": "https://u:p@x.example"},
        {"address": "https://x.example:99999"},
        {"address": "ftp://x.example"},
        {"public_key": "-----BEGIN PUBLIC KEY-----\nrubbish\n-----END PUBLIC KEY-----"},
        {"public_key": ""},
        {"carrier": "jetstream"},
    ],
    ids="name codes blank plain-http account port ftp rubbish-key no-key carrier".split(),
)
def test_a_wrong_description_is_refused_and_nothing_is_written(province, changes):
    with pytest.raises(PartnerInvalid):
        save_partner(actor=province.actor("admin"), terms=terms(**changes), now=NOW)
    assert Partner.objects.count() == 0


def test_a_partner_over_nats_is_described_by_the_name_of_its_inbox(province):
    for wrong in ("H20.>", "*", "Đồng Tháp", "H 20", ""):
        with pytest.raises(PartnerInvalid):
            save_partner(
                actor=province.actor("admin"),
                terms=terms(carrier="jetstream", address=wrong, plain_reason="Bản cũ"),
                now=NOW,
            )
    right = terms(carrier="jetstream", address=" H20 ", plain_reason="Bản cũ")
    save_partner(actor=province.actor("admin"), terms=right, now=NOW)

    assert (Partner.objects.get().carrier, Partner.objects.get().address) == ("jetstream", "H20")


def test_the_code_that_an_axis_gave_us_is_kept(province):
    axis = terms(carrier="axis", system_id=" tien-giang ", secret="khoa", address="https://truc.gov.vn")
    save_partner(actor=province.actor("admin"), terms=axis, now=NOW)

    assert Partner.objects.get().system_id == "tien-giang"


def test_a_system_that_calls_our_axis_needs_no_address_but_an_id_of_its_own_and_a_secret(province):
    admin, system = province.actor("admin"), {"carrier": "axis", "address": "", "system_id": "lang-son"}
    with pytest.raises(PartnerInvalid, match="khóa bí mật"):
        save_partner(actor=admin, terms=terms(**system), now=NOW)
    with pytest.raises(PartnerInvalid, match="https"):
        save_partner(actor=admin, terms=terms(address=""), now=NOW)
    uid = save_partner(actor=admin, terms=terms(**system, secret="khoa"), now=NOW)
    save_partner(actor=admin, terms=terms(**system, note="giữ khóa"), uid=uid, now=NOW)

    with pytest.raises(PartnerInvalid, match="đã cấp cho đối tác khác"):
        save_partner(actor=admin, terms=terms(**system, codes=["H37"], secret="k"), now=NOW)
    found = axis_queries.system("lang-son")
    assert found is not None
    assert (found[0].uid, found[1], found[0].note) == (uid, "khoa", "giữ khóa")


def test_our_own_key_is_no_partners(province):
    with pytest.raises(PartnerInvalid):
        save_partner(actor=province.actor("admin"), terms=terms(public_key=keys.public_pem()), now=NOW)


def test_a_code_belongs_to_one_partner(province):
    save_partner(actor=province.actor("admin"), terms=terms(), now=NOW)
    with pytest.raises(PartnerInvalid):
        save_partner(actor=province.actor("admin"), terms=terms(name="Khác"), now=NOW)


def test_only_administrators_at_the_top_keep_partners(province):
    for who in ("clerk", "chairman"):
        with pytest.raises(NotAllowed):
            save_partner(actor=province.actor(who), terms=terms(), now=NOW)


def test_the_directory_is_searched_without_accents(province, district):
    mirror_own_agencies(now=NOW)
    DirectoryAgency.objects.create(code="G09", name="Bộ Nội vụ", seen_at=NOW)

    assert [one.code for one in find_agencies("cai lay", on=NOW.date())] == ["H58.12"]
    assert [one.code for one in find_agencies("bo NOI", on=NOW.date())] == ["G09"]
    assert find_agencies("  ", on=NOW.date()) == []
    assert named(["Bộ Nội vụ (để b/c);", "Lưu: VT"], on=NOW.date())["Bộ Nội vụ (để b/c);"].code == "G09"


def test_a_closed_code_leads_to_its_successor(province):
    save_partner(actor=province.actor("admin"), terms=terms(codes=["H36"]), now=NOW)
    DirectoryAgency.objects.create(
        code="H16.02", name="Sở cũ", valid_to=NOW.date().replace(year=2025), successor_code="H36.02", seen_at=NOW
    )
    DirectoryAgency.objects.create(code="H36.02", name="Sở mới", seen_at=NOW)

    way = way_to("H16.02", on=NOW.date())

    assert (way.receiver_code, way.name, way.carrier) == ("H16.02", "Sở mới", "https")


def test_pages_of_administration(province, client, settings):
    settings.REQUIRE_ADMIN_MFA = False
    client.force_login(province.accounts["admin"])
    assert client.get("/lien-thong/danh-ba/?q=x").status_code == 200
    page = client.get("/quan-tri/lien-thong/").content.decode()
    assert keys.system_id() in page
    values = {"name": "Đồng Tháp", "carrier": "https", "codes": "H20", "address": "https://x.example", "active": "on",
              "public_key": _pem(Ed25519PrivateKey.generate())}  # fmt: skip
    assert client.post("/quan-tri/lien-thong/them/", values).status_code == 302
    row = Partner.objects.get()
    assert client.get(f"/quan-tri/lien-thong/{row.uid}/").status_code == 200
    wrong = client.post(f"/quan-tri/lien-thong/{row.uid}/", {**values, "address": "x"})
    assert wrong.status_code == 422
    client.force_login(province.accounts["clerk"])
    assert client.get("/quan-tri/lien-thong/").status_code == 403


def test_the_form_of_a_partner_shows_what_the_chosen_way_asks_for_and_keeps_what_was_typed(province, client, settings):
    settings.REQUIRE_ADMIN_MFA = False
    client.force_login(province.accounts["admin"])
    key = _pem(Ed25519PrivateKey.generate())
    place = "/quan-tri/lien-thong/them/"
    values = {"name": "Trục ngoài", "codes": "H37", "address": "https://x.example", "public_key": key, "active": "on"}

    def shown(answer):
        form = answer.context["form"]
        return {field.name for _legend, fields in form.groups() for field, _needed in fields} - {
            "name", "codes", "carrier", "is_gateway", "active", "note",
        }  # fmt: skip

    first = client.get(place)
    other = client.get(f"{place}?duong=jetstream")
    chosen = client.post(place, {**values, "carrier": "axis", "doi": "1", "secret": "khoa"})
    form = chosen.context["form"]

    assert (first.status_code, chosen.status_code, Partner.objects.count()) == (200, 200, 0)
    assert shown(first) == {"address", "public_key", "tls_ca", "client_certificate"}
    assert shown(other) == {"address", "public_key", "sealing_card", "plain_reason"}
    assert shown(chosen) == {"address", "system_id", "secret", "receipt_keys"}
    assert (form["name"].value(), form["public_key"].value(), form["active"].value()) == ("Trục ngoài", key, True)
    assert "khoa" not in chosen.content.decode().split('name="secret"')[1][:200]

    axis = {**values, "carrier": "axis", "system_id": "tg", "secret": "khoa", "public_key": "rác không ai thấy"}
    assert client.post(place, {**axis, "receipt_keys": "H37 rác"}).status_code == 422
    line = "H37  " + "".join(key.split("\n")[1:-2])
    assert client.post(place, {**axis, "receipt_keys": line}).status_code == 302
    row = Partner.objects.get()
    assert (row.carrier, row.public_key, row.receipt_keys) == ("axis", "", line.replace("  ", " "))
    assert client.post(f"/quan-tri/lien-thong/{row.uid}/", {**values, "carrier": "https"}).status_code == 302
    row.refresh_from_db()
    assert (row.carrier, row.system_id, row.receipt_keys) == ("https", "tg", line.replace("  ", " "))
    assert client.post(place, {**values, "carrier": "\x00", "doi": "1"}).status_code == 200


def test_pages_of_the_desk(province, district, client):
    from tests.exchange.test_send import send

    send(province)
    client.force_login(province.accounts["clerk"])
    for address in ("/lien-thong/di/", "/lien-thong/di/?xem=dang-gui", "/lien-thong/khong-gui-duoc/",
                    "/lien-thong/den/?xem=xong", "/lien-thong/den/?xem=yeu-cau",
                    "/lien-thong/chon-co-quan/?q=cai&gui-den=H58.12"):  # fmt: skip
        assert client.get(address).status_code == 200, address
    assert "Đang gửi" in client.get("/lien-thong/di/").content.decode()


def test_the_status_of_the_exchange_in_figures(province, district):
    from congvu.exchange.models import Mailing
    from congvu.exchange.queries import status as of
    from tests.exchange.conftest import carry
    from tests.exchange.test_send import send

    send(province)
    carry()
    found = of.status(now=NOW)
    assert (found["mailings"], found["arrivals"], of.is_well(found)) == ({"done": 2}, {"arrived": 1}, True)

    Mailing.objects.filter(kind="edoc").update(state="dead")
    assert not of.is_well(of.status(now=NOW))


def test_the_status_of_a_large_exchange_counts_only_what_is_open(province, district):
    from congvu.exchange.models import Mailing
    from congvu.exchange.queries import status as of
    from tests.exchange.conftest import carry
    from tests.exchange.test_send import send

    send(province)
    carry()
    Mailing.objects.filter(kind="edoc").update(state="dead")
    with connection.cursor() as cursor:
        cursor.execute("update pg_class set reltuples = 1200400 where relname = 'exchange_mailing'")
        cursor.execute("update pg_class set reltuples = 100001 where relname = 'exchange_arrival'")
    found = of.status(now=NOW)
    assert found["mailings"] == {"dead": 1, "closed_about": 1_200_000}
    assert found["arrivals"] == {"arrived": 1, "closed_about": 100_000}
    assert not of.is_well(found)


def test_a_partner_is_found_by_its_name_though_no_list_named_it(province):
    save_partner(actor=province.actor("admin"), terms=terms(), now=NOW)

    on = NOW.date()
    assert [one.code for one in find_agencies("dong thap", on=on)] == ["H20"]
    assert named(["Ủy ban nhân dân tỉnh Đồng Tháp (để b/c);"], on=on).popitem()[1].code == "H20"


def test_an_agency_of_our_tree_without_people_is_reached_at_its_own_installation(province):
    there = Agency.objects.create(name="Ủy ban nhân dân huyện Cái Bè", abbreviation="UBND", tier="district")
    AgencyCode.objects.create(agency=there, scheme="qd20", value="H20.22")
    assert way_to("H20.22", on=NOW.date()).agency_id == there.pk

    save_partner(actor=province.actor("admin"), terms=terms(codes=["H20.22"]), now=NOW)

    way = way_to("H20.22", on=NOW.date())
    assert (way.carrier, way.agency_id, way.partner_id) == ("https", None, Partner.objects.get().pk)


def test_a_code_whose_clerks_work_here_is_no_partners(province):
    own = AgencyCode.objects.get(agency=province.agency, is_primary=True).value

    with pytest.raises(PartnerInvalid, match="có văn thư làm việc trên hệ thống này"):
        save_partner(actor=province.actor("admin"), terms=terms(codes=[own]), now=NOW)
    assert Partner.objects.count() == 0
