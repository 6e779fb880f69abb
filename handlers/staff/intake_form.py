"""/intake: what came by phone, visit, letter or an office, typed in privately: a preview, then one press."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Self

from handlers import calendar, languages, speak
from handlers.desk import Desk, Estate
from handlers.messages import ChatKind, Incoming, Outgoing
from handlers.refusals import Refused
from handlers.staff import intake_draft
from handlers.staff.asked import Asked, answer
from handlers.staff.intake_draft import Draft
from handlers.texts import Sentence, Texts, Words
from handlers.ticket import actions, card, membership
from handlers.ticket.actions import Action
from nlp.judgement import Alarm
from storage import questions, timers
from storage.records import Link, Priority, Question, QuestionId, QuestionState
from storage.work import Work

TIMER = "intake"  # what is forwarded one after the other is one matter
_ROLE = "intake/"
_WORDS = 200
_CANCEL = frozenset({"取消", "cancel", "/cancel"})
_CHOICES = (Action.open_intake, Action.change_intake, Action.drop_intake)


@dataclass(frozen=True, slots=True)
class Desktop:
    """Where one of the staff types something in: their private chat with the desk."""

    channel: str
    chat: str
    user: str

    @classmethod
    def of(cls, incoming: Incoming) -> Self:
        """Return where this was written."""
        assert incoming.sender is not None, "the router passes on only messages with a sender"
        return cls(incoming.channel, incoming.chat, incoming.sender.user)


def heard(desk: Desk, work: Work, asked: Asked) -> None:
    """Take a line, or ask for one; in a group only say where that is done."""
    incoming = asked.incoming
    if incoming.chat_kind is ChatKind.group:
        link = incoming.private_link
        answer(work, asked, asked.texts(desk, work).outgoing("staff.intake_privately", link=link))
        return
    data = {"estate": asked.estate.key, "line": asked.rest.strip(), "media": _media(incoming)}
    if data["line"] or data["media"]:
        _show(desk, work, Desktop.of(incoming), {**data, "album": incoming.album})
    else:
        _ask(desk, work, Desktop.of(incoming), data, Sentence("staff.intake_ask"))


def question_of(work: Work, link: Link) -> Question | None:
    """Return what is being typed in, where a message of ours asks for it or shows it."""
    role = link.role or ""
    return questions.get(work, QuestionId(int(role.removeprefix(_ROLE)))) if role.startswith(_ROLE) else None


def replied(desk: Desk, work: Work, incoming: Incoming, question: Question) -> None:
    """Take a reply as the line anew, or as what it lacked; refuses one to what is settled."""
    _admitted(desk, work, incoming, question)
    if joined(desk, work, incoming):
        return
    words, data = incoming.text.strip(), question.data
    if words.casefold() in _CANCEL:
        _end(desk, work, question, QuestionState.cancelled, Sentence("staff.cancelled"))
        return
    _end(desk, work, question, QuestionState.answered, Sentence("staff.intake_below"))
    line = f"{data['line']} {words}".strip() if data.get("lacks") else words
    media = [*data["media"], *_media(incoming)]
    data = {**data, "line": line, "media": media, "lacks": False, "album": incoming.album}
    _show(desk, work, Desktop.of(incoming), data)


def joined(desk: Desk, work: Work, incoming: Incoming) -> bool:
    """Add one more picture of an album to what it began; False: it is of none."""
    if incoming.album is None or incoming.sender is None:
        return False
    for question in questions.open_for(work, incoming.channel, incoming.chat, incoming.sender.user):
        if question.data.get("album") == incoming.album:
            data = {**question.data, "media": [*question.data["media"], *_media(incoming)]}
            questions.amend(work, question.id, data)
            if question.action == Action.open_intake.value:
                shown = _preview(desk, work, replace(question, data=data))
                _change(work, question, shown, again=len(data["media"]))
            return True
    return False


def forwarded(desk: Desk, work: Work, incoming: Incoming) -> bool:
    """Collect what one of the staff forwards privately, as one matter; False: nobody of theirs did."""
    source, user = incoming.forwarded, incoming.sender.user if incoming.sender else ""
    if source is None or incoming.chat_kind is ChatKind.group:
        return False
    here = (membership.present(work, one) for one in desk.estates.values())
    estate = next((one for one in here if (member := one.member(user)) and member.may_work), None)
    if estate is None:
        return False
    open_now = questions.open_for(work, incoming.channel, incoming.chat, user)
    one = next((one for one in open_now if one.data.get("collecting")), None)
    data = one.data if one else {"estate": estate.key, "line": "", "media": [], "pieces": []}
    piece = {"name": source.name, "at": source.at.isoformat(), "text": incoming.text}
    data = {
        **data,
        "collecting": True,
        "pieces": [*data["pieces"], piece],
        "media": [*data["media"], *_media(incoming)],
    }
    if one:
        questions.amend(work, one.id, data)
    number = one.id if one else _keep(work, Desktop.of(incoming), Action.open_intake, data)
    danger = desk.screen(incoming.text) is not None
    wait = timedelta(seconds=0 if danger else estate.policy.join_messages_s)
    timers.rearm(work, kind=TIMER, entity=str(number), due=work.now + wait)
    return True


def fall_due(desk: Desk, work: Work, number: int) -> None:
    """Show what was forwarded, now that nothing follows."""
    question = questions.get(work, QuestionId(number))
    if question and question.data.get("collecting") and _settle(work, question, QuestionState.answered):
        where = Desktop(question.channel, question.chat, question.user)
        _show(desk, work, where, {**question.data, "collecting": False})


def pressed(desk: Desk, work: Work, incoming: Incoming, action: Action, arg: str) -> Sentence:
    """«开单» opens the ticket, once; «改一改» asks for the line as it should be; «取消» drops it."""
    question = questions.get(work, QuestionId(int(arg)))
    assert question is not None, "a button of a preview names it"
    _admitted(desk, work, incoming, question)
    if action is Action.open_intake:
        return _open(desk, work, question)
    if action is Action.drop_intake:
        _end(desk, work, question, QuestionState.cancelled, Sentence("staff.cancelled"))
        return Sentence("toast.noted")
    _end(desk, work, question, QuestionState.cancelled, Sentence("staff.intake_below"))
    written = question.data["line"] or _draft(desk, question).line(work.now).words
    asked = Sentence("staff.intake_change", line=Words(written))
    _ask(desk, work, Desktop.of(incoming), question.data, asked)
    return Sentence("toast.asked")


def _show(desk: Desk, work: Work, where: Desktop, data: dict[str, Any]) -> None:
    """Show what was understood; what lacks something is asked about, and what is danger opened at once."""
    number = _keep(work, where, Action.open_intake, data)
    question = _get(work, number)
    line = _draft(desk, question).line(work.now)
    if line.missing:
        _settle(work, question, QuestionState.answered)
        lacking = Sentence(f"staff.intake_lacks_{line.missing}", line=Words(data["line"]))
        _ask(desk, work, where, {**data, "lacks": True}, lacking)
        return
    _, alarm = intake_draft.matter_of(desk, line)
    if alarm is Alarm.sure:
        _open(desk, work, question)
    else:
        _say(work, question, _preview(desk, work, question))


def _open(desk: Desk, work: Work, question: Question) -> Sentence:
    if not _settle(work, question, QuestionState.answered):
        raise Refused("toast.done_already")
    ticket = intake_draft.open_ticket(desk, work, _draft(desk, question), f"intake:{question.id}")
    told = "staff.intake_paged" if card.is_alarm(ticket) else "staff.intake_opened"
    outgoing = _texts(desk, work, question).outgoing(
        told,
        number=ticket.number,
        words=Words(ticket.words).shortened(_WORDS),
        by=calendar.still_ahead(_estate(desk, question), ticket.answer_due, work.now),
    )
    _change(work, question, outgoing)
    return Sentence("toast.intake_opened", number=ticket.number)


def _ask(desk: Desk, work: Work, where: Desktop, data: dict[str, Any], asked: Sentence) -> None:
    question = _get(work, _keep(work, where, Action.change_intake, data))
    outgoing = _texts(desk, work, question).outgoing(asked.key, **asked.values)
    _say(work, question, replace(outgoing, ask_reply=True))


def _end(desk: Desk, work: Work, question: Question, state: QuestionState, told: Sentence) -> None:
    """Settle it, once; what shows it says so in its place, and what asks for words stays."""
    if not _settle(work, question, state):
        raise Refused("toast.done_already")
    if question.action == Action.open_intake.value or state is QuestionState.cancelled:
        _change(work, question, _texts(desk, work, question).outgoing(told.key, **told.values))


def _settle(work: Work, question: Question, state: QuestionState) -> bool:
    """Settle it, once; people's words stay where they are needed, not here."""
    questions.amend(work, question.id, {"estate": question.data["estate"]})
    return questions.settle(work, question.id, state)


def _preview(desk: Desk, work: Work, question: Question) -> Outgoing:
    texts, draft = _texts(desk, work, question), _draft(desk, question)
    buttons = tuple(
        actions.of_estate(
            desk,
            work,
            draft.estate,
            action,
            texts.button(action.value),
            question.chat,
            str(question.id),
            user=question.user,
        )
        for action in _CHOICES
    )
    return replace(intake_draft.shown(desk, texts, draft, work.now), buttons=(buttons,))


def _say(work: Work, question: Question, outgoing: Outgoing) -> None:
    speak.say(
        work,
        key=f"intake:{question.id}",
        channel=question.channel,
        chat=question.chat,
        outgoing=outgoing,
        priority=Priority.receipt,
        role=f"{_ROLE}{question.id}",
    )


def _change(work: Work, question: Question, outgoing: Outgoing, again: int | str = "") -> None:
    role = f"{_ROLE}{question.id}"
    where = question.channel, question.chat
    speak.change_list(work, f"{question.state}:{again}", role, *where, outgoing, priority=Priority.receipt)


def _admitted(desk: Desk, work: Work, incoming: Incoming, question: Question) -> None:
    """Refuse whoever is not, or not any more, somebody who works for the estate."""
    estate, member = _estate(desk, question), _estate(desk, question).member(Desktop.of(incoming).user)
    if member is None or member.user != question.user or not member.may_work:
        raise Refused("refusal.staff_only")
    membership.admit(work, [(estate, member)], incoming.chat)


def _draft(desk: Desk, question: Question) -> Draft:
    estate = _estate(desk, question)
    member = estate.member(question.user)
    if member is None:
        raise Refused("refusal.staff_only")
    return Draft(estate, member, question.data)


def _estate(desk: Desk, question: Question) -> Estate:
    estate = desk.estates.get(question.data["estate"])
    if estate is None:  # taken out of the configuration since
        raise Refused("refusal.unknown_button")
    return estate


def _texts(desk: Desk, work: Work, question: Question) -> Texts:
    return languages.of_staff_chat(desk, work, question.chat)


def _keep(work: Work, where: Desktop, action: Action, data: dict[str, Any]) -> QuestionId:
    return questions.ask(
        work,
        ticket=None,
        action=action.value,
        channel=where.channel,
        chat=where.chat,
        user=where.user,
        data=data,
    )


def _get(work: Work, number: QuestionId) -> Question:
    question = questions.get(work, number)
    assert question is not None, "it was just kept"
    return question


def _media(incoming: Incoming) -> list[dict[str, str]]:
    return [file.as_json() for file in incoming.media]
