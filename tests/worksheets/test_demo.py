"""The demo practice: built once into an empty database, with something to see in every state."""

import re

import pytest
from django.core.management import CommandError, call_command

from clients.models import Client
from practice.models import Member, Practice
from worksheets import documents, loading
from worksheets.models import Assignment, Document, State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queued")]


@pytest.fixture
def demo(capsys):
    loading.load(loading.read_all(loading.library_files()))
    call_command("demo")
    return capsys.readouterr().out


def test_it_has_two_practices_and_work_in_every_state(demo):
    assert Practice.objects.filter(is_demo=True).count() == Practice.objects.count() == 2
    assert set(Assignment.objects.values_list("state", flat=True)) == set(State.values)
    assert Client.objects.filter(member=None).exists()


def test_each_account_that_it_prints_gets_in(demo, client):
    password = re.search(r"Password of each: (\S+)", demo).group(1)
    accounts = re.findall(r"(\S+@example\.org)  (?:therapist|client)(?!.*not joined)", demo)
    assert set(accounts) == set(Member.objects.values_list("user__email", flat=True))
    for email in accounts:
        form = {"login": email, "password": password}
        assert client.post("/account/login/", form).status_code == 302, email
        assert client.get("/", follow=True).status_code == 200, email
        client.post("/account/logout/")


def test_every_page_of_every_demo_person_answers(demo, browser_of):
    for member in Member.objects.filter(deactivated_at=None):
        browser = browser_of(member)
        for assignment in Assignment.objects.visible_to(member):
            place = "homework" if member.is_client else "assignments"
            assert browser.get(f"/{place}/{assignment.pk}/").status_code == 200


def test_its_documents_can_be_made(demo):
    waiting = documents.sweep()
    assert len(waiting) == Document.objects.count() > 0
    documents.make(waiting[0])
    assert Document.objects.get(pk=waiting[0]).is_ready


def test_nothing_is_built_where_a_practice_is(demo):
    with pytest.raises(CommandError, match="empty one only"):
        call_command("demo")
    assert Practice.objects.count() == 2


def test_its_accounts_are_printed_again_on_request(demo, capsys):
    call_command("demo", accounts=True)
    assert capsys.readouterr().out == demo


def test_no_accounts_are_printed_for_a_real_practice(harbour, capsys):
    Practice.objects.update(is_demo=False)
    call_command("demo", accounts=True)
    assert capsys.readouterr().out == ""


def test_a_demo_that_fails_halfway_leaves_nothing():
    with pytest.raises(Exception, match="WorksheetVersion"):
        call_command("demo")
    assert not Practice.objects.exists()
