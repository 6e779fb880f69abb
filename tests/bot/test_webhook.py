"""The door for pushed updates: open to the secret alone, 200 after the commit, 503 when nothing can be kept."""

import asyncio
import io
import json
import random
import sqlite3
from contextlib import asynccontextmanager, contextmanager

import aiohttp
import pytest
import structlog
from aiohttp import web as http

from bot import webhook as module
from bot.webhook import LARGEST_BODY, MOST_LEVELS, Webhook, readable
from storage import inbox, outbox

SECRET = "0123456789abcdef"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
RIGHT = {HEADER: SECRET}
DANGER = "电梯里有人被困了"


class Door:
    """The webhook of an office on a port of its own, and a client that says anything to it."""

    def __init__(self, office, webhook, port, session, stop):
        self.office = office
        self.webhook = webhook
        self.port = port
        self.session = session
        self.stop = stop

    async def post(self, body, headers=None, method="POST"):
        """Return code and body of the answer."""
        url = f"http://127.0.0.1:{self.port}/hook"
        body = json.dumps(body).encode() if isinstance(body, dict) else body
        data = io.BytesIO(body) if isinstance(body, bytes) else body
        async with self.session.request(
            method, url, data=data, headers=RIGHT if headers is None else headers
        ) as a:
            assert (a.headers.get("Retry-After") == "2") == (a.status == 503)
            return a.status, await a.read()

    async def code(self, body, headers=None, method="POST"):
        return (await self.post(body, headers, method))[0]

    async def raw(self, head, body="", *, ends=False):
        """Send a head with the secret, and no more than this body; return what comes back."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        lines = [
            "POST /hook HTTP/1.1",
            "Host: x",
            f"{HEADER}: {SECRET}",
            *head,
            "Connection: close",
            "",
            body,
        ]
        writer.write("\r\n".join(lines).encode())
        if ends:
            writer.write_eof()
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
        return answer

    async def kept(self):
        return (await self.office.inbox_counts()).get("todo", 0)

    async def parked(self):
        return await self.office.database.read(inbox.parked)


@asynccontextmanager
async def opened(office, **options):
    webhook = Webhook(office.channel, office.receiver, SECRET, **options)
    app = http.Application()
    app.router.add_post("/hook", webhook.handle)
    runner = http.AppRunner(
        app, access_log=None, lingering_time=0.1, shutdown_timeout=1, auto_decompress=False
    )
    await runner.setup()
    await http.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession() as session:
        yield Door(office, webhook, runner.addresses[0][1], session, runner.cleanup)
    await runner.cleanup()
    await webhook.close()


@pytest.fixture
async def door(office):
    async with opened(office) as here:
        yield here


def update(office, number=1, text="厨房漏水", who=None):
    who = who or office.wang
    chat = {"id": who, "type": "private"}
    sender = {"id": who, "is_bot": False, "first_name": "王芳"}
    message = {"message_id": number, "date": 1, "chat": chat, "from": sender, "text": text}
    return {"update_id": number, "message": message}


@contextmanager
def locked(office):
    """Somebody else holds the write lock: storage gives up after its patience."""
    other = sqlite3.connect(office.url.removeprefix("sqlite:///"))
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.rollback()
        other.close()


async def test_update_with_the_secret_is_kept_before_it_is_answered(office, door):
    assert await door.post(update(office)) == (200, b"")
    assert await door.kept() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {HEADER: ""},
        {HEADER: SECRET + "0"},
        {HEADER: SECRET[:-1]},
        {HEADER: SECRET.upper()},
        {HEADER: f" {SECRET}0"},
        {HEADER: "geheim-und-mit-ü"},
        {"Authorization": SECRET},
        {"X-Forwarded-For": "149.154.167.220", "X-Real-IP": "149.154.167.220"},
    ],
)
async def test_nobody_gets_in_without_the_secret_and_nothing_is_sent_back(office, door, headers):
    assert await door.post(update(office), headers) == (401, b"")
    assert await door.kept() == 0


async def test_secret_said_twice_is_refused(office, door):
    told = await door.raw([f"{HEADER}: {SECRET}", "Content-Length: 2"], "{}")
    assert told.startswith(b"HTTP/1.1 401 ")


async def test_wrong_secret_is_refused_before_a_byte_of_the_body_is_read(door):
    head = f"POST /hook HTTP/1.1\r\nHost: x\r\n{HEADER}: wrong\r\nContent-Length: 1000000\r\n\r\n"
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    writer.write(head.encode())
    assert (await reader.readline()).startswith(b"HTTP/1.1 401 ")
    writer.close()
    await writer.wait_closed()


def test_secret_is_compared_in_constant_time(monkeypatch, office_less):
    compared = []
    monkeypatch.setattr(module.hmac, "compare_digest", lambda a, b: compared.append((a, b)) or False)
    assert not office_less._knows(type("Request", (), {"headers": Headers()})())
    assert compared == [(b"said", SECRET.encode())]


class Headers:
    def getall(self, *_):
        return ["said"]


@pytest.fixture
def office_less():
    channel = type("Channel", (), {"push_header": HEADER})()
    return Webhook(channel, None, SECRET)


def test_webhook_without_a_secret_cannot_be_made():
    with pytest.raises(ValueError, match="secret"):
        Webhook(None, None, "")


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_only_post_is_answered(door, method):
    assert await door.code(b"{}", method=method) == 405


async def test_body_may_be_as_large_as_a_megabyte_and_no_larger(office, door):
    full = json.dumps(update(office)).encode()
    assert await door.code(full + b" " * (LARGEST_BODY - len(full))) == 200
    assert await door.code(full + b" " * (LARGEST_BODY - len(full) + 1)) == 413
    assert await door.kept() == 1


async def test_body_in_chunks_is_kept_and_its_size_limited(office, door):
    full = json.dumps(update(office)).encode()

    async def pieces():
        for start in range(0, len(full), 7):
            yield full[start : start + 7]

    async def too_much():
        for _ in range(LARGEST_BODY // 65536 + 2):
            yield b" " * 65536

    assert await door.code(pieces()) == 200
    try:
        assert await door.code(too_much()) == 413
    except aiohttp.ClientConnectionError:
        assert door.webhook.answers[413] == 1, "the rest was not waited for"
    assert await door.kept() == 1


@pytest.mark.parametrize("length", ["-1", "1e3", "0x10", "9" * 30, "7, 7", "abc"])
async def test_length_that_is_none_is_refused(door, length):
    told = await door.raw([f"Content-Length: {length}"], "{}")
    assert told.split()[1:2] in ([b"400"], [b"413"])
    assert await door.kept() == 0


async def test_body_that_breaks_off_is_not_kept(office, door):
    body = json.dumps(update(office))
    assert await door.raw([f"Content-Length: {len(body) + 9}"], body, ends=True) == b""
    await until(lambda: door.webhook.answers)
    assert door.webhook.answers == {400: 1}
    assert await door.kept() == 0
    assert await door.parked() == []


async def test_body_that_does_not_come_is_not_waited_for(door, monkeypatch):
    monkeypatch.setattr(module, "READ_WITHIN_S", 0.05)
    head = f"POST /hook HTTP/1.1\r\nHost: x\r\n{HEADER}: {SECRET}\r\nContent-Length: 10\r\n\r\n{{"
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    writer.write(head.encode())
    assert (await reader.readline()).startswith(b"HTTP/1.1 408 ")
    writer.close()
    await writer.wait_closed()


async def test_packed_body_is_refused_unopened(door):
    assert await door.code(b"\x1f\x8b" + b"0" * 100, RIGHT | {"Content-Encoding": "gzip"}) == 415


@pytest.mark.parametrize(
    "body",
    [
        {"update_id": 1, "of_2031": {"?": []}},
        {"update_id": 2**80},
        {"update_id": None},
        {"update_id": 7, "message": {"chat": {"id": "x"}}},
        {},
    ],
)
async def test_update_of_an_unknown_kind_is_kept_once_and_finished(office, door, body):
    for _ in range(2):
        assert await door.code(body) == 200
    assert await door.kept() == 1
    await office.work()
    assert (await office.inbox_counts())["done"] == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"null",
        b'"text"',
        b"{",
        b'{"a": "\xff"}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"a":' * (MOST_LEVELS + 1) + b"1" + b"}" * (MOST_LEVELS + 1),
        b'{"update_id": ' + b"9" * 5000 + b"}",
    ],
)
async def test_what_is_no_update_is_put_aside_once_and_never_comes_again(door, body):
    for _ in range(2):
        assert await door.code(body) == 200
    (row,) = await door.parked()
    assert row.error == "this is no update that can be read"
    assert json.loads(row.raw)["unreadable"][:5] == body[:5].decode()
    assert await door.kept() == 0


def test_depth_is_counted_in_levels():
    def nested(levels):
        return b'{"a":' * levels + b"1" + b"}" * levels

    assert readable(nested(MOST_LEVELS)) is not None
    assert readable(nested(MOST_LEVELS + 1)) is None
    assert readable(b'{"a": [[1, {"b": []}]], "c": "' + b"[" * 500 + b'"}') is not None


async def test_delivery_that_comes_again_is_kept_once(office, door):
    for _ in range(3):
        assert await door.code(update(office)) == 200
    assert await door.kept() == 1
    assert (office.receiver.received, office.receiver.known) == (3, 2)


async def test_forty_deliveries_at_once_in_any_order_share_commits_and_are_kept_once(office, door):
    numbers = list(range(1, 41))
    random.Random(1).shuffle(numbers)
    before = office.database.commits
    codes = await asyncio.gather(*(door.code(update(office, number)) for number in numbers for _ in "ab"))
    assert set(codes) == {200}
    assert await door.kept() == 40
    assert office.database.commits - before < 40


async def test_nothing_is_confirmed_that_was_not_kept(office, door):
    with locked(office):
        assert await door.post(update(office)) == (503, b"")
        assert await door.code(b"junk") == 503
    assert (await door.kept(), await door.parked()) == (0, [])
    assert await door.code(update(office)) == 200
    assert await door.kept() == 1


async def test_commit_that_takes_too_long_is_answered_503_and_its_repetition_is_known(office):
    async with opened(office, keep_within_s=0.01) as door:
        with locked(office):
            assert await door.code(update(office)) == 503
    async with opened(office) as door:
        assert await door.code(update(office)) == 200
        assert await door.kept() == 1


async def test_more_at_once_than_a_channel_sends_is_refused(office, door, monkeypatch):
    monkeypatch.setattr(module, "MOST_AT_ONCE", 0)
    assert await door.code(update(office)) == 503


async def test_bug_is_answered_503_and_told_without_words(office, door, monkeypatch):
    async def fails(*_):
        raise RuntimeError("厨房漏水")

    monkeypatch.setattr(office.receiver, "take", fails)
    with structlog.testing.capture_logs() as logs:
        assert await door.post(update(office)) == (503, b"")
    assert logs[0]["event"] == "a delivery was not kept"


async def test_safety_words_are_queued_with_the_commit_that_keeps_the_message(office, door):
    assert await door.code(update(office, text=DANGER)) == 200
    rows = await office.database.read(outbox.counts)
    assert rows == {"todo": 1}
    await office.deliver()
    assert "0571-0000" in office.said()[0]


async def test_danger_is_told_from_memory_once_however_often_it_comes_while_nothing_can_be_kept(office, door):
    with locked(office):
        codes = await asyncio.gather(*(door.code(update(office, text=DANGER)) for _ in range(4)))
        assert await door.code(update(office, text=DANGER)) == 503
    assert set(codes) == {503}
    assert len(office.said()) == 1
    assert "0571-0000" in office.said()[0]
    assert len(office.said(office.group)) == 1


async def test_delivery_on_its_way_is_answered_when_the_service_stops(office):
    with locked(office):
        async with opened(office) as door:
            waiting = asyncio.create_task(door.post(update(office)))
            await until(lambda: door.webhook._keeping)
            await door.stop()
            assert await waiting == (503, b"")


async def until(look):
    async with asyncio.timeout(5):
        while not look():
            await asyncio.sleep(0)
