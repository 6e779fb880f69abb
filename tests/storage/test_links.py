"""Every message is known both ways."""

from storage import links
from storage.records import Link


def link(database, message, ticket=5, role="card", chat="-200", origin=None):
    new = Link("telegram", chat, message, ticket, role, origin)
    database.write_now(lambda work: links.link(work, new))
    return new


def latest(database, ticket=5, role="card", chat="-200"):
    return database.read_now(lambda work: links.latest(work, "telegram", chat, ticket, role))


def by_message(database, message, chat="-200"):
    return database.read_now(lambda work: links.by_message(work, "telegram", chat, message))


def test_a_message_leads_to_its_ticket(database):
    card, words = link(database, "1"), link(database, "2", role="words", origin=9)
    assert by_message(database, "1") == card
    assert by_message(database, "2") == words
    assert by_message(database, "3") is None
    assert by_message(database, "1", chat="-300") is None


def test_a_ticket_leads_to_its_last_message_in_a_role_and_chat(database):
    link(database, "1")
    link(database, "2")
    link(database, "3", role="words")
    link(database, "4", chat="-300")
    link(database, "5", ticket=6)
    assert latest(database) == "2"
    assert latest(database, chat="-300") == "4"
    assert latest(database, role="receipt") is None


def test_the_later_word_about_a_message_holds(database):
    link(database, "1", ticket=None, role=None)
    again = link(database, "1", ticket=5, role="card")
    assert by_message(database, "1") == again
    assert latest(database) == "1"


def test_a_message_of_no_ticket_is_found_by_its_role_and_is_no_tickets(database):
    link(database, "1", ticket=None, role="board")
    link(database, "2", ticket=5, role="board")
    assert latest(database, ticket=None, role="board") == "1"
    assert latest(database, ticket=None, role="board", chat="-300") is None


def test_all_messages_of_a_family_of_roles_are_found_each_chat_and_role_once(database):
    for message, role, chat in (
        ("1", "page/0:1", "-200"),
        ("2", "page/0:1", "-200"),
        ("3", "page/0:2", "500"),
        ("4", "page", "-200"),
        ("5", "pages/0:1", "-200"),
    ):
        link(database, message, role=role, chat=chat)
    link(database, "6", ticket=6, role="page/0:1")
    found = database.read_now(lambda work: links.of_roles(work, 5, "page"))
    assert sorted(found) == [("-200", "page/0:1"), ("500", "page/0:2")]
