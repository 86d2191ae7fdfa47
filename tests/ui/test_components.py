"""Components say what they should, to eyes and to screen readers, and escape what they are given."""

import re

import pytest
from django import forms
from django.template import Context, Template

from congvu.ui.api import Check, Due, Figure, SignatureTable, Tab, TreeNode, Verdict


def drawn(source: str, **values: object) -> str:
    return Template(source).render(Context(values)).strip()


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip().replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("due", "said", "tone", "bar"),
    [
        (Due(620, True, 100), "Quá 1 ngày 2 giờ", "is-late", 88),
        (Due(479, False, 50), "Còn 7 giờ 59", "is-soon", 44),
        (Due(480, False, 0), "Còn 1 ngày", "", 0),
        (Due(1020, False, 250), "Còn 2 ngày 1 giờ", "", 88),
        (Due(-30, True), "Quá 30 phút", "is-late", 88),
    ],
)
def test_a_deadline_has_colour_only_from_one_working_day(due, said, tone, bar):
    html = drawn("{% cv_due due %}", due=due)

    assert words(html) == said
    assert re.findall(r"is-\w+", html) == ([tone] if tone else [])
    assert f'<rect width="{bar}"' in html


def test_a_deadline_whose_start_is_unknown_has_no_ruler_and_none_is_said():
    assert "<svg" not in drawn("{% cv_due due %}", due=Due(1020, False))
    assert words(drawn("{% cv_due due %}", due=None)) == "Không có hạn"


def test_a_state_has_a_shape_and_a_word():
    assert drawn('{% cv_state "late" "Quá hạn" %}') == (
        '<span class="cv-state t-late"><span class="cv-light late"></span>Quá hạn</span>'
    )


@pytest.mark.parametrize(
    ("level", "word"),
    [(0, ""), (None, ""), (1, "KHẨN"), (2, "THƯỢNG KHẨN"), (3, "HỎA TỐC"), (4, "HỎA TỐC HẸN GIỜ"), (9, "")],
)
def test_urgency_is_said_in_the_words_of_the_decree(level, word):
    assert words(drawn("{% cv_urgency level %}", level=level)) == word


def test_what_an_app_hands_in_is_escaped():
    evil = "<script>alert(1)</script>"
    for source in (
        "{% cv_state 'late' x %}",
        "{% cv_tag x %}",
        "{% cv_empty x x x %}",
        "{% cv_note x x x %}",
        "{% cv_section title=x aside=x url=x %}{{ x }}{% endcv_section %}",
        "{% cv_dialog id='a' title=x %}{% endcv_dialog %}",
        "{% cv_actionbar label=x selection=x %}{% endcv_actionbar %}",
        "{% cv_icon 'x' x %}",
    ):
        assert evil not in drawn(source, x=evil), source
    assert evil not in drawn("{% cv_dl facts %}", facts=[(evil, evil)])
    assert evil not in drawn("{% cv_tree nodes %}", nodes=[TreeNode(evil, evil, evil, evil, evil, evil, evil, evil)])


def test_a_figure_opens_its_rows_and_zero_is_not_red():
    html = drawn(
        "{% cv_ledger figures 'Số việc' %}",
        figures=[Figure(0, "Quá hạn", "/a/", "late"), Figure(2, "Trễ", "/b/", "late"), Figure(1234, "Cả năm")],
    )

    assert html.count('class="late"') == 1
    assert html.count("<a ") == 2
    assert "1.234" in html


def test_the_current_tab_is_said_to_screen_readers():
    html = drawn("{% cv_tabs tabs 'Lọc' %}", tabs=[Tab("Tất cả", "/", 38, True), Tab("Mới", "/m/", 0)])

    assert html.count('aria-current="page"') == 1
    assert words(html) == "Tất cả 38 Mới 0"


class Sample(forms.Form):
    subject = forms.CharField(label="Trích yếu", help_text="Như trên văn bản.")
    day = forms.DateField(label="Ngày", required=False)
    kind = forms.ChoiceField(label="Loại", choices=[("a", "A")], widget=forms.RadioSelect)


def test_a_field_joins_label_hint_and_fault():
    html = drawn("{% cv_field form.subject %}", form=Sample({}))

    assert '<label for="id_subject">' in html
    assert 'aria-describedby="id_subject_error id_subject_helptext"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_subject_error"' in html
    assert 'id="id_subject_helptext"' in html


def test_a_date_says_how_to_type_it_and_an_optional_field_says_so():
    html = drawn("{% cv_field form.day %}", form=Sample())

    assert "Ngày/tháng/năm, ví dụ 14/10/2026" in html
    assert "(không bắt buộc)" in html
    assert 'inputmode="numeric"' in html
    assert 'class="form-control w-date"' in html


def test_choices_are_a_group_with_a_legend():
    html = drawn("{% cv_field form.kind %}", form=Sample({}))

    assert html.startswith('<fieldset class="cv-field bad" id="id_kind"')
    assert "<legend>Loại</legend>" in html
    assert 'aria-describedby="id_kind_error"' in html


def test_faults_are_counted_and_lead_to_their_fields():
    html = drawn("{% cv_faults form said %}", form=Sample({}), said=["Chỉ một đơn vị chủ trì."])

    assert "Có 3 chỗ cần sửa" in html
    assert '<a href="#id_subject">Trích yếu: ' in html
    assert "Chỉ một đơn vị chủ trì." in html
    assert drawn("{% cv_faults form %}", form=Sample({"subject": "x", "kind": "a"})) == ""


def test_a_verdict_that_is_all_good_folds_and_a_doubt_stays_open():
    good, doubt = Verdict("good", "Đạt"), Verdict("soon", "Chưa rõ")
    fine = SignatureTable(Verdict("good", "Hợp lệ"), "", ["Người ký"], [Check("Chuỗi", [good])])
    unsure = SignatureTable(Verdict("soon", "Chưa xác định"), "", ["Người ký"], [Check("Thu hồi", [doubt])])

    assert "<details>" in drawn("{% cv_signatures table %}", table=fine)
    assert "<details open>" in drawn("{% cv_signatures table %}", table=unsure)


def test_each_form_gets_its_own_mark_against_sending_twice():
    first, second = drawn("{% cv_once %}"), drawn("{% cv_once %}")

    assert re.fullmatch(r'<input type="hidden" name="once" value="[0-9a-f-]{36}">', first)
    assert first != second
