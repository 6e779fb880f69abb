"""Stories with deaths in the default tests, and the honesty of the rig: what is broken on purpose is seen."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot import receiver, worker
from storage import inbox, outbox
from storage.records import Delivery, InboxState, OutboxState
from tests.simulate.place import Place, prepared

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with capture_logs(), prepared() as found:
        yield found


def test_many_stories_end_as_promised(place):
    told = {seed: wrong for seed in range(8) if (wrong := place.lived(seed)[1])}
    assert not told, told


def test_a_short_story_ends_as_promised_wherever_the_process_is_killed(place):
    story, wrong = place.short(None)
    assert not wrong, wrong
    # Every thirtieth here; `python -m tests.simulate --everywhere` kills it at each.
    told = {n: wrong for n in range(1, story.points + 1, 30) if (wrong := place.short(n)[1])}
    assert not told, told


def elsewhere(seed: int) -> str:
    """Let the same story pass in a process that orders its sets otherwise; return what it prints."""
    command = [sys.executable, "-m", "tests.simulate", "--seed", str(seed)]
    environ = os.environ | {"PYTHONHASHSEED": "5"}
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False).stdout


def test_a_seed_says_everything_whatever_the_order_of_sets_and_the_tokens_of_buttons(place):
    story, _ = place.lived(4)
    assert f"digest {story.chats.digest()}" in elsewhere(4)


def undone(patch):
    """Finish an update in a commit of its own, before it is handled."""
    handled = worker.Worker._route

    async def route(self, row, incoming):
        await self._database.write(lambda work: inbox.done(work, row.id))
        await handled(self, row, incoming)

    patch.setattr(worker.Worker, "_route", route)
    patch.setattr(worker.inbox, "done", once(inbox.done))


def once(done):
    """Let a row that is done be done again."""

    def again(work, row, claim=None):
        kept = inbox.get(work, row)
        if kept is not None and kept.state is not InboxState.done:
            done(work, row, claim)

    return again


def believed(patch):
    """Take what was on its way at a death as sent."""

    def recover(work):
        for row, _ in outbox._LANES.expired(work):
            outbox._LANES.leave(work, row, OutboxState.sent, "sending")
        return []

    patch.setattr(outbox, "recover", recover)


def insistent(patch):
    """Send surveys and digests again, too."""
    patch.setitem(outbox.DEATHS_MOST, Delivery.at_most_once, 20)
    patch.setitem(outbox.UNKNOWN_MOST, Delivery.at_most_once, 20)


def hasty(patch):
    """Confirm updates without having kept them when storage is in trouble."""
    kept = receiver.Receiver.take

    async def take(self, raws, also=None):
        await kept(self, raws, also)
        return True

    patch.setattr(receiver.Receiver, "take", take)


# The first seed that sees each.
FAULTS = [
    (undone, 1, "opened no ticket"),
    (believed, 2, "was never shown"),
    (insistent, 73, "is shown 2 times"),
    (hasty, 1, "is kept 0 times"),
]


@pytest.mark.parametrize(("fault", "seed", "seen"), FAULTS)
def test_a_fault_on_purpose_is_seen(place, monkeypatch, fault, seed, seen):
    fault(monkeypatch)
    assert any(seen in line for line in place.lived(seed)[1])
