"""«待调监控»: the footage that waits to be saved, what is overwritten first at the top."""

from handlers.desk import Desk, Estate, StaffMember
from handlers.staff.asked import Asked, answer
from handlers.texts import Sentence, below
from handlers.ticket import evidence, footage, moves, pending, sight
from handlers.ticket.footage import Footage
from storage import tasks
from storage.records import Ticket
from storage.work import Work

_LINES = 30


def heard(desk: Desk, work: Work, asked: Asked) -> None:
    """List what the asker may see to, as far as it may stand in this chat; nothing before contractors."""
    estate, texts = asked.estate, asked.texts(desk, work)
    found = _listed(work, estate, asked.member, asked.incoming.chat)
    if not found:
        answer(work, asked, texts.outgoing("staff.no_footage"))
        return
    shown = texts.outgoing("staff.list_footage", count=len(found))
    for ticket, wanted in found[:_LINES]:
        holder = estate.member(ticket.assignee)
        line = texts.outgoing(
            "staff.footage_line",
            number=ticket.number,
            sort=Sentence(f"footages.{wanted.sort}"),
            state=footage.in_short(estate, ticket),
            who=holder.name if holder else Sentence("staff.nobody_yet"),
        )
        shown = below(shown, line)
    if len(found) > _LINES:
        shown = below(shown, texts.outgoing("staff.listed_more", count=len(found) - _LINES))
    answer(work, asked, shown)


def _listed(work: Work, estate: Estate, member: StaffMember, chat: str) -> list[tuple[Ticket, Footage]]:
    of_chat = pending.chat_seen_by(estate, member, chat)
    outside = any(team.contractor and team.chat == chat for team in estate.teams)
    waiting = tasks.open_of_kind(work, estate.key, evidence.KIND)
    needed = (moves.get(work, task.ticket) for task in waiting if task.ticket)
    return [
        (ticket, wanted)
        for ticket in needed
        if (wanted := Footage.of(ticket)) is not None
        and not outside
        and evidence.may_see_to(estate, member, ticket)
        and of_chat in (None, ticket.staff_chat)
        and sight.chat_may_see(estate, chat, ticket)
    ]
