"""What an owner changes in words that were written before: a revision beside them, which staff read."""

from dataclasses import replace

from handlers import speak
from handlers.desk import Desk
from handlers.messages import Incoming
from handlers.owner import followup, intake
from handlers.texts import Words
from handlers.ticket import (
    card,
    confiding,
    deadlines,
    difference,
    keeping,
    leading,
    moves,
    opened,
    paging,
    receipt,
    rework,
    whole,
)
from handlers.ticket.lifecycle import Step
from nlp.judgement import Kind, Urgency
from storage import messages, tickets
from storage.records import Message, Ticket
from storage.work import Work


def is_untaken(work: Work, incoming: Incoming) -> bool:
    """Tell whether an edit changes words that became no part of a ticket: they are judged as they are now."""
    if incoming.message is None or not incoming.text:
        return False
    first = keeping.first_of(work, incoming)
    return first is None or (first.ticket is None and first.text != incoming.text)


def came_before(work: Work, incoming: Incoming) -> bool:
    """Tell whether a message was edited before it arrived here: its edit was taken, these words are old.

    Of an album that edit was a part only.
    """
    if incoming.edited or incoming.message is None or incoming.album is not None:
        return False
    return messages.by_outside_id(work, incoming.channel, incoming.chat, incoming.message) is not None


def supersede(work: Work, incoming: Incoming, message: Message) -> None:
    """Let an edited message stand for what was written first and still waits."""
    first = messages.by_outside_id(work, incoming.channel, incoming.chat, incoming.message or "")
    if first is not None and first.pending and first.id != message.id:
        messages.settle(work, [first.id])


def edited(desk: Desk, work: Work, incoming: Incoming) -> None:
    """Keep an edit beside the first words, which never change; let the matter follow it, and staff read it.

    A place that moves comes as edits without text, and a link that gets its picture as one with the same
    text: they are none.
    """
    first = keeping.first_of(work, incoming) if incoming.text else None
    if first is None:
        return
    now = keeping.as_edited(first, incoming)
    if now == messages.latest_words(work, first):
        return
    revision = messages.revise(work, first.id, now, incoming.at)
    ticket = tickets.get(work, first.ticket) if first.ticket is not None else None
    if ticket is not None:
        ticket = confiding.reconsider(desk, work, ticket, now)
        ticket = _judged_again(desk, work, ticket, first, now)
        _show(desk, work, ticket, first, now, f"edited:{revision}")
        whole.pass_on(desk, work, ticket, first, edit=f":{revision}")


def _judged_again(desk: Desk, work: Work, ticket: Ticket, first: Message, now: str) -> Ticket:
    """Let what was changed count as long as nobody has taken the matter on; never as less urgent."""
    if Step(ticket.step) is not Step.received:
        return ticket
    lead = intake.judged(desk, ticket.words.replace(first.text, now, 1) if first.text else now).lead
    changes = opened.located(lead.home, ticket.data)
    held = card.is_alarm(ticket) or ticket.data.get("sorted")
    if not held and lead.kind is not Kind.emergency and intake.is_clear(lead):
        urgency = Urgency(min(ticket.urgency, lead.urgency.value))
        changes |= followup.judged_anew(desk, replace(ticket, **changes), lead, urgency)
    could_wait = not paging.cannot_wait(ticket)
    ticket = moves.amend(work, ticket, "edited", "owner", said=now, **changes)
    ticket = rework.note(desk, work, ticket)
    deadlines.plan(desk, work, ticket)
    receipt.refresh(desk, work, ticket)
    card.refresh(desk, work, ticket)
    if could_wait and paging.cannot_wait(ticket):
        paging.start(desk, work, ticket)
    return ticket


def _show(desk: Desk, work: Work, ticket: Ticket, first: Message, now: str, key: str) -> None:
    """Show what was changed under the card: the latest only, where an earlier change still waits."""
    before, after = difference.shown(*(card.as_shown(ticket, text) for text in (first.text, now)))
    who = card.assignee_name(desk, ticket)
    values = {"before": Words(before), "words": Words(after)}
    if leading.is_about_manner(ticket):
        leading.tell(desk, work, ticket, key, "staff.edited", who=who, **values)
        return
    outgoing = desk.texts.outgoing("staff.edited", who=who, **values)
    speak.say(
        work,
        key=f"{ticket.id}:{key}:group",
        channel=desk.staff_channel,
        chat=ticket.staff_chat,
        outgoing=replace(outgoing, reply_role=speak.CARD),
        ticket=ticket.id,
        role="followup",
        origin=first.id,
        coalesce=f"{ticket.id}:edited:{first.id}",
    )
