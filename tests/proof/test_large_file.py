"""A case file of 5,000 entries leaves the house whole: list of contents, XML, one PDF made aside."""

import resource
import time
from io import BytesIO
from xml.etree.ElementTree import fromstring

import pytest
from django.core.files.storage import default_storage
from pypdf import PdfReader

from congvu.archive.actions.export import export_file
from congvu.archive.actions.export_runs import ask_export, make_export
from congvu.archive.models import ExportRun
from congvu.archive.papers.xml import NAMESPACE
from tests.archive.conftest import case_file, office, own_files, register
from tests.archive.test_long_lists import fill
from tests.conftest import NOW

__all__ = ["case_file", "office", "own_files", "register"]
MOST_MIB = 600  # đo được 455
MOST_MIB_APART = 800  # mục lục 5.000 dòng dàn ở tiến trình riêng, trả lại hết khi xong; đo được 577


@pytest.mark.proof
@pytest.mark.django_db
def test_five_thousand_entries_are_in_every_form(office, case_file, register):
    file, clerk = case_file("officer"), office.actor("clerk")
    fill(file, register, papers=4000, sheets=1000)
    run_uid = ask_export(actor=clerk, uid=file.uid, now=NOW)
    run = ExportRun.objects.get(uid=run_uid)

    begun, cpu = time.perf_counter(), time.process_time()
    make_export(run_id=run.pk, clock=lambda: NOW)
    spent, cpu = time.perf_counter() - begun, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    run.refresh_from_db()
    apart = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(
        f"\n5.000 mục, {run.size >> 20} MiB: {spent:.1f} s, CPU {cpu:.1f} s, "
        f"bộ nhớ cao nhất {peak} MiB, ở tiến trình dàn trang {apart} MiB"
    )

    forms = {kind: export_file(actor=clerk, uid=file.uid, kind=kind, now=NOW).content for kind in ("muc-luc", "xml")}
    assert len(fromstring(forms["xml"]).findall(f".//{{{NAMESPACE}}}Document")) == 5000
    contents = PdfReader(BytesIO(forms["muc-luc"]))
    assert "Tờ 999" in contents.pages[-1].extract_text()
    assert (run.state, run.done) == ("done", 5000)
    whole = PdfReader(default_storage.open(run.path))
    assert len(whole.outline) == 5001
    assert len(whole.pages) == len(contents.pages) + 5000
    assert peak < MOST_MIB
    assert apart < MOST_MIB_APART
