"""When people are at the desk, and when a promise falls due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache, reduce
from typing import Any
from zoneinfo import ZoneInfo

from handlers.desk import Estate, Policy, Severity
from handlers.texts import Sentence, Value
from nlp.judgement import Kind, Urgency

_LOOKED_AT = 400  # days without an opening, or without a working day: then there will be none
_A_DAY = timedelta(days=1)
_AN_HOUR = timedelta(hours=1)
_A_SECOND = timedelta(seconds=1)
_HOUR, _DAY = 60, 24 * 60  # minutes
_IN_DAYS_FROM = 2 * _DAY
_A_MINUTE = timedelta(minutes=1)


def is_open(estate: Estate, moment: datetime) -> bool:
    """Tell whether people answer at this moment, by the estate's own clock."""
    return any(opens <= moment < closes for opens, closes in _spans(estate, _date(estate, moment)))


def next_open(estate: Estate, moment: datetime) -> datetime:
    """Return the moment itself while people are there, else the next opening."""
    opens, _closes = _span_from(estate, moment) or (moment, moment)
    return max(opens, moment)


def after_business_minutes(estate: Estate, moment: datetime, minutes: float) -> datetime:
    """Return when so many minutes of opening time have passed."""
    left = timedelta(minutes=minutes)
    while True:
        span = _span_from(estate, moment)
        if span is None:
            return moment + left
        opens, closes = span
        begins = max(opens, moment)
        if begins + left <= closes:
            return begins + left
        left -= closes - begins
        moment = closes


def business_minutes(estate: Estate, start: datetime, end: datetime) -> float:
    """Return how many minutes of opening time lie between two moments; 0 where the end is not later."""
    minutes = timedelta()
    day, last = _date(estate, start), _date(estate, end)
    while day <= last:
        for opens, closes in _spans(estate, day):
            minutes += max(min(closes, end) - max(opens, start), timedelta())
        day += _A_DAY
    return minutes / _A_MINUTE


def open_within(estate: Estate, start: datetime, end: datetime) -> tuple[datetime, datetime] | None:
    """Return when people first come and last go between two moments; None: nobody is there."""
    day, last = _date(estate, start), _date(estate, end)
    found: list[tuple[datetime, datetime]] = []
    while day <= last:
        cut = ((max(opens, start), min(closes, end)) for opens, closes in _spans(estate, day))
        found += [(opens, closes) for opens, closes in cut if opens < closes]
        day += _A_DAY
    return (min(opens for opens, _ in found), max(closes for _, closes in found)) if found else None


def after_working_days(estate: Estate, moment: datetime, days: int) -> datetime:
    """Return the same time of day so many working days later, moved to an hour people work."""
    local = moment.astimezone(estate.zone)
    day, left, looked_at = local.date(), days, 0
    while left > 0 and looked_at < _LOOKED_AT:
        day += _A_DAY
        looked_at += 1
        if estate.is_working_day(day):
            left, looked_at = left - 1, 0
    return next_open(estate, datetime.combine(day, local.time(), estate.zone).astimezone(UTC))


@dataclass(frozen=True, slots=True)
class Dues:
    """By when somebody claims, a person answers, is on site, and the matter is done; None: no such time."""

    claim: datetime
    answer: datetime
    arrive: datetime | None
    done: datetime | None

    def as_changes(self) -> dict[str, Any]:
        """Return them under the names they have in a ticket."""
        return {f"{clock}_due": getattr(self, clock) for clock in ("claim", "answer", "arrive", "done")}


def dues(
    estate: Estate,
    kind: Kind,
    urgency: Urgency,
    received: datetime,
    *,
    severity: str | None = None,
    media_alone: bool = False,
) -> Dues:
    """Return every limit of a matter, counted from its receipt; P0 and P1 count day and night.

    `severity` is that of a complaint; `media_alone`: nobody knows what it is about before a person has seen
    or heard it.
    """
    policy = estate.policy
    if urgency in (Urgency.P0, Urgency.P1):
        return _urgent_dues(policy, urgency, received)
    if kind is Kind.complaint and severity in (Severity.serious, Severity.major):
        return _serious_dues(estate, Severity(severity), received)
    claim_min, answer, done = _limits(estate, kind, urgency, received)
    claim = after_business_minutes(estate, received, claim_min)
    if media_alone:
        claim = received + timedelta(minutes=policy.media_claim_min)
    return Dues(claim, answer, None, done)


def _urgent_dues(policy: Policy, urgency: Urgency, received: datetime) -> Dues:
    danger = urgency is Urgency.P0
    pages = policy.page_emergency_min if danger else policy.page_urgent_min
    arrive = policy.emergency_arrive_min if danger else policy.urgent_arrive_min
    return Dues(
        claim=received + timedelta(minutes=pages[0] if pages else 0),
        answer=received + timedelta(minutes=policy.urgent_answer_min),
        arrive=received + timedelta(minutes=arrive),
        # Danger is worked on until it is over: a limit for that would be a licence.
        done=None if danger else received + timedelta(hours=policy.urgent_done_h),
    )


def _serious_dues(estate: Estate, severity: Severity, received: datetime) -> Dues:
    """Return the limits of a complaint that is more than minor; a major one is claimed day and night."""
    policy = estate.policy
    if severity is Severity.serious:
        return Dues(
            claim=after_business_minutes(estate, received, policy.serious_claim_min),
            answer=next_open(estate, received + timedelta(hours=policy.answer_h)),
            arrive=None,
            done=next_open(estate, received + timedelta(days=policy.serious_done_days)),
        )
    return Dues(
        claim=received + timedelta(minutes=policy.major_claim_min),
        answer=received + timedelta(minutes=policy.major_answer_min),
        arrive=None,
        done=next_open(estate, received + timedelta(days=policy.major_done_days)),
    )


def _limits(
    estate: Estate, kind: Kind, urgency: Urgency, received: datetime
) -> tuple[float, datetime, datetime]:
    """Return the opening minutes to claim in, and by when an ordinary matter is answered and done."""
    policy = estate.policy
    answer = next_open(estate, received + timedelta(hours=policy.answer_h))
    match kind:
        case Kind.inquiry:
            within = after_business_minutes(estate, received, policy.inquiry_answer_h * _HOUR)
            return policy.inquiry_claim_min, within, within
        case Kind.suggestion | Kind.praise:
            answer = after_working_days(estate, received, policy.suggestion_answer_wd)
            done = after_working_days(estate, received, policy.suggestion_done_wd)
            return policy.suggestion_claim_min, answer, done
        case Kind.complaint:
            done = next_open(estate, received + timedelta(days=policy.complaint_done_days))
            return policy.complaint_claim_min, answer, done
        case Kind.request if urgency is Urgency.P3:
            done = after_working_days(estate, received, policy.paperwork_done_wd)
            return policy.paperwork_claim_min, answer, done
        case _:
            return policy.claim_min, answer, next_open(estate, received + timedelta(days=policy.done_days))


def spoken(estate: Estate, moment: datetime, now: datetime | None) -> Sentence:
    """Say a moment as people do: 今天 16:00, 明天 10:00, 11月25日(周三)10:00.

    What is read for longer than a day, as a card is, has no `now`: 今天 would be another day tomorrow.
    """
    local = moment.astimezone(estate.zone)
    days = (local.date() - now.astimezone(estate.zone).date()).days if now else None
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


def lasting(span: timedelta) -> Sentence:
    """Say how long something takes or took, as exactly as people do: 35分钟, 3小时, 2天."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < _HOUR:
        return Sentence("when.minutes", count=minutes)
    if minutes < _IN_DAYS_FROM:
        return Sentence("when.some_hours", count=(minutes + _HOUR // 2) // _HOUR)
    return Sentence("when.days", count=minutes // _DAY)


def spoken_hours(estate: Estate) -> Value:
    """Say the opening hours: 8:00–20:00."""
    hours = _spoken_spans(estate.hours)
    if estate.rest_hours is None or estate.rest_hours == estate.hours:
        return hours
    if not estate.rest_hours:
        return Sentence("when.working_days", hours=hours)
    return Sentence("when.rest_days", hours=hours, rest=_spoken_spans(estate.rest_hours))


def _spoken_spans(hours: tuple[tuple[int, int], ...]) -> Value:
    spans: list[Value] = [f"{a // 60}:{a % 60:02}–{b // 60}:{b % 60:02}" for a, b in sorted(hours)]
    return reduce(lambda before, span: Sentence("when.hours", before=before, span=span), spans)


def _date(estate: Estate, moment: datetime) -> date:
    return moment.astimezone(estate.zone).date()


def _span_from(estate: Estate, moment: datetime) -> tuple[datetime, datetime] | None:
    """Return the opening that goes on at a moment, else the next one; None: a year without any."""
    day = _date(estate, moment)
    for _ in range(_LOOKED_AT):
        for opens, closes in _spans(estate, day):
            if closes > moment:
                return opens, closes
        day += _A_DAY
    return None


def _spans(estate: Estate, day: date) -> Iterator[tuple[datetime, datetime]]:
    """Yield when people come and go, by what the clocks of the day show: an hour that is skipped is none."""
    same = estate.rest_hours is None or estate.rest_hours == estate.hours
    hours = estate.hours if same or estate.is_working_day(day) else estate.rest_hours or ()
    midnight = datetime.combine(day, time(), UTC)
    for begins, ends, offset in _stretches(estate.zone, day):
        for start, end in sorted(hours):
            opens = max(midnight + timedelta(minutes=start) - offset, begins)
            closes = min(midnight + timedelta(minutes=end) - offset, ends)
            if opens < closes:
                yield opens, closes


@lru_cache(maxsize=4_096)
def _stretches(zone: ZoneInfo, day: date) -> tuple[tuple[datetime, datetime, timedelta], ...]:
    """Return the parts of a day that have one offset from UTC: two on the day on which clocks are changed."""
    first = datetime.combine(day, time(), zone)
    last = datetime.combine(day + _A_DAY, time(fold=1), zone)
    begins, ends = first.astimezone(UTC) - _A_DAY, last.astimezone(UTC) + _A_DAY
    before, after = _offset(first), _offset(last)
    if before == after:
        return ((begins, ends, before),)
    # A whole day may be skipped: then the two readings of its midnight are a day apart.
    early = first.astimezone(UTC) - _AN_HOUR
    late = max(last.replace(fold=fold).astimezone(UTC) for fold in (0, 1)) + _AN_HOUR
    while late - early > _A_SECOND:
        middle = early + (late - early) / 2
        is_before = _offset(middle.astimezone(zone)) == before
        early, late = (middle, late) if is_before else (early, middle)
    changed = late.replace(microsecond=0)
    return (begins, changed, before), (changed, ends, after)


def _offset(local: datetime) -> timedelta:
    return local.utcoffset() or timedelta()
