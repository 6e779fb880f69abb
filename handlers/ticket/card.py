"""The one message a ticket has in its group: what is the matter, who has it, which buttons."""

from dataclasses import replace
from typing import Any

from handlers import calendar, languages, speak
from handlers.desk import Desk, Estate, Severity, Team
from handlers.messages import Button, Media, MediaKind, Outgoing
from handlers.texts import Named, Sentence, Texts, Value, Words
from handlers.ticket import (
    actions,
    board,
    by_hand,
    footage,
    incident,
    late,
    nearby,
    promised,
    responsibility,
    topics,
)
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import OPEN, Step
from handlers.ticket.sight import is_unnamed
from nlp.extract import masked
from nlp.judgement import Kind, Mood
from storage import links, messages
from storage.records import Message, Priority, Ticket
from storage.work import Work

MEDIA_ALONE = "media_alone"
TURN = "turn"  # whose turn it is to claim, where that goes in turn
# Of those who want to be phoned: the number in their words is for the assignee alone, who gets it privately.
RECEIPTS_OF_CALLS = ("owner.receipt_callback", "owner.receipt_callback_asks")
_WORDS_ON_CARD = 900
_WORDS_OF_HOMES = 80
_WORDS_OF_TOPIC = 24
# What a person who has heard or seen it says it is: the label, and the sort it stands for.
_HEARD = (
    (("emergency", "emergency"), ("request", "request"), ("complaint", "service")),
    (("inquiry", "inquiry"), ("other", "other")),
)


def post(desk: Desk, work: Work, ticket: Ticket, *, silent: bool = False) -> None:
    """Put a new ticket before the staff: the card, then what does not fit on it; `silent` notifies nobody.

    One for which another card stands has none, but its pictures stand under that one.
    """
    if incident.is_folded(ticket):
        show_media(desk, work, ticket, *messages.of_ticket(work, ticket.id), silent=silent)
        return
    board.soon(desk, work, ticket.staff_chat)
    speak.to_group(
        desk,
        work,
        ticket,
        "card",
        speak.replying(render(desk, work, ticket), _card_of_event(desk, work, ticket)),
        priority=_priority(ticket),
        role=speak.CARD,
        reply_role=None,
        silent=silent,
    )
    if len(ticket.words) > _WORDS_ON_CARD:
        rest = desk.texts.outgoing(
            "staff.whole_words", number=ticket.number, words=Words(shown_words(ticket))
        )
        speak.to_group(desk, work, ticket, "words", rest, role="followup", silent=silent)
    show_media(desk, work, ticket, *messages.of_ticket(work, ticket.id), silent=silent)


def show_rest(desk: Desk, work: Work, ticket: Ticket, message: Message, *, silent: bool = False) -> None:
    """Show a later piece of the words under the card where the card has no room for it."""
    if message.text and len(ticket.words) > _WORDS_ON_CARD:
        outgoing = desk.texts.outgoing(
            "staff.followup",
            who=assignee_name(desk, ticket),
            words=Words(as_shown(ticket, message.text)),
        )
        event, origin = f"rest:{message.id}", message.id
        speak.to_group(desk, work, ticket, event, outgoing, role="followup", origin=origin, silent=silent)


def refresh(desk: Desk, work: Work, ticket: Ticket, *, again: str = "") -> None:
    """Show the card as the ticket now is, in place; `again` as in `speak.change`.

    Nothing is shown of one for which another card stands.
    """
    if incident.is_folded(ticket):
        return
    board.soon(desk, work, ticket.staff_chat)
    shown, chat = render(desk, work, ticket), ticket.staff_chat
    speak.change(work, ticket, speak.CARD, desk.staff_channel, chat, shown, again=again)
    if desk.opens_topics(chat):
        topics.refresh(desk, work, ticket, topic_name(desk, work, ticket))


def topic_name(desk: Desk, work: Work, ticket: Ticket) -> str:
    """Return how the topic of a ticket is called in its group: its number, who has it, and the matter."""
    texts = languages.of_staff_chat(desk, work, ticket.staff_chat)
    member = speak.estate_of(desk, ticket).member(ticket.assignee)
    is_held = member is not None and Step(ticket.step) in OPEN
    return texts.plain(
        "staff.topic",
        number=ticket.number.rpartition("-")[2],
        state=member.name if member and is_held else texts.name("steps", ticket.step, ticket.step),
        words=in_a_line(texts, ticket, _WORDS_OF_TOPIC),
    )


def show_again(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Put the card of a ticket before a group that has none of it, because it has a new id."""
    shown = render(desk, work, ticket)
    chat, priority = ticket.staff_chat, _priority(ticket)
    speak.change(work, ticket, speak.CARD, desk.staff_channel, chat, shown, priority=priority)


def gone(desk: Desk, work: Work, ticket: Ticket, before: str, team: Team | None) -> None:
    """Leave a line where the card stood before it went to the group of a team, or of everybody."""
    name: Value = team.name if team else Sentence("staff.team")
    texts = languages.of_staff_chat(desk, work, before)
    outgoing = texts.outgoing("staff.card_moved", number=ticket.number, team=name)
    speak.change(work, ticket, speak.CARD, desk.staff_channel, before, outgoing)


def show_media(desk: Desk, work: Work, ticket: Ticket, *shown: Message, silent: bool = False) -> None:
    """Pass an owner's photos, voice and files on to the group, under the card, in as few albums as may be.

    Files that come without words notify whoever has the ticket; words do so by themselves.
    """
    files = tuple(Media.from_json(kept) for message in shown for kept in message.media)
    if not files:
        return
    alone = ticket.assignee is not None and not any(message.text for message in shown)
    outgoing = Outgoing(text="")
    if not all(file.kind is MediaKind.sticker for file in files):
        who = assignee_name(desk, ticket) if alone else ""
        outgoing = desk.texts.outgoing("staff.media", number=ticket.number, who=who)
    event, origin = f"media:{shown[0].id}", shown[0].id
    outgoing = replace(outgoing, media=files)
    speak.to_group(desk, work, ticket, event, outgoing, role="followup", origin=origin, silent=silent)


def render(desk: Desk, work: Work, ticket: Ticket, chat: str | None = None) -> Outgoing:
    """Return the card as it should look now, for its group or another chat of staff.

    Never mood: an upset owner shows as «请先电话联系».
    """
    chat = chat or ticket.staff_chat
    texts = languages.of_staff_chat(desk, work, chat)
    estate = speak.estate_of(desk, ticket)
    assignee = estate.member(ticket.assignee)
    state = texts.name("steps", ticket.step, ticket.step)
    outgoing = texts.outgoing(
        _text(ticket),
        number=ticket.number,
        kind=texts.name("kinds", ticket.kind, ticket.kind),
        topic=texts.name("topics", ticket.topic, ""),
        severity=texts.name("severities", ticket.severity or "", "") if _is_serious(ticket) else "",
        words=_as_written(texts, ticket, chat).shortened(_WORDS_ON_CARD),
        home=Words(ticket.home or ""),
        no_home="" if ticket.home else Sentence("staff.no_home"),
        call_first=Sentence("staff.call_first") if ticket.mood != Mood.calm.value else "",
        state=f"{state} {assignee.name}" if assignee else state,
        due=_due(desk, ticket),
        answer=Words(as_shown(ticket, ticket.answer or "", chat)).shortened(_WORDS_ON_CARD),
        rating=texts.name("ratings", ticket.rating, "") if ticket.rating else "",
        reopened=ticket.reopened or "",
        written=late.written(desk, ticket),
        **_of_people(estate, ticket),
        responsible=responsibility.on_card(estate, ticket, work.now.astimezone(estate.zone).date()),
        footage=footage.in_short(estate, ticket),
        **by_hand.lines(desk, ticket),
        **_event(work, texts, ticket),
        **_times(desk, work, ticket),
        **nearby.shown(desk, work, texts, ticket, chat),
        arrived=_arrived(desk, ticket),
    )
    buttons = [
        line
        for offered in _offered(ticket)
        for line in actions.under_ticket(desk, work, ticket, offered, texts=texts, chat=chat)
    ]
    if is_media_alone(ticket) and Step(ticket.step) in OPEN:
        buttons += _heard(desk, work, ticket, texts, chat)
    return replace(outgoing, buttons=tuple(buttons))


def assignee_name(desk: Desk, ticket: Ticket) -> Named | Sentence:
    """Return who has the ticket, in the words of a message to the group, which notifies them."""
    member = speak.estate_of(desk, ticket).member(ticket.assignee)
    return Named(member.name, member.user) if member else Sentence("staff.nobody_yet")


def _priority(ticket: Ticket) -> Priority:
    called_about = is_alarm(ticket) and not incident.is_joined(ticket)
    return Priority.emergency if called_about else Priority.receipt


def _text(ticket: Ticket) -> str:
    if incident.is_joined(ticket):
        return "staff.joined_card"
    return "staff.alarm_card" if is_alarm(ticket) else "staff.card"


def _card_of_event(desk: Desk, work: Work, ticket: Ticket) -> str | None:
    first = incident.first_of(work, ticket)
    if first is None:
        return None
    return links.latest(work, desk.staff_channel, ticket.staff_chat, first.id, speak.CARD)


def _event(work: Work, texts: Texts, ticket: Ticket) -> dict[str, Value]:
    """Return whose event it counts to, and how many more homes tell of its own."""
    first, others = incident.first_of(work, ticket), incident.counted(work, ticket)
    if not others:
        return {"first": first.number if first else "", "counted": ""}
    size = incident.size(work, [ticket, *others])
    homes = dict.fromkeys(one.home or texts.plain("staff.no_home") for one in others)
    counted = Sentence(
        "staff.counted",
        count=size.homes - 1,
        homes=Words(", ".join(homes)).shortened(_WORDS_OF_HOMES),
        total=size.homes,
        messages=size.messages,
    )
    return {"first": "", "counted": counted}


def _is_serious(ticket: Ticket) -> bool:
    return ticket.kind == Kind.complaint.value and ticket.severity not in (None, Severity.minor.value)


def is_alarm(ticket: Ticket) -> bool:
    """Tell whether this is an emergency that nobody has called off."""
    return ticket.kind == Kind.emergency.value and ticket.alarm is not None


def _of_people(estate: Estate, ticket: Ticket) -> dict[str, Value]:
    """Return who is answerable where somebody else does the work, and whether the owner is to be named."""
    receiver = estate.member(ticket.receiver)
    differs = receiver is not None and ticket.receiver != ticket.assignee
    turn = turn_of(ticket) if ticket.step == Step.received.value else None
    on_turn = estate.member(turn["user"]) if turn else None
    return {
        "unnamed": Sentence("staff.unnamed") if is_unnamed(ticket) else "",
        "receiver": receiver.name if receiver and differs else "",
        "turn": on_turn.name if on_turn else "",
    }


def turn_of(ticket: Ticket) -> dict[str, Any] | None:
    """Return whose turn it is, `user`, and who had one before; None: it does not go in turn."""
    found: dict[str, Any] | None = ticket.data.get(TURN)
    return found


def shown_words(ticket: Ticket) -> str:
    """Return the owner's words as everybody in the group may read them."""
    return as_shown(ticket, ticket.words)


def as_shown(ticket: Ticket, words: str, chat: str | None = None) -> str:
    """Return words about a ticket as a chat may read them: whole only whoever has it in their own chat."""
    return words if chat is not None and chat == ticket.assignee else masked(words)


def in_a_line(texts: Texts, ticket: Ticket, most: int) -> Words:
    """Return the owner's words for a line of a list, cut to so many characters."""
    return _as_written(texts, ticket).on_one_line(most)


def _as_written(texts: Texts, ticket: Ticket, chat: str | None = None) -> Words:
    return Words(as_shown(ticket, ticket.words, chat) or texts.plain("staff.no_words"))


def is_media_alone(ticket: Ticket) -> bool:
    """Tell whether there was only a photo or a voice message, and nobody has said yet what it is about."""
    unknown = ticket.kind == Kind.other.value and not ticket.data.get("sorted")
    return unknown and MEDIA_ALONE in ticket.data


def _heard(desk: Desk, work: Work, ticket: Ticket, texts: Texts, chat: str) -> list[tuple[Button, ...]]:
    estate = speak.estate_of(desk, ticket)

    def button(label: str, sort: str) -> Button:
        shown, arg = texts.plain(f"heard.{label}"), f":{sort}"
        return actions.of_estate(desk, work, estate, Action.this_sort, shown, chat, arg, ticket=ticket.id)

    return [tuple(button(label, sort) for label, sort in line) for line in _HEARD]


def _offered(ticket: Ticket) -> list[list[Action]]:
    """Return the lines of buttons; what is rarely needed is behind «更多»."""
    alarm = is_alarm(ticket)
    match Step(ticket.step):
        case Step.received if is_media_alone(ticket):
            return [[Action.claim, Action.more]]
        case Step.received:
            return [[Action.claim, Action.false_alarm if alarm else Action.reclassify, Action.more]]
        case Step.claimed | Step.investigating | Step.planned | Step.working:
            rarely = [Action.more, Action.false_alarm] if alarm else [Action.more]
            return [[Action.promise, Action.progress, Action.answer], rarely]
        case Step.waiting_owner:
            return [[Action.resume, Action.answer, Action.more]]
        case Step.waiting_other:
            return [[Action.promise, Action.resume, Action.answer], [Action.more]]
        case _:
            return []


def _times(desk: Desk, work: Work, ticket: Ticket) -> dict[str, Value]:
    """Return the promised time, which the owner may not want any more, and the one they asked for."""
    estate = speak.estate_of(desk, ticket)
    promise, wish = promised.standing(work, ticket), promised.wish_of(ticket)
    time = promised.said(estate, promised.of(promise), None) if promise else ""
    questioned = promise is not None and promised.is_in_question(ticket, promise)
    return {
        "promised": "" if questioned else time,
        "questioned": time if questioned else "",
        "wish": promised.said(estate, wish, None) if wish and Step(ticket.step) in OPEN else "",
    }


def _arrived(desk: Desk, ticket: Ticket) -> str:
    """Say when somebody was there, by the clock of the desk; only while it is worked on."""
    at = ticket.arrived_at if Step(ticket.step) in OPEN else None
    return f"{at.astimezone(speak.estate_of(desk, ticket).zone):%m-%d %H:%M}" if at else ""


def _due(desk: Desk, ticket: Ticket) -> Value:
    estate = speak.estate_of(desk, ticket)
    if Step(ticket.step) not in OPEN or ticket.paused_at is not None:
        return ""
    if ticket.step == Step.received.value:
        due = ticket.claim_due
    else:
        due = ticket.answer_due if ticket.progress_at is None else ticket.done_due
    return calendar.spoken(estate, due, None) if due else ""
