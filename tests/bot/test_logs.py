"""Logs tell where and what kind, never whose words, which number, which token."""

import gc
import io
import json
import logging

import pytest
import structlog

from bot import logs
from bot.trace import locations

TOKEN = "1234567:AAcanary_0123456789-abcdefghijkl"
WORDS = "我家门锁密码是1234"


@pytest.fixture
def stream():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    gc.collect()  # what earlier tests left would otherwise be reported into this stream
    out = io.StringIO()
    logs.configure(secrets=[TOKEN, "hunter2"], stream=out)
    yield out
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def lines(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_event_is_one_line_of_json_with_level_and_time(stream):
    structlog.get_logger().info("listening", port=8081)
    (line,) = lines(stream)
    assert (line["event"], line["port"], line["level"]) == ("listening", 8081, "info")
    assert "timestamp" in line


def test_secrets_phones_and_words_are_hidden_however_deep(stream):
    structlog.get_logger().warning(
        f"failed at https://api/bot{TOKEN}/x",
        detail={"a": [f"call 13812345678 or +86 13912345678, {TOKEN}", ("hunter2",)]},
        text=WORDS,
        error=ValueError(TOKEN),
    )
    told = stream.getvalue()
    for hidden in (TOKEN, "13812345678", "13912345678", "hunter2", "密码", "\\u5bc6"):
        assert hidden not in told


def test_token_of_another_bot_is_hidden_too(stream):
    structlog.get_logger().warning("bot9876543:AAxxxxxxxxxxxxxxxxxxxxxxxxxxx")
    assert "9876543:AA" not in stream.getvalue()


def test_bug_is_told_by_places_not_by_values(stream):
    try:
        int(WORDS)
    except ValueError:
        structlog.get_logger().exception("a bug")
    (line,) = lines(stream)
    assert line["trace"].startswith("ValueError\n  tests/bot/test_logs.py:")
    assert "1234" not in stream.getvalue()


def test_libraries_pass_the_same_filter_and_only_their_warnings(stream):
    logging.getLogger("aiohttp.server").info("GET /")
    try:
        raise RuntimeError(WORDS)
    except RuntimeError:
        logging.getLogger("aiohttp.server").exception("Error handling %s", TOKEN)
    (line,) = lines(stream)
    assert line["event"] == "Error handling ***"
    assert "1234" not in stream.getvalue()


def test_locations_name_every_cause_without_its_message():
    try:
        try:
            int(WORDS)
        except ValueError as error:
            raise KeyError(WORDS) from error
    except KeyError as error:
        told = locations(error)
    assert "KeyError" in told
    assert "caused by ValueError" in told
    assert "1234" not in told
