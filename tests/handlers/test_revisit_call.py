"""A serious complaint whose owner is silent: somebody else than its assignee phones, and enters what was said."""

import pytest

from handlers import presses
from handlers.messages import ChatKind, Incoming, Press, Sender
from handlers.refusals import Refused
from handlers.staff import revisiting
from handlers.ticket import moves, revisit
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import Step
from handlers.ticket.private_calls import Reason
from nlp.judgement import Kind
from storage import journal, looks, tasks, tickets
from tests.handlers.test_deadlines import Days

WANG, LEAD, MANAGER = "worker", "lead", "manager"


@pytest.fixture
def days(sqlite_database, business_clock):
    return Days(sqlite_database, business_clock)


def silent(days, severity="serious", assignee=WANG):
    """Let a complaint be answered and its owner be silent until the reminder."""
    held = days.opens(kind=Kind.complaint, assignee=assignee, severity=severity)

    def answered(work):
        done = tickets.change(work, held, step=Step.answered.value, answered_at=work.now)
        revisit.plan(days.desk, work, done)

    days.does(answered)
    days.passes(hours=49)
    return days.now(held)


def calls(days, ticket):
    return [
        task for task in days.does(lambda work: tasks.open_of(work, ticket.id)) if task.kind == Reason.revisit
    ]


def codes(days, ticket):
    return [row.code for row in days.does(lambda work: journal.of_ticket(work, ticket.id))]


def enter(days, ticket, user, action, task):
    member = days.desk.estates["cuiyuan"].member(user)
    return days.does(
        lambda work: revisiting.heard(
            days.desk, work, moves.get(work, ticket.id), member, action, str(task.id)
        )
    )


def test_only_silence_about_what_is_serious_is_followed_by_a_call(days):
    assert calls(days, silent(days))
    assert not calls(days, silent(days, "minor"))


@pytest.mark.parametrize(
    ("action", "code"), [(Action.heard_good, "revisited"), (Action.not_reached, "revisit_missed")]
)
def test_reached_and_not_reached_are_kept_apart_and_entered_once(days, action, code):
    ticket = silent(days)
    (task,) = calls(days, ticket)
    enter(days, ticket, MANAGER, action, task)
    assert codes(days, ticket)[-1] == code
    with pytest.raises(Refused, match="done_already"):
        enter(days, ticket, MANAGER, action, task)


def test_the_assignee_never_enters_it(days):
    ticket = silent(days)
    (task,) = calls(days, ticket)
    with pytest.raises(Refused, match="own_revisit"):
        enter(days, ticket, WANG, Action.heard_good, task)
    assert calls(days, ticket)


def test_nobody_is_to_phone_about_what_is_closed(days):
    ticket = silent(days)
    days.does(lambda work: revisit.stop(days.desk, work, moves.get(work, ticket.id)))
    assert not calls(days, ticket)


def test_the_lead_phones_where_the_manager_had_it_himself(days):
    ticket = silent(days, assignee=MANAGER)
    assert any("请打电话回访" in text for text, _ in days.told(LEAD))
    assert not any("请打电话回访" in text for text, _ in days.told(MANAGER))
    assert calls(days, ticket)


def test_a_bad_rating_that_was_heard_opens_the_matter_again(days):
    ticket = silent(days)
    press(days, MANAGER, "说不满意")
    again = days.now(ticket)
    assert (again.reopened, again.rating, again.step) == (1, "bad", "claimed")
    assert again.assignee != WANG
    assert codes(days, ticket).index("revisited") < codes(days, ticket).index("reopen")


def press(days, user, label):
    rows = [one.row for one in days.database.read_now(lambda work: looks.unsent(work, 200))]
    buttons = [
        button
        for row in rows
        if row.chat == user
        for line in row.body.get("buttons", [])
        for button in line
        if button["label"] == label
    ]
    token = buttons[0]["token"]
    incoming = Incoming(
        "telegram",
        "1",
        user,
        ChatKind.private,
        Sender(user, "赵经理"),
        days.clock(),
        press=Press("1", token, None),
    )
    return days.does(lambda work: presses.pressed(days.desk, work, incoming, incoming.press))
