"""Danger first: the safety text before all else, people paged, and the way back when it was none."""

from dataclasses import replace
from datetime import timedelta

from handlers import calendar, speak
from handlers.desk import Desk, Estate
from handlers.messages import Incoming, Outgoing
from handlers.owner import followup, intake, opening, rating, register
from handlers.refusals import Refused
from handlers.texts import Words
from handlers.ticket import actions, calling_off, card, moves, paging, receipt
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import OPEN, Step
from nlp.judgement import Alarm, Kind, Screening, Urgency
from storage import messages, people, tickets, timers
from storage.records import Message, Person, Priority, Ticket
from storage.work import Work

_DANGER = "危险"
_AROUND = ' “”"。.!!~'
_SAID_RECENTLY = timedelta(minutes=30)
_WORDS = 200


def first_words(desk: Desk, work: Work, incoming: Incoming) -> None:
    """Queue the safety text with the very unit that keeps the message. It says only what is true now."""
    screening = desk.screen(incoming.text)
    if screening is None or incoming.sender is None or _from_staff(desk, incoming):
        return
    person = people.by_user(work, incoming.channel, incoming.sender.user)
    estate = register.estate_of(desk, person) if person else desk.only_estate
    if incoming.edited and not is_newly_said(desk, work, incoming):
        return
    if person is None or not _is_known(work, person, screening):
        _say_safety(desk, work, incoming, estate, screening)


def from_memory(desk: Desk, incoming: Incoming) -> list[tuple[str, Outgoing]]:
    """Return what to send when nothing can be written; it does not claim that anything was registered."""
    screening = desk.screen(incoming.text)
    if screening is None or _from_staff(desk, incoming):
        return []
    page = desk.texts.outgoing(
        "staff.memory_page",
        topic=desk.texts.name("topics", screening.topic, ""),
        words=Words(incoming.text).shortened(_WORDS),
    )
    chats = [estate.staff_chat for estate in desk.estates.values()]
    return [
        (incoming.chat, _safety_text(desk, desk.only_estate, screening)),
        *((chat, page) for chat in chats),
    ]


def heard(
    desk: Desk, work: Work, person: Person, estate: Estate | None, incoming: Incoming, message: Message
) -> bool:
    """Take words that tell of danger, alone or with what was written just before; False: nothing of it."""
    if _still_dangerous(desk, work, person, message):
        return True
    screening = desk.screen(incoming.text) or _together(desk, work, person)
    if screening is None or screening.alarm is Alarm.suspected:
        opened = followup.just_opened(work, person)
        whole = _with_what_came_before(desk, opened, message) if opened else None
        if opened is not None and whole is not None:
            _say_safety(desk, work, incoming, estate, whole, piece="whole")
            followup.join(desk, work, opened, message)
            _escalate(desk, work, moves.get(work, opened.id), whole.topic, whole.urgency, "alarm")
            return True
    if screening is not None:
        _take(desk, work, person, estate, incoming, message, screening)
    return screening is not None


def is_newly_said(desk: Desk, work: Work, incoming: Incoming) -> bool:
    """Tell whether an edit brought words of danger that were not there before."""
    if incoming.message is None or desk.screen(incoming.text) is None:
        return False
    first = messages.by_outside_id(work, incoming.channel, incoming.chat, incoming.message)
    return first is None or desk.screen(first.text) is None


def _together(desk: Desk, work: Work, person: Person) -> Screening | None:
    """Screen fragments that wait for each other as one text; a suspicion is asked about once."""
    if people.conversation(work, person.id).state == intake.SUSPECT:
        return None
    pieces = [message.text for message in messages.pending_of(work, person.id)]
    return desk.screen("".join(pieces)) if len(pieces) > 1 else None


def _with_what_came_before(desk: Desk, opened: Ticket, message: Message) -> Screening | None:
    """Screen a later piece with the words of the ticket just opened; what was judged there is no news."""
    if card.is_alarm(opened) or desk.screen(opened.words) is not None:
        return None
    screening = desk.screen(f"{opened.words}{message.text}")
    return screening if screening is not None and screening.alarm is Alarm.sure else None


def _take(
    desk: Desk,
    work: Work,
    person: Person,
    estate: Estate | None,
    incoming: Incoming,
    message: Message,
    screening: Screening,
) -> None:
    if _is_known(work, person, screening):
        for ticket in _open_alarms(work, person, screening.topic):
            _add(desk, work, ticket, message)
        return
    _say_safety(desk, work, incoming, estate, screening)
    if screening.alarm is Alarm.sure:
        open_alarm(desk, work, person, estate, screening.topic, screening.urgency, Alarm.sure)
    else:
        _ask_whether_now(desk, work, person, estate, screening, message)


def open_alarm(
    desk: Desk,
    work: Work,
    person: Person,
    estate: Estate | None,
    topic: str,
    urgency: Urgency,
    alarm: Alarm,
) -> None:
    """Open the emergency with all that waits. Unknown estate: every estate is paged, then we ask."""
    waiting = messages.pending_of(work, person.id)
    lead = desk.judge(intake.joined(waiting)).lead
    matter = replace(lead, kind=Kind.emergency, category=None, topic=topic, urgency=urgency)
    for known in [estate] if estate else list(desk.estates.values()):
        opening.open_ticket(desk, work, person, known, waiting, matter, alarm=alarm)
    if estate is None:
        register.ask_estate(desk, work, person, f"estate:alarm:{waiting[-1].id}")


def confirm(desk: Desk, work: Work, person: Person, alarm: Alarm) -> None:
    """Treat a suspicion as a danger: the owner said so, or nobody said otherwise in time. Once."""
    conversation = people.conversation(work, person.id)
    if conversation.state != intake.SUSPECT:
        return
    topic, urgency = conversation.data["topic"], Urgency(conversation.data["urgency"])
    open_alarm(desk, work, person, register.estate_of(desk, person), topic, urgency, alarm)


def happening(desk: Desk, work: Work, person: Person) -> str:
    """Take «正在发生», also after «没有»: what was taken as an ordinary matter is raised."""
    if people.conversation(work, person.id).state == intake.SUSPECT:
        confirm(desk, work, person, Alarm.sure)
        return desk.texts.plain("toast.noted")
    going_on = [ticket for ticket in tickets.open_of(work, person.id) if Step(ticket.step) in OPEN]
    if any(card.is_alarm(ticket) for ticket in going_on):
        return desk.texts.plain("toast.done_already")
    for ticket in going_on:
        screening = desk.screen(ticket.words)
        if screening is not None:
            _escalate(desk, work, ticket, screening.topic, screening.urgency, "alarm")
            return desk.texts.plain("toast.noted")
    raise Refused(desk.texts.plain("refusal.unknown_button"))


def not_happening(desk: Desk, work: Work, person: Person) -> str:
    """Take «没有», also after the page went out: it is called off."""
    if people.conversation(work, person.id).state == intake.SUSPECT:
        deny(desk, work, person)
        return desk.texts.plain("toast.noted")
    for ticket in tickets.open_of(work, person.id):
        if ticket.alarm == Alarm.suspected.value and calling_off.is_possible(ticket):
            return not_an_emergency(desk, work, ticket)
    return desk.texts.plain("toast.done_already")


def tell_all(desk: Desk, work: Work, person: Person, message: Message) -> bool:
    """Add words to every emergency of a person whose estate nobody knows; False: there is none."""
    alarms = _open_alarms(work, person)
    for ticket in alarms:
        _add(desk, work, ticket, message)
    return bool(alarms)


def deny(desk: Desk, work: Work, person: Person) -> None:
    """Take a suspicion that is none as an ordinary matter."""
    estate = register.estate_of(desk, person)
    if people.conversation(work, person.id).state != intake.SUSPECT:
        return
    timers.cancel(work, intake.SUSPECT, str(person.id))
    people.set_conversation(work, person.id, intake.IDLE, {})
    waiting = messages.pending_of(work, person.id)
    if estate is None:
        register.ask_estate(desk, work, person, f"estate:{waiting[-1].id}")
        return
    lead = desk.judge(intake.joined(waiting)).lead
    if lead.kind is Kind.emergency:
        matter = replace(lead, kind=Kind.request, urgency=Urgency.P2, alarm=None)
        opening.open_ticket(desk, work, person, estate, waiting, matter)
    else:
        intake.flush(desk, work, person, estate)


def not_an_emergency(desk: Desk, work: Work, ticket: Ticket) -> str:
    """The owner takes the alarm back: no more pages, the matter stays, the staff read who said so."""
    if not calling_off.is_possible(ticket):
        return desk.texts.plain("toast.done_already")
    ticket = calling_off.call_off(desk, work, ticket, "not_an_emergency", "owner")
    speak.to_owner(
        work,
        ticket,
        f"lowered:{ticket.version}",
        desk.texts.outgoing("owner.lowered_by_owner", number=ticket.number),
    )
    speak.to_group(
        desk,
        work,
        ticket,
        f"lowered:{ticket.version}",
        desk.texts.outgoing("staff.lowered_by_owner", number=ticket.number),
        priority=Priority.emergency,
    )
    return desk.texts.plain("toast.noted")


def _still_dangerous(desk: Desk, work: Work, person: Person, message: Message) -> bool:
    """Take «危险» after an alarm was called off as what it says."""
    lowered = [ticket for ticket in tickets.open_of(work, person.id) if ticket.data.get("lowered")]
    if not lowered or message.text.strip(_AROUND) != _DANGER:
        return False
    ticket = lowered[0]
    messages.attach(work, [message.id], ticket.id)
    if Step(ticket.step) not in OPEN:
        ticket = rating.reopen(desk, work, ticket, message.text)
    urgency = Urgency(ticket.data.get("urgency", Urgency.P0.value))
    _escalate(desk, work, ticket, ticket.topic, urgency, "raised_again")
    return True


def _escalate(desk: Desk, work: Work, ticket: Ticket, topic: str, urgency: Urgency, code: str) -> None:
    """Make an emergency of an open ticket: the owner and the group read it, and people are paged."""
    estate = speak.estate_of(desk, ticket)
    data = {
        **ticket.data,
        "lowered": False,
        "round": ticket.data.get("round", 0) + 1,
        "raised_at": work.now.isoformat(),
        "receipt": "owner.receipt_emergency",
    }
    ticket = moves.amend(
        work,
        ticket,
        code,
        "owner",
        kind=Kind.emergency.value,
        category=None,
        topic=topic,
        urgency=urgency.value,
        alarm=Alarm.sure.value,
        claim_due=calendar.claim_due(estate, urgency, work.now),
        answer_due=calendar.answer_due(estate, urgency, work.now),
        data=data,
    )
    card.refresh(desk, work, ticket)
    receipt.refresh(desk, work, ticket)
    key = f"{code}:{ticket.version}"
    told = desk.texts.outgoing("owner.raised_again", number=ticket.number, duty_phone=estate.duty_phone)
    speak.to_owner(work, ticket, key, told, priority=Priority.emergency)
    told = desk.texts.outgoing(f"staff.{code}", number=ticket.number, who=card.assignee_name(desk, ticket))
    speak.to_group(desk, work, ticket, key, told, priority=Priority.emergency)
    if ticket.step == Step.received.value:
        paging.start(desk, work, ticket)


def _add(desk: Desk, work: Work, ticket: Ticket, message: Message) -> None:
    messages.attach(work, [message.id], ticket.id)
    ticket = opening.set_home(work, ticket, desk.judge(message.text).lead.home)
    card.refresh(desk, work, ticket)
    outgoing = desk.texts.outgoing(
        "staff.followup", who=card.assignee_name(desk, ticket), words=Words(message.text)
    )
    speak.to_group(
        desk,
        work,
        ticket,
        f"followup:{message.id}",
        outgoing,
        priority=Priority.emergency,
        role="followup",
        origin=message.id,
    )
    card.show_media(desk, work, ticket, message)


def _ask_whether_now(
    desk: Desk, work: Work, person: Person, estate: Estate | None, screening: Screening, message: Message
) -> None:
    policy = (estate or next(iter(desk.estates.values()))).policy
    people.set_conversation(
        work, person.id, intake.SUSPECT, {"topic": screening.topic, "urgency": screening.urgency.value}
    )
    for kind in (intake.JOIN, intake.ASK):
        timers.cancel(work, kind, str(person.id))
    due = work.now + timedelta(seconds=policy.suspect_wait_s)
    timers.set(work, kind=intake.SUSPECT, entity=str(person.id), occurrence=str(message.id), due=due)
    buttons = actions.for_person(
        desk,
        work,
        [(Action.happening, ""), (Action.not_happening, "")],
        channel=person.channel,
        chat=person.chat,
        user=person.user,
    )
    speak.say(
        work,
        key=f"now:{message.id}",
        channel=person.channel,
        chat=person.chat,
        outgoing=replace(desk.texts.outgoing("owner.happening_now"), buttons=buttons),
        priority=Priority.emergency,
    )


def _say_safety(
    desk: Desk,
    work: Work,
    incoming: Incoming,
    estate: Estate | None,
    screening: Screening,
    *,
    piece: str = "",
) -> None:
    # The receiver screens each message alone; what only the whole tells is a second text.
    speak.say(
        work,
        key=f"safety:{incoming.key}:{piece}" if piece else f"safety:{incoming.key}",
        channel=incoming.channel,
        chat=incoming.chat,
        outgoing=_safety_text(desk, estate, screening),
        priority=Priority.emergency,
        lane=f"safety/{incoming.key}{piece}",
    )


def _is_known(work: Work, person: Person, screening: Screening) -> bool:
    """Tell whether people are called about this already, or the owner is being asked about a suspicion."""
    if _open_alarms(work, person, screening.topic):
        return True
    asked = people.conversation(work, person.id).state == intake.SUSPECT
    return asked and screening.alarm is Alarm.suspected


def _open_alarms(work: Work, person: Person, topic: str | None = None) -> list[Ticket]:
    recent = work.now - _SAID_RECENTLY
    return [
        ticket
        for ticket in tickets.open_of(work, person.id)
        if calling_off.is_possible(ticket) and topic in (None, ticket.topic) and ticket.received_at >= recent
    ]


def _from_staff(desk: Desk, incoming: Incoming) -> bool:
    # Staff who answer a page privately speak about the danger; a first message of theirs may be one.
    user = incoming.sender.user if incoming.sender else ""
    return incoming.reply_to is not None and any(estate.member(user) for estate in desk.estates.values())


def _safety_text(desk: Desk, estate: Estate | None, screening: Screening) -> Outgoing:
    known = f"emergency.{screening.topic}" in desk.texts.entries and screening.alarm is Alarm.sure
    key = f"emergency.{screening.topic}" if known else f"emergency.{screening.alarm.value}"
    return desk.texts.outgoing(
        key,
        duty_phone=estate.duty_phone if estate else "",
        gas_phone=estate.gas_phone if estate else "",
        lift_phone=estate.lift_phone if estate else "",
    )
