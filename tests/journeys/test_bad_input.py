"""Bad input gets a clear error, and nothing is lost: the stories that cross several rooms."""

import os
import subprocess
import sys
from html import unescape

import pypdfium2
import pytest
from django.conf import settings
from django.core import mail as outbox
from django.test import Client as Browser
from django.utils import timezone

from clients.actions import add_client, invite
from practice.crypto import key_scope
from practice.mail import send
from practice.models import OWN, RECORD, Mail, Role
from tests.cast import give, make_client, make_member, make_sheet, their
from worksheets import documents, loading
from worksheets.actions import submit
from worksheets.models import Document, WorksheetVersion

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ["Ø", "D’Arcy O'Neill", "李", "Ng & <b>Sons</b>", "Łoś-Ğül"]
TITLE = 'He said "no"/yes\\maybe\r\n日本 <script>.pdf'


@pytest.fixture
def phone(ana, browser_of):
    return browser_of(their(ana))


def first_key(assignment) -> str:
    return assignment.version.loaded.answer_blocks[0].key


def test_three_megabytes_in_an_answer_come_back_whole_with_the_limit(phone, assignment):
    text = "I could not stop. " * 170_000
    address = f"/homework/{assignment.pk}/{first_key(assignment)}/"
    answer = phone.post(address, {"value": text, "version": "0", "sharing": "shared"})
    assert answer.status_code == 422
    page = unescape(answer.content.decode())
    assert text in page
    assert "50,000" in page
    saved = phone.post(f"{address}save/", {"value": text, "version": "0"}, headers={"x-autosave": "1"})
    assert (saved.status_code, saved.json()["code"]) == (422, "too_long")
    assert not assignment.answers.exists()


def test_more_than_can_be_taken_at_all_is_said_in_words(phone, assignment):
    body = {"value": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1_000), "version": "0"}
    address = f"/homework/{assignment.pk}/{first_key(assignment)}/"
    answer = phone.post(address, "&".join(f"{k}={v}" for k, v in body.items()), "application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert "still in the box" in answer.content.decode()


def test_null_is_refused_and_the_text_stays_in_the_box(phone, assignment):
    address = f"/homework/{assignment.pk}/{first_key(assignment)}/"
    answer = phone.post(address, {"value": "before\x00after", "version": "0", "sharing": "shared"})
    assert answer.status_code == 422
    assert "before" in answer.content.decode()


def test_session_that_ends_mid_sentence_costs_nothing(ana, assignment, browser_of):
    phone = browser_of(their(ana))
    address = f"/homework/{assignment.pk}/{first_key(assignment)}/"
    form = {"value": "Mid-sentence", "version": "0", "sharing": "private"}
    phone.logout()
    held = phone.post(address, form)
    assert held.status_code == 401
    page = unescape(held.content.decode())
    for part in ("Mid-sentence", 'name="version"', 'name="sharing"', "private"):
        assert part in page
    phone.force_login(their(ana).user)
    assert phone.post(address, form).status_code == 302
    assert assignment.answers.get().sharing == "private"


def test_signing_in_as_somebody_else_shows_nothing_of_it(ben, assignment, browser_of):
    address = f"/homework/{assignment.pk}/{first_key(assignment)}/"
    assert browser_of(their(ben)).get(address).status_code == 404


def test_late_save_changes_nothing_of_what_was_sent_or_taken_back(phone, dana, assignment, browser_of):
    browser_of(dana).post(f"/assignments/{assignment.pk}/withdraw/")
    address = f"/homework/{assignment.pk}/{first_key(assignment)}/"
    answer = phone.post(address, {"value": "Too late", "version": "0", "sharing": "shared"})
    assert answer.status_code == 409
    assert "Too late" in answer.content.decode()
    assert "took this worksheet back" in answer.content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_names_are_the_same_on_the_page_in_the_mail_and_in_the_pdf(name, dana, sheet, queued, browser_of):
    client = add_client(by=dana, name=name, email="somebody@example.net")
    invite(client, by=dana)
    send(Mail.objects.get(kind="invitation").pk)
    assert name in outbox.outbox[-1].body
    assert name in unescape(browser_of(dana).get(f"/clients/{client.pk}/").content.decode())
    client.member = make_member("Somebody", dana.practice, Role.CLIENT)
    client.joined_at = timezone.now()
    client.save()
    with key_scope(OWN, RECORD):
        submit(give(sheet, client), by=client.member, blank_is_meant=True)
    document = Document.objects.get(audience="practice")
    documents.make(document.pk)
    with key_scope(RECORD):
        file = documents.content(Document.objects.for_making().get(pk=document.pk))
    with pypdfium2.PdfDocument(file) as pages:
        said = pages[0].get_textpage().get_text_range()
    # What no font on this machine has cannot be printed; everything else reads as it was given.
    assert name in said or name == "李"


def test_hostile_title_makes_a_harmless_file_name(dana, queued, browser_of):
    sheet = make_sheet("hostile", {"type": "long_text", "key": "open", "label": "Open"})
    WorksheetVersion.objects.filter(pk=sheet.pk).update(title=TITLE, definition=sheet.definition | {"title": TITLE})
    ana = make_client("Ana", of=dana)
    with key_scope(OWN, RECORD):
        submit(give(WorksheetVersion.objects.get(pk=sheet.pk), ana), by=their(ana), blank_is_meant=True)
    document = Document.objects.get(audience="practice")
    documents.make(document.pk)
    header = browser_of(dana).get(f"/documents/{document.pk}/file/")["Content-Disposition"]
    assert header.startswith("attachment; filename*=utf-8''He%20said%20no%20yes%20maybe%20%E6%97%A5%E6%9C%AC%20script")
    assert not set('"/\\\r\n<>') & set(header.removeprefix("attachment; filename*=utf-8''"))
    mine = browser_of(their(ana)).get(f"/documents/{document.pk}/file/")["Content-Disposition"]
    assert mine.startswith('attachment; filename="worksheet-20')


@pytest.mark.parametrize("missing", ["SECRET_KEY", "HOLDFAST_KEYS", "HOLDFAST_AUDIT_KEY"])
def test_start_without_a_secret_is_refused_by_its_name(missing):
    values = {"SECRET_KEY": "x" * 60, "HOLDFAST_KEYS": settings.KEY_RING, "HOLDFAST_AUDIT_KEY": settings.AUDIT_KEY}
    env = {name: value for name, value in os.environ.items() if name not in {*values, "HOLDFAST_EMBEDDED"}}
    env |= {name: value for name, value in values.items() if name != missing}
    command = [sys.executable, "manage.py", "check"]
    ended = subprocess.run(command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=False)
    assert ended.returncode != 0
    assert f"{missing} is not set" in ended.stderr


def test_library_with_one_broken_file_loads_nothing(tmp_path, db):
    files = loading.library_files()
    for file in files[:3]:
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "99-broken.yaml").write_text("format: 1\ntitle: [")
    with pytest.raises(Exception, match=r"99-broken\.yaml"):
        loading.load(loading.read_all(loading.library_files(tmp_path)))
    assert not WorksheetVersion.objects.exists()


def test_form_that_is_stale_after_a_sign_in_elsewhere_is_held_and_given_back(ana, assignment):
    phone = Browser(enforce_csrf_checks=True)
    phone.force_login(their(ana).user)
    address = f"/homework/{assignment.pk}/{first_key(assignment)}/"
    phone.get(address)
    answer = phone.post(address, {"value": "Kept", "version": "0", "csrfmiddlewaretoken": "x" * 64})
    assert answer.status_code == 403
    assert "Kept" in answer.content.decode()
