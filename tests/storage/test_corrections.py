"""What staff said a matter is: the first judgement beside the last word, a row a ticket."""

from storage import corrections, journal, tickets
from storage.records import Labels
from tests.storage import make

REQUEST = Labels("request", None, "plumbing")
FEES = Labels("complaint", "fees", "fees")
QUESTION = Labels("inquiry", None, "general")


def said(work, ticket, was, now):
    journal.add(
        work,
        estate=ticket.estate,
        ticket=ticket.id,
        code=corrections.CODE,
        actor="2001",
        facts=corrections.facts_of(was, now),
    )


def test_the_first_judgement_and_the_last_word_make_one_row(database):
    def unit(work):
        ticket = make.ticket(work)
        said(work, ticket, REQUEST, FEES)
        said(work, ticket, FEES, QUESTION)
        return ticket

    ticket = database.write_now(unit)
    (found,) = database.read_now(corrections.all_of)
    assert (found.ticket, found.words) == (ticket.id, "厨房漏水")
    assert (found.was, found.said) == (REQUEST, QUESTION)


def test_what_was_changed_back_is_no_correction(database):
    def unit(work):
        ticket = make.ticket(work)
        said(work, ticket, REQUEST, FEES)
        said(work, ticket, FEES, REQUEST)

    database.write_now(unit)
    assert database.read_now(corrections.all_of) == []


def test_tickets_of_every_estate_are_found_and_those_without_words_left_out(database):
    def unit(work):
        for estate, words in (("cuiyuan", "漏水"), ("hubin", "灯不亮"), ("hubin", "")):
            said(work, make.ticket(work, estate=estate, words=words), REQUEST, FEES)
        tickets.open(work, make.new_ticket(words="没人改过"))

    database.write_now(unit)
    assert {found.words for found in database.read_now(corrections.all_of)} == {"漏水", "灯不亮"}
