"""Upper apps put panels and acts on the page of a document; documents know none of them."""

import pytest
from django.urls import reverse

from congvu.documents import api as documents
from congvu.documents import panels


@pytest.fixture
def registry(monkeypatch):
    """An empty registry for one test."""
    for name in ("_panels", "_acts", "_bulk"):
        monkeypatch.setattr(panels, name, {})


def _panel(actor, ref, now):
    return {"sentence": f"hộp của {ref.full_code}"} if ref.direction == "incoming" else None


@pytest.mark.django_db
def test_a_panel_and_an_act_stand_on_the_page(office, register, registry, client, tmp_path, settings):
    (tmp_path / "box.html").write_text("<p>{{ sentence }} / {{ actor.person_name }}</p>", encoding="utf-8")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    documents.register_panel("test.box", template="box.html", load=_panel)
    documents.register_act("test.act", offer=lambda actor, ref: documents.PanelAct("Việc thêm", f"/thu/{ref.uid}/"))
    paper = register()
    client.force_login(office.accounts["clerk"])
    page = client.get(reverse("documents:document", args=[paper.uid])).content.decode()
    assert "hộp của 5412/BNV-CCHC / Đỗ Thị Bé Ba" in page
    assert f'<a href="/thu/{paper.uid}/">Việc thêm</a>' in page


@pytest.mark.django_db
def test_a_bulk_act_puts_boxes_before_the_lines(office, register, registry, client):
    documents.register_bulk_act("test.bulk", label="Gom lại", url_name="documents:drafts", visible=lambda actor: True)
    paper = register()
    client.force_login(office.accounts["chairman"])
    page = client.get(reverse("documents:incoming")).content.decode()
    assert f'value="{paper.uid}"' in page
    assert 'formaction="/du-thao/">Gom lại</button>' in page
    assert "Trình lãnh đạo" not in page


@pytest.mark.django_db
def test_without_acts_the_leaders_register_has_no_boxes(office, register, registry, client):
    paper = register()
    client.force_login(office.accounts["chairman"])
    assert f'value="{paper.uid}"' not in client.get(reverse("documents:incoming")).content.decode()
