"""Albums: a channel delivers each picture by itself, but whoever sent them said one thing."""

from dataclasses import replace
from datetime import timedelta

from handlers.messages import Incoming
from handlers.ticket import gathering
from storage import inbox, timers
from storage.records import Timer
from storage.work import Work

TIMER = "album"
_QUIET = timedelta(seconds=2)
_MOST = timedelta(seconds=10)
_PUNCTUAL = timedelta(seconds=1)


def gather(work: Work, incoming: Incoming) -> None:
    """Let a piece wait for the others, so that all of them are taken as one message."""
    piece = incoming.as_json()
    occurrence = incoming.key
    gathering.gather(work, TIMER, _entity(incoming), piece, occurrence=occurrence, quiet=_QUIET, most=_MOST)


def gathers(work: Work, incoming: Incoming) -> bool:
    """Tell whether other pieces of the same album wait."""
    return incoming.album is not None and bool(timers.all_waiting(work, TIMER, _entity(incoming)))


def waits_on(work: Work, timer: Timer) -> bool:
    """Let the pieces wait once more when more of them may be about to come; tell whether they do.

    That is so after a standstill, and while messages of the chat are kept but not handled yet.
    """
    late = work.now - timer.due > _PUNCTUAL
    first = Incoming.from_json(timer.data["pieces"][0])
    if "again" in timer.data or not (late or inbox.is_waiting(work, first.channel, first.chat)):
        return False
    return timers.set(
        work,
        kind=TIMER,
        entity=timer.entity,
        occurrence=f"{timer.occurrence}:again",
        due=work.now + _QUIET,
        data={**timer.data, "began": work.now.isoformat(), "again": True},
    )


def whole(timer: Timer) -> Incoming:
    """Return the pieces as the one message they are: every file, and every caption in its order."""
    pieces = sorted(map(Incoming.from_json, timer.data["pieces"]), key=_place)
    first = pieces[0]
    return replace(
        first,
        key=timer.occurrence,
        text="\n".join(piece.text for piece in pieces if piece.text),
        media=tuple(
            replace(file, message=piece.message, caption=piece.text)
            for piece in pieces
            for file in piece.media
        ),
        at=min(piece.at for piece in pieces),
        edited=False,
        reply_to=next((piece.reply_to for piece in pieces if piece.reply_to), None),
        reply_token=next((piece.reply_token for piece in pieces if piece.reply_token), None),
        reply_to_desk=any(piece.reply_to_desk for piece in pieces),
        mentions=any(piece.mentions for piece in pieces),
    )


def _entity(incoming: Incoming) -> str:
    return f"{incoming.channel}|{incoming.chat}|{incoming.album}"


def _place(piece: Incoming) -> tuple[int, str]:
    # Channels count their messages upwards, in as few digits as it takes.
    number = piece.message or ""
    return len(number), number
