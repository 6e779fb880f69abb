"""However long and spiteful a text is, reading it takes time in proportion to its length."""

from datetime import UTC, datetime
from time import process_time

import pytest

from nlp.extract import amounts, only_home, phones, places, sensitive, times

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LENGTH = 20_000
SECONDS = 3.0  # far above what it takes (under 1 s), below what the square of the length would


def read(text):
    for reader in (places, only_home, phones, sensitive, amounts):
        reader(text)
    times(text, NOW)


@pytest.mark.parametrize(
    "piece", ["a", "一", "3-2-", "1 ", "138 ", "收了", "半", "明天", "3-5点", "一期", "密码1"]
)
def test_long_text_is_read_in_proportion_to_its_length(piece):
    began = process_time()
    read((piece * LENGTH)[:LENGTH])
    assert process_time() - began < SECONDS
