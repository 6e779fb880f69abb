"""What a configuration must say before Telegram can push."""

import pytest

from bot.config_shape import Webhook
from bot.config_webhook import webhook_problems

SECRET = "0123456789abcdef"


def told(url="https://desk.example.com/telegram", secret=SECRET, mode="webhook", **telegram):
    data = {"telegram": {"mode": mode, "webhook": {"url": url, "secret": secret}} | telegram}
    return [(problem.place[-1], problem.sentence) for problem in webhook_problems(data)]


@pytest.mark.parametrize(
    "url",
    [
        "https://desk.example.com",
        "https://desk.example.com/telegram",
        "https://desk.example.com:8443/a/b-c",
        "http://127.0.0.1:88/hook",
        "http://localhost/hook",
    ],
)
def test_address_that_telegram_calls_is_in_order(url):
    assert told(url) == []


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "is missing"),
        ("http://desk.example.com/telegram", "https://"),
        ("https://desk.example.com:8081/telegram", "443, 80, 88 and 8443"),
        ("https://desk.example.com:0/telegram", "does not exist"),
        ("https://desk.example.com:70000/telegram", "does not exist"),
        ("https://desk.example.com/readyz", "answers itself"),
    ],
)
def test_address_that_would_not_be_called_is_told(url, words):
    ((key, sentence),) = told(url)
    assert key == "url"
    assert words in sentence


def test_secret_is_required():
    ((key, sentence),) = told(secret="")
    assert key == "secret"
    assert "FRONTDESK__TELEGRAM__WEBHOOK__SECRET" in sentence


def test_nothing_is_required_of_a_service_that_polls():
    assert told(url="", secret="", mode="polling") == []


@pytest.mark.parametrize("api", ["http://127.0.0.1:9999", "https://api.telegram.org.example.com", "http://["])
def test_server_of_ones_own_calls_any_port(api):
    assert told("https://desk.example.com:8081/telegram", api=api) == []


@pytest.mark.parametrize(
    "telegram", [7, {"webhook": 7}, {"mode": "webhook", "webhook": {"url": 7, "secret": 7}}]
)
def test_other_mistakes_are_left_to_who_finds_them(telegram):
    assert {problem.place[-1] for problem in webhook_problems({"telegram": telegram})} == set()


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://a.example", "/"),
        ("https://a.example/", "/"),
        ("https://a.example:88/x/y", "/x/y"),
        ("", "/"),
    ],
)
def test_path_is_that_of_the_address(url, path):
    assert Webhook(url=url).path == path
