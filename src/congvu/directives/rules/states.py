"""Where a task stands, which acts are possible, and under which class it is reported (domain/documents 6.3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Final

from ..types import Kind, Reported, State

S = State


class Act(StrEnum):
    """Acts that move a task."""

    RECEIVE = "receive"
    REFUSE = "refuse"
    HAND_ON = "hand_on"
    REPORT = "report"
    SUBMIT = "submit"
    ACCEPT = "accept"
    RETURN = "return"
    ASK_DUE = "ask_due"
    SET_DUE = "set_due"
    CHANGE_LEAD = "change_lead"
    EDIT = "edit"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    SPLIT = "split"


WORKING: Final = (S.NEW, S.RECEIVED, S.NOT_STARTED, S.RUNNING)
_SAME: Final = None  # the state stays

MOVES: Final[dict[Act, dict[State, State | None]]] = {
    Act.RECEIVE: {S.NEW: S.RECEIVED},
    Act.REFUSE: {S.NEW: S.REFUSED, S.RECEIVED: S.REFUSED},
    Act.HAND_ON: {
        S.NEW: S.NOT_STARTED,
        S.RECEIVED: S.NOT_STARTED,
        S.NOT_STARTED: S.NOT_STARTED,
        S.RUNNING: S.RUNNING,
    },
    Act.REPORT: dict.fromkeys(WORKING, S.RUNNING),
    Act.SUBMIT: dict.fromkeys(WORKING, S.REVIEW),
    Act.ACCEPT: {S.REVIEW: S.DONE},
    Act.RETURN: {S.REVIEW: S.RUNNING},
    Act.ASK_DUE: dict.fromkeys(WORKING, _SAME),
    Act.SET_DUE: dict.fromkeys((*WORKING, S.REFUSED, S.REVIEW, S.PAUSED), _SAME),
    Act.CHANGE_LEAD: dict.fromkeys((*WORKING, S.REFUSED, S.PAUSED), S.NEW),
    Act.EDIT: dict.fromkeys((*WORKING, S.REFUSED, S.PAUSED, S.REVIEW), _SAME),
    Act.PAUSE: dict.fromkeys(WORKING, S.PAUSED),
    Act.RESUME: {S.PAUSED: S.RUNNING},
    Act.CANCEL: dict.fromkeys((*WORKING, S.REFUSED, S.REVIEW, S.PAUSED), S.CANCELLED),
    Act.SPLIT: dict.fromkeys(WORKING, _SAME),
}


def after(state: str, act: Act) -> State | None:
    """Return the state after an act, None where the act is not possible."""
    moves = MOVES[act]
    here = State(state)
    if here not in moves:
        return None
    return moves[here] or here


def resumed(*, progress: int, was_received: bool) -> State:
    """Return the state in which a paused task goes on: where its own history says that it stood."""
    if progress:
        return S.RUNNING
    return S.NOT_STARTED if was_received else S.NEW


def reported(*, state: str, due_on: date | None, result_on: date | None, today: date) -> Reported:
    """Return the class of the reports.

    A result that waits for confirmation counts by the day on which it was handed in, since the giver's own delay is
    none of the lead's. A paused task is not late while it is paused.
    """
    if state == S.CANCELLED:
        return Reported.NOT_COUNTED
    if state == S.DONE:
        late = due_on is not None and result_on is not None and result_on > due_on
        return Reported.DONE_LATE if late else Reported.DONE_IN_TIME
    return Reported.OPEN_LATE if is_late(state, due_on, result_on, today) else Reported.OPEN_IN_TIME


def is_late(state: str, due_on: date | None, result_on: date | None, today: date) -> bool:
    """Return whether an open task is past its deadline in force."""
    if due_on is None or state == S.PAUSED:
        return False
    if state == S.REVIEW and result_on is not None:
        return result_on > due_on
    return today > due_on


def days_late(state: str, due_on: date | None, result_on: date | None, today: date) -> int:
    """Return how many calendar days a task is, or was, late; 0 in time."""
    if due_on is None or state in {S.PAUSED, S.CANCELLED}:
        return 0
    last = result_on if state in {S.DONE, S.REVIEW} and result_on is not None else today
    return max(0, (last - due_on).days)


def can_be_complete(children: Iterable[str]) -> int:
    """Return how many sub-tasks stand in the way of completing their parent; cancelled ones do not."""
    return sum(1 for state in children if state not in {S.DONE, S.CANCELLED})


def tone(state: str) -> str:
    """Return the light of a state."""
    return {
        S.NEW: "none",
        S.RECEIVED: "none",
        S.REFUSED: "soon",
        S.NOT_STARTED: "none",
        S.RUNNING: "run",
        S.REVIEW: "soon",
        S.DONE: "good",
        S.PAUSED: "done",
        S.CANCELLED: "done",
    }[State(state)]


def due_tone(state: str, due_on: date | None, result_on: date | None, *, today: date, soon_until: date) -> str:
    """Return the colour of a deadline: late, soon, or none."""
    if state in {S.DONE, S.CANCELLED, S.PAUSED} or due_on is None:
        return ""
    if is_late(state, due_on, result_on, today):
        return "late"
    return "soon" if state != S.REVIEW and due_on <= soon_until else ""


def kind_problem(kind: str, due_on: date | None, repeat: str) -> str:
    """Return which rule of kinds is broken: "", "due_needed", "due_unwanted", "repeat_needed"."""
    if kind == Kind.DEADLINE and due_on is None:
        return "due_needed"
    if kind == Kind.OPEN and due_on is not None:
        return "due_unwanted"
    if kind == Kind.REGULAR and not repeat:
        return "repeat_needed"
    return ""
