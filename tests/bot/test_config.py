"""Reading the configuration: defaults, the environment, and the objects that come out."""

import re
from pathlib import Path

from bot.config import Config, load
from bot.config_clock import Clock
from handlers.desk import Policy, Role

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "config.example.toml"
TOKEN = {"FRONTDESK__TELEGRAM__TOKEN": "123456:canary-token"}
SMALL = """
[[estates]]
key = "a"
name = "甲园"
timezone = "Asia/Shanghai"
staff_chat = -1001
duty_phone = "110"
"""


def read(tmp_path: Path, text: str, **environ: str) -> Config:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load(path, TOKEN | environ)


def test_the_example_loads_with_the_token_in_the_environment():
    config = load(EXAMPLE, TOKEN)
    assert config.telegram.token.get_secret_value() == "123456:canary-token"
    assert list(config.estates()) == ["cuiyuan"]


def test_the_example_writes_every_key_with_its_default(tmp_path):
    example = load(EXAMPLE, TOKEN)
    small = read(tmp_path, SMALL)
    assert (example.desk, example.web) == (small.desk, small.web)
    assert example.telegram == small.telegram
    assert example.sections[0].clock == small.sections[0].clock
    assert example.sections[0].hours == small.sections[0].hours
    assert example.sections[0].digest_at == small.sections[0].digest_at


def test_the_clock_has_every_number_of_the_policy():
    assert set(Policy.__dataclass_fields__) == set(Clock.model_fields) - {"preset", "revisits"}
    assert Clock().policy() == Policy()


def test_every_number_of_the_clock_is_used():
    """A setting must never pretend."""
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "handlers").rglob("*.py"))
    used = set(re.findall(r"policy\.([a-z_]+)", code))
    assert set(Policy.__dataclass_fields__) - used == set()


def test_an_estate_becomes_what_the_use_cases_know():
    estate = load(EXAMPLE, TOKEN).estates()["cuiyuan"]
    assert estate.staff_chat == "-1001"
    assert estate.manager_chat == "-1002"
    assert estate.zone.key == "Asia/Shanghai"
    assert estate.hours == ((480, 1200),)
    assert estate.teams[0].chat == "-1003"
    assert estate.staff[0].user == "2001"
    assert estate.staff[0].role is Role.staff


def test_no_manager_chat_and_zero_mean_none(tmp_path):
    assert read(tmp_path, SMALL).estates()["a"].manager_chat is None
    assert read(tmp_path, SMALL + "manager_chat = 0\n").estates()["a"].manager_chat is None


def test_the_environment_wins_over_the_file(tmp_path):
    config = read(
        tmp_path,
        '[web]\nlisten = "127.0.0.1:1"\n[telegram]\ntoken = "1:file"\n' + SMALL,
        FRONTDESK__WEB__LISTEN="[::1]:0",
        FRONTDESK__TELEGRAM__LIMITS__PER_SECOND="2.5",
    )
    assert (config.web.host, config.web.port) == ("::1", 0)
    assert config.telegram.limits.per_second == 2.5
    assert config.telegram.token.get_secret_value() == "123456:canary-token"


def test_other_variables_of_the_environment_are_left_alone(tmp_path):
    assert read(tmp_path, SMALL, FRONTDESK="x", PATH="y", FRONTDESK_OTHER="z").sections


def test_several_spans_and_fractions_are_read(tmp_path):
    text = (
        SMALL
        + 'hours = ["13:00-24:00", "08:00-12:00"]\n[estates.clock]\nanswer_h = 0.5\npage_urgent_min = []\n'
    )
    estate = read(tmp_path, text).estates()["a"]
    assert estate.hours == ((480, 720), (780, 1440))
    assert estate.policy.answer_h == 0.5
    assert estate.policy.page_urgent_min == ()


def test_the_settings_never_show_the_token_or_the_database():
    config = load(EXAMPLE, TOKEN | {"FRONTDESK__DESK__DATABASE": "postgresql://desk:canary-pass@db/desk"})
    assert "canary" not in repr(config)
    assert "canary" in config.desk.database


def test_a_file_with_a_byte_order_mark_is_read(tmp_path):
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.encode())
    assert load(path, TOKEN).sections


def test_an_estates_words_that_are_held_reach_it(tmp_path):
    written = f'{SMALL}[[estates.held_words]]\nsort = "allowed"\nwords = ["不可能"]\n'
    assert read(tmp_path, written).estates()["a"].held_words == (("allowed", ("不可能",)),)
