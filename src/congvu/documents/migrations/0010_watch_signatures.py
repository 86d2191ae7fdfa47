"""Who holds the files whose signatures were checked before now, so that a later check can tell them."""

from django.db import migrations

EXPECT = """
UPDATE signing_keptverdict kept SET expected_agency = found.issuing_agency_name
FROM (
    SELECT DISTINCT ON (file.sha256) file.sha256, document.issuing_agency_name
    FROM documents_documentfile file JOIN documents_document document ON document.id = file.document_id
    WHERE file.role = 'main' AND document.issuing_agency_name <> '' ORDER BY file.sha256, file.id
) found
WHERE found.sha256 = kept.file_sha256 AND kept.expected_agency = ''
"""
WATCH = """
INSERT INTO signing_verdictwatcher (kept_id, agency_id, title, url)
SELECT kept.id, document.agency_id,
       concat_ws('/', nullif(document.code_number, ''), nullif(document.code_notation, '')),
       '/van-ban/' || document.uid || '/'
FROM signing_keptverdict kept
JOIN documents_documentfile file ON file.sha256 = kept.file_sha256 AND file.role = 'main'
JOIN documents_document document ON document.id = file.document_id
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0009_approval_chains"), ("signing", "0006_keep_checked")]

    operations = [
        migrations.RunSQL(EXPECT, migrations.RunSQL.noop),
        migrations.RunSQL(WATCH, migrations.RunSQL.noop),
    ]
