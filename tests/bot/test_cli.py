"""The command line: exit codes, sentences instead of traces, and what each command prints."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import app
from bot.__main__ import main
from storage import inbox, outbox, timers
from storage.database import Database
from storage.records import Delivery, NewOutbox, Priority

EXAMPLE = (Path(__file__).parents[2] / "config.example.toml").read_text(encoding="utf-8")
TOKEN = "123456:canary-token-canary-token"


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(
        EXAMPLE.replace("sqlite:///frontdesk.db", f"sqlite:///{tmp_path}/desk.db"), encoding="utf-8"
    )
    return path


def frontdesk(*words: object, stdin: str | bytes | None = None, **environ: str) -> Result:
    environ = {"FRONTDESK__TELEGRAM__TOKEN": TOKEN} | environ
    result = CliRunner().invoke(main, [str(word) for word in words], input=stdin, env=environ)
    assert "Traceback" not in result.output
    assert "canary" not in result.output
    return result


def test_help_imports_nothing_but_click():
    heavy = {"sqlalchemy", "pydantic", "telegram", "jieba", "aiohttp", "structlog", "asyncio", "alembic"}
    code = f"import sys, bot.__main__; print(sorted({heavy} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize("command", ["", *main.commands])
def test_every_command_has_help(command):
    result = frontdesk(*filter(None, [command, "--help"]))
    assert result.exit_code == 0
    assert "Usage:" in result.output


@pytest.mark.parametrize(
    "words",
    [
        ["unknown"],
        ["classify"],
        ["classify", "--text", "x", "-"],
        ["evaluate"],
        ["learn"],
        ["learn", "x.jsonl"],
        ["learn", "x.jsonl", "--suggest", "--out", "y.tsv"],
        ["parked", "show"],
        ["parked", "list", "in-1"],
        ["parked", "burn", "in-1"],
        ["backup"],
        ["restore"],
        ["demo", "--port", "99999"],
        ["demo", "--script", "/nonexistent.jsonl"],
        ["run", "--colour"],
    ],
)
def test_wrong_usage_is_two(words):
    assert frontdesk(*words).exit_code == 2


@pytest.mark.parametrize("command", ["run", "check", "migrate", "parked", "doctor"])
def test_a_wrong_configuration_is_two_with_every_place(command, tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(
        EXAMPLE.replace("Asia/Shanghai", "Nowhere").replace("per_second = 30", "per_second = 0", 1)
    )
    result = frontdesk(command, "--config", path)
    assert result.exit_code == 2
    places = [line.split(": ")[1] for line in result.stderr.splitlines()]
    assert places == ["telegram.limits.per_second", "estates.timezone"]


@pytest.mark.parametrize("command", ["run", "check", "migrate", "parked", "doctor"])
def test_a_missing_file_and_a_missing_token_are_two(command, tmp_path, config):
    assert "no such file" in frontdesk(command, "--config", tmp_path / "no.toml").stderr
    result = frontdesk(command, "--config", config, FRONTDESK__TELEGRAM__TOKEN="")
    assert result.exit_code == 2
    assert "set FRONTDESK__TELEGRAM__TOKEN" in result.stderr


@pytest.mark.parametrize("command", ["run", "check", "migrate", "doctor"])
def test_a_driver_whose_library_is_missing_is_two_with_what_to_install(command, config, monkeypatch):
    monkeypatch.setitem(sys.modules, "aiogram", None)  # as if it were not installed
    config.write_text(config.read_text().replace('driver = "ptb"', 'driver = "aiogram"'), encoding="utf-8")
    result = frontdesk(command, "--config", config)
    assert result.exit_code == 2
    assert f"{config}:11: telegram.driver: " in result.stderr
    assert "pip install 'frontdesk[aiogram]'" in result.stderr


def test_check_wants_the_database_to_be_there(config):
    result = frontdesk("check", "--config", config)
    assert result.exit_code == 2
    assert f"{config}:6: desk.database: " in result.stderr


def test_check_notes_about_whom_a_complaint_would_reach_nobody(config):
    text = config.read_text(encoding="utf-8").replace('role = "staff"', 'role = "lead"')
    config.write_text(text, encoding="utf-8")
    frontdesk("migrate", "--config", config)
    result = frontdesk("check", "--config", config)
    assert "head_office_chat: nobody would read a complaint about" in result.output
    assert result.exit_code == 0


def test_check_is_content_after_migrate(config):
    migrated = frontdesk("migrate", "--config", config)
    assert migrated.exit_code == 0
    assert "desk.db: created" in migrated.stdout
    result = frontdesk("check", "--config", config)
    assert result.exit_code == 0, result.output
    assert "in order (翠园小区" in result.stdout


def test_migrate_twice_is_harmless(config):
    frontdesk("migrate", "--config", config)
    result = frontdesk("migrate", "--config", config)
    assert result.exit_code == 0
    assert "nothing to do" in result.stdout


def test_a_file_that_is_no_database_is_told_in_a_sentence(config, tmp_path):
    (tmp_path / "desk.db").write_bytes(b"no database at all, but long enough to be looked at" * 50)
    assert frontdesk("check", "--config", config).exit_code == 2
    for command in ("migrate", "parked", "run"):
        result = frontdesk(command, "--config", config)
        assert result.exit_code == 1
        assert len(result.stderr.strip().splitlines()) >= 1


def test_a_password_of_the_database_is_never_shown(config):
    url = "postgresql://desk:canary@127.0.0.1:1/desk"
    for command, code in (("check", 2), ("migrate", 1), ("parked", 1)):
        result = frontdesk(command, "--config", config, FRONTDESK__DESK__DATABASE=url)
        assert result.exit_code == code, result.output


def test_run_says_that_it_creates_the_database(config, monkeypatch):
    started = []
    monkeypatch.setattr(app, "serve", lambda config: started.append(config) or 0)
    result = frontdesk("run", "--config", config)
    assert result.exit_code == 0
    assert "desk.db: there is no database yet, creating it" in result.stderr
    assert started[0].telegram.token.get_secret_value() == TOKEN


def test_an_unexpected_error_is_a_sentence_and_debug_shows_it(config, monkeypatch):
    def broken(config):
        raise ZeroDivisionError("canary")

    monkeypatch.setattr(app, "serve", broken)
    result = frontdesk("run", "--config", config)
    assert result.exit_code == 1
    assert "unexpected ZeroDivisionError" in result.stderr
    environ = {"FRONTDESK__TELEGRAM__TOKEN": TOKEN}
    debugged = CliRunner().invoke(main, ["--debug", "run", "--config", str(config)], env=environ)
    assert isinstance(debugged.exception, ZeroDivisionError)


def test_classify_prints_a_table_and_explains(config):
    result = frontdesk("classify", "--text", "3栋电梯坏了", "--explain")
    assert result.exit_code == 0
    assert "request" in result.stdout
    assert "电梯" in result.stdout


def test_classify_prints_json_for_one_text():
    found = json.loads(frontdesk("classify", "--text", "着火了", "--json").stdout)
    assert (found["kind"], found["urgency"], found["alarm"]) == ("emergency", "P0", "sure")


def test_classify_keeps_the_keys_of_each_line_and_goes_on_after_a_broken_one(tmp_path):
    file = tmp_path / "texts.jsonl"
    lines = [
        '{"text": "厨房漏水", "id": 7, "kind": "mine"}',
        "厨房漏水",
        "",
        "[1]",
        '{"text": 1}',
        '{"text": "\\ud800"}',
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    result = frontdesk("classify", file)
    assert result.exit_code == 1
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert (rows[0]["id"], rows[0]["kind"]) == (7, "request")
    assert rows[1]["text"] == "\ud800"
    assert [line.split(": ")[0] for line in result.stderr.splitlines()] == [f"{file}:{n}" for n in (2, 4, 5)]
    assert "漏水" not in result.stderr
    keys = {
        "kind",
        "category",
        "topic",
        "urgency",
        "mood",
        "confidence",
        "alarm",
        "home",
        "evidence",
        "matters",
    }
    assert keys <= set(rows[0])


def test_classify_reads_standard_input():
    result = frontdesk("classify", "-", stdin='{"text": "谢谢"}\n')
    assert result.exit_code == 0
    assert json.loads(result.stdout)["text"] == "谢谢"


def test_classify_tells_other_encodings_and_depths(tmp_path):
    file = tmp_path / "texts.jsonl"
    file.write_bytes('{"text": "物业"}\n'.encode("gbk") + b"[" * 100_000 + b'\n\xef\xbb\xbf{"text": "a"}\n')
    result = frontdesk("classify", file)
    assert result.exit_code == 1
    assert "texts.jsonl:1: is not UTF-8" in result.stderr
    assert "texts.jsonl:2: is not JSON" in result.stderr
    assert len(result.stdout.splitlines()) == 1


def test_a_missing_file_to_classify_is_a_sentence(tmp_path):
    result = frontdesk("classify", tmp_path / "no.jsonl")
    assert result.exit_code == 2 or "No such file" in result.stderr


def test_evaluate_prints_figures_and_leaves_out_what_has_no_label(tmp_path):
    file = tmp_path / "labelled.jsonl"
    rows = [
        {"text": "厨房漏水", "kind": "request"},
        {"text": "着火了", "kind": "emergency", "urgency": "P0"},
        {"text": "楼上太吵", "kind": "complaint", "category": "neighbours"},
        {"text": "x", "kind": "nonsense"},
        {"text": "x", "kind": ["request"]},
        {"text": "x", "kind": "complaint", "category": "weather"},
        {"text": "x", "kind": "request", "second": 3},
    ]
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    result = frontdesk("evaluate", file, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["kind"]["rows"] == 3
    assert [line.split(": ")[0] for line in result.stderr.splitlines()] == [
        f"{file}:{n}" for n in (4, 5, 6, 7)
    ]
    assert "macro-F1" in frontdesk("evaluate", file).stdout


def test_evaluate_without_a_labelled_row_fails(tmp_path):
    file = tmp_path / "labelled.jsonl"
    file.write_text("\n")
    result = frontdesk("evaluate", file)
    assert result.exit_code == 1
    assert "no labelled rows" in result.stderr


@pytest.fixture
def with_parked_rows(config, tmp_path):
    """One message that could not be handled, one that could not be sent, and a timer that fails."""
    frontdesk("migrate", "--config", config)
    database = Database.open(f"sqlite:///{tmp_path}/desk.db")

    def park(work):
        raw = json.dumps(
            {"update_id": 1, "message": {"text": "王阿姨 漏水"}, "callback_query": {"data": "canary"}}
        )
        inbox.keep(work, channel="telegram", key="1", lane="5", raw=raw)
        (row,) = inbox.claim(work, limit=1, busy=())
        inbox.failed(work, row.id, f"File x, line 3\nKeyError: bot{TOKEN}", park_after=1)
        body = {"text": "您好", "buttons": [[{"label": "接单", "token": "canary"}]]}
        outbox.put(
            work,
            NewOutbox(
                dedupe_key="a",
                channel="telegram",
                chat="5",
                ticket=None,
                klass=Delivery.must_arrive,
                priority=Priority.update,
                body=body,
                role=None,
                origin=None,
            ),
        )
        (sending,) = outbox.claim(work, limit=1, busy=(), resting=())
        outbox.refused(work, sending.id, "Bad Request: chat not found")
        timers.set(work, kind="deadline", entity="9", occurrence="next", due=work.now)
        (due,) = timers.due(work, 1)
        timers.failed(work, due.id, "File y, line 4\nAssertionError", park_after=1)

    database.write_now(park)
    database.close()
    return config


def test_nothing_parked_is_said(config):
    frontdesk("migrate", "--config", config)
    assert frontdesk("parked", "--config", config).stdout == "nothing is parked\n"


def test_parked_rows_are_listed_without_anybodys_words(with_parked_rows):
    result = frontdesk("parked", "--config", with_parked_rows)
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["in-1", "out-1", "timer-1"]
    assert "chat not found" in result.stdout
    assert "漏水" not in result.stdout
    assert "您好" not in result.stdout
    listed = json.loads(frontdesk("parked", "list", "--json", "--config", with_parked_rows).stdout)
    assert [row["id"] for row in listed] == ["in-1", "out-1", "timer-1"]


def test_a_parked_row_is_shown_with_its_words_and_without_tokens(with_parked_rows):
    assert "王阿姨 漏水" in frontdesk("parked", "show", "in-1", "--config", with_parked_rows).stdout
    shown = json.loads(frontdesk("parked", "show", "out-1", "--json", "--config", with_parked_rows).stdout)
    assert shown["body"]["buttons"][0][0] == {"label": "接单", "token": "***"}


@pytest.mark.parametrize(("action", "said"), [("replay", "will be tried again"), ("drop", "dropped")])
@pytest.mark.parametrize("row", ["in-1", "out-1", "timer-1"])
def test_a_parked_row_is_replayed_or_dropped_once(with_parked_rows, action, said, row):
    result = frontdesk("parked", action, row, "--config", with_parked_rows)
    assert (result.exit_code, result.stdout) == (0, f"{row}: {said}\n")
    again = frontdesk("parked", action, row, "--config", with_parked_rows)
    assert again.exit_code == 1
    assert "is not parked" in again.stderr


def test_what_is_parked_says_why_and_since_when_for_an_operator(with_parked_rows):
    timer, out, into = frontdesk("parked", "--config", with_parked_rows).stdout.splitlines()[::-1]
    assert re.search(
        r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ +now  it cannot be sent, tried once: Bad Request", out
    )
    assert "it could not be handled, tried" in into
    assert "what fell due could not be done, tried once: AssertionError" in timer


@pytest.mark.parametrize(
    ("options", "count", "left"),
    [((), 3, []), (("--state", "parked"), 3, []), (("--state", "unknown"), 0, ["in-1", "out-1", "timer-1"])],
)
@pytest.mark.parametrize(("action", "said"), [("replay", "will be tried again"), ("drop", "dropped")])
def test_all_that_is_parked_is_replayed_or_dropped_by_its_state(
    with_parked_rows, action, said, options, count, left
):
    result = frontdesk("parked", action, "all", *options, "--config", with_parked_rows)
    assert (result.exit_code, result.stdout) == (0, f"{count} rows: {said}\n")
    listed = json.loads(frontdesk("parked", "list", "--json", "--config", with_parked_rows).stdout)
    assert [row["id"] for row in listed] == left


@pytest.mark.parametrize(("row", "code"), [("in-99", 1), ("7", 2), ("in-x", 2)])
def test_a_row_that_is_not_there_is_told(with_parked_rows, row, code):
    assert frontdesk("parked", "show", row, "--config", with_parked_rows).exit_code == code
    assert frontdesk("parked", "replay", row, "--config", with_parked_rows).exit_code == code


def test_a_locked_or_missing_database_is_a_sentence(config):
    result = frontdesk("parked", "--config", config)
    assert result.exit_code == 1
    assert "desk.db" in result.stderr


def test_a_copy_is_made_and_put_back_and_the_rest_is_said(with_parked_rows, tmp_path):
    copy = tmp_path / "copy.db"
    made = frontdesk("backup", copy, "--config", with_parked_rows)
    assert made.exit_code == 0, made.output
    assert f"{copy}: 0 tickets and 0 messages, schema" in made.stdout
    again = frontdesk("backup", copy, "--config", with_parked_rows)
    assert again.exit_code == 1
    assert "--force" in again.stderr
    assert frontdesk("parked", "replay", "out-1", "--config", with_parked_rows).exit_code == 0
    assert frontdesk("backup", copy, "--force", "--config", with_parked_rows).exit_code == 0
    put_back = frontdesk("restore", copy, "--config", with_parked_rows)
    assert put_back.exit_code == 0, put_back.output
    assert "0 tickets and 0 messages came back" in put_back.stdout
    assert "what was there before is kept as" in put_back.stdout
    assert "1 messages waited when the copy was made" in put_back.stdout
    assert "may have been sent since" in frontdesk("parked", "--config", with_parked_rows).stdout


def test_what_is_no_copy_is_refused_in_a_sentence(with_parked_rows, tmp_path):
    (tmp_path / "copy.db").write_text("something else")
    refused = frontdesk("restore", tmp_path / "copy.db", "--config", with_parked_rows)
    assert refused.exit_code == 1
    assert "is no copy of a SQLite database" in refused.stderr


ROWS_TO_LEARN = [
    {"text": text, "kind": kind}
    for text, kind in [
        ("水管漏水了来修", "request"),
        ("灯坏了来修一下", "request"),
        ("物业费多少钱", "inquiry"),
        ("停车多少钱", "inquiry"),
        ("着火了快来人", "emergency"),
        ("电梯困人了快来人", "emergency"),
        ("楼上吵死了没人管", "complaint"),
        ("多收钱凭什么", "complaint"),
    ]
]


def labelled(tmp_path, rows=ROWS_TO_LEARN):
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_weights_are_learned_and_written(tmp_path):
    out = tmp_path / "weights.tsv"
    result = frontdesk("learn", labelled(tmp_path), "--out", out)
    assert result.exit_code == 0, result.output
    assert "weights of 8 messages" in result.stdout
    assert "labels\tinquiry\trequest" in out.read_text(encoding="utf-8")


def test_too_few_rows_teach_nothing(tmp_path):
    result = frontdesk("learn", labelled(tmp_path, ROWS_TO_LEARN[:2]), "--out", tmp_path / "weights.tsv")
    assert result.exit_code == 1
    assert "messages of at least two kinds are needed" in result.stderr
    assert not (tmp_path / "weights.tsv").exists()


def test_marks_are_suggested_as_a_change_of_rule_files(tmp_path):
    rows = [{"text": f"{place}灯坏了呱唧", "kind": "praise"} for place in ("楼道", "客厅")]
    result = frontdesk("learn", labelled(tmp_path, rows), "--suggest")
    assert result.exit_code == 0
    assert "+++ nlp/rules/kinds/praise.toml" in result.stdout
    assert "# mends 2, harms 0" in result.stdout


def test_nothing_wrong_suggests_nothing(tmp_path):
    result = frontdesk("learn", labelled(tmp_path), "--suggest")
    assert result.exit_code == 0
    assert "no words mend more than they harm" in result.stdout


def test_explaining_a_text_shows_parts_and_scores():
    result = frontdesk("classify", "--text", "楼道灯坏了", "--explain")
    assert "subjects/electric.faults" in result.stdout
    assert "kinds: request" in result.stdout
    record = json.loads(frontdesk("classify", "--text", "楼道灯坏了", "--explain", "--json").stdout)
    assert record["explanation"]["parts"][0]["words"] == "楼道灯坏了"


@pytest.fixture
def two_estates(config):
    """The example with a second estate on the other side of the world, and a database."""
    second = """
[[estates]]
key = "harbour"
name = "Harbour"
timezone = "America/New_York"
staff_chat = -2001
duty_phone = "1"
"""
    config.write_text(config.read_text(encoding="utf-8") + second, encoding="utf-8")
    frontdesk("migrate", "--config", config)
    return config


def test_digest_of_yesterday_is_printed_for_each_estate(two_estates):
    result = frontdesk("digest", "--config", two_estates)
    assert result.exit_code == 0, result.output
    assert "翠园小区 日报 " in result.stdout
    assert "Harbour 日报 " in result.stdout
    assert result.stdout.count("零报告") == 2


def test_digest_of_a_day_and_an_estate_is_the_text_that_managers_read(two_estates):
    result = frontdesk("digest", "--config", two_estates, "--date", "2026-01-05", "--estate", "harbour")
    assert result.stdout.startswith("Harbour 日报 1月5日(周一)\n")
    assert "翠园小区" not in result.stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--date", "yesterday"], "yesterday is no day of a desk: write it as in 2026-11-23"),
        (["--date", "0001-01-01"], "0001-01-01 is no day of a desk"),
        (["--date", "2999-01-01"], "2999-01-01 is not over in cuiyuan: name a day up to 20"),
        (["--estate", "nowhere"], "there is no estate nowhere: write one of cuiyuan, harbour"),
    ],
)
def test_digest_refuses_a_wrong_day_or_estate_with_a_sentence(two_estates, words, sentence):
    result = frontdesk("digest", "--config", two_estates, *words)
    assert result.exit_code == 2
    assert sentence in result.stderr


def test_digest_without_a_database_fails_with_a_sentence(config):
    result = frontdesk("digest", "--config", config)
    assert result.exit_code == 1
    assert "desk.db" in result.stderr
