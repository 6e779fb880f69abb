"""Every way in and out, by the name its section has in the configuration."""

from bot.channels import telegram

CHANNELS = {"telegram": telegram.open_channel}
