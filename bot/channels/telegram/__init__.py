"""Telegram: how its updates are read, and the libraries that may talk to its Bot API."""

from bot.channel import Channel

DRIVERS = ("ptb",)


def open_channel(*, token: str, api: str, driver: str = "ptb") -> Channel:
    """Return the channel without asking anything over the network; only this driver's library is imported."""
    if driver == "ptb":
        from bot.channels.telegram.ptb import PtbTelegram  # noqa: PLC0415 - 0.2 s nobody else should pay

        return PtbTelegram(token=token, api=api)
    raise ValueError(f"unknown Telegram driver {driver!r}; known: {', '.join(DRIVERS)}")
