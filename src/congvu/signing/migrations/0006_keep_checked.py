"""Files checked before now are walked every night, too: the newest report on each stored content is the kept one."""

from django.db import migrations

KEEP = """
INSERT INTO signing_keptverdict
    (file_sha256, file_id, expected_agency, verdict, report_id, first_seen_at, checked_at)
SELECT newest.file_sha256, stored.id, '', newest.verdict, newest.id, first.checked_at, newest.checked_at
FROM (
    SELECT DISTINCT ON (file_sha256) id, file_sha256, verdict, checked_at
    FROM signing_verificationreport ORDER BY file_sha256, checked_at DESC, id DESC
) newest
JOIN (
    SELECT file_sha256, min(checked_at) AS checked_at FROM signing_verificationreport GROUP BY file_sha256
) first USING (file_sha256)
JOIN kernel_storedcontent content ON content.sha256 = newest.file_sha256
JOIN LATERAL (
    SELECT id FROM kernel_storedfile WHERE content_id = content.id ORDER BY id LIMIT 1
) stored ON TRUE
"""


class Migration(migrations.Migration):
    dependencies = [("signing", "0005_rechecks"), ("kernel", "0003_files")]

    operations = [migrations.RunSQL(KEEP, migrations.RunSQL.noop)]
