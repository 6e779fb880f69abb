"""What is said of a photo or a voice message that came alone."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.desk import Estate, Role, StaffMember
from handlers.messages import MediaKind
from handlers.ticket import receipt
from storage import duties

ESTATE = Estate(
    key="a",
    name="A",
    zone=ZoneInfo("Asia/Shanghai"),
    staff_chat="-1",
    manager_chat=None,
    duty_phone="1",
    staff=(StaffMember("worker", "王工", Role.staff),),
)


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ([MediaKind.voice], "voice"),
        ([MediaKind.photo, MediaKind.voice], "voice"),
        ([MediaKind.audio], "voice"),
        ([MediaKind.photo, MediaKind.photo], "photo"),
        ([MediaKind.photo, MediaKind.video], "media"),
        ([MediaKind.document], "media"),
    ],
)
def test_it_is_called_what_it_is(database, kinds, said):
    found = database.read_now(lambda work: receipt.text_for_media(work, ESTATE, kinds))
    assert found == f"owner.receipt_{said}"


@pytest.mark.parametrize(("hours", "said"), [(-1, "voice"), (5, "media_later")])
def test_that_somebody_listens_now_is_not_said_where_the_plan_has_nobody(database, hours, said):
    def unit(work):
        begins = work.now + timedelta(hours=hours)
        duties.add(work, "a", "worker", None, begins, begins + timedelta(hours=2))
        return receipt.text_for_media(work, ESTATE, [MediaKind.voice])

    assert database.write_now(unit) == f"owner.receipt_{said}"
