"""The receiver: whoever took a matter in stays answerable to the end, and hands that over on the record."""

from collections.abc import Collection

from handlers import speak
from handlers.desk import Desk, Estate, StaffMember
from handlers.texts import Sentence
from handlers.ticket import card, duty, membership, moves, sight
from handlers.ticket.lifecycle import FINISHED, Step
from storage import tickets
from storage.records import Ticket
from storage.work import Work

_TO_THE_END = [step.value for step in Step if step not in FINISHED]


def on_duty(work: Work, estate: Estate, but: Collection[str] = ()) -> StaffMember | None:
    """Return the clerk who takes in now: on shift by the rota, at the front desk before elsewhere.

    Of several the one who is answerable for the fewest; None: nobody is planned, so the first who claims is.
    """
    here = membership.present(work, estate)
    on = {shift.user for shift in duty.planned(work, here, work.now)} - set(but)
    clerks = [one for one in here.staff if one.user in on and not here.is_contractor(one)]
    front = [one for one in clerks if membership.group_of(here, one) == here.staff_chat] or clerks
    if len(front) < 2:
        return next(iter(front), None)
    load = tickets.received_counts(work, estate.key, _TO_THE_END)
    return min(front, key=lambda one: load.get(one.user, 0))


def pass_on(desk: Desk, work: Work, estate: Estate, user: str, why: str, going: Collection[str] = ()) -> int:
    """Make the clerk on duty, else a lead, answerable for what somebody who is gone was; return how many.

    Nothing goes to those who are `going` themselves. Each is a row of the journal; the group reads one line.
    """
    theirs = [one for one in tickets.in_step(work, estate.key, _TO_THE_END) if one.receiver == user]
    told: dict[tuple[str, str], list[Ticket]] = {}
    for ticket in theirs:
        to = _for(work, estate, ticket, {user, *going})
        if to is not None:
            facts = {"from": user, "to": to.user, "why": why}
            now = moves.amend(work, ticket, "receiver_changed", moves.DESK, facts=facts, receiver=to.user)
            card.refresh(desk, work, now)
            told.setdefault((now.staff_chat, to.name), []).append(now)
    former = estate.member(user)
    for (chat, name), passed in told.items():
        speak.say(
            work,
            key=f"receiver:{estate.key}:{user}:{name}:{work.now.isoformat()}:{chat}",
            channel=desk.staff_channel,
            chat=chat,
            outgoing=desk.texts.outgoing(
                "staff.receiver_changed",
                who=former.name if former else Sentence("staff.somebody_gone"),
                to=name,
                count=len(passed),
            ),
        )
    return sum(map(len, told.values()))


def pass_on_of_gone(desk: Desk, work: Work, estate: Estate) -> None:
    """Make somebody else answerable for what those were who are not on the roster or in their group any more.

    Nobody has to press for it; where nobody can be found it stays as it is, until the next day.
    """
    here = membership.present(work, estate)
    theirs = tickets.in_step(work, estate.key, _TO_THE_END)
    gone = {one.receiver for one in theirs if one.receiver and here.member(one.receiver) is None}
    for user in sorted(gone):
        pass_on(desk, work, estate, user, "left")


def _for(work: Work, estate: Estate, ticket: Ticket, gone: Collection[str]) -> StaffMember | None:
    clerk = on_duty(work, estate, gone)
    if clerk is not None and sight.may_handle(estate, clerk, ticket):
        return clerk
    lead = duty.lead_of(work, estate, ticket)
    return lead if lead is not None and lead.user not in gone else None
