"""When people are at the desk, and when a promise falls due."""

from datetime import datetime, timedelta
from functools import reduce

from handlers.desk import Estate
from handlers.texts import Sentence, Value
from nlp.judgement import Urgency

_DAYS = 8
_A_MINUTE = timedelta(minutes=1)


def is_open(estate: Estate, moment: datetime) -> bool:
    """Tell whether people answer at this moment, by the estate's own clock."""
    minute = _minute(moment.astimezone(estate.zone))
    return any(start <= minute < end for start, end in estate.hours)


def next_open(estate: Estate, moment: datetime) -> datetime:
    """Return the moment itself while people are there, else the next opening."""
    if is_open(estate, moment):
        return moment
    local = moment.astimezone(estate.zone)
    for days in range(_DAYS):
        midnight = (local + timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0)
        for start, _end in sorted(estate.hours):
            opening = midnight.replace(hour=start // 60, minute=start % 60).astimezone(moment.tzinfo)
            # An hour that the clocks skip that night has no opening.
            if opening >= moment and is_open(estate, opening):
                return opening
    return moment


def after_business_minutes(estate: Estate, moment: datetime, minutes: float) -> datetime:
    """Return when so many minutes of opening time have passed."""
    left = timedelta(minutes=minutes)
    at = next_open(estate, moment)
    while True:
        closing = _closing(estate, at)
        if at + left <= closing:
            return at + left
        left -= max(closing - at, timedelta())
        at = next_open(estate, max(closing, at + _A_MINUTE))


def claim_due(estate: Estate, urgency: Urgency, received: datetime) -> datetime:
    """Return by when somebody should have claimed: the first page of P0 and P1, else business minutes."""
    pages = {Urgency.P0: estate.policy.page_emergency_min, Urgency.P1: estate.policy.page_urgent_min}.get(
        urgency
    )
    if pages is not None:
        return received + timedelta(minutes=pages[0] if pages else 0)
    return after_business_minutes(estate, received, estate.policy.claim_min)


def answer_due(estate: Estate, urgency: Urgency, received: datetime) -> datetime:
    """Return by when a person answers: within the half hour for P0 and P1, else at an hour people work."""
    if urgency in (Urgency.P0, Urgency.P1):
        return received + timedelta(minutes=estate.policy.urgent_answer_min)
    return next_open(estate, received + timedelta(hours=estate.policy.answer_h))


def spoken(estate: Estate, moment: datetime, now: datetime) -> Sentence:
    """Say a moment as people do: 今天 16:00, 明天 10:00, 11月25日(周三)10:00."""
    local = moment.astimezone(estate.zone)
    days = (local.date() - now.astimezone(estate.zone).date()).days
    clock = f"{local:%H:%M}"
    if days in (0, 1):
        return Sentence("when.tomorrow" if days else "when.today", clock=clock)
    return Sentence(
        "when.day",
        weekday=Sentence(f"weekdays.{local.isoweekday()}"),
        month=Sentence(f"months.{local.month}"),
        day=local.day,
        clock=clock,
    )


def still_ahead(estate: Estate, moment: datetime | None, now: datetime) -> Value:
    """Say a moment that is yet to come; nothing where there is none or it is past: nobody promises that."""
    return spoken(estate, moment, now) if moment is not None and moment > now else ""


def spoken_hours(estate: Estate) -> Value:
    """Say the opening hours: 8:00–20:00."""
    spans: list[Value] = [f"{a // 60}:{a % 60:02}–{b // 60}:{b % 60:02}" for a, b in sorted(estate.hours)]
    return reduce(lambda before, span: Sentence("when.hours", before=before, span=span), spans)


def _minute(local: datetime) -> int:
    return local.hour * 60 + local.minute


def _closing(estate: Estate, moment: datetime) -> datetime:
    local = moment.astimezone(estate.zone)
    end = next(end for start, end in estate.hours if start <= _minute(local) < end)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    day = (
        midnight + timedelta(days=1) if end == 24 * 60 else midnight.replace(hour=end // 60, minute=end % 60)
    )
    return day.astimezone(moment.tzinfo)
