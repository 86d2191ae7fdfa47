"""A package is taken in by another installation: a second database and processes of its own."""

import hashlib
from pathlib import Path

import psycopg

from tests.backup.elsewhere import congvu, elsewhere  # noqa: F401 (a fixture)

AGENCIES = "import django; django.setup(); from congvu.config import demo; demo.load_agencies()"


def test_a_package_stands_again_in_another_installation(elsewhere, aip):  # noqa: F811
    code, said = congvu(elsewhere, "-c", AGENCIES)
    assert code == 0, said
    take_in = ("-m", "congvu", "documents", "import-package", str(aip), "--user", "luutru")
    code, said = congvu(elsewhere, *take_in)
    assert code == 0, said
    again, told = congvu(elsewhere, *take_in)
    assert (again, "không thay đổi gì" in told) == (0, True)
    with psycopg.connect(elsewhere["CONGVU_DATABASE_URL"]) as link:
        [(file, state)] = link.execute("select id, state from archive_casefile").fetchall()
        kept = {row[0] for row in link.execute("select sha256 from kernel_storedcontent").fetchall()}
        acts = link.execute("select count(*) from kernel_auditentry where code = 'archive.package_imported'").fetchone()
        entries = link.execute("select count(*) from archive_fileentry where file_id = %s", [file]).fetchone()
    inside = {
        hashlib.sha256(one.read_bytes()).hexdigest()
        for one in (aip / "representations").rglob("*")
        if one.is_file() and "data" in one.relative_to(aip).parts
    }
    assert state == "archived"
    assert entries != (0,)
    assert inside <= kept
    assert acts == (1,)
    stored = Path(elsewhere["CONGVU_DATA"]) / "files" / "sha256"
    assert {one.name for one in stored.rglob("*") if one.is_file()} >= inside
