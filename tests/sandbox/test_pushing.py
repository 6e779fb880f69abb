"""Updates pushed over HTTP: with the secret, again until they are taken, several at once, to anybody's bot."""

import asyncio
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from telegram import Update
from telegram.ext import Application, MessageHandler, filters

from bot.sandbox.server import Sandbox

SECRET = "s3cret_of-the-test"


@dataclass
class Listener:
    """An HTTP server that answers with the codes it is told to, then 200."""

    url: str = ""
    codes: list = field(default_factory=list)
    got: list = field(default_factory=list)
    secrets: list = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    slow_s: float = 0
    pause: str = ""

    async def handle(self, request):
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.slow_s)
        self.at_once -= 1
        self.got.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        headers = {"Retry-After": self.pause} if self.pause else {}
        return web.Response(status=self.codes.pop(0) if self.codes else 200, headers=headers)


@pytest.fixture
async def listener():
    here = Listener()
    app = web.Application()
    app.router.add_post("/hook", here.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    here.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield here
    await runner.cleanup()


async def nothing_waits(place):
    await place.sandbox.until(lambda: not place.bot.updates.pending())


def texts(listener):
    return sorted(update["message"]["text"] for update in listener.got)


async def test_what_waited_and_what_comes_is_pushed_with_the_secret(place, listener):
    place.people.write(place.wang, "一")
    await place.client("setWebhook", url=listener.url, secret_token=SECRET)
    await nothing_waits(place)
    place.people.write(place.wang, "二")
    await nothing_waits(place)
    assert (texts(listener), set(listener.secrets)) == (["一", "二"], {SECRET})


async def test_what_is_not_taken_comes_again_and_the_trouble_is_told(place, listener):
    listener.codes = [503, 500]
    place.people.write(place.wang, "一")
    await place.client("setWebhook", url=listener.url)
    await nothing_waits(place)
    assert texts(listener) == ["一", "一", "一"]
    info = await place.client("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"
    assert info["pending_update_count"] == 0


async def test_no_more_connections_are_used_than_were_wished(place, listener):
    listener.slow_s = 0.01
    for number in range(12):
        place.bot.updates.push("message", {"chat": {"id": number}, "text": str(number)})
    await place.client("setWebhook", url=listener.url, max_connections=3)
    await nothing_waits(place)
    assert (len(listener.got), listener.most_at_once) == (12, 3)


async def test_updates_of_one_chat_come_one_after_the_other_in_their_order(place, listener):
    listener.codes = [503]
    for number in range(5):
        place.people.write(place.wang, str(number))
    await place.client("setWebhook", url=listener.url)
    await nothing_waits(place)
    assert [update["message"]["text"] for update in listener.got] == ["0", *"01234"]
    assert listener.most_at_once == 1


async def test_pause_that_is_wished_for_is_made(place, listener):
    listener.codes, listener.pause = [503], "1"
    place.people.write(place.wang, "一")
    began = asyncio.get_running_loop().time()
    await place.client("setWebhook", url=listener.url)
    await nothing_waits(place)
    assert asyncio.get_running_loop().time() - began > 0.9


async def test_deleting_the_webhook_leaves_what_waits_to_be_fetched(place):
    await place.client("setWebhook", url="http://127.0.0.1:9/hook")
    place.people.write(place.wang, "一")
    await place.client("deleteWebhook")
    assert len(await place.client("getUpdates")) == 1


@pytest.mark.parametrize("url", ["http://example.com/hook", "ftp://example.com"])
async def test_an_address_elsewhere_has_to_be_https(place, url):
    assert "HTTPS" in await place.client.refused("setWebhook", url=url)


async def test_a_secret_has_letters_that_fit_a_header(place, listener):
    assert "unallowed" in await place.client.refused("setWebhook", url=listener.url, secret_token="a b")


async def test_a_plain_webhook_bot_of_the_library_lives_here(sandbox: Sandbox, unused_port):
    bot = sandbox.add_bot("2002:AAptb", username="ptb_bot")
    wang = sandbox.add_person("王芳")
    base = f"{sandbox.url}/bot"
    app = Application.builder().token(bot.token).base_url(base).build()
    app.add_handler(MessageHandler(filters.TEXT, lambda update, _: echo(update)))
    async with app:
        await app.updater.start_webhook(
            port=unused_port,
            url_path="hook",
            secret_token=SECRET,
            webhook_url=f"http://127.0.0.1:{unused_port}/hook",
        )
        await app.start()
        sandbox.people.start(wang.id)
        sandbox.people.write(wang.id, "你好")
        await sandbox.message(wang.id, "听到了 你好")
        await app.updater.stop()
        await app.stop()


async def echo(update: Update):
    await update.message.reply_text(f"听到了 {update.message.text}")


@pytest.fixture
async def unused_port():
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return port
