"""Arrived, seen, done: photos of how it was and of how it is now are kept apart."""

from handlers.messages import Media, MediaKind
from handlers.ticket import dossier
from tests.handlers.front import GROUP, OWNER, WANG


def photo(name):
    return (Media(MediaKind.photo, name),)


def test_photos_before_and_after_the_work_are_kept_apart_round_by_round(front):
    front.says(OWNER, "厨房水管漏水,3-2-1501", media=photo("owner"))
    front.press(WANG, GROUP, "接单")
    card = front.card()
    front.says(WANG, "带了零件出发", chat=GROUP, reply_to=card, media=photo("on the way"))
    front.passes(minutes=20)
    front.press(WANG, GROUP, "更多")
    front.press(WANG, GROUP, "已到场")
    front.sends()
    assert any("到场 11-23 10:20" in shown.text for _, _, shown in front.edits)
    front.passes(minutes=1)
    front.says(WANG, "", chat=GROUP, reply_to=card, media=photo("seen"))
    front.says(WANG, "//墙里也湿了", chat=GROUP, reply_to=card, media=photo("noted"))
    front.passes(minutes=30)
    front.press(WANG, GROUP, "办结")
    question = front.last(GROUP, "做了什么")
    front.says(WANG, "换了角阀", chat=GROUP, reply_to=question, media=photo("done"))
    front.passes(minutes=1)
    front.says(WANG, "擦干了", chat=GROUP, reply_to=card, media=photo("dried"))
    front.passes(minutes=1)
    front.says(OWNER, "没好,还在漏")
    front.passes(minutes=1)
    front.says(WANG, "马上来", chat=GROUP, reply_to=card, media=photo("again"))

    (ticket,) = front.tickets()
    shown = front.database.read_now(lambda work: dossier.of(front.desk, work, ticket, None))
    files = {part.title: [line.file.file for line in part.lines if line.file] for part in shown.parts}
    assert files["处理前的照片和文件"] == ["seen", "noted"]
    assert files["处理后的照片和文件"] == ["done", "dried"]
    assert files["照片和文件"] == ["owner", "on the way", "again"]
    front.says(WANG, "查 001", chat=GROUP)
    assert front.last(GROUP, "照片:处理前 2 · 处理后 2")
    assert [shown.media[0].file for shown in front.said(OWNER) if shown.media] == [
        "on the way",
        "seen",
        "done",
        "dried",
        "again",
    ]
