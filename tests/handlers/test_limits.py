"""How long each sort of matter may take, from when that counts, and how a pause moves it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.config_clock import PRESETS, Clock
from handlers import calendar
from handlers.desk import Estate
from handlers.ticket import limits
from handlers.ticket.lifecycle import Step
from nlp.judgement import Kind, Urgency
from storage.records import PersonId, Ticket, TicketId

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text):
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=SHANGHAI).astimezone(UTC)


def estate(**clock):
    return Estate(
        key="a",
        name="A",
        zone=SHANGHAI,
        staff_chat="-1",
        manager_chat=None,
        duty_phone="1",
        policy=Clock.model_validate(clock).policy(),
    )


def ticket(**values):
    empty = dict.fromkeys(Ticket.__slots__)
    return Ticket(
        **empty
        | {
            "id": TicketId(1),
            "estate": "a",
            "number": "261123-001",
            "reporter": PersonId(1),
            "kind": "request",
            "urgency": "P2",
            "step": "claimed",
            "version": 1,
            "reopened": 0,
            "data": {},
            "received_at": at("23 10:00"),
        }
        | values
    )


@pytest.mark.parametrize(
    ("kind", "urgency", "claim", "answer", "arrive", "done"),
    [
        (Kind.emergency, Urgency.P0, "23 22:01", "23 22:30", "23 22:10", None),
        (Kind.request, Urgency.P1, "23 22:05", "23 22:30", "23 22:30", "24 22:00"),
        (Kind.complaint, Urgency.P1, "23 22:05", "23 22:30", "23 22:30", "24 22:00"),
        (Kind.request, Urgency.P2, "24 10:00", "25 08:00", None, "27 08:00"),
        (Kind.other, Urgency.P3, "24 10:00", "25 08:00", None, "27 08:00"),
        (Kind.request, Urgency.P3, "24 12:00", "25 08:00", None, "26 08:00"),
        (Kind.complaint, Urgency.P2, "24 09:00", "25 08:00", None, "27 08:00"),
        (Kind.inquiry, Urgency.P3, "24 09:00", "24 12:00", None, "24 12:00"),
        (Kind.suggestion, Urgency.P3, "24 20:00", "27 08:00", None, "28 08:00"),
    ],
)
def test_every_sort_of_matter_has_its_own_limits(kind, urgency, claim, answer, arrive, done):
    policy = estate(suggestion_done_wd=4)
    dues = calendar.dues(policy, kind, urgency, at("23 22:00"))
    assert (dues.claim, dues.answer) == (at(claim), at(answer))
    assert (dues.arrive, dues.done) == (arrive and at(arrive), done and at(done))


def test_a_voice_message_alone_is_claimed_at_night_too():
    dues = calendar.dues(estate(), Kind.other, Urgency.P3, at("23 22:00"), media_alone=True)
    assert dues.claim == at("23 22:05")
    assert dues.answer == at("25 08:00")


@pytest.mark.parametrize(
    ("clock", "claim", "answer", "done"),
    [
        ({}, 60, 4 * 60, 3),
        ({"preset": "grade1"}, 60, 4 * 60, 3),
        ({"preset": "star3"}, 60, 4 * 60, 2),
        ({"preset": "star3", "complaint_done_days": 1}, 60, 4 * 60, 1),
        ({"claim_min": 1, "answer_h": 0.5, "done_days": 7}, 1, 30, 7),
        ({"claim_min": 1, "complaint_claim_min": 30, "inquiry_answer_h": 2}, 30, 120, 3),
        ({"preset": "star4", "done_days": 5}, 60, 4 * 60, 5),
    ],
)
def test_what_is_written_wins_over_the_preset_and_a_general_key_over_special_ones(clock, claim, answer, done):
    here, received = estate(**clock), at("23 10:00")
    complaint = calendar.dues(here, Kind.complaint, Urgency.P2, received)
    inquiry = calendar.dues(here, Kind.inquiry, Urgency.P3, received)
    assert complaint.claim == received + timedelta(minutes=claim)
    assert complaint.done == received + timedelta(days=done)
    assert inquiry.answer == received + timedelta(minutes=answer)


@pytest.mark.parametrize(
    ("preset", "arrive"), [("default", 30), ("grade1", 30), ("star3", 20), ("star4", 20)]
)
def test_a_preset_says_how_soon_somebody_is_on_site(preset, arrive):
    assert set(PRESETS) == {"default", "grade1", "star3", "star4"}
    assert estate(preset=preset).policy.urgent_arrive_min == arrive


@pytest.mark.parametrize(
    ("values", "running"),
    [
        ({"step": "received"}, {"claim", "answer", "done"}),
        ({}, {"answer", "done"}),
        ({"progress_at": at("23 11:00")}, {"done"}),
        ({"arrive_due": at("23 11:00")}, {"answer", "arrive", "done"}),
        ({"arrive_due": at("23 11:00"), "arrived_at": at("23 10:30")}, {"answer", "done"}),
        ({"step": "waiting_other"}, {"answer", "done"}),
        ({"step": "waiting_owner", "paused_at": at("23 11:00")}, set()),
        ({"step": "answered"}, set()),
        ({"step": "withdrawn"}, set()),
    ],
)
def test_a_limit_runs_until_it_is_met(values, running):
    dues = {"claim_due": at("23 12:00"), "answer_due": at("24 10:00"), "done_due": at("26 10:00")}
    assert set(limits.running(ticket(**dues | values))) == running


@pytest.mark.parametrize(
    ("paused", "resumed", "due", "later"),
    [
        ("23 12:00", "23 14:00", "23 16:00", "23 18:00"),
        ("23 19:00", "24 09:00", "24 10:00", "24 12:00"),  # two opening hours lost, one was left
        ("23 12:00", "26 12:00", "24 10:00", "27 10:00"),
        ("23 21:00", "24 07:00", "24 10:00", "24 10:00"),  # nobody was there anyway
        ("23 12:00", "23 14:00", "23 11:00", "23 11:00"),  # what is past stays past
    ],
)
def test_a_pause_leaves_as_much_opening_time_as_there_was(paused, resumed, due, later):
    waits = ticket(step="waiting_owner", paused_at=at(paused), done_due=at(due))
    changes = limits.unpaused(estate(), waits, at(resumed))
    assert changes.get("done_due", at(due)) == at(later)
    assert changes["paused_at"] is None


def test_an_urgent_matter_gets_back_the_time_itself():
    waits = ticket(
        step="waiting_owner", urgency="P1", paused_at=at("23 21:00"), done_due=at("24 10:00"), topic="drain"
    )
    assert limits.unpaused(estate(), waits, at("24 07:00"))["done_due"] == at("24 20:00")


def test_a_pause_does_not_bring_the_reminder_forward():
    waits = ticket(step="waiting_owner", paused_at=at("23 12:00"), done_due=at("26 10:00"))
    went_on = replace(waits, **limits.unpaused(estate(), waits, at("25 12:00")), step=Step.working.value)
    before = calendar.business_minutes(estate(), limits.began(waits), at("26 10:00"))
    after = calendar.business_minutes(estate(), limits.began(went_on), went_on.done_due)
    assert before == after


def test_what_does_not_wait_is_left_as_it_is():
    assert limits.unpaused(estate(), ticket(), at("24 10:00")) == {}


def test_who_came_at_the_promised_time_has_hours_to_finish():
    promised = at("25 15:00")
    agreed = ticket(done_due=promised, data={limits.AGREED: promised.isoformat()})
    assert limits.agreed_time(agreed) == promised
    changes = limits.after_arrival(estate(), agreed, at("25 14:50"))
    assert changes["done_due"] == at("25 18:50")
    assert limits.began(replace(agreed, **changes)) == at("25 14:50")
    assert limits.after_arrival(estate(), ticket(done_due=promised), at("25 14:50")) == {}
