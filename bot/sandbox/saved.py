"""The world in a file, so that a sandbox that was stopped or died goes on where it was.

It is a pickle: the world is objects that point at each other, and a second description of them all would only
be there to be wrong. A pickle may run anything, so the file is private to its writer and read only if it is.
Waiting faults and the record of calls are not kept.
"""

import hashlib
import os
import pickle
import tempfile
from dataclasses import fields
from pathlib import Path
from typing import Any

from bot.sandbox.accounts import Account, Bot
from bot.sandbox.chats import Chat, Topic
from bot.sandbox.files import Stored
from bot.sandbox.messages import Answer, Message, Press
from bot.sandbox.world import World

KEPT = ("accounts", "bots", "groups", "privates", "presses", "files", "numbers")
VERSION = 1
# What was not saved before a crash has used numbers; none of them is given out twice.
GAP = 1000


class Unreadable(Exception):
    """The file cannot be gone on from; says why."""


def write(world: World, path: Path) -> None:
    """Replace the file at once or not at all; nobody else may read it."""
    content = _header() + pickle.dumps({name: getattr(world, name) for name in KEPT})
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def read(world: World, path: Path) -> None:
    """Fill a new world from the file. Raises Unreadable, or OSError where there is none."""
    content = _private(path)
    header = _header()
    if not content.startswith(header):
        raise Unreadable(f"{path}: not saved by this version")
    try:
        kept: dict[str, Any] = pickle.loads(content[len(header) :])  # noqa: S301 - see above
    except Exception as error:
        raise Unreadable(f"{path}: damaged ({type(error).__name__})") from error
    if kept.keys() != set(KEPT):
        raise Unreadable(f"{path}: not complete")
    for name in KEPT:
        setattr(world, name, kept[name])
    _jump(world)


def _private(path: Path) -> bytes:
    with path.open("rb") as file:
        state = os.fstat(file.fileno())
        if state.st_uid != os.geteuid() or state.st_mode & 0o077:
            raise Unreadable(f"{path}: others could have written it")
        return file.read()


def _header() -> bytes:
    """Name the version and the fields of everything that is kept: a changed class is another version."""
    kept = (Account, Bot, Chat, Topic, Message, Press, Answer, Stored)
    names = ";".join(f"{one.__name__}:{','.join(f.name for f in fields(one))}" for one in kept)
    return f"sandbox {VERSION} {hashlib.sha256(names.encode()).hexdigest()[:16]}\n".encode()


def _jump(world: World) -> None:
    world.files.next_number += GAP
    for kind in world.numbers:
        world.numbers[kind] += GAP
    for bot in world.bots.values():
        bot.updates.next_id += GAP
    for chat in (*world.groups.values(), *world.privates.values()):
        chat.last_id += GAP
