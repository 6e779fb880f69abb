"""Words for an owner that are held: whoever wrote them, or a lead, looks at them once more before they go.

Why: they name a colleague with an @, or somebody else's home, or meet the list in `nlp/wording.py`.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from handlers import languages, speak
from handlers.desk import Desk, StaffMember
from handlers.messages import Incoming
from handlers.staff import questions
from handlers.staff.wording import in_a_row
from handlers.texts import Named, Sentence, Value, Words
from handlers.ticket import actions, keeping, moves, sight
from handlers.ticket.actions import Action
from nlp import extract, wording
from storage import messages, timers
from storage import questions as kept_questions
from storage.records import Message, MessageId, Question, QuestionId, QuestionState, Ticket
from storage.work import Work

REPLY, EDIT = "reply", "edit"  # beside the actions whose words are held
_NAMED = re.compile(r"(?<![A-Za-z0-9._])@[A-Za-z][A-Za-z0-9_]{3,}")
_CHOICES = (Action.send_held, Action.keep_as_note)
_SIGN = "hold:"


def reason(desk: Desk, ticket: Ticket, words: str, *, mentions: bool = False) -> Value | None:
    """Return why words should not simply go to the owner of a ticket; None: they may."""
    estate = speak.estate_of(desk, ticket)
    names = [member.name for member in estate.staff]
    found: list[Value] = [
        Sentence("staff.held_for", words=Words(remark.words), sounds=Sentence(f"tone.{remark.sort.value}"))
        for remark in wording.remarks(words, names, estate.held_words)
    ]
    if mentions or _NAMED.search(words) or _names_one(names, words):
        found.append(Sentence("tone.mention"))
    if _names_another_home(ticket, words):
        found.append(Sentence("tone.home"))
    return in_a_row(found) if found else None


def ask(
    desk: Desk, work: Work, ticket: Ticket, writer: StaffMember, message: Message, does: str, why: Value
) -> None:
    """Ask under the words what is to become of them; unanswered they stay inside."""
    question = kept_questions.ask(
        work,
        ticket=ticket.id,
        action=Action.send_held.value,
        channel=message.channel,
        chat=message.chat,
        user=writer.user,
        data={"message": message.id, "does": does},
    )
    lapses = questions.lapses(desk, ticket)
    timers.set(work, kind=questions.TIMER, entity=str(question), occurrence="lapse", due=work.now + lapses)
    texts = languages.of_staff_chat(desk, work, message.chat)
    buttons = actions.under_ticket(
        desk, work, ticket, _CHOICES, texts=texts, chat=message.chat, arg=f"{_SIGN}{question}"
    )
    asked = texts.outgoing(
        "staff.held_edit" if does == EDIT else "staff.held",
        who=Named(writer.name, writer.user),
        number=ticket.number,
        why=why,
        minutes=round(lapses.total_seconds() / 60),
    )
    outgoing = replace(asked, buttons=buttons, reply_to=message.message)
    questions.put(desk, work, ticket, message.chat, question, outgoing, questions.role_of(question))


def held(
    desk: Desk, work: Work, ticket: Ticket, writer: StaffMember, incoming: Incoming, does: Action
) -> Message | None:
    """Hold the words that answer a question, where they should be; None: they may go."""
    why = reason(desk, ticket, incoming.text, mentions=incoming.mentions)
    if why is None:
        return None
    kept = keeping.keep(desk, work, incoming, "staff", ticket=ticket.id, pending=True)
    ask(desk, work, ticket, writer, kept, does.value, why)
    return kept


def is_one(arg: str) -> bool:
    """Tell whether a button belongs to words that are held for how they sound."""
    return arg.startswith(_SIGN)


def opened(work: Work, arg: str) -> Question | None:
    """Return the open question that a button belongs to."""
    question = kept_questions.get(work, QuestionId(int(arg.removeprefix(_SIGN))))
    return question if question is not None and question.state is QuestionState.open else None


def of_message(work: Work, message: Message, writer: str) -> Question | None:
    """Return what is asked about words of somebody that are held, or about their edit."""
    asked = kept_questions.open_for(work, message.channel, message.chat, writer)
    return next((one for one in asked if one.data.get("message") == message.id), None)


def close(
    desk: Desk, work: Work, question: Question, state: QuestionState, text: str, **values: Value
) -> None:
    """Settle the question, and show what became of the words in its place."""
    questions.settle(work, question, state)
    _change(desk, work, question, text, **values)


def lapse(desk: Desk, work: Work, question: Question | None) -> None:
    """Keep words inside that nobody decided about in time, and say so; another question is none of ours."""
    if question is None or question.action != Action.send_held.value:
        return
    messages.settle(work, [MessageId(question.data["message"])])
    is_edit = question.data["does"] == EDIT
    _change(desk, work, question, "staff.held_edit_over" if is_edit else "staff.held_over")


def _names_one(names: Sequence[str], words: str) -> bool:
    return any(re.search(f"[@＠] ?{re.escape(name)}", words) for name in names)


def _names_another_home(ticket: Ticket, words: str) -> bool:
    """Tell whether a home is named that is not the owner's: who complained of them, or of whom they did."""
    rooms = (place.home.room for place in extract.places(words))
    return ticket.home is not None and any(room and room not in ticket.home for room in rooms)


def _change(desk: Desk, work: Work, question: Question, text: str, **values: Value) -> None:
    assert question.ticket is not None, "words are held at a ticket"
    ticket = moves.get(work, question.ticket)
    if not sight.chat_may_see(speak.estate_of(desk, ticket), question.chat, ticket):
        return  # what stood there was taken back
    texts = languages.of_staff_chat(desk, work, question.chat)
    outgoing = texts.outgoing(text, number=ticket.number, **values)
    role = questions.role_of(question.id)
    speak.change(work, ticket, role, question.channel, question.chat, outgoing, again=f":{text}")
