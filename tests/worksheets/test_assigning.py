"""Giving a worksheet, and taking it back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from clients.actions import add_client, meet_next, next_session
from practice.crypto import key_scope
from practice.models import AuditEvent
from tests.cast import WHY, give, make_sheet, their
from worksheets import schedule
from worksheets.actions import assign, decline, release, save_answer, submit, withdraw
from worksheets.models import Answer, Assignment, State
from worksheets.refusals import AlreadySubmitted, CannotMove, ClientDischarged, DueInThePast

pytestmark = pytest.mark.usefixtures("keys", "queued")


def found(assignment: Assignment) -> Assignment:
    return Assignment.objects.with_client().get(pk=assignment.pk)


def test_the_client_has_it_at_once_with_the_reason(sheet, ana, dana):
    assignment = assign(sheet, to=ana, by=dana, why=f"  {WHY}\n")
    now = found(assignment)
    assert (now.state, now.why, now.by, now.version) == (State.SENT, WHY, dana, sheet)
    assert now.sent_at
    assert Assignment.objects.homework_of(their(ana)).get() == assignment


def test_assigning_is_recorded_with_whom_it_is_about(assignment, ana, dana):
    event = AuditEvent.objects.get(verb="assignment.assign")
    assert (event.actor, event.object_id, event.client_id) == (dana, assignment.pk, ana.pk)
    assert WHY not in event.canonical


def test_somebody_who_has_not_joined_finds_it_waiting(sheet, dana):
    client = add_client(by=dana, name="Eva", email="eva@example.org")
    assignment = assign(sheet, to=client, by=dana)
    assert found(assignment).waits_for_client
    assert not found(assignment).is_overdue


def test_nothing_is_given_to_a_discharged_client(sheet, ana, dana):
    type(ana).objects.filter(pk=ana.pk).update(discharged_at=timezone.now())
    with pytest.raises(ClientDischarged):
        assign(sheet, to=ana, by=dana)
    assert Assignment.objects.count() == 0


def test_a_date_that_has_passed_is_refused_and_today_is_not(sheet, ana, dana):
    with pytest.raises(DueInThePast):
        assign(sheet, to=ana, by=dana, due_on=ana.today - timedelta(days=1))
    assert found(assign(sheet, to=ana, by=dana, due_on=ana.today)).due == ana.today


def test_today_is_the_day_where_the_client_is(sheet, ana, dana, time_machine):
    time_machine.move_to("2026-03-01T23:30:00+00:00", tick=False)
    ana.time_zone = "Asia/Tokyo"
    ana.save()
    with pytest.raises(DueInThePast):
        assign(sheet, to=ana, by=dana, due_on=timezone.now().date())


def test_a_date_before_the_release_is_refused(sheet, ana, dana):
    later = ana.today + timedelta(days=5)
    with pytest.raises(DueInThePast):
        assign(sheet, to=ana, by=dana, release_on=later, due_on=later - timedelta(days=1))


def test_what_is_due_before_the_session_moves_with_it(sheet, ana, dana):
    assignment = assign(sheet, to=ana, by=dana, before=next_session(ana))
    assert found(assignment).due is None
    for days in (3, 10):
        meet_next(ana, by=dana, on=ana.today + timedelta(days=days))
        assert found(assignment).due == ana.today + timedelta(days=days)


def test_it_is_overdue_the_day_after_and_not_on_the_day(sheet, ana, dana, time_machine):
    time_machine.move_to("2026-03-10T12:00:00+00:00")
    assignment = assign(sheet, to=ana, by=dana, due_on=ana.today)
    time_machine.move_to("2026-03-10T23:59:00+00:00")
    assert not found(assignment).is_overdue
    time_machine.move_to("2026-03-11T00:01:00+00:00")
    assert found(assignment).is_overdue


def test_what_was_sent_is_never_overdue(sheet, ana, dana, time_machine):
    time_machine.move_to("2026-03-10T12:00:00+00:00")
    assignment = assign(sheet, to=ana, by=dana, due_on=ana.today)
    submit(assignment, by=their(ana), blank_is_meant=True)
    time_machine.move_to("2026-04-10T12:00:00+00:00")
    assert not found(assignment).is_overdue


def test_a_date_and_a_session_at_once_is_refused_by_the_database(sheet, ana, dana):
    with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
        assign(sheet, to=ana, by=dana, due_on=ana.today, before=next_session(ana))


# Later


@pytest.fixture
def scheduled(sheet, ana, dana):
    return assign(sheet, to=ana, by=dana, release_on=ana.today + timedelta(days=2))


def test_what_is_scheduled_is_not_there_for_the_client_yet(scheduled, ana, browser_of):
    assert found(scheduled).state == State.SCHEDULED
    assert not Assignment.objects.homework_of(their(ana)).exists()
    phone = browser_of(their(ana))
    assert phone.get(f"/homework/{scheduled.pk}/").status_code == 404
    assert phone.get(f"/homework/{scheduled.pk}/moment/").status_code == 404
    release(scheduled, by=scheduled.by)
    assert phone.get(f"/homework/{scheduled.pk}/").status_code == 200


def test_it_is_released_when_the_day_begins_where_the_client_is(sheet, ana, dana, time_machine):
    ana.time_zone = "Asia/Tokyo"
    ana.save()
    time_machine.move_to("2026-03-01T10:00:00+00:00")
    scheduled = assign(sheet, to=ana, by=dana, release_on=ana.today + timedelta(days=1))
    time_machine.move_to("2026-03-01T14:50:00+00:00")
    schedule.release_due()
    assert found(scheduled).state == State.SCHEDULED
    time_machine.move_to("2026-03-01T15:10:00+00:00")
    with key_scope():
        schedule.release_due()
        schedule.release_due()
    assert found(scheduled).state == State.SENT
    assert AuditEvent.objects.filter(verb="assignment.release", actor=None).count() == 1


def test_nothing_is_released_for_a_discharged_client(scheduled, ana, time_machine):
    type(ana).objects.filter(pk=ana.pk).update(discharged_at=timezone.now())
    time_machine.move_to(timezone.now() + timedelta(days=3))
    schedule.release_due()
    assert found(scheduled).state == State.SCHEDULED


# Taking back


def test_taking_back_leaves_what_was_written_to_the_client(assignment, ana, dana, browser_of):
    save_answer(assignment, "moment", "Half a thought", version=0, by=their(ana))
    withdraw(assignment, by=dana)
    assert found(assignment).state == State.WITHDRAWN
    assert Answer.objects.filter(assignment=assignment).count() == 1
    assert "Half a thought" in browser_of(their(ana)).get(f"/homework/{assignment.pk}/").content.decode()


def test_what_was_sent_is_not_taken_back(assignment, ana, dana):
    submit(assignment, by=their(ana), blank_is_meant=True)
    with pytest.raises(CannotMove):
        withdraw(assignment, by=dana)
    assert found(assignment).state == State.SUBMITTED


def test_what_was_sent_once_is_not_taken_back_later_either(assignment, ana, dana):
    submit(assignment, by=their(ana), blank_is_meant=True)
    Assignment.objects.filter(pk=assignment.pk).update(state=State.RETURNED, returned_at=timezone.now())
    decline(assignment, by=their(ana))
    with pytest.raises(AlreadySubmitted):
        withdraw(assignment, by=dana)


# Through the page


@pytest.fixture
def form(sheet, ana):
    return {"client": str(ana.pk), "version": str(sheet.pk), "why": WHY, "due": "session"}


def test_the_page_assigns_before_the_next_session(form, ana, dana, browser_of):
    assert browser_of(dana).post(f"/clients/{ana.pk}/assign/", form).status_code == 302
    assert found(Assignment.objects.get()).due_appointment == next_session(ana)


@pytest.mark.parametrize("due_on", ["", "yesterday", "2020-01-01"])
def test_the_page_says_what_is_wrong_with_the_date_and_keeps_the_reason(form, ana, dana, browser_of, due_on):
    answer = browser_of(dana).post(f"/clients/{ana.pk}/assign/", form | {"due": "date", "due_on": due_on})
    assert answer.status_code == 422
    assert WHY in answer.content.decode()
    assert Assignment.objects.count() == 0


def test_nobody_assigns_to_a_client_of_somebody_else(form, ana, cleo, zed, dana, theo, noor, browser_of):
    for client in (cleo, zed):
        answer = browser_of(dana).post(f"/clients/{ana.pk}/assign/", form | {"client": str(client.pk)})
        assert answer.status_code == 422
    assert browser_of(theo).post(f"/clients/{ana.pk}/assign/", form).status_code == 404
    assert Assignment.objects.count() == 0


def test_nobody_assigns_a_sheet_that_is_not_in_their_library(form, ana, dana, noor, browser_of):
    hidden = make_sheet("of-another-practice", {"type": "short_text", "key": "word", "label": "A word"})
    hidden.worksheet.practice = noor.practice
    hidden.worksheet.save()
    answer = browser_of(dana).post(f"/clients/{ana.pk}/assign/", form | {"version": str(hidden.pk)})
    assert answer.status_code == 422
    assert Assignment.objects.count() == 0


def test_a_newer_wording_leaves_what_was_assigned_as_it_was(assignment, ana):
    before = found(assignment).definition
    newer = before.model_copy(update={"title": "Another title"})
    type(assignment.version).of(assignment.version.worksheet, newer, number=2).save(force_insert=True)
    assert found(assignment).definition == before
    later = type(assignment.version).objects.current().get(worksheet=assignment.version.worksheet)
    assert found(give(later, ana)).title == "Another title"
