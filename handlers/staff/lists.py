"""«待接», «我的单» and «超时»: what waits, eight a page, each with a button that shows it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from handlers import calendar, languages, speak
from handlers.desk import Desk, Estate, StaffMember
from handlers.messages import Button, Incoming, Outgoing, in_lines
from handlers.staff.asked import Asked, answer
from handlers.staff.wording import in_a_row
from handlers.texts import Sentence, Texts, Value, Words, below
from handlers.ticket import actions, card, closing, incident, pending, several, sight, unattended
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import Step
from handlers.ticket.pending import Pending
from nlp.judgement import Urgency
from storage import links, tickets
from storage.records import Priority
from storage.work import Work

A_PAGE = 8
_A_LINE = 4
_WORDS = 24
_FIRST = frozenset({Urgency.P0.value, Urgency.P1.value})


class Which(StrEnum):
    """Which list; the value is part of its heading's key and of its buttons."""

    queue = "queue"
    mine = "mine"
    overdue = "overdue"


def queue(desk: Desk, work: Work, asked: Asked) -> None:
    """List what nobody has claimed, what cannot wait first."""
    _answer(desk, work, asked, Which.queue)


def mine(desk: Desk, work: Work, asked: Asked) -> None:
    """List what the asker has in hand, what falls due first at the top."""
    _answer(desk, work, asked, Which.mine)


def overdue(desk: Desk, work: Work, asked: Asked) -> None:
    """List what is late, the latest first."""
    _answer(desk, work, asked, Which.overdue)


def turn(desk: Desk, work: Work, estate: Estate, member: StaffMember, incoming: Incoming, arg: str) -> None:
    """Show another page of a list in its place; it is read anew."""
    which, _, page = arg.partition(":")
    assert incoming.press is not None, "only a button turns a page"
    shown = incoming.press.message
    link = links.by_message(work, incoming.channel, incoming.chat, shown) if shown else None
    role = link.role if link and link.role else _role(incoming.key)
    outgoing = render(desk, work, estate, member, incoming.chat, Which(which), int(page))
    speak.change_list(
        work, incoming.key, role, incoming.channel, incoming.chat, outgoing, priority=Priority.receipt
    )


def render(
    desk: Desk, work: Work, estate: Estate, member: StaffMember, chat: str, which: Which, page: int
) -> Outgoing:
    """Return a page of a list as it is now; one that has become too far back is the last."""
    texts = languages.of_staff_chat(desk, work, chat)
    listed = _listed(work, estate, member, chat, which)
    pages = max(1, -(-len(listed) // A_PAGE))
    page = min(page, pages - 1)
    if not listed:
        return texts.outgoing(f"staff.no_{which.value}")
    here = listed[page * A_PAGE : (page + 1) * A_PAGE]
    shown = texts.outgoing(
        f"staff.list_{which.value}",
        count=len(listed),
        pages=Sentence("staff.pages", page=page + 1, pages=pages) if pages > 1 else "",
    )
    for one in here:
        is_left = which is Which.queue and not one.is_unclaimed
        shown = below(shown, _line(estate, one, texts, work.now, is_left=is_left))
    showing = _showing(desk, work, estate, here, chat)
    turning = _turning(desk, work, estate, member, chat, which, page, pages)
    return replace(shown, buttons=tuple(showing + turning))


def _answer(desk: Desk, work: Work, asked: Asked, which: Which) -> None:
    outgoing = render(desk, work, asked.estate, asked.member, asked.incoming.chat, which, 0)
    answer(work, asked, outgoing, role=_role(asked.incoming.key))


def _role(key: str) -> str:
    # Of its own, so that a turned page finds its list.
    return f"list/{key}"


def _listed(work: Work, estate: Estate, member: StaffMember, chat: str, which: Which) -> list[Pending]:
    now = work.now
    if which is Which.mine:
        had = [*pending.of_estate(work, estate), *_to_sum_up(work, estate)]
        every = _seen(estate, member, chat, had)
        return sorted((one for one in every if one.ticket.assignee == member.user), key=_soonest)
    of_chat = pending.of_estate(work, estate, pending.chat_seen_by(estate, member, chat))
    seen = _seen(estate, member, chat, of_chat)
    if which is Which.queue:
        return sorted(unattended.waiting(work, estate, seen), key=_most_urgent)
    late = [(since, one) for one in seen if (since := one.late_since(now)) is not None]
    return [one for _, one in sorted(late, key=lambda pair: pair[0])]


def _to_sum_up(work: Work, estate: Estate) -> list[Pending]:
    """Return what only lacks its summing up: its assignee, told once, finds it here till then."""
    done = tickets.in_step(work, estate.key, [Step.answered.value, Step.revisiting.value])
    return [Pending(ticket, None) for ticket in done if closing.is_waiting(ticket)]


def _seen(estate: Estate, member: StaffMember, chat: str, found: Sequence[Pending]) -> list[Pending]:
    may = sight.shown_in(estate, chat, (one.ticket for one in found))
    shown = {ticket.id for ticket in may if sight.may_see(estate, member, ticket)}
    return [one for one in found if one.ticket.id in shown]


def _soonest(one: Pending) -> datetime:
    return min((due.at for due in one.dues()), default=one.ticket.received_at)


def _most_urgent(one: Pending) -> tuple[bool, datetime]:
    return one.ticket.urgency not in _FIRST, _soonest(one)


def _line(estate: Estate, one: Pending, texts: Texts, now: datetime, *, is_left: bool) -> Outgoing:
    ticket = one.ticket
    left: list[Value] = [Sentence("staff.left_behind")] if is_left else []
    return texts.outgoing(
        "staff.list_line",
        number=ticket.number,
        home=Words(ticket.home) if ticket.home else Sentence("staff.no_home"),
        words=card.in_a_line(texts, ticket, _WORDS),
        state=in_a_row([*_facts(estate, one, now), *left]),
    )


def _facts(estate: Estate, one: Pending, now: datetime) -> Iterator[Value]:
    """Give what a clerk wants to know of a ticket at a glance: its step, who has it, how the time stands."""
    yield Sentence(f"steps.{one.ticket.step}")
    if incident.is_first(one.ticket):
        yield Sentence("staff.event_of", count=incident.reports(one.ticket))
    if closing.is_waiting(one.ticket):
        yield Sentence("staff.awaits_summary")
    holder = estate.member(one.ticket.assignee)
    if holder is not None:
        yield holder.name
    late, due = one.late(now), one.next_due(now)
    if late is not None:
        yield Sentence(f"staff.late_{late.what}", span=calendar.lasting(now - late.at))
    elif due is not None:
        yield Sentence("staff.due_in", span=calendar.lasting(due - now))
    if one.promise is not None:
        yield Sentence("staff.promised_for", at=calendar.spoken(estate, one.promise.at, now))


def _showing(
    desk: Desk, work: Work, estate: Estate, here: Sequence[Pending], chat: str
) -> list[tuple[Button, ...]]:
    labels = several.ends([one.ticket for one in here])
    made = [
        actions.of_estate(desk, work, estate, Action.show_ticket, label, chat, "", ticket=one.ticket.id)
        for one, label in zip(here, labels, strict=True)
    ]
    return list(in_lines(made, _A_LINE))


def _turning(
    desk: Desk,
    work: Work,
    estate: Estate,
    member: StaffMember,
    chat: str,
    which: Which,
    page: int,
    pages: int,
) -> list[tuple[Button, ...]]:
    texts = languages.of_staff_chat(desk, work, chat)
    turns = [(Action.previous_page, page - 1), (Action.next_page, page + 1)]
    made = tuple(
        actions.of_estate(
            desk,
            work,
            estate,
            action,
            texts.button(action.value),
            chat,
            f"{which.value}:{to}",
            user=member.user if which is Which.mine else None,
        )
        for action, to in turns
        if 0 <= to < pages
    )
    return [made] if made else []
