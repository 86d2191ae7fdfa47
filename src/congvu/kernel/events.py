"""News for higher apps: an event row in the act's transaction, delivered at least once (DESIGN 2, STYLE 8)."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from itertools import groupby
from typing import Any, ClassVar, Protocol, TypeVar, get_type_hints

from django.core.serializers.json import DjangoJSONEncoder


class Event(Protocol):
    """A fact in the past tense: a frozen dataclass of ids and values true at that moment."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


E = TypeVar("E", bound=Event)
Handler = Callable[[Any], None]
Wants = Callable[[Any], bool]

_handlers: dict[str, dict[str, Handler]] = {}
_wants: dict[tuple[str, str], Wants] = {}
_classes: dict[str, type[Any]] = {}


def event_name(event_class: type[Any]) -> str:
    """Return the stable name of an event: `<app>.<ClassName>`."""
    module = event_class.__module__.split(".")
    app = module[1] if module[0] == "congvu" else module[0]
    return f"{app}.{event_class.__name__}"


def subscribe(
    event_class: type[E], *, wants: Callable[[E], bool] | None = None
) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register a handler. It runs in its own transaction, at least once: a second run must change nothing.

    `wants` says by an event's own values whether it is news to the handler at all: asked when it is published, so it
    must be cheap and ask nothing else. What is not wanted is not delivered.
    """

    def register(handler: Callable[[E], None]) -> Callable[[E], None]:
        name, subscriber = event_name(event_class), f"{handler.__module__}.{handler.__qualname__}"
        _classes[name] = event_class
        _handlers.setdefault(name, {})[subscriber] = handler
        if wants is not None:
            _wants[name, subscriber] = wants
        return handler

    return register


def subscribers(name: str) -> dict[str, Handler]:
    """Return the handlers of an event by their dotted name."""
    return _handlers.get(name, {})


def wanted_by(event: Event) -> list[str]:
    """Return the subscribers that an event is news to."""
    name = event_name(type(event))
    return [one for one in subscribers(name) if (wants := _wants.get((name, one))) is None or wants(event)]


def publish(event: Event) -> None:
    """Write the event to the outbox in the current transaction and queue one delivery a subscriber."""
    from . import outbox

    outbox.write(event_name(type(event)), encode(event), wanted_by(event))


def publish_all(events: Sequence[Event]) -> None:
    """Write many events to the outbox, in their order; their deliveries go as one job for each kind of event."""
    from . import outbox

    for (kind, to), same in groupby(events, key=lambda event: (type(event), wanted_by(event))):
        outbox.write_all(event_name(kind), [encode(event) for event in same], to)


def encode(event: Event) -> dict[str, Any]:
    """Return the event as JSON values."""
    loaded: dict[str, Any] = json.loads(json.dumps(asdict(event), cls=DjangoJSONEncoder))
    return loaded


def decode(name: str, payload: dict[str, Any]) -> Any:
    """Return the event object; fields unknown to this version are ignored."""
    event_class = _classes[name]
    hints = get_type_hints(event_class)
    values = {f.name: _value(payload[f.name], hints[f.name]) for f in fields(event_class) if f.name in payload}
    return event_class(**values)


def _value(raw: Any, hint: Any) -> Any:
    if isinstance(raw, str):
        if hint is datetime or hint == datetime | None:
            return datetime.fromisoformat(raw)
        if hint is date or hint == date | None:
            return date.fromisoformat(raw)
    if isinstance(raw, list):
        return tuple(raw)
    return raw
