"""Stories that play by themselves on the phones, one at a time."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any

from bot.demonstration.stage import Stage
from bot.demonstration.stories import complaint, day, first, night
from bot.demonstration.stories.hands import Hands
from bot.demonstration.wording import Wording

_PAUSE_S = 4.0
STORIES = {"first": first, "day": day, "night": night, "complaint": complaint}


class Story:
    """Plays one story at a time; `changed` is called when there is something new to tell."""

    def __init__(self, stage: Stage, changed: Callable[[], None], *, pause_s: float = _PAUSE_S) -> None:
        self._stage = stage
        self._changed = changed
        self._pause_s = pause_s
        self._playing: asyncio.Task[None] | None = None
        self._hands: Hands | None = None
        self._steps: tuple[str, ...] = ()
        self._step = ""

    @property
    def playing(self) -> asyncio.Task[None] | None:
        """Return the story under way."""
        return self._playing if self._playing and not self._playing.done() else None

    def told(self, words: Wording) -> dict[str, Any]:
        """Return what is being told now, and of which owner."""
        said = words.say(f"story.{self._step}") if self._step else ""
        n = self._steps.index(self._step) if self._step in self._steps else 0
        return {
            "playing": self.playing is not None,
            "words": said,
            "n": n,
            "of": len(self._steps),
            "owner": self._hands.owner if self._hands else None,
        }

    def play(self, name: str) -> None:
        """Begin one of `STORIES`, unless one is under way."""
        if self.playing is None:
            story = STORIES[name]
            self._steps = story.STEPS
            self._hands = Hands(self._stage, self._pause_s)
            self._playing = asyncio.create_task(self._play(story.play(self._hands)))

    async def stop(self) -> None:
        """Stop where it is; the phones stay as they are."""
        if playing := self.playing:
            playing.cancel()
            with suppress(asyncio.CancelledError):
                await playing
            self._say("stopped")

    async def _play(self, steps: AsyncIterator[str]) -> None:
        try:
            async for step in steps:
                self._say(step)
                await asyncio.sleep(self._pause_s)
        except (TimeoutError, LookupError):
            self._say("stuck")
        else:
            self._say("done")
        # The button changes when the task is over, which is after its last word.
        asyncio.get_running_loop().call_soon(self._changed)

    def _say(self, step: str) -> None:
        self._step = step
        self._changed()
