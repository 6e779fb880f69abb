"""How well a writer is understood whose messages the weights never saw: each of the twelve left out in turn."""

import pytest

from nlp import messages, rules
from nlp.classifier import Classifier
from nlp.evaluate import evaluate
from nlp.learn import learn
from nlp.weights import Weights, read

pytestmark = pytest.mark.bench
WRITERS = "cdefghijklmn"  # the letter with which the ids of a writer's messages begin


def test_a_writer_nobody_learned_from():
    rows = list(messages.labelled())
    plain = Classifier.load()
    judgements = {}
    for writer in WRITERS:
        others = [row for row in rows if row["id"][0] != writer]
        judge = Classifier(rules.load(), Weights(read(learn(others, plain), writer))).judge
        judgements |= {row["text"]: judge(row["text"]) for row in rows if row["id"][0] == writer}
    seen = [row for row in rows if row["id"][0] in WRITERS]
    report = evaluate(seen, judgements.__getitem__)
    print(report.table())
    assert report.kinds.accuracy > 0.8
