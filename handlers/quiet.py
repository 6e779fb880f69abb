"""Hours in which the desk lets owners sleep: what nobody asked for waits until they end."""

from datetime import datetime, timedelta

from handlers.desk import Estate

_A_DAY = 24 * 60


def is_quiet(estate: Estate, moment: datetime) -> bool:
    """Tell whether owners are left in peace at this moment, by the estate's own clock."""
    return _span(estate, moment) is not None


def ends(estate: Estate, moment: datetime) -> datetime:
    """Return when owners may be written to: the moment itself, or the end of the quiet hours around it."""
    span = _span(estate, moment)
    while span is not None:
        local = moment.astimezone(estate.zone)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        days, minutes = divmod(span[1], _A_DAY)
        end = (midnight + timedelta(days=days)).replace(hour=minutes // 60, minute=minutes % 60)
        moment = end.astimezone(moment.tzinfo)
        span = _span(estate, moment)
    return moment


def _span(estate: Estate, moment: datetime) -> tuple[int, int] | None:
    local = moment.astimezone(estate.zone)
    minute = local.hour * 60 + local.minute
    return next((span for span in estate.quiet_hours if span[0] <= minute < span[1]), None)
