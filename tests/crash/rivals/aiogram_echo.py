"""An echo bot as the documentation of aiogram shows it."""

import asyncio
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message


async def echo(message: Message) -> None:
    """Say the same again."""
    await message.send_copy(chat_id=message.chat.id)


async def main() -> None:
    """Run until killed; `one-by-one` behind address and token waits for each handler."""
    api, token, *how = sys.argv[1:]
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(api)))
    dispatcher = Dispatcher()
    dispatcher.message.register(echo)
    await dispatcher.start_polling(bot, handle_as_tasks="one-by-one" not in how)


if __name__ == "__main__":
    asyncio.run(main())
