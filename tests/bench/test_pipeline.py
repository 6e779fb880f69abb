"""How fast messages are taken in and understood, against anchors of the same run."""

import asyncio
import itertools
import statistics
import time
from pathlib import Path

import jieba
import pytest

from bot.judging import Judging
from nlp.classifier import Classifier
from tests.bench import lean, ours
from tests.bench.board import medians, show
from tests.bench.texts import long_message, messages, updates

UPDATES = 1000
ROUNDS = 5

pytestmark = pytest.mark.bench


def test_the_way_in_against_a_lean_pipeline(tmp_path: Path):
    judging = Judging()
    judging.judge("厨房水管漏水了")
    came = updates(messages(UPDATES))
    number = itertools.count()

    def folder() -> Path:
        place = tmp_path / str(next(number))
        place.mkdir()
        return place

    def leanly() -> float:
        return lean.run(folder() / "lean.db", came)

    kept: list[float] = []

    def our_way() -> float:
        until_kept, until_done = asyncio.run(ours.run(folder() / "ours.db", came, judging))
        kept.append(until_kept)
        return until_done

    least, mine = medians([leanly, our_way], ROUNDS)
    show(
        f"{UPDATES} updates, each a new ticket; SQLite FULL; medians of {ROUNDS} rounds",
        [
            ("lean pipeline, raw sqlite3", f"{UPDATES / least:,.0f}/s"),
            (
                "ours: kept and confirmed, while others are worked on",
                f"{UPDATES / statistics.median(kept):,.0f}/s",
            ),
            ("ours: done", f"{UPDATES / mine:,.0f}/s"),
            ("P1: ours done / lean (floor 0.10, stretch 0.35)", f"{least / mine:.3f}"),
        ],
    )


def _per_message(judge, texts: list[str]) -> float:
    began = time.perf_counter()
    for text in texts:
        judge(text)
    return (time.perf_counter() - began) / len(texts)


def test_judging_against_jieba():
    classifier = Classifier.load()
    classifier.preload()
    jieba.initialize()
    usual, longest = messages(400), [long_message()]
    classifier.judge(usual[0])
    mine, theirs = medians(
        [lambda: _per_message(classifier.judge, usual), lambda: _per_message(jieba.lcut, usual)], ROUNDS
    )
    mine_long, theirs_long = medians(
        [lambda: _per_message(classifier.judge, longest), lambda: _per_message(jieba.lcut, longest)], 9
    )
    show(
        "Judging a message, against jieba.lcut of it",
        [
            ("judge, 20 to 120 characters", f"{mine * 1e6:,.0f} µs"),
            ("jieba.lcut", f"{theirs * 1e6:,.0f} µs"),
            ("P5: judge / jieba (floor 2.5, stretch 1)", f"{mine / theirs:.2f}"),
            ("judge, 4,096 characters", f"{mine_long * 1e3:,.1f} ms"),
            ("jieba.lcut", f"{theirs_long * 1e3:,.1f} ms"),
            ("P6: judge / jieba (floor 1.5, stretch 0.3)", f"{mine_long / theirs_long:.2f}"),
        ],
    )
