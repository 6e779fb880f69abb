"""`frontdesk demo`: serves until it is told to stop, and goes on where it was the next time."""

import json
import signal
import socket
import sys
import time
import urllib.request
from zoneinfo import ZoneInfo

import pytest

from bot import demo as command
from bot.demonstration.kept import Broken, Kept, place_of, set_aside
from bot.demonstration.stage import stage
from storage import tickets
from storage.database import Database
from tests.demo_command import demo, started

WANG, LI = 3001, 3002
LEAK = "厨房水管漏水了,3-2-1501,麻烦来看看"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def fetch(url, body=None):
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data), timeout=10) as answer:
        return answer.read().decode()


def messages(url, chat):
    return json.loads(fetch(f"{url}/sandbox/messages", {"chat": chat}))["result"]


def wait_for(look, seconds=10):
    end = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def test_the_demo_serves_a_page_survives_a_kill_goes_on_and_begins_afresh(tmp_path):
    port = free_port()
    with demo(tmp_path, port=port) as running:
        url = running.url
        assert url == f"http://127.0.0.1:{port}"
        assert "<html" in fetch(url)
        assert "export default" in fetch(f"{url}/demo/panel.js")
        fetch(f"{url}/sandbox/write", {"person": WANG, "text": LEAK})
        fetch(f"{url}/demo/clock", {"by_s": 3600})
        wait_for(lambda: any("已记下" in one["text"] for one in messages(url, WANG)))
        time.sleep(1.3)  # the machine's time: so long may a change be unsaved
        running.kill()
    with demo(tmp_path, port=port) as running:
        assert any("已记下" in one["text"] for one in messages(url, WANG))
        fetch(f"{url}/sandbox/write", {"person": LI, "text": "马桶堵了,冲不下去,5-1-802"})
        wait_for(lambda: any("-002" in one["text"] for one in messages(url, LI)))
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(10) == 0
    with demo(tmp_path, "--fresh", port=port):
        assert messages(url, WANG) == []


def test_a_port_that_is_taken_ends_with_a_sentence(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with started(tmp_path, "--port", str(port)) as (process, line):
            assert process.wait(10) == 1
    assert line.startswith(f"port {port} is taken")
    assert "--port" in line
    assert not place_of(port).exists()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "demo-8020"


async def played(folder, judging):
    """Let a leak be reported in a demonstration that is kept."""
    kept = Kept(folder)
    async with stage(kept=kept, judging=judging) as here:
        here.sandbox.people.write(WANG, LEAK)
        await here.sandbox.message(WANG, "已记下", timeout_s=10)
        return here.clock.ahead


async def test_phones_records_and_clock_go_on_where_they_were(folder, judging):
    ahead = await played(folder, judging)
    kept = Kept(folder)
    assert kept.clock.ahead == ahead
    async with stage(kept=kept, judging=judging) as here:
        here.sandbox.people.write(LI, "客厅灯不亮了,来修一下")
        await here.sandbox.message(LI, "-002", timeout_s=10)
        texts = [one.text for one in here.sandbox.messages(WANG)]
    assert texts[0] == LEAK
    assert oct(folder.stat().st_mode & 0o777) == "0o700"


async def test_a_new_demo_begins_at_nine_in_the_estate(folder):
    now = Kept(folder).clock.now()
    assert (now.astimezone(ZoneInfo("Asia/Shanghai")).hour, now.minute) == (9, 0)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("phones", b"junk"),
        ("phones", None),
        ("clock.json", b"{}"),
        ("clock.json", b'{"ahead_s": "soon"}'),
        ("frontdesk.db", b"junk" * 2000),
    ],
)
async def test_what_cannot_be_read_is_set_aside_and_told(folder, judging, name, content):
    await played(folder, judging)
    for more in folder.glob(f"{name}*"):
        more.unlink()
    if content is not None:
        (folder / name).write_bytes(content)
        (folder / name).chmod(0o600)
    with pytest.raises(Broken):
        Kept(folder)
    said = []
    kept = command._what_is_kept(folder, said.append)
    assert len(said) == 1
    assert str(folder.with_name("demo-8020.broken-1")) in said[0]
    assert folder.with_name("demo-8020.broken-1").exists()
    async with stage(kept=kept, judging=judging) as here:
        assert here.sandbox.messages(WANG) == []
    database = Database.open(kept.database)
    try:
        assert database.read_now(lambda work: tickets.of_estate(work, "cuiyuan")) == []
    finally:
        database.close()


def test_a_folder_set_aside_never_takes_the_place_of_another(tmp_path):
    for n in (1, 2):
        (tmp_path / "demo-1").mkdir()
        assert set_aside(tmp_path / "demo-1").name == f"demo-1.broken-{n}"


def test_the_folder_is_where_the_system_keeps_state(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert place_of(8020) == tmp_path / "frontdesk" / "demo-8020"
    monkeypatch.setenv("HOME", str(tmp_path))
    for none in ("", "relative/path"):
        monkeypatch.setenv("XDG_STATE_HOME", none)
        assert place_of(8020) == tmp_path / ".local" / "state" / "frontdesk" / "demo-8020"


def test_a_browser_is_opened_only_where_it_can_appear(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert not command._has_display()
    monkeypatch.setenv("DISPLAY", ":0")
    assert command._has_display()
