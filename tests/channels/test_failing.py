"""Whose word an answer is: Telegram's own, or that of something in between which is in trouble."""

import json

import pytest

from bot.channel import Failure, SendFailed
from bot.channels.telegram import failing
from bot.channels.telegram.writing import Call

PAGE = b"<html><head><title>nginx</title></head></html>"
TOKEN = "1001:AAcanaryToken"


def failed(code, payload, chat="5"):
    with pytest.raises(failing.Trouble) as trouble:
        failing.look(code, payload)
    return failing.judged(Call("sendMessage", {"chat_id": chat}), trouble.value, TOKEN)


def refusal(words, **wishes):
    return json.dumps({"ok": False, "error_code": 0, "description": words, "parameters": wishes}).encode()


@pytest.mark.parametrize(
    ("code", "payload", "failure"),
    [
        (
            500,
            b'{"ok":false,"error_code":500,"description":"Internal Server Error: restart"}',
            Failure.outage,
        ),
        (502, PAGE, Failure.outage),
        (502, b"\xff\xfe\x80", Failure.outage),
        (503, b"", Failure.outage),
        (504, PAGE, Failure.outage),
        (599, b"[]", Failure.outage),
        (302, b"", Failure.outage),
        (403, PAGE, Failure.outage),  # a firewall's page: nobody blocked the bot
        (404, PAGE, Failure.outage),
        (404, b"[" * 100_000, Failure.outage),
        (429, PAGE, Failure.outage),
        (407, b'{"error": "proxy"}', Failure.outage),
        (403, refusal("Forbidden: bot was kicked"), Failure.unreachable),
        (401, refusal("Unauthorized"), Failure.not_sent),
        (404, refusal("Not Found"), Failure.not_sent),
        (409, refusal("Conflict"), Failure.not_sent),
        (405, refusal("Method Not Allowed"), Failure.permanent),
        (413, PAGE, Failure.permanent),
        (400, refusal("Bad Request: chat not found"), Failure.unreachable),
        (400, b'{"ok": false, "description": 7, "parameters": [1]}', Failure.permanent),
    ],
)
def test_an_answer_that_is_not_the_bot_api_s_is_trouble_on_the_way(code, payload, failure):
    assert failed(code, payload).failure is failure


@pytest.mark.parametrize("payload", [b"", PAGE, b'{"ok":true,"result":[]}'])
def test_what_came_with_a_good_code_is_left_to_be_read(payload):
    assert failing.look(200, payload) is None


@pytest.mark.parametrize(
    ("payload", "wait_s"),
    [
        (refusal("Too Many Requests", retry_after=7), 7.0),
        (refusal("Too Many Requests", retry_after=0), 1.0),
        (refusal("Too Many Requests"), 1.0),
        (refusal("Too Many Requests", retry_after="soon"), 1.0),
    ],
)
def test_a_wish_to_slow_down_is_for_a_second_at_least(payload, wait_s):
    refused = failed(429, payload)
    assert (refused.failure, refused.retry_after) == (Failure.slow_down, wait_s)


def test_a_group_that_was_not_found_is_refused_and_one_that_moved_says_where_to():
    assert failed(400, refusal("Bad Request: chat not found"), "-100").failure is Failure.permanent
    moved = failed(400, refusal("Bad Request: group chat was upgraded", migrate_to_chat_id=-1005), "-5")
    assert (moved.failure, moved.moved_to) == (Failure.moved, "-1005")


def test_a_detail_is_short_on_one_line_and_without_the_token():
    words = f"Bad Request: strange\n{TOKEN} " + "x" * 500
    refused = failed(400, refusal(words))
    assert refused.detail.startswith("sendMessage: strange ***")
    assert len(refused.detail) < 200
    assert failed(400, refusal(f"Bad Request: {'x' * 145}{TOKEN}")).detail.endswith("x***")


@pytest.mark.parametrize(
    ("trouble", "failure"),
    [(failing.NotSent("ConnectError"), Failure.not_sent), (failing.Lost("x"), Failure.unknown)],
)
def test_of_what_was_not_sent_nothing_is_unknown(trouble, failure):
    told = failing.judged(Call("sendMessage", {}), trouble, TOKEN)
    assert told == SendFailed(failure, f"sendMessage: {trouble}")
