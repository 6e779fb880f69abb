"""Learned weights: what is fitted is what is judged with, and a file of weights says what is wrong with it."""

import importlib
import re
from dataclasses import replace

import pytest

from nlp.classifier import Classifier
from nlp.features import outline, pieces, shape
from nlp.judgement import Kind
from nlp.learn import learn
from nlp.placed import elsewhere
from nlp.weights import (
    COARSE,
    DAMPING,
    LIVE,
    MOST,
    TWO,
    Table,
    Weights,
    WeightsError,
    read,
    shipped,
    written,
)

fitting = importlib.import_module("nlp.fit")

ROWS = [
    {"text": text, "kind": kind, "category": category}
    for text, kind, category in [
        ("水管漏水了来修一下", "request", None),
        ("马桶漏水来人修", "request", None),
        ("漏水了快来修", "request", None),
        ("物业费多少钱一平", "inquiry", None),
        ("停车多少钱一个月", "inquiry", None),
        ("车位多少钱", "inquiry", None),
        ("楼上天天吵死了没人管", "complaint", "neighbours"),
        ("楼上半夜吵得睡不着", "complaint", "neighbours"),
        ("凭什么多收我的钱", "complaint", "fees"),
        ("多收的钱不退凭什么", "complaint", "fees"),
        ("着火了快来人", "emergency", None),
        ("电梯困人了快来人", "emergency", None),
    ]
]


@pytest.fixture(scope="module")
def classifier():
    return Classifier.load()


def test_the_same_rows_give_the_same_file_and_judge_themselves_right(classifier):
    source = learn(ROWS, classifier)
    assert learn(ROWS, classifier) == source
    weights = Weights(read(source, "own.tsv"))
    for row in ROWS:
        scores = weights.scores(*classifier.features(row["text"]))
        assert max(Kind, key=lambda kind: scores[kind]) == row["kind"]
        assert (scores[LIVE] > 0) == (row["kind"] == "emergency")


def test_scores_of_the_file_are_those_of_the_fit(classifier):
    samples = [
        fitting.Sample(Kind(row["kind"]), None, *map(frozenset, classifier.features(row["text"])))
        for row in ROWS
    ]
    sizes = {piece: 150 for sample in samples for piece in sample.pieces}
    cells, features = fitting._grid(samples, sizes)
    columns = fitting._machine(cells, [sample.kind.value for sample in samples], [1.0] * len(samples), 2.0)
    weights = Weights(fitting._table(features, sizes, columns))
    for place, sample in enumerate(samples):
        scores = weights.scores(sample.pieces, sample.names)
        for label, (column, bias) in columns.items():
            fitted = sum(cells[place, number] * weight for number, weight in column.items()) + bias
            assert scores[label] == pytest.approx(fitted, abs=0.1)


def test_the_file_is_read_as_it_was_written():
    table = Table(("live", "size"), (3, 0), {"漏水": (-12, 145), "|#": (0, 7)}, {"kinds/x.signs": (1, 0)})
    assert read(written(table, ["about"]), "own.tsv") == table


def test_letters_are_read_with_weights_of_their_own_and_written_with_them():
    of_letters = Table(("live", "size"), (0, 0), {"垃圾": (-50, 0)}, {})
    chats = Table(("live", "letter", "size"), (0, 0, 0), {"垃圾": (50, 0, 0), "投诉": (0, 250, 0)}, {})
    table = replace(chats, letters=of_letters)
    assert read(written(table, ["about"]), "own.tsv") == table
    weights = Weights(table)
    assert weights.read({"垃圾"}).live() > 0 > weights.read({"垃圾", "投诉"}).live()


def test_what_is_written_to_an_authority_teaches_weights_for_letters(classifier):
    letters = [
        {
            "text": f"关于{estate}小区{wrong}的投诉",
            "kind": "complaint",
            "category": "service",
            "form": "letter",
        }
        for estate in ("金桂", "星河", "翠湖", "南苑", "锦江")
        for wrong in ("垃圾成堆", "路灯不亮", "电梯停运")
    ]
    others = [{"text": f"{row['text']}{end}", **row} for row in ROWS for end in ("", "啊", "吧", "了", "呢")]
    weights = Weights(read(learn([*letters, *others], classifier), "own.tsv"))
    of_letter = weights.read(classifier.features("关于桂苑小区垃圾成堆的投诉")[0]).weights
    assert of_letter is not weights
    assert weights.read(classifier.features("水管漏水了来修一下啊")[0]).weights is weights


def test_every_kind_and_category_has_weights():
    assert set(Kind) | {LIVE, TWO} <= set(shipped().labels)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("", "own.tsv: labels or bias are missing"),
        ("labels\tlive\tsize\nbias\t1 x\n", "own.tsv:2: is no line of weights"),
        ("labels\tlive\tsize\nbias\t1 2\npiece\t漏\t1\n", "own.tsv:3: is no line of weights"),
        ("labels\tlive\tsize\nbias\t1 2\npiece\t漏\t1 256\n", "own.tsv:3: is no line of weights"),
        ("labels\tlive\tsize\nbias\t1 2\nword\t漏\t1 2\n", "own.tsv:3: is no line of weights"),
        ("labels\tletter\tsize\nbias\t1 2\n", "own.tsv: one table for letters belongs to one label"),
    ],
)
def test_broken_file_says_where(source, said):
    with pytest.raises(WeightsError) as caught:
        read(source, "own.tsv")
    assert said in str(caught.value)


def test_sums_are_exact_for_many_pieces():
    labels = ("live", "size")
    weights = Weights(Table(labels, (0, 0), {str(n): (-MOST, 0) for n in range(4000)}, {}))
    share = DAMPING**0.5
    found = weights.scores({str(n) for n in range(4000)}, ())["live"]
    assert found == pytest.approx(-MOST * 4000 / COARSE / share)


def test_pieces_are_runs_both_ends_and_pairs():
    found = pieces(outline("灯坏了, 3楼"))
    assert {"灯", "灯坏", "坏了|", "了|0", "<|灯坏", ">楼|", "灯~了"} <= found
    assert "了~0" not in found


def test_shape_tells_questions_and_length():
    assert {"shape.asks", "shape.length2", "shape.clauses1"} == shape(outline("漏水了吗修?"))


def test_judging_needs_neither_scikit_learn_nor_numpy():
    import subprocess
    import sys

    code = (
        "import sys; from nlp.classifier import Classifier; Classifier.load().judge('灯坏了');"
        "sys.exit(any(name in sys.modules for name in ('sklearn', 'numpy', 'scipy')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_short_letters_of_complaint_count_once_more_as_from_elsewhere():
    letter = {
        "text": "投诉小区垃圾成堆",
        "kind": "complaint",
        "category": "service",
        "form": "letter",
        "second": None,
    }
    others = [
        letter | {"form": None},
        letter | {"category": None},
        letter | {"text": "我家" + letter["text"]},
    ]
    (copy,) = elsewhere([letter, *others])
    assert list(elsewhere([letter])) == [copy]
    assert re.fullmatch("投诉.+垃圾成堆", copy["text"])
    assert copy["text"] != letter["text"]
    assert (copy["kind"], copy["category"]) == (None, "service")
