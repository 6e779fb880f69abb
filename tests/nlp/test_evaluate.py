"""Figures over labelled rows."""

import json

import pytest

from nlp.evaluate import Reliability, evaluate

ROWS = [
    {"text": "电梯困人了", "kind": "emergency", "category": None, "urgency": "P0"},
    {"text": "凭什么多收我水费", "kind": "complaint", "category": "fees", "urgency": "P2"},
    {"text": "广场舞吵死了", "kind": "complaint", "category": "service", "urgency": "P2"},
    {"text": "物业费多少钱一平", "kind": "praise", "category": None},
    {
        "text": "物业费能开发票吗 顺便301门口灯修一下",
        "kind": "inquiry",
        "category": None,
        "second": {"kind": "request"},
    },
]


def test_right_and_wrong_are_counted(judge):
    report = evaluate(ROWS, judge)
    assert report.kinds.accuracy == pytest.approx(4 / 5)
    assert report.kinds.precision("inquiry") == pytest.approx(1 / 2)
    assert report.kinds.recall("complaint") == 1
    assert report.categories.pairs["service", "neighbours"] == 1
    assert report.urgencies.total == 3
    assert report.seconds.accuracy == 1


def test_report_prints_and_travels_as_json(judge):
    report = evaluate(ROWS, judge)
    assert "kind: 5 rows, accuracy 80.0%" in report.table()
    figures = json.loads(json.dumps(report.as_json()))
    assert figures["kind"]["confusion"]["praise"] == {"inquiry": 1}


def test_nothing_to_count_is_no_error(judge):
    assert evaluate([], judge).table() == ""
    assert evaluate([], judge).as_json() == {}


def test_alarms_and_the_honesty_of_confidence_are_told(judge):
    report = evaluate(ROWS, judge)
    assert report.alarms.pairs["danger", "sure"] == 1
    assert "of dangers           1  sure 100.0%, suspected 0.0%" in report.table()
    assert report.as_json()["reliability"]["by_confidence"]


def test_calibration_error_is_the_distance_of_promise_and_truth():
    reliability = Reliability()
    for right in (True, True, True, False):
        reliability.add(0.95, right=right)
    assert reliability.error == pytest.approx(0.2)
