"""The main job through HTTP: add, invite, assign, join, write, send, the PDFs, read."""

import re

import pytest
from django.contrib.auth.hashers import make_password
from django.core import mail as outbox
from django.test import Client as Browser

from clients.models import Client
from practice.mail import send
from practice.models import Mail, Member, Practice, Role, User
from worksheets import documents, loading
from worksheets.models import Assignment, Document, Submission, WorksheetVersion

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "canary-nobody-else-reads-this"
SHARED = "Tuesday evening he did not call."


@pytest.fixture
def library(monkeypatch):
    monkeypatch.setattr("practice.queue.publish", lambda task, pk: True)
    return loading.load(loading.read_all(loading.library_files()))


@pytest.fixture
def dana():
    practice = Practice.objects.create(name="Harbour", is_demo=True)
    user = User.objects.create(email="dana@example.org", password=make_password(None))
    return Member.objects.create(user=user, practice=practice, role=Role.THERAPIST, name="Dana")


@pytest.fixture
def colleague(dana):
    user = User.objects.create(email="theo@example.org", password=make_password(None))
    return Member.objects.create(user=user, practice=dana.practice, role=Role.THERAPIST, name="Theo")


def signed_in(member: Member) -> Browser:
    browser = Browser()
    browser.force_login(member.user)
    return browser


def add_and_assign(desk: Browser) -> Assignment:
    form = {"name": "Ana Fontes", "preferred_name": "Ana", "email": "ana@example.org", "invite_now": "on"}
    assert desk.post("/clients/add/", form).status_code == 302
    client = Client.objects.get()
    version = WorksheetVersion.objects.get(worksheet__slug="journal-the-search-for-reassurance")
    form = {"client": client.pk, "version": version.pk, "why": "To catch one moment.", "due": "session"}
    assert desk.post(f"/clients/{client.pk}/assign/", form).status_code == 302
    return Assignment.objects.get()


def join() -> Browser:
    assert send(Mail.objects.get(kind="invitation").pk)
    link = re.search(r"/join/[^\s]+", outbox.outbox[-1].body).group()
    phone = Browser()
    assert phone.get(link).status_code == 200
    assert phone.head(link).status_code == 200
    assert phone.post(link, {"time_zone": "Europe/Lisbon"}).status_code == 302
    assert phone.post("/welcome/", {"agree": "1"}).status_code == 302
    return phone


def write(phone: Browser, assignment: Assignment) -> None:
    home = f"/homework/{assignment.pk}/"
    assert phone.get(f"{home}moment/").status_code == 200
    shared = {"value": SHARED, "version": "0", "sharing": "shared", "go": "next"}
    assert phone.post(f"{home}moment/", shared).status_code == 302
    private = {"value": SECRET, "version": "0", "sharing": "private"}
    saved = phone.post(f"{home}need/save/", private, headers={"x-autosave": "1"})
    assert saved.json()["version"] == 1


def test_assign_write_send_read_and_download(library, dana, colleague):
    desk = signed_in(dana)
    assignment = add_and_assign(desk)
    phone = join()
    write(phone, assignment)
    assert SECRET in phone.get(f"/homework/{assignment.pk}/").content.decode()
    for _ in range(2):
        assert phone.post(f"/homework/{assignment.pk}/send-it/").status_code == 302
    assert Submission.objects.count() == 1
    for pk in Document.objects.values_list("pk", flat=True):
        documents.make(pk)
    assert set(Document.objects.values_list("status", flat=True)) == {"ready"}
    page = desk.get(f"/assignments/{assignment.pk}/").content.decode()
    assert SHARED in page
    assert SECRET not in page
    practice_pdf = Document.objects.get(audience="practice")
    own_pdf = Document.objects.get(audience="client")
    assert desk.get(f"/documents/{practice_pdf.pk}/file/").content.startswith(b"%PDF")
    assert desk.get(f"/documents/{own_pdf.pk}/file/").status_code == 404
    assert phone.get(f"/documents/{own_pdf.pk}/file/").content.startswith(b"%PDF")
    assert phone.get(f"/documents/{practice_pdf.pk}/file/").content.startswith(b"%PDF")
    other = signed_in(colleague)
    assert other.get(f"/assignments/{assignment.pk}/").status_code == 404
    assert other.get(f"/documents/{practice_pdf.pk}/file/").status_code == 404


def test_stale_save_gets_the_stored_text_back_and_overwrites_nothing(library, dana):
    desk = signed_in(dana)
    assignment = add_and_assign(desk)
    phone = join()
    write(phone, assignment)
    late = {"value": "Another text", "version": "0", "sharing": "shared"}
    answer = phone.post(f"/homework/{assignment.pk}/moment/save/", late, headers={"x-autosave": "1"})
    assert answer.status_code == 409
    assert SHARED in answer.json()["html"]
    page = phone.post(f"/homework/{assignment.pk}/moment/", late)
    assert page.status_code == 409
    assert SHARED in page.content.decode()
    assert "Another text" in page.content.decode()


def test_every_page_of_both_sides_answers(library, dana):
    desk = signed_in(dana)
    assignment = add_and_assign(desk)
    sheet = assignment.version.worksheet_id
    client = assignment.client_id
    pages = ["/", "/clients/", "/clients/add/", "/library/", f"/library/{sheet}/", f"/library/{sheet}/assign/"]
    pages += [f"/clients/{client}/", f"/clients/{client}/edit/", f"/assignments/{assignment.pk}/", "/account/"]
    for address in pages:
        assert desk.get(address).status_code == 200, address
    phone = join()
    for address in ("/", f"/homework/{assignment.pk}/", f"/homework/{assignment.pk}/not-done/", "/account/"):
        assert phone.get(address).status_code == 200, address


def test_text_posted_after_the_session_ended_is_given_back(library, dana):
    assignment = add_and_assign(signed_in(dana))
    answer = Browser().post(f"/homework/{assignment.pk}/moment/", {"value": "Mid-sentence", "version": "0"})
    assert answer.status_code == 401
    assert "Mid-sentence" in answer.content.decode()
