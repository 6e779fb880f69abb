"""Words of a text by jieba: loaded when first needed, silent, its cache in a private folder."""

import logging
import os
import re
import threading
from collections.abc import Iterable
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

_STRETCHES: Final = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%-]+")


class Segmenter:
    """A tokenizer of our own; `preload` may be called at any time, from any thread."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = tuple(sorted(set(words)))
        self._lock = threading.Lock()
        self._tokenizer: Any = None

    def preload(self) -> None:
        """Load the dictionary now (0.7 s the first time); later calls cost nothing."""
        self._loaded()

    def edges(self, text: str, places: Iterable[int]) -> set[int]:
        """Return where words begin or end in those stretches of a text that hold one of the places.

        jieba cuts a text at signs first and then each stretch by itself, so the others need not be cut.
        """
        wanted = frozenset(places)
        found: set[int] = set()
        for stretch in _STRETCHES.finditer(text):
            edge, end = stretch.span()
            if wanted.isdisjoint(range(edge, end)):
                continue
            found.add(edge)
            for word in self._loaded().cut(stretch[0], HMM=False):
                edge += len(word)
                found.add(edge)
        return found

    def _loaded(self) -> Any:
        if self._tokenizer is None:
            with self._lock:
                if self._tokenizer is None:
                    self._tokenizer = self._load()
        return self._tokenizer

    def _load(self) -> Any:
        import jieba  # noqa: PLC0415

        jieba.setLogLevel(logging.CRITICAL)
        tokenizer = jieba.Tokenizer()
        folder = _private_folder()
        tokenizer.tmp_dir = str(folder)
        tokenizer.cache_file = "frontdesk-jieba.cache"
        tokenizer.initialize()
        for word in self._words:
            tokenizer.add_word(word)
        return tokenizer


def _private_folder() -> Path:
    """Return a folder only this user can write: jieba reads its cache with marshal, which trusts the file."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "frontdesk"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = folder.stat()
    except OSError:
        return Path(mkdtemp(prefix="frontdesk-"))
    if state.st_uid != os.getuid() or state.st_mode & 0o022 or not os.access(folder, os.W_OK):
        return Path(mkdtemp(prefix="frontdesk-"))
    return folder
