"""«发给业主» and «只作内部备注» under words that were held: they do what they were for, or stay."""

from collections.abc import Callable, Mapping

from handlers import speak
from handlers.desk import Desk, StaffMember
from handlers.refusals import Refused
from handlers.staff import answering, doing, ending, holding, replies, waiting
from handlers.texts import Sentence
from handlers.ticket import sight
from handlers.ticket.actions import Action
from storage import messages
from storage.records import Message, MessageId, Question, QuestionState, Ticket
from storage.work import Work

_DOES: Mapping[str, Callable[[Desk, Work, Ticket, StaffMember, str], None]] = {
    Action.progress.value: doing.progress,
    Action.wait_owner.value: waiting.for_owner,
    Action.decline.value: ending.decline,
}


def pressed(
    desk: Desk, work: Work, ticket: Ticket, member: StaffMember, action: Action, arg: str
) -> Sentence:
    """Do what whoever wrote the words, or one who leads, decided about them; once."""
    question = holding.opened(work, arg)
    if question is None:
        raise Refused("toast.done_already")
    if member.user != question.user and not member.leads:
        raise Refused("refusal.not_for_you")
    if action is Action.keep_as_note:
        messages.settle(work, [_message(work, question).id])
        text = "staff.held_edit_kept" if question.data["does"] == holding.EDIT else "staff.held_kept"
        holding.close(desk, work, question, QuestionState.cancelled, text)
        return Sentence("toast.kept_as_note")
    release(desk, work, ticket, question, member)
    return Sentence("toast.sent")


def release(desk: Desk, work: Work, ticket: Ticket, question: Question, by: StaffMember) -> None:
    """Do with held words, as they were last edited, what they were written for, in their writer's name."""
    estate = speak.estate_of(desk, ticket)
    writer, message = estate.member(question.user), _message(work, question)
    if writer is None or not sight.may_handle(estate, writer, ticket):
        raise Refused("toast.done_already")
    words, does = messages.latest_words(work, message), question.data["does"]
    if does == holding.REPLY:
        replies.send(desk, work, ticket, writer, message.id)
    elif does == holding.EDIT:
        replies.correct(desk, work, ticket, writer, message, words, f"edit:held{question.id}")
    elif does == Action.answer.value:
        answering.goes(desk, work, ticket, writer, message)
    else:
        _DOES[does](desk, work, ticket, writer, words)
        messages.settle(work, [message.id])
    holding.close(desk, work, question, QuestionState.answered, "staff.held_sent", who=by.name)


def _message(work: Work, question: Question) -> Message:
    return messages.get(work, MessageId(question.data["message"]))
