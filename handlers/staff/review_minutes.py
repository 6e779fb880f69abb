"""What is written into the minutes of a review meeting, and what became of a decision: a line each."""

from handlers import languages, speak
from handlers.desk import Desk, Estate, StaffMember
from handlers.messages import Incoming
from handlers.refusals import Refused
from handlers.staff import questions, review_line, reviews, targets
from handlers.texts import Sentence
from handlers.ticket import decisions, keeping, membership, moves, sight
from handlers.ticket.actions import OF_REVIEW, Action
from storage import journal
from storage import questions as kept_questions
from storage import reviews as kept
from storage.records import Link, Message, Priority, Question, QuestionId, TicketId
from storage.work import Work

_CANCEL = frozenset({"取消", "cancel", "/cancel"})


def question_of(work: Work, link: Link) -> Question | None:
    """Return the question about a meeting or a decision that a message answers; None: another one."""
    role = link.role or ""
    number = role.removeprefix(reviews.ROLE) if role.startswith(reviews.ROLE) else None
    if role == targets.QUESTION and link.ticket is None and link.origin is not None:
        number = str(link.origin)
    question = kept_questions.get(work, QuestionId(int(number))) if number else None
    return question if question and question.action in OF_REVIEW else None


def replied(desk: Desk, work: Work, incoming: Incoming, question: Question) -> None:
    """Take the line. Refuses what lacks something, so that it can be written again."""
    estate = desk.estates.get(question.data["estate"])
    member = estate.member(incoming.sender.user) if estate and incoming.sender else None
    if estate is None or member is None or member.user != question.user or not member.may_work:
        raise Refused("refusal.not_your_question")
    membership.admit(work, [(estate, member)], incoming.chat)
    words = incoming.text.strip()
    if not words:
        raise Refused("refusal.words_needed")
    is_cancelled = words.casefold() in _CANCEL
    if not questions.settle(work, question, "cancelled" if is_cancelled else "answered"):
        raise Refused("refusal.lapsed")
    if is_cancelled:
        _say(desk, work, question, incoming, Sentence("staff.cancelled"))
        return
    action = Action(question.action)
    if action is Action.begin_review:
        _begin(desk, work, estate, member, incoming)
    elif action in (Action.decide_case, Action.decide_general):
        _decide(desk, work, estate, member, question, incoming)
    else:
        _settle(desk, work, member, question, incoming)


def _begin(desk: Desk, work: Work, estate: Estate, member: StaffMember, incoming: Incoming) -> None:
    begun = kept.begun(work, estate.key)
    if begun is not None:
        raise Refused("refusal.review_begun", day=begun.held_on)
    read = review_line.meeting(estate, incoming.text, work.now, member)
    if read.chair is None:
        raise Refused("refusal.review_chair")
    held_on = read.held_on.isoformat()
    review = kept.begin(
        work,
        estate=estate.key,
        held_on=held_on,
        chair=read.chair.user,
        attendees=read.attendees,
        begun_by=member.user,
    )
    facts: dict[str, str | int | None] = {"review": review, "day": held_on, "chair": read.chair.user}
    journal.add(work, estate=estate.key, ticket=None, code="review_begun", actor=member.user, facts=facts)
    reviews.put(desk, work, estate, member, incoming.key)


def _decide(
    desk: Desk, work: Work, estate: Estate, member: StaffMember, question: Question, incoming: Incoming
) -> None:
    review = kept.begun(work, estate.key)
    if review is None or review.id != question.data["review"]:
        raise Refused("refusal.review_over")
    read = review_line.resolved(estate, incoming.text, work.now)
    if read.missing is not None or read.person is None or read.day is None:
        raise Refused(f"refusal.decision_{read.missing}")
    due = decisions.due_on(estate, read.day)
    if due <= work.now:
        raise Refused("refusal.decision_past")
    number = question.data["ticket"]
    ticket = None if number is None else moves.get(work, TicketId(number))
    if ticket is not None:
        sight.refuse_unless(estate, member, incoming.chat, ticket)
    message = _keep(desk, work, incoming, ticket.id if ticket else None)
    made = decisions.make(desk, work, review, member, ticket, read.person, due, message.text, message.id)
    told = Sentence("staff.decision_kept", **decisions.told(desk, work, made))
    _say(desk, work, question, incoming, told, made.ticket)


def _settle(desk: Desk, work: Work, member: StaffMember, question: Question, incoming: Incoming) -> None:
    is_done = question.action == Action.decision_done.value
    made = reviews.decision_of(work, str(question.data["decision"]))
    may = decisions.may_settle if is_done else decisions.may_drop
    if not may(desk, work, made, member):
        raise Refused("refusal.not_for_you")
    message = _keep(desk, work, incoming, made.ticket)
    settle = decisions.done if is_done else decisions.drop
    settle(desk, work, made, member, message.text, message.id)
    _say(desk, work, question, incoming, Sentence("staff.kept"), made.ticket)


def _keep(desk: Desk, work: Work, incoming: Incoming, ticket: TicketId | None) -> Message:
    return keeping.keep(desk, work, incoming, speak.FILE, ticket=ticket, pending=False)


def _say(
    desk: Desk,
    work: Work,
    question: Question,
    incoming: Incoming,
    told: Sentence,
    ticket: TicketId | None = None,
) -> None:
    texts = languages.of_staff_chat(desk, work, question.chat)
    speak.say(
        work,
        key=f"question:{question.id}:{told.key}",
        channel=question.channel,
        chat=question.chat,
        outgoing=speak.replying(texts.outgoing(told.key, **told.values), incoming.message),
        ticket=ticket,
        priority=Priority.receipt,
        role=speak.INSIDE,
    )
