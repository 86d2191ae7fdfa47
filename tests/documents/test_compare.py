"""What is shown as changed between two versions, and where comments stand afterwards: no database."""

import random
import time

from congvu.documents.drafting import anchors, compare
from congvu.documents.drafting.compare import Compared, Piece
from congvu.documents.drafting.types import AttachmentKind, AttachmentLine, DraftContent


def shown(line):
    marks = {"same": "", "gone": "-", "new": "+"}
    return [f"{marks[p.change]}{p.text.strip()}" for p in line]


def test_words_are_compared_with_their_vietnamese_marks():
    (line,) = compare.compare_lines(["Giao Sở Nội vụ chủ tri, báo cáo."], ["Giao Sở Nội vụ chủ trì, báo cáo."])
    assert shown(line) == ["Giao Sở Nội vụ chủ", "-tri,", "+trì,", "báo cáo."]


def test_a_new_paragraph_before_a_changed_one_does_not_mix_them_up():
    before = ["Một.", "Căn cứ Luật Tổ chức chính quyền địa phương năm 2015", "Ba."]
    after = ["Một.", "Đoạn hoàn toàn mới", "Căn cứ Luật Tổ chức chính quyền địa phương năm 2025", "Ba."]
    lines = compare.compare_lines(before, after)
    assert lines[1] == [Piece("new", "Đoạn hoàn toàn mới")]
    assert shown(lines[2]) == ["Căn cứ Luật Tổ chức chính quyền địa phương năm", "-2015", "+2025"]


def test_word_text_and_files_are_compared_and_far_lines_folded():
    lines = [f"Đoạn {n} giữ nguyên." for n in range(40)]
    changed = [*lines[:20], "Khác hẳn.", *lines[21:]]
    file = AttachmentLine("u", AttachmentKind.SEPARATE, "Danh mục")
    first = Compared(DraftContent(), "\n".join(lines))
    word, files = compare.compare_versions(first, Compared(DraftContent(), "\n".join(changed), (file,)))
    assert [(s.folded, len(s.lines)) for s in word.stretches] == [(True, 18), (False, 5), (True, 17)]
    assert (word.gone_count, word.new_count) == (1, 1)
    assert shown(files.lines[0])[0].startswith("+Danh mục")


def test_every_word_of_both_sides_is_kept():
    dice = random.Random(7)
    words = "giao sở nội vụ chủ trì phối hợp báo cáo ủy ban nhân dân".split()
    for _round in range(60):
        first, second = (
            [" ".join(dice.choices(words, k=dice.randint(0, 9))) for _n in range(dice.randint(0, 9))] for _s in "ab"
        )
        lines = compare.compare_lines(first, second)
        old = [w for line in lines for p in line if p.change != "new" for w in p.text.split()]
        new = [w for line in lines for p in line if p.change != "gone" for w in p.text.split()]
        assert old == [w for line in first for w in line.split()]
        assert new == [w for line in second for w in line.split()]


def test_long_texts_are_compared_without_waiting():
    dice = random.Random(3)
    words = [f"chữ{n}" for n in range(400)] + ["của"] * 400
    first = [" ".join(dice.choices(words, k=40)) for _n in range(5000)]
    second = [line if n % 3 else " ".join(dice.choices(words, k=40)) for n, line in enumerate(first)]
    begun = time.process_time()
    assert compare.compare_lines(first, second)
    assert time.process_time() - begun < 60  # it must end; the figure is in the report


class Comment:
    def __init__(self, text, place, part="body"):
        self.part, self.paragraph, self.fingerprint, self.quote = part, place, anchors.fingerprint(text), text


def test_the_same_words_twice_keep_the_nearer_place():
    there = anchors.paragraphs(DraftContent(body="Như trên.\nKhác.\nNhư trên."))
    found, lost = anchors.placed([Comment("như trên", 2)], there)
    assert list(found) == [("body", 2)]
    assert lost == []


def test_a_word_file_stands_for_what_was_typed():
    there = anchors.paragraphs(DraftContent(subject="Trích yếu", body="Gõ tay."), word="Kính gửi\n\nThực hiện")
    assert [(p.part, p.place, p.text) for p in there] == [
        ("subject", 0, "Trích yếu"), ("word", 0, "Kính gửi"), ("word", 2, "Thực hiện"),
    ]  # fmt: skip
