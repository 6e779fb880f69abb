"""Calling people until somebody claims: privately, in the group, and higher up when it lasts."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from handlers import languages, speak
from handlers.desk import Desk, Estate, StaffMember
from handlers.texts import Sentence, Words
from handlers.ticket import actions, card, duty, incident, late, sight
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import Step
from nlp.discretion import SELF_HARM
from nlp.judgement import Urgency
from storage import links, tickets, timers
from storage.records import Priority, Ticket, Timer
from storage.work import Work

TIMER = _ROLE = "page"
PHONE_AFTER = 2
_WORDS = 200
_A_SECOND = 1.0
# Whoever led the estate for an hour and did not come is not brought by a call every two minutes.
_OFTEN_FOR_MIN = _SELDOM_MIN = 60


def start(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Page at once, and set the next page. Calling it twice for one ticket changes nothing.

    What counts to an event is called about at its first ticket, and so is what may count to one.
    """
    if incident.is_joined(ticket) or incident.is_folded(ticket):
        return
    _call(desk, work, ticket, 0)
    _next(desk, work, ticket, 1, work.ahead_s)


def again(desk: Desk, work: Work, ticket: Ticket, timer: Timer) -> None:
    """Page for the n-th time, unless somebody claimed meanwhile, or it can wait after all."""
    n: int = timer.data["n"]
    if ticket.step != Step.received.value or not cannot_wait(ticket) or incident.is_joined(ticket):
        return
    _call(desk, work, ticket, n)
    ticket = tickets.change(work, ticket, paged=n) or ticket
    if n == PHONE_AFTER:
        for one in (ticket, *incident.counted(work, ticket)):
            please_phone(desk, work, one)
    _next(desk, work, ticket, n + 1, timer.data.get("ahead", work.ahead_s))


def please_phone(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Tell the owner that nobody has come forward yet, and whom to phone; once a round."""
    texts, phone = languages.of_reporter(desk, work, ticket), speak.estate_of(desk, ticket).duty_phone
    speak.to_owner(
        work,
        ticket,
        f"please_phone:{_round(ticket)}",
        texts.outgoing(
            "owner.please_phone_care" if ticket.topic == SELF_HARM else "owner.please_phone",
            number=ticket.number,
            duty_phone=phone,
        ),
        priority=Priority.emergency,
    )


def urged(desk: Desk, work: Work, ticket: Ticket, event: str, told: StaffMember | None) -> None:
    """Call the team on shift once more, privately, as the owner urges; `told` knows already."""
    for member in duty.paged(work, speak.estate_of(desk, ticket), ticket, 0, higher=False):
        if member == told:
            continue
        _put(desk, work, ticket, member.user, f"urged:{event}", "staff.urged_page")


def over(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Take «接单» from the calls that went out, as somebody has it now or none is called any more."""
    member = speak.estate_of(desk, ticket).member(ticket.assignee)
    for chat, role in links.of_roles(work, ticket.id, _ROLE):
        outgoing = languages.of_staff_chat(desk, work, chat).outgoing(
            "staff.page_over" if member else "staff.page_off",
            number=ticket.number,
            who=member.name if member else "",
            words=Words(card.shown_words(ticket)).shortened(_WORDS),
            home=Words(ticket.home or ""),
        )
        speak.close(work, ticket, role, desk.staff_channel, chat, outgoing)


def another_round(ticket: Ticket, now: datetime) -> dict[str, Any]:
    """Return what a ticket remembers so that it is paged about anew, counting from now."""
    return {**ticket.data, "round": _round(ticket) + 1, "raised_at": now.isoformat()}


def cannot_wait(ticket: Ticket) -> bool:
    """Tell whether people are called about this until somebody claims: danger, urgency, or who knows what."""
    urgent = ticket.urgency in (Urgency.P0.value, Urgency.P1.value)
    unheard = ticket.step == Step.received.value and card.is_media_alone(ticket)
    return card.is_alarm(ticket) or urgent or unheard


def due_at(estate: Estate, ticket: Ticket, n: int) -> datetime | None:
    """Return when the n-th page falls due; None: no repeat.

    After the list its last interval repeats for an hour; from then on it is one page an hour.
    """
    minutes = _minutes(estate, ticket)
    if not minutes:
        return None
    start = began(ticket)
    if n <= len(minutes):
        return start + timedelta(minutes=minutes[n - 1])
    last, more = minutes[-1] - (minutes[-2] if len(minutes) > 1 else 0), n - len(minutes)
    often = min(more, int(_OFTEN_FOR_MIN / last))
    return start + timedelta(minutes=minutes[-1] + last * often + max(last, _SELDOM_MIN) * (more - often))


def began(ticket: Ticket) -> datetime:
    """Return from when pages are counted: the receipt, or when it became dangerous, again or at last."""
    raised = ticket.data.get("raised_at")
    return datetime.fromisoformat(raised) if raised else ticket.received_at


def _round(ticket: Ticket) -> int:
    # A matter that became dangerous, or did so again, is paged about anew.
    round_: int = ticket.data.get("round", 0)
    return round_


def _minutes(estate: Estate, ticket: Ticket) -> tuple[float, ...]:
    policy = estate.policy
    return policy.page_emergency_min if ticket.urgency == Urgency.P0.value else policy.page_urgent_min


def _next(desk: Desk, work: Work, ticket: Ticket, n: int, ahead_s: float) -> None:
    """Set the n-th page; `ahead_s` is how far the business clock was ahead when this round began."""
    estate = speak.estate_of(desk, ticket)
    due = due_at(estate, ticket, n)
    was_moved = abs(work.ahead_s - ahead_s) > _A_SECOND
    if due is not None and due <= work.now and not was_moved:
        # The service was not running: one page now, and from here on as far apart as ever.
        due = work.now + (due - (due_at(estate, ticket, n - 1) or due if n > 1 else began(ticket)))
    if due is not None:
        occurrence, data = f"{_round(ticket)}:{n}", {"n": n, "ahead": ahead_s}
        timers.set(work, kind=TIMER, entity=str(ticket.id), occurrence=occurrence, due=due, data=data)


def _call(desk: Desk, work: Work, ticket: Ticket, n: int) -> None:
    estate = speak.estate_of(desk, ticket)
    if n > len(_minutes(estate, ticket)) and (leading := _leading(work, estate, ticket)):
        chats = leading
    else:
        chats = _everybody(work, estate, ticket, n)
    for chat in chats:
        _say(desk, work, ticket, chat, n)
    confided = sight.Confided.of(ticket)
    if confided and card.is_alarm(ticket) and n == (1 if sight.audience(estate, confided) else 0):
        _ask_those_near(desk, work, estate, ticket)


def _ask_those_near(desk: Desk, work: Work, estate: Estate, ticket: Ticket) -> None:
    """Send our own people on shift to a danger that may be told to those who lead only: where, and no word.

    They hear of it once nobody who leads has answered the first page; see docs/decisions.
    """
    for member in duty.near(work, estate, ticket):
        texts = languages.of_user(desk, work, desk.staff_channel, member.user)
        outgoing = texts.outgoing(
            "staff.help_now",
            home=Words(ticket.home or "") if ticket.home else Sentence("staff.no_home"),
            duty_phone=estate.duty_phone,
        )
        speak.say(
            work,
            key=f"{ticket.id}:help:{_round(ticket)}:{member.user}",
            channel=desk.staff_channel,
            chat=member.user,
            outgoing=outgoing,
            priority=Priority.emergency,
            lane=f"page/{ticket.id}/{member.user}",
        )


def _everybody(work: Work, estate: Estate, ticket: Ticket, n: int) -> list[str]:
    """Return where a page of the list is read; the first one is no news to the group, which has the card."""
    higher = ticket.urgency == Urgency.P0.value
    chats = [member.user for member in duty.paged(work, estate, ticket, n, higher=higher)]
    return [*([ticket.staff_chat] if n else []), *chats, *(_managers(estate, ticket) if higher else [])]


def _leading(work: Work, estate: Estate, ticket: Ticket) -> list[str]:
    """Return where those read who are called on when the whole list brought nobody."""
    called = [member.user for member in duty.paged_on(work, estate, ticket)]
    return [*called, *_managers(estate, ticket)]


def _managers(estate: Estate, ticket: Ticket) -> list[str]:
    chat = estate.manager_chat
    return [chat] if chat and sight.chat_may_see(estate, chat, ticket) else []


def _say(desk: Desk, work: Work, ticket: Ticket, chat: str, n: int) -> None:
    text = "staff.alarm_page" if card.is_alarm(ticket) else "staff.urgent_page"
    text = "staff.media_page" if card.is_media_alone(ticket) else text
    _put(desk, work, ticket, chat, f"page{_round(ticket)}:{n}", text, times=n or "")


def _put(
    desk: Desk, work: Work, ticket: Ticket, chat: str, event: str, text: str, times: int | str = ""
) -> None:
    texts = languages.of_staff_chat(desk, work, chat)
    outgoing = texts.outgoing(
        text,
        number=ticket.number,
        topic=texts.name("topics", ticket.topic, ""),
        words=Words(card.shown_words(ticket)).shortened(_WORDS),
        home=Words(ticket.home or ""),
        no_home="" if ticket.home else Sentence("staff.no_home"),
        times=times,
        written=late.written(desk, ticket),
    )
    pressable = actions.under_ticket(desk, work, ticket, [Action.claim], texts=texts, chat=chat)
    speak.say(
        work,
        key=f"{ticket.id}:{event}:{chat}",
        channel=desk.staff_channel,
        chat=chat,
        outgoing=replace(
            outgoing, buttons=pressable, reply_role=speak.CARD if chat == ticket.staff_chat else None
        ),
        ticket=ticket.id,
        priority=Priority.emergency if cannot_wait(ticket) else Priority.update,
        role=f"{_ROLE}/{event}",
        lane=None if chat == ticket.staff_chat else f"page/{ticket.id}/{chat}",
    )
