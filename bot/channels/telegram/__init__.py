"""Telegram: how its updates are read, and the libraries that may talk to its Bot API."""

from bot.channel import Channel
from bot.channels.telegram.asking import Driver
from bot.channels.telegram.channel import Telegram

# Each by the name of its library in Python.
DRIVERS = {"ptb": "telegram", "aiogram": "aiogram"}


def open_channel(*, token: str, api: str, driver: str = "ptb") -> Channel:
    """Return the channel without asking anything over the network; only this driver's library is imported."""
    return Telegram(_driver(driver, token, api.rstrip("/")), token)


# Each imports a library that nobody else should wait for: 0.2 s and 3 s.
def _driver(name: str, token: str, api: str) -> Driver:
    if name == "ptb":
        from bot.channels.telegram.ptb import PtbDriver  # noqa: PLC0415

        return PtbDriver(token=token, api=api)
    if name == "aiogram":
        from bot.channels.telegram.aiogram import AiogramDriver  # noqa: PLC0415

        return AiogramDriver(token=token, api=api)
    raise ValueError(f"unknown Telegram driver {name!r}; known: {', '.join(DRIVERS)}")
