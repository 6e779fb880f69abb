"""Words that are unique, so that each can be counted, and that no rule has an opinion about."""

import itertools
import re
from collections.abc import Iterator

_LETTERS = "HQRXZ"
_LENGTH = 7
FOUND = re.compile(rf"#([{_LETTERS}]{{{_LENGTH}}})#")


def serials() -> Iterator[str]:
    """Return 78,125 different marks, each to be written behind a text."""
    for letters in itertools.product(_LETTERS, repeat=_LENGTH):
        yield f"#{''.join(letters)}#"


def marks_in(text: str) -> list[str]:
    """Return the marks that stand in a text."""
    return [f"#{letters}#" for letters in FOUND.findall(text)]
