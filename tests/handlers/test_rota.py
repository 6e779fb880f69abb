"""/duty: what was not wholly understood is not planned, and what was is read back."""

import pytest

import nlp
from handlers import texts
from handlers.desk import Desk
from handlers.messages import ChatKind, Incoming, Sender
from handlers.refusals import Refused
from handlers.staff import rota
from handlers.staff.asked import Asked
from handlers.ticket import roster
from storage import duties, journal, outbox
from tests.handlers.test_duty import ESTATE, HOUR, TEN, shift

CATALOGUES = texts.load_all()
DESK = Desk({"cuiyuan": ESTATE}, CATALOGUES["zh"], nlp.screen, nlp.screen, catalogues=CATALOGUES)


def asks(work, said, by="lead", text="/duty"):
    incoming = Incoming(
        channel="telegram",
        key=said,
        chat="-1",
        chat_kind=ChatKind.group,
        sender=Sender(by, by),
        at=work.now,
        text=text,
    )
    rota.heard(DESK, work, Asked(ESTATE, ESTATE.member(by), incoming, said))
    return outbox.said_last(work, "telegram", "-1")["text"]


@pytest.mark.parametrize(
    ("said", "read_back"),
    [
        ("王工 明天 08:00-20:00", "已排班:王工 明天 08:00–20:00"),
        ("王工 今天 7:00-15:00", "已排班:王工 今天 07:00–15:00"),
        ("王工 周六20:00到周日 08:00", "已排班:王工 11月28日(周六)20:00–11月29日(周日)08:00"),
        ("王工 明天值夜班 22:00-06:00", "已排班:王工 明天 22:00–11月25日(周三)06:00"),
        ("王工 明天 00:00-24:00", "已排班:王工 明天 00:00–24:00"),
        ("王工 请假 11月25日", "已记下:王工 请假 11月25日(周三)00:00–24:00"),
        ("王工请假 11月25日到27日", "已记下:王工 请假 11月25日(周三)00:00–11月27日(周五)23:59"),
        ("王工 请假 今天下午3点", "已记下:王工 请假 今天 15:00–24:00"),
        ("王工 away 2026-11-25", "已记下:王工 请假 11月25日(周三)00:00–24:00"),
    ],
)
def test_a_shift_or_an_absence_is_read_back_and_noted(database, said, read_back):
    def unit(work):
        told = asks(work, said)
        later = TEN + 200 * HOUR
        stored = [*duties.between(work, "cuiyuan", TEN, later), *duties.absences(work, "cuiyuan", TEN, later)]
        return told, len(stored), journal.verify(work, "cuiyuan")

    told, stored, problems = database.write_now(unit)
    assert told.startswith(read_back)
    assert (stored, problems) == (1, [])


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ("老王 明天 08:00-20:00", "no_colleague"),
        ("王工", "which_shift"),
        ("王工 明天", "which_shift"),
        ("王工 明天 早8点", "which_shift"),
        ("王工 明天 08:00-20:00 和后天", "which_shift"),
        ("王工 明天 08:00-20:00 如果小陈不来", "which_shift"),
        ("王工 今天 08:00-09:00", "shift_past"),
        ("王工 11月25日 08:00 到 11月28日 08:00", "shift_past"),
        ("王工 今天 11:00-13:00", "shift_overlaps"),
        ("小陈 今天 11:00-13:00", "away_then"),
        ("王工 请假", "which_days"),
        ("王工 请假 昨天", "shift_past"),
        ("王工 取消", "which_days"),
        ("王工 取消 后天", "nothing_planned"),
        ("业委会 明天 08:00-20:00", "no_colleague"),
    ],
)
def test_what_is_not_understood_or_cannot_be_is_refused_in_words(database, said, refused):
    def unit(work):
        roster.lay(work, ESTATE, [shift("worker", 2, 3)])
        duties.away(work, "cuiyuan", "clerk", TEN, TEN + 4 * HOUR)
        with pytest.raises(Refused) as caught:
            asks(work, said)
        return caught.value.sentence.key, len(duties.between(work, "cuiyuan", TEN, TEN + 99 * HOUR))

    assert database.write_now(unit) == (f"refusal.{refused}", 1)


@pytest.mark.parametrize("by", ["worker", "outsider"])
def test_staff_see_the_rota_and_do_not_plan_it(database, by):
    def unit(work):
        with pytest.raises(Refused, match="lead_plans"):
            asks(work, "王工 明天 08:00-20:00", by)
        return asks(work, "", by)

    assert database.write_now(unit) == "现在没有人排班。"


@pytest.mark.parametrize(("rest", "text"), [("", "明天谁值班"), ("明天", "/duty 明天")])
def test_the_shifts_of_tomorrow_stand_by_team(database, rest, text):
    def unit(work):
        roster.lay(work, ESTATE, [shift("clerk", 22, 30), shift("worker", 23, 31), shift("lead", 1, 2)])
        return asks(work, rest, "worker", text)

    assert database.write_now(unit) == "明天值班:\n· 工程 王工 明天 09:00–17:00\n· 小陈 明天 08:00–16:00"
