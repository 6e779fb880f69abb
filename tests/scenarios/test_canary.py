"""A whole run with words that must not be told: no log, figure, record or complaint tells one of them.

Everything a person wrote, who they are, and every secret is a canary here. The run takes all kinds of messages,
refusals, faults, parked rows, junk at the webhook and each command that an operator may type.
"""

import asyncio
import io
import logging
import sqlite3
from contextlib import contextmanager

import aiohttp
import pytest
import structlog
from click.testing import CliRunner

from bot import logs
from bot.__main__ import main
from bot.demonstration.stage import STAFF_CHAT, TOKEN, stage
from tests.canaries import told
from tests.scenarios.scene import ESTATE, MONDAY_TEN, OWNER, WANG, Scene
from tests.scenarios.test_pushed import SECRET, port, pushed_to

__all__ = ["port"]

NAME, WORD, PHONE, HOME, CARD, FILE = (
    "金丝雀甲",
    "金丝雀之词",
    "13912340099",
    "7-3-1902",
    "330106199001011234",
    "金丝雀.pdf",
)
NOTE, CAPTION, ALBUM, WRONG = "金丝雀备注", "金丝雀照片", "金丝雀相册", "canary-wrong-secret-12345"
JUNK, KIND = "canary-junk", "canary_kind"
CANARIES = (NAME, WORD, PHONE, HOME, CARD, FILE, NOTE, CAPTION, ALBUM, WRONG, JUNK, KIND, SECRET, TOKEN)
HEADER = "X-Telegram-Bot-Api-Secret-Token"
# What the operator asks to be shown whole: people's words, never a secret.
SHOWN_TO_OPERATOR = (SECRET, TOKEN, WRONG)


class Poisoned:
    """A classifier with a bug that names what it met."""

    def __init__(self, judging):
        self.ready, self.reload, self._judge = judging.ready, judging.reload, judging.judge

    def judge(self, text):
        if "毒" in text:
            raise RuntimeError(f"a rule that fails on {text}")
        return self._judge(text)


@contextmanager
def everything_logged():
    """Yield what the log says as an operator would read it at DEBUG, and beside it what the filter was given."""
    out, given = io.StringIO(), []
    root = logging.getLogger()
    before = root.handlers[:], root.level
    logs.configure(secrets=[TOKEN, SECRET], level="DEBUG", stream=out)

    def note(_logger, _method, event):
        given.append({name: value for name, value in event.items() if name != "exc_info"})
        return event

    structlog.configure(processors=[note, *structlog.get_config()["processors"]])
    yield out, given
    root.handlers[:], level = before
    root.setLevel(level)
    structlog.reset_defaults()


async def life(scene):
    """Let people do everything that may go wrong or be told of."""
    hands, box = scene.box.people, scene.box
    box.add_person(NAME, number=OWNER, username="canary_user")
    hands.start(OWNER, payload=WORD)
    box.faults.add("slow_down", method="sendMessage", retry_after=1)
    box.faults.add("bad_gateway", method="sendMessage")
    box.faults.add("lose_answer", method="editMessageText")
    first = scene.write(OWNER, f"{HOME} 厨房水管漏水 {WORD},我是{NAME},电话{PHONE},证件{CARD}")
    card = await scene.card("厨房水管漏水")
    await scene.toast(scene.press(WANG, card, "接单"))
    hands.edit(OWNER, first, f"{HOME} 厨房水管漏水得更厉害 {WORD}")
    scene.write(WANG, f"// {NOTE}", STAFF_CHAT, card)
    scene.write(WANG, f"马上来 {WORD}", STAFF_CHAT, card)
    for command in ("/find", "/intake", "查", "/nonsense"):
        scene.write(WANG, f"{command} {HOME} {WORD}", STAFF_CHAT)
    hands.send(OWNER, "photo", caption=CAPTION)
    hands.send(OWNER, "voice")
    hands.send(OWNER, "document", name=FILE)
    hands.album(OWNER, [ALBUM, ""])
    hands.location(OWNER, 30.25, 120.16)
    hands.contact(OWNER, PHONE)
    hands.sticker(OWNER, "🌹")
    hands.press(OWNER, (await scene.reads(OWNER, button="不用来了")).id, data=f"forged {WORD}")
    stranger = box.add_person(NAME).id
    hands.start(stranger)
    scene.write(stranger, f"电梯里有人被困了 {WORD} {PHONE}")
    await scene.reads(stranger, "0571")
    hands.block(stranger)
    scene.write(OWNER, f"毒 {WORD} {PHONE}")
    box.world.bot(None).updates.push(KIND, {"chat": {"id": OWNER}, "text": WORD})


async def knock(port):
    """Say everything to the webhook that it refuses or cannot read."""
    url = f"http://127.0.0.1:{port}/hook"
    for line in (f"POST /hook {JUNK} HTTP/1.1", f"POST /{JUNK}\x00 HTTP/1.1\r\n{HEADER}: {SECRET}"):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"{line}\r\nX-More: {WORD}\r\n\r\n".encode())
        assert b" 400 " in await reader.read()
        writer.close()
        await writer.wait_closed()
    async with aiohttp.ClientSession() as session:
        for secret, body in (
            (WRONG, WORD),
            (SECRET, JUNK),
            (SECRET, "[" * 5000 + JUNK),
            (SECRET, JUNK * 200_000),
        ):
            async with session.post(url, data=io.BytesIO(body.encode()), headers={HEADER: secret}) as answer:
                assert await answer.read() == b""


async def figures(port):
    async with aiohttp.ClientSession() as session:
        texts = []
        for path in ("metrics", "readyz", "healthz"):
            async with session.get(f"http://127.0.0.1:{port}/{path}") as answer:
                texts.append(await answer.text())
        return "\n".join(texts)


async def commanded(config, environ, *words):
    """Run a command and return all that it printed."""
    run = CliRunner().invoke
    result = await asyncio.to_thread(lambda: run(main, [*words, "--config", str(config)], env=environ))
    return f"{result.output}{result.stderr}{result.exception!r}"


def records(file):
    """Return all that is kept beside the words themselves: the journal, errors, timers' kinds, settings."""
    found = sqlite3.connect(file)
    try:
        questions = (
            "SELECT * FROM journal",
            "SELECT state, error, lane FROM inbox",
            "SELECT state, error, dedupe_key FROM outbox",
            "SELECT kind, error FROM timers",
            "SELECT name FROM settings",
        )
        return "\n".join(str(found.execute(question).fetchall()) for question in questions)
    finally:
        found.close()


async def test_nothing_that_must_not_be_told_is_told(judging, sqlite_url, port, tmp_path, monkeypatch):
    monkeypatch.setattr("bot.worker.PARK_AFTER", 1)
    environ = pushed_to(port)
    file = sqlite_url.removeprefix("sqlite:///")
    with everything_logged() as (out, given):
        async with stage(
            start=MONDAY_TEN,
            estates=ESTATE,
            judging=Poisoned(judging),
            database=sqlite_url,
            environ=environ,
        ) as here:
            scene = Scene(here)
            await life(scene)
            await knock(port)
            await here.sandbox.until(lambda: "parked: see" in out.getvalue(), 10)
            await scene.quiet()
            config = tmp_path / "config.toml"
            config.write_text(ESTATE, encoding="utf-8")
            environ |= {
                "FRONTDESK__TELEGRAM__TOKEN": TOKEN,
                "FRONTDESK__TELEGRAM__API": here.sandbox.url,
                "FRONTDESK__DESK__DATABASE": sqlite_url,
            }
            shown = [await figures(port)]
            for words in (
                ("doctor",),
                ("check",),
                ("verify",),
                ("parked", "list"),
                ("parked", "list", "--json"),
            ):
                shown.append(await commanded(config, environ, *words))
            to_operator = [await commanded(config, environ, "parked", "show", "in-1")]
            broken = environ | {"FRONTDESK__TELEGRAM__WEBHOOK__SECRET": WRONG + "?"}
            shown.append(await commanded(config, broken, "check"))
    assert ": sound\n" in "".join(shown)
    assert "an update is parked" in out.getvalue()
    assert "a delivery cannot be read" in out.getvalue()
    assert "a message was not sent" in out.getvalue()
    assert told(out.getvalue(), CANARIES) == []
    assert told(str(given), CANARIES) == [], "the filter is a net, and nothing may fall into it"
    assert told("\n".join(shown), CANARIES) == []
    assert told("\n".join(to_operator), SHOWN_TO_OPERATOR) == []
    assert told(records(file), CANARIES) == []


@pytest.mark.parametrize(
    "shape",
    [
        f'{{"text": "{WORD}"}}',
        repr(WORD.encode()),
        ascii(WORD),
        "%E9%87%91%E4%B8%9D%E9%9B%80%E4%B9%8B%E8%AF%8D",
    ],
)
def test_a_canary_is_found_in_every_shape(shape):
    assert told(shape, CANARIES) == [WORD]
