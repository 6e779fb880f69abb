"""The topic that a ticket has in a forum group: called after who has it, closed at its end.

What people write in a topic without replying to the card is their own talk, as everywhere in the group.
"""

from handlers import languages, speak
from handlers.desk import Desk
from handlers.messages import Outgoing, Topic
from handlers.ticket import sight
from handlers.ticket.lifecycle import FINISHED, Step
from storage import outbox, topics
from storage.records import Delivery, NewOutbox, Priority, Ticket
from storage.work import Work

ROLE = "topic"


def refresh(desk: Desk, work: Work, ticket: Ticket, name: str) -> None:
    """Let its topic, where there is one, be called so, and be closed once the ticket is over."""
    topic = topics.of(work, desk.staff_channel, ticket.staff_chat, ticket.id)
    if topic is not None and sight.chat_may_see(speak.estate_of(desk, ticket), topic.chat, ticket):
        _change(work, ticket, topic, Topic(name, Step(ticket.step) in FINISHED))


def take_back(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Leave nothing of a ticket in the names of topics where it may not be seen."""
    estate = speak.estate_of(desk, ticket)
    for topic in topics.all_of(work, ticket.id):
        if not sight.chat_may_see(estate, topic.chat, ticket):
            name = languages.of_staff_chat(desk, work, topic.chat).plain("staff.topic_taken_back")
            _change(work, ticket, topic, Topic(name, closed=True))


def _change(work: Work, ticket: Ticket, topic: topics.Topic, now: Topic) -> None:
    if (topic.name, topic.closed) == (now.name, now.closed):
        return
    topics.keep(work, topics.renamed(topic, now.name, closed=now.closed))
    outbox.put(
        work,
        NewOutbox(
            dedupe_key=f"{ticket.id}:{ROLE}:{topic.chat}:v{ticket.version}",
            channel=topic.channel,
            chat=topic.chat,
            ticket=ticket.id,
            klass=Delivery.edit,
            priority=Priority.survey,  # nobody waits for it
            body=Outgoing(text="", topic=now, thread=topic.thread).as_json(),
            role=ROLE,
            coalesce=speak.changes_of(ticket.id, ROLE, topic.chat),
        ),
    )
