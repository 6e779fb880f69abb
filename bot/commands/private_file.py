"""Writing what holds people's words or numbers: nobody but the owner of the file may read it."""

import os
from pathlib import Path

_OWNER_ONLY = 0o600


def write(out: Path, content: bytes) -> None:
    """Write a file, in the place of what was there."""
    # The mode at creation does not change that of a file that was there: both are set before the first word.
    descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, _OWNER_ONLY)
        file.write(content)
