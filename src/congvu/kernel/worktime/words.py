"""Working time in words."""

from django.utils.translation import gettext as _

from .rules import Remaining


def remaining_text(left: Remaining) -> str:
    """Return "Còn 4 giờ 40", "Quá 1 ngày 2 giờ"; a day is one working day of the calendar."""
    if not left.minutes:
        return _("Vừa quá hạn") if left.late else _("Đến hạn")
    words = working_time_text(left.minutes, left.day_minutes)
    return (_("Quá %(time)s") if left.late else _("Còn %(time)s")) % {"time": words}


def working_time_text(minutes: int, day_minutes: int = 480) -> str:
    """Return working minutes as people say them: "1 ngày 2 giờ", "4 giờ 40", "35 phút". From a day on, whole hours."""
    days, rest = divmod(minutes, day_minutes)
    hours, rest = divmod(rest, 60)
    if days:
        text = _("%(days)d ngày") % {"days": days}
        return f"{text} {_('%(hours)d giờ') % {'hours': hours}}" if hours else text
    if hours:
        text = _("%(hours)d giờ") % {"hours": hours}
        return f"{text} {rest:02d}" if rest else text
    return _("%(minutes)d phút") % {"minutes": rest}
