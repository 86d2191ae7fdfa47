"""The clerk registers a paper that waited in an intake: one act, the paper leaves the queue with it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from uuid import UUID

from django.db import transaction

from congvu.kernel.api import Actor, files

from ..intakes import intake_of
from ..types import FileRole, IncomingData, NewFile, Registered
from .register import register_incoming


@transaction.atomic
def register_from_intake(
    *,
    actor: Actor,
    intake: str,
    uid: UUID,
    data: IncomingData,
    more_files: Sequence[NewFile] = (),
    now: datetime,
    confirm_duplicate: bool = False,
    register_id: int | None = None,
) -> Registered:
    """Register a waiting paper with its files as the clerk confirmed it; the same paper twice gives the first result.

    Raises NotFound, and what `register_incoming` and the intake raise; nothing is changed then.
    """
    source = intake_of(intake)
    paper = source.find(actor, uid)
    with ExitStack() as opened:
        kept = [
            NewFile(
                opened.enter_context(files.open(one)),
                files.ref(one).name,
                FileRole.ATTACHMENT if place else FileRole.MAIN,
            )
            for place, one in enumerate(paper.file_ids)
        ]
        more = [NewFile(one.stream, one.name, FileRole.ATTACHMENT) for one in more_files]
        done = register_incoming(
            actor=actor,
            data=data,
            files=[*kept, *more],
            now=now,
            once_key=f"{intake}:{uid}",
            confirm_duplicate=confirm_duplicate,
            register_id=register_id,
        )
    if done.created:
        source.taken(actor, uid, done.uid, now)
    return done
