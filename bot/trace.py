"""Where a bug happened, without a word of what it happened to."""

import traceback
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent


def locations(error: BaseException) -> str:
    """Return the kinds of the error and its causes with their code locations.

    An error's own message may quote what an owner wrote, so it is left out.
    """
    parts: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(parts) < 5:
        frames = traceback.extract_tb(seen.__traceback__)
        places = [f"  {_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
        parts.append("\n".join([type(seen).__name__, *places]))
        seen = seen.__cause__ or seen.__context__
    return "\ncaused by ".join(parts)


def _place(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(_ROOT)) if path.is_relative_to(_ROOT) else path.name
