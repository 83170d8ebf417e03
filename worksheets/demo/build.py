"""Building the demo practice from its story."""

import functools
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import models, transaction
from django.utils import timezone

from clients.actions import add_client, agree, invite, meet_next, next_session
from clients.models import Client
from practice.crypto import key_scope
from practice.models import OWN, RECORD, Member, Practice, Role, User
from worksheets import actions
from worksheets.demo import story
from worksheets.models import Answer, Assignment, Document, Sharing, Submission, WorksheetVersion

HELP = "If it cannot wait: call 112, or 116 123 to talk to somebody, at any hour."


@transaction.atomic
def build() -> None:
    """Fill an empty database with two practices. The library must be loaded."""
    with key_scope(OWN, RECORD):
        harbour = practice(story.HARBOUR, "Europe/London")
        lakeside = practice(story.LAKESIDE, "Europe/Stockholm")
        staff = {one.email: therapist(one, harbour) for one in story.HARBOUR_STAFF}
        staff |= {one.email: therapist(one, lakeside) for one in story.LAKESIDE_STAFF}
        for one in (*story.HARBOUR_CLIENTS, *story.LAKESIDE_CLIENTS):
            person(one, staff[one.of])


def accounts() -> Iterator[str]:
    """One line an account, for whoever tries the demo."""
    yield f"Password of each: {story.PASSWORD}"
    for practice_name, staff, clients in (
        (story.HARBOUR, story.HARBOUR_STAFF, story.HARBOUR_CLIENTS),
        (story.LAKESIDE, story.LAKESIDE_STAFF, story.LAKESIDE_CLIENTS),
    ):
        yield practice_name
        for therapist_ in staff:
            yield f"  {therapist_.email}  therapist{', owner' if therapist_.owner else ''}"
        for client in clients:
            yield f"  {client.email}  client" + ("" if client.joined else ", invited and not joined yet")


def practice(name: str, zone: str) -> Practice:
    note = "I read these on the day before we meet."
    return Practice.objects.create(name=name, time_zone=zone, help_text=HELP, reading_note=note, is_demo=True)


@functools.cache
def password() -> str:
    """Hashed once: it is the same for all, and hashing is slow on purpose."""
    return make_password(story.PASSWORD)


def login(email: str) -> User:
    user = User.objects.create(email=email, password=password())
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def therapist(one: story.Therapist, at: Practice) -> Member:
    role = Role.THERAPIST
    return Member.objects.create(user=login(one.email), practice=at, role=role, is_owner=one.owner, name=one.name)


def person(one: story.Person, by: Member) -> Client:
    client = add_client(by=by, name=one.name, email=one.email, preferred_name=one.called)
    start = days_ago(max(work.sent for work in one.work) + 1)
    client.created_at = start
    if one.joined:
        user = login(one.email)
        client.member = Member.objects.create(user=user, practice=by.practice, role=Role.CLIENT, name=one.called)
        client.joined_at, client.time_zone = start + timedelta(hours=5), one.zone
    client.save()
    if client.member:
        agree(client, by=client.member)
    else:
        invite(client, by=by)
    if one.next_session is not None:
        meet_next(client, by=by, on=client.today + timedelta(days=one.next_session))
    for work in one.work:
        do(work, client, by)
    return client


def do(work: story.Work, client: Client, by: Member) -> None:
    """One assignment, through all that became of it."""
    assignment = give(work, client, by)
    if work.answers:
        write(assignment, work.answers, work)
    if work.submitted is not None:
        submission = send(assignment, days_ago(work.submitted))
        if work.again:
            write(assignment, work.again, work)
            submission = send(assignment, days_ago(work.submitted) + timedelta(hours=9))
        if work.reviewed is not None:
            actions.review(submission, by=by)
            moved(assignment, reviewed_at=days_ago(work.reviewed))
        elif work.returned is not None:
            reason, keys = work.returned
            actions.return_for_changes(assignment, by=by, reason=reason, keys=keys)
            moved(assignment, returned_at=days_ago(max(work.submitted - 2, 0)))
    elif work.declined is not None:
        actions.decline(assignment, by=member_of(client), barrier=work.declined)
        moved(assignment, not_done_at=days_ago(max(work.sent - 5, 0)))
    elif work.withdrawn:
        actions.withdraw(assignment, by=by)
        moved(assignment, withdrawn_at=days_ago(max(work.sent - 2, 0)))


def give(work: story.Work, client: Client, by: Member) -> Assignment:
    version = WorksheetVersion.objects.current().get(worksheet__slug=work.sheet, worksheet__practice=None)
    later = client.today + timedelta(days=work.later) if work.later else None
    before = next_session(client) if work.before_session else None
    assignment = actions.assign(version, to=client, by=by, why=work.why, before=before, release_on=later)
    sent_at = None if later else days_ago(work.sent)
    due_on = client.today - timedelta(days=work.due) if work.due is not None else None
    moved(assignment, created_at=days_ago(work.sent), sent_at=sent_at, due_on=due_on)
    return assignment


def write(assignment: Assignment, answers: dict[str, Any], work: story.Work) -> None:
    by = member_of(assignment.client)
    for key, value in answers.items():
        sharing = Sharing.PRIVATE if key in work.private else Sharing.RAISE if key in work.raised else Sharing.SHARED
        standing = Answer.objects.filter(assignment=assignment, key=key).first()
        version = standing.version if standing else 0
        actions.save_answer(assignment, key, value, version=version, by=by, sharing=sharing)


def send(assignment: Assignment, at: datetime) -> Submission:
    submission = actions.submit(assignment, by=member_of(assignment.client))
    moved(submission, submitted_at=at)
    moved(assignment, submitted_at=at)
    # Long enough ago for the first sweep to take them up: their messages go out before a broker runs.
    Document.objects.filter(submission=submission).update(created_at=at, queued_at=at)
    return submission


def member_of(client: Client) -> Member:
    if client.member is None:
        raise ValueError(f"{client} has not joined, and can do nothing yet.")
    return client.member


def days_ago(days: int) -> datetime:
    """Towards the evening, some days back; for today, a little while ago."""
    now = timezone.now()
    return now - timedelta(minutes=40) if days == 0 else (now - timedelta(days=days)).replace(hour=19, minute=24)


def moved(row: models.Model, **fields: Any) -> None:
    """Put a row's times where the story says, past the actions, which know only now."""
    type(row)._default_manager.filter(pk=row.pk).update(**fields)
