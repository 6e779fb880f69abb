"""«菜单»: what staff may press, write and ask."""

from handlers.desk import Desk
from handlers.staff.asked import Asked, answer
from storage.work import Work


def show(desk: Desk, work: Work, asked: Asked) -> None:
    """Explain the cards and the words."""
    answer(work, asked, asked.texts(desk, work).outgoing("staff.help", estate=asked.estate.name))
