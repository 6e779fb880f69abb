"""What time itself causes: one table of timers, read from top to bottom."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from handlers import speak
from handlers.clock import album, returning
from handlers.desk import Desk
from handlers.manager import regular
from handlers.manager.regular import Prepared
from handlers.owner import estates, flood, intake, register, suspicion, which
from handlers.staff import absence, gaps, handover, holding, intake_form, more, pinned, questions, recalling
from handlers.ticket import (
    albums,
    alike,
    answerable,
    board,
    calls,
    deadlines,
    decisions,
    evidence,
    grading,
    moves,
    notices,
    overnight,
    overrun,
    paging,
    pausing,
    phoning,
    private_calls,
    promise,
    promise_clock,
    reminding,
    revisit,
    roster,
    transferring,
    turns,
    unasked,
)
from nlp.judgement import Alarm
from storage import messages, people
from storage.records import PersonId, TicketId, Timer
from storage.work import Work

_PERSONAL = frozenset({intake.JOIN, intake.ASK, intake.SUSPECT, register.ESTATE})
_OF_ESTATES = frozenset({roster.HANDOVER, handover.LATE, roster.ABSENCE, gaps.TIMER, returning.TIMER})
# What a row of another table waits for, by its number.
_BY_NUMBER: Mapping[str, Callable[[Desk, Work, Any], None]] = {
    which.TIMER: which.lapse,
    intake_form.TIMER: intake_form.fall_due,
    calls.TIMER: calls.overdue,
    recalling.TIMER: recalling.over,
}
_BY_TIMER = {
    albums.TIMER: album.settle,
    notices.TIMER: notices.flush,
    overnight.TIMER: overnight.tell,
    evidence.TIMER: evidence.fall_due,
    decisions.TIMER: decisions.fall_due,
}
_SIMPLY = {
    deadlines.TIMER: overrun.fall_due,
    grading.PLAN_DUE: grading.no_plan,
    reminding.TIMER: reminding.fall_due,
    pausing.TIMER: pausing.fall_due,
    revisit.ASK: revisit.ask,
    revisit.REMIND: revisit.remind,
    revisit.CLOSE: revisit.close_unrated,
}


def fire(desk: Desk, work: Work, timer: Timer, ahead: Prepared | None = None) -> None:
    """Do what fell due. The state is read anew here: a timer that came too late for it does nothing.

    `ahead` is what `look_ahead` found; without it everything is done here.
    """
    if timer.kind in _PERSONAL:
        _about_person(desk, work, timer)
    elif timer.kind in regular.PAGES:
        _page(desk, work, timer, ahead)
    elif timer.kind == questions.TIMER:
        question = questions.lapse(work, int(timer.entity))
        more.lapse(desk, work, question)
        holding.lapse(desk, work, question)
    elif timer.kind in _BY_NUMBER:
        _BY_NUMBER[timer.kind](desk, work, int(timer.entity))
    elif timer.kind == board.TIMER:
        pinned.show(desk, work, timer.entity, sure="sure" in timer.data)
    elif timer.kind in _OF_ESTATES:
        _about_duty(desk, work, timer)
    elif timer.kind == private_calls.TIMER:
        private_calls.fall_due(desk, work, timer)
    elif timer.kind in _BY_TIMER:
        _BY_TIMER[timer.kind](desk, work, timer)
    elif timer.kind == alike.TIMER:
        alike.lapse(desk, work, timer)
    else:
        _about_ticket(desk, work, timer)


def _page(desk: Desk, work: Work, timer: Timer, ahead: Prepared | None) -> None:
    regular.send(desk, work, timer, ahead)
    if timer.kind == regular.DAILY.name and timer.entity in desk.estates:
        answerable.pass_on_of_gone(desk, work, desk.estates[timer.entity])


def takes_long(timer: Timer) -> bool:
    """Tell whether looking ahead takes so long that what cannot wait should be done before."""
    return timer.kind in regular.PAGES


def look_ahead(desk: Desk, work: Work, timer: Timer) -> Prepared | None:
    """Judge and count on a reader, outside the write lane, what `fire` will ask about."""
    if timer.kind in regular.PAGES:
        return regular.ahead(desk, work, timer)
    if timer.kind == albums.TIMER:
        desk.judge(albums.whole(timer).text)
    if timer.kind in _PERSONAL:
        intake.judged(desk, intake.joined(messages.pending_of(work, PersonId(int(timer.entity)))))
    return None


def _about_person(desk: Desk, work: Work, timer: Timer) -> None:
    person = people.get(work, PersonId(int(timer.entity)))
    estate = register.estate_of(desk, person)
    if timer.kind == intake.SUSPECT:
        suspicion.confirm(desk, work, person, Alarm.suspected)
    elif timer.kind == register.ESTATE:
        estates.never_said(desk, work, person)
    elif estate is not None and timer.kind == intake.JOIN:
        intake.flush(desk, work, person, estate)
    elif estate is not None:
        intake.lapse(desk, work, person, estate)


def _about_duty(desk: Desk, work: Work, timer: Timer) -> None:
    estate = desk.estates.get(timer.entity)
    if estate is None:  # taken out of the configuration since
        return
    match timer.kind:
        case roster.HANDOVER:
            handover.announce(desk, work, estate, datetime.fromisoformat(timer.data["ends"]))
        case handover.LATE:
            handover.late(desk, work, estate, timer.data["list"])
        case roster.ABSENCE:
            absence.begins(desk, work, estate, timer.data["user"])
        case gaps.TIMER:
            gaps.warn(desk, work, estate, work.now)
        case returning.TIMER:
            returning.tell(desk, work, estate, timer)


def _about_ticket(desk: Desk, work: Work, timer: Timer) -> None:
    ticket = moves.get(work, TicketId(int(timer.entity)))
    match timer.kind:
        case kind if kind in _SIMPLY:
            _SIMPLY[kind](desk, work, ticket)
        case paging.TIMER:
            paging.again(desk, work, ticket, timer)
        case flood.TIMER:
            flood.show(desk, work, ticket, timer)
        case speak.BY_PHONE:
            phoning.tell(desk, work, ticket, timer)
        case transferring.TIMER:
            transferring.lapse(desk, work, ticket, timer)
        case turns.TIMER:
            turns.fall_due(desk, work, ticket, timer)
        case unasked.TIMER:
            unasked.waited(desk, work, ticket, timer.data)
        case kind if kind in promise.TIMERS:
            promise_clock.fire(desk, work, ticket, timer)
        case _:
            raise ValueError(f"no timer is called {timer.kind}")
