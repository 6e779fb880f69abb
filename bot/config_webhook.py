"""What must hold before Telegram can push: an address it calls, a secret, and a path nothing else answers."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.config_lines import Place
from bot.config_problems import Problem
from bot.config_shape import WEBHOOK_URL

# core.telegram.org/bots/api#setwebhook; a Bot API server of one's own takes any port, and http.
PORTS = (443, 80, 88, 8443)
_TELEGRAMS_OWN = re.compile(r"https?://api\.telegram\.org(?![A-Za-z0-9.-])", re.IGNORECASE)
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
TAKEN = ("/healthz", "/readyz", "/metrics")

_URL: Place = ("telegram", "webhook", "url")
_SECRET: Place = ("telegram", "webhook", "secret")


def webhook_problems(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Find what keeps Telegram from pushing; works on what was read even when other keys are wrong."""
    telegram = _table(data, "telegram")
    webhook = _table(telegram, "webhook")
    url, secret = webhook.get("url", ""), webhook.get("secret", "")
    wanted = telegram.get("mode") == "webhook"
    if wanted and url == "":
        yield Problem(_URL, "is missing: write the address Telegram calls, https://desk.example.com/telegram")
    if wanted and secret == "":
        yield Problem(_SECRET, "is missing: set FRONTDESK__TELEGRAM__WEBHOOK__SECRET in the environment")
    found = WEBHOOK_URL.fullmatch(url) if isinstance(url, str) else None
    if found is not None:
        scheme, host, port, path = found.groups()
        yield from _reachable(scheme, host, int(port or (443 if scheme == "https" else 80)), telegram)
        if path in TAKEN:
            yield Problem(_URL, f"has the path {path}, which this service answers itself: take another")


def _reachable(scheme: str, host: str, port: int, telegram: Mapping[str, Any]) -> Iterator[Problem]:
    api = telegram.get("api", "https://api.telegram.org")
    own_server = isinstance(api, str) and not _TELEGRAMS_OWN.match(api)
    if scheme == "http" and host not in LOOPBACK:
        yield Problem(_URL, "must begin with https://: only for this machine itself http:// will do")
    if not 0 < port < 65536:
        yield Problem(_URL, "has a port that does not exist: Telegram takes 443, 80, 88 and 8443")
    elif port not in PORTS and not own_server:
        yield Problem(_URL, "has a port that Telegram does not call: it takes 443, 80, 88 and 8443")


def _table(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = data.get(name)
    return found if isinstance(found, Mapping) else {}
