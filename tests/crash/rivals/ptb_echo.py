"""An echo bot as the documentation of python-telegram-bot shows it: what the rig must see losing."""

import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Say the same again."""
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


def main() -> None:
    """Run until killed; `concurrent` behind address and token handles updates side by side."""
    api, token, *how = sys.argv[1:]
    builder = Application.builder().token(token).base_url(f"{api}/bot")
    application = builder.concurrent_updates("concurrent" in how).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling(allowed_updates=Update.ALL_TYPES)


if __name__ == "__main__":
    main()
