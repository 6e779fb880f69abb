"""A limit that fell due, and what it says of a complaint: two that nobody met make it serious."""

from handlers.desk import Desk, Severity
from handlers.ticket import card, complaint, deadlines, grading, leading, moves
from handlers.ticket.severity import Why
from storage import journal
from storage.records import JournalRow, Ticket
from storage.work import Work

_LATE = 100  # percent of a limit
_BREACHES = 2


def fall_due(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Tell of it, and where the complaint is serious, those who lead too when it is well past."""
    deadlines.fall_due(desk, work, ticket)
    if not complaint.is_one(ticket):
        return
    rows = [row for row in journal.of_ticket(work, ticket.id) if row.code == deadlines.OVERDUE]
    if complaint.severity_of(ticket) is not Severity.minor and any(_is_long_past(row, work) for row in rows):
        who = card.assignee_name(desk, ticket)
        event = f"overdue:{len(rows)}"
        leading.tell(desk, work, ticket, event, "staff.severe_overdue", number=ticket.number, who=who)
    if len({row.facts["clock"] for row in rows}) >= _BREACHES:
        grading.judge(desk, work, moves.get(work, ticket.id), {Why.breach})


def _is_long_past(row: JournalRow, work: Work) -> bool:
    percent = row.facts["percent"]
    return row.at == work.now and isinstance(percent, int) and percent > _LATE
