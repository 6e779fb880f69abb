"""Evidence and explanations: the owner's own words, and every reason that counted."""

from nlp.classifier import Classifier

CLASSIFIER = Classifier.load()


def test_where_no_mark_spoke_the_evidence_is_a_stretch_of_the_text():
    text = "俺家灯泡憋了"
    (*_, last) = CLASSIFIER.judge(text).lead.evidence
    assert text[last.start : last.end] == last.words


def test_explanation_has_parts_marks_scope_and_scores():
    explanation = CLASSIFIER.explain("楼道灯坏了,顺便问下物业费怎么交")
    assert [part.words for part in explanation.parts] == ["楼道灯坏了", "问下物业费怎么交"]
    first, second = explanation.parts
    assert first.kinds[0][0] == "request"
    assert second.kinds[0][0] == "inquiry"
    assert "subjects/electric.faults" in {mark.table for mark in first.marks}
    assert ("question", "问下") in explanation.surroundings
    assert explanation.judgement == CLASSIFIER.judge("楼道灯坏了,顺便问下物业费怎么交")


def test_explanation_as_json_holds_the_judgement():
    record = CLASSIFIER.explain("电梯困人了").as_json()
    assert record["kind"] == "emergency"
    assert record["explanation"]["danger"] > 0
    assert record["explanation"]["parts"]


def test_any_text_can_be_explained():
    for text in ("", "\ud800", "。", "另外" * 50, "水" * 5000):
        assert CLASSIFIER.explain(text).as_json()
        assert list(CLASSIFIER.explain(text).lines())


def test_a_strong_mark_of_the_estates_own_decides(tmp_path):
    own = 'label = "池"\nkind = "praise"\n[[signs]]\nweight = 8\nwords = ["灯坏了"]\n'
    (tmp_path / "own.toml").write_text(own, encoding="utf-8")
    assert Classifier.load(tmp_path).judge("楼道灯坏了").lead.kind == "praise"
