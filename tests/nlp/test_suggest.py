"""Proposed marks: counted honestly, and a change that a rule file can take."""

from nlp.classifier import Classifier
from nlp.judgement import Kind
from nlp.rules import read_rule, shelf_files
from nlp.suggest import as_diff, propose

JUDGE = Classifier.load().judge
WRONG = [
    {"text": "楼道灯坏了呱唧", "kind": "praise"},
    {"text": "客厅灯坏了呱唧", "kind": "praise"},
    {"text": "楼道灯坏了", "kind": "request"},
]


def test_words_that_mend_are_proposed_with_what_they_harm():
    (proposal,) = propose(WRONG, [{"text": "厨房灯坏了呱唧", "kind": "request"}], JUDGE)
    assert (proposal.file, proposal.mends, proposal.harms) == ("kinds/praise.toml", 2, 1)
    assert "呱唧" in proposal.words


def test_rows_judged_right_lead_to_nothing():
    assert propose([{"text": "楼道灯坏了", "kind": "request"}] * 3, [], JUDGE) == []


def test_the_change_makes_a_rule_file_that_can_be_read():
    diff = as_diff(propose(WRONG, [], JUDGE))
    added = "".join(line[1:] for line in diff.splitlines(keepends=True) if line[:1] == "+" and line[1] != "+")
    (old,) = [source for file, source in shelf_files("kinds") if file == "kinds/praise.toml"]
    rule = read_rule("kinds/praise.toml", old + added)
    assert rule.kind is Kind.praise
    assert any("呱唧" in mark.written for mark in rule.marks)
