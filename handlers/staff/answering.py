"""«办结»: what is asked before an answer goes out, and who reads the answer to a serious complaint first."""

from dataclasses import replace

from handlers import languages, speak
from handlers.desk import Desk, Severity, StaffMember
from handlers.messages import Incoming, Media
from handlers.refusals import Refused
from handlers.staff import casefile, doing, filling, holding, questions
from handlers.texts import Named, Sentence, Words
from handlers.ticket import (
    actions,
    complaint,
    deciding,
    eight_steps,
    filing,
    guards,
    keeping,
    moves,
)
from handlers.ticket.actions import Action
from handlers.ticket.complaint import Nature, Outcome
from handlers.ticket.lifecycle import Move, Step, after
from storage import messages
from storage import questions as kept_questions
from storage.records import Message, MessageId, QuestionId, Ticket
from storage.work import Work

_ASKED_BY_BUTTONS = frozenset({"nature", "outcome"})
_NATURES = (Nature.valid, Nature.unclear)
_WORDS = 400


def ask(
    desk: Desk, work: Work, ticket: Ticket, member: StaffMember, chat: str, incoming: Incoming
) -> Sentence:
    """Ask what was done; of a complaint first what it was, or send its file where more is missing."""
    if not complaint.is_one(ticket) or after(Step(ticket.step), Move.answer) is None:
        return questions.ask(desk, work, ticket, member, Action.answer, chat)
    doing.only_assignee(desk, ticket, member)
    file = complaint.of(work, ticket)
    gaps = eight_steps.missing(Move.answer, ticket, file)
    if gaps and {item.name for item in gaps} <= _ASKED_BY_BUTTONS:
        _ask_what_it_was(desk, work, ticket, member, chat)
        return Sentence("toast.choose")
    if gaps or eight_steps.awaits_manager(ticket, file):
        casefile.open_privately(desk, work, ticket, member, incoming.key)
        what = guards.listed(gaps) if gaps else Sentence("staff.file_waits")
        return Sentence("toast.file_first", what=what)
    if file.nature == Nature.invalid.value:
        explained = replace(incoming, text=_explanation(desk, work, ticket))
        kept = keeping.keep(desk, work, explained, "staff", ticket=ticket.id, pending=True)
        _put_forward(desk, work, ticket, member, kept)
        return Sentence("toast.shown")
    return questions.ask(desk, work, ticket, member, Action.answer, chat)


def decided(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, arg: str, chat: str) -> Sentence:
    """Take what a minor complaint was and how far it was met, then ask what was done."""
    number, nature, outcome = arg.split(":")
    question = kept_questions.get(work, QuestionId(int(number)))
    if question is None:
        raise Refused("refusal.unknown_button")
    doing.only_assignee(desk, ticket, member)
    questions.end(desk, work, ticket, question)
    for name, code in (("nature", nature), ("outcome", outcome)):
        ticket = filling.write(desk, work, ticket, member, eight_steps.BY_NAME[name], code)
    said = Sentence(
        "staff.what_it_was", nature=Sentence(f"natures.{nature}"), outcome=Sentence(f"outcomes.{outcome}")
    )
    texts = languages.of_staff_chat(desk, work, chat)
    shown = texts.outgoing("staff.more_used", number=ticket.number, who=member.name, label=said)
    speak.change(work, ticket, questions.role_of(question.id), desk.staff_channel, chat, shown)
    return questions.ask(desk, work, ticket, member, Action.answer, chat)


def given(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, incoming: Incoming) -> None:
    """Take the words of an answer: they go out, or are read first where the complaint is a major one."""
    words = incoming.text.strip()
    doing.only_assignee(desk, ticket, member)
    if _must_be_read(desk, work, ticket, member):
        guards.refuse_unless(work, ticket, Move.answer, member.user)
        kept = keeping.keep(desk, work, incoming, "staff", ticket=ticket.id, pending=True)
        _put_forward(desk, work, ticket, member, kept)
        return
    if holding.held(desk, work, ticket, member, incoming, Action.answer):
        return
    files = keeping.keep_files(desk, work, incoming, ticket.id)
    doing.answer(desk, work, ticket, member, words, incoming.media, files)
    _keep_reason(work, ticket, member, words)


def goes(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, message: Message) -> None:
    """Let an answer go that was held for how it sounds; where a manager is to read it by now, they do."""
    words = messages.latest_words(work, message)
    doing.only_assignee(desk, ticket, member)
    if _must_be_read(desk, work, ticket, member):
        guards.refuse_unless(work, ticket, Move.answer, member.user)
        _put_forward(desk, work, ticket, member, message)
        return
    messages.settle(work, [message.id])
    files = tuple(Media.from_json(file) for file in message.media)
    doing.answer(desk, work, ticket, member, words, files, message.id if files else None)
    _keep_reason(work, ticket, member, words)


def may_go(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, arg: str) -> Sentence:
    """Let a held answer go out, in the name of whoever wrote it; once."""
    message, writer = _held(desk, work, ticket, arg)
    if _must_be_read(desk, work, ticket, writer):
        deciding.refuse_others(desk, work, ticket, member)
        ticket = filing.write(work, ticket, "answer_read", member.user, {"read_by": member.user})
    elif member != writer:
        raise Refused("refusal.not_for_you")
    messages.settle(work, [message.id])
    files = tuple(Media.from_json(file) for file in message.media)
    doing.answer(desk, work, ticket, writer, message.text, files, message.id if files else None)
    if member != writer:
        filling.tell_assignee(desk, work, moves.get(work, ticket.id), "staff.answer_went", who=member.name)
    return Sentence("toast.sent")


def ask_change(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, arg: str, chat: str) -> Sentence:
    """Ask one who decides what should be otherwise: of the answer that `arg` names, else of the plan."""
    if arg:
        _, writer = _held(desk, work, ticket, arg)
        if member == writer:  # their own words: they simply write others
            return questions.ask(desk, work, ticket, member, Action.answer, chat)
    deciding.refuse_others(desk, work, ticket, member)
    data = {"message": arg}
    question = questions.begin(desk, work, ticket, member, Action.change_it, chat, data)
    texts = languages.of_staff_chat(desk, work, chat)
    outgoing = texts.outgoing("staff.ask_change", who=Named(member.name, member.user), number=ticket.number)
    questions.put(desk, work, ticket, chat, question, replace(outgoing, ask_reply=True), questions.ROLE)
    return Sentence("toast.asked")


def change_wanted(
    desk: Desk, work: Work, ticket: Ticket, member: StaffMember, incoming: Incoming, arg: str
) -> None:
    """Pass on to whoever has it what should be otherwise; the held answer is kept as a note."""
    kept = keeping.keep(desk, work, incoming, casefile.ROLE, ticket=ticket.id, pending=False)
    if arg:
        message, _ = _held(desk, work, ticket, arg)
        messages.settle(work, [message.id])
    facts = {"of": "answer" if arg else "plan"}
    ticket = filing.write(
        work, ticket, "change_wanted", member.user, {}, facts=facts, said=kept.text, message=kept.id
    )
    filling.tell_assignee(desk, work, ticket, "staff.change_wanted", who=member.name, words=kept.text)


def _must_be_read(desk: Desk, work: Work, ticket: Ticket, writer: StaffMember) -> bool:
    if complaint.severity_of(ticket) is not Severity.major:
        return False
    readers = deciding.deciders(desk, work, ticket)
    return bool(readers) and writer not in readers


def _ask_what_it_was(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, chat: str) -> None:
    question = questions.begin(desk, work, ticket, member, Action.what_it_was, chat)
    texts, estate = languages.of_staff_chat(desk, work, chat), speak.estate_of(desk, ticket)
    lines = tuple(
        tuple(
            actions.of_estate(
                desk,
                work,
                estate,
                Action.what_it_was,
                texts.plain(
                    "staff.what_it_was",
                    nature=Sentence(f"natures.{nature.value}"),
                    outcome=Sentence(f"outcomes.{outcome.value}"),
                ),
                chat,
                f"{question}:{nature.value}:{outcome.value}",
                ticket=ticket.id,
                user=member.user,
            )
            for nature in _NATURES
        )
        for outcome in Outcome
    )
    outgoing = texts.outgoing(
        "staff.ask_what_it_was", who=Named(member.name, member.user), number=ticket.number
    )
    role = questions.role_of(question)
    questions.put(desk, work, ticket, chat, question, replace(outgoing, buttons=lines), role)


def _explanation(desk: Desk, work: Work, ticket: Ticket) -> str:
    """Return what the owner of a complaint reads that is not ours to solve."""
    file, texts = complaint.of(work, ticket), languages.of_reporter(desk, work, ticket)
    said = {name: Words(getattr(file, name) or "") for name in eight_steps.INVALID_TEXT}
    return texts.plain("owner.explained", **said)


def _put_forward(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, kept: Message) -> None:
    """Hold an answer until somebody lets it go: one who decides, or its writer who sees it as it will be."""
    reads = _must_be_read(desk, work, ticket, member)
    sentence = Sentence(
        "staff.answer_to_read" if reads else "staff.answer_ready",
        number=ticket.number,
        who=member.name,
        words=Words(kept.text or "").shortened(_WORDS * 4),
    )
    choices, event = [Action.may_go, Action.change_it], f"answer:{kept.id}"
    if reads:
        deciding.ask(desk, work, ticket, event, sentence, choices, str(kept.id))
        told = Sentence("staff.answer_is_read", number=ticket.number, who=member.name, words=Words(""))
        deciding.tell(desk, work, ticket, f"{event}:held", told, [member], [])
    else:
        deciding.tell(desk, work, ticket, event, sentence, [member], choices, str(kept.id))


def _held(desk: Desk, work: Work, ticket: Ticket, arg: str) -> tuple[Message, StaffMember]:
    message = messages.get(work, MessageId(int(arg)))
    writer = speak.estate_of(desk, ticket).member(ticket.assignee)
    if not message.pending or writer is None or message.ticket != ticket.id:
        raise Refused("toast.done_already")
    return message, writer


def _keep_reason(work: Work, ticket: Ticket, member: StaffMember, words: str) -> None:
    """Let the words of a minor complaint's answer say why it was not fully met: nobody asks twice."""
    file, now = complaint.of(work, ticket), moves.get(work, ticket.id)
    unmet = file.outcome in (Outcome.partly.value, Outcome.not_met.value)
    if complaint.is_one(now) and unmet and file.outcome_reason is None and words:
        filing.write(work, now, filling.CODE, member.user, {"outcome_reason": words}, said=words)
