"""What is met with topics while messages go out: one is to be opened, may not be, or is there no more."""

from dataclasses import dataclass

from handlers import languages, speak
from handlers.desk import Desk, Role
from handlers.ticket import card, moves, sight, topics
from storage import settings
from storage import topics as kept_topics
from storage.records import OutboxRow
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Place:
    """The topic in which a message stands; without a `thread` it is yet to be opened."""

    name: str
    thread: str | None


def place_of(desk: Desk, work: Work, row: OutboxRow) -> Place | None:
    """Return the topic that the ticket of a message has, or is to have now; None: it has none.

    A card opens one; no emergency waits for it.
    """
    if row.ticket is None or not desk.opens_topics(row.chat):
        return None
    ticket = moves.get(work, row.ticket)
    if not sight.chat_may_see(speak.estate_of(desk, ticket), row.chat, ticket):
        return None
    known = kept_topics.of(work, row.channel, row.chat, ticket.id)
    if known is not None:
        return Place(known.name, known.thread)
    opens = row.role == speak.CARD and row.chat == ticket.staff_chat and not card.is_alarm(ticket)
    return Place(card.topic_name(desk, work, ticket), None) if opens else None


def opened(desk: Desk, work: Work, row: OutboxRow, thread: str, name: str) -> None:
    """Keep the topic that was opened for the ticket of a row; the next refusal is told anew.

    Where the ticket was confided meanwhile nothing of it stays in the name.
    """
    assert row.ticket is not None, "only tickets have topics"
    kept_topics.keep(work, kept_topics.Topic(row.channel, row.chat, row.ticket, thread, name, closed=False))
    topics.take_back(desk, work, moves.get(work, row.ticket))
    if settings.get(work, _refusal(row.chat)):
        settings.put(work, _refusal(row.chat), "")


def refused(desk: Desk, work: Work, row: OutboxRow) -> None:
    """Tell who manages the desk that topics cannot be opened in a group, once until one can again."""
    estate = desk.estate_of_chat(row.chat)
    if estate is None or settings.get(work, _refusal(row.chat)):
        return
    settings.put(work, _refusal(row.chat), "told")
    admins = [member.user for member in estate.staff if member.role is Role.admin]
    for chat in admins or estate.managing_chats:
        told = languages.of_staff_chat(desk, work, chat).outgoing("staff.topics_refused", estate=estate.name)
        key = f"topics_refused:{row.id}:{chat}"
        speak.say(work, key=key, channel=desk.staff_channel, chat=chat, outgoing=told)


def lost(desk: Desk, work: Work, row: OutboxRow, thread: str) -> None:
    """Forget a topic that somebody deleted: what was in it is gone, so the card comes again and says why."""
    assert row.ticket is not None, "only tickets have topics"
    topic = kept_topics.of(work, row.channel, row.chat, row.ticket)
    if topic is None or topic.thread != thread:
        return
    kept_topics.gone(work, topic)
    ticket = moves.get(work, row.ticket)
    if row.role != speak.CARD:
        card.refresh(desk, work, ticket, again=f":topic:{thread}")
    told = languages.of_staff_chat(desk, work, row.chat).outgoing("staff.topic_again", number=ticket.number)
    speak.to_group(desk, work, ticket, f"topic_again:{thread}", told)


def _refusal(chat: str) -> str:
    return f"topics_refused:{chat}"
