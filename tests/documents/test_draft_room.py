"""Comments that follow their paragraphs, files that go with a version, restored versions, who has read what."""

import io
import zipfile
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.documents.actions import comments as acts
from congvu.documents.actions.draft import save_draft
from congvu.documents.actions.readings import note_reading
from congvu.documents.actions.versions import NewAttachment, restore_version, set_attachments
from congvu.documents.drafting import attachments, page
from congvu.documents.drafting.errors import DraftChangedMeanwhile, DraftInvalid, DraftWrongState
from congvu.documents.drafting.reading_room import room
from congvu.documents.drafting.types import AttachmentKind
from congvu.documents.models import Draft, DraftComment, DraftFile, DraftVersion, Reading
from congvu.documents.queries.readings import readers
from congvu.kernel.errors import FileHasMacros, NotAllowed, NotFound
from tests.conftest import NOW
from tests.documents.drafts import LETTER, at_step, new_draft
from tests.documents.test_inside import annex

pytestmark = pytest.mark.django_db


def save(office, pk, content, who="officer", **changes):
    version = Draft.objects.get(pk=pk).latest_version
    return save_draft(
        actor=office.actor(who),
        draft_id=pk,
        **{"read_version": version, "content": content, "signer_post_id": office.posts["chairman"].pk, "now": NOW}
        | changes,
    )


def shown(office, pk, who="officer"):
    row = page.draft_row(actor=office.actor(who), uid=Draft.objects.get(pk=pk).uid)
    return room(actor=office.actor(who), draft=row, version=page.version_row(row, None))


def remark(office, pk, who="head", *, part="body", paragraph=1, words="Nêu số liệu cụ thể.", **changes):
    values = {"version": 1, "now": NOW} | changes
    return acts.add_comment(actor=office.actor(who), draft_id=pk, part=part, paragraph=paragraph, words=words, **values)


class TestComments:
    def test_it_follows_its_paragraph_through_moves_and_changes_and_is_listed_when_it_is_gone(self, office):
        pk = new_draft(office)
        remark(office, pk)
        lines = LETTER.body.split("\n")
        save(office, pk, replace(LETTER, body="\n".join(["Một đoạn mới.", *lines])))
        (at,) = [p for p in shown(office, pk).paragraphs if p.threads]
        assert (at.place, at.text, at.threads[0].changed) == (2, "1. Kết quả tiếp nhận hồ sơ.", False)

        lines[1] = "1. Kết quả tiếp nhận hồ sơ trong quý III."
        save(office, pk, replace(LETTER, body="\n".join(lines)))
        (at,) = [p for p in shown(office, pk).paragraphs if p.threads]
        assert (at.text, at.threads[0].changed) == (lines[1], True)

        save(office, pk, replace(LETTER, body="Nội dung khác hẳn."))
        left = shown(office, pk)
        assert not any(p.threads for p in left.paragraphs)
        assert [thread.quote for thread in left.orphans] == ["1. Kết quả tiếp nhận hồ sơ."]
        assert left.open_count == 1

    def test_answered_resolved_opened_again_and_seen(self, office):
        pk = new_draft(office)
        uid = remark(office, pk)
        drafter = office.actor("officer")
        acts.reply(actor=drafter, draft_id=pk, comment_uid=uid, words="Đã bổ sung.", now=NOW)
        acts.resolve(actor=drafter, draft_id=pk, comment_uid=uid, done=True, now=NOW)
        (at,) = [p for p in shown(office, pk, "head").paragraphs if p.threads]
        thread = at.threads[0]
        assert [said.text for said in (thread.first, *thread.replies)] == ["Nêu số liệu cụ thể.", "Đã bổ sung."]
        assert thread.resolved_by == drafter.display_name
        assert thread.replies[0].is_new
        acts.resolve(actor=office.actor("head"), draft_id=pk, comment_uid=uid, done=False, now=NOW)
        assert shown(office, pk).open_count == 1

    def test_refusals_write_nothing(self, office):
        pk = new_draft(office)
        with pytest.raises(NotFound):
            remark(office, pk, "econ_officer")
        with pytest.raises(DraftInvalid):
            remark(office, pk, words=" \x00 ")
        with pytest.raises(DraftInvalid):
            remark(office, pk, paragraph=99)
        with pytest.raises(NotFound):
            remark(office, pk, version=7)
        with pytest.raises(NotFound):
            acts.reply(actor=office.actor("head"), draft_id=pk, comment_uid=uuid4(), words="x", now=NOW)
        assert not DraftComment.objects.exists()
        uid = remark(office, pk)
        chief = office.actor("chief")
        with pytest.raises(NotAllowed):
            acts.resolve(actor=chief, draft_id=pk, comment_uid=uid, done=True, now=NOW)
        Draft.objects.filter(pk=pk).update(state="cancelled", closing_note="x")
        with pytest.raises(DraftWrongState):
            remark(office, pk)
        assert DraftComment.objects.count() == 1

    def test_many_comments_cost_no_more_queries(self, office):
        pk = new_draft(office)

        def queries():
            row = page.draft_row(actor=office.actor("officer"), uid=Draft.objects.get(pk=pk).uid)
            version = page.version_row(row, None)
            with CaptureQueriesContext(connection) as caught:
                room(actor=office.actor("officer"), draft=row, version=version)
            return len(caught)

        remark(office, pk)
        few = queries()
        for n in range(12):
            remark(office, pk, words=f"Góp ý {n}", paragraph=n % 4)
        assert queries() == few


PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF"
)


def put(office, pk, *added, kept=(), who="officer", **changes):
    values = {"read_version": Draft.objects.get(pk=pk).latest_version, "now": NOW} | changes
    return set_attachments(actor=office.actor(who), draft_id=pk, kept=list(kept), added=list(added), **values)


def new(name="Phụ lục.pdf", content=PDF, **changes):
    return NewAttachment(io.BytesIO(content), name, **changes)


class TestFiles:
    def test_a_change_is_a_new_version_that_names_them_in_order(self, office):
        pk = new_draft(office)
        put(office, pk, new(title="Danh mục thủ tục"), new("Tờ trình.txt", b"Noi dung", kind=AttachmentKind.PAPERS))
        first = attachments.of_version(DraftVersion.objects.get(draft_id=pk, number=2))
        assert [(f.title, f.kind, f.position) for f in first] == [
            ("Danh mục thủ tục", "separate", 1),
            ("Tờ trình", "papers", 2),
        ]
        turned = [(DraftFile.objects.get(uid=f.uid).uid, f.kind, f.title) for f in reversed(first)]
        assert put(office, pk, kept=turned) == 3
        assert put(office, pk, kept=turned) == 3  # nothing changed, no version
        last = DraftVersion.objects.get(draft_id=pk, number=3)
        assert [f.name for f in attachments.of_version(last, kinds=[AttachmentKind.SEPARATE])] == ["Phụ lục.pdf"]
        assert save(office, pk, replace(LETTER, body="Khác.")) == 4
        assert len(attachments.of_version(DraftVersion.objects.get(draft_id=pk, number=4))) == 2

    def test_refusals_keep_nothing(self, office):
        pk = new_draft(office)
        macro = io.BytesIO()
        with zipfile.ZipFile(macro, "w") as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("word/document.xml", "<x/>")
            archive.writestr("word/vbaProject.bin", "x")
        with pytest.raises(FileHasMacros):
            put(office, pk, new("a.docx", macro.getvalue()))
        with pytest.raises(DraftInvalid):
            put(office, pk, new("a.txt", b"chu", kind=AttachmentKind.INSIDE))
        with pytest.raises(DraftInvalid):
            put(office, pk, *[new(f"{n}.pdf") for n in range(31)])
        with pytest.raises(DraftChangedMeanwhile):
            put(office, pk, new(), read_version=7)
        with pytest.raises(NotAllowed):
            put(office, pk, new(), who="head")
        with pytest.raises(NotFound):
            put(office, pk, new(), who="econ_officer")
        assert not DraftFile.objects.exists()
        assert Draft.objects.get(pk=pk).latest_version == 1

    def test_a_file_of_another_draft_cannot_be_named(self, office):
        mine, other = new_draft(office), new_draft(office)
        put(office, other, new())
        stolen = DraftFile.objects.get().uid
        assert put(office, mine, kept=[(stolen, AttachmentKind.SEPARATE, "x")]) == 1


def test_an_earlier_version_comes_back_as_a_new_one(office):
    pk = new_draft(office)
    save(office, pk, replace(LETTER, body="Nội dung hai."))
    act = {"actor": office.actor("officer"), "draft_id": pk, "now": NOW}
    assert restore_version(version=1, read_version=2, **act) == 3
    back = DraftVersion.objects.get(draft_id=pk, number=3)
    assert (back.content, back.restored_from) == (DraftVersion.objects.get(draft_id=pk, number=1).content, 1)
    for version, read, refusal in ((3, 3, DraftInvalid), (9, 3, DraftInvalid), (1, 2, DraftChangedMeanwhile)):
        with pytest.raises(refusal):
            restore_version(version=version, read_version=read, **act)
    with pytest.raises(NotAllowed):
        restore_version(version=1, read_version=3, **{**act, "actor": office.actor("head")})
    assert Draft.objects.get(pk=pk).latest_version == 3


class TestReadings:
    def test_first_and_last_time_per_person_and_for_whom(self, office, register):
        paper = register()
        for minutes in (0, 2, 30):
            note_reading(office.actor("clerk"), paper, now=NOW + timedelta(minutes=minutes))
        note_reading(office.actor("head"), paper, what="file:3", label="a.pdf", now=NOW + timedelta(hours=1))
        (head, clerk), more = readers(paper)
        assert (clerk.first_at, clerk.last_at, clerk.times) == (NOW, NOW + timedelta(minutes=30), 2)
        assert [opened.name for opened in head.opened] == ["a.pdf"]
        assert not more

    def test_pages_and_files_note_it_and_the_room_shows_whom_else_edits(self, client, office, monkeypatch):
        monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
        pk = at_step(office, "head")
        draft = Draft.objects.get(pk=pk)
        note_reading(office.actor("officer"), draft, what="edit", now=NOW)
        client.force_login(office.accounts["head"])
        assert client.get(reverse("documents:draft", args=[draft.uid])).status_code == 200
        page_of_form = client.get(reverse("documents:draft_edit", args=[draft.uid])).content.decode()
        assert "đang mở dự thảo này để sửa" in page_of_form
        assert set(Reading.objects.filter(person_id=office.people["head"].pk).values_list("what", flat=True)) == {
            "",
            "edit",
        }


class TestPages:
    @pytest.fixture
    def as_(self, client, office):
        def sign_in(who):
            client.force_login(office.accounts[who])
            return client

        return sign_in

    def test_the_room_takes_comments_and_shows_them(self, as_, office):
        pk = new_draft(office)
        uid = Draft.objects.get(pk=pk).uid
        there = reverse("documents:draft_room", args=[uid])
        done = as_("head").post(
            reverse("documents:draft_comment", args=[uid]),
            {"doan": "body-1", "ban": "1", "loi": "Bổ sung <b>số liệu</b>"},
        )
        assert done["Location"] == f"{there}#body-1"
        text = as_("officer").get(there).content.decode()
        assert "Bổ sung &lt;b&gt;số liệu&lt;/b&gt;" in text
        assert "Còn 1 góp ý chưa xong." in text
        seen = Reading.objects.get(person_id=office.people["officer"].pk, what="comments")
        assert seen.seen_comment_id == DraftComment.objects.get().pk
        assert as_("econ_officer").get(there).status_code == 404
        for place in ("", "body-", "body-99999999999", "x-1", 'body-1#"><script>'):
            answer = as_("head").post(
                reverse("documents:draft_comment", args=[uid]), {"doan": place, "ban": "1", "loi": "x"}
            )
            assert answer.status_code == 302
        assert DraftComment.objects.count() == 1

    def test_files_are_put_read_and_not_given_to_others(self, as_, office):
        pk = new_draft(office)
        uid = Draft.objects.get(pk=pk).uid
        there = reverse("documents:draft_files", args=[uid])
        file = io.BytesIO(annex())
        file.name = "Phụ lục.pdf"
        as_("officer").post(there, {"read_version": "1", "tep-moi": file, "loai-moi": "inside", "ten-moi": "Bảng 1"})
        kept = DraftFile.objects.get()
        text = as_("officer").get(there).content.decode()
        assert 'value="Bảng 1"' in text
        address = reverse("documents:draft_file", args=[uid, kept.uid])
        assert as_("head").get(address).status_code == 200
        assert as_("econ_officer").get(address).status_code == 404
        stale = as_("officer").post(there, {"read_version": "1", "tep": str(kept.uid), f"bo-{kept.uid}": "1"})
        assert stale.status_code == 422
        assert "đã lưu phiên bản 2" in stale.content.decode()
        as_("officer").post(there, {"read_version": "2", "tep": ["rác", str(kept.uid)], f"bo-{kept.uid}": "1"})
        assert attachments.of_version(DraftVersion.objects.get(draft_id=pk, number=3)) == []

    def test_two_versions_beside_each_other_and_the_older_comes_back(self, as_, office):
        pk = new_draft(office)
        uid = Draft.objects.get(pk=pk).uid
        save(office, pk, replace(LETTER, body=LETTER.body.replace("vướng mắc", "kiến nghị")))
        text = as_("officer").get(reverse("documents:draft_compare", args=[uid])).content.decode()
        assert "<del>vướng mắc.</del>" in text
        assert "<ins>kiến nghị.</ins>" in text
        old = as_("officer").get(f"{reverse('documents:draft', args=[uid])}?ban=1").content.decode()
        assert "Lấy lại thành phiên bản mới" in old
        as_("officer").post(reverse("documents:draft_restore", args=[uid, 1]), {"read_version": "2"})
        assert Draft.objects.get(pk=pk).latest_version == 3

    def test_a_life_on_one_page(self, as_, office, register):
        paper = register()
        pk = new_draft(office, who="chairman", answers_id=paper.pk)
        address = reverse("documents:life", args=[paper.uid])
        assert as_("econ_officer").get(address).status_code == 404
        seen = as_("chief").get(address).content.decode()
        assert "đăng ký, số đến" in seen
        assert "Dự thảo" not in seen.partition("Diễn biến")[0].partition("Từ lúc đến")[2]
        assert str(Draft.objects.get(pk=pk).uid) not in seen
        assert "Ai đã xem" in as_("clerk").get(reverse("documents:document", args=[paper.uid])).content.decode()
