"""How people say a moment, and how they read one."""

import re
from datetime import datetime, timedelta

_CLOCK = re.compile(r"(?:(今天|明天|后天)|(\d+)月(\d+)日\(周.\)) ?(\d{1,2}):(\d{2})(?:–(\d{1,2}):(\d{2}))?")
_DAYS = ("今天", "明天", "后天")


def spoken(at: datetime, now: datetime) -> str:
    """Say a time as one types it: 明天下午三点半 is 明天下午3点半."""
    days = (at.date() - now.date()).days
    day = _DAYS[days] if days < len(_DAYS) else f"{at.month}月{at.day}日"
    part = "早上" if at.hour < 9 else "上午" if at.hour < 12 else "下午" if at.hour < 18 else "晚上"
    hour = at.hour if at.hour <= 12 else at.hour - 12
    return f"{day}{part}{hour}点{'半' if at.minute == 30 else ''}"


def read(text: str, now: datetime) -> tuple[datetime, datetime] | None:
    """Read the first time of a text of the desk: 今天 15:00, 明天 9:00–12:00, 11月25日(周三)10:00."""
    found = _CLOCK.search(text)
    if found is None:
        return None
    day, month, number, hour, minute, until_hour, until_minute = found.groups()
    moment = now.replace(hour=int(hour) % 24, minute=int(minute), second=0, microsecond=0)
    if day:
        moment += timedelta(days=_DAYS.index(day))
    else:
        moment = moment.replace(month=int(month), day=int(number))
    if until_hour is None:
        return moment, moment
    return moment, moment.replace(hour=int(until_hour) % 24, minute=int(until_minute))
