"""The published attacks on signed PDFs, built here: none is valid. Beside them what poppler's pdfsig says."""

import re
import shutil
import subprocess

import pytest

from congvu.signing.checking.document import check_file
from congvu.signing.paper.document import AGENCY_FIELD, PERSON_FIELD
from congvu.signing.paper.fill import fill_number_and_date
from congvu.signing.paper.prepare import prepare
from congvu.signing.paper.sign import sign_field
from congvu.signing.report_json import to_json

from . import attacks
from .conftest import DATE, LAYOUT, NOW, NUMBER, minutes


def sign(pdf, people, last_word="certify"):
    return sign_field(prepare(pdf, LAYOUT), PERSON_FIELD, people.person, at=NOW, last_word=last_word)


@pytest.fixture(scope="module")
def bent(plain_pdf, people):
    """Every attack on a paper of which both kinds exist: certified with filling allowed, and sealed with a lock."""
    plain = sign(plain_pdf, people)
    covered, sheet = attacks.with_overlay(plain_pdf)
    covered = sign(covered, people)
    doubled, number, twin = attacks.with_hidden_twin(plain_pdf)
    doubled = sign(doubled, people)
    filled = fill_number_and_date(plain, NUMBER, DATE)
    sealed = sign_field(filled, AGENCY_FIELD, people.agency, at=NOW, last_word="lock")
    made = {
        "sound": plain,
        "sound_with_overlay": covered,
        "sound_with_twin": doubled,
        "hide_freed": attacks.hide_by_freeing(covered, sheet),
        "hide_emptied": attacks.hide_by_emptying(covered, sheet),
        "replace_value": attacks.replace_value(sealed),
        "replace_font": attacks.replace_font(plain),
        "hide_and_replace": attacks.hide_and_replace(doubled, number, twin),
        "swap_root": attacks.swap_root(plain),
        "isa": attacks.new_content(plain),
        "isa_without_table": attacks.new_content_without_table(plain),
        "note": attacks.added_note(plain),
        "script": attacks.added_script(plain),
        "swa": attacks.swa(plain),
    }
    return made | {f"usf_{name}": attacks.usf(plain, change) for name, change in attacks.USF.items()}


ATTACKS = ["hide_freed", "hide_emptied", "replace_value", "replace_font", "hide_and_replace", "swap_root", "isa",
           "isa_without_table", "note", "script", "swa", *(f"usf_{name}" for name in attacks.USF)]  # fmt: skip


@pytest.mark.parametrize("name", ["sound", "sound_with_overlay", "sound_with_twin"])
def test_before_the_attack_the_paper_is_valid(bent, trust, name):
    assert check_file(bent[name], trust, at=minutes(30)).verdict == "valid"


@pytest.mark.parametrize("name", ATTACKS)
def test_no_attack_leaves_a_valid_paper(bent, trust, name):
    report = check_file(bent[name], trust, at=minutes(30))
    assert report.verdict in {"invalid", "unknown", "none"}
    assert report.complete is False
    assert to_json(report)["verdict_text"] != "Hợp lệ"


# pdfsig (poppler 22.12) chỉ trả lời về những byte mà chữ ký bao trùm, nên rộng hơn ở mọi chỗ tệp được viết thêm:
# "valid" là câu "Signature is Valid." cho mọi chữ ký; "total" là nó nhận rằng chữ ký bao trùm cả tệp.
PDFSIG = {
    "sound": ("valid", True),
    "hide_freed": ("valid", False),
    "hide_emptied": ("valid", False),
    "replace_value": ("valid", False),
    "replace_font": ("valid", False),
    "hide_and_replace": ("valid", False),
    "swap_root": ("valid", False),
    "isa": ("valid", False),
    "isa_without_table": ("valid", False),
    "note": ("valid", False),
    "script": ("valid", False),
    "swa": ("valid", False),
    "usf_same_again": ("valid", False),
    "usf_no_range": ("other", False),
    "usf_zero_range": ("other", False),
    "usf_no_contents": ("other", False),
}


def pdfsig(data, folder):
    file = folder / "a.pdf"
    file.write_bytes(data)
    said = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, timeout=30, check=False).stdout
    answers = re.findall(r"Signature Validation: (.*)", said)
    verdict = "valid" if answers and set(answers) == {"Signature is Valid."} else "other"
    return verdict, "Not total document signed" not in said and "Total document signed" in said


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="pdfsig is not installed")
def test_where_pdfsig_is_more_lenient_is_written_down(bent, trust, tmp_path):
    said = {name: pdfsig(bent[name], tmp_path) for name in PDFSIG}
    assert said == PDFSIG
    ours = {name: check_file(bent[name], trust, at=minutes(30)).verdict for name in PDFSIG}
    assert {name for name, verdict in ours.items() if verdict == "valid"} == {"sound"}


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="pdfsig is not installed")
def test_pdfsig_agrees_on_changed_bytes(bent, trust, tmp_path):
    """Inside what was signed both say the same."""
    sound = bent["sound"]
    for at in (sound.index(b"/MediaBox") + 12, sound.index(b"stream") + 20):
        changed = bytearray(sound)
        changed[at] ^= 1
        assert pdfsig(bytes(changed), tmp_path)[0] != "valid"
        assert check_file(bytes(changed), trust, at=minutes(30)).verdict == "invalid"
