"""What staff change in words they wrote about a ticket: what the owner has is changed in its place."""

from handlers import languages, speak
from handlers.desk import Desk, StaffMember
from handlers.messages import Incoming
from handlers.staff import canned, holding, plain_words, questions, recalling, releasing, replies
from handlers.staff.notes import is_note
from handlers.texts import Sentence, Value
from handlers.ticket import keeping, membership, moves, sight
from storage import links, messages
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
    if first.direction == "staff" and not is_note(now):
        plain_words.refuse_invalid(ticket, now)
    _changed(desk, work, ticket, member, incoming, first, now)
    return True


def _changed(
    desk: Desk,
    work: Work,
    ticket: Ticket,
    member: StaffMember,
    incoming: Incoming,
    first: Message,
    now: str,
) -> None:
    revision = messages.revise(work, first.id, now, incoming.at)
    if first.pending:
        _held(desk, work, ticket, member, incoming, first, now)
    elif recalling.is_recalled(work, ticket, first.id):
        _say(desk, work, incoming, ticket.id, "refusal.recalled", f"recalled:{incoming.key}")
    elif replies.is_sent(work, ticket, first):
        _correct(desk, work, ticket, member, incoming, first, now, revision)
    elif first.direction == "note" and not is_note(now):
        _say(desk, work, incoming, ticket.id, "refusal.stays_a_note", f"note:{incoming.key}")
    elif first.direction == "staff":
        _was_an_answer(desk, work, incoming)


def _held(
    desk: Desk,
    work: Work,
    ticket: Ticket,
    member: StaffMember,
    incoming: Incoming,
    first: Message,
    now: str,
) -> None:
    """Keep held words inside that became a note; let those go that were put right."""
    question = holding.of_message(work, first, member.user)
    if is_note(now):
        messages.settle(work, [first.id])
        if question is not None:
            holding.close(desk, work, question, QuestionState.cancelled, "staff.held_kept")
    elif question is not None and _why(desk, ticket, incoming, now) is None:
        releasing.release(desk, work, ticket, question, member)


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
    """Change what the owner has, unless the new words are held: what was asked about earlier ones is over."""
    if is_note(now) or not now:
        _say(desk, work, incoming, ticket.id, "refusal.sent_already", f"refused:{incoming.key}")
        return
    before = holding.of_message(work, first, member.user)
    if before is not None:
        holding.close(desk, work, before, QuestionState.cancelled, "staff.held_replaced")
    why = _why(desk, ticket, incoming, now)
    if why is not None:
        holding.ask(desk, work, ticket, member, first, holding.EDIT, why)
        return
    replies.correct(desk, work, ticket, member, first, now, f"edit:{revision}")


def _why(desk: Desk, ticket: Ticket, incoming: Incoming, now: str) -> Value | None:
    return holding.reason(desk, ticket, now, mentions=incoming.mentions)


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
