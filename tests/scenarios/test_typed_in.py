"""What comes by phone, letter or an owners' group, the whole way; and a dossier, which leaves as a document."""

import asyncio
import io

from docx import Document

from bot.commands import dossier
from bot.demonstration.stage import STAFF_CHAT, TOKEN
from tests.scenarios.scene import CHEN, ESTATE, LEAD, WANG


async def test_a_call_that_was_taken_in_is_answered_by_phone(scene):
    scene.write(CHEN, "/intake 3-2-1501 王阿姨 来电 厨房漏水 13812345678")
    preview = await scene.reads(CHEN, "来电:王阿姨", button="开单")
    scene.press(CHEN, preview, "开单")
    await scene.becomes(preview, "已开单 261123-001")
    card = await scene.card("首问 小陈")
    assert "1381234" not in card.text
    scene.press(WANG, card, "接单")
    assert "13812345678" in (await scene.reads(WANG, "业主的电话")).text
    await scene.answers(card, "换了角阀。")
    call = await scene.reads(STAFF_CHAT, "请给业主回电", button="已电话告知")
    assert "要告诉业主" in call.text
    assert "换了角阀。" in call.text
    scene.press(WANG, call, "已电话告知")
    await scene.becomes(call, "已电话告知业主(王工")
    await scene.quiet()
    _, outbox = await scene.counts()
    assert set(outbox) == {"sent"}


async def test_what_was_forwarded_from_an_owners_group_is_one_ticket(scene):
    scene.box.people.forward(CHEN, name="李姐", text="3-2-1501 天花板漏水了")
    scene.box.people.forward(CHEN, name="李姐", picture=True)
    await scene.quiet()
    scene.passes(seconds=9)
    preview = await scene.reads(CHEN, "业主群:李姐", button="开单")
    assert "附件 1 个" in preview.text
    scene.press(CHEN, preview, "开单")
    card = await scene.card("天花板漏水")
    assert "房号:3-2-1501" in card.text
    await scene.reads(STAFF_CHAT, "业主发来", media="photo")


async def test_a_group_is_told_where_calls_are_taken_in(scene):
    scene.write(CHEN, "/intake 3-2-1501 漏水", STAFF_CHAT)
    told = await scene.reads(STAFF_CHAT, "私聊里写")
    assert f"https://t.me/{scene.box.world.bot().account.username}" in told.text


async def test_a_dossier_reaches_the_lead_as_a_document_and_the_operator_has_the_same(scene, tmp_path):
    scene.box.people.send(3001, "photo", caption="厨房水管漏水,3-2-1501")
    card = await scene.card("厨房水管漏水")
    scene.press(WANG, card, "接单")
    await scene.becomes(card, "已接单")
    await scene.answers(card, "换了角阀。")
    scene.write(LEAD, "/dossier 001")
    await scene.reads(LEAD, "261123-001 的档案", media="document")
    (sent,) = [file for file in scene.box.world.files.kept() if file.name == "261123-001.docx"]
    paper = Document(io.BytesIO(sent.content))
    assert len(paper.inline_shapes) == 1
    said = [paragraph.text for paragraph in paper.paragraphs]
    assert any(line.startswith("答复: 换了角阀。  〔记录 ") for line in said)

    (tmp_path / "config.toml").write_text(ESTATE, encoding="utf-8")
    environ = {
        "FRONTDESK__TELEGRAM__TOKEN": TOKEN,
        "FRONTDESK__TELEGRAM__API": scene.box.url,
        "FRONTDESK__DESK__DATABASE": scene.stage.database,
    }
    out = tmp_path / "001.docx"
    await asyncio.to_thread(dossier.dossier, tmp_path / "config.toml", environ, "261123-001", out, None)
    assert out.stat().st_mode & 0o777 == 0o600
    assert len(Document(out).inline_shapes) == 1
