"""Faults on request: slow down, lost connections, lost answers, broken gateways, delays."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class FaultKind(StrEnum):
    """What goes wrong with a call."""

    slow_down = "slow_down"  # 429 with retry_after, nothing done
    drop = "drop"  # the connection breaks before anything is done
    lose_answer = "lose_answer"  # it is done, then the connection breaks
    bad_gateway = "bad_gateway"  # 502 with a page of HTML, nothing done
    refuse = "refuse"  # an error of your choice, nothing done
    delay = "delay"  # waits, then goes on as usual


@dataclass(slots=True)
class Fault:
    """The next `times` calls of `method` ("" is any but getUpdates) to `chat` ("" is any) go wrong."""

    kind: FaultKind
    method: str = ""
    chat: str = ""
    times: int = 1
    retry_after: int = 1
    delay_s: float = 0.0
    code: int = 400
    description: str = "Bad Request"

    def fits(self, method: str, chat: str) -> bool:
        named = self.method == method if self.method else method != "getupdates"
        return named and self.chat in {"", chat}


class Faults:
    """The faults that wait for their calls, in the order asked for; `changed` is called at each step."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._waiting: list[Fault] = []
        self._changed = changed

    def waiting(self) -> list[dict[str, Any]]:
        return [asdict(fault) for fault in self._waiting]

    def add(
        self,
        kind: FaultKind | str,
        *,
        method: str = "",
        chat: int | str = "",
        times: int = 1,
        retry_after: int = 1,
        delay_s: float = 0.0,
        code: int = 400,
        description: str = "Bad Request",
    ) -> None:
        """Ask for a fault; `times=-1` lasts until `clear`."""
        self._waiting.append(
            Fault(FaultKind(kind), method.lower(), str(chat), times, retry_after, delay_s, code, description),
        )
        self._changed()

    def clear(self) -> None:
        self._waiting.clear()
        self._changed()

    def take(self, method: str, chat: str) -> Fault | None:
        """Return the fault of a call and count it off."""
        for fault in self._waiting:
            if fault.fits(method, chat):
                fault.times -= 1
                if fault.times == 0:
                    self._waiting.remove(fault)
                self._changed()
                return fault
        return None
