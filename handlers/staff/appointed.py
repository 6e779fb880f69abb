"""«今日约»: what owners were promised for today; «约时 007 明天9点» gives the owner of one a time."""

from datetime import datetime, timedelta

from handlers.desk import Desk, Estate
from handlers.refusals import Refused
from handlers.staff import promising, questions
from handlers.staff.asked import Asked, answer
from handlers.texts import Sentence, Value, Words, below
from handlers.ticket import moves, pending, promised, sight
from storage import promises
from storage.commitments import Promise, PromiseState
from storage.work import Work

_DAY = timedelta(days=1)
_OVER = frozenset({PromiseState.moved, PromiseState.void})
_LINES = 40


def heard(desk: Desk, work: Work, asked: Asked) -> None:
    """Answer «今日约», or take the time that was written after a number as if «约时间» had been pressed."""
    ticket, member, chat = asked.ticket, asked.member, asked.incoming.chat
    if ticket is None and asked.rest:
        raise Refused("refusal.number_needed")
    if ticket is None:
        today(desk, work, asked)
        return
    if not asked.rest or promising.asked_of(desk, work, ticket, member, chat) is None:
        promising.ask(desk, work, ticket, member, chat)
    question = promising.asked_of(desk, work, ticket, member, chat)
    if asked.rest and question is not None:
        questions.end(desk, work, ticket, question)
        promising.said(desk, work, ticket, member, question, asked.rest)


def today(desk: Desk, work: Work, asked: Asked) -> None:
    """List the times promised for today, and what became of them."""
    estate, texts = asked.estate, asked.texts(desk, work)
    chat = pending.chat_seen_by(estate, asked.member, asked.incoming.chat)
    midnight = work.now.astimezone(estate.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    found = [
        (promise, ticket)
        for promise in promises.between(work, estate.key, midnight, midnight + _DAY)
        if promise.state not in _OVER
        and (ticket := moves.get(work, promise.ticket))
        and chat in (None, ticket.staff_chat)
        and sight.chat_may_see(estate, asked.incoming.chat, ticket)
    ]
    if not found:
        answer(work, asked, texts.outgoing("staff.no_promises"))
        return
    shown = texts.outgoing("staff.promises_today", count=len(found))
    for promise, ticket in found[:_LINES]:
        member = estate.member(ticket.assignee)
        line = texts.outgoing(
            "staff.promise_line",
            time=_clock(estate, promise),
            number=ticket.number,
            home=Words(ticket.home) if ticket.home else Sentence("staff.no_home"),
            who=member.name if member else Sentence("staff.nobody_yet"),
            state=Sentence(f"promise_states.{_state(promise, work.now)}"),
        )
        shown = below(shown, line)
    answer(work, asked, shown)


def _clock(estate: Estate, promise: Promise) -> Value:
    begins = f"{promise.at.astimezone(estate.zone):%H:%M}"
    if promise.until is None:
        return begins
    return Sentence("when.from_to", begins=begins, ends=f"{promise.until.astimezone(estate.zone):%H:%M}")


def _state(promise: Promise, now: datetime) -> str:
    passed = promise.state is PromiseState.open and promised.of(promise).ends < now
    return "passed" if passed else promise.state.value
