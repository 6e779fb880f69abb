"""What a dossier says of a ticket, on which rows it says so, and how it becomes a document."""

import io

import pytest
from docx import Document

from bot import drawing_up
from bot.sandbox.files import PIXEL
from handlers.messages import Media, MediaKind
from handlers.ticket import dossier
from storage import journal
from tests.handlers.front import CHEN, GROUP, OWNER, WANG

LEAD, MANAGER = "2003", "2004"


def lived(front):
    """Let a matter be told with a picture, claimed, worked on and answered."""
    front.says(OWNER, "厨房水管漏水,3-2-1501,电话13812345678", media=(Media(MediaKind.photo, "wet"),))
    front.press(WANG, GROUP, "接单")
    for label, asks, words in (("进展", "进展如何", "下午去买配件"), ("办结", "做了什么", "换了角阀。")):
        front.press(WANG, GROUP, label)
        front.sends()
        question = next(i[0] for to, i, shown in reversed(front.sent) if to == GROUP and asks in shown.text)
        front.says(WANG, words, chat=GROUP, reply_to=question, reply_to_desk=True)
    front.sends()
    return front.tickets()[-1]


def drawn(front, ticket, user):
    estate = front.desk.only_estate
    member = estate.member(user)
    return front.database.read_now(lambda work: dossier.of(front.desk, work, ticket, member))


def lines(found):
    return [line for part in found.parts for line in part.lines]


def test_each_sentence_names_the_row_it_stands_on_with_the_very_words_of_it(front):
    ticket = lived(front)
    found = lines(drawn(front, ticket, MANAGER))
    rows = {row.seq: row for row in front.database.read_now(lambda work: journal.of_ticket(work, ticket.id))}
    by_words = {line.words: [rows[n].code for n in line.rows] for line in found if line.words}
    assert by_words["下午去买配件"] == ["progress"]
    assert by_words["换了角阀。"] == ["answer"]
    assert by_words["厨房水管漏水,3-2-1501,电话13812345678"] == ["received"]
    assert by_words["王工"] == ["claim"]
    told = [line for line in found if line.words]
    assert all(line.rows for line in told)
    assert not any("没有单独保存" in line.text for line in found)


def test_the_chain_is_verified_and_what_is_wrong_with_it_is_said(front):
    ticket = lived(front)
    assert any("记录链经核对完整" in line.text for line in lines(drawn(front, ticket, MANAGER)))
    front.database.write_now(
        lambda work: work.connection.exec_driver_sql("update journal set actor='2002' where code='claim'")
    )
    assert any("was changed" in line.text for line in lines(drawn(front, ticket, MANAGER)))


@pytest.mark.parametrize(("user", "number"), [(MANAGER, "13812345678"), (LEAD, "138****5678")])
def test_a_lead_who_is_not_the_assignee_reads_numbers_masked(front, user, number):
    words = [line.words for line in lines(drawn(front, lived(front), user))]
    assert any(number in one for one in words)
    assert (user == MANAGER) == any("13812345678" in one for one in words)


def test_only_who_leads_may_have_it_and_a_row_says_who_took_it(front):
    ticket = lived(front)
    assert drawn(front, ticket, WANG) is None
    front.says(CHEN, "档案 001")
    assert "档案由主管或经理导出" in front.texts(CHEN)[-1]
    front.says(LEAD, "档案 001", chat=GROUP)
    [wanted] = [outgoing for outgoing in front.said(LEAD) if outgoing.draw_up]
    assert "请勿转发到群里" in wanted.text
    rows = front.database.read_now(lambda work: journal.of_ticket(work, ticket.id))
    assert [row.actor for row in rows if row.code == "dossier"] == [LEAD]


def test_the_eight_steps_of_a_complaint_stand_there_with_the_rows_that_wrote_them(front):
    front.says(CHEN, "代报 3-2-1501 小刘 来电 代张先生 投诉保安态度太差")
    front.press(CHEN, CHEN, "开单")
    found = drawn(front, front.tickets()[-1], MANAGER)
    [steps] = [part for part in found.parts if part.title == "投诉处理八个步骤"]
    said = {line.text: (line.words, bool(line.rows)) for line in steps.lines}
    assert said["1 记录 · 委托人:"] == ("张先生", True)
    assert said["1 记录 · 投诉人身份:"] == ("受托人", True)
    assert said["2 定性 · 级别:"] == ("重要", True)
    assert said["5 方案 · 方案:"] == ("–", False)
    texts = [line.text for line in lines(found)]
    assert any("小陈录入的原文" in text for text in texts)
    assert any(text.endswith("级别(系统) 工作人员态度或廉洁") for text in texts)


def test_the_course_of_a_complaint_names_what_was_written_into_its_file(front):
    front.says(OWNER, "保安态度太差,我要投诉")
    front.passes(seconds=20)
    front.says(LEAD, "定性 001 有效")
    said = [line.text for line in lines(drawn(front, front.tickets()[-1], MANAGER))]
    assert any("(李主管)" in text and text.endswith("性质") for text in said)


def test_words_that_were_erased_are_said_to_be(front):
    ticket = lived(front)
    front.database.write_now(
        lambda work: work.connection.exec_driver_sql("update journal set salt=null where code='progress'")
    )
    assert any("已依法删除" in line.text for line in lines(drawn(front, ticket, MANAGER)))


def test_the_document_shows_the_picture_or_says_that_it_is_gone(front):
    found = drawn(front, lived(front), MANAGER)
    with_it, without = (
        Document(io.BytesIO(drawing_up.written(found, pictures))) for pictures in ({"wet": PIXEL}, {})
    )
    assert (len(with_it.inline_shapes), len(without.inline_shapes)) == (1, 0)
    said = "\n".join(paragraph.text for paragraph in without.paragraphs)
    assert "照片已不在" in said
    assert "换了角阀。  〔记录 " in said


def test_a_file_that_is_no_picture_does_not_spoil_the_document(front):
    found = drawn(front, lived(front), MANAGER)
    for broken in (b"", b"GIF89a", b"\xff\xd8\xff\xe0" + b"0" * 40, b"\x89PNG\r\n\x1a\n" + b"\0" * 40):
        assert drawing_up.written(found, {"wet": broken})[:2] == b"PK"
