"""The life of one process: every point at which it may end, and that nothing happens after its end."""

from collections.abc import Callable


class Died(BaseException):
    """The process ends here; whoever catches it can do nothing more."""


class Life:
    """From a start to a death. `ends_after` points it dies; None: it is never killed.

    The points lie before and after everything that can be seen outside: each commit, and each call of the
    channel. Between two of them nothing can be lost that is not lost at the next.
    """

    def __init__(self, ends_after: int | None, told: Callable[[str], None]) -> None:
        self.points = 0
        self.dead = False
        self._ends_after = ends_after
        self._told = told

    def point(self, where: str) -> None:
        """Pass a point, or die there."""
        self.check()
        self.points += 1
        if self._ends_after is not None and self.points >= self._ends_after:
            self.end(where)
            raise Died(where)

    def end(self, where: str) -> None:
        """Be killed now."""
        self.dead = True
        self._told(where)

    def check(self) -> None:
        """Raise for whoever goes on after the end."""
        if self.dead:
            raise Died
