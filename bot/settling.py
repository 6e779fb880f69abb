"""What the channel's answer means for an outbox row: one unit of work each."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TypeVar

import structlog

from bot.backoff import jittered
from bot.channel import Failure, SendFailed, Sent
from handlers import delivery
from handlers.desk import Desk
from handlers.messages import Upgrade
from handlers.ticket import membership, upgraded
from storage import moved_chats, outbox
from storage.errors import NO_BUGS
from storage.records import Delivery, OutboxRow, Priority
from storage.work import Work

T = TypeVar("T")
log = structlog.get_logger()

_EMERGENCY_CEILING_S = 4.0  # so that it is out within 5 s of the end of an outage


def settled(desk: Desk, row: OutboxRow, result: Sent | SendFailed) -> Callable[[Work], None]:
    """Return the unit that marks the row and tells the use cases; running it twice is harmless."""

    def unit(work: Work) -> None:
        if isinstance(result, Sent):
            outbox.sent(work, row.id, result.messages, row.chat)
            membership.desk_is_in(desk, work, row.channel, row.chat)
            _tell(work, lambda: delivery.sent(desk, work, row))
            return
        if result.failure is Failure.moved:
            moved_chats.alone(work, row.channel, row.chat)
        if not outbox.is_claimed(work, row):
            return  # it was held up, and another service has judged and taken the row
        for lost in _given_up(desk, work, row, result):
            if result.failure is not Failure.unreachable:  # such a one is a call, not the operator's
                _say_parked(lost)
            _tell(work, partial(delivery.failed, desk, work, lost, result.failure.value))

    return unit


def recover(desk: Desk, work: Work) -> None:
    """Settle what was on its way when its sender died, and tell the use cases what is given up by that."""
    for row in outbox.recover(work):
        _say_parked(row)
        _tell(work, partial(delivery.failed, desk, work, row, Failure.unknown.value))


def _given_up(desk: Desk, work: Work, row: OutboxRow, failed: SendFailed) -> list[OutboxRow]:
    """Mark the row; return what will not be tried again: it, or nothing, or more that waited for its chat.

    A 5xx is no proof that nothing was done: a gateway says 502 or 504 when it passed the message on and heard
    no more, Telegram 500 when it restarted over one. What must arrive goes again all the same, for as long as
    the outage lasts; what may come once only is held, as after silence.
    """
    lost = list[OutboxRow]()
    match failed.failure:
        case Failure.outage if row.klass is Delivery.at_most_once:
            lost = [row] if outbox.unknown(work, row.id, failed.detail) else []
        case Failure.not_sent | Failure.outage:
            outbox.retry(work, row.id, wait_s=_wait(row), error=failed.detail)
        case Failure.slow_down:
            until = work.machine_now + timedelta(seconds=failed.retry_after)
            outbox.rest(work, row.channel, row.chat, until)
            outbox.retry(work, row.id, wait_s=failed.retry_after, error=failed.detail)
        case Failure.unknown:
            lost = [row] if outbox.unknown(work, row.id, failed.detail, row.klass) else []
        case Failure.unreachable if _is_out(desk, work, row):
            # A group of staff that put the bot out, or muted it, wants what waited when it may write again.
            outbox.retry(work, row.id, wait_s=0, error=failed.detail)
        case Failure.unreachable:
            lost = [row, *outbox.unreachable(work, row.id, failed.detail)]
        case Failure.moved if _follow(desk, work, row, failed.moved_to):
            outbox.retry(work, row.id, wait_s=0, error=failed.detail)
        case Failure.moved:
            outbox.refused(work, row.id, f"the chat {row.chat} has become {failed.moved_to}")
            lost = [row]
        case Failure.gone | Failure.permanent:
            outbox.refused(work, row.id, failed.detail)
            lost = [row]
    return lost


def _say_parked(row: OutboxRow) -> None:
    log.error("a message is parked: see `frontdesk parked`", outbox=row.id)


def _is_out(desk: Desk, work: Work, row: OutboxRow) -> bool:
    out = partial(membership.desk_is_out, desk, work, row.channel, row.chat, str(row.id))
    return _tell(work, out) or False


def _follow(desk: Desk, work: Work, row: OutboxRow, to: str | None) -> bool:
    if to is None:
        return False
    return _tell(work, partial(upgraded.follow, desk, work, row.channel, Upgrade(row.chat, to))) or False


def _wait(row: OutboxRow) -> float:
    emergency = row.priority == Priority.emergency
    return jittered(row.attempts, _EMERGENCY_CEILING_S) if emergency else jittered(row.attempts)


def _tell(work: Work, tell: Callable[[], T]) -> T | None:
    # The message is out, or is lost: a bug in what follows from it must not undo the mark and send it again,
    # nor leave a row without any.
    try:
        with work.savepoint():
            return tell()
    except NO_BUGS:
        raise
    except Exception:
        log.exception("what follows from a delivery failed")
        return None
