"""The classifier as the desk sees it: loaded beside other work, its judgements remembered for a while."""

import asyncio
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from nlp.judgement import Judgement

if TYPE_CHECKING:
    from nlp.classifier import Classifier
    from nlp.explain import Explanation

# A message is judged ahead of its unit and again inside it; this many may lie between.
REMEMBERED = 2048


class Judging:
    """`judge` waits until the classifier is loaded; then it is pure, and quick when repeated.

    `rules` is a folder of the operator's own rule files, read beside those that ship.
    """

    def __init__(self, rules: Path | None = None) -> None:
        self._rules = rules
        self._lock = threading.Lock()
        self._loading: Future[Classifier] | None = None
        self.judge = lru_cache(maxsize=REMEMBERED)(self._judge)

    async def ready(self) -> None:
        """Load in a thread of its own; return when judging no longer waits. Raises what loading raised."""
        await asyncio.wrap_future(self._loaded())

    async def reload(self) -> None:
        """Read the rules anew and judge by them from then on. Raises RuleError, and then all stays."""
        loading = self._begin()
        await asyncio.wrap_future(loading)
        self._loading = loading
        self.judge.cache_clear()

    def explain(self, text: str) -> "Explanation":
        """Return the judgement of a text with its reasons, for a person to read."""
        return self._loaded().result().explain(text)

    def _judge(self, text: str) -> Judgement:
        return self._loaded().result().judge(text)

    def _loaded(self) -> "Future[Classifier]":
        with self._lock:
            if self._loading is None:
                self._loading = self._begin()
            return self._loading

    def _begin(self) -> "Future[Classifier]":
        pool = ThreadPoolExecutor(1, thread_name_prefix="classifier")
        loading = pool.submit(_load, self._rules)
        pool.shutdown(wait=False)
        return loading


def _load(rules: Path | None) -> "Classifier":
    from nlp.classifier import Classifier  # noqa: PLC0415 - the first poll must not wait for jieba

    classifier = Classifier.load(rules)
    classifier.preload()
    return classifier
