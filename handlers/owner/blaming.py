"""An owner complains of somebody: a matter of its own, which that person and their group never see."""

import re
from dataclasses import replace

from handlers.desk import Desk, Estate
from handlers.messages import Incoming
from handlers.owner import belonging, intake, opening
from handlers.ticket import moves, pointing
from nlp import discretion
from nlp.judgement import Category, Kind, Matter
from storage import journal, links, messages, tickets
from storage.records import Link, Message, Person
from storage.work import Work

_YOU = re.compile("你|您|他|她|这人|这个人|师傅|you|he |she ", re.IGNORECASE)


def heard(
    desk: Desk, work: Work, person: Person, estate: Estate, incoming: Incoming, message: Message
) -> bool:
    """Open a complaint about somebody of the staff, whatever else of this owner is open; False: it is none.

    Pieces of one burst, and words that rate what was done, stay with their ticket, which is confided then.
    Sensitive words that belong to nothing are a matter of their own, without a question first.
    """
    about = [member.user for member in pointing.at(estate, message.text)] or _replied_to(
        work, estate, incoming, message
    )
    lead = belonging.understood(desk, message.text)
    alone = not tickets.open_of(work, person.id) and discretion.sensitive(message.text)
    if not (about or alone) or lead.kind is Kind.praise or _rates(work, person, lead):
        return False
    if belonging.joining(work, person, lead) is not None:
        return False
    waiting = messages.pending_of(work, person.id)
    judgement = intake.judged(desk, intake.joined(waiting))
    if len(judgement.matters) > 1 and intake.is_clear(judgement.lead):
        intake.open_matters(desk, work, person, estate, waiting, judgement)
        return True
    if about:
        matter = _as_complaint(judgement.lead)
        opening.open_ticket(desk, work, person, estate, waiting, matter, about=about)
    else:
        intake.open_as_one(desk, work, person, estate, waiting)
    return True


def _as_complaint(lead: Matter) -> Matter:
    surely = lead.kind is Kind.complaint and lead.category is not None
    topic = Category.service
    return lead if surely else replace(lead, kind=Kind.complaint, category=topic, topic=topic.value)


def _rates(work: Work, person: Person, lead: Matter) -> bool:
    """Tell whether words answer how satisfied somebody is: they are hidden where they were asked for."""
    if not (lead.topic.startswith("rating_") or lead.topic == "not_resolved"):
        return False
    return any(one.step in belonging.ASKED_AFTER for one in tickets.open_of(work, person.id))


def _replied_to(work: Work, estate: Estate, incoming: Incoming, message: Message) -> list[str]:
    """Return who wrote what the owner replies to, where the reply speaks ill of 你 or 他."""
    if incoming.reply_to is None or not any(
        _YOU.search(sentence) for sentence in discretion.sentences(message.text).blaming()
    ):
        return []
    link = links.by_message(work, incoming.channel, incoming.chat, incoming.reply_to)
    member = estate.member(_writer(work, link)) if link is not None else None
    return [member.user] if member else []


def _writer(work: Work, link: Link) -> str | None:
    """Return who of the staff wrote a message to the owner, else who had the matter in hand."""
    if link.ticket is None:
        return None
    for row in journal.of_ticket(work, link.ticket):
        if row.code == "told_owner" and row.facts.get("message") == link.origin and link.origin is not None:
            return row.actor
    return moves.get(work, link.ticket).assignee
