"""What the channel's answer means for an outbox row: one unit of work each."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import structlog

from bot.backoff import jittered
from bot.channel import Failure, SendFailed, Sent
from handlers import delivery
from handlers.desk import Desk
from storage import outbox
from storage.database import StorageError
from storage.records import Delivery, OutboxRow, Priority
from storage.work import Work

log = structlog.get_logger()

_EMERGENCY_CEILING_S = 5.0


def settled(desk: Desk, row: OutboxRow, result: Sent | SendFailed) -> Callable[[Work], None]:
    """Return the unit that marks the row and tells the use cases; running it twice is harmless."""

    def unit(work: Work) -> None:
        if isinstance(result, Sent):
            outbox.sent(work, row.id, result.messages)
            _tell(work, lambda: delivery.sent(desk, work, row))
        elif _given_up(work, row, result):
            _tell(work, lambda: delivery.failed(desk, work, row, result.failure.value))

    return unit


def recover(desk: Desk, work: Work) -> None:
    """Settle what was on its way when its sender died, and tell the use cases what is given up by that."""
    for row in outbox.recover(work):
        _tell(work, partial(delivery.failed, desk, work, row, Failure.unknown.value))


def _given_up(work: Work, row: OutboxRow, failed: SendFailed) -> bool:
    """Mark the row; True when it will not be tried again.

    A 5xx is no proof that nothing was done: a gateway says 502 or 504 when it passed the message on and heard
    no more, Telegram 500 when it restarted over one. What must arrive goes again all the same, for as long as
    the outage lasts; what may come once only is held, as after silence.
    """
    match failed.failure:
        case Failure.outage if row.klass is Delivery.at_most_once:
            return outbox.unknown(work, row.id, failed.detail)
        case Failure.not_sent | Failure.outage:
            outbox.retry(work, row.id, wait_s=_wait(row), error=failed.detail)
            return False
        case Failure.slow_down:
            until = work.machine_now + timedelta(seconds=failed.retry_after)
            outbox.rest(work, row.channel, row.chat, until)
            outbox.retry(work, row.id, wait_s=failed.retry_after, error=failed.detail)
            return False
        case Failure.unknown:
            return outbox.unknown(work, row.id, failed.detail)
        case Failure.unreachable:
            outbox.unreachable(work, row.id, failed.detail)
        case Failure.moved:
            outbox.refused(work, row.id, moved(row.chat, failed.moved_to))
        case Failure.gone | Failure.permanent:
            outbox.refused(work, row.id, failed.detail)
    return True


def moved(chat: str, to: str | None) -> str:
    """Return what the operator reads about a group that has a new id."""
    return (
        f"the group {chat} has become {to}: put {to} in its place in the configuration, restart, "
        "then replay this row"
    )


def _wait(row: OutboxRow) -> float:
    emergency = row.priority == Priority.emergency
    return jittered(row.attempts, _EMERGENCY_CEILING_S) if emergency else jittered(row.attempts)


def _tell(work: Work, tell: Callable[[], None]) -> None:
    # The message is out, or is lost: a bug in what follows from it must not undo the mark and send it again.
    try:
        with work.savepoint():
            tell()
    except StorageError:
        raise
    except Exception:
        log.exception("what follows from a delivery failed")
