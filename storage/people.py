"""Who wrote to the desk, and what the desk is waiting for from them."""

from typing import Any

from sqlalchemy import bindparam, select, update

from storage.records import Conversation, Person, PersonId
from storage.schema import conversations
from storage.schema import people as table
from storage.statements import Insert, columns_of, first_as
from storage.work import Work

IDLE = "idle"

_COLUMNS = columns_of(table, Person)
_SEEN = Insert(
    table,
    on=["channel", "user"],
    update=["chat", "name", "language", "reachable", "seen_at"],
    returning=_COLUMNS,
)
_GET = select(*_COLUMNS).where(table.c.id == bindparam("of_id"))
_BY_USER = select(*_COLUMNS).where(
    table.c.channel == bindparam("of_channel"), table.c.user == bindparam("of_user")
)
_CONVERSATION_COLUMNS = columns_of(conversations, Conversation)
_CONVERSATION = select(*_CONVERSATION_COLUMNS).where(conversations.c.person == bindparam("of_person"))
_SET_CONVERSATION = Insert(
    conversations,
    on=["person"],
    update=["state", "data"],
    computed={"version": conversations.c.version + 1},
    returning=_CONVERSATION_COLUMNS,
)


def seen(work: Work, *, channel: str, user: str, chat: str, name: str, language: str | None) -> Person:
    """Keep what a message says about its writer; what they told us, estate and language, stays as it is."""
    row = _SEEN.run(
        work,
        {
            "channel": channel,
            "user": user,
            "chat": chat,
            "name": name,
            "language": language,
            "reachable": True,
            "seen_at": work.now,
        },
    )
    assert row is not None, "an insert that updates always returns its row"
    return Person(*row)


def get(work: Work, person: PersonId) -> Person:
    """Return a person by our own id; one that was never seen is the caller's bug, and raises LookupError."""
    found = first_as(Person, work.connection.execute(_GET, {"of_id": person}))
    if found is None:
        raise LookupError(f"there is no person {person}")
    return found


def by_user(work: Work, channel: str, user: str) -> Person | None:
    """Return a person by the channel's id."""
    return first_as(Person, work.connection.execute(_BY_USER, {"of_channel": channel, "of_user": user}))


def set_estate(work: Work, person: PersonId, estate: str | None) -> None:
    """Note which estate a person belongs to."""
    work.connection.execute(update(table).where(table.c.id == person).values(estate=estate))


def choose_language(work: Work, person: PersonId, language: str) -> None:
    """Note in which language a person wants to read."""
    work.connection.execute(update(table).where(table.c.id == person).values(chosen_language=language))


def lost(work: Work, channel: str, chat: str) -> None:
    """Note that no message reaches whoever writes in this chat; see `seen` for the contrary."""
    here = table.c.channel == channel, table.c.chat == chat
    work.connection.execute(update(table).where(*here).values(reachable=False))


def conversation(work: Work, person: PersonId) -> Conversation:
    """Return where the conversation with a person stands; idle when nothing was kept."""
    found = first_as(Conversation, work.connection.execute(_CONVERSATION, {"of_person": person}))
    return found or Conversation(person, IDLE, {}, 0)


def set_conversation(work: Work, person: PersonId, state: str, data: dict[str, Any]) -> Conversation:
    """Keep where the conversation stands now."""
    row = _SET_CONVERSATION.run(work, {"person": person, "state": state, "data": data, "version": 1})
    assert row is not None, "an insert that updates always returns its row"
    return Conversation(*row)
