"""A plain aiogram bot, written as its documentation shows."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    BufferedInputFile,
    CallbackQuery,
    ChatMemberUpdated,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
    ReactionTypeEmoji,
)

from bot.sandbox.files import PIXEL
from bot.sandbox.server import Sandbox

TOKEN = "3003:AAaiogram"


async def start(message: Message, command: CommandObject) -> None:
    keyboard = InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text="抢单", callback_data="claim:1")]]
    )
    await message.answer(f"*你好* {command.args or ''}", parse_mode="MarkdownV2", reply_markup=keyboard)


async def claim(query: CallbackQuery) -> None:
    await query.answer("已抢到", show_alert=True)
    await query.message.edit_text(f"{query.from_user.first_name} 处理中", reply_markup=None)


async def photo(message: Message, bot: Bot) -> None:
    content = await bot.download(message.photo[-1])
    await message.reply_photo(BufferedInputFile(content.read(), "copy.png"), caption="收到")
    await message.copy_to(message.chat.id)
    await message.react([ReactionTypeEmoji(emoji="👍")])


async def facts(message: Message, bot: Bot) -> None:
    chat = await bot.get_chat(message.chat.id)
    admins = await bot.get_chat_administrators(message.chat.id)
    await bot.set_my_commands(
        [BotCommand(command="list", description="工单")],
        scope=BotCommandScopeChat(chat_id=chat.id),
    )
    files = [InputMediaPhoto(media=BufferedInputFile(PIXEL, f"{name}.png"), caption=name) for name in "甲乙"]
    await message.answer_media_group(files)
    await message.answer(f"{chat.title} {len(admins)}")


async def echo(message: Message) -> None:
    await message.reply(message.text)


async def edited(message: Message) -> None:
    await message.answer(f"改成了 {message.text}")


async def joined(event: ChatMemberUpdated, bot: Bot) -> None:
    await bot.send_message(
        event.chat.id, f"{event.new_chat_member.user.first_name} {event.new_chat_member.status}"
    )


@asynccontextmanager
async def running(sandbox: Sandbox) -> AsyncIterator[Bot]:
    sandbox.add_bot(TOKEN, username="aiogram_bot")
    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url))
    dispatcher = Dispatcher()
    dispatcher.message(CommandStart())(start)
    dispatcher.message(Command("facts"))(facts)
    dispatcher.message(F.photo)(photo)
    dispatcher.message(F.text)(echo)
    dispatcher.edited_message()(edited)
    dispatcher.callback_query(F.data == "claim:1")(claim)
    dispatcher.chat_member()(joined)
    async with Bot(TOKEN, session=session) as bot:
        polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, polling_timeout=2))
        yield bot
        await dispatcher.stop_polling()
        await polling
