"""The pinned board of a group: how much waits, what is late, who is there."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from handlers import calendar, speak
from handlers.desk import Desk, Estate
from handlers.messages import Outgoing
from handlers.staff.wording import in_a_row
from handlers.texts import Value
from handlers.ticket import board, card, duty, pending, unattended
from handlers.ticket.pending import Pending
from storage import settings
from storage.records import Priority
from storage.work import Work

ROLE = "board"


def show(desk: Desk, work: Work, chat: str, *, sure: bool = False) -> None:
    """Post the board, or change it in place; one that says the same already stays unless `sure`.

    One that was deleted is posted anew. It is shown again when what it says changes by time alone.
    """
    estate = desk.estate_of_chat(chat)
    if estate is None or not estate.board:
        return
    here = pending.of_estate(work, estate, chat)
    board.at(work, chat, min(_turns(work, estate, here)))
    shown = render(desk, work, estate, chat, here)
    said = f"board:{chat}"
    if sure or settings.get(work, said) != shown.text:
        settings.put(work, said, shown.text)
        key, pinned = work.now.isoformat(), replace(shown, pin=True, silent=True)
        channel, lane = desk.staff_channel, f"{ROLE}/{chat}"
        speak.change_list(work, key, ROLE, channel, chat, pinned, priority=Priority.digest, lane=lane)


def render(desk: Desk, work: Work, estate: Estate, chat: str, here: Sequence[Pending]) -> Outgoing:
    """Return the board of a group as it is now."""
    now = work.now
    unclaimed = unattended.waiting(work, estate, here)
    oldest = min(unclaimed, key=lambda one: one.ticket.received_at, default=None)
    today = now.astimezone(estate.zone).date()
    return desk.texts.outgoing(
        "staff.board",
        waiting=len(unclaimed),
        late=sum(one.late_since(now) is not None for one in here),
        promised=sum(
            one.promise is not None and one.promise.at.astimezone(estate.zone).date() == today for one in here
        ),
        alarms=sum(card.is_alarm(one.ticket) for one in unclaimed) or "",
        oldest=oldest.ticket.number if oldest else "",
        since=calendar.spoken(estate, oldest.ticket.received_at, now) if oldest else "",
        on_duty=_on_duty(work, estate, chat),
    )


def _turns(work: Work, estate: Estate, here: Sequence[Pending]) -> Iterator[datetime]:
    """Give the moments at which the board changes without anybody doing anything: midnight at the latest."""
    now = work.now
    tomorrow = now.astimezone(estate.zone).date() + timedelta(days=1)
    yield datetime.combine(tomorrow, time(), estate.zone).astimezone(now.tzinfo)
    if not calendar.is_open(estate, now):
        yield calendar.next_open(estate, now)
    yield from (shift.ends for shift in duty.planned(work, estate, now) if shift.ends > now)
    yield from (due for one in here if (due := one.next_due(now)) is not None)


def _on_duty(work: Work, estate: Estate, chat: str) -> Value:
    teams = {team.key for team in estate.teams if team.chat == chat}
    shifts = duty.planned(work, estate, work.now)
    on = {shift.user for shift in shifts if chat == estate.staff_chat or shift.team in teams}
    return in_a_row(member.name for member in estate.staff if member.user in on)
