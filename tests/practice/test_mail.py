"""Mail: at most once, tried again while the server is away, and neutral."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail as outbox
from django.utils import timezone

from clients.actions import add_client, invite
from practice import mail
from practice.mail import NotWanted, Text
from practice.models import Mail
from practice.tasks import send_mail, sweep_mail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queued")]
Status = Mail.Status


@pytest.fixture
def kind(monkeypatch):
    """A kind of mail whose text a test chooses."""
    texts = {"says": lambda row: Text("Something for you", f"About {row.about_id}")}

    def build(row):
        return texts["says"](row)

    monkeypatch.setitem(mail.builders, "tested", build)
    return texts


@pytest.fixture
def letter(kind, harbour):
    return mail.post("tested", to="ana@example.org", about_id=uuid4(), practice=harbour, task=send_mail)


@pytest.fixture
def server(monkeypatch):
    """A mail server that can be made to refuse."""

    class Server:
        error: Exception | None = None

    real = outbox.EmailMessage.send

    def sent(message, *args, **kwargs):
        if Server.error:
            raise Server.error
        return real(message, *args, **kwargs)

    monkeypatch.setattr(outbox.EmailMessage, "send", sent)
    return Server


def again(letter: Mail) -> Mail:
    return Mail.objects.get(pk=letter.pk)


def raiser(error: Exception):
    def build(row):
        raise error

    return build


def test_a_waiting_mail_is_sent_once(letter):
    assert mail.send(letter.pk)
    assert not mail.send(letter.pk)
    assert [one.to for one in outbox.outbox] == [["ana@example.org"]]
    assert again(letter).status == Status.SENT
    assert again(letter).sent_at


def test_the_message_to_the_worker_is_sent_after_the_commit(
    letter, queued, harbour, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as callbacks:
        posted = mail.post("tested", to="b@example.org", about_id=uuid4(), practice=harbour, task=send_mail)
        before = list(queued)
    assert before == []
    for callback in callbacks:
        callback()
    assert queued == [("practice.tasks.send_mail", posted.pk)]


def test_a_mail_that_another_worker_has_is_left_alone(letter):
    Mail.objects.update(status=Status.SENDING, claimed_at=timezone.now())
    assert not mail.send(letter.pk)
    assert outbox.outbox == []


def test_a_server_that_is_away_is_tried_again_later_and_later(letter, server):
    server.error = OSError("away")
    pauses = []
    for _ in range(3):
        Mail.objects.update(next_try_at=timezone.now())
        assert not mail.send(letter.pk)
        pauses.append((again(letter).next_try_at - timezone.now()).total_seconds())
        assert again(letter).status == Status.PENDING
    assert pauses[0] < pauses[1] < pauses[2]
    server.error = None
    assert not mail.send(letter.pk)
    Mail.objects.update(next_try_at=timezone.now())
    assert mail.send(letter.pk)


def test_after_eight_tries_it_is_given_up_in_words(letter, server):
    server.error = OSError("away")
    for _ in range(mail.MOST_ATTEMPTS):
        Mail.objects.update(next_try_at=timezone.now())
        mail.send(letter.pk)
    assert (again(letter).status, again(letter).attempts) == (Status.FAILED, 8)
    assert again(letter).reason == "The mail server did not take it."
    assert not mail.send(letter.pk)


def test_what_the_server_said_stays_out_of_the_log(letter, server, caplog):
    server.error = OSError("550 ana@example.org: no such user")
    mail.send(letter.pk)
    assert "ana@example.org" not in caplog.text
    assert "OSError" in caplog.text


def test_a_mail_that_nobody_wants_any_more_is_not_sent(letter, kind):
    kind["says"] = raiser(NotWanted("It was used."))
    assert not mail.send(letter.pk)
    assert (again(letter).status, again(letter).reason) == (Status.FAILED, "It was used.")
    assert outbox.outbox == []


def test_a_text_that_cannot_be_made_is_tried_again(letter, kind):
    kind["says"] = raiser(KeyError("gone"))
    assert not mail.send(letter.pk)
    assert again(letter).status == Status.PENDING


def test_the_sweeper_finds_what_has_no_message_and_nothing_else(letter, server):
    assert mail.waiting() == []
    old = timezone.now() - timedelta(minutes=1)
    Mail.objects.update(created_at=old)
    assert mail.waiting() == [letter.pk]
    server.error = OSError()
    mail.send(letter.pk)
    assert mail.waiting() == []
    Mail.objects.update(next_try_at=old)
    assert mail.waiting() == [letter.pk]


def test_the_sweeper_queues_what_it_found(letter, monkeypatch):
    Mail.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    delayed: list[str] = []
    monkeypatch.setattr(send_mail, "delay", delayed.append)
    sweep_mail()
    assert delayed == [str(letter.pk)]


def test_a_worker_that_died_in_sending_never_sends_twice(letter):
    long_ago = timezone.now() - mail.LOST_AFTER - timedelta(seconds=1)
    Mail.objects.update(status=Status.SENDING, claimed_at=long_ago)
    assert mail.waiting() == []
    assert again(letter).status == Status.FAILED
    assert not mail.send(letter.pk)
    assert outbox.outbox == []


def test_an_invitation_is_neutral_and_says_until_when(dana, settings):
    settings.BASE_URL = "https://holdfast.example"
    client = add_client(by=dana, name="Eva Lind", email="eva@example.org", preferred_name="Evi")
    invite(client, by=dana)
    assert mail.send(Mail.objects.get().pk)
    message = outbox.outbox[0]
    said = f"{message.subject} {message.body}".lower()
    assert "hello evi" in said
    assert "https://holdfast.example/join/" in said
    for word in ("therap", "worksheet", "homework", "attachment", "lind", "dana"):
        assert word not in said


def test_an_invitation_that_was_replaced_is_not_sent(dana):
    client = add_client(by=dana, name="Eva", email="eva@example.org")
    invite(client, by=dana)
    first = Mail.objects.get()
    invite(client, by=dana)
    assert not mail.send(first.pk)
    assert again(first).status == Status.FAILED
    assert outbox.outbox == []


def test_a_line_break_in_a_name_makes_no_header(dana):
    client = add_client(by=dana, name="Eva\nBcc: all@example.org", email="eva@example.org")
    invite(client, by=dana)
    assert mail.send(Mail.objects.get().pk)
    assert outbox.outbox[0].recipients() == ["eva@example.org"]
