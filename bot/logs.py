"""Logs for the operator: structured, to stderr, and without tokens, telephone numbers or anybody's words."""

import logging
import re
import sys
from collections.abc import Collection, MutableMapping
from typing import Any, TextIO

import structlog

from bot.trace import locations

Event = MutableMapping[str, Any]

_TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{20,}")
_PHONE = re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d{9}(?!\d)")
_WORDS = ("text", "body", "raw", "words", "caption", "toast")
_HIDDEN = "***"


def configure(
    *, secrets: Collection[str] = (), as_json: bool = True, level: str = "INFO", stream: TextIO | None = None
) -> None:
    """Send our own and the libraries' logs through one filter; calling it again replaces what was set."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _bug_without_values,
        Redaction(secrets),
    ]
    renderer = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("frontdesk").setLevel(level)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=_one_logger,
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


class Redaction:
    """Hides what must never be in a log, however it got there."""

    def __init__(self, secrets: Collection[str] = ()) -> None:
        self._secrets = sorted((secret for secret in secrets if secret), key=len, reverse=True)

    def __call__(self, _logger: object, _method: str, event: Event) -> Event:
        """Return the event with every value cleaned, nested ones included."""
        return {key: _HIDDEN if key in _WORDS else self.clean(value) for key, value in event.items()}

    def clean(self, value: Any) -> Any:
        """Return the value without secrets; only text and containers can hold them."""
        match value:
            case str():
                for secret in self._secrets:
                    value = value.replace(secret, _HIDDEN)
                return _PHONE.sub(_HIDDEN, _TOKEN.sub(_HIDDEN, value))
            case dict():
                return {self.clean(key): self.clean(inner) for key, inner in value.items()}
            case list() | tuple() | set() | frozenset():
                return [self.clean(inner) for inner in value]
            case int() | float() | None:
                return value
            case _:
                return self.clean(str(value))


def _one_logger(*_names: str) -> logging.Logger:
    return logging.getLogger("frontdesk")


def _bug_without_values(_logger: object, _method: str, event: Event) -> Event:
    """Replace a traceback, whose messages may quote an owner, by its code locations."""
    found = event.pop("exc_info", None)
    error = sys.exc_info()[1] if found is True else found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["trace"] = locations(error)
    return event
