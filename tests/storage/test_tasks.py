"""What a person has to do is settled once."""

from datetime import timedelta

import pytest

from storage import tasks
from storage.commitments import TaskState
from tests.storage.make import AT


def add(database, due=AT, ticket=5):
    return database.write_now(
        lambda work: tasks.add(
            work, estate="cuiyuan", ticket=ticket, kind="callback", due=due, data={"phone": "1"}
        )
    )


def get(database, task):
    return database.read_now(lambda work: tasks.get(work, task))


def open_of(database, ticket=5):
    return [task.id for task in database.read_now(lambda work: tasks.open_of(work, ticket))]


def test_a_task_is_open_and_says_what_it_is_about(database, business_clock):
    found = get(database, add(database))
    assert (found.estate, found.ticket, found.kind, found.data) == ("cuiyuan", 5, "callback", {"phone": "1"})
    assert (found.due, found.created_at, found.state) == (AT, business_clock.at, TaskState.open)
    assert get(database, 999) is None


def test_the_most_pressing_of_a_ticket_comes_first(database):
    later, sooner = add(database, AT + timedelta(hours=1)), add(database)
    add(database, ticket=6)
    assert open_of(database) == [sooner, later]


def test_it_is_done_once_and_remembers_by_whom(database, business_clock):
    task = add(database)
    assert database.write_now(lambda work: tasks.done(work, task, "2001")) is True
    assert database.write_now(lambda work: tasks.done(work, task, "2002")) is False
    found = get(database, task)
    assert (found.state, found.done_by, found.done_at) == (TaskState.done, "2001", business_clock.at)
    assert open_of(database) == []


@pytest.mark.parametrize("change", [tasks.drop, lambda work, task: tasks.amend(work, task, {"phone": "2"})])
def test_only_an_open_one_changes(database, change):
    task = add(database)
    assert database.write_now(lambda work: change(work, task)) is True
    database.write_now(lambda work: tasks.drop(work, task))
    assert database.write_now(lambda work: change(work, task)) is False
