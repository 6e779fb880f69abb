"""The file of a complaint in a clerk's private chat: read, filled in, agreed to; left lying now and then."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from handlers import texts
from tests.virtual.chats import Shown
from tests.virtual.reading import number_in

if TYPE_CHECKING:
    from tests.month.clerks import Clerk

_MINUTE, _HOUR = 60, 3600
_CATALOGUE = texts.load_all()[texts.DEFAULT].entries
# The question of an item leads back to the item.
_ITEMS = {text: key.removeprefix("asks.") for key, text in _CATALOGUE.items() if key.startswith("asks.")}
_WORDS: Mapping[str, tuple[str, ...]] = {
    "principal": ("张大爷,3-2-1501",),
    "place": ("昨天下午,大堂", "上周,地库"),
    "demand": ("希望当面道歉", "希望退还多收的部分", "希望尽快修好"),
    "households": ("1", "2", "4"),
    "nature_reason": ("合同第五条", "服务标准里有", "按管理规约"),
    "findings": ("到现场看过,情况属实", "查了当天的记录,确有此事", "核实过:不在我们的服务范围"),
    "evidence": ("监控截图已存", "现场照片三张"),
    "plan": ("明天由工程换新,三天内完成", "部门开会,下周前整改"),
    "prevention": ("每月巡检一次", "班前会提醒"),
    "cost": ("800元,物业承担",),
    "party": ("街道城管,电话12319", "供水公司,电话96000"),
    "help": ("陪您一起反映", "代您提交申请"),
    "outcome_reason": ("要等开发商的配件", "对方不同意"),
    "root_cause": ("设备老化", "交接没有写清楚"),
    "improvement": ("列入年度更换", "交接单增加一栏"),
    "training": ("客服组沟通培训",),
    "knowledge": ("补一条常见问题",),
    "review": ("下周会审",),
    "helpers": ("工程一人",),
}
_CHOICES = {
    "natures": (("有效", 75), ("说不清", 25)),
    "causes": (("人员", 25), ("流程", 30), ("设备", 25), ("外包", 20)),
    "outcomes": (("满足", 60), ("部分满足", 30), ("未满足", 10)),
    "preventables": (("能", 40), ("部分能", 40), ("不能", 20)),
    "severities": (("轻微", 70), ("重要", 30)),
    "capacities": (("业主本人", 100),),
}
# What those who decide press, and how often; the rest is left lying.
DECISIONS: Mapping[str, tuple[tuple[str, float], ...]] = {
    "staff.plan_to_agree": (("同意方案", 0.82), ("改一改", 0.12)),
    "staff.answer_to_read": (("可以发出", 0.85), ("改一改", 0.1)),
    "staff.answer_ready": (("可以发出", 0.95),),
    "staff.severity_proposed": (("同意提级", 0.55), ("不用提级", 0.35)),
    "staff.revisit_call": (
        ("说满意", 0.25),
        ("说基本满意", 0.15),
        ("说不满意", 0.07),
        ("说没解决", 0.05),
        ("没联系上", 0.33),
    ),
}
_TO_FILE = frozenset({"staff.sum_up", "staff.plan_was_agreed", "staff.change_wanted"})
_LEFT_LYING = 0.03  # of each thing to write down, the file is put aside and forgotten until a reminder
_SUMMED_UP_LATE = 0.35  # whoever is asked to sum up does so days later, or never


@dataclass
class Papers:
    """What somebody does with files: each is known by the number of its complaint."""

    me: "Clerk"
    rework: set[str] = field(default_factory=set)
    invalid: set[str] = field(default_factory=set)

    def see(self, message: Shown, key: str) -> bool:
        """Do something with what is about a file; False: this is not."""
        if key in DECISIONS:
            self._decide(message, key)
        elif key in _TO_FILE and "档案" in message.labels:
            self._take_up(message, key)
        elif " 档案 · " in message.text.partition("\n")[0]:
            self._go_on(message)
        elif key == "staff.file_step" or _is_step(message):
            self._write_anew(message)
        else:
            return False
        return True

    def words_for(self, question: Shown) -> str | None:
        """Return what to write where an item is asked for."""
        item = next((name for ask, name in _ITEMS.items() if ask in question.text), None)
        return self.me.chance.choice(_WORDS[item]) if item in _WORDS else None

    def _decide(self, message: Shown, key: str) -> None:
        """Press one of the choices: mostly within hours, one of seven days later."""
        labels = [label for label, _ in DECISIONS[key]]
        often = [share for _, share in DECISIONS[key]]
        turn = self.me.chance.random()
        label = next((one for n, one in enumerate(labels) if turn < sum(often[: n + 1])), None)
        late = self.me.chance.random() < 0.15
        wait = self.me.chance.uniform(20, 70) * _HOUR if late else self.me.chance.uniform(0.1, 8) * _HOUR
        if label is not None:
            self.me.when_on(wait, lambda: self.me.chats.press(self.me.user, message, label))

    def _take_up(self, message: Shown, key: str) -> None:
        number = number_in(message.text)
        if key == "staff.change_wanted":
            self.rework.add(number)
        wait = self.me.chance.uniform(5, 180) * _MINUTE
        if key == "staff.sum_up" and self.me.chance.random() < _SUMMED_UP_LATE:
            if self.me.chance.random() < 0.3:
                return
            wait += self.me.chance.uniform(24, 200) * _HOUR
        self.me.when_on(wait, lambda: self.me.chats.press(self.me.user, message, "档案"))

    def _go_on(self, file: Shown) -> None:
        """Write down the next thing the file asks for, or answer once it is whole."""
        label = self._next(file)
        if label is None or self.me.chance.random() < _LEFT_LYING:
            return
        wait = self.me.chance.uniform(5, 240)
        self.me.when_on(wait, lambda: self.me.chats.press(self.me.user, file, label))

    def _next(self, file: Shown) -> str | None:
        labels = file.labels
        number = number_in(file.text)
        if number in self.rework and "办结" not in labels and "5 方案" in labels:
            return "5 方案"
        if "没有" in labels and self.me.chance.random() < 0.6:
            return "没有"
        writes = next((label for label in labels if label.startswith("填写")), None)
        if writes is not None:
            return writes
        for section, weighted in _CHOICES.items():
            names = [_CATALOGUE[f"{section}.{code}"] for code in _codes(section)]
            if set(names) <= set(labels):
                offered, weights = zip(*weighted, strict=True)
                return str(self.me.chance.choices(offered, weights)[0])
        if "办结" in labels:
            self.rework.discard(number)
            return "办结"
        return None

    def _write_anew(self, step: Shown) -> None:
        """Change the plan that a manager wants otherwise."""
        number = number_in(step.text)
        if number in self.rework and "方案" in step.labels:
            self.rework.discard(number)
            self.me.when_on(60, lambda: self.me.chats.press(self.me.user, step, "方案"))


def _codes(section: str) -> list[str]:
    return [key.partition(".")[2] for key in _CATALOGUE if key.startswith(f"{section}.")]


def _is_step(message: Shown) -> bool:
    head = message.text.partition("\n")[0]
    return " · " in head and "返回" in message.labels
