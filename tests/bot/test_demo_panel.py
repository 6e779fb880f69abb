"""The panel beside the phones: what it shows is what the records say, and its clock makes things happen."""

import asyncio
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from bot.demonstration.panel import Panel
from bot.demonstration.roster import MANAGER_CHAT, TEAM_CHAT
from bot.demonstration.stage import stage
from bot.demonstration.wording import wording
from handlers import texts
from storage import journal, tickets
from storage.database import Database
from tests.handlers.test_stale_timers import ABOUT, NEVER_STALE

MONDAY_TEN = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
WANG, LI, ENGINEER, LEAD = 3001, 3002, 2001, 2003
LEAK = "厨房水管漏水了,3-2-1501,麻烦来看看"


@dataclass
class Guest:
    """Somebody in front of the page."""

    stage: object
    web: aiohttp.ClientSession

    def path(self, path):
        return self.stage.sandbox.url + path

    async def posts(self, path, **body):
        async with self.web.post(self.path(path), json=body) as answer:
            return answer.status, await answer.json()

    async def sees(self, wanted, *, person=WANG, chat="", language="zh", **more):
        """Look until what is shown is as wanted; return it."""
        async with asyncio.timeout(10), self.web.ws_connect(self.path("/demo/live")) as live:
            hello = await live.receive_json()
            assert hello["type"] == "hello"
            await live.send_json({"language": language, "person": person, "chat": chat, **more})
            while True:
                view = await live.receive_json()
                if wanted(view):
                    return view

    async def claims(self, words="漏水", by=ENGINEER, chat=TEAM_CHAT):
        box = self.stage.sandbox
        card = await box.message(chat, words, button="接单", timeout_s=10)
        box.people.press(by, card.id, label="接单", chat=chat)
        await box.message(chat, "已接单", timeout_s=10)
        return card

    def recorded(self, look):
        database = Database.open(self.stage.database)
        try:
            return database.read_now(look)
        finally:
            database.close()


@pytest.fixture
async def guest(judging, url):
    panel = Panel(judging)
    async with (
        stage(start=MONDAY_TEN, judging=judging, database=url, beside=[panel]) as here,
        panel.showing(here),
        aiohttp.ClientSession() as web,
    ):
        yield Guest(here, web)


def texts_of(items):
    return [one["words"] for one in items]


async def test_the_panel_is_served_and_nothing_else(guest):
    for name, wanted in (
        ("panel.js", (200, "text/javascript")),
        ("panel.css", (200, "text/css")),
        ("sink.jpg", (200, "image/jpeg")),
        ("words.toml", (404, "text/plain")),
        ("nothing.js", (404, "text/plain")),
        ("..%2Fwords.toml", (404, "text/plain")),
    ):
        async with guest.web.get(guest.path(f"/demo/{name}")) as answer:
            assert (answer.status, answer.content_type) == wanted, name


async def test_the_page_names_the_panel(guest):
    async with guest.web.ws_connect(guest.path("/sandbox/live")) as live:
        world = await live.receive_json()
    assert world["beside"] == ["/demo/panel.js"]
    about = {one["id"]: one["about"] for one in world["people"]}
    assert about[WANG] == "业主 3-2-1501"


async def test_a_page_from_elsewhere_may_not_move_the_clock(guest):
    before = guest.stage.clock.ahead
    headers = {"Origin": "http://elsewhere.example"}
    async with guest.web.post(guest.path("/demo/clock"), json={"by_s": 60}, headers=headers) as answer:
        assert answer.status == 403
    assert guest.stage.clock.ahead == before


async def test_what_is_shown_of_a_leak_is_what_the_records_say(guest):
    guest.stage.sandbox.people.write(WANG, LEAK)
    await guest.claims()
    view = await guest.sees(lambda view: view["life"] and len(view["life"]["journal"]) == 2)
    (ticket,) = guest.recorded(lambda work: tickets.of_estate(work, "cuiyuan"))
    rows = guest.recorded(lambda work: journal.of_ticket(work, ticket.id))
    life, names = view["life"], texts.load()
    assert life["number"] == ticket.number
    assert (life["words"], life["home"], life["reporter"], life["group"]) == (
        LEAK,
        "3-2-1501",
        "王芳",
        "翠园 工程",
    )
    assert [step["name"] for step in life["steps"] if step["state"] == "now"] == ["已接单"]
    reached = {step["name"]: (step["at"], step["who"]) for step in life["steps"] if step["at"]}
    assert reached == {
        "待接": (rows[0].at.timestamp(), "王芳"),
        "已接单": (rows[1].at.timestamp(), "王工"),
    }
    assert texts_of(life["journal"]) == ["王工接单", "王芳报事,开单"]
    claim, answer, done = life["dues"]
    assert (claim["at"], claim["met"]) == (ticket.claim_due.timestamp(), ticket.claimed_at.timestamp())
    assert (answer["at"], answer["met"]) == (ticket.answer_due.timestamp(), None)
    assert (done["at"], done["met"]) == (ticket.done_due.timestamp(), None)
    (matter,) = view["understood"]["matters"]
    assert matter["summary"] == " · ".join(
        [names.name("kinds", ticket.kind, ""), names.name("topics", ticket.topic, ""), "普通"]
    )
    assert "".join(piece["text"] for piece in view["understood"]["pieces"]) == LEAK
    assert any("漏" in piece["text"] for piece in view["understood"]["pieces"] if piece["marked"])
    (step,) = view["understood"]["steps"]
    assert step["kinds"][0][0] == wording("zh").name("kinds", "request")
    assert any(mark["where"].startswith("subjects/plumbing") for mark in step["marks"])


async def test_an_english_reader_is_told_in_english(guest):
    guest.stage.sandbox.people.write(WANG, LEAK)
    view = await guest.sees(lambda view: view["life"], language="en")
    assert texts_of(view["life"]["journal"]) == ["王芳 reported it; ticket opened"]
    assert view["understood"]["matters"][0]["then"] == wording("en").say("then.request")
    assert next(one["name"] for one in view["figures"]) == "received today"


async def test_staff_see_the_tickets_of_the_group_that_is_open_and_the_one_they_touched(guest):
    box = guest.stage.sandbox
    box.people.write(WANG, LEAK)
    await guest.claims()
    box.people.write(LI, "马桶堵了,冲不下去,5-1-802")
    box.people.write(3003, "请问物业费可以开发票吗?")
    view = await guest.sees(lambda view: len(view["tickets"]) == 2, person=ENGINEER, chat=str(TEAM_CHAT))
    assert view["life"]["reporter"] == "王芳"
    assert view["understood"]["matters"]
    other = next(one["id"] for one in view["tickets"] if one["id"] != view["life"]["id"])
    chosen = await guest.sees(lambda view: view["life"], person=ENGINEER, chat=str(TEAM_CHAT), ticket=other)
    assert chosen["life"]["reporter"] == "李明"
    every = await guest.sees(lambda view: len(view["tickets"]) == 3, person=LEAD, chat=str(MANAGER_CHAT))
    assert every["figures"][:2] == [
        {"name": "今天收到", "n": 3, "bad": False},
        {"name": "在办", "n": 3, "bad": False},
    ]


async def test_moving_to_the_next_event_makes_it_happen(guest):
    box = guest.stage.sandbox
    box.people.write(LI, "我被困在电梯里了,5栋1单元")
    view = await guest.sees(lambda view: view["life"] and view["life"]["waiting"], person=LI)
    assert texts_of(view["life"]["waiting"]) == ["还没有人接单就再呼叫(第 1 次)", "看期限到了没有"]
    assert view["clock"]["next"]["words"] == view["life"]["waiting"][0]["words"]
    assert view["understood"]["matters"][0]["alarm"] == "sure"
    status, answer = await guest.posts("/demo/clock", to="next")
    assert (status, answer["result"]["said"]) == (200, "现在是 今天 10:01")
    await box.message(TEAM_CHAT, "第 1 次呼叫", timeout_s=10)


def test_everything_that_time_causes_has_a_name_on_the_page():
    named = tomllib.loads(resources.files("bot").joinpath("demonstration/words.toml").read_text("utf-8"))
    assert ABOUT.keys() | NEVER_STALE <= named["timers"].keys()


async def test_before_anybody_writes_the_next_event_is_the_daily_report(guest):
    view = await guest.sees(lambda view: view["clock"]["next"])
    assert view["clock"]["next"]["words"] == "给经理发日报"
    await guest.posts("/demo/clock", to="next")
    await guest.stage.sandbox.message(MANAGER_CHAT, "零报告", timeout_s=10)


async def test_the_clock_goes_to_the_morning_of_the_estate(guest):
    await guest.posts("/demo/clock", to="tomorrow")
    there = guest.stage.clock.now().astimezone(ZoneInfo("Asia/Shanghai"))
    assert f"{there:%m-%d %H:%M}" == "11-24 08:30"


async def test_a_move_that_makes_no_sense_is_refused_with_a_sentence(guest):
    before = guest.stage.clock.ahead
    for asked in ({"by_s": -60}, {"by_s": "60"}, {"by_s": 1e300}, {"by_s": 1e9}, {"to": "noon"}, {}):
        status, answer = await guest.posts("/demo/clock", **asked)
        assert (status, bool(answer["error"])) == (400, True), asked
        assert guest.stage.clock.ahead == before, asked


async def test_a_message_that_waits_is_shown_with_the_reason(guest):
    box = guest.stage.sandbox
    box.faults.add("slow_down", method="sendMessage", chat=WANG, retry_after=30)
    box.people.write(WANG, LEAK)
    view = await guest.sees(lambda view: view["life"] and view["life"]["unsent"])
    (waiting,) = view["life"]["unsent"]
    assert (waiting["to"], waiting["reason"], waiting["stuck"]) == (
        "王芳",
        "Telegram 说太快了,要等一等",
        False,
    )
    left = waiting["again"] - guest.stage.clock.now().timestamp()
    assert 20 < left <= 30


async def test_a_parked_message_is_shown_and_counted(guest):
    box = guest.stage.sandbox
    box.faults.add(
        "refuse", method="sendMessage", chat=WANG, code=400, description="Bad Request: text must be odd"
    )
    box.people.write(WANG, LEAK)
    view = await guest.sees(lambda view: view["life"] and view["figures"][3]["n"])
    (parked,) = view["life"]["unsent"]
    assert parked["stuck"]
    assert "must be odd" in parked["reason"]
    assert view["figures"][3] == {"name": "待人处理的消息", "n": 1, "bad": True}


async def test_a_voice_message_is_not_guessed_at(guest):
    guest.stage.sandbox.people.send(WANG, "voice")
    view = await guest.sees(lambda view: view["understood"] and view["waiting"])
    assert view["understood"]["note"] == wording("zh").say("then.media")
    assert texts_of(view["waiting"]) == ["等王芳把话说完,再回答"]


async def test_an_earlier_message_can_be_looked_at(guest):
    people = guest.stage.sandbox.people
    first = people.write(WANG, LEAK)
    people.write(WANG, "谢谢")
    view = await guest.sees(lambda view: len(view["written"]) == 2, message=first)
    assert view["message"] == first
    assert view["understood"]["matters"][0]["summary"].startswith("报修办事")


async def test_nonsense_from_a_browser_is_survived(guest):
    for junk in ("", "[]", "{", '{"person": "x", "ticket": {}, "chat": 7}', '{"person": 99}'):
        async with guest.web.ws_connect(guest.path("/demo/live")) as live:
            await live.receive_json()
            await live.send_str(junk)
            await live.send_json({"person": WANG})
            async with asyncio.timeout(10):
                while (await live.receive_json())["person"]["id"] != WANG:
                    pass


async def test_overdue_is_counted_when_its_time_has_passed(guest):
    guest.stage.sandbox.people.write(WANG, LEAK)
    await guest.sees(lambda view: view["figures"][1]["n"] == 1 and view["figures"][2]["n"] == 0)
    await guest.posts("/demo/clock", by_s=3 * 3600)
    view = await guest.sees(lambda view: view["figures"][2]["n"])
    assert view["figures"][2] == {"name": "超时", "n": 1, "bad": True}


async def test_a_reopened_ticket_begins_a_new_round(guest):
    box = guest.stage.sandbox
    box.people.write(WANG, LEAK)
    card = await guest.claims()
    box.people.press(ENGINEER, card.id, label="办结", chat=TEAM_CHAT)
    question = await box.message(TEAM_CHAT, "做了什么", timeout_s=10)
    await asyncio.sleep(0.3)  # nobody answers before the desk has noted that its question was sent
    box.people.write(ENGINEER, "换了角阀。", chat=TEAM_CHAT, reply_to=question.id)
    await guest.sees(lambda view: view["life"] and view["life"]["waiting"])
    await guest.posts("/demo/clock", by_s=25 * 3600)
    asked = await box.message(WANG, button="还没解决", timeout_s=10)
    box.people.press(WANG, asked.id, label="还没解决")
    view = await guest.sees(lambda view: view["life"] and view["life"]["reopened"])
    (ticket,) = guest.recorded(lambda work: tickets.of_estate(work, "cuiyuan"))
    states = {step["name"]: (step["state"], step["who"]) for step in view["life"]["steps"]}
    assert states["已接单"] == ("now", "王工")
    assert states["已办结"] == ("ahead", "")
    due, _done = view["life"]["dues"]
    assert (due["name"], due["met"]) == ("要在此前联系业主", None)
    assert due["at"] == max(ticket.claim_due, ticket.answer_due).timestamp()
    assert view["figures"][2]["n"] == 0
