"""Questions put to one person in one chat, settled once."""

from typing import Any

from sqlalchemy import bindparam, insert, select, update

from storage.conditions import one_of
from storage.records import Question, QuestionId, QuestionState, TicketId
from storage.schema import questions as table
from storage.statements import all_as, columns_of, first_as
from storage.work import Work

_COLUMNS = columns_of(table, Question)
_OPEN = one_of(table.c.state, "open")
_ASK = insert(table).returning(table.c.id)
_GET = select(*_COLUMNS).where(table.c.id == bindparam("of_id"))
_OPEN_FOR = (
    select(*_COLUMNS)
    .where(
        table.c.chat == bindparam("of_chat"),
        table.c.user == bindparam("of_user"),
        table.c.channel == bindparam("of_channel"),
        _OPEN,
    )
    .order_by(table.c.id.desc())
)


def ask(
    work: Work,
    *,
    ticket: TicketId | None,
    action: str,
    channel: str,
    chat: str,
    user: str,
    data: dict[str, Any],
) -> QuestionId:
    """Keep a question that is open from now on."""
    values = {
        "ticket": ticket,
        "action": action,
        "channel": channel,
        "chat": chat,
        "user": user,
        "data": data,
        "state": QuestionState.open,
        "asked_at": work.now,
    }
    number: int = work.connection.execute(_ASK, values).scalar_one()
    return QuestionId(number)


def get(work: Work, question: QuestionId) -> Question | None:
    """Return a question, whatever its state."""
    return first_as(Question, work.connection.execute(_GET, {"of_id": question}))


def open_for(work: Work, channel: str, chat: str, user: str) -> list[Question]:
    """Return what a person is asked in a chat and has not settled, newest first."""
    values = {"of_channel": channel, "of_chat": chat, "of_user": user}
    return all_as(Question, work.connection.execute(_OPEN_FOR, values))


def amend(work: Work, question: QuestionId, data: dict[str, Any]) -> bool:
    """Change what an open question carries; False: it was settled before."""
    change = update(table).where(table.c.id == question, _OPEN).values(data=data)
    return bool(work.connection.execute(change).rowcount)


def settle(work: Work, question: QuestionId, state: str) -> bool:
    """Settle an open question; False: it was settled before."""
    change = update(table).where(table.c.id == question, _OPEN).values(state=QuestionState(state))
    return bool(work.connection.execute(change).rowcount)
