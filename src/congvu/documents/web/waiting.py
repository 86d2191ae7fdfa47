"""A paper of an intake on the registration form: what is filled in beforehand, and where that was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Self
from uuid import UUID

from congvu.kernel.errors import NotFound
from congvu.ui.api import OfficeRequest

from ..intakes import IntakePaper, intake_of
from .forms import IncomingForm, shown_moment


@dataclass(frozen=True, slots=True)
class ReadField:
    """A field that was filled by reading: its label, the line it was read from, whether two signs agree."""

    label: str
    read_from: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """The paper that the address names."""

    intake: str
    uid: UUID
    paper: IntakePaper

    @classmethod
    def of(cls, request: OfficeRequest) -> Self | None:
        """Return the paper of `?tu=…&ma=…`, None when the address names none. Raises NotFound."""
        name, code = request.GET.get("tu", ""), request.GET.get("ma", "")
        if not name:
            return None
        try:
            uid = UUID(code)
        except ValueError as error:
            raise NotFound from error
        return cls(name, uid, intake_of(name).find(request.actor, uid))

    def initial(self) -> dict[str, Any]:
        """Return the first values of the form."""
        values: dict[str, Any] = {"received_via": self.paper.received_via}
        values["arrived_at"] = shown_moment(self.paper.arrived_at)
        for name, one in self.paper.proposals.items():
            values[name] = f"{one.value:%d/%m/%Y}" if isinstance(one.value, date) else one.value
        return values

    def read_fields(self, form: IncomingForm) -> list[ReadField]:
        """Return what was read, in the order of the form."""
        found = self.paper.proposals
        return [
            ReadField(str(form.fields[name].label), found[name].read_from, found[name].sure)
            for name in form.fields
            if name in found
        ]
