"""The table of steps: every arrow once, and no way out of nowhere."""

from handlers.ticket.lifecycle import ARROWS, FINISHED, OPEN, Move, Step, after


def test_every_step_is_reached_and_every_move_is_used():
    reached = set(ARROWS.values()) | {Step.received}
    assert reached == set(Step)
    assert {move for _, move in ARROWS} == set(Move)


def test_what_is_withdrawn_stays_withdrawn():
    assert all(after(Step.withdrawn, move) is None for move in Move)


def test_only_a_received_ticket_can_be_claimed():
    assert [step for step in Step if after(step, Move.claim)] == [Step.received]


def test_a_finished_ticket_comes_back_only_by_reopening():
    back = {move for step, move in ARROWS if step in FINISHED}
    assert back == {Move.reopen, Move.reopen_unassigned}


def test_work_that_began_cannot_be_taken_back():
    assert after(Step.working, Move.withdraw) is None
    assert frozenset() == OPEN & FINISHED
