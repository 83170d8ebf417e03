"""A page asks the database as often for thirty rows as for one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from clients.actions import add_client
from practice.crypto import key_scope
from practice.models import OWN, RECORD
from tests.cast import give, make_client, make_sheet, their
from worksheets.actions import save_answer, submit
from worksheets.models import Assignment, Document, WorksheetVersion

pytestmark = pytest.mark.usefixtures("queued")
ROWS = (1, 3, 30)


def fill_clients(version: WorksheetVersion, dana, rows: int) -> None:
    for place in range(rows):
        add_client(by=dana, name=f"Client {place}", email=f"client-{place}@example.org")


def fill_waiting(version: WorksheetVersion, dana, rows: int) -> None:
    """Clients who sent something, clients who were given something, and documents that failed."""
    for place in range(rows):
        client = make_client(f"Person{place}", of=dana)
        give(version, client, due_on=client.today + timedelta(days=3))
        sent = give(version, client)
        with key_scope(OWN, RECORD):
            submit(sent, by=their(client), blank_is_meant=True)
    Document.objects.update(status="failed", reason="lost")


def fill_homework(version: WorksheetVersion, dana, rows: int) -> None:
    """One client's homework: to do and sent."""
    client = make_client("Ana", of=dana)
    for _ in range(rows):
        give(version, client)
        with key_scope(OWN, RECORD):
            submit(give(version, client), by=their(client), blank_is_meant=True)


def fill_revisions(version: WorksheetVersion, dana, rows: int) -> None:
    """One assignment, sent again and again."""
    client = make_client("Ana", of=dana)
    assignment = give(version, client)
    with key_scope(OWN, RECORD):
        for place in range(rows):
            save_answer(assignment, "moment", f"Words {place}", version=place, by=their(client))
            submit(assignment, by=their(client))


def fill_library(version: WorksheetVersion, dana, rows: int) -> None:
    for place in range(rows):
        make_sheet(f"sheet-{place}", {"type": "short_text", "key": "word", "label": "A word"})


PAGES = {
    "the therapist's first page": (fill_waiting, "dana", lambda: "/"),
    "the list of clients": (fill_clients, "dana", lambda: "/clients/"),
    "the search for a client": (fill_clients, "dana", lambda: "/clients/?q=client"),
    "the library": (fill_library, "dana", lambda: "/library/"),
    "the form to assign": (fill_waiting, "dana", lambda: f"/clients/{Assignment.objects.first().client_id}/assign/"),
    "one client": (fill_homework, "dana", lambda: f"/clients/{Assignment.objects.first().client_id}/"),
    "one assignment": (fill_revisions, "dana", lambda: f"/assignments/{Assignment.objects.get().pk}/"),
    "the client's first page": (fill_homework, "ana", lambda: "/"),
    "the client's homework": (fill_revisions, "ana", lambda: f"/homework/{Assignment.objects.get().pk}/"),
}


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_takes_the_same_queries_for_any_number_of_rows(name, sheet, dana, browser_of):
    fill, who, address = PAGES[name]
    counts = {}
    for rows in ROWS:
        with undone():
            fill(sheet, dana, rows)
            reader = dana if who == "dana" else their(Assignment.objects.first().client)
            browser = browser_of(reader)
            assert browser.get(address()).status_code == 200
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(address()).status_code == 200
            counts[rows] = [query["sql"] for query in queries]
    assert len(counts[1]) == len(counts[3]) == len(counts[30]), difference(counts[1], counts[30])


def difference(few: list[str], many: list[str]) -> str:
    return "\n".join(sql[:300] for sql in many[len(few) :][:3])
