"""The safety text: before all else, and only what is true when it is sent."""

from handlers import languages, speak
from handlers.desk import Desk
from handlers.messages import Incoming, Outgoing
from handlers.owner import alarm, intake, register
from handlers.texts import Words
from nlp import discretion
from nlp.extract import masked
from nlp.judgement import Alarm, Screening
from storage import messages, people
from storage.records import Person, Priority
from storage.work import Work

_WORDS = 200


def first_words(desk: Desk, work: Work, incoming: Incoming) -> None:
    """Queue the safety text with the very unit that keeps the message. It says only what is true now."""
    screening = desk.screen(incoming.text)
    if screening is None or incoming.sender is None or _from_staff(desk, incoming):
        return
    person = people.by_user(work, incoming.channel, incoming.sender.user)
    if incoming.edited and not is_newly_said(desk, work, incoming):
        return
    if person is None or not is_said(work, person, screening):
        say(desk, work, incoming, person, screening)


def from_memory(desk: Desk, incoming: Incoming, person: Person | None) -> list[tuple[str, Outgoing]]:
    """Return what to send when nothing can be written; it does not claim that anything was registered.

    `person` is whoever wrote, as far as that could still be read.
    """
    screening = desk.screen(incoming.text)
    if screening is None or _from_staff(desk, incoming):
        return []
    page = desk.texts.outgoing(
        "staff.memory_page",
        topic=desk.texts.name("topics", screening.topic, ""),
        words=Words(masked(incoming.text)).shortened(_WORDS),
    )
    grave = discretion.Matter.life in discretion.sensitive(incoming.text)
    groups = [estate.managing_chats if grave else [estate.staff_chat] for estate in desk.estates.values()]
    chats = [chat for chats in groups for chat in chats]
    return [
        (incoming.chat, _text(desk, person, screening)),
        *((chat, page) for chat in chats),
    ]


def say(
    desk: Desk,
    work: Work,
    incoming: Incoming,
    person: Person | None,
    screening: Screening,
    *,
    piece: str = "",
) -> None:
    """Queue the safety text, past the lanes of everything else.

    The receiver screens each message alone; what only the whole tells (`piece`) is a second text.
    """
    speak.say(
        work,
        key=f"safety:{incoming.key}:{piece}" if piece else f"safety:{incoming.key}",
        channel=incoming.channel,
        chat=incoming.chat,
        outgoing=_text(desk, person, screening),
        priority=Priority.emergency,
        lane=f"safety/{incoming.key}{piece}",
    )


def is_newly_said(desk: Desk, work: Work, incoming: Incoming) -> bool:
    """Tell whether an edit brought words of danger that were not there before."""
    if incoming.message is None or desk.screen(incoming.text) is None:
        return False
    first = messages.by_outside_id(work, incoming.channel, incoming.chat, incoming.message)
    return first is None or desk.screen(first.text) is None


def is_said(work: Work, person: Person, screening: Screening) -> bool:
    """Tell whether people are called about this already, or the owner is being asked about a suspicion."""
    if alarm.recent(work, person, screening.topic):
        return True
    asked = people.conversation(work, person.id).state == intake.SUSPECT
    return asked and screening.alarm is Alarm.suspected


def _from_staff(desk: Desk, incoming: Incoming) -> bool:
    # Staff who answer a page or write /note speak about the danger; what else they write may be one.
    user = incoming.sender.user if incoming.sender else ""
    about_work = incoming.reply_to is not None or incoming.command is not None
    return about_work and any(estate.member(user) for estate in desk.estates.values())


def _text(desk: Desk, person: Person | None, screening: Screening) -> Outgoing:
    texts = languages.of_person(desk, person) if person else desk.texts
    estate = register.estate_of(desk, person) if person else desk.only_estate
    known = f"emergency.{screening.topic}" in texts.entries and screening.alarm is Alarm.sure
    key = f"emergency.{screening.topic}" if known else f"emergency.{screening.alarm.value}"
    return texts.outgoing(
        key,
        duty_phone=estate.duty_phone if estate else "",
        gas_phone=estate.gas_phone if estate else "",
        lift_phone=estate.lift_phone if estate else "",
    )
