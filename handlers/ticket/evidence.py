"""Camera footage that a matter needs: somebody sees to it before the cameras overwrite it, or is told so.

The calls are timers set when the need is noticed; each comes once, at an hour people work, and the last says
that the footage is gone. What is settled, or was passed by a later call, says nothing.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from handlers import calendar, speak
from handlers.desk import Desk, Estate, Role, StaffMember
from handlers.refusals import Refused
from handlers.texts import Sentence, Words
from handlers.ticket import card, deciding, duty, incident, leading, membership, moves, sight
from handlers.ticket.actions import Action
from handlers.ticket.footage import Footage, State
from handlers.ticket.lifecycle import Step
from nlp import footage as words_of_footage
from nlp.judgement import Kind
from storage import tasks, timers
from storage.commitments import Task, TaskId, TaskState
from storage.records import Ticket, Timer
from storage.work import Work

TIMER = KIND = "footage"
NEEDED, MISSED, DROPPED = "footage_needed", "footage_missed", "footage_dropped"
BY_HAND = "by_hand"
CHOICES = (Action.footage_taken, Action.footage_none, Action.footage_unneeded, Action.footage)
_NEVER = frozenset({Kind.praise.value, Kind.suggestion.value, Kind.smalltalk.value})
_GIVEN_UP = frozenset({Step.withdrawn, Step.declined})
_A_DAY, _THREE_DAYS = timedelta(days=1), timedelta(days=3)
_GONE_PERHAPS = timedelta(days=2)
_TIME_TO_ACT = timedelta(hours=2)
_LOOKED_BACK = 14  # days without anybody at work
_WORDS = 200


class Call(StrEnum):
    """When somebody is told of it; the value is also the end of the text's key. In their order."""

    first = "first"
    half = "half"
    three_days = "three_days"
    one_day = "one_day"
    last = "last"
    missed = "missed"

    @property
    def rank(self) -> int:
        """Return its place among them."""
        return list(Call).index(self)


def heard(desk: Desk, work: Work, ticket: Ticket, words: str, said_at: datetime) -> Ticket:
    """Ask for footage where words of the owner, or what a ticket is held to be, call for it; once a ticket.

    `said_at`: what «yesterday» in these words is counted from.
    """
    if ticket.kind in _NEVER or incident.is_joined(ticket) or Footage.of(ticket) is not None:
        return ticket
    sort = words_of_footage.needed_for(words, ticket.topic, ticket.category)
    return ticket if sort is None else need(desk, work, ticket, sort, moves.DESK, words, said_at)


def heard_later(desk: Desk, work: Work, ticket: Ticket, words: str) -> Ticket:
    """Do the same for words that came just now, and show on the card that footage is needed."""
    heard_now = heard(desk, work, ticket, words, work.now)
    if heard_now is not ticket:
        card.refresh(desk, work, heard_now)
    return heard_now


def need(
    desk: Desk, work: Work, ticket: Ticket, sort: str, actor: str, words: str, said_at: datetime
) -> Ticket:
    """Let somebody see to the footage of a matter; an estate that keeps none has no such task."""
    estate = speak.estate_of(desk, ticket)
    keep = timedelta(days=estate.policy.video_keep_days)
    if not keep:
        return ticket
    happened = _happened(estate, ticket, words, said_at, work.now - keep)
    until = happened + keep
    if until <= work.now:  # some recorders keep more than they promise: what should be gone is looked for
        until = work.now + _GONE_PERHAPS
    made = tasks.add(work, estate=ticket.estate, ticket=ticket.id, kind=KIND, due=until, data={"sort": sort})
    for call, moment in calls(estate, work.now, until).items():
        timers.set(work, kind=TIMER, entity=str(made), occurrence=call.value, due=moment)
    kept = Footage(made, sort, happened, until)
    facts: dict[str, str | int | None] = {"sort": sort, "task": made, "until": until.isoformat()}
    return moves.amend(work, ticket, NEEDED, actor, facts=facts, data=kept.kept_in(ticket.data))


def calls(estate: Estate, begun: datetime, until: datetime) -> dict[Call, datetime]:
    """Return when whom it concerns is told: at hours people work, each later than the one before."""
    wanted = (
        (Call.half, begun + (until - begun) / 2),
        (Call.three_days, until - _THREE_DAYS),
        (Call.one_day, until - _A_DAY),
        (Call.last, _last_call(estate, begun, until)),
    )
    found = {Call.missed: calendar.next_open(estate, until)}
    earliest = until
    for call, moment in reversed(wanted):
        open_then = calendar.next_open(estate, moment)
        at = open_then if open_then < earliest else moment
        if begun < at < earliest:
            found[call] = earliest = at
    first = calendar.next_open(estate, begun)
    found[Call.first] = first if first < earliest else begun
    return found


def fall_due(desk: Desk, work: Work, timer: Timer) -> None:
    """Tell whom it concerns, once a call. Of several that fell due at once only the last is said."""
    task = tasks.get(work, TaskId(int(timer.entity)))
    if task is None or task.ticket is None or task.state is not TaskState.open:
        return
    call = Call(timer.occurrence)
    told = Call(task.data["told"]) if "told" in task.data else None
    waiting = timers.all_waiting(work, TIMER, timer.entity)
    if (told and told.rank >= call.rank) or any(one.due <= work.now for one in waiting):
        return
    ticket = moves.get(work, task.ticket)
    if Step(ticket.step) in _GIVEN_UP:
        _drop(work, ticket, task)
        return
    tasks.amend(work, task.id, {**task.data, "told": call.value})
    if call is Call.missed:
        ticket = _change(work, ticket, State.missed, MISSED, moves.DESK)
        card.refresh(desk, work, ticket)
    _tell(desk, work, ticket, task, call)


def settle(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, state: State, said: str) -> Ticket:
    """Take the word of one of the staff on what became of it. Refuses a second one."""
    found = Footage.of(ticket)
    if found is None or not tasks.done(work, found.task, member.user):
        raise Refused("toast.done_already")
    timers.cancel(work, TIMER, str(found.task))
    ticket = _change(work, ticket, state, f"footage_{state.value}", member.user, said=said)
    card.refresh(desk, work, ticket)
    return ticket


def keepers(desk: Desk, work: Work, ticket: Ticket) -> list[StaffMember]:
    """Return who sees to it: the leads of the team with the cameras, else the assignee, else who leads.

    Never somebody who may not handle the matter, and nobody of a contractor.
    """
    estate = membership.present(work, speak.estate_of(desk, ticket))
    may = [member for member in estate.staff if may_see_to(estate, member, ticket)]
    away = duty.absent(work, estate, work.now)
    here = [member for member in may if member.user not in away] or may
    own = [one for one in here if estate.video_team and one.team == estate.video_team]
    of_team = [one for one in own if one.role is Role.lead]
    assignee = [one for one in here if one.user == ticket.assignee]
    lead = duty.lead_of(work, estate, ticket)
    return of_team or assignee or ([lead] if lead else deciding.deciders(desk, work, ticket))


def may_see_to(estate: Estate, member: StaffMember, ticket: Ticket) -> bool:
    """Tell whether somebody may see to the footage of a matter, and look at it: nobody of a contractor."""
    return sight.may_handle(estate, member, ticket) and not estate.is_contractor(member)


def _happened(
    estate: Estate, ticket: Ticket, words: str, said_at: datetime, kept_since: datetime
) -> datetime:
    """Return when it happened: the earliest that was said and is still kept, else that was said."""
    said = words_of_footage.happened(words, said_at.astimezone(estate.zone))
    kept = [moment for moment in said if moment > kept_since]
    if kept:
        return kept[0]
    return said[-1] if said else ticket.received_at


def _last_call(estate: Estate, begun: datetime, until: datetime) -> datetime:
    """Return when people last come to work with some hours left to act.

    Where that is before it was noticed, half of the opening time that is left; without any, half of the time.
    """
    opening = _last_opening(estate, until)
    if opening > begun:
        return opening
    begins, ends = calendar.open_within(estate, begun, until - _TIME_TO_ACT) or (begun, until)
    return begins + (ends - begins) / 2


def _last_opening(estate: Estate, until: datetime) -> datetime:
    """Return the last opening with some hours left to act; without any for weeks, those hours before."""
    latest = until - _TIME_TO_ACT
    midnight = latest.astimezone(estate.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    for days in range(_LOOKED_BACK):
        begins = midnight - days * _A_DAY
        found = calendar.open_within(estate, begins, min(begins + _A_DAY, latest))
        if found is not None:
            return found[0]
    return latest


def _tell(desk: Desk, work: Work, ticket: Ticket, task: Task, call: Call) -> None:
    """Tell the keepers; the day before the lead too, and at the last call everybody who leads."""
    estate = speak.estate_of(desk, ticket)
    found = Footage.of(ticket)
    assert found is not None, "a ticket remembers its footage"
    is_late = call is Call.first and found.happened + _kept(estate) < found.until
    key = "late" if is_late else call.value
    sentence = Sentence(
        f"staff.footage_{key}",
        number=ticket.number,
        sort=Sentence(f"footages.{found.sort}"),
        happened=calendar.spoken(estate, found.happened, None),
        until=calendar.spoken(estate, found.until, work.now),
        words=Words(card.shown_words(ticket)).shortened(_WORDS),
    )
    event = f"footage:{task.id}:{call.value}"
    told: Sequence[StaffMember] = keepers(desk, work, ticket)
    if call is Call.one_day:
        lead = duty.lead_of(work, estate, ticket)
        told = [*told, lead] if lead and lead not in told else told
    elif call in (Call.last, Call.missed):
        leading.ask(desk, work, ticket, event, sentence, CHOICES, role=speak.INSIDE)
        told = [one for one in told if not one.leads]
    deciding.tell(desk, work, ticket, event, sentence, told, CHOICES)


def _kept(estate: Estate) -> timedelta:
    return timedelta(days=estate.policy.video_keep_days)


def _change(
    work: Work, ticket: Ticket, state: State, code: str, actor: str, *, said: str | None = None
) -> Ticket:
    found = Footage.of(ticket)
    assert found is not None, "a ticket remembers its footage"
    data = replace(found, state=state).kept_in(ticket.data)
    facts: dict[str, str | int | None] = {"task": found.task}
    return moves.amend(work, ticket, code, actor, facts=facts, said=said, data=data)


def _drop(work: Work, ticket: Ticket, task: Task) -> None:
    """Give it up: the owner has taken the matter back, or it is none of ours."""
    tasks.drop(work, task.id)
    timers.cancel(work, TIMER, str(task.id))
    _change(work, ticket, State.unneeded, DROPPED, moves.DESK)
