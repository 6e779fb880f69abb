"""The classifier as the desk sees it: loaded beside other work, its judgements remembered for a while."""

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from nlp.judgement import Judgement

if TYPE_CHECKING:
    from nlp.classifier import Classifier

# A message is judged ahead of its unit and again inside it; this many may lie between.
REMEMBERED = 2048


class Judging:
    """`judge` waits until the classifier is loaded; then it is pure, and quick when repeated."""

    def __init__(self) -> None:
        self.judge = lru_cache(maxsize=REMEMBERED)(self._judge)
        self._loading = cache(_begin_to_load)

    async def ready(self) -> None:
        """Load in a thread of its own; return when judging no longer waits. Raises what loading raised."""
        await asyncio.wrap_future(self._loading())

    def _judge(self, text: str) -> Judgement:
        return self._loading().result().judge(text)


def _begin_to_load() -> "Future[Classifier]":
    pool = ThreadPoolExecutor(1, thread_name_prefix="classifier")
    loading = pool.submit(_load)
    pool.shutdown(wait=False)
    return loading


def _load() -> "Classifier":
    from nlp.classifier import Classifier  # noqa: PLC0415 - the first poll must not wait for jieba

    classifier = Classifier.load()
    classifier.preload()
    return classifier
