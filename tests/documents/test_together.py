"""Many drafts in one go: a run is begun from the list; each paper is its own act with its own refusal."""

from __future__ import annotations

import pytest

from congvu.documents.actions import together
from congvu.documents.drafting.errors import CapacityRefused, DraftChangedMeanwhile
from congvu.documents.models import Draft
from congvu.kernel.errors import DomainError, NotFound
from congvu.signing.models import Batch
from tests.conftest import NOW
from tests.documents.drafts import at_step

pytestmark = pytest.mark.django_db


def test_a_run_holds_the_chosen_papers_with_their_versions(office):
    first, second = at_step(office, "form"), at_step(office, "form")
    uid = together.start_together(
        actor=office.actor("chief"),
        kind=together.APPROVE,
        chosen=[f"{first}:1", f"{second}:1", f"{first}:1"],
        back_url="/du-thao/",
        now=NOW,
    )
    batch = Batch.objects.get(uid=uid)
    assert list(batch.items.order_by("position").values_list("reference", flat=True)) == [f"{first}:1", f"{second}:1"]
    for reference in (f"{first}:1", f"{second}:1"):
        together.approve_one(office.actor("chief"), reference, {}, NOW)
    assert {d.state for d in Draft.objects.all()} == {"signing"}


def test_a_paper_changed_since_the_list_was_read_is_refused_alone(office):
    pk = at_step(office, "form")
    with pytest.raises(DraftChangedMeanwhile):
        together.approve_one(office.actor("chief"), f"{pk}:7", {}, NOW)
    assert Draft.objects.get(pk=pk).state == "form"


def test_a_signer_without_a_decision_in_force_is_refused_with_the_law(office):
    pk = at_step(office, "signing", signer_post_id=office.posts["econ_head"].pk)
    with pytest.raises(CapacityRefused, match="Điều 13 khoản 4"):
        together.sign_one(office.actor("econ_head"), f"{pk}:1", {}, NOW)


@pytest.mark.parametrize("reference", ["", "x", "1", "1:x", "-1:1", "1:" + "9" * 40, "١:1"])
def test_hostile_references_are_not_found(office, reference):
    with pytest.raises(NotFound):
        together.parse(reference)


def test_drafts_of_others_and_unknown_acts_begin_nothing(office, other_office):
    pk = at_step(office, "form")
    for actor, kind in ((other_office.actor("chief"), together.APPROVE), (office.actor("chief"), "documents.x")):
        with pytest.raises(NotFound):
            together.start_together(actor=actor, kind=kind, chosen=[f"{pk}:1"], back_url="/", now=NOW)
    with pytest.raises(DomainError):
        together.start_together(actor=office.actor("chief"), kind=together.SIGN, chosen=[], back_url="/", now=NOW)
    assert Batch.objects.count() == 0


def test_the_list_offers_the_run_and_opens_its_progress(client, office):
    pk = at_step(office, "form")
    client.force_login(office.accounts["chief"])
    shown = client.get("/du-thao/?xem=cho-toi").content.decode()
    assert f'value="{pk}:1"' in shown
    assert 'value="documents.approve"' in shown
    done = client.post("/du-thao/nhieu/", {"viec": "documents.approve", "du-thao": [f"{pk}:1"]})
    assert done.status_code == 302
    assert str(Batch.objects.get().uid) in done["Location"]
