"""Making an emergency of a ticket that is open: everybody reads it, and people are paged."""

from collections.abc import Mapping

from handlers import calendar, languages, speak
from handlers.desk import Desk
from handlers.ticket import card, deadlines, limits, moves, paging, receipt
from handlers.ticket.lifecycle import Step
from nlp.judgement import Alarm, Kind, Urgency
from storage.records import Priority, Ticket
from storage.work import Work


def raise_again(
    desk: Desk,
    work: Work,
    ticket: Ticket,
    topic: str,
    urgency: Urgency,
    code: str,
    *,
    actor: str = "owner",
    facts: Mapping[str, str | int | None] | None = None,
) -> Ticket:
    """Tell the owner and the group, and page where nobody has it; `code` is also the text for the group."""
    estate = speak.estate_of(desk, ticket)
    data = {
        **paging.another_round(ticket, work.now),
        **limits.counted_from(work.now),
        "lowered": False,
        "receipt": "owner.receipt_emergency",
    }
    ticket = moves.amend(
        work,
        ticket,
        code,
        actor,
        facts=facts,
        kind=Kind.emergency.value,
        category=None,
        topic=topic,
        urgency=urgency.value,
        alarm=Alarm.sure.value,
        **calendar.dues(estate, Kind.emergency, urgency, work.now).as_changes(),
        data=data,
    )
    deadlines.plan(desk, work, ticket)
    card.refresh(desk, work, ticket)
    receipt.refresh(desk, work, ticket)
    key = f"{code}:{ticket.version}"
    told = languages.of_reporter(desk, work, ticket).outgoing(
        "owner.raised_again", number=ticket.number, duty_phone=estate.duty_phone
    )
    speak.to_owner(work, ticket, key, told, priority=Priority.emergency)
    told = desk.texts.outgoing(f"staff.{code}", number=ticket.number, who=card.assignee_name(desk, ticket))
    speak.to_group(desk, work, ticket, key, told, priority=Priority.emergency)
    if ticket.step == Step.received.value:
        paging.start(desk, work, ticket)
    return ticket
