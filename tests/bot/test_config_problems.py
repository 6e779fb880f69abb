"""Wrong configurations: every one is told with its place and what to write, and never with a secret."""

import random
from pathlib import Path

import pytest

from bot.config import ConfigError, load

EXAMPLE = (Path(__file__).parents[2] / "config.example.toml").read_text(encoding="utf-8")
TOKEN = {"FRONTDESK__TELEGRAM__TOKEN": "123456:canary-token"}


CANNED = next(line for line in EXAMPLE.splitlines() if line.startswith('text = "{home}'))


def problems(tmp_path: Path, text: str, environ: dict[str, str] = TOKEN) -> list[str]:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(path, environ)
    return [line.replace(f"{tmp_path}/", "") for line in caught.value.problems]


def line_with(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)


@pytest.mark.parametrize(
    ("written", "instead", "key", "mend"),
    [
        ('database = "sqlite:///frontdesk.db"', 'databse = "x"', "desk.databse", "write database"),
        ("[web]", "[wbe]", "wbe", "write web"),
        (
            'database = "sqlite:///frontdesk.db"',
            'database = "mysql://u:canary@h/n"',
            "desk.database",
            "sqlite:///",
        ),
        (
            'database = "sqlite:///frontdesk.db"',
            'database = "sqlite://"',
            "desk.database",
            "sqlite:///file.db",
        ),
        ('database = "sqlite:///frontdesk.db"', "database = 7", "desk.database", "text in quotes"),
        ('api = "https://api.telegram.org"', 'api = "telegram"', "telegram.api", "https://api.telegram.org"),
        ('driver = "ptb"', 'driver = "telethon"', "telegram.driver", '"ptb" or "aiogram"'),
        ('mode = "polling"', 'mode = "push"', "telegram.mode", '"polling" or "webhook"'),
        ("[telegram.webhook]", "[telegram.webhooks]", "telegram.webhooks", "write webhook"),
        ("per_second = 30", "per_second = 0", "telegram.limits.per_second", "more than 0"),
        ("per_second = 30", "per_second = true", "telegram.limits.per_second", "must be a number"),
        ("per_second = 30", "per_second = nan", "telegram.limits.per_second", "must be"),
        ('listen = "127.0.0.1:8081"', 'listen = "8081"', "web.listen", "host and port"),
        ('listen = "127.0.0.1:8081"', 'listen = "localhost:70000"', "web.listen", "host and port"),
        ('key = "cuiyuan"', 'key = "翠园"', "estates.key", "letters, digits"),
        ('name = "翠园小区"', 'name = " "', "estates.name", "not be empty"),
        ('timezone = "Asia/Shanghai"', 'timezone = "Asia/Hangzhou"', "estates.timezone", "Asia/Shanghai"),
        ('timezone = "Asia/Shanghai"', 'timezone = "../../etc/passwd"', "estates.timezone", "Asia/Shanghai"),
        ('timezone = "Asia/Shanghai"', "", "estates.timezone", "is missing: write timezone"),
        ("staff_chat = -1001", "staff_chat = 1001", "estates.staff_chat", "negative"),
        ("staff_chat = -1001", "staff_chat = 0", "estates.staff_chat", "negative"),
        ("staff_chat = -1001", 'staff_chat = "@us"', "estates.staff_chat", "whole number"),
        ("staff_chat = -1001", f"staff_chat = -{'9' * 30}", "estates.staff_chat", "or more"),
        ("manager_chat = -1002", "manager_chat = 5", "estates.manager_chat", "0 for none"),
        ('duty_phone = "0571-0000"', "", "estates.duty_phone", "duty_phone"),
        ('hours = ["08:00-20:00"]', 'hours = "08:00-20:00"', "estates.hours", "a list"),
        ('hours = ["08:00-20:00"]', "hours = []", "estates.hours", "not be an empty list"),
        ('hours = ["08:00-20:00"]', 'hours = ["8-20"]', "estates.hours", "08:00-20:00"),
        ('hours = ["08:00-20:00"]', 'hours = ["20:00-06:00"]', "estates.hours", "two spans"),
        ('hours = ["08:00-20:00"]', 'hours = ["08:00-12:00", "11:00-20:00"]', "estates.hours", "overlap"),
        ("quiet_hours = []", 'quiet_hours = ["21-8"]', "estates.quiet_hours", "21:00-08:30"),
        (
            "quiet_hours = []",
            'quiet_hours = ["21:00-08:30", "08:00-09:00"]',
            "estates.quiet_hours",
            "overlap",
        ),
        ("quiet_hours = []", 'quiet_hours = ["08:00-08:00"]', "estates.quiet_hours", "leave hours"),
        ("quiet_hours = []", 'quiet_hours = ["08:00-20:00", "20:00-08:00"]', "estates.quiet_hours", "leave"),
        ("unasked_at_most = 4", "unasked_at_most = 1.5", "estates.clock.unasked_at_most", "whole number"),
        ('digest_at = "08:30"', 'digest_at = "8:30"', "estates.digest_at", "08:30"),
        ('digest_at = "08:30"', 'digest_at = "24:00"', "estates.digest_at", "00:00"),
        ('digest_at = "08:30"', "digest_at = 08:30:00", "estates.digest_at", "text in quotes"),
        ('preset = "default"', 'preset = "star9"', "estates.clock.preset", "default, grade1, star3, star4"),
        ("claim_min = 120", "claim_min = -1", "estates.clock.claim_min", "0 or more"),
        ("answer_h = 24", "answer_h = 1e300", "estates.clock.answer_h", "or less"),
        ("answer_h = 24", "speed = 24", "estates.clock.speed", "known are"),
        (
            "page_emergency_min = [1, 3, 5]",
            "page_emergency_min = 1",
            "estates.clock.page_emergency_min",
            "[1, 3, 5]",
        ),
        (
            "page_urgent_min = [5, 10, 20]",
            "page_urgent_min = [5, 5]",
            "estates.clock.page_urgent_min",
            "grow",
        ),
        ("chat = -1003", "", "estates.teams.chat", "is missing"),
        ('topics = ["plumbing", "electric", "lift"]', 'topics = "lift"', "estates.teams.topics", "a list"),
        ('topics = ["plumbing", "electric", "lift"]', 'topics = ["a", "a"]', "estates.teams.topics", "twice"),
        ('hours = ["07:00-15:00"]', 'hours = ["07:00"]', "estates.shift_codes.hours", '"20:00-08:00"'),
        (
            'hours = ["07:00-15:00"]',
            'hours = ["22:00-06:00", "05:00-07:00", "23:00-23:30"]',
            "estates.shift_codes.hours",
            "overlap",
        ),
        (CANNED, CANNED.replace("{home}", "{house}"), "estates.canned.text", "known are {number}, {home}"),
        (CANNED, CANNED.replace("{home}", "{home!r}"), "estates.canned.text", "known are {number}, {home}"),
        (CANNED, CANNED.replace("{home}", "{home"), "estates.canned.text", "without its other half"),
        (CANNED, CANNED.replace("{home}", "我们会赔偿{home}"), "estates.canned.text", "promises money"),
        ('sort = "brush_off"', 'sort = "rude"', "estates.held_words.sort", "must be one of blame, sarcasm"),
        ('key = "wait"', 'key = "稍等"', "estates.canned.key", "letters, digits"),
        ("board = true", 'board = "yes"', "estates.board", "true or false"),
        ("telegram = 2001", "telegram = -2001", "estates.staff.telegram", "more than 0"),
        ('role = "staff"', 'role = "boss"', "estates.staff.role", "'manager'"),
        ('team = "engineering"', 'team = "gardening"', "estates.staff.team", "write one of engineering"),
        ("[estates.clock]", "[estates.clocks]", "estates.clocks", "write clock"),
        ("[[estates.teams]]", "[estates.teams]", "estates.teams", "[[estates.teams]]"),
    ],
)
def test_a_wrong_key_is_told_with_its_line_and_its_mend(tmp_path, written, instead, key, mend):
    assert written in EXAMPLE
    text = EXAMPLE.replace(written, instead, 1)
    found = [line for line in problems(tmp_path, text) if f": {key}: " in line]
    assert len(found) == 1, found
    assert mend in found[0]
    assert "canary" not in found[0]
    if instead:
        assert found[0].startswith(f"config.toml:{line_with(text, instead.splitlines()[0])}: ")


SECOND = """
[[estates]]
key = "{key}"
name = "乙园"
timezone = "Asia/Shanghai"
staff_chat = {chat}
duty_phone = "110"
"""


MORE_OF_THE_ESTATE = """
[[estates.teams]]
key = "lifts"
name = "维保"
chat = {chat}
thread = {thread}
contractor = true
[[estates.staff]]
telegram = 2009
name = "外包"
role = "{role}"
team = "lifts"
[[estates.shift_codes]]
code = "{code}"
"""


@pytest.mark.parametrize(
    ("differs", "told"),
    [
        ({"chat": -1003}, ["estates.teams.chat: is the group of another team: give each a topic of it"]),
        ({"role": "lead"}, ["estates.staff.role: is of a contractor's team, whose people never lead"]),
        ({"code": "早"}, ["estates.shift_codes.code: is another shift's code"]),
    ],
)
def test_teams_differ_in_their_place_and_a_contractor_never_leads(tmp_path, differs, told):
    facts = {"chat": -1009, "thread": 0, "role": "staff", "code": "A", **differs}
    found = problems(tmp_path, EXAMPLE + MORE_OF_THE_ESTATE.format(**facts))
    assert len(found) == len(told)
    assert all(sentence in problem for sentence, problem in zip(told, found, strict=True))


@pytest.mark.parametrize("team", ["lifts", "nobody"])
def test_footage_is_seen_to_by_a_team_of_the_estates_own_people(tmp_path, team):
    more = MORE_OF_THE_ESTATE.format(chat=-1009, thread=0, role="staff", code="A")
    text = EXAMPLE.replace('video_team = ""', f'video_team = "{team}"') + more
    assert ["estates.video_team: is no team" in problem for problem in problems(tmp_path, text)] == [True]


def test_two_estates_cannot_share_a_key_or_a_group(tmp_path):
    found = problems(tmp_path, EXAMPLE + SECOND.format(key="cuiyuan", chat=-1003))
    lines = EXAMPLE.count("\n")
    assert found == [
        f"config.toml:{lines + 3}: estates.key: is the key of another estate: keys must differ",
        f"config.toml:{lines + 6}: estates.staff_chat: is a group of another estate: each estate needs its own",
    ]


def test_a_person_stands_on_a_roster_once(tmp_path):
    found = problems(tmp_path, EXAMPLE + '[[estates.staff]]\ntelegram = 2001\nname = "李工"\nrole = "lead"\n')
    assert [line.split(": ", 2)[1] for line in found] == ["estates.staff.telegram"]


def test_the_same_person_may_serve_two_estates(tmp_path):
    path = tmp_path / "config.toml"
    staff = '[[estates.staff]]\ntelegram = 2001\nname = "王工"\nrole = "lead"\n'
    path.write_text(EXAMPLE + SECOND.format(key="b", chat=-7) + staff, encoding="utf-8")
    assert len(load(path, TOKEN).estates()) == 2


def test_all_problems_are_told_at_once_in_the_order_of_the_file(tmp_path):
    text = EXAMPLE.replace("per_second = 30", "per_second = -1").replace("Asia/Shanghai", "Nowhere")
    text = text.replace('team = "engineering"', 'team = "x"')
    found = problems(tmp_path, text, {})
    assert [line.split(": ")[1] for line in found] == [
        "telegram.token",
        "telegram.limits.per_second",
        "estates.timezone",
        "estates.staff.team",
    ]


def test_a_missing_token_says_which_variable_to_set(tmp_path):
    (found,) = problems(tmp_path, EXAMPLE, {})
    assert found.startswith(f"config.toml:{line_with(EXAMPLE, 'token = ')}: telegram.token: is missing")
    assert "FRONTDESK__TELEGRAM__TOKEN" in found


def test_a_token_with_something_beside_it_is_refused_without_being_shown(tmp_path):
    (found,) = problems(tmp_path, EXAMPLE.replace('token = ""', 'token = "bot 1:canary"'), {})
    assert "BotFather" in found
    assert "canary" not in found


def test_an_empty_file_lacks_an_estate_and_a_token(tmp_path):
    assert len(problems(tmp_path, "", {})) == 2


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[desk]\ndatabase = canary\n", 2),
        ('[desk]\ndatabase = "canary\n', 2),
        ("[desk]\n[desk]\n", 2),
        ("[desk\n", 1),
        ("a = 1\na = 2\n", 2),
        ("a = [1,\n2,\n", 2),
        (f"a = {'[' * 5000}", 1),
        (f"a = {'9' * 5000}", 1),
    ],
)
def test_broken_toml_is_told_with_its_line(tmp_path, text, line):
    (found,) = problems(tmp_path, text)
    assert found.startswith(f"config.toml:{line}: this ")
    assert "canary" not in found


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(ConfigError, match=r"nothing\.toml: there is no such file"):
        load(tmp_path / "nothing.toml", TOKEN)


def test_a_directory_is_no_configuration(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path, TOKEN)


def test_a_file_in_another_encoding_is_told_with_its_line(tmp_path):
    path = tmp_path / "config.toml"
    path.write_bytes('# 一\nname = "翠园"\n'.encode() + "翠园".encode("gbk"))
    with pytest.raises(ConfigError, match=r"config\.toml:3: is not UTF-8"):
        load(path, TOKEN)


@pytest.mark.parametrize(
    ("variable", "mend"),
    [
        ("FRONTDESK__WEBB__LISTEN", "write web"),
        ("FRONTDESK__WEB__LISTN", "write listen"),
        ("FRONTDESK__WEB__LISTEN__PORT", "names no section"),
        ("FRONTDESK__WEB", "names a section"),
        ("FRONTDESK__ESTATES__0__NAME", "in the file only"),
        ("FRONTDESK__ESTATES", "in the file only"),
        ("FRONTDESK__TELEGRAM__WEBHOOK__URL", "without ?"),
        ("FRONTDESK__TELEGRAM__WEBHOOK__SECRET", "nobody can guess"),
        ("FRONTDESK__TELEGRAM__DRIVER", '"ptb" or "aiogram"'),
        ("FRONTDESK__", "names no setting"),
        ("frontdesk__web__listen", "host and port"),
        ("FRONTDESK__DESK__DATABASE", "sqlite:///"),
        ("FRONTDESK__TELEGRAM__LIMITS__PER_SECOND", "must be a number"),
    ],
)
def test_a_wrong_variable_is_told_by_its_name_and_never_its_value(tmp_path, variable, mend):
    (found,) = problems(tmp_path, EXAMPLE, TOKEN | {variable: "canary?secret"})
    assert found.startswith(f"environment: {variable}: ")
    assert mend in found
    assert "canary" not in found


def mutated(text: str, dice: random.Random) -> str:
    lines = text.splitlines()
    for _ in range(dice.randint(1, 3)):
        number = dice.randrange(len(lines))
        name, _, _ = lines[number].partition("=")
        match dice.randrange(6):
            case 0:
                del lines[number]
            case 1:
                lines.insert(number, dice.choice(lines))
            case 2:
                dice.shuffle(lines[number : number + 4])
                lines[number] = lines[number][::-1]
            case 3:
                lines[number] = name + "= " + dice.choice(VALUES)
            case 4:
                cut = dice.randint(0, len(lines[number]))
                lines[number] = lines[number][:cut] + dice.choice(MARKS) + lines[number][cut:]
            case _:
                lines[number] = dice.choice(["[desk]", "[[estates]]", "[estates.clock]", "[[a.b]]", '"" = 1'])
    return "\n".join(lines)


MARKS = [*"[]{}\"'=.,#\\-1 x\0\t", "键", "\U0001f600", "\ufeff"]
VALUES = ["1", "-1", "0", "1.5", "true", "inf", "nan", '""', '"x"', "[]", "{}", "[[]]", "[1, 'a']", "{a = 1}"]
VALUES += ["1979-05-27", "07:32:00", "9" * 40, "-9e999", "'canary'", "[{key = 1}, 2]", '["\\u0000"]']


def refusal(path: Path) -> list[str]:
    try:
        load(path, TOKEN).estates()
    except ConfigError as error:
        return error.problems
    return []


def test_five_hundred_mutations_of_the_example_are_read_or_refused_in_sentences(tmp_path):
    dice = random.Random(20)
    path = tmp_path / "config.toml"
    refused = 0
    for _ in range(500):
        path.write_text(mutated(EXAMPLE, dice), encoding="utf-8")
        found = refusal(path)
        refused += bool(found)
        assert all(problem.startswith(f"{path}:") for problem in found)
        assert not any("canary" in problem for problem in found)
    assert 250 < refused < 500
