"""A reply in the staff group: words for the owner, a note that never leaves, or the answer to a question."""

from collections.abc import Sequence
from dataclasses import replace

from handlers import languages, speak
from handlers.desk import Desk, StaffMember
from handlers.messages import Incoming, Media, Outgoing
from handlers.parts import parts
from handlers.refusals import Refused
from handlers.staff import answers, canned, claim, holding, plain_words, questions, targets
from handlers.staff.notes import is_note
from handlers.texts import Sentence, Value
from handlers.ticket import actions, card, conversation, keeping, membership, promise, promised, sight
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import Step
from storage import journal, messages, outbox
from storage.records import Link, Message, MessageId, Priority, Ticket
from storage.work import Work


def received(desk: Desk, work: Work, incoming: Incoming, link: Link, ticket: Ticket) -> None:
    """Take a reply to a message about a ticket, from somebody on the roster of its estate."""
    member = speak.estate_of(desk, ticket).member(incoming.sender.user if incoming.sender else "")
    if member is None or not member.may_work:
        return
    membership.admit(work, [(speak.estate_of(desk, ticket), member)], incoming.chat)
    sight.refuse_unless(speak.estate_of(desk, ticket), member, incoming.chat, ticket)
    if link.role in (speak.FILE, speak.INSIDE):
        _inside(desk, work, incoming, member)
        return
    incoming = canned.expanded(desk, work, ticket, member, incoming)
    question = link.origin if questions.is_question(link.role) and not is_note(incoming.text) else None
    if question is not None and answers.received(desk, work, incoming, member, question):
        return
    if not is_note(incoming.text) and link.role != speak.NOTE:
        plain_words.refuse_invalid(ticket, incoming.text)
    kept = _keep(desk, work, incoming, ticket, among_notes=link.role == speak.NOTE)
    if kept.direction == "note":
        return
    why = holding.reason(desk, ticket, kept.text, mentions=incoming.mentions)
    if ticket.assignee != member.user:
        _offer(desk, work, ticket, member, incoming, kept.id, why)
    elif why is not None:
        holding.ask(desk, work, ticket, member, kept, holding.REPLY, why)
    else:
        send(desk, work, ticket, member, kept.id)


def _inside(desk: Desk, work: Work, incoming: Incoming, member: StaffMember) -> None:
    """Take a reply to a file as the answer to what it asks; refuses words that answer nothing."""
    asked = targets.asked_privately(desk, work, replace(incoming, reply_to=None))
    if asked is None or asked.origin is None:
        raise Refused("refusal.stays_inside")
    answers.received(desk, work, incoming, member, asked.origin)


def send(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, message_id: MessageId) -> None:
    """Pass a kept reply on to the owner, once; the group sees ✅ when it has arrived."""
    message = messages.get(work, message_id)
    message = replace(message, text=messages.latest_words(work, message))
    messages.settle(work, [message.id])
    spoken_about = conversation.person_spoke(desk, work, ticket)
    if ticket.assignee == member.user and promised.way(ticket) == promised.ANSWER:
        promise.worked_on(desk, work, spoken_about)  # who was promised an answer has one
    journal.add(
        work,
        estate=ticket.estate,
        ticket=ticket.id,
        code="told_owner",
        actor=member.user,
        facts={"message": message_id},
        words=message.text,
    )
    if message.text:
        outgoing = for_owner(desk, work, ticket, member.name, message.text)
        speak.to_owner(
            work, ticket, f"staff:{message_id}", outgoing, role=speak.STAFF_WORDS, origin=message_id
        )
    if message.media:
        files = Outgoing(text="", media=tuple(Media.from_json(file) for file in message.media))
        role = speak.OWNER if message.text else speak.STAFF_WORDS
        speak.to_owner(work, ticket, f"staff:{message_id}:0", files, role=role, origin=message_id)


def correct(
    desk: Desk, work: Work, ticket: Ticket, member: StaffMember, first: Message, now: str, event: str
) -> None:
    """Let what the owner has say something else, once an `event`."""
    facts = {"message": first.id}
    journal.add(
        work,
        estate=ticket.estate,
        ticket=ticket.id,
        code="told_owner_anew",
        actor=member.user,
        facts=facts,
        words=now,
    )
    before, after = (for_owner(desk, work, ticket, member.name, words) for words in (first.text, now))
    if first.text and len(parts(before)) == len(parts(after)) == 1:
        speak.correct(work, ticket, after, first.id, event)
    else:  # what went in parts, or had no words, cannot be changed in its place
        key = f"staff:{first.id}:{event}"
        speak.to_owner(work, ticket, key, after, role=speak.STAFF_WORDS, origin=first.id)


def is_sent(work: Work, ticket: Ticket, message: Message) -> bool:
    """Tell whether a reply was passed on to the owner, however far it has come."""
    return any(outbox.is_known(work, f"{ticket.id}:staff:{message.id}{part}:owner") for part in ("", ":0"))


def for_owner(desk: Desk, work: Work, ticket: Ticket, staff: str, words: str) -> Outgoing:
    """Return words of staff as the owner reads them."""
    texts = languages.of_reporter(desk, work, ticket)
    return texts.outgoing("owner.staff_words", number=ticket.number, staff=staff, words=words)


def pressed(
    desk: Desk, work: Work, ticket: Ticket, member: StaffMember, action: Action, arg: str
) -> Sentence:
    """Do with a held reply what its writer decided; nobody else decides, and only once."""
    message = messages.get(work, MessageId(int(arg)))
    if not message.pending:
        raise Refused("toast.done_already")
    if action is Action.keep_as_note:
        messages.settle(work, [message.id])
        return Sentence("toast.kept_as_note")
    if action is Action.claim_and_send:
        ticket = claim.claim(desk, work, ticket, member)
    elif action is Action.take_over:
        ticket = claim.take_over(desk, work, ticket, member)
    words = messages.latest_words(work, message)
    why = holding.reason(desk, ticket, words) if words != message.text else None
    if why is not None:  # of what they were shown when they were asked this was no part
        holding.ask(desk, work, ticket, member, message, holding.REPLY, why)
        return Sentence("toast.held")
    send(desk, work, ticket, member, message.id)
    return Sentence("toast.sent")


def _keep(desk: Desk, work: Work, incoming: Incoming, ticket: Ticket, *, among_notes: bool) -> Message:
    note = among_notes or is_note(incoming.text)
    direction = "note" if note else "staff"
    return keeping.keep(desk, work, incoming, direction, ticket=ticket.id, pending=not note)


def _offer(
    desk: Desk,
    work: Work,
    ticket: Ticket,
    member: StaffMember,
    incoming: Incoming,
    kept: MessageId,
    why: Value | None,
) -> None:
    unclaimed = ticket.step == Step.received.value
    offered: Sequence[Action] = (
        [Action.claim_and_send, Action.keep_as_note]
        if unclaimed
        else [Action.take_over, Action.send_anyway, Action.keep_as_note]
    )
    texts = languages.of_staff_chat(desk, work, incoming.chat)
    buttons = actions.under_ticket(
        desk, work, ticket, offered, texts=texts, chat=incoming.chat, user=member.user, arg=str(kept)
    )
    text = "staff.not_claimed" if unclaimed else "staff.not_yours"
    who = card.assignee_name(desk, ticket)
    outgoing = texts.outgoing(text, number=ticket.number, who=who, why=why or "")
    speak.say(
        work,
        key=f"offer:{kept}",
        channel=incoming.channel,
        chat=incoming.chat,
        outgoing=replace(outgoing, buttons=buttons, reply_to=incoming.message),
        ticket=ticket.id,
        priority=Priority.receipt,
    )
