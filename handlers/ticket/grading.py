"""How serious a complaint is held to be: raised by itself, proposed to those who lead, or said by a person.

Its limits follow, counted from the receipt, and those who lead learn of a serious or major one at once.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from handlers import calendar, speak
from handlers.desk import Desk, Severity, StaffMember
from handlers.refusals import Refused
from handlers.texts import Sentence, Words
from handlers.ticket import by_hand, card, complaint, deadlines, filing, leading, limits, moves, receipt
from handlers.ticket import severity as rules
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import OPEN, Step
from handlers.ticket.severity import RAISES, Why
from nlp.judgement import Kind, Urgency
from storage import journal, tickets, timers
from storage.records import NewTicket, Ticket
from storage.work import Work

SET, PROPOSED = "severity", "severity_proposed"
PLAN_DUE = "plan_due"
_WORDS = 200


def at_first(work: Work, new: NewTicket) -> frozenset[Why]:
    """Return what says at once how serious a complaint is: its words, who passed it on, and what came before.

    The last is whether the same was complained of within thirty days; of what is no complaint, nothing.
    """
    if new.kind != Kind.complaint.value:
        return frozenset()
    whys = rules.of_words(new.words) | _of_office(new)
    before = tickets.complaints_since(work, new.estate, new.category, new.received_at - complaint.AGAIN)
    return whys | {Why.repeat} if complaint.is_repeat(new, before) else whys


def opened(desk: Desk, new: NewTicket, whys: Collection[Why]) -> NewTicket:
    """Return a matter that is about to be opened, with its severity and limits where it is a complaint."""
    if new.kind != Kind.complaint.value:
        return new
    why = rules.raised(Severity.minor, whys)
    if why is None:
        return replace(new, severity=Severity.minor.value)
    grade = RAISES[why].to
    dues = _dues(desk, new.estate, new.urgency, new.received_at, grade)
    if new.answer_due is not None and dues["answer_due"] is not None:
        dues["answer_due"] = min(dues["answer_due"], new.answer_due)
    return replace(new, severity=grade.value, **by_hand.by_its_date(new, dues))


def announce(desk: Desk, work: Work, ticket: Ticket, whys: Collection[Why]) -> Ticket:
    """Tell those who lead of a complaint that was serious from its first words, or may be."""
    if not complaint.is_one(ticket):
        return ticket
    why = rules.raised(Severity.minor, whys)
    if why is not None:
        facts = {"was": Severity.minor.value, "why": why.value}
        ticket = filing.write(work, ticket, SET, moves.DESK, {}, facts=facts)
        _alert(desk, work, ticket, why)
    return judge(desk, work, ticket, whys)


def heard(desk: Desk, work: Work, ticket: Ticket, words: str) -> Ticket:
    """Judge a complaint anew from its owner's later words."""
    return judge(desk, work, ticket, rules.of_words(words))


def judge(desk: Desk, work: Work, ticket: Ticket, whys: Iterable[Why]) -> Ticket:
    """Raise an open complaint by what raises it by itself, else ask those who lead; each reason once."""
    now, new = complaint.severity_of(ticket), set(whys)
    if now is None or Step(ticket.step) not in OPEN or not new:
        return ticket
    new -= {
        Why(str(row.facts["why"]))
        for row in journal.of_ticket(work, ticket.id)
        if row.code in (SET, PROPOSED)
    }
    why = rules.raised(now, new)
    if why is not None:
        return _set(desk, work, ticket, RAISES[why].to, moves.DESK, why)
    asks = rules.proposed(now, new)
    return ticket if asks is None else _propose(desk, work, ticket, RAISES[asks].to, moves.DESK, asks)


def said(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, to: Severity) -> Sentence:
    """Take how serious one of the staff says it is: those who lead decide, others raise it or ask.

    Refuses others who would lower it.
    """
    now = complaint.severity_of(ticket)
    if now is None:
        raise Refused("refusal.no_complaint", number=ticket.number)
    if to is now:
        return Sentence("toast.same_severity", severity=Sentence(f"severities.{to.value}"))
    if not member.leads and to.rank < now.rank:
        raise Refused("refusal.leads_only")
    if not member.leads and to is Severity.major:
        _propose(desk, work, ticket, to, member.user, Why.by_hand)
        return Sentence("toast.severity_asked")
    _set(desk, work, ticket, to, member.user, Why.by_hand)
    return Sentence("toast.severity_set", severity=Sentence(f"severities.{to.value}"))


def decided(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, *, agreed: bool) -> Sentence:
    """Take the word of one who leads on what was proposed; refuses everybody else, and a second one."""
    if not member.leads:
        raise Refused("refusal.leads_only")
    file, now = complaint.of(work, ticket), complaint.severity_of(ticket)
    if file.proposed is None or now is None:
        raise Refused("toast.done_already")
    to = Severity(file.proposed)
    if agreed and to.rank > now.rank:
        ticket = _set(desk, work, ticket, to, member.user, Why(file.proposed_why or Why.by_hand))
    else:
        to = now
        filing.write(
            work, ticket, "severity_kept", member.user, {"proposed": None}, facts={"why": file.proposed_why}
        )
    return Sentence("toast.severity_set", severity=Sentence(f"severities.{to.value}"))


def no_plan(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Tell those who lead that an open major complaint has no plan in time."""
    is_major = complaint.severity_of(ticket) is Severity.major
    if is_major and Step(ticket.step) in OPEN and complaint.of(work, ticket).plan is None:
        who = card.assignee_name(desk, ticket)
        leading.tell(desk, work, ticket, "no_plan", "staff.no_plan", number=ticket.number, who=who)


def _of_office(ticket: NewTicket) -> frozenset[Why]:
    """Return what it says that an office passed a matter on: under a number it is an order."""
    told = by_hand.ByHand.of(ticket)
    if told is None or told.way is not by_hand.Way.external:
        return frozenset()
    return frozenset({Why.order if told.reference else Why.office})


def _set(desk: Desk, work: Work, ticket: Ticket, to: Severity, actor: str, why: Why) -> Ticket:
    was, told = complaint.severity_of(ticket), ticket.answer_due
    dues = by_hand.by_its_date(ticket, _dues(desk, ticket.estate, ticket.urgency, limits.began(ticket), to))
    if limits.agreed_time(ticket) is not None:
        del dues["done_due"]  # the owner was promised it
    facts = {"was": was.value if was else None, "why": why.value}
    changes = {"proposed": None, "proposed_why": None}
    ticket = filing.write(work, ticket, SET, actor, changes, facts=facts, severity=to.value, **dues)
    deadlines.plan(desk, work, ticket)
    card.refresh(desk, work, ticket)
    if ticket.answer_due != told:
        receipt.refresh(desk, work, ticket)
    if was is None or to.rank > was.rank:
        _alert(desk, work, ticket, why)
    return ticket


def _propose(desk: Desk, work: Work, ticket: Ticket, to: Severity, actor: str, why: Why) -> Ticket:
    changes = {"proposed": to.value, "proposed_why": why.value}
    facts = {"to": to.value, "why": why.value}
    ticket = filing.write(work, ticket, PROPOSED, actor, changes, facts=facts)
    leading.ask(
        desk,
        work,
        ticket,
        f"proposed:{ticket.version}",
        Sentence("staff.severity_proposed", **_told(desk, ticket, to, why)),
        [Action.agree_severity, Action.keep_severity],
    )
    return ticket


def _alert(desk: Desk, work: Work, ticket: Ticket, why: Why) -> None:
    """Tell those who lead, and wait for the plan of a major one."""
    grade = complaint.severity_of(ticket)
    if grade is None or grade is Severity.minor:
        return
    values = _told(desk, ticket, grade, why)
    leading.tell(desk, work, ticket, f"severity:{ticket.version}", "staff.severity_raised", **values)
    hours = speak.estate_of(desk, ticket).policy.major_plan_h
    if grade is Severity.major and hours:
        due = max(limits.began(ticket) + timedelta(hours=hours), work.now)
        timers.rearm(work, kind=PLAN_DUE, entity=str(ticket.id), due=due)


def _told(desk: Desk, ticket: Ticket, grade: Severity, why: Why) -> dict[str, Any]:
    return {
        "number": ticket.number,
        "severity": Sentence(f"severities.{grade.value}"),
        "why": Sentence(f"whys.{why.value}"),
        "words": Words(card.shown_words(ticket)).shortened(_WORDS),
        "who": card.assignee_name(desk, ticket),
    }


def _dues(desk: Desk, estate: str, urgency: str, began: Any, grade: Severity) -> dict[str, Any]:
    found = calendar.dues(desk.estates[estate], Kind.complaint, Urgency(urgency), began, severity=grade.value)
    return found.as_changes()
