"""/duty: who is on now and next; a lead or manager plans a shift, an absence, or takes them back."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from handlers import calendar
from handlers.desk import Desk, Estate, Role, StaffMember
from handlers.messages import Outgoing
from handlers.refusals import Refused
from handlers.staff.asked import Asked, answer
from handlers.texts import Sentence, Texts, below
from handlers.ticket import duty, roster
from nlp.times import Time, times
from storage import duties, journal
from storage.commitments import Shift
from storage.work import Work

_MAY_PLAN = frozenset({Role.lead, Role.manager, Role.admin})
_AWAY = ("请假", "休假", "leave", "away")
_CANCEL = ("取消", "cancel")
_TOMORROW = ("明天", "tomorrow")
_NOTHING_TO_PLAN = frozenset({"", "今天", "today", *_TOMORROW})
# What may stand beside a time without meaning anything more; of 夜班 20:00-08:00 the hours decide.
_AROUND = " ,,。.::、的在全天\u3000"
_SHIFT_NAME = re.compile("[值上]?[夜白早中晚]?班")
_LONGEST = timedelta(hours=36)
_NEXT_WITHIN = timedelta(days=2)
_A_WEEKDAY = re.compile(r"((?:周|星期|礼拜)[一二三四五六日天])(?=[0-9])")


def heard(desk: Desk, work: Work, asked: Asked) -> None:
    """Answer «今天谁值班», or plan what follows /duty; refuses to plan for whoever does not lead."""
    if asked.rest.strip().casefold() in _NOTHING_TO_PLAN:
        tomorrow = any(word in asked.incoming.text.casefold() for word in _TOMORROW)
        show = _shown_tomorrow if tomorrow else _shown_now
        answer(work, asked, show(work, asked.estate, asked.texts(desk, work)))
        return
    if asked.member.role not in _MAY_PLAN:
        raise Refused("refusal.lead_plans")
    colleague, said = _colleague(asked.estate, asked.rest.strip())
    told = _planned(work, asked, colleague, said)
    answer(work, asked, asked.texts(desk, work).outgoing(told.key, **told.values))


def _planned(work: Work, asked: Asked, colleague: StaffMember, said: str) -> Sentence:
    for words, do in ((_AWAY, _away), (_CANCEL, _cancel)):
        word = next((word for word in words if said.casefold().startswith(word)), None)
        if word is not None:
            return do(work, asked, colleague, said[len(word) :])
    return _shift(work, asked, colleague, said)


def _shift(work: Work, asked: Asked, colleague: StaffMember, said: str) -> Sentence:
    estate = asked.estate
    time = _only_time(work, estate, said)
    if time is None or time.ends is None or not re.search("[:点]", time.words.replace("：", ":")):
        raise Refused("refusal.which_shift")
    starts, ends = time.begins, time.ends
    if ends <= work.now or ends - starts > _LONGEST:
        raise Refused("refusal.shift_past")
    new = roster.shift_of(colleague, starts, ends)
    there = roster.overlapping(work, estate, new)
    if there is not None:
        span = roster.spoken_span(estate, there.starts, there.ends, work.now)
        raise Refused("refusal.shift_overlaps", who=colleague.name, span=span)
    for absence in duties.absences(work, estate.key, starts, ends):
        if absence.user == colleague.user:
            span = roster.spoken_span(estate, absence.starts, absence.ends, work.now)
            raise Refused("refusal.away_then", who=colleague.name, span=span)
    roster.lay(work, estate, [new])
    return _noted(work, asked, colleague, "shift", starts, ends)


def _away(work: Work, asked: Asked, colleague: StaffMember, said: str) -> Sentence:
    starts, ends = _span(work, asked.estate, said)
    if ends <= work.now:
        raise Refused("refusal.shift_past")
    roster.away(work, asked.estate, colleague.user, starts, ends)
    return _noted(work, asked, colleague, "away", starts, ends)


def _cancel(work: Work, asked: Asked, colleague: StaffMember, said: str) -> Sentence:
    starts, ends = _span(work, asked.estate, said)
    if not roster.cancel(work, asked.estate, colleague.user, starts, ends):
        raise Refused("refusal.nothing_planned", who=colleague.name)
    return _noted(work, asked, colleague, "shift_cancelled", starts, ends)


def _noted(
    work: Work, asked: Asked, colleague: StaffMember, code: str, starts: datetime, ends: datetime
) -> Sentence:
    facts = {"user": colleague.user, "starts": starts.isoformat(), "ends": ends.isoformat()}
    journal.add(work, estate=asked.estate.key, ticket=None, code=code, actor=asked.member.user, facts=facts)
    span = roster.spoken_span(asked.estate, starts, ends, work.now)
    return Sentence(f"staff.duty_{code}", who=colleague.name, span=span)


def _colleague(estate: Estate, said: str) -> tuple[StaffMember, str]:
    """Return who is named at the beginning, and what follows; the longest name that fits is meant."""
    fits = [member for member in estate.staff if member.may_work and said.startswith(member.name)]
    if not fits:
        raise Refused("refusal.no_colleague")
    meant = max(fits, key=lambda member: len(member.name))
    if sum(member.name == meant.name for member in fits) > 1:
        raise Refused("refusal.two_colleagues", who=meant.name)
    return meant, said[len(meant.name) :].strip()


def _only_time(work: Work, estate: Estate, said: str) -> Time | None:
    """Return the time of a text that says nothing else: what was not read must not be guessed at."""
    said = _A_WEEKDAY.sub(r"\1 ", _SHIFT_NAME.sub(" ", said))
    found = times(said, work.now.astimezone(estate.zone))
    if len(found) != 1:
        return None
    time = found[0]
    beside = said[: time.start] + said[time.end :]
    return time if not beside.strip(_AROUND) else None


def _span(work: Work, estate: Estate, said: str) -> tuple[datetime, datetime]:
    """Return a span of time; a moment by itself lasts to the end of its day."""
    time = _only_time(work, estate, said)
    if time is None:
        raise Refused("refusal.which_days")
    return time.begins, time.ends or _midnight(estate, time.begins.date() + timedelta(days=1))


def _midnight(estate: Estate, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=estate.zone).astimezone(UTC)


def _shown_now(work: Work, estate: Estate, texts: Texts) -> Outgoing:
    on = duty.planned(work, estate, work.now)
    later = [
        shift
        for shift in duties.between(work, estate.key, work.now, work.now + _NEXT_WITHIN)
        if shift.starts > work.now
    ]
    first: Mapping[str | None, datetime] = {shift.team: shift.starts for shift in reversed(later)}
    following = [shift for shift in later if shift.starts == first[shift.team]]
    shown = texts.outgoing("staff.duty_now" if on else "staff.duty_nobody")
    for shift in _by_team(estate, on):
        until = calendar.spoken(estate, shift.ends, work.now)
        shown = below(shown, texts.outgoing("staff.duty_until", who=_who(estate, shift), until=until))
    return _with_spans(work, estate, texts, shown, "staff.duty_next", following)


def _shown_tomorrow(work: Work, estate: Estate, texts: Texts) -> Outgoing:
    day = work.now.astimezone(estate.zone).date() + timedelta(days=1)
    begins, ends = _midnight(estate, day), _midnight(estate, day + timedelta(days=1))
    shifts = [shift for shift in duties.between(work, estate.key, begins, ends) if shift.starts >= begins]
    if not shifts:
        return texts.outgoing("staff.duty_nobody_tomorrow")
    return _with_spans(work, estate, texts, None, "staff.duty_tomorrow", shifts)


def _with_spans(
    work: Work, estate: Estate, texts: Texts, above: Outgoing | None, head: str, shifts: list[Shift]
) -> Outgoing:
    if not shifts and above is not None:
        return above
    shown = texts.outgoing(head) if above is None else below(above, texts.outgoing(head))
    for shift in _by_team(estate, shifts):
        span = roster.spoken_span(estate, shift.starts, shift.ends, work.now)
        shown = below(shown, texts.outgoing("staff.duty_span", who=_who(estate, shift), span=span))
    return shown


def _by_team(estate: Estate, shifts: list[Shift]) -> list[Shift]:
    order = {team.key: n for n, team in enumerate(estate.teams)}
    return sorted(shifts, key=lambda shift: (order.get(shift.team or "", len(order)), shift.starts))


def _who(estate: Estate, shift: Shift) -> str:
    member, team = estate.member(shift.user), estate.team(shift.team)
    name = member.name if member else shift.user
    return f"{team.name} {name}" if team else name
