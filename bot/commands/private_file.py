"""Writing what holds people's words or numbers: nobody but the owner of the file may read it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_OWNER_ONLY = 0o600


@contextmanager
def opened(out: Path) -> Iterator[BinaryIO]:
    """Give a file to write to. It takes the place of what was there when all of it is written."""
    part = out.with_name(f"{out.name}.part")
    # What is left of one that was stopped may have another mode, which opening would keep.
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file
        part.replace(out)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def write(out: Path, content: bytes) -> None:
    """Write a file, in the place of what was there."""
    with opened(out) as file:
        file.write(content)
