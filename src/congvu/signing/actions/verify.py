"""Check the signatures of a file and keep the report."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.db.models import QuerySet
from procrastinate.contrib.django import app

from congvu.kernel.api import files, statements, writes

from ..checking.content import Content, of_bytes, of_stream
from ..checking.document import check_file
from ..checking.rules import is_aged, is_worse, outcome
from ..checking.trust import NO_TRUST
from ..models import KeptVerdict, RecheckRun, VerdictChange, VerdictWatcher, VerificationReport
from ..report_json import from_json, to_json
from ..trust_rows import trust_store
from ..types import Check, Report, Watch

ASK_JOB = "signing.ask_online"  # tasks lie above actions, so they are queued by name
ASKED = frozenset({"no_revocation_source", "revocation_stale"})
_SEEN_BEFORE = """
    select file_sha256, first_seen_at, expected_agency from signing_keptverdict where file_sha256 = any(%s::text[])
"""
# Reports, and the verdicts of contents that come for the first time; whoever was first with one, keeps it.
_KEEP_ALL = """
    with came as (
        select * from unnest(
            %s::text[], %s::timestamptz[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[]
        ) came (file_sha256, checked_at, checker, trust_list, verdict, body, file_id)
    ), report as (
        insert into signing_verificationreport (file_sha256, checked_at, checker, trust_list, verdict, body)
        select file_sha256, checked_at, checker, trust_list, verdict, body::jsonb from came
        returning id, file_sha256
    ), fresh as (
        insert into signing_keptverdict
            (file_sha256, file_id, expected_agency, verdict, report_id, first_seen_at, checked_at)
        select came.file_sha256, came.file_id, '', came.verdict, report.id, came.checked_at, came.checked_at
        from came join report on report.file_sha256 = came.file_sha256
        on conflict (file_sha256) do nothing
        returning file_sha256
    )
    select report.file_sha256, report.id, fresh.file_sha256 is not null
    from report left join fresh on fresh.file_sha256 = report.file_sha256
"""


@transaction.atomic
def verify(
    file: bytes | int,
    at: datetime,
    *,
    expected_agency: str = "",
    watch: Watch | None = None,
    content: bytes | None = None,
) -> Report:
    """Check a file (its content, or the id of a stored one) as of a moment, and keep the report under its SHA-256.

    `expected_agency` names the agency that the paper comes from; `watch` says whom later checks shall tell; `content`
    is the file beside a detached signature. Stored files are checked again every night. Never raises because of what
    the file holds; raises NotFound for an unknown id.
    """
    with _opened(file) as what:
        report = _checked(what, at, expected_agency=expected_agency, content=content)
    row = _keep(report)
    if isinstance(file, int):
        _hold(file, report, row, expected_agency, watch)
        if _is_asked_for(report):
            app.configure_task(ASK_JOB, queue="signing").defer(file_id=file)
    return report


def _is_asked_for(report: Report) -> bool:
    """Return whether somebody online may know what nobody here knows: whether a trusted certificate was revoked."""
    return any(
        check.code == "revocation" and check.state == "unknown" and check.reason in ASKED
        for row in report.signatures
        for check in row.checks
    )


def check_bytes(data: bytes, at: datetime, *, expected_agency: str = "", content: bytes | None = None) -> Report:
    """Check a file without keeping anything: for files that strangers bring.

    A content that this installation knows is judged as it is everywhere here: from the same agency, known since the
    same day.
    """
    return _checked(of_bytes(data), at, expected_agency=expected_agency, content=content)


def _checked(what: Content, at: datetime, *, expected_agency: str = "", content: bytes | None = None) -> Report:
    known = KeptVerdict.objects.filter(file_sha256=what.sha256).values_list("first_seen_at", "expected_agency").first()
    seen_at, agency = known or (None, "")
    return check_file(
        what, trust_store(), at=at, expected_agency=expected_agency or agency, content=content, seen_at=seen_at
    )


def check_all(brought: Sequence[tuple[IO[bytes], str]], at: datetime) -> list[Report]:
    """Check open files, given with their SHA-256, without keeping anything yet; `keep_checked` keeps what was found.

    For an act that looks at several files first and keeps them together: what is trusted is read once.
    """
    if not brought:
        return []
    known, store = statements.together(lambda: seen_before([sha256 for _stream, sha256 in brought]), trust_store)
    found = []
    for stream, sha256 in brought:
        seen_at, agency = known.get(sha256, (None, ""))
        found.append(check_file(of_stream(stream), store, at=at, expected_agency=agency, seen_at=seen_at))
    return found


def seen_before(hashes: Sequence[str]) -> dict[str, tuple[datetime, str]]:
    """Return of contents that this installation has checked before, since when it knows them and as whose."""
    return {row[0]: (row[1], row[2]) for row in statements.rows(_SEEN_BEFORE, [list(hashes)])}


def keep_checked(reports: Mapping[int, Report], *, seen: Collection[str] | None = None) -> None:
    """Keep what `check_all` found of files that are stored now, by their ids, as `verify` does for one.

    Part of the caller's transaction. Given what was `seen_before` under the contents' locks, all else is written
    without waiting for an answer.
    """
    new = {pk: one for pk, one in reports.items() if seen is not None and one.sha256 not in seen}
    if new:
        _keep_new(new)
    if len(new) < len(reports):
        _keep_again({pk: one for pk, one in reports.items() if pk not in new})


def _keep_new(reports: Mapping[int, Report]) -> None:
    writes.write(_KEEP_ALL, _columns({report.sha256: pk for pk, report in reports.items()}, reports))
    _ask_online(reports)


def _columns(by_sha256: Mapping[str, int], reports: Mapping[int, Report]) -> list[list[Any]]:
    """Return what `_KEEP_ALL` takes."""
    rows = [_row(reports[file_id]) for file_id in by_sha256.values()]
    names = ("file_sha256", "checked_at", "checker", "trust_list", "verdict")
    columns = [[getattr(row, name) for row in rows] for name in names]
    return [*columns, [json.dumps(row.body) for row in rows], list(by_sha256.values())]


def _ask_online(reports: Mapping[int, Report]) -> None:
    for file_id, report in reports.items():
        if _is_asked_for(report):
            app.configure_task(ASK_JOB, queue="signing").defer(file_id=file_id)


def _keep_again(reports: Mapping[int, Report]) -> None:
    by_sha256 = {report.sha256: file_id for file_id, report in reports.items()}
    for sha256, pk, is_new in statements.rows(_KEEP_ALL, _columns(by_sha256, reports)):
        report, file_id = reports[by_sha256[sha256]], by_sha256[sha256]
        if not is_new:
            row = _row(report)
            row.pk = pk
            _hold(file_id, report, row, "", None)
    _ask_online({file_id: reports[file_id] for file_id in by_sha256.values()})


def check_without_trust(data: bytes, at: datetime) -> Report:
    """Check a file without a database: bytes, value and dates are judged, but no root is trusted."""
    return check_file(data, NO_TRUST, at=at)


def report_of(file_id: int) -> Report | None:
    """Return the newest kept report on a stored file. The caller has checked that the file may be seen."""
    return report_of_sha256(files.ref(file_id).sha256)


def report_of_sha256(sha256: str) -> Report | None:
    """Return the newest kept report on a content, `checked_at` being the last check that found the same."""
    verdicts, bodies = statements.together(
        lambda: statements.kept_objects(_verdict_on, sha256=sha256),
        lambda: statements.kept(_newest_report, sha256=sha256),
    )
    if verdicts:
        return replace(from_json(verdicts[0].report.body), checked_at=verdicts[0].checked_at)
    return from_json(bodies[0][0]) if bodies else None


def _verdict_on(*, sha256: str) -> QuerySet[KeptVerdict]:
    return KeptVerdict.objects.filter(file_sha256=sha256).select_related("report").order_by("pk")[:1]


def _newest_report(*, sha256: str) -> QuerySet[VerificationReport, Any]:
    rows = VerificationReport.objects.filter(file_sha256=sha256).order_by("-checked_at", "-pk")
    return rows.values_list("body")[:1]


def reports_of_sha256(hashes: Iterable[str]) -> dict[str, Report]:
    """Return the newest kept report on each content that has one, in two queries whatever their number."""
    wanted = set(hashes)
    kept = KeptVerdict.objects.filter(file_sha256__in=wanted).select_related("report")
    found = {row.file_sha256: replace(from_json(row.report.body), checked_at=row.checked_at) for row in kept}
    others = (
        VerificationReport.objects.filter(file_sha256__in=wanted - found.keys())
        .order_by("file_sha256", "-checked_at", "-pk")
        .distinct("file_sha256")
        .values_list("file_sha256", "body")
    )
    return found | {sha256: from_json(body) for sha256, body in others}


def recheck(file_ids: Iterable[int], at: datetime) -> dict[int, Report]:
    """Check stored files again now, before they are handed over; return the reports by file.

    A report is kept where the outcome changed. A file that was never checked is checked and kept. Raises NotFound.
    """
    found: dict[int, Report] = {}
    for file_id in file_ids:
        kept = KeptVerdict.objects.filter(file_sha256=files.ref(file_id).sha256).first()
        found[file_id] = verify(file_id, at) if kept is None else recheck_one(kept.pk, at)[0]
    return found


def recheck_one(kept_id: int, at: datetime, *, run: RecheckRun | None = None) -> tuple[Report, VerdictChange | None]:
    """Check a kept content again; keep report and change where the outcome is another one than before.

    The check itself stands outside the transaction. Content that is gone or was altered in the store is an outcome.
    """
    kept = KeptVerdict.objects.get(pk=kept_id)
    report = _again(kept, at)
    with transaction.atomic():
        kept = KeptVerdict.objects.select_for_update(of=("self",)).select_related("report").get(pk=kept_id)
        before = from_json(kept.report.body)
        change = None
        if outcome(report) != outcome(before):
            row = _keep(report)
            change = _change(kept, before, report, row, run)
            kept.report, kept.verdict = row, report.verdict
        kept.checked_at = max(kept.checked_at, at)
        kept.save(update_fields=["report", "verdict", "checked_at"])
    return report, change


def _again(kept: KeptVerdict, at: datetime) -> Report:
    try:
        with _opened(kept.file_id) as what:
            if what.sha256 != kept.file_sha256:
                return _lost(kept, at, "stored_changed")
            return _checked(what, at)
    except OSError:
        return _lost(kept, at, "stored_lost")


def _lost(kept: KeptVerdict, at: datetime, reason: str) -> Report:
    """Return the report on a content that the store does not give back as it was."""
    before = from_json(VerificationReport.objects.get(pk=kept.report_id).body)
    return replace(
        before,
        verdict="invalid",
        complete=False,
        checked_at=at,
        checks=(Check("file", "failed", reason),),
        signatures=(),
    )


def _keep(report: Report) -> VerificationReport:
    row = _row(report)
    row.save(force_insert=True)
    return row


def _row(report: Report) -> VerificationReport:
    return VerificationReport(
        file_sha256=report.sha256,
        checked_at=report.checked_at,
        checker=report.checker,
        trust_list=report.trust_list,
        verdict=report.verdict,
        body=to_json(report),
    )


def _hold(file_id: int, report: Report, row: VerificationReport, agency: str, watch: Watch | None) -> None:
    kept, created = KeptVerdict.objects.select_for_update().get_or_create(
        file_sha256=report.sha256,
        defaults={
            "file_id": file_id,
            "expected_agency": agency[:500],
            "verdict": report.verdict,
            "report": row,
            "first_seen_at": report.checked_at,
            "checked_at": report.checked_at,
        },
    )
    if not created:
        before = from_json(kept.report.body)
        if outcome(report) != outcome(before):
            _change(kept, before, report, row, None)
        kept.report, kept.verdict, kept.checked_at = row, report.verdict, max(kept.checked_at, report.checked_at)
        kept.expected_agency = agency[:500] or kept.expected_agency
        kept.save(update_fields=["report", "verdict", "checked_at", "expected_agency"])
    if watch is not None:
        VerdictWatcher.objects.get_or_create(
            kept=kept, agency_id=watch.agency_id, url=watch.url[:300], defaults={"title": watch.title[:500]}
        )


def _change(
    kept: KeptVerdict, before: Report, after: Report, row: VerificationReport, run: RecheckRun | None
) -> VerdictChange:
    return VerdictChange.objects.create(
        kept=kept,
        run=run,
        at=after.checked_at,
        before_id=kept.report_id,
        after=row,
        is_worse=is_worse(before, after),
        is_aged=is_aged(before, after),
    )


@contextmanager
def _opened(file: bytes | int) -> Iterator[Content]:
    if isinstance(file, bytes):
        yield of_bytes(file)
        return
    with files.open(file) as stream:
        yield of_stream(stream)
