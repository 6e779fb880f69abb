"""Updates pushed by Telegram to an address of ours: asked for, called off, and how it goes."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bot.channel import Pushing, SendFailed, Sent
from bot.channels.telegram.asking import Ask, field
from bot.channels.telegram.writing import Call

# The name of the header; what stands in it is the secret.
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105
# Telegram's default; it allows 1 to 100.
AT_ONCE = 40
_LONGEST_TROUBLE = 160


async def push_to(ask: Ask, address: str, secret: str, kinds: Sequence[str]) -> Sent | SendFailed:
    """Set the webhook; what waits at Telegram stays and is pushed, never dropped."""
    wish = {
        "url": address,
        "secret_token": secret,
        "max_connections": AT_ONCE,
        "allowed_updates": list(kinds),
    }
    result = await ask(Call("setWebhook", wish))
    return result if isinstance(result, SendFailed) else Sent(())


async def push_nowhere(ask: Ask) -> Sent | SendFailed:
    """Delete the webhook; what waits stays, to be fetched."""
    result = await ask(Call("deleteWebhook", {}))
    return result if isinstance(result, SendFailed) else Sent(())


async def pushing(ask: Ask) -> Pushing | SendFailed:
    """Ask how it goes."""
    info = await ask(Call("getWebhookInfo", {}))
    return info if isinstance(info, SendFailed) else told(info)


def keeps_from_fetching(refusal: SendFailed) -> bool:
    """Tell whether getUpdates was refused because a webhook is set."""
    return "webhook is active" in refusal.detail


def is_fetched_elsewhere(refusal: SendFailed) -> bool:
    """Tell whether getUpdates was ended because another program called it."""
    return "terminated by other" in refusal.detail


def told(info: Any) -> Pushing:
    """Return what an answer to getWebhookInfo says; what it leaves out is nothing."""
    waiting, failed = field(info, "pending_update_count"), field(info, "last_error_date")
    trouble = field(info, "last_error_message")
    return Pushing(
        address=str(field(info, "url") or ""),
        waiting=waiting if isinstance(waiting, int) else 0,
        failed_at=datetime.fromtimestamp(failed, UTC) if isinstance(failed, int) and failed else None,
        trouble=" ".join(trouble.split())[:_LONGEST_TROUBLE] if isinstance(trouble, str) else "",
    )
