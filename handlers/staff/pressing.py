"""What a press of one of the staff does: one table, from the button to what it causes."""

from collections.abc import Callable, Mapping

from handlers.desk import Desk
from handlers.messages import Incoming
from handlers.refusals import Refused
from handlers.staff import (
    absence,
    answering,
    arrival,
    assigning,
    calling_back,
    casefile,
    claim,
    filling,
    finding,
    handover,
    holding,
    intake_form,
    lists,
    more,
    pressing_footage,
    promising,
    questions,
    recalling,
    referring,
    releasing,
    replies,
    reserving,
    reviews,
    revisiting,
    secrecy,
    sorting,
    splitting,
    waiting,
    which_one,
)
from handlers.staff.pressed import Pressed, PressedList
from handlers.texts import Sentence
from handlers.ticket import alike, grading, membership, moves, sight
from handlers.ticket.actions import OF_REVIEW, Action
from handlers.ticket.eight_steps import Stage
from storage.records import Pressable
from storage.work import Work


def _claim(desk: Desk, work: Work, it: Pressed) -> Sentence:
    told = claim.too_late(desk, work, it.ticket, it.member, it.incoming.key)
    if told is None:
        claim.claim(desk, work, it.ticket, it.member)
    return told or Sentence("toast.claimed", number=it.ticket.number)


def _ask(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return questions.ask(desk, work, it.ticket, it.member, it.action, it.chat)


def _answer(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return answering.ask(desk, work, it.ticket, it.member, it.chat, it.incoming)


def _what_it_was(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return answering.decided(desk, work, it.ticket, it.member, it.arg, it.chat)


def _file(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return casefile.open_privately(desk, work, it.ticket, it.member, it.incoming.key)


def _file_step(desk: Desk, work: Work, it: Pressed) -> Sentence:
    stage = Stage(int(it.arg)) if it.arg else None
    casefile.refresh(desk, work, it.ticket, it.member, it.incoming.key, stage)
    return Sentence("toast.shown_here")


def _fill_in(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return filling.fill_in(desk, work, it.ticket, it.member, it.arg, it.incoming)


def _choose_this(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return filling.chosen(desk, work, it.ticket, it.member, it.arg, it.incoming)


def _nothing_there(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return filling.nothing_there(desk, work, it.ticket, it.member, it.arg, it.incoming)


def _agree_plan(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return filling.agree_plan(desk, work, it.ticket, it.member)


def _change_it(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return answering.ask_change(desk, work, it.ticket, it.member, it.arg, it.chat)


def _may_go(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return answering.may_go(desk, work, it.ticket, it.member, it.arg)


def _decide_severity(desk: Desk, work: Work, it: Pressed) -> Sentence:
    agreed = it.action is Action.agree_severity
    return grading.decided(desk, work, it.ticket, it.member, agreed=agreed)


def _held(desk: Desk, work: Work, it: Pressed) -> Sentence:
    does = releasing.pressed if holding.is_one(it.arg) else replies.pressed
    return does(desk, work, it.ticket, it.member, it.action, it.arg)


def _reply_to_one(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return which_one.chosen(desk, work, it.ticket, it.arg)


def _recall(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return recalling.pressed(desk, work, it.ticket, it.member, it.arg)


def _reclassify(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return sorting.ask(desk, work, it.ticket, it.member, it.chat)


def _this_sort(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return sorting.decide(desk, work, it.ticket, it.member, it.chat, it.arg)


def _ask_time(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return promising.ask(desk, work, it.ticket, it.member, it.chat)


def _this_time(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return promising.chosen(desk, work, it.ticket, it.member, it.arg)


def _let_owner_pick(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return promising.let_owner_pick(desk, work, it.ticket, it.member, it.arg)


def _agree_time(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return promising.agree(desk, work, it.ticket, it.member, it.arg)


def _on_time(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return promising.on_time(desk, work, it.ticket, it.member, it.arg)


def _arrived(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return arrival.arrived(desk, work, it.ticket, it.member)


def _resume(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return waiting.go_on(desk, work, it.ticket, it.member)


def _called_back(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return calling_back.called(desk, work, it.ticket, it.member, it.arg)


def _heard(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return revisiting.heard(desk, work, it.ticket, it.member, it.action, it.arg)


def _heard_why(_desk: Desk, _work: Work, _it: Pressed) -> Sentence:
    return Sentence("toast.noted")  # `handlers.presses` takes it, as if its owner had pressed it


def _by_visit(_desk: Desk, work: Work, it: Pressed) -> Sentence:
    return revisiting.visiting(work, it.ticket, it.member, it.arg)


def _close_reserved(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return reserving.ask(desk, work, it.ticket, it.member, it.incoming.key)


def _split(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return splitting.ask(desk, work, it.ticket, it.member, it.chat)


def _split_off(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return splitting.chosen(desk, work, it.ticket, it.member, it.arg)


def _is_one(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return alike.decided(desk, work, it.ticket, it.member, it.arg, is_one=it.action is Action.one_event)


def _show_phone(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return calling_back.show_number(desk, work, it.ticket, it.member, it.incoming.key)


def _more(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return more.ask(desk, work, it.ticket, it.member, it.chat)


def _show(desk: Desk, work: Work, it: Pressed) -> Sentence:
    finding.pressed(desk, work, it.ticket, it.incoming)
    return Sentence("toast.shown")


def _to_whom(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return assigning.ask(desk, work, it.ticket, it.member, it.action, it.chat)


def _this_person(desk: Desk, work: Work, it: Pressed) -> Sentence:
    question, to = assigning.question_of(work, it.arg)
    chosen = secrecy.chosen if question.action == Action.about_person.value else assigning.chosen
    return chosen(desk, work, it.ticket, it.member, question, to)


def _accept(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return assigning.accept(desk, work, it.ticket, it.member, it.arg)


def _not_accept(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return assigning.not_accept(desk, work, it.ticket, it.member, it.arg)


def _hand_back(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return assigning.ask_why(desk, work, it.ticket, it.member, it.chat)


def _sensitive(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return secrecy.mark(desk, work, it.ticket, it.member)


def _about_person(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return secrecy.ask(desk, work, it.ticket, it.member)


def _refer(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return referring.tell(desk, work, it.ticket, it.member)


def _open_up(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return secrecy.open_up(desk, work, it.ticket, it.member)


def _turn(desk: Desk, work: Work, it: PressedList) -> Sentence:
    lists.turn(desk, work, it.estate, it.member, it.incoming, it.arg)
    return Sentence("toast.shown")


def _take_shift(desk: Desk, work: Work, it: PressedList) -> Sentence:
    return handover.take(desk, work, it.estate, it.member, it.arg, it.ticket, it.incoming.key)


def _return_all(desk: Desk, work: Work, it: PressedList) -> Sentence:
    return absence.left(desk, work, it.estate, it.member, it.arg)


def _intake(desk: Desk, work: Work, it: PressedList) -> Sentence:
    return intake_form.pressed(desk, work, it.incoming, it.action, it.arg)


ABOUT_TICKET: Mapping[Action, Callable[[Desk, Work, Pressed], Sentence]] = {
    Action.claim: _claim,
    Action.progress: _ask,
    Action.answer: _answer,
    Action.what_it_was: _what_it_was,
    Action.file: _file,
    Action.file_step: _file_step,
    Action.fill_in: _fill_in,
    Action.choose_this: _choose_this,
    Action.nothing_there: _nothing_there,
    Action.agree_plan: _agree_plan,
    Action.change_it: _change_it,
    Action.may_go: _may_go,
    Action.agree_severity: _decide_severity,
    Action.keep_severity: _decide_severity,
    Action.arrived: _arrived,
    Action.wait_owner: _ask,
    Action.wait_other: _ask,
    Action.resume: _resume,
    Action.false_alarm: _ask,
    Action.note: _ask,
    Action.merge: _ask,
    Action.one_event: _is_one,
    Action.not_one: _is_one,
    Action.take_apart: _split,
    Action.split_one: _split_off,
    Action.split_all: _split_off,
    Action.decline: _ask,
    Action.claim_and_send: _held,
    Action.send_anyway: _held,
    Action.take_over: _held,
    Action.keep_as_note: _held,
    Action.reply_to_one: _reply_to_one,
    Action.send_held: _held,
    Action.recall: _recall,
    Action.reclassify: _reclassify,
    Action.this_sort: _this_sort,
    Action.promise: _ask_time,
    Action.change_time: _ask_time,
    Action.another_time: _ask_time,
    Action.this_time: _this_time,
    Action.confirm_time: _this_time,
    Action.let_owner_pick: _let_owner_pick,
    Action.agree_time: _agree_time,
    Action.on_time: _on_time,
    Action.more: _more,
    Action.called_back: _called_back,
    Action.phoned: _called_back,
    Action.show_phone: _show_phone,
    Action.heard_good: _heard,
    Action.heard_fair: _heard,
    Action.heard_bad: _heard,
    Action.heard_unsolved: _heard,
    Action.not_reached: _heard,
    Action.heard_why: _heard_why,
    Action.by_visit: _by_visit,
    Action.talked: _heard,
    Action.close_reserved: _close_reserved,
    Action.details: _show,
    Action.show_ticket: _show,
    Action.dispatch: _to_whom,
    Action.transfer: _to_whom,
    Action.this_person: _this_person,
    Action.accept: _accept,
    Action.not_accept: _not_accept,
    Action.hand_back: _hand_back,
    Action.sensitive: _sensitive,
    Action.about_person: _about_person,
    Action.open_up: _open_up,
    Action.refer: _refer,
    **pressing_footage.ABOUT_TICKET,
}
UNDER_LISTS: Mapping[Action, Callable[[Desk, Work, PressedList], Sentence]] = {
    Action.previous_page: _turn,
    Action.next_page: _turn,
    Action.take_shift: _take_shift,
    Action.take_one: _take_shift,
    Action.return_all: _return_all,
    **dict.fromkeys((*OF_REVIEW, Action.end_review, Action.review_sheet), reviews.pressed),
    Action.open_intake: _intake,
    Action.change_intake: _intake,
    Action.drop_intake: _intake,
}


def is_for_staff(action: Action) -> bool:
    """Tell whether a button is theirs, whoever pressed it."""
    return action in ABOUT_TICKET or action in UNDER_LISTS


def pressed(desk: Desk, work: Work, incoming: Incoming, pressable: Pressable) -> Sentence:
    """Do what the button stands for. Refuses whoever may not work on the tickets of its estate."""
    estate = desk.estates.get(pressable.estate or "")
    member = estate.member(incoming.sender.user) if estate and incoming.sender else None
    if estate is None or member is None or not member.may_work:
        raise Refused("refusal.staff_only")
    membership.admit(work, [(estate, member)], incoming.chat)
    action = Action(pressable.action)
    ticket = None if pressable.ticket is None else moves.get(work, pressable.ticket)
    if ticket is not None:
        sight.refuse_unless(estate, member, incoming.chat, ticket)
    if action in UNDER_LISTS:
        it = PressedList(estate, member, incoming, action, ticket, pressable.arg)
        return UNDER_LISTS[action](desk, work, it)
    assert ticket is not None, f"a button for {action} is always about a ticket"
    arg, menu = more.opened_from(work, pressable.arg)
    toast = ABOUT_TICKET[action](desk, work, Pressed(ticket, member, incoming, action, arg))
    if menu is not None:
        more.close(desk, work, menu, member, action)
    return toast
