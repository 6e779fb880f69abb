"""Words that must never be told, and every shape in which a log could tell them."""

import json
from collections.abc import Iterable
from urllib.parse import quote


def shapes(word: str) -> set[str]:
    """Return a word as it stands, as JSON, an address or Python would write it."""
    escaped = {json.dumps(word)[1:-1], repr(word)[1:-1], ascii(word)[1:-1], quote(word)}
    return {word, word.lower(), word.upper()} | escaped | {str(word.encode())[2:-1]}


def told(text: str, canaries: Iterable[str]) -> list[str]:
    """Return those canaries that a text tells in any shape."""
    return [word for word in canaries if any(shape in text for shape in shapes(word))]
