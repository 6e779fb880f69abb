"""The list at the end of a shift, and what an absence gives back: who may take what, and what is told."""

from dataclasses import replace
from datetime import timedelta

import pytest

import nlp
from handlers import texts
from handlers.desk import Desk, Role
from handlers.messages import units
from handlers.refusals import Refused
from handlers.staff import absence, claim, handover
from handlers.ticket import callback, moves, promise, promised, roster
from handlers.ticket.promised import When
from storage import absentees, journal, outbox, people, tickets
from tests.handlers.test_duty import ESTATE, HOUR, LIFTS, TEN, WORKS, held, shift

CATALOGUES = texts.load_all()
DESK = Desk({"cuiyuan": ESTATE}, CATALOGUES["zh"], nlp.screen, nlp.screen, catalogues=CATALOGUES)
GROUP, ENDS = "-200", TEN + HOUR


@pytest.fixture
def work_of(database):
    """Run a unit in an estate whose owner is known and whose worker goes off in an hour, the clerk after."""

    def run(unit):
        def prepared(work):
            people.seen(work, channel="telegram", user="100", chat="100", name="王阿姨", language="zh")
            roster.lay(work, ESTATE, [shift("worker", -7, 1), shift("clerk", 1, 9)])
            return unit(work)

        return database.write_now(prepared)

    return run


def told(work, chat):
    return outbox.said_last(work, "telegram", chat)


def labels(body):
    return [button["label"] for line in body["buttons"] for button in line]


def take(work, user, *ones, only=None):
    listed = handover.Listed(ENDS, GROUP, tuple((one.id, "worker") for one in ones))
    return handover.take(DESK, work, ESTATE, ESTATE.member(user), listed.as_text(), only, f"press:{user}")


def assignees(work):
    return [ticket.assignee for ticket in tickets.of_estate(work, "cuiyuan")]


def test_many_tickets_are_one_message_that_can_be_changed_and_one_press_takes_them_all(work_of):
    def unit(work):
        many = [held(work, words="漏" * 500, home="3-2-1501") for _ in range(25)]
        handover.announce(DESK, work, ESTATE, ENDS)
        listed = told(work, GROUP)
        take(work, "clerk", *many)
        return listed, assignees(work)

    listed, now = work_of(unit)
    assert units(listed["text"]) <= 4096
    assert "25 件在办" in listed["text"]
    assert "还有 5 件" in listed["text"]
    assert labels(listed) == ["接班"]
    assert now == ["clerk"] * 25


@pytest.mark.parametrize(
    ("user", "refused"),
    [
        ("worker", "refusal.going_off"),
        ("outsider", "refusal.not_on_shift"),
        ("clerk", None),
        ("lead", None),
        ("manager", None),
    ],
)
def test_those_on_the_next_shift_and_those_who_lead_take_over(work_of, user, refused):
    def unit(work):
        one = held(work)
        if refused is None:
            take(work, user, one)
            (row,) = [row for row in journal.of_ticket(work, one.id) if row.code == "handed_over"]
            return assignees(work), row.actor, row.facts
        with pytest.raises(Refused) as caught:
            take(work, user, one)
        assert caught.value.sentence.key == refused
        return assignees(work), None, None

    expected = (
        (["worker"], None, None) if refused else ([user], user, {"from": "worker", "now_assignee": user})
    )
    assert work_of(unit) == expected


def test_a_contractor_takes_their_own_teams_matters_only(work_of):
    def unit(work):
        roster.lay(work, ESTATE, [shift("outsider", 1, 9)])
        ours, theirs = held(work, team=WORKS), held(work, team=LIFTS)
        take(work, "outsider", ours, theirs)
        with pytest.raises(Refused) as caught:
            take(work, "outsider", ours)
        assert caught.value.sentence.key == "refusal.other_team"
        return assignees(work)

    assert work_of(unit) == ["worker", "outsider"]


def test_one_button_takes_one_ticket_and_the_second_press_is_refused(work_of):
    def unit(work):
        first, second = held(work), held(work)
        take(work, "clerk", first, second, only=first)
        with pytest.raises(Refused, match="done_already"):
            take(work, "lead", first, second, only=first)
        return assignees(work)

    assert work_of(unit) == ["clerk", "worker"]


def test_what_is_finished_or_given_back_meanwhile_is_left_alone(work_of):
    def unit(work):
        finished, open_ = held(work), held(work)
        tickets.change(work, finished, step="answered")
        take(work, "clerk", finished, open_)
        return assignees(work)

    assert work_of(unit) == ["worker", "clerk"]


@pytest.mark.parametrize(("again", "is_listed"), [(False, True), (True, False)])
def test_a_list_that_comes_late_leaves_out_who_is_there_again(work_of, again, is_listed):
    def unit(work):
        held(work, urgency="P1")
        if again:
            roster.lay(work, ESTATE, [shift("worker", 20, 28)])
        work.now = TEN + 24 * HOUR
        handover.announce(DESK, work, ESTATE, ENDS)
        return bool(told(work, GROUP))

    assert work_of(unit) is is_listed


@pytest.mark.parametrize(("hours", "is_told"), [(2, True), (30, False)])
def test_an_owner_hears_of_an_absence_only_where_it_meets_a_promised_time(work_of, hours, is_told):
    def unit(work):
        ticket = held(work, data={"receipt": "owner.receipt_request"})
        at = TEN + hours * HOUR
        promise.make(DESK, work, ticket, at, None, "worker")
        before = told(work, "100")
        roster.away(work, ESTATE, "worker", TEN, TEN + 8 * HOUR)
        absence.begins(DESK, work, ESTATE, "worker")
        ticket = moves.get(work, ticket.id)
        assert (ticket.step, ticket.assignee) == ("received", None)
        assert promised.of(promised.standing(work, ticket)) == When(at)
        assert "1 件退回待接" in told(work, GROUP)["text"]
        after = told(work, "100")
        return "正在安排" in after["text"], before == after

    assert work_of(unit) == (is_told, not is_told)


def test_those_who_lead_put_back_what_somebody_who_left_has_once(work_of):
    def unit(work):
        ticket = held(work, data={"receipt": "owner.receipt_request"})
        promise.make(DESK, work, ticket, TEN + 50 * HOUR, None, "worker")
        lead, clerk = ESTATE.member("lead"), ESTATE.member("clerk")
        for who, gone in ((lead, False), (clerk, True)):
            if gone:
                absentees.gone(work, "telegram", "-2", "worker")
            with pytest.raises(Refused):
                absence.left(DESK, work, ESTATE, who, "worker")
        absence.left(DESK, work, ESTATE, lead, "worker")
        ticket = moves.get(work, ticket.id)
        assert (ticket.step, ticket.assignee) == ("received", None)
        assert "王工 已离开群,1 件退回待接" in told(work, GROUP)["text"]
        assert "正在安排" in told(work, "100")["text"]
        with pytest.raises(Refused, match="done_already"):
            absence.left(DESK, work, ESTATE, lead, "worker")

    work_of(unit)


def test_an_absence_that_was_taken_back_or_is_over_gives_nothing_back(work_of):
    def unit(work):
        ticket = held(work)
        roster.away(work, ESTATE, "worker", TEN, TEN + timedelta(minutes=30))
        work.now = ENDS
        absence.begins(DESK, work, ESTATE, "worker")
        return moves.get(work, ticket.id).assignee

    assert work_of(unit) == "worker"


def test_whoever_takes_over_gets_the_number_that_the_owner_wants_to_be_phoned_at(work_of):
    def unit(work):
        ticket = held(work, words="打电话给我 13812345678", data={"receipt": "owner.receipt_callback"})
        callback.begin(DESK, work, ticket)
        take(work, "clerk", moves.get(work, ticket.id))
        return told(work, "clerk")["text"], told(work, GROUP)["text"]

    privately, in_group = work_of(unit)
    assert "13812345678" in privately
    assert "13812345678" not in in_group


def test_taking_over_what_was_given_back_meanwhile_is_a_claim(work_of):
    def unit(work):
        ticket = held(work, data={"receipt": "owner.receipt_request"})
        roster.away(work, ESTATE, "worker", TEN, TEN + HOUR)
        absence.begins(DESK, work, ESTATE, "worker")
        ticket = claim.take_over(DESK, work, moves.get(work, ticket.id), ESTATE.member("clerk"))
        return ticket.step, ticket.assignee

    assert work_of(unit) == ("claimed", "clerk")


def test_where_nobody_leads_managers_hear_what_was_not_taken(work_of):
    def unit(work):
        estate = replace(ESTATE, staff=tuple(one for one in ESTATE.staff if one.role is not Role.lead))
        kept = handover.Listed(ENDS, GROUP, ((held(work).id, "worker"),)).as_text()
        work.now = ENDS + HOUR
        handover.late(DESK, work, estate, kept)
        return told(work, "manager")["text"]

    assert "还有 1 件没有人接" in work_of(unit)
