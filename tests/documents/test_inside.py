"""PDFs marked "inside" are pages of the paper before it is signed: counted, with bookmarks, nothing that runs."""

import io
from dataclasses import replace

import pytest
from django.urls import reverse
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from congvu.documents import pictures
from congvu.documents.actions.sign import held, page_to_sign
from congvu.documents.actions.versions import NewAttachment, set_attachments
from congvu.documents.drafting.errors import DraftInvalid
from congvu.documents.drafting.types import AttachmentKind
from congvu.documents.models import Draft
from congvu.documents.papers import inside, render
from congvu.documents.papers.errors import InsideUnusable
from congvu.documents.papers.inside import Inside, with_inside
from congvu.documents.web import draft_papers
from tests.conftest import NOW
from tests.documents.drafts import at_step, new_draft
from tests.documents.test_form_check import LETTER

PAPER = replace(LETTER, body="Một dòng.")


@pytest.fixture(scope="module")
def paper():
    return render.pdf(PAPER)


def annex(pages: int = 2, *, archival: bool = False, harm: bool = False) -> bytes:
    """Return a PDF of blank pages, or of a page of our own, which is PDF/A."""
    if archival:
        return render.pdf(replace(PAPER, subject="phụ lục")).pdf
    writer = PdfWriter()
    for _n in range(pages):
        writer.add_blank_page(595, 842)
    if harm:
        script = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")}
        )
        writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): script})
        writer.add_annotation(
            0,
            DictionaryObject(
                {
                    NameObject("/Type"): NameObject("/Annot"),
                    NameObject("/Subtype"): NameObject("/Link"),
                    NameObject("/Rect"): writer.pages[0].mediabox,
                    NameObject("/A"): script,
                }
            ),
        )
        writer.root_object[NameObject("/OpenAction")] = script
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_annexes_follow_the_paper_in_their_order_with_bookmarks(paper):
    made = with_inside(paper, [Inside("Bảng 1", "a.pdf", annex(2)), Inside("Bảng 2", "b.pdf", annex(3))])
    reader = PdfReader(io.BytesIO(made.pdf))
    titles = {
        item.title: reader.get_destination_page_number(item) for item in reader.outline if not isinstance(item, list)
    }
    assert (made.pages, len(reader.pages)) == (paper.pages + 5, paper.pages + 5)
    assert (titles["Bảng 1"], titles["Bảng 2"]) == (paper.pages, paper.pages + 2)
    assert made.layout == paper.layout
    assert "Kính gửi" in reader.pages[0].extract_text()


def test_the_claim_of_pdfa_stays_only_while_every_part_makes_it(paper):
    assert b"pdfaid:part" in paper.pdf
    kept = PdfReader(io.BytesIO(with_inside(paper, [Inside("A", "a.pdf", annex(archival=True))]).pdf))
    lost = PdfReader(io.BytesIO(with_inside(paper, [Inside("A", "a.pdf", annex())]).pdf))
    assert [b"pdfaid:part" in one.trailer["/Root"]["/Metadata"].get_data() for one in (kept, lost)] == [True, False]


def test_nothing_that_runs_comes_along(paper):
    made = with_inside(paper, [Inside("A", "a.pdf", annex(harm=True))])
    reader = PdfReader(io.BytesIO(made.pdf))
    assert "/AA" not in reader.pages[paper.pages]
    assert ["/A" in one.get_object() for one in reader.pages[paper.pages]["/Annots"]] == [False]
    assert b"JavaScript" not in made.pdf


def locked() -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(annex()))
    writer.encrypt("", "khoa", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_fields() -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(annex()))
    field = writer._add_object(DictionaryObject({NameObject("/FT"): NameObject("/Sig")}))
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/Fields"): ArrayObject([field])})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "make",
    [lambda: b"", lambda: b"%PDF-1.7\n%%EOF", lambda: annex()[:300], locked, with_fields],
    ids=["empty", "no-body", "cut", "locked", "signed"],
)
def test_a_pdf_that_cannot_become_pages_is_refused_with_its_name(paper, make):
    content = make()
    assert inside.problem(content)
    with pytest.raises(InsideUnusable, match=r"bang\.pdf"):
        with_inside(paper, [Inside("A", "bang.pdf", content)])


def assert_seen(client, office, draft: Draft, own: int, monkeypatch) -> None:
    """The page on which one signs shows the annexes' pages too, by whatever draws them here."""
    client.force_login(office.accounts["chairman"])
    first = reverse("documents:draft_picture", args=[draft.uid, 2, 1])
    last = first.replace("/1.png", f"/{own + 2}.png")
    monkeypatch.setattr(draft_papers, "can_draw", lambda: True)
    shown = client.get(reverse("documents:draft", args=[draft.uid])).content.decode()
    assert (first in shown, last in shown, f"/{own + 3}.png" in shown) == (True, True, False)
    assert client.get(last.replace(f"/{own + 2}.png", f"/{own + 3}.png")).status_code == 404
    if pictures.can_draw():
        assert client.get(last).content.startswith(b"\x89PNG")
        client.force_login(office.accounts["econ_officer"])
        assert client.get(last).status_code == 404
    monkeypatch.setattr(draft_papers, "can_draw", lambda: False)
    client.force_login(office.accounts["chairman"])
    whole = reverse("documents:draft_whole", args=[draft.uid, 2])
    assert whole in client.get(reverse("documents:draft", args=[draft.uid])).content.decode()
    assert len(PdfReader(io.BytesIO(client.get(whole).content)).pages) == own + 2


def test_what_is_signed_holds_the_annexes_and_is_what_was_seen(client, office, monkeypatch):
    pk = at_step(office, "signing")
    draft = Draft.objects.get(pk=pk)
    version = draft.versions.get()
    ready = held(office.actor("chairman"), pk, version.number, "tm", NOW)
    alone, _prepared = page_to_sign(ready, NOW, None)

    draft.state = "drafting"
    draft.save(update_fields=["state"])
    drafter = office.actor("officer")
    put = {"actor": drafter, "draft_id": pk, "read_version": 1, "kept": [], "now": NOW}
    with pytest.raises(DraftInvalid, match="Không gộp được"):
        set_attachments(**put, added=[NewAttachment(io.BytesIO(with_fields()), "x.pdf", AttachmentKind.INSIDE)])
    set_attachments(**put, added=[NewAttachment(io.BytesIO(annex(2)), "bang.pdf", AttachmentKind.INSIDE, "Bảng số 1")])
    Draft.objects.filter(pk=pk).update(state="signing")
    ready = held(office.actor("chairman"), pk, 2, "tm", NOW)
    printed, prepared = page_to_sign(ready, NOW, None)
    assert printed.pages == alone.pages + 2
    assert_seen(client, office, draft, alone.pages, monkeypatch)
    reader = PdfReader(io.BytesIO(prepared))
    assert len(reader.pages) == alone.pages + 2
    assert "Bảng số 1" in [item.title for item in reader.outline if not isinstance(item, list)]


def test_a_draft_without_annexes_is_the_paper_itself(office, paper):
    assert with_inside(paper, []) is paper
    assert new_draft(office)
