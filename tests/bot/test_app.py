"""The whole service on one loop: it starts, works, stops in time and takes up what it left."""

import asyncio
import json
import logging
import os
import signal
import socket
import subprocess
import sys
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from bot import config
from bot.app import App
from bot.sandbox.server import Sandbox
from storage import inbox, outbox
from storage.database import Database, DatabaseInUse
from tests.bot.conftest import TOKEN

CONFIG = """
[desk]
database = "{url}"
[telegram]
api = "{api}"
[telegram.limits]
chat_per_second = 100
[web]
listen = "127.0.0.1:0"
[[estates]]
key = "cuiyuan"
name = "翠园小区"
timezone = "Asia/Shanghai"
staff_chat = {group}
duty_phone = "0571-0000"
"""


class House:
    def __init__(self, sandbox, url, folder):
        self.sandbox = sandbox
        bot = sandbox.add_bot(TOKEN, username="desk_bot", name="Desk")
        self.wang = sandbox.add_person("王芳").id
        group = sandbox.add_group("前台", members=[bot.id])
        self.path = folder / "config.toml"
        self.path.write_text(CONFIG.format(url=url, api=sandbox.url, group=group.id), encoding="utf-8")
        self.environ = {"FRONTDESK__TELEGRAM__TOKEN": TOKEN}
        self.url = url

    def app(self, judging):
        return App(config.load(self.path, self.environ), judging=judging)

    def counts(self):
        database = Database.open(self.url)
        try:
            return database.read_now(inbox.counts), database.read_now(outbox.counts)
        finally:
            database.close()


@pytest.fixture
async def house(url, tmp_path):
    async with Sandbox() as sandbox:
        yield House(sandbox, url, tmp_path)


async def test_message_is_answered_and_stop_leaves_nothing_half_done(house, judging, caplog):
    caplog.set_level(logging.DEBUG)
    with capture_logs() as logs:
        stop, app = asyncio.Event(), house.app(judging)
        running = asyncio.create_task(app.run(stop))
        house.sandbox.people.start(house.wang)
        await house.sandbox.message(house.wang, "翠园小区", timeout_s=20)
        await house.sandbox.until(lambda: len(house.sandbox.called("setMyCommands")) == 3, 20)
        stop.set()
        await running
    assert app.port > 0
    assert [entry["event"] for entry in logs] == ["listening", "stopped"]
    for counted in house.counts():
        assert not {"todo", "doing", "sending", "parked"} & {name for name, count in counted.items() if count}
    told = "\n".join(r.getMessage() for r in caplog.records if not r.name.startswith(("aiohttp", "asyncio")))
    assert TOKEN not in f"{told}{logs}"


async def test_service_that_is_called_and_later_polls_answers_everything_once(house, judging):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    called = {
        "FRONTDESK__TELEGRAM__MODE": "webhook",
        "FRONTDESK__TELEGRAM__WEBHOOK__URL": f"http://127.0.0.1:{port}/hook",
        "FRONTDESK__TELEGRAM__WEBHOOK__SECRET": "0123456789abcdef",
        "FRONTDESK__WEB__LISTEN": f"127.0.0.1:{port}",
    }
    polls = dict(house.environ)
    for environ, text in ((polls | called, "/start"), (polls, "/help"), (polls | called, "/start")):
        house.environ = environ
        house.sandbox.people.write(house.wang, text)
        stop = asyncio.Event()
        running = asyncio.create_task(house.app(judging).run(stop))
        latest = house.sandbox.messages(house.wang)[-1].id
        await house.sandbox.message(house.wang, "", after=latest, timeout_s=20)
        stop.set()
        await running
    assert len([one for one in house.sandbox.messages(house.wang) if one.is_bot]) == 3
    assert len(house.sandbox.called("deleteWebhook")) == 1
    assert house.counts()[0] == {"done": 3}


async def test_what_came_while_nobody_ran_is_answered_by_the_next_service(house, judging):
    for text in ("/start", "/help"):
        house.sandbox.people.write(house.wang, text)
        stop = asyncio.Event()
        running = asyncio.create_task(house.app(judging).run(stop))
        latest = house.sandbox.messages(house.wang)[-1].id
        await house.sandbox.message(house.wang, "", after=latest, timeout_s=20)
        stop.set()
        await running
    assert len([one for one in house.sandbox.messages(house.wang) if one.is_bot]) == 2


async def test_what_a_killed_service_had_begun_is_finished(house, judging):
    chat = {"id": house.wang, "type": "private"}
    message = {"message_id": 1, "date": 1, "chat": chat, "from": {"id": house.wang}, "text": "/start"}
    raw = json.dumps({"update_id": 1, "message": message})
    house.sandbox.people.start(house.wang)
    house.sandbox.world.bot(None).updates.drop()
    database = Database.open(house.url)
    database.write_now(
        lambda work: inbox.keep(work, channel="telegram", key="1", lane=str(house.wang), raw=raw)
    )
    assert database.write_now(lambda work: inbox.claim(work, limit=1, busy=()))
    database.close()
    stop = asyncio.Event()
    running = asyncio.create_task(house.app(judging).run(stop))
    await house.sandbox.message(house.wang, "翠园小区", timeout_s=20)
    stop.set()
    await running


async def test_send_on_its_way_is_waited_for(house, judging):
    house.sandbox.faults.add("delay", method="sendMessage", delay_s=0.3)
    house.sandbox.people.start(house.wang)
    stop = asyncio.Event()
    running = asyncio.create_task(house.app(judging).run(stop))
    await house.sandbox.until(lambda: house.sandbox.called("getMe"), 20)
    while not any(counted.get("sending") for counted in house.counts()):
        await asyncio.sleep(0)
    stop.set()
    await running
    assert house.counts()[1].get("sending", 0) == 0
    assert len([one for one in house.sandbox.messages(house.wang) if one.is_bot]) == 1


async def test_second_service_on_one_file_is_refused(house, judging):
    stop = asyncio.Event()
    running = asyncio.create_task(house.app(judging).run(stop))
    await house.sandbox.until(lambda: house.sandbox.called("getMe"), 20)
    with pytest.raises(DatabaseInUse):
        await house.app(judging).run(asyncio.Event())
    stop.set()
    await running


async def test_address_in_use_is_told_as_it_is(house, judging):
    taken = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = taken.sockets[0].getsockname()[1]
    house.environ["FRONTDESK__WEB__LISTEN"] = f"127.0.0.1:{port}"
    with pytest.raises(OSError, match="address"):
        await house.app(judging).run(asyncio.Event())
    taken.close()
    await taken.wait_closed()


@asynccontextmanager
async def service(house):
    """Run the service as a process of its own until the block ends, however it ends."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "run",
        "--config",
        str(house.path),
        env=os.environ | house.environ,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def test_sigterm_ends_the_process_with_success(house):
    async with service(house) as process:
        house.sandbox.people.start(house.wang)
        await house.sandbox.message(house.wang, "翠园小区", timeout_s=20)
        process.send_signal(signal.SIGTERM)
        _, told = await process.communicate()
    assert process.returncode == 0
    assert b'"stopped"' in told
    assert TOKEN.encode() not in told


async def test_service_reads_its_rules_anew_when_it_is_told_to(house, tmp_path):
    rules = tmp_path / "rules"
    rules.mkdir()
    house.environ["FRONTDESK__NLP__RULES"] = str(rules)
    async with service(house) as process:
        house.sandbox.people.start(house.wang)
        await house.sandbox.message(house.wang, "翠园小区", timeout_s=20)
        process.send_signal(signal.SIGHUP)
        await until_told(process, b"read anew")
        (rules / "own.toml").write_text("= 1\n", encoding="utf-8")
        process.send_signal(signal.SIGHUP)
        assert b"own.toml:1" in await until_told(process, b"stay as they were")
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0


async def until_told(process, words):
    async with asyncio.timeout(20):
        while words not in (line := await process.stderr.readline()):
            assert line, "the service ended"
    return line


def test_what_the_first_poll_does_not_need_is_not_imported():
    heavy = "('jieba', 'opencc', 'alembic', 'aiogram', 'aiohttp', 'apscheduler', 'telegram')"
    code = f"import sys, bot.app; sys.exit(str([name for name in {heavy} if name in sys.modules]))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)
    assert found.stderr.strip() == "[]"
