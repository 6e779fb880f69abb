"""What the buttons about camera footage do: one table, as in `handlers.staff.pressing`."""

from collections.abc import Callable, Mapping

from handlers.desk import Desk
from handlers.staff import footage_sheet
from handlers.staff.pressed import Pressed
from handlers.texts import Sentence
from handlers.ticket.actions import OF_FOOTAGE, Action
from storage.work import Work


def _need(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return footage_sheet.need(desk, work, it.ticket, it.member)


def _show(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return footage_sheet.show(desk, work, it.ticket, it.member, it.incoming.key)


def _ask(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return footage_sheet.ask(desk, work, it.ticket, it.member, it.action)


def _decide(desk: Desk, work: Work, it: Pressed) -> Sentence:
    return footage_sheet.decide(desk, work, it.ticket, it.member, it.action, it.arg)


ABOUT_TICKET: Mapping[Action, Callable[[Desk, Work, Pressed], Sentence]] = {
    Action.footage_needed: _need,
    Action.footage: _show,
    **dict.fromkeys(OF_FOOTAGE, _ask),
    Action.approve_view: _decide,
    Action.refuse_view: _decide,
    Action.viewed: _decide,
}
