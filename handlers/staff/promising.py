"""«约时间»: the assignee gives the owner a time, by a slot, in words, or by letting the owner choose."""

from dataclasses import replace

from handlers import speak
from handlers.desk import Desk, StaffMember
from handlers.refusals import Refused
from handlers.staff import asking_time, doing, holding, questions, slots
from handlers.staff.asking_time import Known
from handlers.texts import Sentence, Value, Words
from handlers.ticket import offering, promise, promised, spoken_time
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import HELD, Step
from handlers.ticket.promised import When
from nlp.appointments import Unread
from storage import questions as kept_questions
from storage.commitments import Promise
from storage.records import Question, QuestionId, QuestionState, Ticket
from storage.work import Work

_SHORT = 40


def ask(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, chat: str) -> Sentence:
    """Ask the assignee when; where another time stands, they say why it changes before they choose."""
    doing.only_assignee(desk, ticket, member)
    if Step(ticket.step) not in HELD:
        raise Refused("refusal.step", state=Sentence(f"steps.{ticket.step}"))
    old = _to_explain(work, ticket)
    if old is None:
        asking_time.for_slot(desk, work, ticket, member, chat, "ask_time", Known())
    else:
        before = promised.said(speak.estate_of(desk, ticket), promised.of(old), work.now)
        asking_time.in_words(desk, work, ticket, member, chat, "ask_new_time", Known(), old=before)
    return Sentence("toast.choose_time")


def ask_anew(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, chat: str) -> None:
    """Ask when, also where it was asked before and nobody has answered yet."""
    before = asked_of(desk, work, ticket, member, chat)
    if before is not None:
        questions.settle(work, before, QuestionState.cancelled)
        _see_below(desk, work, ticket, before)
    ask(desk, work, ticket, member, chat)


def asked_of(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, chat: str) -> Question | None:
    """Return the question about a time that the member has not answered yet."""
    return next(
        (
            question
            for question in kept_questions.open_for(work, desk.staff_channel, chat, member.user)
            if question.ticket == ticket.id and question.action == Action.promise.value
        ),
        None,
    )


def said(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, question: Question, words: str) -> None:
    """Take what was replied: a time, the reason for a new one, or both. Refuses what is no time."""
    doing.only_assignee(desk, ticket, member)
    known, estate = Known.of(question), speak.estate_of(desk, ticket)
    why = holding.reason(desk, ticket, words)
    if why is not None:
        raise Refused("refusal.reword_reason", why=why)
    heard = spoken_time.heard(estate, words, work.now)
    if heard is Unread.nothing and not known.reason and _to_explain(work, ticket):
        _take_reason(desk, work, ticket, member, question, replace(known, reason=words))
        return
    if isinstance(heard, Unread):
        raise spoken_time.refused(estate, heard)
    known = Known(known.reason or heard.rest, heard.when)
    if heard.sure:
        _settle(desk, work, ticket, member, question, known, heard.when)
        return
    _see_below(desk, work, ticket, question)
    asking_time.whether(
        desk,
        work,
        ticket,
        member,
        question.chat,
        known,
        heard.when,
        words=Words(words).shortened(_SHORT),
        time=promised.said(estate, heard.when, work.now),
    )


def chosen(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, arg: str) -> Sentence:
    """Take a slot, or the time that was read back."""
    number, _, code = arg.partition(":")
    question = _ended(desk, work, ticket, member, number)
    when = When.of_code(code)
    return _settle(desk, work, ticket, member, question, replace(Known.of(question), when=when), when)


def let_owner_pick(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, arg: str) -> Sentence:
    """Offer the owner up to three times, to which the assignee is bound."""
    question = _ended(desk, work, ticket, member, arg.partition(":")[0])
    estate = speak.estate_of(desk, ticket)
    first, *more = slots.for_owner(estate, work.now)
    read_at = offering.read_at(estate, work.now, first)
    labels = {when: slots.label(estate, when, read_at) for when in (first, *more)}
    offering.offer(desk, work, ticket, labels, Known.of(question).reason)
    shown: Value = slots.label(estate, first, work.now)
    for when in more:
        shown = Sentence("staff.slots", before=shown, slot=slots.label(estate, when, work.now))
    asking_time.close(desk, work, ticket, question, "let_pick", slots=shown)
    return Sentence("toast.offered")


def agree(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, arg: str) -> Sentence:
    """Promise the time the owner asked for. Refuses one that is settled, or replaced by a later one."""
    if Step(ticket.step) not in HELD:
        raise Refused("refusal.not_claimed", number=ticket.number)
    doing.only_assignee(desk, ticket, member)
    when = promised.wish_of(ticket)
    if when is None or when.code() != arg:
        raise Refused("toast.done_already")
    promise.make(desk, work, ticket, when.at, when.until, member.user)
    return Sentence("toast.promised")


def on_time(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, arg: str) -> Sentence:
    """Take the assignee's word that the time which stands holds."""
    doing.only_assignee(desk, ticket, member)
    standing = promised.standing(work, ticket)
    if standing is None or str(standing.id) != arg or not promise.confirm(work, ticket, standing):
        raise Refused("toast.done_already")
    time = promised.said(speak.estate_of(desk, ticket), promised.of(standing), work.now)
    outgoing = desk.texts.outgoing(
        "staff.promise_confirmed", number=ticket.number, who=member.name, time=time
    )
    speak.to_group(desk, work, ticket, f"promise:{standing.id}:confirmed", outgoing)
    return Sentence("toast.on_time")


def _to_explain(work: Work, ticket: Ticket) -> Promise | None:
    """Return a time that stands, unless the owner does not want it any more."""
    standing = promised.standing(work, ticket)
    return None if standing is None or promised.is_in_question(ticket, standing) else standing


def _ended(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, number: str) -> Question:
    doing.only_assignee(desk, ticket, member)
    question = kept_questions.get(work, QuestionId(int(number)))
    if question is None:
        raise Refused("refusal.unknown_button")
    questions.end(desk, work, ticket, question)
    return question


def _take_reason(
    desk: Desk, work: Work, ticket: Ticket, member: StaffMember, question: Question, known: Known
) -> None:
    if known.when is None:
        asking_time.for_slot(desk, work, ticket, member, question.chat, "ask_time_again", known)
    else:
        _settle(desk, work, ticket, member, question, known, known.when)


def _settle(
    desk: Desk,
    work: Work,
    ticket: Ticket,
    member: StaffMember,
    question: Question,
    known: Known,
    when: When,
) -> Sentence:
    """Promise, unless another time stands and nobody has said why it changes."""
    estate = speak.estate_of(desk, ticket)
    time = promised.said(estate, when, work.now)
    old = _to_explain(work, ticket)
    if old is not None and not known.reason:
        _see_below(desk, work, ticket, question)
        before = promised.said(estate, promised.of(old), work.now)
        chat = question.chat
        asking_time.in_words(desk, work, ticket, member, chat, "ask_reason", known, old=before, time=time)
        return Sentence("toast.asked")
    ticket = promise.make(desk, work, ticket, when.at, when.until, member.user, known.reason if old else None)
    asking_time.close(desk, work, ticket, question, "promised", who=member.name, time=time)
    return Sentence("toast.promised")


def _see_below(desk: Desk, work: Work, ticket: Ticket, question: Question) -> None:
    if question.data["has_buttons"]:
        asking_time.close(desk, work, ticket, question, "see_below")
