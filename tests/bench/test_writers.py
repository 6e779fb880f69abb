"""How well writers are understood whose messages the weights never saw: three of the twelve left out in turn."""

import pytest

from nlp import messages, rules
from nlp.classifier import Classifier
from nlp.evaluate import evaluate
from nlp.learn import learn
from nlp.weights import Weights, read

pytestmark = pytest.mark.bench
LEFT_OUT = ("cgk", "dhl", "eim", "fjn")  # letters with which the ids of writers' messages begin


def test_writers_nobody_learned_from():
    rows = list(messages.labelled())
    plain = Classifier.load()
    judgements = {}
    seen = []
    for writers in LEFT_OUT:
        others = [row for row in rows if row["id"][0] not in writers]
        judge = Classifier(rules.load(), Weights(read(learn(others, plain), writers))).judge
        theirs = [row for row in rows if row["id"][0] in writers]
        judgements |= {row["text"]: judge(row["text"]) for row in theirs}
        seen += theirs
    report = evaluate(seen, judgements.__getitem__)
    print(report.table())
    assert report.kinds.accuracy > 0.8
