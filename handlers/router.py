"""Which use case a message belongs to: one table, read from top to bottom."""

from handlers import commands, languages, presses, speak
from handlers.desk import Desk
from handlers.messages import ChatKind, Incoming, MediaKind
from handlers.owner import (
    alarm,
    belonging,
    emergency,
    estates,
    followup,
    intake,
    register,
    safety,
    suspicion,
    which,
)
from handlers.refusals import Refused
from handlers.staff import replies, targets, words
from handlers.ticket import moves
from nlp.judgement import Alarm
from storage import messages, people
from storage.records import Link, Message, Person
from storage.work import Work


def route(desk: Desk, work: Work, incoming: Incoming) -> str:
    """Do what a message asks for; return the toast of a press. Raises Refused for what is not possible."""
    if incoming.sender is None:
        return ""
    if incoming.press is not None:
        toast = presses.pressed(desk, work, incoming, incoming.press)
        return languages.of_answer(desk, work, incoming).said(toast)
    link = _staff_reply_to(desk, work, incoming)
    about = None if link is None or link.ticket is None else moves.get(work, link.ticket)
    if words.heard(desk, work, incoming, about):
        return ""
    if link is not None and about is not None:
        replies.received(desk, work, incoming, link, about)
    elif incoming.chat_kind is ChatKind.group:
        return ""  # the staff's own talk, which is not kept
    elif incoming.edited and not _says_something_new(desk, work, incoming):
        followup.edited(desk, work, incoming)
    else:
        _from_owner(desk, work, incoming)
    return ""


def judge_ahead(desk: Desk, work: Work, incoming: Incoming) -> None:
    """Judge, outside the write lane, the words `route` will ask about: the desk remembers judgements."""
    if incoming.chat_kind is not ChatKind.private or incoming.sender is None or incoming.press is not None:
        return
    desk.judge(incoming.text)
    person = people.by_user(work, incoming.channel, incoming.sender.user)
    if person is None:
        return
    waiting = intake.joined(messages.pending_of(work, person.id))
    if waiting:
        intake.judged(desk, f"{waiting}\n{incoming.text}")
    just_opened = belonging.joining(work, person, desk.judge(incoming.text).lead)
    if just_opened is not None:
        intake.judged(desk, f"{just_opened.words}\n{incoming.text}")


def refuse(desk: Desk, work: Work, incoming: Incoming, refused: Refused) -> str:
    """Say why something was not possible: return the toast of a press, else reply to the writer."""
    texts = languages.of_answer(desk, work, incoming)
    if incoming.press is not None:
        return texts.said(refused.sentence)
    outgoing = texts.outgoing("refusal.reply", why=refused.sentence)
    speak.say(
        work,
        key=f"refused:{incoming.key}",
        channel=incoming.channel,
        chat=incoming.chat,
        outgoing=speak.replying(outgoing, incoming.message),
    )
    return ""


def _staff_reply_to(desk: Desk, work: Work, incoming: Incoming) -> Link | None:
    # A reply to a message about a ticket is the staff's, unless it is one the desk wrote to them as an owner.
    user = incoming.sender.user if incoming.sender else ""
    if incoming.edited or not any(estate.member(user) for estate in desk.estates.values()):
        return None
    link = targets.target(work, incoming)
    return None if link is None or link.role in speak.TO_OWNER_ROLES else link


def _says_something_new(desk: Desk, work: Work, incoming: Incoming) -> bool:
    return followup.is_untaken(work, incoming) or safety.is_newly_said(desk, work, incoming)


def _from_owner(desk: Desk, work: Work, incoming: Incoming) -> None:
    person = register.person_of(work, incoming)
    if _is_safe(desk, incoming) and commands.from_owner(desk, work, person, incoming):
        return
    if _needs_no_answer(incoming):
        return
    message = intake.keep(desk, work, incoming, person)
    if incoming.edited and people.conversation(work, person.id).state != intake.SUSPECT:
        followup.supersede(work, incoming, message)
    estate = register.estate_of(desk, person)
    if emergency.heard(desk, work, person, estate, incoming, message):
        return
    if _answers_a_suspicion(desk, work, person, incoming):
        return
    if estate is None:
        estate = estates.named(desk, incoming.text)
        if estate is None:
            alarm.tell_all(desk, work, person, message)
            register.ask_estate(desk, work, person, f"estate:{message.id}")
            return
        estates.settle(desk, work, person, estate)
    if not _belongs_to_a_ticket(desk, work, person, incoming, message):
        intake.consider(desk, work, person, estate, message)


def _is_safe(desk: Desk, incoming: Incoming) -> bool:
    # Danger told behind a command is danger first.
    return desk.screen(incoming.text) is None


def _answers_a_suspicion(desk: Desk, work: Work, person: Person, incoming: Incoming) -> bool:
    if people.conversation(work, person.id).state != intake.SUSPECT:
        return False
    lead = belonging.understood(desk, incoming.text)
    if lead.topic == "yes_now":
        suspicion.confirm(desk, work, person, Alarm.sure)
    elif lead.topic in ("false_alarm", "resolved", "cancel"):
        suspicion.deny(desk, work, person)
    return True


def _belongs_to_a_ticket(
    desk: Desk, work: Work, person: Person, incoming: Incoming, message: Message
) -> bool:
    lead = belonging.understood(desk, incoming.text)
    named = belonging.replied_to(work, incoming, person)
    if named is not None and not belonging.still_takes(named, lead):
        named = None
    opened = belonging.joining(work, person, lead)
    if opened is not None and lead.topic not in followup.ACTS and named in (None, opened):
        followup.join(desk, work, opened, message)
        return True
    if named is not None:
        followup.take(desk, work, person, named, message)
        return True
    if people.conversation(work, person.id).state != intake.IDLE:
        return False
    meant = belonging.meant(desk, work, person, incoming.text, lead)
    if belonging.must_ask(meant, lead):
        which.ask(desk, work, person, meant, message)
    elif meant:
        followup.take(desk, work, person, meant[0], message)
    return bool(meant)


def _needs_no_answer(incoming: Incoming) -> bool:
    return (
        not incoming.text
        and all(file.kind is MediaKind.sticker for file in incoming.media)
        and not (incoming.place or incoming.phone)
    )
