"""Rules of the operator's own: read at the start, read anew on request, and never taken when broken."""

import pytest

from bot.judging import Judging
from nlp.judgement import Category, Kind
from nlp.rules import RuleError

OWN = """
label = "龙舟队"
kind = "complaint"
category = "fees"
topic = "fees"
[[signs]]
weight = 3
words = ["龙舟队"]
"""
TEXT = "龙舟队"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
    return tmp_path


def test_rules_of_ones_own_are_judged_by(folder):
    lead = Judging(folder).judge(TEXT).lead
    assert (lead.kind, lead.category) == (Kind.complaint, Category.fees)
    assert Judging().judge(TEXT).lead.category is not Category.fees


async def test_rules_read_anew_hold_at_once_also_for_what_was_judged_before(folder):
    judging = Judging(folder)
    assert judging.judge(TEXT).lead.category is Category.fees
    (folder / "own.toml").write_text(OWN.replace("fees", "service"), encoding="utf-8")
    await judging.reload()
    assert judging.judge(TEXT).lead.category is Category.service


async def test_broken_rules_are_told_by_file_and_line_and_the_old_ones_stay(folder):
    judging = Judging(folder)
    await judging.ready()
    (folder / "own.toml").write_text(OWN.replace("weight = 3", "weight = 30"), encoding="utf-8")
    with pytest.raises(RuleError, match=r"own\.toml:7: weight"):
        await judging.reload()
    assert judging.judge(TEXT).lead.category is Category.fees


def test_folder_that_is_none_is_refused(tmp_path):
    with pytest.raises(RuleError, match="is no folder"):
        Judging(tmp_path / "missing").judge(TEXT)
