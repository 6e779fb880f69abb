"""Files that are drawn up when they are sent: the outbox keeps what is wanted, never the file."""

import asyncio
from collections.abc import Iterable
from functools import partial

from bot.channel import Channel, Failure, Made, SendFailed
from handlers import speak
from handlers.desk import Desk
from handlers.ticket import dossier, minutes
from handlers.ticket.dossier import Dossier
from storage import tickets
from storage.database import Database
from storage.records import OutboxRow, TicketId
from storage.work import Work

MOST_PICTURES = 60
_ROOM = 40 * 2**20  # of pictures in one document; Telegram takes files of 50 MB
# A file that cannot be had now may be had later: the whole is tried again then.
_LATER = (Failure.not_sent, Failure.unknown, Failure.outage, Failure.slow_down)


async def draw_up(channel: Channel, database: Database, desk: Desk, row: OutboxRow) -> Made | SendFailed:
    """Return the file that a row wants for whoever reads its chat."""
    found = await asyncio.to_thread(database.read_now, partial(_wanted, desk, row))
    if found is None:
        return SendFailed(Failure.permanent, "whoever asked for it may not have it any more")
    pictures = await fetched(channel, found[1])
    if isinstance(pictures, SendFailed):
        return pictures
    return Made(f"{found[0]}.docx", await asyncio.to_thread(written, found[1], pictures))


async def fetched(channel: Channel, drawn: Dossier) -> dict[str, bytes] | SendFailed:
    """Return the pictures of a dossier by their names in the channel, as far as they can be had."""
    found: dict[str, bytes] = {}
    for file in list(_pictures(drawn))[:MOST_PICTURES]:
        content = await channel.download(file)
        if isinstance(content, SendFailed):
            if content.failure in _LATER:
                return content
        elif sum(map(len, found.values())) + len(content) <= _ROOM:
            found[file] = content
    return found


def written(drawn: Dossier, pictures: dict[str, bytes]) -> bytes:
    """Return the document; the library that writes it is imported now."""
    from bot import paper  # noqa: PLC0415 - 60 ms and 10 MB that a service without dossiers need not spend

    return paper.docx(drawn, pictures)


def _wanted(desk: Desk, row: OutboxRow, work: Work) -> tuple[str, Dossier] | None:
    if row.ticket is None:
        return minutes.of(desk, work, row.role or "", row.chat)
    return _read(desk, row.ticket, row.chat, work)


def _read(desk: Desk, number: TicketId, reader: str, work: Work) -> tuple[str, Dossier] | None:
    ticket = tickets.get(work, number)
    member = speak.estate_of(desk, ticket).member(reader) if ticket else None
    if ticket is None or member is None:
        return None
    drawn = dossier.of(desk, work, ticket, member)
    return None if drawn is None else (ticket.number, drawn)


def _pictures(drawn: Dossier) -> Iterable[str]:
    lines = (line for part in drawn.parts for line in part.lines)
    return dict.fromkeys(line.file.file for line in lines if line.file and line.file.kind == "photo")
