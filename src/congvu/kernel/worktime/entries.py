"""What stands in the calendar, for those who keep it: the country's days, entered days, hours of the week."""

from dataclasses import dataclass
from datetime import date

from ..errors import NotFound
from ..models import DayOverride, Holiday, WorkingHours
from ..models.calendar import DayKind
from .calendars import read_week
from .rules import Week


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day of the whole country with its law; `is_computed` while nobody has decided it yet."""

    day: date
    kind: str
    name: str
    legal_basis: str
    decision: str
    is_computed: bool

    @property
    def kind_words(self) -> str:
        """The kind in words of the reader."""
        return str(DayKind(self.kind).label)


@dataclass(frozen=True, slots=True)
class EnteredDay:
    """A day entered by an administrator, in force; `agency_id` None is for the whole installation."""

    id: int
    agency_id: int | None
    day: date
    kind: str
    name: str
    legal_basis: str
    decision: str

    @property
    def kind_words(self) -> str:
        """The kind in words of the reader."""
        return str(DayKind(self.kind).label)


@dataclass(frozen=True, slots=True)
class EnteredHours:
    """Hours of a week entered from a day on."""

    valid_from: date
    valid_to: date | None
    week: Week
    decision: str


def special_days(year: int) -> list[SpecialDay]:
    """Return the country's special days of a year, by day."""
    rows = Holiday.objects.filter(country="VN", day__year=year).order_by("day")
    return [SpecialDay(row.day, row.kind, row.name, row.legal_basis, row.decision, row.is_computed) for row in rows]


def entered_days(agency_id: int | None, year: int) -> list[EnteredDay]:
    """Return the days in force that were entered for exactly this agency (None: the installation), by day."""
    rows = DayOverride.objects.filter(agency_id=agency_id, day__year=year, withdrawn_at=None).order_by("day")
    return [_entered(row) for row in rows]


def entered_day(override_id: int) -> EnteredDay:
    """Return one entered day that is in force. Raises NotFound."""
    row = DayOverride.objects.filter(pk=override_id, withdrawn_at=None).first()
    if row is None:
        raise NotFound
    return _entered(row)


def entered_hours(agency_id: int | None) -> list[EnteredHours]:
    """Return all hours entered for exactly this agency (None: the installation), the latest first."""
    rows = WorkingHours.objects.filter(agency_id=agency_id).order_by("-valid_from")
    return [EnteredHours(row.valid_from, row.valid_to, read_week(row.week), row.decision) for row in rows]


def _entered(row: DayOverride) -> EnteredDay:
    return EnteredDay(row.pk, row.agency_id, row.day, row.kind, row.name, row.legal_basis, row.decision)
