"""The bot itself: whose token it is, what keeps updates from it, and whether the clocks agree."""

from collections.abc import Iterator

from bot.channel import Account, Failure, Pushing, SendFailed
from bot.checkup.finding import Finding, ok, warning, wrong
from bot.config_shape import Telegram

_SKEW_WARNS_S = 2.0
_SKEW_HARMS_S = 30.0
# In the words of the Bot API, and of python-telegram-bot.
_TOKEN_REFUSED = ("unauthorized", "bot token was rejected")
_ANSWERED = (Failure.unknown, Failure.outage)


def findings(telegram: Telegram, account: Account | SendFailed) -> Iterator[Finding]:
    """Look at what Telegram said of the bot, as it is configured."""
    if isinstance(account, SendFailed):
        yield _refused(account)
        return
    yield ok("token", f"the token is that of @{account.name}")
    yield _privacy(account)
    yield from _updates(telegram, account)
    yield clock(account.clock_ahead_s)


def _refused(refusal: SendFailed) -> Finding:
    if any(sign in refusal.detail.lower() for sign in _TOKEN_REFUSED):
        return wrong(
            "token",
            "Telegram does not know this token",
            "take it from @BotFather (/mybots, API Token) and set FRONTDESK__TELEGRAM__TOKEN",
        )
    reached = "answered strangely" if refusal.failure in _ANSWERED else "could not be reached"
    return wrong(
        "token",
        f"Telegram {reached} ({refusal.detail}), so nothing there was looked at",
        "look at this machine's network, and at telegram.api in the configuration",
    )


def _privacy(account: Account) -> Finding:
    if account.hears_all:
        return ok("privacy", "privacy mode is off: the bot hears every word in its groups")
    return ok("privacy", "privacy mode is on: the bot hears every word only where it is an administrator")


def _updates(telegram: Telegram, account: Account) -> Iterator[Finding]:
    if telegram.pushes:
        yield _pushed(telegram, account.pushing)
        return
    if account.pushing.address:
        yield _pushed_elsewhere(telegram, account.pushing)
        return
    yield ok("webhook", "no webhook keeps updates from this bot")
    if account.fetched_elsewhere is None:
        yield ok("poller", "the service runs; who else polls with its token shows in its log as a conflict")
    elif account.fetched_elsewhere:
        yield wrong(
            "poller",
            "another program polls with this token, so that each gets only a part of the updates",
            "stop the other program, or have @BotFather revoke the token and set the new one here",
        )
    else:
        yield ok("poller", "nobody else polls with this token")


def _pushed(telegram: Telegram, pushing: Pushing) -> Finding:
    """Judge the webhook of a service that wants one."""
    if not pushing.address:
        return wrong(
            "webhook", "Telegram has no webhook for this bot", "frontdesk run sets it when it starts"
        )
    if pushing.address != telegram.webhook.url:
        return wrong(
            "webhook",
            "Telegram pushes the updates of this bot to another address than telegram.webhook.url",
            "stop the program that set it, then start this service anew: it sets its own",
        )
    waiting = f"{pushing.waiting} updates wait to be pushed"
    if pushing.failed_at is None:
        return ok("webhook", f"Telegram pushes updates to telegram.webhook.url; {waiting}")
    says = f"{pushing.failed_at:%Y-%m-%d %H:%M} UTC Telegram could not push: {pushing.trouble}; {waiting}"
    return warning("webhook", says, "where it goes on, look at certificate, proxy, firewall and this log")


def _pushed_elsewhere(telegram: Telegram, pushing: Pushing) -> Finding:
    """Judge a webhook that keeps the updates from a service that polls."""
    if pushing.address == telegram.webhook.url:
        says = "the webhook of this service is still set"
        return warning("webhook", says, "frontdesk run takes it back when it starts to poll")
    return wrong(
        "webhook",
        "a webhook is set for this bot, so polling gets nothing",
        "stop the program that set it and call deleteWebhook, or take a bot of your own; one that a service "
        "with this database set is taken back by frontdesk run",
    )


def clock(ahead_s: float) -> Finding:
    """Say how far this machine's clock is from Telegram's; promises to owners are kept by it."""
    apart = abs(ahead_s)
    if apart <= _SKEW_WARNS_S:
        return ok("clock", "this machine's clock agrees with Telegram's")
    says = f"this machine's clock is {apart:.0f} s {'behind' if ahead_s > 0 else 'ahead of'} Telegram's"
    mend = "let the system keep it by NTP: timedatectl set-ntp true"
    return (wrong if apart > _SKEW_HARMS_S else warning)("clock", says, mend)
