"""Whose word an answer is: Telegram's own, or that of something in between which is in trouble."""

import pytest
from telegram.error import BadRequest

from bot.channels.telegram import failing

PAGE = b"<html><head><title>nginx</title></head></html>"


def said(code, payload):
    try:
        failing.look(code, payload)
    except failing.OtherSideInTrouble:
        return "trouble"
    except BadRequest:
        return "refused"
    return "as the library has it"


@pytest.mark.parametrize(
    ("code", "payload", "meaning"),
    [
        (500, b'{"ok":false,"error_code":500,"description":"Internal Server Error: restart"}', "trouble"),
        (502, PAGE, "trouble"),
        (503, b"", "trouble"),
        (504, PAGE, "trouble"),
        (599, b"[]", "trouble"),
        (302, b"", "trouble"),
        (403, PAGE, "trouble"),  # a firewall's page: nobody blocked the bot
        (404, PAGE, "trouble"),
        (429, PAGE, "trouble"),
        (407, b'{"error": "proxy"}', "trouble"),
        (403, b'{"ok":false,"error_code":403,"description":"Forbidden"}', "as the library has it"),
        (404, b'{"ok":false,"error_code":404,"description":"Not Found"}', "as the library has it"),
        (405, b'{"ok":false,"error_code":405,"description":"Method Not Allowed"}', "refused"),
        (413, PAGE, "refused"),
        (200, PAGE, "as the library has it"),
    ],
)
def test_an_answer_that_is_not_the_bot_api_s_is_trouble_on_the_way(code, payload, meaning):
    assert said(code, payload) == meaning
