"""The estate of the simulation: two groups that work, one that manages, four owners."""

from functools import cache
from pathlib import Path

from bot import config
from bot.config import Config

KEY = "cuiyuan"
DESK, MANAGERS, ENGINEERING = "-1001", "-1002", "-1003"
GROUPS = (DESK, ENGINEERING)
STAFF = {"2001": "王工", "2002": "小陈", "2003": "李主管", "2004": "赵经理"}
# What reporters write is one matter each, whatever happens; talkers talk.
REPORTERS, TALKERS = ("3001", "3002"), ("3003", "3004")
_CONFIG = """
[[estates]]
key = "cuiyuan"
name = "翠园小区"
timezone = "Asia/Shanghai"
staff_chat = -1001
manager_chat = -1002
duty_phone = "0571-0000"

[[estates.teams]]
key = "engineering"
name = "工程"
chat = -1003
topics = ["lift_trapped", "plumbing", "electric"]
"""
_MEMBER = """
[[estates.staff]]
telegram = {user}
name = "{name}"
role = "{role}"
team = "{team}"
"""
_ROLES = {
    "2001": ("staff", "engineering"),
    "2002": ("staff", ""),
    "2003": ("lead", ""),
    "2004": ("manager", ""),
}


@cache
def settings(folder: Path, limits: str = "") -> Config:
    """Load the configuration as `frontdesk run` would."""
    text = limits + _CONFIG
    for user, (role, team) in _ROLES.items():
        member = _MEMBER.format(user=user, name=STAFF[user], role=role, team=team)
        text += member if team else member.replace('team = ""\n', "")
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return config.load(path, {"FRONTDESK__TELEGRAM__TOKEN": "7:simulate"})
