"""What buttons may do: a token names a row and is no authority by itself."""

import hashlib
import secrets

from sqlalchemy import bindparam, select

from storage.records import Pressable, TicketId
from storage.schema import buttons as table
from storage.statements import Insert, columns_of, first_as
from storage.types import dump_json
from storage.work import Work

_NEW = Insert(table, on=["fingerprint"], returning=[table.c.token])
_KNOWN = select(table.c.token).where(table.c.fingerprint == bindparam("of_fingerprint"))
_BY_TOKEN = select(*columns_of(table, Pressable)).where(table.c.token == bindparam("of_token"))


def token_for(
    work: Work,
    *,
    action: str,
    channel: str,
    chat: str,
    ticket: TicketId | None = None,
    user: str | None = None,
    estate: str | None = None,
    arg: str = "",
) -> str:
    """Return a button's token, 22 characters: random, and the same for the same arguments."""
    values = {
        "action": action,
        "channel": channel,
        "chat": chat,
        "ticket": ticket,
        "user": user,
        "estate": estate,
        "arg": arg,
    }
    fingerprint = hashlib.sha256(dump_json(values).encode()).hexdigest()
    known = _known(work, fingerprint)
    if known is not None:
        return known
    token = secrets.token_urlsafe(16)
    new = {"token": token, "fingerprint": fingerprint, "created_at": work.now}
    if _NEW.run(work, values | new) is not None:
        return token
    other = _known(work, fingerprint)
    assert other is not None, "somebody else has just committed it"
    return other


def by_token(work: Work, token: str) -> Pressable | None:
    """Return what a token stands for; whether this person may press it is for the caller to judge."""
    return first_as(Pressable, work.connection.execute(_BY_TOKEN, {"of_token": token}))


def _known(work: Work, fingerprint: str) -> str | None:
    found: str | None = work.connection.scalar(_KNOWN, {"of_fingerprint": fingerprint})
    return found
