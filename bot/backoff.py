"""How long to wait before trying again."""

import random

CEILING_S = 60.0
_DOUBLINGS = 10  # beyond these every wait has reached any ceiling


def jittered(failures: int, ceiling_s: float = CEILING_S) -> float:
    """Return seconds after so many failures in a row: 1, 2, 4 … to the ceiling, less up to a half.

    The chance keeps several processes, or several chats, from coming back in one wave.
    """
    return min(ceiling_s, 2.0 ** min(max(failures - 1, 0), _DOUBLINGS)) * random.uniform(0.5, 1.0)
