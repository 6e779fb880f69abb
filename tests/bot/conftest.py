"""The loops of the service, stepped by hand: real storage, the sandbox on the other side, clocks that stand still."""

import shutil
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

import nlp
from bot.bell import Bell
from bot.channels import CHANNELS
from bot.courier import Courier
from bot.pacing import Pacing
from bot.pauses import Pauses
from bot.receiver import Receiver
from bot.sandbox.server import Sandbox
from bot.worker import Worker
from handlers import texts
from handlers.desk import Desk, Estate
from handlers.messages import Outgoing
from storage import inbox, outbox
from storage.database import Database
from storage.records import Delivery, NewOutbox, Priority

TOKEN = "1001:AAcanaryToken_0123456789-abcdefghij"


_IN_BODY = ("edit_role", "reply_role", "reply_to", "pin")


@dataclass
class Machine:
    """Time of the machine, moved by tests only."""

    at: datetime = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    slept: list = field(default_factory=list)

    def now(self):
        return self.at

    def monotonic(self):
        return self.at.timestamp()

    def pass_(self, seconds):
        self.at += timedelta(seconds=seconds)

    async def sleep(self, seconds):
        self.slept.append(seconds)
        self.pass_(seconds)


@dataclass
class Office:
    """Everything of one service, and the people on the other side."""

    sandbox: Sandbox
    bot: object
    wang: int
    li: int
    group: int
    url: str
    machine: Machine
    database: Database
    desk: Desk
    channel: object
    receiver: Receiver
    worker: Worker
    courier: Courier

    async def receive(self):
        return await self.receiver.step(0)

    async def work(self):
        while await self.worker.claim():
            await self.worker.drain()

    async def deliver(self, seconds=0, step=0.25):
        """Send what may go, and go on for so many seconds of the machine's time."""
        until = self.machine.monotonic() + seconds
        while True:
            while await self.courier.claim():
                await self.courier.drain()
            if self.machine.monotonic() >= until:
                return
            self.machine.pass_(step)

    def restart_courier(self):
        """Let another process go on with the sending."""
        pacing = Pacing(per_second=30, chat_per_second=1, group_per_minute=20, clock=self.machine.monotonic)
        self.courier = Courier(
            self.channel,
            self.database,
            self.desk,
            bell=Bell(),
            pacing=pacing,
            pauses=Pauses(self.machine.monotonic),
            sleep=self.machine.sleep,
        )

    async def put(self, text, *, chat=None, key=None, **values):
        body = {name: values.pop(name) for name in _IN_BODY if name in values}
        row = NewOutbox(
            dedupe_key=key or text,
            channel="telegram",
            chat=str(chat or self.wang),
            ticket=values.pop("ticket", None),
            klass=values.pop("klass", Delivery.must_arrive),
            priority=values.pop("priority", Priority.update),
            body=replace(Outgoing(text=text), **body).as_json(),
            **values,
        )
        return await self.database.write(lambda work: outbox.put(work, row))

    async def outbox(self, row):
        return await self.database.read(lambda work: outbox.get(work, row))

    async def inbox_counts(self):
        return await self.database.read(inbox.counts)

    def said(self, chat=None):
        return [one.text for one in self.sandbox.messages(chat or self.wang) if one.is_bot]

    def another_receiver(self, patience_s=0.02):
        return Receiver(
            self.channel,
            self.database,
            self.desk,
            clock=self.machine.monotonic,
            now=self.machine.now,
            patience_s=patience_s,
        )


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "frontdesk.db"
    Database.open(f"sqlite:///{path}", create=True).close()
    return path


@pytest.fixture
def url(template, tmp_path):
    shutil.copy(template, tmp_path / "frontdesk.db")
    return f"sqlite:///{tmp_path / 'frontdesk.db'}"


@pytest.fixture
def machine():
    return Machine()


@pytest.fixture
async def office(url, machine, judging):
    async with Sandbox() as sandbox:
        bot = sandbox.add_bot(TOKEN, username="desk_bot", name="Desk")
        wang, li = sandbox.add_person("王芳"), sandbox.add_person("李雷")
        group = sandbox.add_group("前台", members=[wang.id, bot.id])
        sandbox.people.start(wang.id)
        sandbox.people.start(li.id)
        bot.updates.drop()
        estate = Estate("cuiyuan", "翠园小区", ZoneInfo("Asia/Shanghai"), str(group.id), None, "0571-0000")
        database = Database.open(
            url, now=machine.now, machine_now=machine.now, busy_timeout_s=0.05, patience_s=0.1
        )
        desk = Desk(
            {"cuiyuan": estate},
            texts.load(),
            _judge_or_fail(judging),
            nlp.screen,
            catalogues=texts.load_all(),
        )
        channel = CHANNELS["telegram"](token=TOKEN, api=sandbox.url)
        bell = Bell()
        pacing = Pacing(per_second=30, chat_per_second=1, group_per_minute=20, clock=machine.monotonic)
        yield Office(
            sandbox,
            bot,
            wang.id,
            li.id,
            group.id,
            url,
            machine,
            database,
            desk,
            channel,
            Receiver(channel, database, desk, clock=machine.monotonic, now=machine.now, patience_s=0.02),
            Worker(channel, database, desk, bell=bell),
            Courier(
                channel,
                database,
                desk,
                bell=bell,
                pacing=pacing,
                pauses=Pauses(machine.monotonic),
                sleep=machine.sleep,
            ),
        )
        await channel.close()
        database.close()


def _judge_or_fail(judging):
    def judge(text):
        if "毒" in text:
            raise RuntimeError(f"a rule that fails on {text}")
        return judging.judge(text)

    return judge
