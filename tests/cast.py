"""The people of the tests, in two practices, and one worksheet that Ana was given.

Harbour: Dana (therapist and owner), Theo (therapist), Sol (supervises Ana's care), Olive (owner without any care).
Ana and Ben are Dana's clients, Cleo is Theo's. Lakeside: Noor, and her client Zed.
"""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.test import Client as Browser
from django.utils import timezone

from clients.actions import add_client, agree
from clients.models import Care, Client
from practice.crypto import KeyScope, key_scope
from practice.models import OWN, RECORD, Member, Practice, Role, User
from worksheets import actions, loading
from worksheets.blocks import load_definition
from worksheets.models import Assignment, Worksheet, WorksheetVersion

JOURNAL = "journal-the-search-for-reassurance"
WHY = "To catch one moment while it is fresh."


def make_member(name: str, practice: Practice, role: str, *, is_owner: bool = False) -> Member:
    """A person with a login that has no password: they come in by code, or by `browser_of`."""
    email = f"{name.lower()}@example.org"
    user = User.objects.create(email=email, password=make_password(None))
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return Member.objects.create(user=user, practice=practice, role=role, is_owner=is_owner, name=name)


def make_client(name: str, *, of: Member) -> Client:
    """A client who has joined and agreed."""
    client = add_client(by=of, name=name, email=f"{name.lower()}@example.org")
    client.member = make_member(name, of.practice, Role.CLIENT)
    client.joined_at = timezone.now()
    client.save(update_fields=["member", "joined_at"])
    agree(client, by=client.member)
    return client


def make_sheet(slug: str, *blocks: dict[str, Any]) -> WorksheetVersion:
    """A built-in worksheet that asks these blocks."""
    definition = load_definition(sheet_of(slug, *blocks))
    worksheet = Worksheet.objects.create(slug=slug)
    version = WorksheetVersion.of(worksheet, definition, number=1)
    version.save(force_insert=True)
    return version


def sheet_of(slug: str, *blocks: dict[str, Any]) -> dict[str, Any]:
    """A definition, as a file would say it."""
    return {
        "format": 1,
        "slug": slug,
        "title": slug.replace("-", " ").capitalize(),
        "summary": "A sheet of the tests.",
        "minutes": 5,
        "language": "en",
        "author": "The tests",
        "licence": "CC0-1.0",
        "version": 1,
        "pattern": "anyone",
        "therapist_note": {"aim": "To be tested.", "when_not": "In earnest."},
        "explanation": "A few words to begin with.",
        "blocks": list(blocks),
        "closing": "That was it.",
        "session_question": "What did you notice?",
    }


def give(version: WorksheetVersion, client: Client, **options: Any) -> Assignment:
    """Assign it, by whoever leads the client's care."""
    lead = client.care.get(kind=Care.Kind.LEAD, until=None).member
    with key_scope(RECORD):
        return actions.assign(version, to=client, by=lead, **({"why": WHY} | options))


def their(client: Client) -> Member:
    """The member that a client is, which every client of the cast is."""
    assert client.member is not None
    return client.member


@pytest.fixture
def harbour(db: None) -> Practice:
    return Practice.objects.create(name="Harbour", time_zone="Europe/London", is_demo=True)


@pytest.fixture
def lakeside(db: None) -> Practice:
    return Practice.objects.create(name="Lakeside", time_zone="Europe/Stockholm", is_demo=True)


@pytest.fixture
def dana(harbour: Practice) -> Member:
    return make_member("Dana", harbour, Role.THERAPIST, is_owner=True)


@pytest.fixture
def theo(harbour: Practice) -> Member:
    return make_member("Theo", harbour, Role.THERAPIST)


@pytest.fixture
def sol(harbour: Practice, ana: Client) -> Member:
    sol = make_member("Sol", harbour, Role.SUPERVISOR)
    Care.objects.create(client=ana, member=sol, kind=Care.Kind.SUPERVISE)
    return sol


@pytest.fixture
def olive(harbour: Practice) -> Member:
    return make_member("Olive", harbour, Role.THERAPIST, is_owner=True)


@pytest.fixture
def noor(lakeside: Practice) -> Member:
    return make_member("Noor", lakeside, Role.THERAPIST, is_owner=True)


@pytest.fixture
def ana(dana: Member) -> Client:
    return make_client("Ana", of=dana)


@pytest.fixture
def ben(dana: Member) -> Client:
    return make_client("Ben", of=dana)


@pytest.fixture
def cleo(theo: Member) -> Client:
    return make_client("Cleo", of=theo)


@pytest.fixture
def zed(noor: Member) -> Client:
    return make_client("Zed", of=noor)


@pytest.fixture
def sheet(db: None) -> WorksheetVersion:
    """The journal, with its two questions `moment` and `need`."""
    files = [path for path in loading.library_files() if path.stem.endswith(JOURNAL)]
    loading.load(loading.read_all(files))
    return WorksheetVersion.objects.get(worksheet__slug=JOURNAL)


@pytest.fixture
def assignment(sheet: WorksheetVersion, ana: Client, queued: list[tuple[str, UUID]]) -> Assignment:
    return give(sheet, ana)


@pytest.fixture
def browser_of() -> Callable[[Member], Browser]:
    """A browser in which a member is signed in."""

    def signed_in(member: Member) -> Browser:
        browser = Browser()
        browser.force_login(member.user)
        return browser

    return signed_in


@pytest.fixture
def keys() -> Iterator[KeyScope]:
    """Every key opens, for the length of the test."""
    with key_scope(OWN, RECORD) as scope:
        yield scope


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, UUID]]:
    """What was queued after commit, as (the task's name, the row's id); nothing reaches the broker."""
    messages: list[tuple[str, UUID]] = []

    def note(task: Any, pk: UUID) -> bool:
        messages.append((task.name, pk))
        return True

    monkeypatch.setattr("practice.queue.publish", note)
    return messages
