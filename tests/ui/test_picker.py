"""What comes back from the unit picker."""

from django.http import QueryDict

from congvu.ui.api import read_picked

ALLOWED = {1, 2, 3, 4}


def test_one_lead_several_others_and_deadlines():
    picked = read_picked(
        QueryDict("to-lead=1&to-support=2&to-support=3&to-info=4&to-due-1=21/10/2026&to-due-2=&to-due-4=1/1/2027"),
        "to",
        ALLOWED,
    )

    assert (picked.lead, picked.support, picked.info) == (1, {2, 3}, {4})
    assert picked.due == {1: "21/10/2026"}  # a unit that is only informed has no deadline
    assert picked.faults == ()


def test_nothing_chosen_is_no_fault_of_the_picker():
    picked = read_picked(QueryDict("to-lead="), "to", ALLOWED)

    assert (picked.lead, picked.support, picked.info, picked.faults) == (None, frozenset(), frozenset(), ())


def test_two_roles_of_one_unit_are_a_fault():
    picked = read_picked(QueryDict("to-lead=1&to-info=1"), "to", ALLOWED)

    assert picked.faults == ("Mỗi đơn vị chỉ giữ một vai trò: chủ trì, phối hợp hoặc để biết.",)


def test_a_unit_that_was_not_offered_is_a_fault_and_not_taken():
    picked = read_picked(QueryDict("to-lead=9&to-support=2"), "to", ALLOWED)

    assert picked.lead is None
    assert picked.support == {2}
    assert picked.faults == ("Có đơn vị không nằm trong danh sách được chọn.",)


def test_two_leads_are_a_fault():
    assert read_picked(QueryDict("to-lead=1&to-lead=2"), "to", ALLOWED).faults == ("Chỉ một đơn vị chủ trì.",)


def test_digits_of_other_scripts_and_words_are_not_units():
    assert read_picked(QueryDict("to-support=²&to-support=x&to-support=-1"), "to", ALLOWED).support == frozenset()
