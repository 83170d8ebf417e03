"""A word that nobody but Ana may ever read, put wherever she can keep words, and then looked for everywhere.

Every byte that staff can fetch, what mail says, what is logged, and the raw bytes of the database and of the stored
files: found nowhere. The last test lets the practice read everything on purpose, and shows that the search finds it.
"""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from django.conf import settings
from django.core import mail as outbox
from django.db import connection
from django.test import Client as Browser

from practice.crypto import key_scope
from practice.mail import send
from practice.models import OWN, RECORD, Mail, Member
from practice.tokens import issue_token
from tests.cast import WHY, give, make_sheet, their
from worksheets import documents, reading
from worksheets.actions import return_for_changes, review, save_answer, submit
from worksheets.models import Document, Sharing

pytestmark = pytest.mark.django_db(transaction=True)
CANARY = "zyzzogeton"
SHARED = "plainlyshared"
BLOCKS = [
    {"type": "long_text", "key": "long", "label": "Long"},
    {"type": "short_text", "key": "short", "label": "Short"},
    {"type": "rows", "key": "rows", "label": "Rows", "columns": [{"type": "short_text", "key": "it", "label": "It"}]},
    {"type": "plan", "key": "plan", "label": "Plan"},
    {
        "type": "choice",
        "key": "choice",
        "label": "Choice",
        "own_word": True,
        "options": [{"key": "a", "label": "A"}, {"key": "b", "label": "B"}],
    },
    {"type": "long_text", "key": "open", "label": "Open"},
]
FRAGMENTS = {"/clients/": "clients", "/library/": "shelves"}
HIDDEN = {
    "long": f"{CANARY} at length",
    "short": CANARY,
    "rows": [{"it": f"{CANARY} in a row"}],
    "plan": {"when": CANARY, "where": CANARY, "if": CANARY, "then": CANARY},
    "choice": {"chosen": [], "own": CANARY},
}


@pytest.fixture
def logged() -> Iterator[list[str]]:
    """Every line that anything logs, from DEBUG on, with its traceback."""

    class Lines(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    lines: list[str] = []
    handler, root = Lines(logging.DEBUG), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield lines
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def staff(dana, sol, olive, theo):
    """Each with whether they read what Ana shared."""
    return [(dana, True), (sol, True), (olive, False), (theo, False)]


@pytest.fixture
def everywhere(ana, dana, queued, logged, browser_of):
    """Ana's words wherever she can keep any: private, to raise, withdrawn, drafted, sent, given back, reviewed."""
    sheet, me = make_sheet("canary-sheet", *BLOCKS), their(ana)
    for fate in ("draft", "sent", "sent again", "returned", "reviewed"):
        assignment = give(sheet, ana)
        with key_scope(OWN, RECORD):
            save_answer(assignment, "open", SHARED, version=0, by=me)
            for place, (key, value) in enumerate(HIDDEN.items()):
                sharing = Sharing.RAISE if place % 2 else Sharing.PRIVATE
                save_answer(assignment, key, value, version=0, by=me, sharing=sharing)
            if fate == "draft":
                save_answer(assignment, "open", f"{CANARY} not sent yet", version=1, by=me, sharing=Sharing.SHARED)
                continue
            submission = submit(assignment, by=me)
            if fate == "sent again":
                save_answer(assignment, "open", f"{SHARED} twice", version=1, by=me)
                submission = submit(assignment, by=me)
            if fate == "returned":
                return_for_changes(assignment, by=dana, reason="More.")
            if fate == "reviewed":
                review(submission, by=dana)
                continue
            save_answer(assignment, "open", f"{CANARY} written on", version=2 if "again" in fate else 1, by=me)
    assignment = give(sheet, ana)
    write_by_hand(browser_of(me), assignment)
    make_documents()
    return assignment


def write_by_hand(phone, assignment) -> None:
    """The same through the pages, with saves that are refused among them."""
    home = f"/homework/{assignment.pk}"
    form = {"value": CANARY, "version": "0", "sharing": "private"}
    assert phone.post(f"{home}/long/", form).status_code == 302
    assert phone.post(f"{home}/long/", form | {"value": f"{CANARY}!"}).status_code == 409
    assert phone.post(f"{home}/short/save/", form, headers={"x-autosave": "1"}).status_code == 200
    assert phone.post(f"{home}/short/save/", form | {"value": f"{CANARY}!"}).status_code == 409
    assert phone.post(f"{home}/long/", form | {"value": CANARY * 20_000}).status_code == 422
    assert CANARY in phone.get(f"{home}/").content.decode()


def make_documents() -> None:
    for pk in Document.objects.values_list("pk", flat=True):
        documents.make(pk)
    assert set(Document.objects.values_list("status", flat=True)) == {"ready"}
    for pk in Mail.objects.waiting().values_list("pk", flat=True):
        send(pk)


def links_in(page: str) -> set[str]:
    found = re.findall(r'(?:href|action|hx-get|hx-post|src)="(/[^"#]*)"', page)
    return {link.replace("&amp;", "&") for link in found if not link.startswith("/static/")}


def seen_by(browser, start: tuple[str, ...]) -> dict[str, str]:
    """Every page, fragment and PDF that can be reached by following links and asking for what one can name."""
    waiting, seen = list(start), {}
    while waiting:
        address = waiting.pop()
        if address in seen or address.startswith("/account/logout"):
            continue
        answers = [browser.get(address)]
        if part := FRAGMENTS.get(address.split("?")[0]):
            answers.append(browser.get(address, headers={"HX-Request": "true", "HX-Target": part}))
        seen[address] = "\n".join(text_of(answer) for answer in answers)
        waiting += links_in(seen[address]) - set(seen)
    return seen


def text_of(answer) -> str:
    content = answer.getvalue()
    if content.startswith(b"%PDF"):
        with pypdfium2.PdfDocument(content) as file:
            pages = " ".join(page.get_textpage().get_text_range() for page in file)
            return f"{pages} {file.get_metadata_dict()} {content.decode('latin-1')}"
    return f"{answer.headers} {content.decode()}"


def everything_nameable(ana) -> tuple[str, ...]:
    """Addresses that no link leads staff to, and which they could make up from ids they know."""
    addresses = ["/", "/clients/?q=ana", f"/library/?q={CANARY[:3]}"]
    for assignment in ana.assignments.all():
        addresses += [f"/assignments/{assignment.pk}/", f"/assignments/{assignment.pk}/?revision=1"]
        addresses += [f"/assignments/{assignment.pk}/return/", f"/homework/{assignment.pk}/"]
        addresses += [f"/homework/{assignment.pk}/{block['key']}/" for block in BLOCKS]
    for document in Document.objects.all():
        addresses += [
            f"/documents/{document.pk}/",
            f"/documents/{document.pk}/file/",
            f"/documents/{document.pk}/file/?open",
        ]
    return tuple(addresses)


def database_bytes() -> bytes:
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        files = [name, *name.parent.glob(f"{name.name}-*")]
        return b"".join(file.read_bytes() for file in files if file.exists())
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            rows += [
                bytes(cell) if isinstance(cell, memoryview) else str(cell).encode() for row in cursor for cell in row
            ]
        return b"\n".join(rows)


def stored_bytes() -> bytes:
    folder = Path(settings.VAR_DIR, "files")
    files = [file.read_bytes() for file in folder.rglob("*") if file.is_file()]
    assert files
    return b"\n".join(files)


def test_staff_find_it_nowhere(everywhere, ana, staff, browser_of):
    for member, reads in staff:
        seen = seen_by(browser_of(member), everything_nameable(ana))
        assert len(seen) > 20
        files = [text for address, text in seen.items() if address.endswith("/file/") and "%PDF" in text]
        assert len(files) == (5 if reads else 0)
        assert all(SHARED in text for text in files)
        assert any(SHARED in text for address, text in seen.items() if "/assignments/" in address) == reads
        assert [address for address, text in seen.items() if CANARY in text] == []


def through_the_api(member: Member, ana) -> dict[str, str]:
    """Every answer of the API that this member can ask for, by ids that they may have guessed."""
    _, token = issue_token(member, by=member)
    program = Browser(headers={"Authorization": f"Token {token}"})
    addresses = [f"/api/v1/{name}/" for name in ("worksheets", "clients", "assignments")]
    for assignment in ana.assignments.all():
        addresses.append(f"/api/v1/assignments/{assignment.pk}/")
        addresses += [f"/api/v1/submissions/{one.pk}/" for one in assignment.submissions.all()]
    for document in Document.objects.all():
        addresses += [f"/api/v1/documents/{document.pk}/", f"/api/v1/documents/{document.pk}/file/"]
    return {address: text_of(program.get(address)) for address in addresses}


def test_staff_find_it_nowhere_in_the_api(everywhere, ana, staff):
    for member, reads in staff:
        seen = through_the_api(member, ana)
        assert any(SHARED in text for address, text in seen.items() if "/submissions/" in address) == reads
        assert [address for address, text in seen.items() if CANARY in text] == []
        assert not any('"answers"' in text for address, text in seen.items() if "/assignments/" in address)
    assert sum(CANARY in text for text in through_the_api(their(ana), ana).values()) > 10


def test_it_stands_nowhere_in_clear(everywhere, logged):
    assert logged
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM worksheets_answer WHERE value IS NOT NULL")
        assert cursor.fetchone()[0] > 20
    for place, held in (("database", database_bytes()), ("files", stored_bytes())):
        assert b"Canary sheet" in held or place == "files"
        for word in (CANARY, SHARED, WHY):
            assert word.encode() not in held, place
            assert word.encode("utf-16-le") not in held, place
    said = "\n".join([*logged, *(f"{one.subject}\n{one.body}" for one in outbox.outbox)])
    for word in (CANARY, SHARED, WHY):
        assert word not in said


def test_a_crash_logs_no_word_of_it(everywhere, ana, browser_of, logged, monkeypatch):
    def broken(*args, **options):
        raise RuntimeError("broken")

    monkeypatch.setattr("worksheets.actions.writing.cleaned", broken)
    phone = browser_of(their(ana))
    phone.raise_request_exception = False
    form = {"value": CANARY, "version": "0", "sharing": "private"}
    answer = phone.post(f"/homework/{everywhere.pk}/long/", form)
    assert answer.status_code == 500
    assert CANARY not in answer.content.decode()
    assert any("RuntimeError: broken" in line for line in logged)
    assert not any(CANARY in line for line in logged)


def test_the_search_finds_it_where_it_may_be_and_where_it_may_not(everywhere, ana, dana, browser_of, monkeypatch):
    addresses = everything_nameable(ana)
    mine = seen_by(browser_of(their(ana)), addresses)
    assert sum(CANARY in text for text in mine.values()) > 20
    desk = browser_of(dana)
    desk.raise_request_exception = False
    monkeypatch.setattr(reading, "_shared_item", reading._own_item)
    # The keys alone still keep it from a practice whose code would read it.
    assert not any(CANARY in text for text in seen_by(desk, addresses).values())
    monkeypatch.setattr("practice.models.Member.key_kinds", frozenset({OWN, RECORD}))
    assert any(CANARY in text for text in seen_by(desk, addresses).values())
