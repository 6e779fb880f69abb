"""Words that were written well before they came here, because one of the two sides was away.

Every clock runs from the receipt by the desk: nobody could act before. That they are older is said.
"""

from datetime import datetime, timedelta
from typing import Any

from handlers import calendar, speak
from handlers.desk import Desk
from handlers.messages import Outgoing
from handlers.texts import Texts, Value, below
from storage.records import Message, Ticket

_LATE = timedelta(minutes=10)
_WRITTEN = "written_at"
_NO_DATE = 0  # what a channel says that knows none


def is_late(message: Message) -> bool:
    """Tell whether a message had a long way."""
    known = message.kept_at is not None and message.at.timestamp() > _NO_DATE
    return known and message.kept_at is not None and message.kept_at - message.at > _LATE


def of(*waiting: Message) -> dict[str, Any]:
    """Return what a ticket opened with these messages remembers of when the first of them was written."""
    late = [message.at for message in waiting if is_late(message)]
    return {_WRITTEN: min(late).isoformat()} if late else {}


def written(desk: Desk, ticket: Ticket) -> Value:
    """Say when the owner wrote what opened the ticket; "" where that was just before it was opened."""
    at = ticket.data.get(_WRITTEN)
    return _said(desk, ticket, datetime.fromisoformat(at), ticket.received_at) if at else ""


def noted(desk: Desk, texts: Texts, ticket: Ticket, outgoing: Outgoing, message: Message) -> Outgoing:
    """Return words of an owner with when they were written, if that was well before they came."""
    if message.kept_at is None or not is_late(message):
        return outgoing
    time = _said(desk, ticket, message.at, message.kept_at)
    return below(outgoing, texts.outgoing("staff.written", written=time))


def _said(desk: Desk, ticket: Ticket, at: datetime, came: datetime) -> Value:
    estate = speak.estate_of(desk, ticket)
    local = at.astimezone(estate.zone)
    same_day = local.date() == came.astimezone(estate.zone).date()
    return f"{local:%H:%M}" if same_day else calendar.spoken(estate, at, None)
