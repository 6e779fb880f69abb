"""What staff change in words they wrote about a ticket: what the owner has is changed in its place."""

from handlers import languages, speak
from handlers.desk import Desk, StaffMember
from handlers.messages import Incoming
from handlers.parts import parts
from handlers.staff import canned, questions, replies
from handlers.staff.notes import is_note
from handlers.texts import Sentence
from handlers.ticket import keeping, membership, moves, sight
from storage import journal, links, messages
from storage import questions as kept_questions
from storage.records import Message, MessageId, QuestionId, QuestionState, Ticket, TicketId
from storage.work import Work


def edited(desk: Desk, work: Work, incoming: Incoming) -> bool:
    """Take a change of a reply or a note; False: it is of neither."""
    first = keeping.first_of(work, incoming)
    if first is None:
        return _was_an_answer(desk, work, incoming)
    if first.ticket is None or first.direction not in ("staff", "note"):
        return False
    ticket = moves.get(work, first.ticket)
    member = speak.estate_of(desk, ticket).member(incoming.sender.user if incoming.sender else "")
    if member is None or not member.may_work:
        return True
    membership.admit(work, [(speak.estate_of(desk, ticket), member)], incoming.chat)
    sight.refuse_unless(speak.estate_of(desk, ticket), member, incoming.chat, ticket)
    now = keeping.as_edited(first, canned.expanded(desk, work, ticket, member, incoming))
    if now == messages.latest_words(work, first):
        return True
    revision = messages.revise(work, first.id, now, incoming.at)
    if first.pending and is_note(now):
        messages.settle(work, [first.id])
    elif replies.is_sent(work, ticket, first):
        _correct(desk, work, ticket, member, incoming, first, now, revision)
    elif first.direction == "note" and not is_note(now):
        _say(desk, work, incoming, ticket.id, "refusal.stays_a_note", f"note:{incoming.key}")
    return True


def _correct(
    desk: Desk,
    work: Work,
    ticket: Ticket,
    member: StaffMember,
    incoming: Incoming,
    first: Message,
    now: str,
    revision: MessageId,
) -> None:
    if is_note(now) or not now:
        _say(desk, work, incoming, ticket.id, "refusal.sent_already", f"refused:{incoming.key}")
        return
    journal.add(
        work,
        estate=ticket.estate,
        ticket=ticket.id,
        code="told_owner_anew",
        actor=member.user,
        facts={"message": first.id},
        words=now,
    )
    before, after = (replies.for_owner(desk, work, ticket, member.name, words) for words in (first.text, now))
    if first.text and len(parts(before)) == len(parts(after)) == 1:
        speak.correct(work, ticket, after, first.id, f"edit:{revision}")
    else:  # what went in parts, or had no words, cannot be changed in its place
        event = f"staff:{first.id}:edit:{revision}"
        speak.to_owner(work, ticket, event, after, role=speak.STAFF_WORDS, origin=first.id)


def _was_an_answer(desk: Desk, work: Work, incoming: Incoming) -> bool:
    """Say of words that answered a question of the desk that they were used as they were."""
    link = links.by_message(work, incoming.channel, incoming.chat, incoming.reply_to or "")
    asked = link.origin if link is not None and questions.is_question(link.role) else None
    question = kept_questions.get(work, QuestionId(asked)) if asked is not None else None
    if question is None or question.state is not QuestionState.answered:
        return False
    if incoming.sender is not None and incoming.sender.user == question.user:
        _say(desk, work, incoming, question.ticket, "refusal.used_already", f"used:{question.id}")
    return True


def _say(desk: Desk, work: Work, incoming: Incoming, ticket: TicketId | None, why: str, key: str) -> None:
    outgoing = languages.of_answer(desk, work, incoming).outgoing("refusal.reply", why=Sentence(why))
    speak.say(
        work,
        key=key,
        channel=incoming.channel,
        chat=incoming.chat,
        outgoing=speak.replying(outgoing, incoming.message),
        ticket=ticket,
    )
